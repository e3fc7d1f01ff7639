"""Learning rates that a script defines, and that no line reads: they were forgotten in its steps.

    alpha = 0.1                            lr of def train(X, y, lr=0.1): …, of self.lr = lr
    …
    theta = theta - grad

A rate that is only printed is not used either.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from nn.handwritten.proofreading.naming import is_gradient
from nn.handwritten.proofreading.scope import value_at
from nn.handwritten.proofreading.terms import every, sites_in, texts_in

OWN_RATE = re.compile(r"(lr|l_r|lrate|learn(ing)?_?rate|eta|alpha|step_?size|rate)", re.IGNORECASE)
"""What is called a learning rate, and hardly anything else."""
SAID = re.compile(r"(print|.*\.(title|set_title|suptitle|legend|info|write))")  # calls that only show something


def unused_rate(tree: ast.Module, site: int, names: Mapping[str, Any]) -> float | None:
    """Return the rate that a step could have read and no line reads; None where there is not exactly one.

    What layers of all kinds are given, those without weights do not read: another function does.
    """
    read, found = _read(tree), set[float]()
    for name, function in _unread(tree):
        is_inside = function is not None and site in sites_in(function)
        if function is None or is_inside or name not in read:
            value = value_at(name, names)
            value = given_to(function, tree, names).get(name) if value is None and function is not None else value
            found |= {float(value)} if isinstance(value, int | float) and value > 0 else set()
    return next(iter(found)) if len(found) == 1 else None


@lru_cache(64)  # asked for each step of a script
def _unread(tree: ast.Module) -> list[tuple[str, ast.FunctionDef | None]]:
    """Return the rates that no line reads, by the names that a step has for them, and whose argument they are."""
    return [*_found_unread(tree)]


def _found_unread(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | None]]:
    for function in every(tree, ast.FunctionDef):
        inside, own = _read(function), (*function.args.args, *function.args.kwonlyargs)
        yield from ((arg.arg, function) for arg in own if OWN_RATE.fullmatch(arg.arg) and arg.arg not in inside)
    kept = [node for node in every(tree, ast.Attribute) if OWN_RATE.fullmatch(node.attr)]
    loaded = {node.attr for node in kept if isinstance(node.ctx, ast.Load)}
    yield from ((ast.unparse(node), None) for node in kept if node.attr not in loaded)
    read = _read(tree)
    lines = [statement for statement in tree.body if isinstance(statement, ast.Assign)]
    names = [name for line in lines for name in every(line, ast.Name)]
    stored = [name.id for name in names if isinstance(name.ctx, ast.Store) and OWN_RATE.fullmatch(name.id)]
    yield from ((name, None) for name in stored if name not in read)


def rated(expression: ast.expr, rate: str) -> Iterator[tuple[float, ast.expr]]:
    """Yield an expression with a rate in front of its gradient, as (cost, expression).

    >>> [ast.unparse(new) for _, new in rated(ast.parse("mu * v - grad", mode="eval").body, "lr")]
    ['mu * v - lr * grad']
    >>> [ast.unparse(new) for _, new in rated(ast.parse("dW / m", mode="eval").body, "lr")]
    ['lr * dW / m']
    """
    if not isinstance(expression, ast.BinOp) or isinstance(expression.op, ast.Mult | ast.MatMult):
        yield 0.5, ast.BinOp(ast.parse(rate, mode="eval").body, ast.Mult(), expression)
        return
    left, op, right = expression.left, expression.op, expression.right
    if isinstance(op, ast.Div) or any(map(is_gradient, texts_in(left))):
        yield from ((cost, ast.BinOp(new, op, right)) for cost, new in rated(left, rate))
    if not isinstance(op, ast.Div) and any(map(is_gradient, texts_in(right))):
        yield from ((cost, ast.BinOp(left, op, new)) for cost, new in rated(right, rate))


def given_to(function: ast.FunctionDef, tree: ast.AST, names: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a function is called with, as far as it is known before it is called."""
    own = function.args.args
    given = {arg.arg: each for arg, each in zip(own[::-1], function.args.defaults[::-1], strict=False)}
    for call in every(tree, ast.Call):
        if ast.unparse(call.func).rpartition(".")[2] == function.name:
            mine = own[1:] if isinstance(call.func, ast.Attribute) else own
            given |= {arg.arg: each for arg, each in zip(mine, call.args, strict=False)}
            given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    found = {name: value_at(ast.unparse(expression), names) for name, expression in given.items()}
    return {name: value for name, value in found.items() if value is not None}


@lru_cache(256)
def _read(tree: ast.AST) -> frozenset[str]:
    """Return the names that are read, but for those that are only shown."""
    shown = [node for node in every(tree, ast.Call) if SAID.fullmatch(ast.unparse(node.func))]
    hidden = {id(name) for call in shown for name in every(call, ast.Name)}
    names = (node for node in every(tree, ast.Name) if id(node) not in hidden and isinstance(node.ctx, ast.Load))
    return frozenset(node.id for node in names)
