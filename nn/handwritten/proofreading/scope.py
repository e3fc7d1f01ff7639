"""What can be put into an edited expression, the names, numbers and factors in scope; and what no person would write.

What is proved with an edit that no person would make is no fix.
"""

from __future__ import annotations

import ast
import re
import types
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nn.handwritten.proofreading.naming import RATE, is_gradient, stem
from nn.handwritten.proofreading.recording import Names
from nn.handwritten.proofreading.statements import targets
from nn.handwritten.proofreading.terms import NAMED, called, every, factors_of, names_in, renamed, sites_in, texts_in
from nn.handwritten.proofreading.values import parsed

MOST_DICTS = 3
KEPT = re.compile(r"drop|keep|rate|prob|(^|\.)p$", re.IGNORECASE)  # names of the share that a mask keeps or drops
MOST_MEMBERS = 16  # how many entries of a dict can be put in
MOST_LISTS = 12
MOST_IDLE = 3
DOTS = ("@", "np.dot", "np.matmul", "dot", "numpy.dot")  # how scripts write products of matrices

SLOPE = re.compile(r"prime|deriv|slope|^d_?(sig|tanh|relu|act)|_d$", re.IGNORECASE)  # names of an activation's slope
FACTORS = ast.Mult | ast.Div | ast.Pow  # the operators with which an expression computes with a number
PARTS = ".T.T", "size.T", "[0].T", "--", ".T.sum("


@dataclass(frozen=True, eq=False)
class Scope:
    """What can be put into an expression: expressions of the script that give arrays or numbers, and its own forms.

    dot       how the script writes products
    lists     lists and dicts of arrays
    turned    how the script writes transposes of arrays of more than two axes, with {} for the array
    zeros     names of whole numbers that are 0 here, such as an index: no factors
    made      numbers that the script has no expression for
    idle      arrays that are computed here, and that no line reads: what a line forgot
    literals  numbers with a fraction that are written somewhere in the script, as the 0.2 of a leaky slope
    is_rich   whether factors are put at every part: many edits, for where each is only evaluated
    is_wide   whether arrays are put around the whole: most of the edits, and the last ones of a search
    """

    arrays: Mapping[str, tuple[int, ...]]
    numbers: Mapping[str, float]
    factors: Sequence[ast.expr] = ()
    dot: str = "@"
    is_rich: bool = True
    is_wide: bool = True
    lists: Sequence[str] = ()
    made: Collection[str] = ()
    turned: Sequence[str] = ()
    zeros: Collection[str] = ()
    literals: Collection[float] = ()
    idle: Sequence[str] = ()


def scope_of(names: Names, tree: ast.AST, near: str = "", forward: Collection[str] = ()) -> Scope:
    """Return what can be put in where a script is paused: its own arrays and numbers; `near` stands first.

    What the `forward` pass computes with is no rate, whatever its name is: the alpha of a leaky slope.
    """
    names = {**names, **_of_comprehensions(tree, names)}
    seen = _Seen(names, tree, near, forward)
    made = seen.made()
    factors = _factors(tree)
    whole = [n.id for n in every(tree, ast.Name) if isinstance(names.get(n.id), int | np.integer)]
    read = {n.id for n in every(tree, ast.Name) if isinstance(n.ctx, ast.Load)}
    given = {n.id for n in every(tree, ast.Name) if isinstance(n.ctx, ast.Store)} - read
    return Scope(
        seen.arrays,
        {**seen.numbers, **made},
        [*factors, *_moved(factors, seen.arrays), *_of_entries(tree, names)],
        _dot(tree),
        lists=tuple(seen.lists),
        made=made,
        turned=_turned(tree),
        zeros=dict.fromkeys(name for name in whole if names[name] is not False and not names[name]),
        idle=[name for name in seen.arrays if name in given][:MOST_IDLE],
    )


class _Seen:
    """The arrays, numbers and lists that expressions of a script are where it is paused."""

    def __init__(self, names: Names, tree: ast.AST, near: str, forward: Collection[str]) -> None:
        self.names, self.near = names, near
        self.arrays: dict[str, tuple[int, ...]] = {}
        self.numbers: dict[str, float] = {}
        self.lists: dict[str, None] = {}
        named = {n.value for n in ast.walk(tree) if isinstance(n, ast.Assign)}
        for node in ast.walk(tree):
            self.look(node)
            if node not in named and _is_activation(node):
                self.sort(ast.unparse(node))
        for text in _members(names, near):
            self.sort(text)
        for text in [t for t, number in self.numbers.items() if number in (0.5, 2.0) and RATE.search(t)]:
            if text not in "lL" and text not in forward:  # a rate of 0.5 is not why a 2 is missing; l is a layer here
                del self.numbers[text]

    def look(self, node: ast.AST) -> None:
        """Note a part of the script, if it has a value here."""
        if isinstance(node, ast.arg):  # also where no line uses it
            self.sort(node.arg)
        is_call = isinstance(node, ast.Call) and (ast.unparse(node.func) == "len" or _is_own(node, self.names))
        if is_call or isinstance(node, NAMED):
            self.sort(ast.unparse(node))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("sqrt"):
            value = value_at(ast.unparse(node), self.names)
            if is_number(value) and value != 1:
                self.numbers[ast.unparse(node)] = float(value)

    def sort(self, text: str) -> None:
        """Note what an expression is."""
        is_known = text in self.arrays or text in self.numbers or text in self.lists
        if is_known or text.endswith(".T") or text.startswith("_pr_"):
            return
        value = value_at(text, self.names)
        if isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
            self.arrays[text] = value.shape
        elif is_number(value):
            self.numbers[text] = float(value)
        elif isinstance(value, list | dict) and value and len(self.lists) < MOST_LISTS:
            self.lists[text] = None
            for key in list(value)[:MOST_MEMBERS] if isinstance(value, dict) else ():  # also one that no line uses
                self.sort(f"{text}[{key!r}]")

    def made(self) -> dict[str, float]:
        """Return numbers that the script has no expression for: the rows of an array, the rest of a share."""
        found: dict[str, float] = {}
        for text, shape in sorted(self.arrays.items(), key=lambda each: each[0] not in self.near):
            known = (*self.numbers.values(), *found.values())
            if shape and shape[0] > 2 and float(shape[0]) not in known:  # 2 is a 2
                found[f"len({text})"] = float(shape[0])
        shares = {text: number for text, number in self.numbers.items() if KEPT.search(text) and 0 < number < 1}
        return found | {f"1 - {text}": 1 - number for text, number in shares.items()}


def is_number(value: Any) -> bool:
    """Return whether a value is a number that may be a factor."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool) and value != 0


def shared_constants(tree: ast.AST) -> tuple[str, ...]:
    """Return the names that some function of a script reads and does not assign itself.

    >>> shared_constants(ast.parse("def forward(u): return ROOT * u"))
    ('ROOT',)
    """
    found: dict[str, None] = {}
    for function in every(tree, ast.FunctionDef):
        names = every(function, ast.Name)
        own = {n.id for n in names if not isinstance(n.ctx, ast.Load)} | {a.arg for a in every(function, ast.arg)}
        found |= dict.fromkeys(n.id for n in names if n.id not in own)
    return tuple(found)


def divisors(tree: ast.AST, near: ast.AST) -> tuple[str, ...]:
    """Return the sums that a script divides by, of weights or of a mask, first those of what is named near here.

    >>> divisors(ast.parse("n = np.sum(w); loss = (w * l).sum() / n"), parsed("v * err"))
    ('np.sum(v)', 'np.sum(w)')
    """
    below: list[Any] = [n.right for n in every(tree, ast.BinOp) if isinstance(n.op, ast.Div)]
    names = {ast.unparse(each) for each in below}
    below += [n.value for n in every(tree, ast.Assign) if ast.unparse(n.targets[0]) in names]
    sums: list[Any] = [n for n in below if isinstance(n, ast.Call) and called(n.func) in ("sum", "count_nonzero")]
    sums += [parsed(f"np.sum({ast.unparse(k.value)})") for k in every(tree, ast.keyword) if k.arg == "weights"]
    own = [ast.unparse((*call.args, getattr(call.func, "value", call.func))[0]) for call in sums]
    others = [t for t in texts_in(near, ast.Name | ast.Attribute) if t not in ("np", "numpy") and not is_gradient(t)]
    made = [renamed(call, text, parsed(t)) for call, text in zip(sums, own, strict=True) for t in others]
    return tuple(dict.fromkeys(map(ast.unparse, (*made, *sums))))


def _factors(tree: ast.AST) -> list[ast.expr]:
    """Return the factors of the products in a script that are more than a name or a number; each once."""
    products = [n for n in every(tree, ast.BinOp) if isinstance(n.op, ast.Mult)]
    sides = [side for node in products for side in (node.left, node.right)]
    found = {ast.unparse(side): side for side in sides if not isinstance(side, ast.Name | ast.Constant | ast.Attribute)}
    return list(found.values())


def _dot(tree: ast.AST) -> str:
    """Return how a script mostly writes products of matrices."""
    dots = Counter({"@": 0})
    for node in ast.walk(tree):
        name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        name = "@" if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult) else name
        dots.update([name] if name in DOTS else ())
    return max(dots, key=lambda each: dots[each])


def _turned(tree: ast.AST) -> tuple[str, ...]:
    """Return the forms in which axes are exchanged: {}.transpose(0, 2, 1), np.swapaxes({}, 1, 2)."""
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Attribute(own, "transpose" | "swapaxes"), [first, *_]):
                array = ast.unparse(first if ast.unparse(own) in ("np", "numpy") else own)
                found[ast.unparse(node).replace(array, "{}", 1)] = None
    return tuple(found)


def _is_own(call: ast.Call, names: Names) -> bool:
    """Return whether a function of the script is called with one name: sigmoid(z), sigmoid_prime(zs[-l])."""
    own = names.get(call.func.id) if isinstance(call.func, ast.Name) else None
    is_plain = len(call.args) == 1 and not call.keywords and isinstance(call.args[0], NAMED)
    return is_plain and isinstance(own, types.FunctionType)


def _is_activation(node: ast.AST) -> bool:
    """Return whether a part is an activation whose slope is written with what it gives: np.tanh(z)."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return False
    return isinstance(node.args[0], NAMED) and called(node.func) in ("tanh", "expit")


def _of_entries(tree: ast.AST, names: Names) -> Iterator[ast.expr]:
    """Yield the script's own functions of an entry of a list, for each list and index: sigmoid_prime(zs[-1])."""
    parts = every(tree, ast.Subscript)
    lists = {ast.unparse(n.value) for n in parts if isinstance(value_at(ast.unparse(n.value), names), list)}
    indices = {ast.unparse(node.slice) for node in parts if ast.unparse(node.value) in lists}
    calls = [n for n in every(tree, ast.Call) if _is_own(n, names)]
    own = {ast.unparse(n.func) for n in calls if isinstance(n.args[0], ast.Subscript)}
    own |= {name for name, thing in names.items() if isinstance(thing, types.FunctionType) and SLOPE.search(name)}
    for text in (f"{own_}({held}[{i}])" for own_ in sorted(own) for held in sorted(lists) for i in sorted(indices)):
        if isinstance(value_at(text, names), np.ndarray):
            yield parsed(text)


def _of_comprehensions(tree: ast.AST, names: Names) -> dict[str, Any]:
    """Return what the names of comprehensions are in their first turn, where that can be seen."""
    found: dict[str, Any] = {}
    for node in every(tree, ast.comprehension):
        first = value_at(f"next(iter({ast.unparse(node.iter)}))", names)
        members = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
        made = first if isinstance(node.target, ast.Tuple) else (first,)
        if isinstance(made, tuple) and len(made) == len(members):
            found |= {n.id: x for n, x in zip(members, made, strict=True) if isinstance(n, ast.Name)}
    return {name: thing for name, thing in found.items() if name not in names}


def value_at(text: str, names: Names) -> Any:
    """Return what an expression is where the script is paused; None if it is not there."""
    try:
        return eval(text, dict(names))
    except Exception:  # a name that is not there at this point
        return None


def _members(names: Names, near: str) -> Iterator[str]:
    """Yield what objects keep, and dicts of arrays, also where this function does not name them: bn.dbeta.

    The objects are that of a method, and those of which an expression reads something, and not only calls it.
    """
    for owner in dict.fromkeys(["self", *re.findall(r"\b([A-Za-z_]\w*)\.\w+(?![\w(])", near)]):
        thing = names.get(owner)
        kept = vars(thing) if hasattr(thing, "__dict__") and not isinstance(thing, types.ModuleType) else {}
        yield from [f"{owner}.{name}" for name in kept][:MOST_MEMBERS]
    dicts = [name for name, thing in names.items() if isinstance(thing, dict) and not name.startswith("_")]
    yield from [name for name in dicts if any(isinstance(x, np.ndarray) for x in names[name].values())][:MOST_DICTS]


def _moved(factors: Sequence[ast.expr], arrays: Mapping[str, tuple[int, ...]]) -> Iterator[ast.expr]:
    """Yield the factors of other lines with another name in them: derv_sigmoid(a1) where there is derv_sigmoid(a2)."""
    for factor in factors:
        inside = [text for text in dict.fromkeys(texts_in(factor)) if text in arrays]
        for text in inside if len(inside) < 3 else ():
            for other in arrays:
                is_sister = re.sub(r"\d", "", other) == re.sub(r"\d", "", text)  # of another layer, and another size
                if other != text and (is_sister or arrays[other] == arrays[text]):
                    yield parsed(re.sub(rf"\b{re.escape(text)}(?!\w)", other, ast.unparse(factor)))


def oddities(expression: ast.AST) -> set[str]:
    """Return what stands in an expression that no person would write, as text.

    >>> sorted(oddities(ast.parse("0.5 * 1.0 * (p + p)", mode="eval").body))
    ['0.5 * 1.0', 'p + p']
    """
    text = ast.unparse(expression).replace("self.T", "self.t")  # an array that is called T
    found = {ast.unparse(node) for node in every(expression, ast.Slice | ast.BinOp) if _is_odd(node)}
    is_added = "zeros" in text and isinstance(expression, ast.BinOp)
    return {*found, *(part for part in PARTS if part in text), *(["zeros"] if is_added else [])}


def _is_odd(node: Any) -> bool:
    """Return whether a slice or an operation does nothing, or the same twice: a[::1], t + 0, a - p - p, a * b / b."""
    if isinstance(node, ast.Slice):
        return node.step is not None and ast.unparse(node.step) in ("1", "--1", "- -1")
    inner, right = node.left if isinstance(node.left, ast.BinOp) else None, ast.unparse(node.right)
    if isinstance(node.op, ast.Add | ast.Sub):
        last = node.left if inner is None else inner.right if isinstance(inner.op, ast.Add | ast.Sub) else None
        is_nothing = isinstance(node.op, ast.Sub) and ast.unparse(node.left) == right
        return "0" in (right, ast.unparse(node.left)) or is_nothing or (last is not None and ast.unparse(last) == right)
    factors = [(ast.unparse(factor), is_below) for factor, is_below in factors_of(node)]
    return any((text, not is_below) in factors for text, is_below in factors) or is_times(node, 1.0)


def scales_entry(statement: ast.stmt, made: ast.expr) -> bool:
    """Return whether a line that takes an array out of another one now takes a part of it: that belongs elsewhere.

    >>> lines = "A = cache['A1']", "dW = grads['W']", "A = f(x)"
    >>> [scales_entry(held := ast.parse(line).body[0], parsed(ast.unparse(held.value) + " / m")) for line in lines]
    [True, False, False]
    """
    held: Any = getattr(statement, "value", None)
    own = targets(statement)
    is_taken = isinstance(statement, ast.Assign) and isinstance(held, ast.Subscript)
    if not is_taken or len(own) != 1 or is_gradient(stem(ast.unparse(own[0]))):
        return False
    if not isinstance(made, ast.BinOp) or not isinstance(made.op, ast.Mult | ast.Div):
        return False
    return ast.unparse(made.left) == ast.unparse(held)


def is_times(expression: ast.AST, number: float) -> bool:
    """Return whether an expression is a product with a number that is written there, as in a * 0.5 or a / 2."""
    if not isinstance(expression, ast.BinOp) or not isinstance(expression.op, ast.Mult | ast.Div):
        return False
    size: Any = getattr(expression.right, "value", None)
    if not isinstance(size, int | float) or not size:
        return False
    return (size if isinstance(expression.op, ast.Mult) else 1 / size) == number


def counters(statements: Sequence[ast.stmt], turns: Sequence[tuple[int, int]]) -> set[str]:
    """Return the names of the loops around a pass, and those to which a line only adds a number: epoch += 1."""
    loops = [statements[site] for site, _ in turns]
    sums = [each for each in statements if isinstance(each, ast.AugAssign) and isinstance(each.value, ast.Constant)]
    named = {name for loop in loops if isinstance(loop, ast.For) for name in _counting(loop)}
    return named | {each.target.id for each in sums if isinstance(each.target, ast.Name)}


def left_over(tree: ast.AST, site: int) -> set[str]:
    """Return what only loops assign that a statement does not stand in: there it is what it was in the last turn."""
    loops = every(tree, ast.For)
    around, others = ([loop for loop in loops if (site in sites_in(loop)) == side] for side in (True, False))
    named, still = ({name for loop in some for name in names_in(loop.target)} for some in (others, around))
    stored = [name for line in every(tree, ast.Assign) for name in every(line, ast.Name)]
    return named - still - {name.id for name in stored if isinstance(name.ctx, ast.Store)}


COUNTING = "range", "trange", "count"  # what counts the turns of a loop


def _counting(loop: ast.For) -> set[str]:
    """Return the names of a loop that count, and those of no data: of range(n) all, of enumerate(data) the first."""
    words = {called(node.func) for node in every(loop.iter, ast.Call)}
    if "enumerate" in words:
        return names_in(getattr(loop.target, "elts", [loop.target])[0])
    return set() if words.isdisjoint(COUNTING) else names_in(loop.target)


def counted(node: ast.AST) -> set[str]:
    """Return the names that are factors or powers by themselves: n of x / n, and not of x[n] or of n % 10."""
    products = [each for each in every(node, ast.BinOp) if isinstance(each.op, FACTORS)]
    return {side.id for each in products for side in (each.left, each.right) if isinstance(side, ast.Name)}


def indices(node: ast.AST) -> set[str]:
    """Return the names that are an index by themselves: i of x[i] and of x[:, i], and not of x[i + 1]."""
    slices = [each.slice for each in every(node, ast.Subscript)]
    parts = [part for each in slices for part in (each.elts if isinstance(each, ast.Tuple) else [each])]
    return {part.id for part in parts if isinstance(part, ast.Name)}
