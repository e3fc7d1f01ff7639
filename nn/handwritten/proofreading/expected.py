"""Which factor the steps of a pass should all have: 1, a rate of an earlier line, or the 1/n of a mean.

Where the script computes no loss, it is the factor that most of them have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.window import ScriptPass

ROOTED = re.compile(r"sqrt\(|sign\(|rsqrt\(|\*\* ?\(?(0?\.5|1 ?/ ?2)")
"""What a step by the root of a mean square, or by its sign, is written with: no multiple of the gradient."""
CLIPPED = re.compile(r"clip|norm\b|sqrt\((np\.)?sum\(|\bmin\(", re.IGNORECASE)  # what makes gradients shorter


class StepFactors:
    """What is known of the factors of the steps of a pass.

    rates         the rate of each step, None where its line does not tell
    lacking       the rate that steps lack, and that no line reads; 1 if there is none
    earlier       the rates that may be a factor of an earlier line: delta = lr * (y - out)
    rows          how many rows arrays have: the number of samples may be one of them
    counts        the sizes that all arrays have which the line of the loss names
    averaged      what a script divides the sum of its losses by, later
    states        what is carried from pass to pass beside the parameters
    text          the lines of the backward pass
    taken_before  the lines that had taken steps before this pass
    is_plain      whether steps are multiples of their gradients, if they are right
    is_scaled     whether the loss has a count, or a 2, in front that all gradients lack
    """

    window: ScriptPass
    own_loss: bool
    rates: list[float | None]
    lacking: float
    earlier: set[float]
    rows: set[int]
    counts: set[int]
    averaged: str
    states: set[str]
    text: str
    taken_before: set[tuple[int, int]]
    is_plain: bool
    is_scaled: bool

    def common(self, factors: Sequence[float | None]) -> float | None:
        """Return the one factor that all steps have that are multiples of their gradients; None if they differ."""
        held = [k for k in factors if k is not None and not np.isnan(k)]
        return held[0] if len(held) > 1 and all(near(k, held[0]) for k in held) and held[0] > 0 else None

    def of_a_mean(self, factors: Sequence[float | None]) -> float | None:
        """Return 1/n, where steps go down the mean over n samples of a loss that is added up and divided later."""
        held = [abs(k) for k in factors if k is not None and self.averaged]
        counts = [n for n in self.counts if n > 1 and held and all(near(k, 1 / n) for k in held)]
        return 1 / counts[0] if counts else None

    def may_be_by_chance(self, factors: Sequence[float | None]) -> bool:
        """Return whether steps move numbers only, of which each is a multiple of all, and some is off.

        In a later pass a momentum is in them, and a root of what was kept: of an array they are no multiples then.
        """
        is_number = all(each.before.size == 1 for each in self.window.parameters)
        is_later = all(each.changes[0][0][:2] in self.taken_before for each in self.window.parameters)
        is_other = is_later or (bool(self.states) and ROOTED.search(self.text) is not None)
        return is_number and is_other and not all(k is not None and near(k, 1.0) for k in factors)

    def may_be_cut(self, factors: Sequence[float | None]) -> bool:
        """Return whether some steps are shorter than others: a gradient may be kept short by a norm of its own."""
        held = [k for k in factors if k is not None and not np.isnan(k)]
        is_shorter = any(0 < k < 1 and not near(k, 1.0) for k in held) and any(near(k, 1.0) for k in held)
        return is_shorter and CLIPPED.search(self.text) is not None

    def _lacks_count(self, factors: Sequence[float | None]) -> bool:
        """Return whether all steps of a momentum are a count of samples times the only rate: no line divides by it."""
        rates = self.earlier if None in self.rates else {1.0}  # a known rate is in no factor
        held = [each or 0.0 for each in factors if each is None or not np.isnan(each)]  # not known of a gradient of 0
        k, rate = next(iter(held), 0.0), next(iter(rates), 0.0)
        count = round(abs(k) / rate) if len(rates) == 1 and rate else 0
        is_shared = all(near(each, k) for each in held)
        is_plain = bool(self.states) and not ROOTED.search(self.text) and not CLIPPED.search(self.text)
        return is_plain and is_shared and count > 2 and count in self.rows | self.counts and near(abs(k), count * rate)

    def _own(self, factors: Sequence[float | None]) -> float:
        """Return the factor where a loss is computed: 1, or a rate that no line of a step names, but an earlier one."""
        held = [abs(k) for k in factors if k is not None]
        by_rate = [rate for rate in self.earlier if any(near(k, rate) for k in held)]
        is_left = len(self.earlier) == 1 and not any(near(k, 1.0) for k in held)
        return by_rate[0] if len(by_rate) == 1 else next(iter(self.earlier)) if is_left else 1.0

    def _telling(self, factors: Sequence[float | None]) -> Sequence[float | None]:
        """Return the factors without that of one number where no array has any: each number is a multiple of another.

        A usual one may be meant: the 2 of a square, or the number of samples; or one that another number has, too.
        """
        sizes, held = [parameter.before.size for parameter in self.window.parameters], [k or 0.0 for k in factors]
        is_number = max(sizes) == 1
        if any(k is not None for k, size in zip(factors, sizes, strict=True) if size > 1 or len(sizes) < 3):
            return factors
        counts = {1.0, *self.rows, *(1 / n for n in self.rows if n)}
        usual = {*self.earlier, *(a * n for a in (0.5, 1.0, 2.0) for n in counts)}
        usual |= {abs(k) for k in held if is_number and sum(near(abs(k), abs(other)) for other in held) > 1}
        return [k if k is not None and any(near(abs(k), each) for each in usual) else None for k in factors]

    def wanted(self, factors: Sequence[float | None]) -> float:
        """Return the factor that all should have: 1, or what most have where no loss says that it is wrong."""
        if self.own_loss and (mean := self.of_a_mean(factors)) is not None:
            return mean
        factors = self._telling(factors)
        is_known = self.is_plain and None not in self.rates
        if self.own_loss and self.lacking != 1.0:
            return 1.0
        if self.own_loss and (is_known or self.is_scaled or self._lacks_count(factors)):
            return self._own(factors)
        ways = [k for k in factors if k is not None and k > 0]
        if not ways and self.own_loss:  # the rate of an earlier line, as in step = eta * delta * h + mu * step
            return self._own(factors)
        held = ways or [abs(k) for k in factors if k]  # all go the wrong way: their size is still a convention
        if any(near(k, 1.0) for k in held):
            return 1.0
        if not (sizes := Counter(float(f"{k:.6g}") for k in held if k == k)):
            return self._own(factors)
        common, _ = sizes.most_common(1)[0]
        return next(k for k in held if abs(k / common - 1) < 1e-5) * self.lacking
