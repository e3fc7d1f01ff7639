"""NumPy's ufuncs on plain arrays: each is a row of the table, entry by entry.

A ufunc is what is behind an operator or a function of single numbers: `a + b` is np.add, np.exp is one, and
`a.sum()` is np.add.reduce. Here stands which row belongs to which. One that is not listed has no row: the
graph would end there, so it is refused.

Sums and products of matrices are one node for each entry of the result (the rows `sum` and `dot`), not a
chain of + and ×: the edges of s_i = dot(w_i, x) then carry ∂s_i/∂w_ij = x_j, as in the formula, and the backward
pass takes a third of the time. A test compares both.
"""

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from engine import ops
from engine.arrays.entries import Plain, data_of
from engine.table.primitive import Op
from engine.value import Value

# Where NumPy's name is not the row's.
NAMES = {
    "sub": "subtract", "mul": "multiply", "div": "divide", "pow": "power", "neg": "negative", "abs": "absolute",
    "max": "maximum", "min": "minimum", "asin": "arcsin", "acos": "arccos", "atan": "arctan", "atan2": "arctan2",
    "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh",
}  # fmt: skip

OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
    "pow": operator.pow, "neg": operator.neg,
}  # fmt: skip


def _on_entries(row: Op) -> Callable[..., Any]:
    """How a row computes on single entries: by the operator or method of Value, which are the fast ones."""
    if row.name in OPERATORS:
        return OPERATORS[row.name]
    return operator.methodcaller(row.name) if len(row.partials) == 1 else row


def _numpys(row: Op) -> Any:
    """NumPy's ufunc for a row, None if there is none (sigmoid)."""
    found = getattr(np, NAMES.get(row.name, row.name), None)
    return found if isinstance(found, np.ufunc) else None


ENTRYWISE: dict[Any, Callable[..., Any]] = {_numpys(row): _on_entries(row) for row in ops.TABLE.values()}
del ENTRYWISE[None]
ENTRYWISE |= {
    np.positive: operator.pos,
    np.fabs: operator.abs,
    np.float_power: operator.pow,
    np.square: lambda x: x**2,
    np.reciprocal: lambda x: 1.0 / x,
    np.exp2: lambda x: 2.0**x,
}

OF_DATA = (np.less, np.less_equal, np.greater, np.greater_equal, np.isnan, np.isinf, np.isfinite, np.signbit)
"""Questions, not functions: they look at the data and answer with plain booleans, as Values do."""

SAME = {np.equal: operator.is_, np.not_equal: operator.is_not}
"""Between Values == asks whether they are the same one."""

FOLDS: dict[Any, Callable[[list[Any]], Any]] = {
    np.add: ops.summation,
    np.multiply: ops.product,
    np.logaddexp: ops.logsumexp,
    np.maximum: lambda xs: reduce(ops.maximum, xs),
    np.minimum: lambda xs: reduce(ops.minimum, xs),
}
"""What a ufunc's `reduce` does with a list of entries."""

DEFAULTS: dict[str, Any] = {"where": True, "order": "K", "casting": "same_kind", "subok": True, "keepdims": False}
"""Options of NumPy's that change nothing if given so; for all others that is None, and object for dtype."""


def apply(ufunc: Any, method: str, inputs: list[Plain], options: dict[str, Any]) -> Any:
    """Do what NumPy asks for: `ufunc(*inputs)`, or one of its methods such as "reduce"."""
    with np.errstate(all="ignore"):  # a row says itself what has no value, and gives inf where a float overflows
        return _apply(ufunc, method, inputs, options)


def _apply(ufunc: Any, method: str, inputs: list[Plain], options: dict[str, Any]) -> Any:
    name = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
    if method == "reduce" and ufunc in FOLDS:
        check_options(name, options, "axis", "keepdims")
        return fold(FOLDS[ufunc], inputs[0], options.get("axis", 0), options.get("keepdims", False), name)
    if method == "accumulate" and ufunc in ENTRYWISE:
        check_options(name, options, "axis")
        # `accumulate` of a made ufunc needs the dtype to be said.
        return np.frompyfunc(ENTRYWISE[ufunc], 2, 1).accumulate(inputs[0], axis=options.get("axis", 0), dtype=object)
    check_options(name, options)
    if ufunc is np.matmul and method == "__call__":
        return matmul(*inputs)
    if method == "outer" and ufunc in ENTRYWISE:
        return np.frompyfunc(ENTRYWISE[ufunc], 2, 1).outer(*inputs)
    if method == "__call__" and ufunc in ENTRYWISE:
        return np.frompyfunc(ENTRYWISE[ufunc], ufunc.nin, 1)(*inputs)
    if method == "__call__" and ufunc in OF_DATA:
        return ufunc(*map(data_of, inputs))
    if method == "__call__" and ufunc in SAME:
        return _same(ufunc, *inputs)
    raise no_row(name)


def no_row(name: str) -> TypeError:
    """The error for what cannot be differentiated here."""
    return TypeError(
        f"{name} does not work on Values: no row of the table of operations stands for it, and the graph would end "
        f"there. For the numbers alone write {name}(numbers(a)); for gradients write it with what there is, such as "
        "+ - * / ** @, np.exp, np.log, np.tanh, np.maximum, np.where, np.sum, np.mean."
    )


def check_options(name: str, options: dict[str, Any], *known: str) -> None:
    """TypeError for an option that would change the result and is not known here."""
    for option, given in options.items():
        says_nothing = given is DEFAULTS.get(option) or (option == "dtype" and given in (object, "O"))
        if option not in known and not says_nothing:
            raise TypeError(f"{name} got {option}={given!r}; with Values it works without this option only.")


def _same(ufunc: Any, a: Plain, b: Plain) -> Any:
    """== or != of entries: identity, and TypeError where one side is a number."""
    if not a.ndim and not b.ndim:
        return a[()] == b[()] if ufunc is np.equal else a[()] != b[()]  # a Value knows what to say
    for x in (*a.flat, *b.flat):
        if not isinstance(x, Value):
            raise TypeError(
                f"Between Values, == asks whether they are the same one; for numbers compare numbers(a) == {x!r}."
            )
    return np.asarray(np.frompyfunc(SAME[ufunc], 2, 1)(a, b), dtype=bool)


def fold(f: Callable[[list[Any]], Any], array: Plain, axis: Any, keepdims: bool, name: str) -> Any:
    """f of the list of entries along the axes; None stands for all axes."""
    shape = np.broadcast_to(0.0, array.shape).sum(axis=axis, keepdims=True).shape  # NumPy checks the axes
    folded = set(range(array.ndim)) if axis is None else {i % array.ndim for i in np.atleast_1d(axis)}
    kept = [i for i in range(array.ndim) if i not in folded]
    lists = array.transpose(*kept, *sorted(folded))
    out = np.empty([array.shape[i] for i in kept], dtype=object)
    for index in np.ndindex(out.shape):
        entries = lists[index].ravel().tolist() if array.ndim else [array[()]]
        if not entries and name in ("np.maximum.reduce", "np.minimum.reduce"):
            raise ValueError(f"{name} of no entries: an array of shape {array.shape} has none along axis {axis}.")
        out[index] = f(entries)
    return out.reshape(shape) if keepdims else out[()]


def matmul(a: Plain, b: Plain) -> Any:
    """a @ b, with NumPy's shapes: vectors, matrices and stacks of them."""
    shape = np.matmul(np.broadcast_to(0.0, a.shape), np.broadcast_to(0.0, b.shape)).shape  # NumPy checks the shapes
    left = a[None, :] if a.ndim == 1 else a
    right = b[:, None] if b.ndim == 1 else b
    stack = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    left, right = (np.broadcast_to(x, stack + x.shape[-2:]) for x in (left, right))
    out = np.empty((*stack, left.shape[-2], right.shape[-1]), dtype=object)
    for index in np.ndindex(stack):
        out[index] = products(left[index], right[index])
    return out.reshape(shape)[()]


def products(left: Plain, right: Plain) -> Plain:
    """Σ_k left[i,k] · right[k,j] for each i and j, one node each: the row `dot`."""
    out = np.empty((left.shape[0], right.shape[1]), dtype=object)
    columns = right.T.tolist()
    for i, row in enumerate(left.tolist()):
        for j, column in enumerate(columns):
            out[i, j] = ops.dot(row, column)
    return out
