"""Which objectives are meant to grow: likelihoods and returns, by their names, and sums of logarithms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

from nn.handwritten.proofreading.lossnames import weight
from nn.handwritten.proofreading.statements import targets
from nn.handwritten.proofreading.terms import NAMED, called, every

ASCENDED = re.compile(
    r"^(?!.*(neg|minus|loss|cost)).*(likelihood|log_?lik|log_?p|reward|return_|elbo|^ll$)", re.IGNORECASE
)
GAINS = re.compile(
    r"objective|obj$|surrogate|utility|score|expected_(?!out|y|val)|returns?$|log_?post|posterior|^(l_?p|p_?l)$",
    re.IGNORECASE,
)
"""Names of what grows if every step goes up; those of `ASCENDED` are meant to, whatever the steps do."""

REWARDS = re.compile(r"(?<![a-z])rew(ard)?s?(?![a-z])|payoff|utility", re.IGNORECASE)  # what is to grow
LOGARITHMS = re.compile(r"log_?(p|pi|prob|policy)s?(_|$)", re.IGNORECASE)  # names of logarithms of probabilities


SUMS = ("sum", "mean")


def adds_logarithms(statement: ast.AST) -> bool:
    """Return whether a line adds up logarithms without a minus: what it gives is meant to grow.

    >>> lines = ("J = np.log(p).sum()", "J = np.mean(log_probs * G)", "J = -np.log(p).sum()", "J = e @ e")
    >>> [adds_logarithms(ast.parse(line)) for line in lines]
    [True, True, False, False]
    """
    parts = list(ast.walk(statement))
    read = [n for n in parts if not isinstance(getattr(n, "ctx", None), ast.Store)]
    logs = [n for n in read if (isinstance(n, ast.Call) and called(n.func) == "log") or LOGARITHMS.match(called(n))]
    return bool(logs) and not any(isinstance(n, ast.Sub | ast.USub) for n in parts)


def is_negated(value: ast.expr | None) -> bool:
    """Return whether an expression has a minus in front.

    >>> lines = ("-(A * logp).mean()", "-np.sum(logp * A) / n", "np.sum(logp * A) - 1")
    >>> [is_negated(ast.parse(line, mode="eval").body) for line in lines]
    [True, True, False]
    """
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div):
        value = value.left
    return isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub)


def is_likelihood(statement: ast.AST) -> bool:
    """Return whether a line adds up logarithms of probabilities: not those of a quotient, of a sum, of exponentials.

    >>> lines = ("J = log(p[i]).sum()", "C = sum(P * log(P / Q))", "J = log(1 + exp(z))", "H = p @ log(p)")
    >>> [is_likelihood(ast.parse(line)) for line in lines]
    [True, False, False, False]
    """
    parts = list(ast.walk(statement))
    inside = _inside_logs(statement)
    others = [ast.unparse(n) for n in parts if n not in inside and isinstance(n, ast.expr)]
    is_plain = not any(
        isinstance(n, ast.BinOp) or called(n) in ("exp", "cosh") for each in inside for n in ast.walk(each)
    )
    return adds_logarithms(statement) and is_plain and not any(ast.unparse(each) in others for each in inside)


def way_of(objective: ast.expr) -> int:
    """Return 1 for an objective that is meant to grow, -1 for a loss, 0 where no term says which it is.

    A square that is added makes it a loss, and one that is taken off a gain. Where there is none, the first logarithm
    of a probability counts, the other way round; a logarithm of 1 + exp(z) counts as a square. So does what is called
    a loss.

    >>> texts = ("(e**2).sum()", "-(y * np.log(p)).sum() + lam * (w**2).sum()", "np.log(s) + (y - m)**2 / s**2")
    >>> texts += ("np.log(1 + np.exp(-z)).mean()", "-1 / m * np.sum(-y * -np.log(a) + (1 - y) * np.log(1 - a))")
    >>> texts += ("sum(-np.log(p[i]) for i in batch)", "-np.log(1 / (1 + np.exp(-z)))", "(t - y) * (t - y)")
    >>> [way_of(ast.parse(text, mode="eval").body) for text in texts]
    [-1, -1, -1, -1, -1, -1, -1, -1]
    >>> texts = ("np.sum(A * np.log(p)) - b * np.sum(p * np.log(p))", "np.sum(y * eta - mu) - lam * np.sum(w**2)")
    >>> [way_of(ast.parse(text, mode="eval").body) for text in (*texts, "y @ z - np.log(1 + np.exp(z)).sum()")]
    [1, 1, 1]
    >>> [way_of(ast.parse(text, mode="eval").body) for text in ("np.sum(y * eta - mu)", "(P * np.log(P / Q)).sum()")]
    [0, 0]
    """
    terms = [*_terms(objective, 1)]
    found = [-sign for sign, term in terms if _is_squared(term)] or [sign * _way_of_logs(term) for sign, term in terms]
    found += [sign for sign, term in terms if any(REWARDS.search(ast.unparse(n)) for n in every(term, NAMED))]
    found += [-sign for sign, term in terms if any(weight(ast.unparse(n)) == 2 for n in every(term, NAMED))]
    return next((way for way in found if way), 0)


def way_by_names(objective: ast.expr, lines: Sequence[ast.stmt]) -> int:
    """Return the way of an objective, or that of the first of its names whose `lines` tell one: total += e @ e.

    >>> lines = ast.parse("n = len(X); total = 0; total += np.dot(e, e) / 2").body
    >>> way_by_names(ast.parse("total / n", mode="eval").body, lines)
    -1
    """
    names = {ast.unparse(node) for node in every(objective, NAMED)}
    own: list[Any] = [each for each in lines if {*map(ast.unparse, targets(each))} & names]
    values = [each.value for each in own if not isinstance(getattr(each, "op", None), ast.Sub)]
    return way_of(objective) or next((way for value in values if (way := way_of(value))), 0)


def _is_squared(term: ast.expr) -> bool:
    """Return whether something is squared, or taken without its sign, but for what a logarithm is taken of."""
    inside = {n for each in _inside_logs(term) for n in ast.walk(each)}
    nodes: list[Any] = [n for n in ast.walk(term) if n not in inside]
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    powers = [n for n in nodes if isinstance(n, ast.BinOp)]
    pairs = [(n.left, n.right) for n in powers if isinstance(n.op, ast.Mult | ast.MatMult)]
    pairs += [(n.args[0], n.args[1]) for n in calls if called(n.func) == "dot" and len(n.args) == 2]
    if any(ast.unparse(a) == ast.unparse(b) for a, b in pairs):
        return True
    words = {called(n.func) for n in calls} & {"square", "abs", "norm", "maximum"}
    return bool(words) or any(isinstance(n.op, ast.Pow) for n in powers)


def _way_of_logs(term: ast.expr) -> int:
    """Return 1 for a term with the logarithm of a probability, -1 with one of 1 + exp(z), 0 for all others."""
    for inside in _inside_logs(term):
        if _has_exponentials(inside):  # 1 / (1 + exp(-z)) is a probability
            below = inside.right if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Div) else None
            return 1 if below is not None and _has_exponentials(below) else -1
        is_plain = not any(isinstance(n, ast.Div | ast.Mult) for n in ast.walk(inside))
        texts = [ast.unparse(n) for n in ast.walk(term) if isinstance(n, ast.expr)]
        if is_plain and texts.count(ast.unparse(inside)) == 1:  # in p * log(p) it is an entropy
            return 1
    return 0


def _has_exponentials(node: ast.expr) -> bool:
    return any(called(n.func) in ("exp", "cosh") for n in ast.walk(node) if isinstance(n, ast.Call))


def _inside_logs(term: ast.AST) -> list[ast.expr]:
    """Return what logarithms are taken of."""
    return [n.args[0] for n in ast.walk(term) if isinstance(n, ast.Call) and called(n.func) == "log" and n.args]


def _terms(node: ast.expr, sign: int) -> Iterator[tuple[int, ast.expr]]:
    """Yield the terms of a sum, also inside of np.sum(…) and of 1 / m * (…), each with its sign."""
    own, node = _unsigned(node)
    sign *= own
    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() as op, right):
            yield from _terms(left, sign)
            yield from _terms(right, sign if isinstance(op, ast.Add) else -sign)
        case ast.BinOp(left, ast.Div(), _):
            yield from _terms(left, sign)
        case ast.BinOp(left, ast.Mult(), right) if not _inside_logs(left) and _is_sum(right) and not _is_squared(node):
            yield from _terms(right, sign)
        case ast.Call(function, [inner, *_]) if called(function) in SUMS and _is_module(function):
            yield from _terms(getattr(inner, "elt", inner), sign)
        case ast.Call(ast.Attribute(inner, word)) if word in SUMS:
            yield from _terms(inner, sign)
        case _:
            yield sign, node


def _unsigned(node: ast.expr) -> tuple[int, ast.expr]:
    """Return the sign of an expression, by each minus in front of a factor, and the expression without them."""
    match node:
        case ast.UnaryOp(ast.USub(), inner):
            sign, made = _unsigned(inner)
            return -sign, made
        case ast.BinOp(left, ast.Mult() | ast.Div() as op, right):
            (a, left), (b, right) = _unsigned(left), _unsigned(right)
            return a * b, ast.BinOp(left, op, right)
    return 1, node


def _is_sum(node: ast.expr) -> bool:
    """Return whether an expression adds up: a + b, np.sum(a), a.mean()."""
    is_call = isinstance(node, ast.Call) and called(node.func) in SUMS
    return is_call or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub))


def _is_module(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) or ast.unparse(function).partition(".")[0] in ("np", "numpy")


def grows(
    name: str,
    lines: Sequence[ast.AST],
    factors: Sequence[float | None],
    adds: Sequence[bool],
    given: str | None = None,
    made: Sequence[ast.stmt] = (),
) -> bool:
    """Return whether an objective is one that the steps are meant to go up.

    One of such a name, or of logarithms, is if all of them do. A likelihood is if half of them do, or if it is called
    no loss: the other steps are mistakes. One that was `given` is if its terms say so, or if all steps go up and no
    term says that it is a loss.

    Args:
        name: what the objective is called.
        lines: what computes it.
        factors: those of the steps, 1 where it goes down with its own rate, None where it is no multiple.
        adds: whether the line of each step adds.
        given: the objective, where the script computes none.
        made: the lines of the script, which may make what is given.

    >>> lines = [ast.parse("J = np.log(p).sum()")]
    >>> [grows(name, lines, [1.0, k], [True, True]) for name in ("J", "loss") for k in (-1.0, 1.0)]
    [True, True, True, False]
    """
    way = way_by_names(ast.parse(given.strip(), mode="eval").body, made) if given else -1
    moves = [
        (k, is_sum) for k, is_sum in zip(factors, adds, strict=True) if k is None or k == k
    ]  # but for gradients of 0
    goes_up = bool(moves) and all(k < 0 if k is not None else is_sum for k, is_sum in moves)
    values: list[Any] = [value for line in lines if not given and (value := getattr(line, "value", None)) is not None]
    own = [(way_by_names(each, made) if isinstance(each, NAMED) else way_of(each)) for each in values]  # total += L
    if goes_up and (way >= 0 or GAINS.search(name) or any(map(adds_logarithms, lines)) or max(own, default=0) > 0):
        return True
    up, down = (sum(k is not None and k * way > 0 for k in factors) for way in (-1, 1))
    is_loss = weight(name) == 2 and not GAINS.search(name)
    return (any(map(is_likelihood, lines)) and (0 < down <= up or not is_loss)) or way > 0
