"""What a script calls while it runs on Values: its own `np`, `math`, `float` and `.item()`, which keep the graph whole.

Arrays that are filled entry by entry must take Values, and a loss that became a plain number would end the graph there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.arrays.array import ValueArray, wrap
from engine.arrays.reading import numbers
from engine.value import Value

MAKERS = ("zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like", "array", "asarray")
FLAT = ("round", "around", "rint", "floor", "ceil", "trunc", "fix", "heaviside", "unique", "histogram")
"""Functions without a slope: what they give is a constant."""


def plain_of(thing: Any) -> Any:
    """Return a Value, or an array of them, as its numbers; all else as it is."""
    if isinstance(thing, Value):
        return thing.data
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


def _nditer(array: Any, flags: Any = (), *args: Any, **options: Any) -> Any:
    """Return np.nditer, which walks over Values only where it is allowed to."""
    return np.nditer(array, [*flags, "refs_ok"], *args, **options)


class Door:
    """Leads the script's `np` to arrays that take Values, once the pass has begun, and its `math` to rows."""

    def __init__(self, is_open: Callable[[], bool]) -> None:
        self.is_open = is_open

    def __call__(self, thing: Any) -> Any:
        """Return the name that was imported, led through the door."""
        if thing is np:
            return _Numpy(self)
        if thing is math:
            return _Math()
        if getattr(thing, "__module__", "") == math.__name__:
            return of_value(thing)
        return self.maker(thing) if getattr(thing, "__name__", "") in MAKERS else thing

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


class _Numpy:
    def __init__(self, door: Door) -> None:
        self.door = door

    def __getattr__(self, name: str) -> Any:
        found = getattr(np, name)
        if name == "random":
            return _Plain(found)
        if name in FLAT:
            return of_plain(found)
        if name == "nditer":
            return _nditer
        return self.door.maker(found) if name in MAKERS else found


class _Math:
    def __getattr__(self, name: str) -> Any:
        found = getattr(math, name)
        return of_value(found) if callable(found) else found


def of_value(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of `math` that takes a Value, too, where Values have a method of that name."""

    def call(*given: Any) -> Any:
        made = getattr(given[0], function.__name__, None) if given and isinstance(given[0], Value) else None
        return made(*given[1:]) if made is not None else function(*given)

    return call


class _Plain:
    """Stands for np.random and its generators: what is drawn with the numbers of Values is plain."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.thing, name)
        if not callable(found):
            return found

        def call(*args: Any, **options: Any) -> Any:
            made = of_plain(found)(*args, **options)
            return _Plain(made) if isinstance(made, np.random.Generator | np.random.RandomState) else made

        return call


class _FloatKind(type):
    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, float)


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
