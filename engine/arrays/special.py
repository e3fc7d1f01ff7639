"""SciPy's softmax, log_softmax and logsumexp of Values.

SciPy's ufuncs (expit, erf, …) leave the work to their operands, as NumPy's do. These three are plain Python functions
that turn their arguments into an ndarray first, and choose by the data after that, so a ValueArray is not asked. Once
SciPy is loaded and arrays of Values are in use, the three functions check first whether there are Values among their
arguments; with numbers they compute as before. The functions stay the same objects, so this holds for a name that was
imported from `scipy.special` before, too.
"""

import inspect
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from engine.arrays.entries import values_in
from engine.value import Value


def softmax(x: Any, axis: Any = None) -> Any:
    """Return exp(x) divided by its sum along the axes; the largest entry is taken out first: nothing overflows."""
    e = np.exp(x - highest_of(x, axis))
    return e / np.sum(e, axis=axis, keepdims=True)


def log_softmax(x: Any, axis: Any = None) -> Any:
    """Return the logarithm of the softmax, without computing it."""
    low = x - highest_of(x, axis)
    return low - log_of_sum(low, axis, True)


def log_of_sum(a: Any, axis: Any, keepdims: bool) -> Any:
    """Return log Σ exp(a) along the axes: the row `logsumexp`."""
    reduce: Callable[..., Any] = np.logaddexp.reduce
    return reduce(a, axis=axis, keepdims=keepdims)


def highest_of(x: Any, axis: Any) -> Any:
    """Return the largest entry along the axes, where that is finite; else 0."""
    highest = np.max(x, axis=axis, keepdims=True)
    return np.where(np.isfinite(highest), highest, 0.0)


def logsumexp(a: Any, axis: Any = None, b: Any = None, keepdims: bool = False, return_sign: bool = False) -> Any:
    """Return log Σ b · exp(a) along the axes; one node for each entry of the result where there is no b."""
    if return_sign:
        raise TypeError("scipy.special.logsumexp got return_sign=True; with Values write np.log(np.abs(np.sum(…))).")
    if b is None:
        return log_of_sum(a, axis, keepdims)
    highest = highest_of(a, axis)
    found = np.log(np.sum(b * np.exp(a - highest), axis=axis, keepdims=True)) + highest
    if keepdims:
        return found
    return found.reshape(np.broadcast_to(0.0, np.shape(a)).sum(axis=axis).shape)[()]


TWINS: dict[str, Callable[..., Any]] = {"softmax": softmax, "log_softmax": log_softmax, "logsumexp": logsumexp}

_met: set[str] = set()


def meet_scipy(wrap: Callable[[Any], Any]) -> None:
    """Make SciPy's three functions take arrays of Values, once, if SciPy is loaded; `wrap` makes a ValueArray."""
    if len(_met) < len(TWINS) and "scipy.special" in sys.modules:
        module = sys.modules["scipy.special"]
        for name, ours in TWINS.items():
            function = getattr(module, name, None)
            if name not in _met and function is not None:
                teach(module, name, function, ours, wrap)
                _met.add(name)


def teach(module: Any, name: str, function: Any, ours: Callable[..., Any], wrap: Callable[[Any], Any]) -> None:
    """Let a function look for Values among its arguments before it does what it did."""
    plain = isinstance(function, FunctionType) and not function.__closure__
    theirs = function
    if plain:
        theirs = FunctionType(function.__code__, function.__globals__, name, function.__defaults__)
        theirs.__kwdefaults__ = function.__kwdefaults__

    def arrays(x: Any) -> Any:
        return wrap(np.array(x, dtype=object)) if holds_values(x) and not isinstance(x, Value) else x

    def chosen(*args: Any, **options: Any) -> Any:
        if any(map(holds_values, (*args, *options.values()))):
            return ours(*map(arrays, args), **{option: arrays(x) for option, x in options.items()})
        return theirs(*args, **options)

    if not plain:
        setattr(module, name, chosen)
        return
    function.__signature__ = inspect.signature(function)
    function.__globals__[f"_with_values_{name}"] = chosen
    function.__defaults__ = function.__kwdefaults__ = None
    function.__code__ = taught.__code__.replace(co_name=name, co_qualname=name, co_names=(f"_with_values_{name}",))


def taught(*args: Any, **options: Any) -> Any:
    """Call `chosen`: the code of a function that was taught, where this name is another for each."""
    return _with_values(*args, **options)  # type: ignore[name-defined]  # noqa: F821  # in the module of the function


def holds_values(x: Any) -> bool:
    """Return whether x is a Value, or has one in it."""
    return any(True for _ in values_in(x))
