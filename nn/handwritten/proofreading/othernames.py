"""Other names of the script in the place of those that an expression has, or forms made of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from nn.handwritten.proofreading.around import Edited, turned
from nn.handwritten.proofreading.naming import is_gradient, stem
from nn.handwritten.proofreading.scope import Scope
from nn.handwritten.proofreading.terms import NAMED, every, renamed, texts_in, with_field
from nn.handwritten.proofreading.values import parsed

MOST_CROSSED = 8


def other_names(node: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield another name of the script in the place of a name, or a form that is made of it."""
    if not isinstance(node, NAMED | ast.Call):
        return
    text = ast.unparse(node)
    if isinstance(node, ast.Call) and text not in scope.numbers:  # len(X) is a number as any other
        return
    shape = scope.arrays.get(text)
    if scope.lists and (text in scope.lists or text in scope.arrays):
        yield from ((1.15, parsed(other)) for other in scope.lists if other != text)
    if shape is None and text not in scope.numbers and text not in scope.zeros:
        return
    for other, its in scope.arrays.items():
        is_turned = shape is not None and its != shape and its == shape[::-1]
        if other != text:
            cost = 1.5 if is_turned else 1.1 if shape in (None, its) else 1.2
            yield cost, turned(parsed(other)) if is_turned else parsed(other)
    if scope.numbers.get(text, 0.5).is_integer():
        yield 1.25, ast.BinOp(node, ast.Sub(), ast.Constant(1))  # N − 1 for N
        yield 1.35, ast.BinOp(node, ast.Add(), ast.Constant(1))
    if shape is None:
        yield 1.4, ast.BinOp(node, ast.Pow(), ast.Constant(2))
    for other in (*scope.numbers, *(scope.zeros if shape is None else ())):
        if other != text:
            unlikely = 0.3 * (other in scope.made) + 0.1 * ("['" in other)  # a number that a table has for some word
            yield (1.1 if shape is None else 1.3) + unlikely, parsed(other)
    if shape is not None:
        for form in ("{}**2", "{} * (1 - {})", "1 - {}**2", "{} > 0", "1 - {}", "1 + {}"):
            is_square = form == "{}**2" and is_gradient(stem(text))  # as in the mean of squares of Adam
            made = form.replace("{}", f"({text})" if not isinstance(node, ast.Name) else text)
            yield 1.1 if is_square else 1.4, parsed(made)


def other_divisors(node: ast.BinOp, scope: Scope) -> Iterator[Edited]:
    """Yield a quotient with another number in the place of a product or a sum that it divides by.

    >>> scope = Scope({}, {"win": 2.0, "len(ctx)": 3.0})
    >>> [ast.unparse(new) for _, new in other_divisors(parsed("gh / (2 * win)"), scope)]
    ['gh / win', 'gh / len(ctx)']
    """
    below = node.right
    if isinstance(node.op, ast.Div) and isinstance(below, ast.BinOp):
        known = all(ast.unparse(part) in scope.numbers for part in every(below, ast.Name | ast.Attribute))
        for text in scope.numbers if known else ():
            yield 1.2 + 0.2 * (text in scope.made), with_field(node, "right", parsed(text))


def renamed_everywhere(expression: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield an expression with another array, or another number, in the place of one that it names more than once."""
    texts = texts_in(expression)
    numbers = dict.fromkeys((text for text in scope.numbers if text not in scope.made), ())
    for known in (scope.arrays, numbers):
        for text in dict.fromkeys(text for text in texts if texts.count(text) > 1 and text in known):
            for other, shape in known.items():
                if other != text and shape == known[text]:
                    yield 1.2, renamed(expression, text, parsed(other))


def crossed(expression: ast.expr, scope: Scope) -> Iterator[Edited]:
    """Yield an expression with two of its arrays exchanged: a @ W1 + b @ W2 for a @ W2 + b @ W1."""
    texts = texts_in(expression)
    once = [text for text in dict.fromkeys(texts) if texts.count(text) == 1 and text in scope.arrays]
    for a, b in combinations(once[:MOST_CROSSED], 2):
        between = renamed(expression, a, ast.Name("_pr_held", ast.Load()))
        yield 1.35, renamed(renamed(between, b, parsed(a)), "_pr_held", parsed(b))
