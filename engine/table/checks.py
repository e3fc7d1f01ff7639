"""What may stand where a number is needed, and what a message says about anything else."""

import importlib
from numbers import Number, Real
from typing import Any

NEEDED = "a number is needed: an int, a float or a NumPy scalar"
NO_FLOAT = (
    "A Value does not turn into a float, because the graph would end there without a word. In place of math.exp(v) "
    "write engine.exp(v) or v.exp(); v.data or loss.item() gives the number, f'{loss:.2f}' its text. (If this is "
    "out[i] = v: make out by np.zeros_like(W, shape=shape), W any array of Values.)"
)
NEVER_OPERANDS = (str, bytes, bytearray, complex, list, tuple, dict, set, frozenset, type(None))


def is_number(x: Any) -> bool:
    """Return whether x is a real number: an int, a float, a Fraction, a NumPy scalar."""
    return isinstance(x, (float, int, Real)) or (
        type(x).__module__ == "numpy" and type(x).__name__ in ("bool", "bool_")  # the one that is no Real
    )


def is_any_number(x: Any) -> bool:
    """Return whether x is a number of any kind: a complex one and a Decimal, too."""
    return isinstance(x, Number) or is_number(x)


def as_float(x: Any, where: str) -> float:
    """Return x as a float if it is a real number; otherwise raise TypeError, saying what it is."""
    if type(x) is float:
        return x
    if not is_number(x):
        raise TypeError(f"{where} got {describe(x)}; {NEEDED}.{remedy_for(x)}")
    try:
        return float(x)
    except OverflowError:
        raise OverflowError(f"{where} got an integer too large for a float (over 1.8e308).") from None


def remedy_for(x: Any) -> str:
    """Return how to get a number, or Values, out of a Value, an array or a tensor."""
    if hasattr(x, "backward") and hasattr(x, "operands"):
        return " Use the number inside it: v.data."
    if not hasattr(x, "item") or not hasattr(x, "shape"):
        return ""
    several = any(n != 1 for n in x.shape)
    return " values(a) makes an array of Values." if several else " Use the number inside it: a.item()."


def not_an_operand(x: Any, operation: str) -> Any:
    """Raise TypeError for what can never be an operand; any other type may know what to do with a Value."""
    if isinstance(x, NEVER_OPERANDS):
        raise TypeError(f"{operation} got {describe(x)}; {NEEDED}, or a Value.")
    return NotImplemented


def describe(x: Any) -> str:
    """Return x as a message names it: its value, on one line and shortened, and its type."""
    return f"{cut_at_end(' '.join(repr(x).split()))} ({type(x).__name__})"


def check_kind(who: str, given: Any, kind: Any, needed: str) -> None:
    """Raise TypeError, naming what was given and what is needed, unless it is of a kind."""
    if not isinstance(given, kind):
        raise TypeError(f"{who} got {describe(given)}; {needed}.")


def cut_at_end(text: str) -> str:
    """Return text as a message shows it: what is longer than 60 characters is cut at its end."""
    return text if len(text) < 60 else f"{text[:57]}..."


def import_or_explain(module: str, remedy: str) -> Any:
    """Return a module that may not be installed; raise ModuleNotFoundError with `remedy` if its package is missing."""
    try:
        importlib.import_module(module.partition(".")[0])  # the package first: a part of it may be loaded already
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] != module.partition(".")[0]:
            raise
        raise ModuleNotFoundError(remedy, name=error.name) from None
