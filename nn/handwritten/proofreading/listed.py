"""A script that keeps its numbers in lists, dicts and attributes, run with arrays in their place.

A list has no entries that a reader could follow, and a number has no identity: two neurons' biases are the same float.
So a list of floats becomes an array, and a float that is kept in an attribute or in an entry an array of no axis. The
script must compute the same numbers with them: else it is left as it is, and refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays.array import wrap
from engine.value import Value
from nn.handwritten.proofreading.terms import called, copied, every, placed

GROWING = ("append", "insert", "extend", "pop", "remove", "sort", "reverse")  # methods of lists that arrays lack

SEARCHING = ("index", "count")  # those that look for a member
LISTS = ast.List | ast.ListComp


def with_arrays(tree: ast.Module) -> ast.Module:
    """Return a copy of a tree in which lists that are written there, and numbers that are kept, are made arrays.

    >>> ast.unparse(with_arrays(ast.parse("n.w = [random() for _ in range(3)]")))
    'n.w = _pr_array([random() for _ in range(3)])'
    >>> ast.unparse(with_arrays(ast.parse("d = [x * k for x in h] + [k]")))
    'd = _pr_array([*_pr_array([x * k for x in h]), k])'
    """
    calls = [n.func for n in every(tree, ast.Call) if isinstance(n.func, ast.Attribute)]
    made: ast.Module = copied(tree)
    _Arrays({ast.unparse(f.value) for f in calls if f.attr in GROWING}).visit(made)
    return placed(made)


def as_array(thing: Any, kept: Callable[[Any], Any] = lambda array: array) -> Any:
    """Return a list of floats, or a float, as an array, a list of such lists as one of arrays; all else as it is.

    On Values `kept` makes of each new array of floats one that takes Values.
    """
    if isinstance(thing, float):
        return kept(np.array(thing))
    if isinstance(thing, list) and thing and all(isinstance(x, list) for x in thing):
        thing[:] = [as_array(each, kept) for each in thing]
    if not isinstance(thing, list) or not thing or not all(isinstance(x, float | Value) for x in thing):
        return thing
    is_live = any(isinstance(x, Value) for x in thing)
    return wrap(np.array(thing, dtype=object)) if is_live else kept(np.array(thing))


class _Arrays(ast.NodeTransformer):
    def __init__(self, growing: set[str]) -> None:
        self.growing = growing

    def made(self, node: ast.expr) -> ast.expr:
        return ast.copy_location(ast.Call(ast.Name("_pr_array", ast.Load()), [node], []), node)

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:  # the names that ast gives
        self.generic_visit(node)
        return self.made(node)

    def visit_List(self, node: ast.List) -> ast.expr:
        self.generic_visit(node)
        return self.made(node) if isinstance(node.ctx, ast.Load) and node.elts else node

    def visit_Dict(self, node: ast.Dict) -> ast.Dict:
        """Make arrays of the numbers in a dict; an entry of it is then known by what it is."""
        self.generic_visit(node)
        node.values = [self.made(each) if _may_be_number(each) else each for each in node.values]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Make an array of a list that is repeated, [0.0] * n, and of nothing in it; a list of 0 is one of 0.0."""
        if isinstance(node.op, ast.Add) and any(isinstance(each, LISTS) for each in (node.left, node.right)):
            return self.visit_List(_joined(node))
        repeated = [each for each in (node.left, node.right) if isinstance(each, ast.List)]
        nothing = ast.copy_location(ast.Constant(0.0), node)
        if not isinstance(node.op, ast.Mult) or not repeated:
            return self.generic_visit(node)  # type: ignore[return-value]  # a node of the same kind
        for each in repeated:
            each.elts = [nothing if ast.unparse(x) == "0" else self.visit(x) for x in each.elts]
        return self.made(node)

    def visit_DictComp(self, node: ast.DictComp) -> ast.DictComp:
        """Make arrays of the numbers in a dict that begin as one: {key: 0.0 for key in keys}."""
        self.generic_visit(node)
        node.value = self.made(node.value) if _is_number(node.value) else node.value
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if called(node.func) == "dict":
            for word in node.keywords:
                word.value = self.made(word.value) if _is_number(word.value) else word.value
        if isinstance(node.func, ast.Name) and node.func.id == "round" and node.args:
            node.args[0] = ast.Call(ast.Name("_pr_number", ast.Load()), [node.args[0]], [])
        if isinstance(node.func, ast.Attribute) and node.func.attr in SEARCHING:
            node.func.value = ast.Call(ast.Name("list", ast.Load()), [node.func.value], [])
        return self.made(node) if getattr(node.func, "attr", "") == "tolist" else node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        """Leave a list that grows; keep a number that is kept, and read one that is only read."""
        match node:
            case ast.Assign([ast.Tuple(several)], ast.Tuple(values)) if len(several) == len(values):
                values[:] = [self.given(*each) for each in zip(several, values, strict=True)]  # S, I = [s], [i]
            case ast.Assign([target, *_], value):
                node.value = self.given(target, value)
        node.targets = [self.visit(target) for target in node.targets]
        return node

    def given(self, target: ast.expr, value: ast.expr) -> ast.expr:
        """Return what is assigned to a target."""
        if ast.unparse(target) in self.growing:
            self.generic_visit(value)
            return value
        value = self.visit(value)
        key = getattr(target, "slice", None)
        is_begun = isinstance(key, ast.Name) and _is_number(value)  # weight[word] = 0.0
        is_kept = isinstance(target, ast.Attribute) or is_begun or isinstance(getattr(key, "value", None), str)
        if is_kept and not ast.unparse(value).startswith("_pr_array("):
            return self.made(value)
        if isinstance(value, ast.Attribute | ast.Subscript) and isinstance(target, ast.Name):
            call = ast.Call(ast.Name("_pr_number", ast.Load()), [value], [])
            return ast.copy_location(call, value)
        return value


def _is_number(node: ast.expr) -> bool:
    """Return whether a number is written there: 0.0 or -1.0."""
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def _may_be_number(node: ast.expr) -> bool:
    """Return whether a number is written there, or computed: np.log(0.4)."""
    return _is_number(node) or isinstance(node, ast.Call | ast.BinOp)


def _joined(node: ast.BinOp) -> ast.List:
    """Return two lists that are joined as one list, [*a, x] of a + [x]: x would be added to the entries of an array."""
    members: list[ast.expr] = []
    for side in (node.left, node.right):
        members += side.elts if isinstance(side, ast.List) else [ast.Starred(side, ast.Load())]
    return ast.copy_location(ast.List(members, ast.Load()), node)


def as_number(thing: Any) -> Any:
    """Return an array of no axis as a number of its own, so that what is added to it does not change it; all else."""
    return thing * 1.0 if isinstance(thing, np.ndarray) and thing.ndim == 0 else thing


def at_indices(function: Callable[..., Any], array: Any, index: Any, values: Any) -> Any:
    """Call np.add.at(array, index, values), if the values fit there.

    Raises:
        ValueError: for values of more axes than array[index].
    """
    if isinstance(array, np.ndarray) and np.ndim(values) > (own := np.ndim(array[index])):
        raise ValueError(f"values of {np.ndim(values)} axes do not fit into an array of {own} axes, array[indices]")
    return function(array, index, values)
