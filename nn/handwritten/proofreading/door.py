"""What a script calls while it runs on Values: its own `np`, `math`, `copy`, `float`, `.item()`: they keep the graph.

Arrays that are filled entry by entry must take Values, and a loss that became a plain number would end the graph there.
"""

from __future__ import annotations

import copy
import importlib
import math
import statistics
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays.array import ValueArray, wrap
from engine.arrays.reading import numbers
from engine.value import Value
from nn.handwritten.proofreading.algebra import of_matrices

MAKERS = ("zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like", "array", "asarray")
FLAT = ("round", "around", "rint", "floor", "ceil", "trunc", "fix", "heaviside", "unique", "histogram")
"""Functions without a slope: what they give is a constant."""
TESTS = ("isnan", "isinf", "isfinite", "isclose")  # functions of `math` that say something of a number


def plain_of(thing: Any) -> Any:
    """Return a Value, an array or a list of them, as its numbers; all else as it is."""
    if isinstance(thing, Value):
        return thing.data
    if type(thing) in (list, tuple):
        made = type(thing)(map(plain_of, thing))
        return thing if all(a is b for a, b in zip(made, thing, strict=True)) else made  # shuffle(names) is of this one
    return np.array(numbers(thing), dtype=float) if _has_values(thing) else thing


def _has_values(thing: Any) -> bool:
    """Return whether a thing is an array of Values, also one that NumPy made of a list of them."""
    is_object = isinstance(thing, np.ndarray) and thing.dtype == object
    return is_object and (isinstance(thing, ValueArray) or any(isinstance(x, Value) for x in thing.flat))


def as_constants(array: Any) -> Any:
    """Return an array of floats as one of constants, whose entries may become Values; all else as it is."""
    is_plain = isinstance(array, np.ndarray) and not isinstance(array, ValueArray) and array.dtype.kind in "fO"
    return wrap(array.astype(object)) if is_plain else array


def of_plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is called with numbers in the place of Values."""

    def call(*args: Any, **options: Any) -> Any:
        return function(*map(plain_of, args), **{key: plain_of(x) for key, x in options.items()})

    return call


def _sum_of_exp(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the logarithm of a sum of exponentials."""
    most = np.max(plain_of(a), axis=axis, keepdims=True)
    found = np.log(np.sum(np.exp(a - most), axis=axis, keepdims=True)) + most
    return found if keepdims else np.squeeze(found, axis=axis)


SPECIAL: dict[str, Callable[..., Any]] = {
    "expit": lambda x: 1 / (1 + np.exp(-x)),
    "log_expit": lambda x: -np.logaddexp(0.0, -x),
    "logit": lambda x: np.log(x / (1 - x)),
    "xlogy": lambda x, y: x * np.log(y),
    "logsumexp": _sum_of_exp,
    "softmax": lambda x, axis=None: np.exp(x - _sum_of_exp(x, axis, True)),
    "log_softmax": lambda x, axis=None: x - _sum_of_exp(x, axis, True),
}
"""Functions of scipy.special, written with those of NumPy."""


def special(function: Any) -> Any:
    """Return a function of scipy.special that takes Values, too."""
    made = SPECIAL.get(getattr(function, "__name__", ""))

    def call(*args: Any, **options: Any) -> Any:
        is_live = any(isinstance(x, Value) or _has_values(x) for x in args)
        return (made if is_live and made is not None else function)(*args, **options)

    return call if made is not None else function


def _along_axis(function: Callable[..., Any], axis: int, array: Any, *args: Any, **options: Any) -> Any:
    """Return np.apply_along_axis, also of a function that gives Values for rows of data."""
    moved = np.moveaxis(np.asanyarray(array), axis, -1)
    made = [function(row, *args, **options) for row in moved.reshape(-1, moved.shape[-1])]
    found = np.array(made).reshape(*moved.shape[:-1], *np.shape(made[0]))
    found = np.moveaxis(found, -1, axis) if np.ndim(made[0]) else found
    return wrap(found) if _has_values(found) else found


INSTEAD: dict[str, Callable[..., Any]] = {
    "nditer": lambda array, flags=(), *args, **options: np.nditer(array, [*flags, "refs_ok"], *args, **options),
    "apply_along_axis": _along_axis,
}
"""What walks over Values only where it is allowed to, and what does not take them."""


def led_from(module: str) -> list[str]:
    """Return the names that `from module import *` gives and that the door leads elsewhere."""
    given = importlib.import_module(module)
    names = getattr(given, "__all__", None) or [name for name in dir(given) if name[0] != "_"]
    return [name for name in names if given is math or name in {*MAKERS, *FLAT, *INSTEAD, *SPECIAL}]


class Door:
    """Leads the script's `np` to arrays that take Values, once the pass has begun, and its `math` to rows.

    infinity    what the script reads as np.inf
    """

    def __init__(self, is_open: Callable[[], bool], infinity: float = math.inf) -> None:
        self.is_open, self.infinity = is_open, infinity

    def __call__(self, thing: Any) -> Any:
        """Return the name that was imported, led through the door."""
        name = getattr(thing, "__name__", "")
        if thing is np:
            return _Led(np, self.named)
        if thing is math:
            return _Led(math, lambda own, found: self.infinity if own == "inf" else of_value(found))
        if thing is statistics:
            return _Led(statistics, lambda _, found: of_value(found))
        if thing is copy or getattr(thing, "__module__", "") == copy.__name__:
            return _Led(copy, lambda _, found: copied(found)) if thing is copy else copied(thing)
        if getattr(thing, "__module__", "") in (math.__name__, statistics.__name__):
            return of_value(thing)
        if name == "scipy.special":
            return _Led(thing, lambda _, found: special(found))
        if name in SPECIAL:
            return special(thing)
        if thing is np.linalg:
            return _Led(thing, of_matrices)
        if thing is getattr(np.linalg, name, None):
            return of_matrices(name, thing)
        return self.named(name, thing) if thing is getattr(np, name, None) else thing

    def named(self, name: str, thing: Any) -> Any:
        """Return what NumPy calls so, or what stands in its place."""
        if name in FLAT:
            return of_plain(thing)
        if name == "inf":
            return self.infinity
        if name == "linalg":
            return _Led(thing, of_matrices)
        if name == "random":
            return _Led(thing, _drawing)
        return self.maker(thing) if name in MAKERS else INSTEAD.get(name, thing)

    def maker(self, function: Any) -> Any:
        """Return a function that makes arrays, which makes arrays of constants."""

        def make(*args: Any, **options: Any) -> Any:
            try:
                result = function(*args, **options)
            except TypeError:  # np.array(…, dtype=float) of Values, which are floats
                result = function(*args[:1], **{key: x for key, x in options.items() if key != "dtype"})
            kind = getattr(getattr(result, "dtype", None), "kind", "")
            if isinstance(result, ValueArray) or kind not in "fO" or not (self.is_open() or _has_values(result)):
                return result
            return as_constants(result)

        return make

    def kept(self, array: Any) -> Any:
        """Return an array of floats as one of constants, once the pass has begun."""
        return as_constants(array) if self.is_open() else array


def copied(function: Any) -> Any:
    """Return a function of `copy` that makes another array of the same Values: copies of them would be constants."""

    def call(thing: Any, *options: Any) -> Any:
        if isinstance(thing, Value):
            return thing
        if type(thing) in (list, tuple):
            return type(thing)(call(each) for each in thing)
        if type(thing) is dict:
            return {key: call(each) for key, each in thing.items()}
        return thing.copy() if _has_values(thing) else function(thing, *options)

    return call if callable(function) and function is not copy.Error else function


MATHS: dict[str, Callable[..., Any]] = {
    "pow": lambda x, y: x**y,
    "fsum": lambda numbers: sum(numbers),
    "prod": lambda numbers, start=1: start * np.prod(list(numbers)),
    "dist": lambda p, q: sum((a - b) ** 2 for a, b in zip(p, q, strict=True)) ** 0.5,
    "sumprod": lambda p, q: sum(a * b for a, b in zip(p, q, strict=True)),
    "mean": lambda numbers: sum(found := list(numbers)) / len(found),
    "fmean": lambda numbers: sum(found := list(numbers)) / len(found),
}
"""Functions of `math` and `statistics` that Values have no method for, written with what they have."""


def nearest(number: Any, digits: int | None = None) -> Any:
    """Return what `round` gives; of a Value a constant."""
    return round(plain_of(number), digits)


class _Led:
    """Stands for a module or an object whose members are led elsewhere by (name, member) -> what is given for it."""

    def __init__(self, thing: Any, lead: Callable[[str, Any], Any]) -> None:
        self.thing, self.lead = thing, lead

    def __getattr__(self, name: str) -> Any:
        return self.lead(name, getattr(self.thing, name))


def of_value(function: Any) -> Any:
    """Return a function of `math` that takes Values, too, if they have such a method, or it has no slope."""

    def call(*given: Any) -> Any:
        name = function.__name__
        if not any(isinstance(x, Value) or _has_values(x) or _is_listed(x) for x in given):
            return function(*given)
        if name in (*FLAT, *TESTS):
            return of_plain(function)(*given)
        made = MATHS.get(name) or (getattr(Value, name, None) if isinstance(given[0], Value) else None)
        return (function if made is None else made)(*given)

    return call if callable(function) else function


def _is_listed(thing: Any) -> bool:
    """Return whether a list or a tuple has Values in it."""
    return isinstance(thing, list | tuple) and any(isinstance(x, Value) for x in thing)


def _drawing(_: str, function: Any) -> Any:
    """Return a function of np.random, or of a generator: what is drawn with the numbers of Values is plain."""

    def call(*args: Any, **options: Any) -> Any:
        made = of_plain(function)(*args, **options)
        return _Led(made, _drawing) if isinstance(made, np.random.Generator | np.random.RandomState) else made

    return call if callable(function) else function


class _FloatKind(type):
    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, float | Value)


class Float(float, metaclass=_FloatKind):
    """`float`, as the script calls it: a Value stays one, and as a dtype it is that of floats."""

    dtype = np.dtype(float)

    def __new__(cls, given: Any = 0.0) -> Any:
        """Return a number as a float, a Value as it is, also out of an array of one."""
        if isinstance(given, ValueArray) and given.size == 1:
            given = given.flat[0]
        return given if isinstance(given, Value) else float(given)


def item(thing: Any) -> Any:
    """Return what `.item()` gives; of one Value the Value."""
    return Float(thing) if isinstance(thing, Value | ValueArray) else thing.item()
