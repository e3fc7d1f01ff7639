"""NumPy's functions of whole arrays, on plain arrays: which of them work, and how.

There are three kinds. Some only move entries about, or add, subtract and multiply them: NumPy's own code does
that on any object. Some ask about the data: they get floats, and answer with plain numbers. The rest is written here
with rows of the table. A function that is in no list is refused by name, whatever it may be.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine import ops
from engine.arrays.entries import Plain, data_of, lift, operand
from engine.arrays.ufuncs import FOLDS, apply, check_options, fold, matmul, products

MOVE = [
    *(np.append, np.array_split, np.atleast_1d, np.atleast_2d, np.atleast_3d, np.block, np.broadcast_arrays),
    *(np.broadcast_to, np.column_stack, np.compress, np.concatenate, np.copy, np.delete, np.diag, np.diagonal),
    *(np.dsplit, np.dstack, np.expand_dims, np.flip, np.fliplr, np.flipud, np.hsplit, np.hstack, np.insert),
    *(np.moveaxis, np.ravel, np.repeat, np.reshape, np.roll, np.rollaxis, np.rot90, np.split, np.squeeze, np.stack),
    *(np.swapaxes, np.take, np.take_along_axis, np.tile, np.transpose, np.tril, np.triu, np.vsplit, np.vstack),
    *(np.cross, np.diff, np.kron, np.outer),  # they only add, subtract and multiply
]
"""NumPy's own code is right for these: it moves entries about, or adds, subtracts and multiplies them."""

LOOK = [
    *(np.allclose, np.argmax, np.argmin, np.argsort, np.argwhere, np.array2string, np.array_repr, np.array_str),
    *(np.count_nonzero, np.flatnonzero, np.isclose, np.nonzero),
    *(np.empty_like, np.full_like, np.ones_like, np.zeros_like),  # arrays of floats
    *(np.ndim, np.shape, np.size, np.iscomplexobj, np.isrealobj, np.may_share_memory, np.shares_memory),
]
"""These look at the data and give plain numbers."""

PAD_MODES = ("constant", "edge", "reflect", "symmetric", "wrap", "empty")


def _moving(function: Any) -> Callable[..., Any]:
    """NumPy's function, as it is; with `out` or `dtype` it would write where Values do not fit."""

    def run(*args: Any, **options: Any) -> Any:
        special = [option for option in ("out", "dtype", "casting") if option in options]
        check_options(f"np.{function.__name__}", {option: options.pop(option) for option in special})
        return function(*args, **options)

    return run


def _looking(function: Any) -> Callable[..., Any]:
    """NumPy's function of the numbers."""

    def run(*args: Any, **options: Any) -> Any:
        return function(*[_numbers_of(x) for x in args], **{name: _numbers_of(x) for name, x in options.items()})

    return run


def _numbers_of(x: Any) -> Any:
    return data_of(x) if isinstance(x, np.ndarray) and x.dtype == object else x


def _folding(ufunc: Any, name: str) -> Callable[..., Any]:
    def run(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False, **more: Any) -> Any:
        """The entries along the axes in one node, as NumPy's function of this name."""
        check_options(name, {"dtype": dtype, "out": out, **more})
        return fold(FOLDS[ufunc], operand(a, name), axis, keepdims, name)

    return run


total = _folding(np.add, "np.sum")
product = _folding(np.multiply, "np.prod")


def largest(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False, **more: Any) -> Any:
    """np.max; at a tie the first entry has the gradient."""
    check_options("np.max", {"out": out, **more})
    return apply(np.maximum, "reduce", [operand(a, "np.max")], {"axis": axis, "keepdims": keepdims})


def smallest(a: Any, axis: Any = None, out: Any = None, keepdims: bool = False, **more: Any) -> Any:
    """np.min; at a tie the first entry has the gradient."""
    check_options("np.min", {"out": out, **more})
    return apply(np.minimum, "reduce", [operand(a, "np.min")], {"axis": axis, "keepdims": keepdims})


def mean(a: Any, axis: Any = None, dtype: Any = None, out: Any = None, keepdims: bool = False, **more: Any) -> Any:
    """The sum divided by the number of entries."""
    check_options("np.mean", {"dtype": dtype, "out": out, **more})
    sums = np.asarray(total(a, axis, keepdims=keepdims), dtype=object)
    return sums / _count(a, sums, "np.mean")


def _count(a: Any, sums: Plain, name: str) -> float:
    """How many entries went into each sum."""
    count = np.asarray(a, dtype=object).size / max(sums.size, 1)
    if not count:
        raise ValueError(f"{name} of no entries: the array has shape {np.shape(a)}.")
    return count


def var(
    a: Any, axis: Any = None, dtype: Any = None, out: Any = None, ddof: float = 0, keepdims: bool = False, **more: Any
) -> Any:
    """The mean square distance from the mean; `ddof` is taken from the number of entries."""
    check_options("np.var", {"dtype": dtype, "out": out, **more})
    a = operand(a, "np.var")
    distance = a - mean(a, axis, keepdims=True)
    sums = np.asarray(total(distance * distance, axis, keepdims=keepdims), dtype=object)
    return sums / (_count(a, sums, "np.var") - ddof)


def std(*args: Any, **options: Any) -> Any:
    """The root of the variance."""
    return apply(np.sqrt, "__call__", [np.asarray(var(*args, **options), dtype=object)], {})


def clip(a: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **more: Any) -> Any:
    """min(max(a, lower), upper): a gradient of 1 inside and at the bounds, 0 outside."""
    lower, upper = more.pop("min", a_min), more.pop("max", a_max)  # NumPy 2.1 has both names
    check_options("np.clip", {"out": out, **more})
    result = operand(a, "np.clip")
    for ufunc, bound in ((np.maximum, lower), (np.minimum, upper)):
        if bound is not None:
            result = np.asarray(apply(ufunc, "__call__", [result, operand(bound, "np.clip")], {}), dtype=object)
    return result[()]


def where(condition: Any, *choices: Any) -> Any:
    """The entries of x where the condition holds, else those of y: the chosen Values themselves."""
    if np.asarray(condition).dtype == object:
        raise TypeError("np.where got Values as its condition; a condition is about the data, such as a > 0.")
    return np.where(condition, *[operand(x, "np.where") for x in choices])


def dot(a: Any, b: Any, out: Any = None) -> Any:
    """np.dot: the sum of products over the last axis of a and the last but one of b."""
    check_options("np.dot", {"out": out})
    a, b = operand(a, "np.dot"), operand(b, "np.dot")
    if not a.ndim or not b.ndim:
        return a * b
    return matmul(a, b) if max(a.ndim, b.ndim) <= 2 else tensordot(a, b, (-1, -min(b.ndim, 2)))


def inner(a: Any, b: Any, /) -> Any:
    """np.inner: the sum of products over the last axis of both."""
    a, b = operand(a, "np.inner"), operand(b, "np.inner")
    return tensordot(a, b, (-1, -1)) if a.ndim and b.ndim else a * b


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """np.tensordot: the sum of products over the axes of a and b that are named."""
    a, b = operand(a, "np.tensordot"), operand(b, "np.tensordot")
    shape = np.tensordot(np.broadcast_to(0.0, a.shape), np.broadcast_to(0.0, b.shape), axes).shape  # checks
    if isinstance(axes, int):
        axes = range(a.ndim - axes, a.ndim), range(axes)
    of_a, of_b = ([int(i) % x.ndim for i in np.atleast_1d(each)] for x, each in zip((a, b), axes, strict=True))
    rows = a.transpose(*[i for i in range(a.ndim) if i not in of_a], *of_a)
    columns = b.transpose(*of_b, *[i for i in range(b.ndim) if i not in of_b])
    size = math.prod(a.shape[i] for i in of_a)
    left = rows.reshape(math.prod(rows.shape[: a.ndim - len(of_a)]), size)
    right = columns.reshape(size, math.prod(columns.shape[len(of_b) :]))
    return products(left, right).reshape(shape)[()]


def einsum(subscripts: str, *arrays: Any, **options: Any) -> Any:
    """np.einsum for a text of subscripts such as "ij,jk->ik": each letter at most once in each operand."""
    check_options("np.einsum", {name: x for name, x in options.items() if name != "optimize"})
    if not isinstance(subscripts, str) or "." in subscripts:
        raise TypeError(f"np.einsum got {subscripts!r}; with Values write all subscripts as letters: 'ij,jk->ik'.")
    plain = [operand(x, "np.einsum") for x in arrays]
    shape = np.einsum(subscripts, *[np.broadcast_to(0.0, x.shape) for x in plain]).shape  # NumPy checks the rest
    terms, _, result = subscripts.replace(" ", "").partition("->")
    letters = sorted({*terms} - {","})
    if "->" not in subscripts:  # then NumPy's result has the letters that occur once, from a to z
        result = "".join(x for x in letters if terms.count(x) == 1)
    if any(len({*term}) < len(term) for term in terms.split(",")):
        raise TypeError(f"np.einsum got {subscripts!r}; with Values take a diagonal with np.diagonal first.")
    axes = [(x, n) for term, a in zip(terms.split(","), plain, strict=True) for x, n in zip(term, a.shape, strict=True)]
    sizes = dict.fromkeys(letters, 1) | {x: n for x, n in axes if n != 1}  # an axis of length 1 is stretched
    summed = "".join(x for x in letters if x not in result)
    count, width = math.prod(sizes[x] for x in result), math.prod(sizes[x] for x in summed)
    factors = []
    for term, array in zip(terms.split(","), plain, strict=True):
        order = [term.index(x) for x in result + summed if x in term]
        spread = array.transpose(order).reshape(
            [array.shape[term.index(x)] if x in term else 1 for x in result + summed]
        )
        factors.append(np.broadcast_to(spread, [sizes[x] for x in result + summed]).reshape(count, width))
    while len(factors) > 2 or (not summed and len(factors) > 1):
        factors[:2] = [factors[0] * factors[1]]
    out = np.empty(count, dtype=object)
    for i in range(count):
        rows = [each[i].tolist() for each in factors]
        out[i] = rows[0][0] if not summed else ops.dot(*rows) if len(rows) == 2 else ops.summation(rows[0])
    return out.reshape(shape)[()]


def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: Any = None) -> Any:
    """The sum of the diagonal."""
    return total(np.diagonal(a, offset, axis1, axis2), -1, dtype, out)


def _running(ufunc: Any, name: str) -> Callable[..., Any]:
    def run(a: Any, axis: Any = None, dtype: Any = None, out: Any = None) -> Any:
        check_options(name, {"dtype": dtype, "out": out})
        a = operand(a, name)
        return apply(ufunc, "accumulate", [a.ravel() if axis is None else a], {"axis": axis or 0})

    return run


def sort(a: Any, axis: Any = -1, **more: Any) -> Any:
    """The same Values in the order of their data; equal ones keep their order."""
    check_options("np.sort", {name: x for name, x in more.items() if name not in ("kind", "stable")})
    a = operand(a, "np.sort")
    a, axis = (a.ravel(), 0) if axis is None else (a, axis)
    return np.take_along_axis(a, data_of(a).argsort(axis, kind="stable"), axis)


def pad(array: Any, pad_width: Any, mode: Any = "constant", **options: Any) -> Any:
    """np.pad, in the modes that only copy entries; a number around them becomes a constant."""
    if mode not in PAD_MODES[:-1] or options.get("reflect_type", "even") != "even":
        raise TypeError(f"np.pad got mode={mode!r} {options or ''}; with Values: {', '.join(PAD_MODES[:-1])}.")
    return np.pad(lift(operand(array, "np.pad")), pad_width, mode, **options)


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    **{function: _moving(function) for function in MOVE},
    **{function: _looking(function) for function in LOOK},
    np.sum: total,
    np.prod: product,
    np.max: largest,
    np.amax: largest,
    np.min: smallest,
    np.amin: smallest,
    np.mean: mean,
    np.var: var,
    np.std: std,
    np.clip: clip,
    np.where: where,
    np.dot: dot,
    np.vdot: lambda a, b, /: dot(np.ravel(a), np.ravel(b)),
    np.inner: inner,
    np.tensordot: tensordot,
    np.einsum: einsum,
    np.trace: trace,
    np.cumsum: _running(np.add, "np.cumsum"),
    np.cumprod: _running(np.multiply, "np.cumprod"),
    np.sort: sort,
    np.pad: pad,
}
