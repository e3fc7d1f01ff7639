"""Softmax, found where exp is divided by its sum along rows, and written so that nothing overflows.

p_i = e^{z_i - c} / Σ_j e^{z_j - c} is the same for every c. A learner takes off the largest z of a row, as a number,
which holds for that row only; the program takes the largest of the row at hand. ∂p_j/∂z_i = p_j ([i = j] - p_i), and
dz = p · (dp - Σ_j dp_j p_j). Of causal pairs, those above the diagonal count as -∞: their p is 0, and so is their dz.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import ops
from engine.lifting.patterns.lookups import Chosen
from engine.lifting.patterns.norms import spread
from engine.lifting.patterns.rewriting import GONE, StepList, is_plain, same_places, shifted
from engine.lifting.patterns.triangles import Triangle
from engine.lifting.steps import Elementwise, OfArray, Share, Sum, Term
from engine.lifting.text.code import Code
from engine.lifting.views import Array, View, filled


@dataclass
class Masked(OfArray):
    """An array of causal pairs with -∞ above the diagonal."""

    called = "masked"

    def forward(self) -> Code:
        """Return np.where(np.tril(np.ones((T, T))) > 0, S, -np.inf)."""
        square = self.array.shape[-2:]
        return Code(f"np.where(np.tril(np.ones({square})) > 0, {self.array.code.text}, -np.inf)", self.out.full)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield d as it is: what comes from softmax is 0 above the diagonal."""
        return self.share(d)


@dataclass
class Softmax(OfArray):
    """Shares along the last axis: positive, and 1 together."""

    called = "softmax"

    @property
    def along(self) -> tuple[int, ...]:
        """The last axis."""
        return (len(self.out.full) - 1,)

    def forward(self) -> Code:
        """Return softmax(Z)."""
        z = self.array.code
        powers = Code._apply(ops.exp, (z,))
        found = powers / spread(powers.reduced(self.along), self.out.full, self.along)
        return Code(f"softmax({z.text})", self.out.full).of(found.formula)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield p · (dp - Σ dp p)."""
        d, p = filled(d, self.out.full), self.out.code
        return self.share(p * (d - (d * p).reduced(self.along, keep=True)))


def find_softmax(steps: StepList, step: Any) -> None:
    """Put softmax in the place of exp(z - c) / Σ exp(z - c) along rows, or of a chosen entry of each row."""
    if not isinstance(step, Elementwise) or step.row is not ops.div:
        return
    x, divisor = step.operands
    if not isinstance(x, View) or not isinstance(divisor, View) or not is_plain(x):
        return
    chosen = steps.maker(x.array, Chosen)
    powers = chosen.array if chosen else x.array
    exp = steps.maker(powers, Elementwise)
    total = steps.maker(divisor.array, Sum)
    if exp is None or exp.row is not ops.exp or total is None or not divides_rows(divisor, chosen is not None):
        return
    lower = sums_rows(steps, total, powers)
    if lower is None or not steps.read_by(total.out, step):
        return
    readers = [step, chosen or step, total, *lower]
    (z,) = exp.operands
    if not steps.read_by(powers, *readers) or (chosen and not steps.read_by(x.array, step)) or not is_plain(z):
        return
    gone = [exp, total, *lower, *([chosen] if chosen else [])]
    moved = steps.maker(z.array, Sum)
    if moved is not None and steps.read_by(z.array, exp) and is_the_same_along_rows(moved.constant):
        if isinstance(moved.constant, View):
            moved.constant.array.kind = GONE
        inner = shifted(moved)
        if inner is not None:
            gone.append(moved)
            z = inner
        moved.constant = 0.0
        steps.at.shifted.append((z.array, moved.out.members))
    put_softmax(steps, step, z.array, gone, chosen)


def put_softmax(steps: StepList, step: Elementwise, z: Array, gone: list[Any], chosen: Chosen | None) -> None:
    """Put the new steps in the place of the old ones."""
    at, before = steps.at, []
    if z.causal:
        before.append(Masked(z, at.new(z.shape, [z])))
        z = before[0].out
    absorbed = [(made.out, places(made.out, step.out)) for made in gone]
    if chosen is None:
        new: Any = Softmax(z, step.out)
        causal, step.out.causal = step.out.causal, False
        steps.put(new, step, absorbed, before=before)
        if causal:
            without_lower(steps, new)
        return
    shares = Softmax(z, at.new(z.shape, [z]))
    steps.put(Chosen(shares.out, step.out, chosen.picks), step, absorbed, before=[*before, shares])


def places(array: Array, out: Array) -> Any:
    """Return for each entry of an array the entry of softmax that it becomes part of: its own, or its row's first."""
    if array.shape == out.shape:
        return same_places(array)
    if len(array.shape) < len(out.shape):
        return np.arange(array.size) * out.shape[-1]
    return np.repeat(np.arange(out.size), array.shape[-1])


def without_lower(steps: StepList, made: Softmax) -> None:
    """Remove the triangle of a softmax of causal pairs, which is 0 above the diagonal anyway."""
    for step in [x for x in steps.at.steps if isinstance(x, Triangle) and x.array is made.out]:
        for reader in steps.readers[id(step.out)]:
            for view in reader.views():
                if view.array is step.out:
                    view.array = made.out
        steps.at.steps.remove(step)
        step.out.kind = GONE


def divides_rows(divisor: View, chosen: bool) -> bool:
    """Return True if a view repeats the sums along the last axis, or has one for each row where an entry was chosen."""
    if chosen:
        return is_plain(divisor)
    last = [len(divisor.target) - 1]
    return not divisor.reshaped and divisor.repeated == last and divisor.order == sorted(divisor.order)


def sums_rows(steps: StepList, total: Sum, powers: Array) -> list[Any] | None:
    """Return the triangle in between, if any, if rows of powers are summed; else None."""
    if len(total.terms) != 1 or total.constant != 0 or not isinstance(total.terms[0], Term):
        return None
    (term,) = total.terms
    if term.y is not None or term.scale != 1 or term.over != 1 or not is_plain(term.x):
        return None
    lower = steps.maker(term.x.array, Triangle)
    if lower is not None and lower.array is powers and steps.read_by(lower.out, total):
        return [lower]
    return [] if term.x.array is powers else None


def is_the_same_along_rows(constant: View | float) -> bool:
    """Return True if a constant is not 0 and the same along rows: softmax is the same without it."""
    if not isinstance(constant, View):
        return constant != 0
    return not constant.reshaped and len(constant.target) - 1 in constant.repeated
