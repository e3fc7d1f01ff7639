"""Which objectives are meant to grow: likelihoods and returns, by their names, and sums of logarithms."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from nn.handwritten.proofreading.losses import weight

ASCENDED = re.compile(
    r"^(?!.*(neg|minus|loss|cost)).*(likelihood|log_?lik|log_?p|reward|return_|elbo|^ll$)", re.IGNORECASE
)
GAINS = re.compile(r"objective|obj$|surrogate|utility|score|expected_(?!out|y|val)|returns?$", re.IGNORECASE)
"""Names of what grows if every step goes up; those of `ASCENDED` are meant to, whatever the steps do."""


def adds_logarithms(statement: ast.AST) -> bool:
    """Return whether a line adds up logarithms without a minus: what it gives is meant to grow.

    >>> [adds_logarithms(ast.parse(line)) for line in ("J = np.log(p).sum()", "J = -np.log(p).sum()", "J = e @ e")]
    [True, False, False]
    """
    parts = list(ast.walk(statement))
    logs = [n for n in parts if isinstance(n, ast.Call) and ast.unparse(n.func).rpartition(".")[2] == "log"]
    return bool(logs) and not any(isinstance(n, ast.Sub | ast.USub) for n in parts)


def grows(name: str, has_logarithms: bool, factors: Sequence[float | None], adds: Sequence[bool]) -> bool:
    """Return whether an objective is one that the steps are meant to go up.

    One of such a name is if all of them do. A sum of logarithms is where every line adds its step, or half of the steps
    go up: the others are mistakes.

    Args:
        name: what the objective is called.
        has_logarithms: whether it adds up logarithms.
        factors: those of the steps, 1 where it goes down with its own rate, None where it is no multiple.
        adds: whether the line of each step adds.

    >>> grows("J", True, [1.0, -1.0], [True, True]), grows("loss", True, [1.0, 1.0], [True, True])
    (True, False)
    """
    goes_up = bool(factors) and all(k < 0 if k is not None else is_sum for k, is_sum in zip(factors, adds, strict=True))
    if goes_up and (has_logarithms or GAINS.search(name)):
        return True
    up, down = (sum(k is not None and k * way > 0 for k in factors) for way in (-1, 1))
    is_loss = weight(name) == 2 and not GAINS.search(name)
    return has_logarithms and (0 < down <= up or (all(adds) and (up > 0 or not is_loss)))
