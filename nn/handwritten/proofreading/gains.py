"""Which objectives are meant to grow: likelihoods and returns, by their names, and sums of logarithms."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from nn.handwritten.proofreading.lossnames import weight
from nn.handwritten.proofreading.terms import called

ASCENDED = re.compile(
    r"^(?!.*(neg|minus|loss|cost)).*(likelihood|log_?lik|log_?p|reward|return_|elbo|^ll$)", re.IGNORECASE
)
GAINS = re.compile(r"objective|obj$|surrogate|utility|score|expected_(?!out|y|val)|returns?$", re.IGNORECASE)
"""Names of what grows if every step goes up; those of `ASCENDED` are meant to, whatever the steps do."""

LOGARITHMS = re.compile(r"log_?(p|pi|prob|policy)s?(_|$)", re.IGNORECASE)  # names of logarithms of probabilities


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
    inside = [n.args[0] for n in parts if isinstance(n, ast.Call) and called(n.func) == "log" and n.args]
    others = [ast.unparse(n) for n in parts if n not in inside and isinstance(n, ast.expr)]
    is_plain = not any(
        isinstance(n, ast.BinOp) or called(n) in ("exp", "cosh") for each in inside for n in ast.walk(each)
    )
    return adds_logarithms(statement) and is_plain and not any(ast.unparse(each) in others for each in inside)


def grows(name: str, lines: Sequence[ast.AST], factors: Sequence[float | None], adds: Sequence[bool]) -> bool:
    """Return whether an objective is one that the steps are meant to go up.

    One of such a name, or of logarithms, is if all of them do. A likelihood is if half of them do, or if it is called
    no loss: the other steps are mistakes.

    Args:
        name: what the objective is called.
        lines: what computes it.
        factors: those of the steps, 1 where it goes down with its own rate, None where it is no multiple.
        adds: whether the line of each step adds.

    >>> lines = [ast.parse("J = np.log(p).sum()")]
    >>> [grows(name, lines, [1.0, k], [True, True]) for name in ("J", "loss") for k in (-1.0, 1.0)]
    [True, True, True, False]
    """
    goes_up = bool(factors) and all(k < 0 if k is not None else is_sum for k, is_sum in zip(factors, adds, strict=True))
    if goes_up and (GAINS.search(name) or any(map(adds_logarithms, lines))):
        return True
    up, down = (sum(k is not None and k * way > 0 for k in factors) for way in (-1, 1))
    is_loss = weight(name) == 2 and not GAINS.search(name)
    return any(map(is_likelihood, lines)) and (0 < down <= up or not is_loss)
