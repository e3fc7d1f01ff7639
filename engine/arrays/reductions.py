"""Reductions of whole arrays: sum, mean, max, var, … with NumPy's options `axis`, `keepdims`, `initial` and `where`.

A sum, product or logsumexp is one node for each entry of the result, however many entries go in.
"""

import operator
from collections.abc import Callable
from functools import reduce
from math import isnan
from typing import Any

import numpy as np

from engine import ops
from engine.arrays.entries import Plain, data_of, operand, own
from engine.recording import compared
from engine.table.primitive import Op

Fold = Callable[[list[Any]], Any]

DEFAULTS: dict[str, Any] = {"where": True, "order": "K", "casting": "same_kind", "subok": True, "keepdims": False}
"""Options of NumPy's that change nothing if given so; for all others that is None, and object or float for dtype."""


def check_options(name: str, options: dict[str, Any], *known: str) -> None:
    """Raise TypeError for an option that would change the result and is not known here."""
    for option, given in options.items():
        says_nothing = given is DEFAULTS.get(option) or (option == "dtype" and is_float_or_object(given))
        if option not in known and not says_nothing:
            raise TypeError(f"{name} got {option}={given!r}; with Values it works without this option only.")


def is_float_or_object(dtype: Any) -> bool:
    """Return whether a dtype says what Values are anyway: floats of 64 bits, held as objects."""
    return dtype is not None and np.dtype(dtype) in (np.dtype(float), np.dtype(object))


def unless_nan(row: Op) -> Callable[[Any, Any], Any]:
    """Return a row of two entries, and the other entry alone where one is NaN: np.fmax, np.fmin."""
    return lambda x, y: y if isnan(compared.data(x)) else x if isnan(compared.data(y)) else row(x, y)


def _pairwise(f: Callable[[Any, Any], Any]) -> Fold:
    return lambda xs: reduce(f, xs)


FOLDS: dict[Any, Fold] = {
    np.add: ops.summation,
    np.multiply: ops.product,
    np.logaddexp: ops.logsumexp,
    np.maximum: _pairwise(ops.maximum),
    np.minimum: _pairwise(ops.minimum),
    np.fmax: _pairwise(unless_nan(ops.maximum)),
    np.fmin: _pairwise(unless_nan(ops.minimum)),
}
"""What a ufunc's `reduce` does with a list of entries."""


def fold(f: Fold, array: Plain, axis: Any, keepdims: bool, name: str, initial: Any = None, where: Any = True) -> Any:
    """Return f of the list of entries along the axes; None stands for all axes.

    `initial` is one more entry, the first of each list; entries where `where` is False are left out.
    """
    shape = np.broadcast_to(0.0, array.shape).sum(axis=axis, keepdims=True).shape  # NumPy checks the axes
    everything = axis is None or not array.ndim  # of a single number, NumPy takes axis 0
    folded = set(range(array.ndim)) if everything else {i % array.ndim for i in np.atleast_1d(axis)}
    order = [i for i in range(array.ndim) if i not in folded]
    out = np.empty([array.shape[i] for i in order], dtype=object)
    order += sorted(folded)
    lists = array.transpose(order)
    taken = None if where is True else np.broadcast_to(mask_of(where, name), array.shape).transpose(order)
    first = [] if initial is None else operand(initial, name).ravel().tolist()
    for index in np.ndindex(out.shape):
        here = lists[(*index, ...)]  # an array, also where one entry is left
        entries = first + (here if taken is None else here[taken[(*index, ...)]]).ravel().tolist()
        if not entries and not isinstance(f, Op):
            raise ValueError(f"{name} of no entries: an array of shape {array.shape} has none along axis {axis}.")
        out[index] = f(entries)
    return out.reshape(shape) if keepdims else out[()]


def mask_of(where: Any, name: str) -> Any:
    """Return a condition as booleans; TypeError for Values, of which NumPy would ask whether they are true."""
    mask = np.asarray(where)
    if mask.dtype == object:
        raise TypeError(f"{name} got Values as its condition; a condition is about the data, such as a > 0.")
    return mask.astype(bool)


def _folding(ufunc: Any, name: str) -> Callable[..., Any]:
    def run(
        a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False, initial: Any = None,
        where: Any = True, **more: Any,
    ) -> Any:  # fmt: skip
        """Return the entries along the axes in one node, as NumPy's function of this name."""
        check_options(name, {"dtype": dtype, "out": out, **more})
        return fold(FOLDS[ufunc], operand(a, name), axis, keepdims, name, initial, where)

    return run


def _choosing(ufunc: Any, name: str) -> Callable[..., Any]:
    folding = _folding(ufunc, name)

    def run(a: Any, axis: Any = None, out: Any = None, *others: Any, **options: Any) -> Any:
        """Return the largest or smallest entry along the axes; at a tie the first has the gradient."""
        return folding(a, axis, None, out, *others, **options)

    return run


total, product = _folding(np.add, "np.sum"), _folding(np.multiply, "np.prod")
largest, smallest = _choosing(np.maximum, "np.max"), _choosing(np.minimum, "np.min")


def range_of(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False) -> Any:
    """Return the largest entry minus the smallest, as np.ptp."""
    check_options("np.ptp", {"out": out})
    return largest(a, axis, keepdims=keepdims) - smallest(a, axis, keepdims=keepdims)


def mean(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True,
    **more: Any,
) -> Any:  # fmt: skip
    """Return the sum divided by the number of entries."""
    check_options("np.mean", {"dtype": dtype, "out": out, **more})
    sums = total(a, axis, keepdims=keepdims, where=where)
    return sums / _count(a, axis, keepdims, where, "np.mean")


def _count(a: Any, axis: Any, keepdims: bool, where: Any, name: str) -> Any:
    """Return how many entries go into each sum: a float, or an array of them where a mask makes a difference."""
    counts = np.broadcast_to(mask_of(where, name), np.shape(a)).sum(axis=axis, keepdims=keepdims, dtype=float)
    if not np.all(counts):
        raise ValueError(f"{name} of no entries: the array has shape {np.shape(a)}.")
    return counts.flat[0] if np.size(counts) and np.ptp(counts) == 0 else np.asarray(counts, dtype=object)


def average(a: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False) -> Any:
    """Return the mean, or the sum of weights times entries over the sum of the weights, as np.average."""
    a = operand(a, "np.average")
    if weights is None:
        found, scale = mean(a, axis, keepdims=keepdims), a.size / max(np.empty(a.shape).sum(axis).size, 1)
    else:
        weights = operand(weights, "np.average")
        np.average(np.ones(a.shape), axis, np.ones(weights.shape))  # NumPy checks the shapes
        if weights.shape != a.shape:  # then they are those of the axes
            axes = [int(i) % a.ndim for i in np.atleast_1d(axis)]
            weights = weights.transpose(np.argsort(axes)).reshape(
                [n if i in axes else 1 for i, n in enumerate(a.shape)]
            )
        weights = np.broadcast_to(weights, a.shape)
        scale = total(weights, axis, keepdims=keepdims)
        found = total(a * weights, axis, keepdims=keepdims) / scale
    return (found, np.broadcast_to(np.asarray(scale, dtype=object), np.shape(found))[()]) if returned else found


def var(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: bool = False, *,
    where: Any = True, correction: float | None = None, name: str = "np.var", **more: Any,
) -> Any:  # fmt: skip
    """Return the mean square distance from the mean; `ddof`, or `correction`, is taken from the number of entries."""
    centre = more.pop("mean", None)
    check_options(name, {"dtype": dtype, "out": out, **more})
    a = operand(a, name)
    count = _count(a, axis, keepdims, where, name)
    distance = a - (mean(a, axis, keepdims=True, where=where) if centre is None else operand(centre, name))
    sums = total(distance * distance, axis, keepdims=keepdims, where=where)
    return sums / (count - (ddof if correction is None else correction))


def std(*args: Any, **options: Any) -> Any:
    """Return the root of the variance."""
    return roots(var(*args, name="np.std", **options))


def roots(a: Any) -> Any:
    """Return the square root of each entry; at 0, where all added terms are 0, with derivative 0, as in PyTorch's std.

    The chain rule alone would have 0 · ∞ there, the slope of x² times that of the root.
    """
    return np.frompyfunc(lambda v: v * 0.0 if compared.data(v) == 0 else ops.sqrt(v), 1, 1)(a)


# --- the same without the entries that are NaN -----------------------------------------------------


def _without_nan(run: Callable[..., Any], name: str) -> Callable[..., Any]:
    def without(a: Any, axis: Any = None, *args: Any, where: Any = True, **options: Any) -> Any:
        a = operand(a, name)
        return run(a, axis, *args, where=mask_of(where, name) & ~np.isnan(data_of(a)), **options)

    return without


def _running(f: Callable[[Any, Any], Any], name: str) -> Callable[..., Any]:
    def run(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
        check_options(name, {"dtype": dtype, "out": out})
        a = operand(a, name)
        a, axis = (a.ravel(), 0) if axis is None or not a.ndim else (a, axis)
        return np.frompyfunc(f, 2, 1).accumulate(a, axis=axis, dtype=object)  # a made ufunc needs the dtype

    return run


def _array_api_running(name: str) -> Callable[..., Any]:
    run = _running(RUNNING[name], f"np.cumulative_{name}")
    start = 0.0 if name == "sum" else 1.0

    def cumulative(x: Any, /, *, axis: Any = None, dtype: Any = None, include_initial: bool = False) -> Any:
        x = operand(x, f"np.cumulative_{name}")
        if axis is None and x.ndim > 1:
            raise ValueError(f"np.cumulative_{name} needs axis= for an array of {x.ndim} axes.")
        if include_initial:
            x = np.insert(x, 0, start, axis=axis or 0)
        return run(x, axis or 0, dtype)

    return cumulative


RUNNING = {"sum": operator.add, "prod": operator.mul}


def nan_to_num(x: Any, copy: bool = True, nan: float = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """Return the entries, with constants in the place of those that are NaN or infinite."""
    check_options("np.nan_to_num", {} if copy else {"copy": copy})
    x = operand(x, "np.nan_to_num")
    data = data_of(x)
    numbers = np.nan_to_num(data, nan=nan, posinf=posinf, neginf=neginf)
    return np.where(np.isfinite(data), own(x), numbers.astype(object))[()]


REDUCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: total,
    np.prod: product,
    **dict.fromkeys((np.max, np.amax), largest),
    **dict.fromkeys((np.min, np.amin), smallest),
    np.ptp: range_of,
    np.mean: mean,
    np.average: average,
    np.var: var,
    np.std: std,
    np.nansum: _without_nan(_folding(np.add, "np.nansum"), "np.nansum"),
    np.nanprod: _without_nan(_folding(np.multiply, "np.nanprod"), "np.nanprod"),
    np.nanmean: _without_nan(mean, "np.nanmean"),
    np.nanvar: _without_nan(var, "np.nanvar"),
    np.nanstd: _without_nan(std, "np.nanstd"),
    np.nanmax: _choosing(np.fmax, "np.nanmax"),
    np.nanmin: _choosing(np.fmin, "np.nanmin"),
    np.cumsum: _running(operator.add, "np.cumsum"),
    np.cumprod: _running(operator.mul, "np.cumprod"),
    np.nan_to_num: nan_to_num,
    **{
        getattr(np, f"cumulative_{name}"): _array_api_running(name)
        for name in RUNNING
        if hasattr(np, f"cumulative_{name}")  # since NumPy 2.1
    },
}
"""NumPy's function, and what does its work on plain arrays."""
