"""What people call a loss, the sums that have one of that name among their terms, and what has no name at all."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

from nn.handwritten.proofreading.terms import NAMED, called, every, factors_of, smooths, terms_of

SURE = re.compile(
    r"loss|cost|objective|nll|nlml|log_?lik|brier|bce|mse|cross_?entropy|likelihood|energy|reward|huber|hinge|log_?cosh|pinball"
    r"|surrogate|chi_?(2|sq)",
    re.IGNORECASE,
)
MAYBE = re.compile(
    r"(self\.)?([JLECl]|LL|ll|err(or)?s?|(total|sum|mean|squared|overall)_?[eE]rr(or)?|total|sse|SSE|ssr|SSR|rss|RSS|ce|xent|logp|return|obj"
    r"|erreurs?(_\w+)?|perte|co[u\xfb]t|fehler|verlust|kosten|p[e\xe9]rdida|cost[oe]|custo|erro)"
)
OTHER = re.compile(r"val(?!ue)|test|grad|^d(?-i:[A-Z_])|^d(loss|cost)|best|old|prev|lr|rate", re.IGNORECASE)

COLLECTED = re.compile(r"_(hist(ory)?|list|curve|trace|values)(\[.*\])?$")
"""What stands behind the name of a loss where each pass puts its own: J_history[i]."""


def weight(text: str) -> int:
    """Return how likely a name is that of the loss: 2, 1 or 0.

    >>> weight("total_loss"), weight("rmse"), weight("J"), weight("J_history[i]"), weight("a1"), weight("val_loss")
    (2, 1, 1, 1, 0, 0)
    """
    if OTHER.search(text):
        return 0
    is_sure = SURE.search(text) and not re.search(r"smooth|running|rmse", text)
    return 2 if is_sure else int(bool(SURE.search(text) or MAYBE.fullmatch(COLLECTED.sub("", text))))


def adds_a_loss(expression: ast.expr | None, own: str = "") -> int:
    """Return how likely an expression is the sum of a loss and something else: 2, 1 or 0, as by their names.

    A running sum of what is called `own` is none.

    >>> sums = "data_loss + reg_loss", "ce + 0.5 * se", "total + loss", "loss - last", "loss * .99 + new * .01"
    >>> [adds_a_loss(ast.parse(each, mode="eval").body, "total") for each in sums]
    [2, 1, 0, 0, 0]
    """
    factors = [factor for part in terms_of(expression) for factor, is_below in factors_of(part) if not is_below]
    things = [factor.func if isinstance(factor, ast.Call) else factor for factor in factors]
    named = [ast.unparse(thing) for thing in things if isinstance(thing, NAMED)]
    is_sum = _has_plus(expression) and not smooths(expression) and own not in named
    return max((weight(each) for each in named), default=0) if is_sum else 0


def _has_plus(expression: ast.expr | None) -> bool:
    """Return whether a sum has a plus in it: a difference, as of a loss and the one before, is none."""
    if not isinstance(expression, ast.BinOp) or not isinstance(expression.op, ast.Add | ast.Sub):
        return False
    return isinstance(expression.op, ast.Add) or _has_plus(expression.left) or _has_plus(expression.right)


MEAN = re.compile(r"(mean|sum|average)\(.*(square\(|\*\* ?2|log\()|\(?.*(square\(|\*\* ?2|log\().*\.(mean|sum)\(")
"""What a loss is written with that has no name."""


def told(argument: ast.expr) -> ast.expr:
    """Return what a printed argument tells of a loss: of "Loss: " + str(np.mean(d**2)) the mean; all else as it is.

    >>> ast.unparse(told(ast.parse('f"step {i}: {np.mean(d**2):.4f}"', mode="eval").body))
    'np.mean(d ** 2)'
    """
    argument = unrounded(argument)
    words = [node for node in every(argument, ast.Constant) if isinstance(node.value, str)]
    is_text = isinstance(argument, ast.JoinedStr) or bool(words)
    parts: list[Any] = every(argument, ast.Call | ast.BinOp) if is_text else []
    return next((part for part in parts if adds_a_loss(part) == 2 or is_mean(part)), argument)


def unrounded(argument: ast.expr) -> ast.expr:
    """Return what is rounded to be shown or collected: the loss of round(loss, 4); all else as it is."""
    is_round = isinstance(argument, ast.Call) and called(argument.func) == "round" and argument.args
    return argument.args[0] if isinstance(argument, ast.Call) and is_round else argument


def is_mean(part: ast.expr) -> bool:
    """Return whether an expression is written as a mean or a sum of what a loss consists of."""
    return MEAN.match(ast.unparse(part).removeprefix("-").removeprefix("np.")) is not None


def divided_later(tree: ast.AST, lines: Sequence[ast.AST]) -> str:
    r"""Return the quotient by which a script makes a mean of the losses that some lines add up; "" if it does not.

    >>> tree = ast.parse("total += cost(a, y)\nprint(total / m)")
    >>> divided_later(tree, tree.body[:1])
    'total / m'
    """
    sums = {ast.unparse(line.target) for line in lines if isinstance(line, ast.AugAssign)}
    inside = [node for line in lines for node in ast.walk(line)]
    below = [each for each in every(tree, ast.BinOp) if isinstance(each.op, ast.Div) and each not in inside]
    return next((ast.unparse(each) for each in below if ast.unparse(each.left) in sums), "")
