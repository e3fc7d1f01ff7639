"""The rules of known optimisers as a table: what each moves by, for the gradients so far.

Rules: https://pytorch.org/docs/stable/optim.html; Adam: Kingma and Ba, 2015, https://arxiv.org/abs/1412.6980.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from nn.handwritten.proofreading.recording import Array


def momentum(gradients: Sequence[Array], mu: float) -> Iterator[Array]:
    """Yield m = µ m + g."""
    m = np.zeros_like(gradients[0])
    for g in gradients:
        m = mu * m + g
        yield m


def nesterov(gradients: Sequence[Array], mu: float) -> Iterator[Array]:
    """Yield g + µ m, with the m of `momentum`."""
    for g, m in zip(gradients, momentum(gradients, mu), strict=True):
        yield g + mu * m


def adagrad(gradients: Sequence[Array], root: Root) -> Iterator[Array]:
    """Yield g / √(Σ g²)."""
    for g, v in zip(gradients, momentum([g**2 for g in gradients], 1.0), strict=True):
        yield g / root(v)


def running_mean(arrays: Sequence[Array], beta: float) -> Iterator[Array]:
    """Yield β m + (1 − β) x, which starts at 0."""
    return ((1 - beta) * m for m in momentum(arrays, beta))


def rmsprop(gradients: Sequence[Array], beta: float, root: Root) -> Iterator[Array]:
    """Yield g / √v, where v is the running mean of g²."""
    for g, v in zip(gradients, running_mean([g**2 for g in gradients], beta), strict=True):
        yield g / root(v)


def uncorrected(gradients: Sequence[Array], beta: float, beta2: float, root: Root) -> Iterator[Array]:
    """Yield m / √v, where m and v are the running means of g and g²."""
    for m, v in zip(running_mean(gradients, beta), running_mean([g**2 for g in gradients], beta2), strict=True):
        yield m / root(v)


def adam(gradients: Sequence[Array], beta: float, beta2: float, root: Root) -> Iterator[Array]:
    """Yield m / √v as `uncorrected`, both corrected for their start at 0."""
    means = zip(running_mean(gradients, beta), running_mean([g**2 for g in gradients], beta2), strict=True)
    for t, (m, v) in enumerate(means, start=1):
        yield m / (1 - beta**t) / root(v / (1 - beta2**t))


Root = Callable[[Array], Array]


class Rule(NamedTuple):
    """A row: its name, what it moves by for the gradients so far, how many β it has, whether it divides by a root."""

    name: str
    moves: Callable[..., Iterator[Array]]
    betas: int
    is_rooted: bool


PLAIN = Rule("gradient descent", lambda gradients: iter(gradients), 0, False)
RULES = (
    PLAIN,
    Rule("momentum", momentum, 1, False),
    Rule("Nesterov's momentum", nesterov, 1, False),
    Rule("Adagrad", adagrad, 0, True),
    Rule("RMSprop", rmsprop, 1, True),
    Rule("Adam", adam, 2, True),
    Rule("Adam without its corrections", uncorrected, 2, True),
)


def rooted(epsilon: float) -> tuple[Root, Root]:
    """Return both ways to keep a root from 0."""
    return (lambda v: np.sqrt(v) + epsilon), (lambda v: np.sqrt(v + epsilon))
