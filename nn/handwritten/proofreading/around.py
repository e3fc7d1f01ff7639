"""What may stand around an expression, or beside it: a product, a factor, a term, a sum over an axis.

A line that lacks an array lacks it as a factor or as a term; which of the script's arrays have a shape for it is asked
in `products`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nn.handwritten.proofreading.scope import Scope
from nn.handwritten.proofreading.values import parsed

SLOPES = ("1 - {}", "1 - {}**2", "{} * (1 - {})", "{} > 0")
Edited = tuple[float, ast.expr]


def over_axes() -> Iterator[list[ast.keyword]]:
    """Yield what may be said of the axis over which is summed, and whether it is kept."""
    for axis in (0, 1, -1, None):
        for keep in (True, False):
            options = [ast.keyword("axis", ast.Constant(axis))] if axis is not None else []
            yield options + ([ast.keyword("keepdims", ast.Constant(True))] if keep else [])


def turned(node: ast.expr) -> ast.expr:
    """Return the transpose of an expression, or what it is the transpose of."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(node, "T", ast.Load())


def wrapped(expression: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield an expression with something around it: a product, a factor, a term, a sum."""
    if scope.is_rich and isinstance(expression, ast.Call):
        for text in scope.arrays:
            yield from ((1.7, ast.BinOp(expression, ast.Mult(), parsed(form.replace("{}", text)))) for form in SLOPES)
    for along in (0, 1, -1) if scope.is_rich else ():  # what comes back through x - x.mean()
        mean = parsed(f"({ast.unparse(expression)}).mean(axis={along}, keepdims=True)")
        yield 1.4, ast.BinOp(expression, ast.Sub(), mean)
    for text in scope.numbers:
        for cost, op in ((1.2, ast.Div), (1.3, ast.Mult)):
            yield cost + 0.2 * (text in scope.made), ast.BinOp(expression, op(), parsed(text))
    yield 1.0, ast.UnaryOp(ast.USub(), expression)
    yield 1.2, ast.BinOp(expression, ast.Sub(), ast.Constant(1))  # the error of what should be 1
    for factor in scope.factors:
        yield 1.3, ast.BinOp(expression, ast.Mult(), factor)
    for text in scope.arrays if scope.is_wide else ():
        yield from _with_array(expression, text, scope)
    for text in scope.numbers:
        yield 1.5, ast.BinOp(expression, ast.Sub(), parsed(text))
        yield 1.6, ast.BinOp(expression, ast.Add(), parsed(text))
    for options in over_axes():
        for name in ("sum", "mean"):
            yield 1.3, ast.Call(parsed(f"np.{name}"), [expression], options)


def _with_array(expression: ast.expr, text: str, scope: Scope) -> Iterator[Edited]:
    """Yield an expression with an array beside it: in a product, or as a term, also times a number."""
    shape = scope.arrays[text]
    for cost, other in ((1.3, parsed(text)), (1.35, turned(parsed(text))))[: 2 if len(shape) > 1 else 1]:
        yield cost, _product(other, expression, scope)
        yield cost, _product(expression, other, scope)
    for cost, op in ((1.4, ast.Mult), (1.5, ast.Add), (1.5, ast.Sub), (1.5, ast.Div)):
        yield cost, ast.BinOp(expression, op(), parsed(text))
    if len(shape) == 1:
        yield 1.5, ast.BinOp(expression, ast.Mult(), parsed(f"{text}[:, None]"))
    for number in scope.numbers:
        term = ast.BinOp(parsed(number), ast.Mult(), parsed(text))
        yield 1.6, ast.BinOp(expression, ast.Add(), term)
        yield 1.6, ast.BinOp(expression, ast.Sub(), term)
        yield 1.9, ast.BinOp(expression, ast.Add(), ast.BinOp(ast.Constant(2), ast.Mult(), term))
        yield 1.9, ast.BinOp(expression, ast.Add(), ast.BinOp(parsed(text), ast.Div(), parsed(number)))


def products(scope: Scope, shape: tuple[int, ...], is_wide: bool) -> Iterator[ast.expr]:
    """Yield products of two arrays that have a shape: the terms that a line may lack; if wide, also a * b."""
    for a, its in scope.arrays.items():
        for b, other in scope.arrays.items():
            if is_wide and its == shape and fits(other, shape) and (a <= b or other != shape):
                yield ast.BinOp(parsed(a), ast.Mult(), parsed(b))
            if is_wide and its == shape and other != shape and fits(other, shape):
                yield ast.BinOp(parsed(a), ast.Div(), parsed(b))
            if is_wide and its == other == shape and a != b:  # as of the gate of a GRU
                yield ast.BinOp(parsed(a), ast.Mult(), parsed(f"1 - {b}"))
            if is_wide and len(its) == len(other) == 1 and its + other == shape:
                yield parsed(f"np.outer({a}, {b})")
            if len(its) == 2 and len(other) == 1:
                for left, size in ((parsed(a), its), (turned(parsed(a)), its[::-1])):
                    if (size[1],) == other and (size[0],) == shape:
                        yield _product(left, parsed(b), scope)
            if len(its) != 2 or len(other) != 2:
                continue
            for left, first in ((parsed(a), its), (turned(parsed(a)), its[::-1])):
                for right, second in ((parsed(b), other), (turned(parsed(b)), other[::-1])):
                    if first[1] == second[0] and (first[0], second[1]) == shape:
                        yield _product(left, right, scope)


def fits(shape: tuple[int, ...], whole: tuple[int, ...]) -> bool:
    """Return whether an array can be multiplied by one of another shape, and give that shape."""
    long = (1,) * (len(whole) - len(shape)) + shape
    return len(shape) <= len(whole) and all(n in (1, m) for n, m in zip(long, whole, strict=True))


def _product(a: ast.expr, b: ast.expr, scope: Scope) -> ast.expr:
    return ast.BinOp(a, ast.MatMult(), b) if scope.dot == "@" else ast.Call(parsed(scope.dot), [a, b], [])
