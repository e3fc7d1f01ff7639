"""`ValueArray`: an ndarray of Values that NumPy's operators, ufuncs, functions and methods respect.

NumPy asks an operand how to do its work in two places, `__array_ufunc__` and `__array_function__`. They pass it on to
`ufuncs.py` and `functions.py`, and lift what comes back, so that every entry is a Value always. What would
write into an array is checked in one place, `__setitem__`.
"""

from collections.abc import Callable
from typing import Any, Never

import numpy as np

from engine.arrays import choices, special, ufuncs, writing
from engine.arrays.entries import data_of, lift, operand, own
from engine.arrays.functions import FUNCTIONS
from engine.arrays.moving import check_float
from engine.arrays.reading import gradients, nested, numbers
from engine.arrays.refusals import ASSIGN, INSTEAD, no_row, numbers_only
from engine.table.checks import NO_FLOAT
from engine.table.primitive import ListOp, Op
from engine.value import Constant, Value


def values(array: Any, label: str = "") -> "ValueArray":
    """Return an array of Values, on which NumPy computes: each number becomes a leaf.

    Args:
        array: numbers of any shape: an array, a nested list, a single number. Values among them, such as those of
            `model.arrays()`, are kept as they are, with their own labels.
        label: the leaves are named after it: W1[0,1].

    Returns:
        A ValueArray of the same shape.

    Raises:
        TypeError: for an entry that is neither a real number nor a Value (text, None, complex).
        ValueError: for rows of different lengths.

    >>> W = values([[1, 2], [3, 4]], label="W")
    >>> W
    ValueArray([[1., 2.],
                [3., 4.]])
    >>> W[1, 0]
    Value(data=3.0, grad=not computed, label='W[1,0]')
    """
    special.meet_scipy(wrap)
    given = nested(array, "values(…)")
    leaves = np.empty(given.shape, dtype=object)
    for index, x in np.ndenumerate(given):
        place = f"[{','.join(map(str, index))}]" if index else ""
        leaves[index] = x if isinstance(x, Value) else Value(x, f"{label}{place}" if label else "")
    return leaves.view(ValueArray)


class ValueArray(np.ndarray[Any, np.dtype[Any]]):
    """An array of Values, made by `values` and by every operation on one.

    A single entry is a Value, and so is a reduction to one number: `((y - a)**2).mean().backward()`.
    Comparisons (<, ==, in) look at the data and give booleans.

    A view (a basic slice, a reshape, a transpose) has the same Values; what NumPy copies (fancy indexing, `copy`,
    np.where, np.concatenate, what is written into an array) is copied: results with gradients of their own.

    Raises:
        TypeError: for what has no row in the table of operations, and for what would put results in the
            place of leaves; the message says what to write.
    """

    __slots__ = ()
    __array_priority__ = 1000.0  # NumPy then lets X.dot(W), with X a plain array, return a ValueArray

    def __new__(cls, *args: Any, **options: Any) -> "ValueArray":
        """Raise TypeError: arrays of Values are made by `values`."""
        raise TypeError("ValueArray(…) is not called by hand; write values(array), or values(array, label='W').")

    # --- what NumPy asks ---------------------------------------------------------------------

    def __array_ufunc__(self, ufunc: Any, method: Any, *inputs: Any, **options: Any) -> Any:
        return call_ufunc(ufunc, method, inputs, options)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return call_function(func, types, args, kwargs)

    def _apply(self, op: Op, operands: tuple[Any, ...]) -> Any:
        """Return how a row called as a function, such as `engine.relu(a)`, computes on arrays: entry by entry."""
        if isinstance(op, ListOp):
            raise TypeError(f"engine.{op.name} takes lists of Values; for an array there is np.{op.name}(a, axis=…).")
        plain = [_plain(x, op.name) for x in operands]
        return wrap(np.frompyfunc(op, len(plain), 1)(*plain))

    # --- entries in and out ----------------------------------------------------------------------

    def __getitem__(self, key: Any) -> Any:
        """Return one entry as its Value, a slice as a view, and with lists or masks a copy."""
        place = self.view(np.ndarray)
        try:
            found = place[key]
        except IndexError:
            if any(isinstance(each, Value | ValueArray) for each in (key if isinstance(key, tuple) else (key,))):
                raise IndexError(
                    "An index is a whole number, and here Values stand in one: numbers(i).astype(int) are the numbers."
                ) from None
            raise
        if not isinstance(found, np.ndarray):
            return lift(np.asarray(found, dtype=object))[()]
        if not np.may_share_memory(found, place):
            choices.note_mask(key, self)
            found = own(found)
        return found.view(ValueArray)

    def __setitem__(self, key: Any, new: Any) -> None:
        """Put entries in. Numbers become constants. In the place of a leaf goes another leaf only."""
        choices.note_mask(key, self)
        writing.put(self.view(np.ndarray), key, _plain(new, "a[…] = …"))

    def __imatmul__(self, other: Any) -> "ValueArray":  # type: ignore[misc]  # a product may be a Value, this never
        self[...] = self @ other  # NumPy would name the axes, too
        return self

    def compress(self, condition: Any, axis: Any = None) -> Any:  # type: ignore[override]  # no `out`
        """Return the entries where a condition is true: np.compress(condition, a, axis)."""
        return np.compress(condition, self, axis)

    def fill(self, value: Any) -> None:
        """Do the same as a[...] = value."""
        self[...] = value

    # --- what is read from it ------------------------------------------------------------------

    @property
    def grad(self) -> Any:
        """The gradients as an array of floats: gradients(a)."""
        return gradients(self)

    @property
    def data(self) -> Never:
        """Refused: an array of floats would be a copy, and changing it would change nothing."""
        raise AttributeError(
            "An array of Values has no .data of its own. numbers(a) gives the numbers; new leaves with other numbers "
            "are made by W = values(numbers(W) - lr * gradients(W))."
        )

    @data.setter
    def data(self, _: Any) -> None:
        _ = self.data

    @property  # type: ignore[misc]  # to be read only: NumPy would write into it unasked
    def real(self) -> "ValueArray":  # type: ignore[override]  # NumPy has a property that can be set
        """The array itself: there are real numbers only."""
        return self

    @property
    def flat(self) -> Any:
        """The entries one by one, to read."""
        entries = self.view()
        entries.flags.writeable = False
        return np.ndarray.flat.__get__(entries)

    def backward(self) -> Never:
        """Raise TypeError: the chain rule starts from one Value."""
        raise TypeError(
            f"backward() starts from one Value, and this is an array of shape {self.shape}; make it one number: "
            f"loss = a.sum(){'' if self.size == 1 else ' or a.mean()'}."
        )

    def item(self, *index: Any) -> float:
        """Return the number of an array of one entry, or of the entry at an index, as a float outside the graph."""
        number: float = data_of(self.view(np.ndarray)).item(*index)
        return number

    def __float__(self) -> Never:
        """Raise TypeError, as for a single Value."""
        raise TypeError(NO_FLOAT if self.size == 1 else f"float(…) of an array of shape {self.shape}; one is needed.")

    __int__ = __float__

    def copy(self, order: Any = "C") -> "ValueArray":
        """Return a new array: its entries are copies, with gradients of their own."""
        return own(self.view(np.ndarray)).view(ValueArray)

    def flatten(self, order: Any = "C") -> "ValueArray":
        """Return a copy in one dimension; `ravel` and `reshape(-1)` keep the Values."""
        return own(self.view(np.ndarray).flatten(order)).view(ValueArray)

    # NumPy's overloads of `astype` promise an array of any dtype; an array of Values has one dtype only.
    def astype(self, dtype: Any, *_: Any, copy: bool = True, **__: Any) -> Any:  # type: ignore[override]  # bool, too
        """Return a copy for float and object; refuse any other dtype, which would cut the graph."""
        check_float(dtype)
        return self.copy() if copy else self

    def __repr__(self) -> str:
        shown = np.array2string(numbers(self), separator=", ", prefix="ValueArray(")
        return f"ValueArray({shown})" if self.size else f"ValueArray([], shape={self.shape})"

    def __str__(self) -> str:
        return str(numbers(self))


# --- from plain arrays and back ----------------------------------------------------------------


def wrap(result: Any) -> Any:
    """Return what plain code gave, as the user gets it: arrays of Values as ValueArrays, a number as a constant."""
    if isinstance(result, np.ndarray):
        return lift(result).view(ValueArray) if result.dtype == object else result
    if isinstance(result, list | tuple):
        return type(result)(map(wrap, result))
    return Constant(result) if type(result) is float else result


def _plain(x: Any, operation: str) -> Any:
    return x.view(np.ndarray) if isinstance(x, ValueArray) else operand(x, operation)


def _unwrapped(x: Any, values_too: bool) -> Any:
    """Return an argument of a function for plain code; lists may hold arrays, and Values where NumPy passed them."""
    if isinstance(x, ValueArray):
        return x.view(np.ndarray)
    if isinstance(x, list | tuple):
        return type(x)(_unwrapped(y, values_too) for y in x)
    return operand(x, "") if values_too and isinstance(x, Value) else x


def call_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Return a ufunc with a Value or a ValueArray among its operands, or as its `out`."""
    special.meet_scipy(wrap)
    choices.note(ufunc, (*inputs, *options.values()), options.get("where", True))
    if ufuncs.looks_at_data(ufunc, inputs):
        return ufuncs.of_data(ufunc, method, inputs, options)
    name = ufuncs.name_of(ufunc)
    if method == "at":
        return _call_at(ufunc, name, *inputs)
    (out,) = options.pop("out", (None,))
    if out is not None and np.dtype(getattr(out, "dtype", float)).kind != "O":
        raise numbers_only(name, out)
    plain = [_plain(x, name) for x in inputs]
    result = ufuncs.apply(ufunc, method, plain if len(plain) > 1 else [lift(plain[0])], options)
    if method == "__call__" and options.get("where", True) is not True:
        if out is None:
            raise TypeError(f"{name} got where=… without out=…: the other entries would be undefined; give both.")
        result = np.where(options["where"], result, out.view(np.ndarray))
    return wrap(result) if out is None else _written(out, result)


def _call_at(ufunc: Any, name: str, target: Any, index: Any, *others: Any) -> None:
    """Run np.add.at(a, index, b) and the like."""
    if np.asarray(target).dtype != object:
        raise numbers_only(f"{name}.at", target)
    place = target.view(np.ndarray)
    writing.put(place, ..., ufuncs.at(ufunc, place, index, [_plain(x, name) for x in others]), fresh=True)


def _written(out: Any, result: Any) -> Any:
    """Return `out` with a result in it."""
    writing.put(out.view(np.ndarray), ..., np.asarray(result, dtype=object), fresh=True)
    return out


def call_function(function: Any, types: Any, args: Any, options: dict[str, Any]) -> Any:
    """Return a function of NumPy's with a ValueArray somewhere in its arguments; `types` are those that NumPy asks."""
    special.meet_scipy(wrap)
    choices.note(function, (*args, *options.values()), options.get("where", True))
    name = f"{function.__module__}.{function.__name__}".replace("numpy", "np", 1)
    if function not in FUNCTIONS:
        raise no_row(name)
    out = options.get("out")
    if out is not None:
        options = {option: x for option, x in options.items() if option != "out"}
        if np.dtype(getattr(out, "dtype", float)).kind == "f":
            raise numbers_only(name, out)
    asked = any(issubclass(each, Value) for each in types)
    plain = [_unwrapped(x, asked) for x in args]
    result = FUNCTIONS[function](*plain, **{option: _unwrapped(x, asked) for option, x in options.items()})
    return wrap(result) if out is None else _written(out, result)


# --- methods -----------------------------------------------------------------------------------

BY_FUNCTION = (
    *("all", "any", "argmax", "argmin", "argpartition", "argsort", "choose", "clip", "conj", "conjugate"),
    *("cumprod", "cumsum", "dot", "max", "mean", "min", "nonzero", "prod", "ptp", "repeat", "round", "searchsorted"),
    *("std", "sum", "take", "trace", "var"),
)
"""Methods that do what NumPy's function of their name does."""

REFUSED = {
    "sort": "np.sort(a) gives a sorted array",
    **dict.fromkeys(("itemset", "partition", "put", "setfield"), ASSIGN),
    **dict.fromkeys(("byteswap", "getfield", "newbyteorder", "tobytes", "tofile", "tostring"), "see numbers(a)"),
    "resize": "np.reshape(a, shape) gives another shape",
    "imag": INSTEAD["imag"],
}
"""Methods of ndarray that make no sense here, each with what to do."""


def _by_function(name: str) -> Callable[..., Any]:
    def method(self: ValueArray, *args: Any, **options: Any) -> Any:
        return getattr(np, name)(self, *args, **options)

    method.__name__, method.__doc__ = name, f"The same as np.{name}(a, …)."
    return method


def _refused(name: str) -> Any:
    def method(self: ValueArray, *args: Any, **options: Any) -> Never:
        raise TypeError(f"a.{name} does not work on Values: {REFUSED[name]}.")

    method.__name__, method.__doc__ = name, f"Refused: {REFUSED[name]}."
    return property(method) if name == "imag" else method


for _names, _make in ((BY_FUNCTION, _by_function), (REFUSED, _refused)):
    for _name in _names:
        setattr(ValueArray, _name, _make(_name))
