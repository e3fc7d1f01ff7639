"""When two arrays of numbers agree: the only tolerance there is, for gradients and all else that is compared.

Two right computations of one gradient differ by rounding, and rounding is measured by the terms that were added, not
by their sum: 1e16 + 1 − 1e16 may be off by 1. So `judge` takes, beside both arrays, the `scale` of each entry. A
number of eps (2.2e-16 in float64) times the scale is rounding; more than that is not, with one exception: numbers
that were rounded on purpose. Those can be recognised, because *every* entry then lies on a grid:

    decimals   on multiples of 10^-k, as np.round(g, k) and `print` leave them
    digits     on k significant digits, as f"{x:.3e}" and `print` of very small numbers leave them
    float32    on the numbers that float32 has; the computation before it was rounded likewise
    float16    the same, for arrays whose dtype says so

A number off by 1e-9 that lies on no such grid was not rounded: it is different. And a grid may be too coarse to tell
anything: 0.1 agrees with every right number from 0.05 to 0.15. So a rounding counts only if the chance that an
unrelated array on that grid would fit is at most 1 in 10^EVIDENCE: an entry of size r fits by chance in 1 of
1 + 2 r / 10^-k cases, and the entries multiply.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Kind = Literal["equal", "rounded", "different"]
Unit = Literal["", "decimals", "digits", "float32", "float16"]

EXACT = 1e-12  # two computations in float64 differ by less than this part of the scale
CLOSE = 32 * 2.0**-52  # the same where the scale is the rounding itself, as `roundings.py` follows it
VAGUE = 1e-2  # rounding that hides this part of an array, where float64 would not, leaves its numbers open
SINGLE, HALF = 16 * 2.0**-23, 16 * 2.0**-10  # the same for computations in float32 and float16: 16 times their eps
TINIEST = {"float32": 2.0**-149, "float16": 2.0**-24}  # the smallest positive number of each: what is smaller becomes 0
EVIDENCE = 1.5  # a rounding counts if an unrelated array would fit by chance once in 10^EVIDENCE ≈ 30 times at most
FEWEST, MOST, SHOWN = 2, 15, 9  # decimals or digits that count as a rounding; how many `print` shows of a float32
COARSER = 20  # a grid is seen only where its unit is this many times the distance of neighbouring floats
EPS = 2.0**-52


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far two arrays agree. It is true unless they are different."""

    kind: Kind  # "equal" up to the rounding of float64, "rounded", or "different"
    digits: int  # that agree: decimals if that is the `unit`, else significant ones of the largest entries; 15 at most
    error: float  # the largest |yours − right|; inf where an entry is NaN, or infinite and the other another number
    unit: Unit  # what the rounding was to; "" if none was seen
    agrees: NDArray[np.bool_]  # for each entry whether it agrees, in the shape of both arrays
    coarse: bool = False  # whether yours may be right, but has too few decimals or digits to tell

    def __bool__(self) -> bool:
        return self.kind != "different"

    @property
    def sentence(self) -> str:
        """What was found, without subject and full stop: "right to 8 digits after the point; it looks rounded".

        >>> judge([0.33], [1 / 3], 1.0).sentence
        'right to 2 digits after the point; it looks rounded'
        """
        if self.kind == "equal":
            return "right"
        if self.coarse and self.unit in TINIEST:
            return f"it is at most the rounding of {self.unit}"
        if self.coarse:
            return f"it looks rounded to {self._to()}, which are too few to tell whether it is right"
        if self.kind == "different":
            return "not right"
        if self.digits == 0:
            return f"right: 0, within the rounding of {self.unit}"
        suffix = f", to {self.unit}" if self.unit in TINIEST else ""
        return f"right to {self._to()}; it looks rounded{suffix}"

    def _to(self) -> str:
        plural = "digit" if self.digits == 1 else "digits"
        return f"{self.digits} {plural}{' after the point' if self.unit == 'decimals' else ''}"


def judge(
    yours: ArrayLike,
    right: ArrayLike,
    scale: ArrayLike,
    *,
    exact: float = EXACT,
    decimals: int | None = None,
    double: bool = False,
) -> Agreement:
    """Compare an array of numbers with the right one, entry by entry, and tell rounding from difference.

    Args:
        yours: numbers of any shape, 0-d and empty arrays included; the dtype counts: what is float16 was computed in
            float16. Integers, booleans and arrays of dtype object that hold numbers are read as floats.
        right: the right numbers, in the same shape.
        scale: for each entry, or one for all, the size of the terms that were added to make it: Σ |δ| |x| for
            Σ δ x. It counts as |right| at least; where it is NaN or infinite, as |right|.
        exact: the part of the scale by which computations in float64 may differ.
        decimals: a number of decimals that is known to have been kept, from other arrays of the same origin. Then
            no further evidence for that rounding is needed.
        double: whether it is known, from other arrays of the same origin, that the computation was in float64.

    Returns:
        An `Agreement`. Entries agree if |yours − right| is at most 1e-12 times the scale, or half a unit of the last
        place that all of `yours` were rounded to. An infinity agrees with itself only, NaN with nothing: where there
        is no right number, none is right. Empty arrays are equal.

    Raises:
        ValueError: if the shapes differ.
        TypeError: if an entry is not a number.

    >>> judge([0.1 + 0.2], [0.3], 1.0).kind
    'equal'
    >>> judge([0.33333, 0.66667], [1 / 3, 2 / 3], 1.0).sentence
    'right to 5 digits after the point; it looks rounded'
    >>> judge([1 / 3 + 1e-6, 2 / 3], [1 / 3, 2 / 3], 1.0).kind
    'different'

    The scale tells rounding where terms cancel. Here it is all there is:

    >>> judge([1e-17], [0.0], 1.0).kind, judge([1e-17], [0.0], 1e-17).kind
    ('equal', 'different')
    """
    given = _array(yours, "yours")
    mine, truth = given.astype(float), _array(right, "right").astype(float)
    if mine.shape != truth.shape:
        raise ValueError(f"yours has shape {mine.shape} and right has shape {truth.shape}: they must be the same.")
    sizes = _sizes(scale, truth)
    gap = _gap(mine, truth)
    error = float(gap.max(initial=0.0))
    equal = gap <= np.maximum(exact * sizes, EXACT * _sizes(0.0, truth))
    if equal.all():
        return Agreement("equal", 15, error, "", equal)
    coarse = best = None
    most = max(int(equal.sum()), (equal.size - 1) // 2)
    for grid in _grids(given, mine, truth, sizes, decimals, double):
        agrees = gap <= grid.width + exact * sizes
        enough = grid.evidence >= EVIDENCE
        if agrees.all() and enough:
            return Agreement("rounded", _digits(grid, error, largest_entry(truth)), error, grid.unit, agrees)
        if agrees.all():
            coarse = Agreement("different", grid.k, error, grid.unit, agrees, coarse=True)
        elif enough and agrees.sum() > most:
            most, best = int(agrees.sum()), Agreement("different", 0, error, grid.unit, agrees)
    if coarse is not None and np.any(mine):  # zeros are not rounded numbers
        return coarse
    return best if best is not None else Agreement("different", _common(gap, sizes), error, "", equal)


def judge_all(
    arrays: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]], *, exact: float = EXACT
) -> dict[str, Agreement]:
    """Judge several arrays of one origin, given as {name: (yours, right, scale)}, each with its own tolerance.

    What was rounded to k decimals, or to float32, in one array was so in the others: an array with too few digits to
    tell by itself is then taken as rounded, too. And what is equal to the last digits of float64 in one array was not
    computed in float32 in another. Where all are rounded, or 0, zeros in the place of tiny numbers are `coarse`.

    >>> arrays = {"W": ([0.3333, 0.6667], [1 / 3, 2 / 3], 1.0), "b": ([0.0003], [0.00033], 1.0)}
    >>> [judge(*arrays["b"]).kind, judge_all(arrays)["b"].kind]
    ['different', 'rounded']
    """
    found = {name: judge(*each, exact=exact) for name, each in arrays.items()}
    double = any(each.kind == "equal" and _is_double(arrays[name][0]) for name, each in found.items())
    for name, each in found.items():
        if double and each.kind != "equal":
            found[name] = judge(*arrays[name], exact=exact, double=True)
    kept = [each.digits for each in found.values() if each and each.unit == "decimals"]
    single = any(each and each.unit == "float32" for each in found.values())
    for name, each in found.items():
        mine, right, scale = arrays[name]
        if kept and not each:
            found[name] = judge(mine, right, scale, exact=exact, decimals=max(kept), double=double)
        elif single and each.coarse and each.unit == "float32":
            found[name] = judge(_array(mine, name).astype("float32"), right, scale, exact=exact)
    if all(each.coarse or each.unit == "decimals" or _vanishes(*arrays[name][:2]) for name, each in found.items()):
        for name, each in found.items():
            if not each:
                found[name] = replace(each, coarse=True, unit="decimals", digits=4, agrees=each.agrees | True)
    return found


def _is_double(mine: ArrayLike) -> bool:
    """Return whether an array has digits that neither float32 nor 9 decimals hold."""
    array = _array(mine, "yours").astype(float)
    with np.errstate(over="ignore"):
        return bool(((array.astype(np.float32) != array) & (np.round(array, SHOWN) != array)).any())


def _vanishes(mine: ArrayLike, right: ArrayLike) -> bool:
    """Return whether an array is all zeros, and would be if it were right and rounded to 4 decimals."""
    return not np.any(mine) and bool(np.all(np.abs(right) < 0.5e-4))


def stands_out(right: ArrayLike, scale: ArrayLike) -> bool:
    """Return True if an array says more than its own rounding: its largest entry is 1e6 times that, or more.

    Only such an array may be looked for in another, as a multiple, a sum or a transpose of it: everything is some
    multiple of rounding.

    >>> stands_out([1e-3, 0.0], 1.0), stands_out([1e-16, 3e-17], 1.0)
    (True, False)
    """
    truth = _array(right, "right").astype(float)
    if not truth.any() or not np.isfinite(truth).all():
        return False
    return largest_entry(truth) >= 1e6 * EPS * float(_sizes(scale, truth).max())


# --- what numbers may have been rounded to -------------------------------------------------------


class _Grid(NamedTuple):
    """A rounding that all entries are in line with: how wide it is for each entry, and how much it tells."""

    unit: Unit
    k: int
    width: NDArray[np.float64]
    evidence: float


def _grids(
    given: NDArray[Any],
    mine: NDArray[np.float64],
    truth: NDArray[np.float64],
    sizes: NDArray[np.float64],
    decimals: int | None,
    double: bool,
) -> Iterator[_Grid]:
    """Yield every grid on which all of an array lies, those that claim most first."""
    if not np.isfinite(mine).all():
        return
    with np.errstate(over="ignore"):
        single = given.dtype == np.float32 or bool((mine.astype(np.float32) == mine).all())
    blur = SINGLE * sizes + TINIEST["float32"]
    eps = 2.0**-23 if single else EPS
    places = _fewest(mine, 2 * eps, COARSER * eps * largest_entry(mine))
    digits = _fewest(mine / 10.0 ** _exponent(mine), 8 * eps, COARSER * eps * 10, before=1)
    if decimals and (places or MOST) <= decimals:
        places = decimals
    hidden = float(blur.max(initial=0.0)) > VAGUE * largest_entry(truth) and stands_out(truth, sizes)  # in float32 only
    for noise in (0.0 * sizes,) if double or hidden else (0.0 * sizes, blur):  # computed in float64, or in float32
        finest = MOST if noise is not blur else SHOWN
        if places and places <= finest:
            known = EVIDENCE if places == decimals else _evidence(truth, 10.0**-places)
            yield _Grid("decimals", places, 0.5000001 * 10.0**-places + noise, known)
        if digits and digits <= finest:
            unit = 10.0 ** (_exponent(mine) - digits + 1)
            known = digits * np.count_nonzero(mine) / 2  # sizes fit by design
            yield _Grid("digits", digits, 0.5000001 * unit + noise, known)
    if single and not double:
        known = EVIDENCE if given.dtype == np.float32 else _evidence(truth, blur)
        yield _Grid("float32", 7, blur, 0.0 if hidden else known)
    if given.dtype == np.float16:
        yield _Grid("float16", 3, HALF * sizes + TINIEST["float16"], EVIDENCE)


def _evidence(truth: NDArray[np.float64], unit: NDArray[np.float64] | float) -> float:
    """Return the logarithm of the chance that unrelated numbers fit, if they lie on multiples of a unit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        fits = np.nan_to_num(np.abs(truth) / unit, nan=0.0, posinf=0.0)
    return float(np.log10(1 + 2 * fits).sum()) if fits.max(initial=0.0) >= 1 else 0.0


def evidence(found: Agreement, yours: ArrayLike, right: ArrayLike, where: NDArray[np.bool_]) -> float:
    """Return −log10 of the chance that unrelated numbers with the digits of these agree at some entries.

    It is infinite where there are such entries, and they have more digits than one rounds to.

    >>> right = np.array([0.12345, 2.0])
    >>> found = judge([0.12, 2.0], right, 1.0)
    >>> evidence(found, [0.12, 2.0], right, np.array([True, False])) < EVIDENCE
    True
    """
    mine, truth = (_array(x, "yours").astype(float)[where] for x in (yours, right))
    if not truth.size:
        return 0.0
    if found.kind == "rounded":
        first = {"decimals": np.ones_like(truth), "digits": 10.0 ** (_exponent(truth) + 1)}
        return _evidence(truth, first.get(found.unit, largest_entry(truth)) * 10.0**-found.digits)
    places = _fewest(mine, 2 * EPS, COARSER * EPS * largest_entry(mine))
    return _evidence(truth, 10.0**-places) if places and places <= SHOWN else math.inf


def _fewest(x: NDArray[np.float64], error: float, finest: float, before: int = 0) -> int | None:
    """Return the fewest decimals, and digits before them, that all entries have up to an error; None if there are none.

    Beyond the last digits that the largest entry has, any number could be written so.
    """
    for k in range(FEWEST, MOST + 1):
        if 10.0 ** (before - k) < finest:
            return None
        if (np.abs(x - np.round(x, k - before)) <= error * np.abs(x)).all():
            return k
    return None


def _exponent(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the power of ten of each entry's first digit, −300 at least; 0 for 0."""
    size = np.abs(x)
    return np.asarray(np.floor(np.log10(np.clip(np.where(size > 0, size, 1.0), 1e-300, None))))


def _digits(grid: _Grid, error: float, largest: float) -> int:
    """Return how many digits of a grid are right: fewer than it has, where the computation was coarser."""
    if grid.unit == "decimals":
        return grid.k if error <= 0.51 * 10.0**-grid.k else max(1, math.floor(-math.log10(2 * error)))
    if grid.unit == "digits" or error == 0:
        return grid.k
    return max(0, min(grid.k, math.floor(math.log10(largest / error)))) if largest else 0


def _common(gap: NDArray[np.float64], sizes: NDArray[np.float64]) -> int:
    """Return to how many digits all entries agree, as part of their scales."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = float(np.nan_to_num(gap / sizes, nan=0.0, posinf=1.0).max(initial=0.0))
    return int(np.clip(np.floor(-np.log10(max(share, 1e-15))), 0, 15))


# --- arrays --------------------------------------------------------------------------------------


def _array(given: ArrayLike, name: str) -> NDArray[Any]:
    """Return an array of real numbers; float16 and float32 stay what they are."""
    array = np.asarray(given)
    if array.dtype.kind == "O":
        try:
            array = array.astype(float)
        except (TypeError, ValueError):
            raise TypeError(f"{name} holds entries that are not numbers; real numbers are needed.") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} has dtype {array.dtype}; real numbers are needed.")
    return array


def _sizes(scale: ArrayLike, truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the scale of each entry: |right| at least, and 0 where that is not finite."""
    own = np.where(np.isfinite(truth), np.abs(truth), 0.0)
    given = np.broadcast_to(np.abs(_array(scale, "scale").astype(float)), truth.shape)
    return np.asarray(np.where(np.isfinite(given), np.maximum(given, own), own))


def largest_entry(truth: NDArray[np.float64]) -> float:
    """Return the size of the largest finite entry; 0 if there is none."""
    return float(np.abs(truth[np.isfinite(truth)]).max(initial=0.0))


def _gap(mine: NDArray[np.float64], truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return |yours − right|: 0 for equal infinities, inf where one is NaN or another infinity."""
    same = mine == truth
    with np.errstate(invalid="ignore", over="ignore"):
        gap = np.abs(mine - truth)
    return np.asarray(np.where(same, 0.0, np.where(np.isnan(gap), np.inf, gap)))
