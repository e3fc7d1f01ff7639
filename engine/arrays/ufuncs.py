"""NumPy's ufuncs on plain arrays: which row of the table each one is, entry by entry.

A ufunc is what is behind an operator or a function of single numbers: `a + b` is np.add, np.exp is one, and
`a.sum()` is np.add.reduce. One that is not listed has no row: the graph would end there, so it is refused.
"""

import math
import operator
import re
import sys
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from engine import ops
from engine.arrays import products
from engine.arrays.entries import Plain, data_of, operand
from engine.arrays.reductions import FOLDS, check_options, fold, mask_of, unless_nan
from engine.arrays.refusals import no_row
from engine.recording import compared
from engine.value import Value

ENTRYWISE: dict[Any, Callable[..., Any]] = {
    # A method of Value is faster than its row; a ufunc has the name by which the row is written in NumPy.
    getattr(np, found[1]): operator.methodcaller(row.name) if len(row.partials) == 1 else row
    for row in ops.TABLE.values()
    if (found := re.fullmatch(r"np\.(\w+)\({}(, {})?\)", row.numpy))
}
ENTRYWISE |= {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.power: operator.pow,
    np.negative: operator.neg,
    np.positive: operator.methodcaller("identity"),
    np.conjugate: operator.pos,
    np.fabs: operator.abs,
    np.float_power: operator.pow,
    np.square: lambda x: x**2,
    np.reciprocal: lambda x: 1.0 / x,
    np.exp2: lambda x: 2.0**x,
    np.fmax: unless_nan(ops.maximum),
    np.fmin: unless_nan(ops.minimum),
}
ENTRYWISE |= dict.fromkeys((np.degrees, np.rad2deg), lambda x: x * (180.0 / math.pi))
ENTRYWISE |= dict.fromkeys((np.radians, np.deg2rad), lambda x: x * (math.pi / 180.0))


def _x_log(log: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    def run(x: Any, y: Any) -> Any:
        """Return x · log y, and 0 where both are 0, as SciPy and PyTorch have it."""
        zero, edge = compared.data(x) == 0, log(float(compared.data(y))) == -math.inf
        return 0.0 if zero and edge else x * log(y)

    return run


SCIPYS: dict[str, Callable[..., Any]] = {
    "expit": ops.sigmoid,
    "logit": lambda x: ops.log(x) - ops.log1p(-x),
    "log_expit": lambda x: -ops.softplus(-x),
    "softplus": ops.softplus,
    "exp10": lambda x: 10.0**x,
    "gammaln": ops.lgamma,
    "psi": ops.digamma,
    "ndtr": lambda x: ops.erfc(-x / math.sqrt(2)) / 2,
    "xlogy": _x_log(ops.log),
    "xlog1py": _x_log(ops.log1p),
    "entr": lambda x: -_x_log(ops.log)(x, x),
    **{name: ops.TABLE[name] for name in ("erf", "erfc", "digamma", "expm1", "log1p", "cosh", "sinh")},
    "exp2": lambda x: 2.0**x,
    "clip": lambda x, lower, upper: ops.minimum(ops.maximum(x, lower), upper),  # behind X.clip(a, b)
}
"""The ufuncs of SciPy, and one of NumPy's without a public name, by their names: neither needs to be imported here."""

OF_DATA = (
    *(np.less, np.less_equal, np.greater, np.greater_equal, np.isnan, np.isinf, np.isfinite, np.signbit),
    *(np.logical_and, np.logical_or, np.logical_not, np.logical_xor),
)
"""Questions, not functions: they look at the data and answer with plain booleans, as Values do."""

SAME = (np.equal, np.not_equal)
"""In arrays they look at the data; between two single Values == asks whether they are the same one."""

CORE: dict[Any, Callable[..., Any]] = {np.matmul: products.matmul}
if hasattr(np, "vecdot"):  # since NumPy 2
    CORE[np.vecdot] = products.vecdot
if hasattr(np, "matvec"):  # since NumPy 2.2
    CORE[np.matvec] = lambda a, x: products.einsum("...ij,...j->...i", a, x)
    CORE[np.vecmat] = lambda x, a: products.einsum("...i,...ij->...j", x, a)


def name_of(ufunc: Any) -> str:
    """Return the name as a user writes it: np.exp, scipy.special.expit."""
    name: str = ufunc.__name__
    if getattr(np, name, None) is ufunc:
        return f"np.{name}"
    return f"scipy.special.{name}" if getattr(sys.modules.get("scipy.special"), name, None) is ufunc else name


def looks_at_data(ufunc: Any, inputs: tuple[Any, ...]) -> bool:
    """Return whether the answer is about the data: not for == between single Values, which is identity."""
    return ufunc in OF_DATA or (ufunc in SAME and any(map(is_array, inputs)))


def is_array(x: Any) -> bool:
    """Return whether x is an array or a list; an array of no axes that holds a number is a number, as in NumPy."""
    return isinstance(x, list | tuple) or (isinstance(x, np.ndarray) and (x.ndim > 0 or x.dtype == object))


def of_data(ufunc: Any, method: str, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Return NumPy's own answer for the numbers."""
    if any(holds_values(x) for x in options.get("out", ())):
        raise TypeError(f"{name_of(ufunc)} answers with True or False, and out=… got an array of Values; leave it out.")
    plain = [np.asarray(x) if isinstance(x, np.ndarray) else x for x in inputs]  # NumPy makes "a" a ValueArray, too
    numbers = [data_of(np.asarray(x)) if holds_values(x) else x for x in plain]
    return getattr(ufunc, method)(*numbers, **{name: x for name, x in options.items() if x is not None})


def holds_values(x: Any) -> bool:
    """Return whether x is a Value, or an array of Values and numbers."""
    if isinstance(x, np.ndarray) and x.dtype == object:
        return all(isinstance(each, Value | float | int) for each in x.flat)
    return isinstance(x, Value)


def entrywise(ufunc: np.ufunc) -> Callable[..., Any] | None:
    """Return what a ufunc does with single entries; None if there is no row for it."""
    found = ENTRYWISE.get(ufunc)
    if found is None and getattr(np, ufunc.__name__, None) is not ufunc:
        if ufunc.types == [f"{'O' * ufunc.nin}->{'O' * ufunc.nout}"]:  # made by np.vectorize or np.frompyfunc
            return ufunc
        return SCIPYS.get(ufunc.__name__)
    return found


def apply(ufunc: Any, method: str, inputs: list[Plain], options: dict[str, Any]) -> Any:
    """Run what NumPy passes on: `ufunc(*inputs)`, or one of its methods such as "reduce"."""
    with np.errstate(all="ignore"):  # a row says itself what has no value, and gives inf where a float overflows
        return _apply(ufunc, method, inputs, options)


def _apply(ufunc: Any, method: str, inputs: list[Plain], options: dict[str, Any]) -> Any:
    name, row = name_of(ufunc) + ("" if method == "__call__" else f".{method}"), entrywise(ufunc)
    if method == "__call__" and ufunc in CORE:
        check_options(name, options, *(["axis"] if ufunc is getattr(np, "vecdot", None) else []))
        return CORE[ufunc](*inputs, **{option: x for option, x in options.items() if option == "axis"})
    if ufunc in SAME and method == "__call__":
        check_options(name, options)
        return inputs[0][()] == inputs[1][()] if ufunc is np.equal else inputs[0][()] != inputs[1][()]
    if row is None or method not in ("__call__", "reduce", "accumulate", "outer"):
        raise no_row(name)
    if method == "reduce":
        check_options(name, options, "axis", "keepdims", "initial", "where")
        f = FOLDS.get(ufunc, lambda xs: reduce(row, xs))
        axis, keepdims = options.get("axis", 0), options.get("keepdims", False)
        return fold(f, inputs[0], axis, keepdims, name, options.get("initial"), options.get("where", True))
    if method == "accumulate":
        check_options(name, options, "axis")
        # `accumulate` of a made ufunc needs the dtype to be said.
        return np.frompyfunc(row, 2, 1).accumulate(inputs[0], axis=options.get("axis", 0), dtype=object)
    check_options(name, options, *(["where"] if method == "__call__" else []))
    made: Any = ufunc if row is ufunc else np.frompyfunc(row, ufunc.nin, 1)
    if method == "outer":
        return made.outer(*inputs)
    if options.get("where", True) is True:
        return made(*inputs)
    mask = mask_of(options["where"], name)  # where it is false, nothing is computed
    shape = np.broadcast_shapes(mask.shape, *[x.shape for x in inputs])
    return made(*inputs, where=mask, out=np.full(shape, None, dtype=object))


def at(ufunc: Any, target: Plain, index: Any, others: list[Any]) -> Plain:
    """Return the target as `ufunc.at` leaves it: an index that repeats adds up."""
    row = entrywise(ufunc)
    if row is None:
        raise no_row(f"{name_of(ufunc)}.at")
    places = np.arange(target.size).reshape(target.shape)[index]
    given = [np.broadcast_to(operand(x, name_of(ufunc)), np.shape(places)).ravel().tolist() for x in others]
    entries = target.flatten()
    for i, *xs in zip(np.ravel(places).tolist(), *given, strict=True):
        entries[i] = row(entries[i], *xs)
    return entries.reshape(target.shape)
