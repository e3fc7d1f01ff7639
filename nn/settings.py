"""What a setting may be: the words for a choice, each spelled in one place, and the ranges of sizes and numbers.

Each check has one message: what was given, and what is allowed.
"""

import math
import warnings
from collections.abc import Iterable, Mapping
from operator import index
from typing import Any, Literal, TypeAlias, TypeVar, get_args

from engine.table.checks import as_float, cut_at_end, describe

Orientation: TypeAlias = Literal["in_out", "out_in"]
Reduction: TypeAlias = Literal["mean", "sum", "mean_all"]
LossWord: TypeAlias = Literal["mse", "mae", "huber", "hinge", "bce", "cross_entropy"]
Activation: TypeAlias = Literal[
    "linear", "relu", "leaky_relu", "elu", "softplus", "silu", "gelu", "tanh", "sigmoid", "sin", "exp", "softmax"
]
"""The words, for type checkers; the tables of losses and of activations describe them."""

ORIENTATIONS: tuple[Orientation, ...] = get_args(Orientation)
"""How a weight matrix is stored: (inputs, neurons), as in `x @ W`, or (neurons, inputs), as in `W @ x`."""

REDUCTIONS: tuple[Reduction, ...] = get_args(Reduction)
"""What a batch loss divides by: the number of samples, nothing, or the number of entries."""

SAMPLES = ("rows", "columns")
"""How samples stand in X."""

BIASES = ("separate", "last_row", "first_row")
"""Where a bias is: an array of its own, or the last or first row of W (stored "out_in": its column)."""

CHOICES = {"reduction": REDUCTIONS, "orientation": ORIENTATIONS, "samples": SAMPLES, "bias": BIASES}
"""The parameters that have one meaning wherever they occur, and their words."""

Word = TypeVar("Word", bound=str)


def one_of(what: str, given: str, allowed: Iterable[Word]) -> Word:
    """Return `given` if it is allowed; otherwise raise ValueError, naming it and what is allowed.

    >>> one_of("reduction", "avg", REDUCTIONS)
    Traceback (most recent call last):
    ValueError: unknown reduction: 'avg' (must be one of 'mean', 'sum', 'mean_all')
    """
    if given not in (allowed := tuple(allowed)):
        raise ValueError(f"unknown {what}: {cut_at_end(repr(given))} (must be one of {', '.join(map(repr, allowed))})")
    return given


def check_choices(**given: str) -> None:
    """Raise ValueError if a word is not one of those of its parameter, as reduction="avg" is not."""
    for name, word in given.items():
        one_of(name, word, CHOICES[name])


def divisor_of(reduction: str, samples: int, entries: int) -> int:
    """Return what a summed loss is divided by.

    >>> [divisor_of(reduction, 5, 10) for reduction in REDUCTIONS]
    [5, 1, 10]
    """
    return {"mean": samples, "sum": 1, "mean_all": entries}[one_of("reduction", reduction, REDUCTIONS)]


def loss_scale(reduction: str, factor: float, samples: int, entries: int) -> float:
    """Return what a summed loss is multiplied by: `factor`, divided as `reduction` says."""
    return as_float(factor, "factor") / divisor_of(reduction, samples, entries)


def orientation_of(given: Orientation | None, shapes: Mapping[str, tuple[int, ...]]) -> Orientation:
    """Return `given`, or "in_out" if it is None; warn if a matrix then fits both ways, because it is square.

    The warning names the line that called the caller.

    >>> orientation_of(None, {"W1": (2, 3), "W2": (1, 1)})
    'in_out'
    """
    if given is not None:
        return one_of("orientation", given, ORIENTATIONS)
    for name, shape in shapes.items():
        if len(shape) == 2 and shape[0] == shape[1] > 1:
            warnings.warn(
                f"{name} is square, {shape}, and fits both ways: it is read as (inputs, neurons), for x @ W. "
                'Say orientation="in_out" if that is right, else orientation="out_in".',
                stacklevel=3,
            )
            break
    return "in_out"


def loss_factor(given: float) -> float:
    """Return the number in front of a loss; ValueError if it is 0 or not finite."""
    factor = as_float(given, "factor")
    if factor == 0 or not math.isfinite(factor):
        raise ValueError(
            f"factor got {factor:g}; a number in front of the loss is needed, such as 1 or 0.5"
            + (": with 0 the loss is 0, whatever the network does." if factor == 0 else ".")
        )
    return factor


def at_least_0(name: str, given: float) -> float:
    """Return `given`; ValueError if it is below 0 or NaN."""
    if not as_float(given, name) >= 0:
        raise ValueError(f"{name} got {given}; a number of 0 or more is needed.")
    return float(given)


def positive(name: str, given: float, what: str = "number") -> float:
    """Return `given`; ValueError if it is not above 0."""
    if not as_float(given, name) > 0:
        raise ValueError(f"{name} got {given}; a positive {what} is needed.")
    return float(given)


def share(name: str, given: float) -> float:
    """Return `given`; ValueError unless it is from 0 to less than 1."""
    if not 0 <= as_float(given, name) < 1:
        raise ValueError(f"{name} got {given}; a number from 0 to less than 1 is needed.")
    return float(given)


def at_least_1(name: str, given: Any) -> int:
    """Return `given`; ValueError unless it is a whole number of 1 or more."""
    try:
        number = 0 if isinstance(given, bool) else index(given)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"{name} got {describe(given)}; a whole number of 1 or more is needed.")
    return number
