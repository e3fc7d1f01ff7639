"""Predictions and targets, sample by sample: what a loss adds up, with shapes checked and named."""

import math
from typing import Any

from engine import Value
from engine.table.checks import as_float, describe, is_number

Target = Value | float
Sample = list[tuple[Value, Target]]


def pair(predictions: Any, targets: Any, *, flat_is_clear: bool) -> list[Sample]:
    """Each sample as a list of (prediction, target).

    Args:
        predictions: a Value, a flat list of Values, or a list of samples.
        targets: numbers or Values of the same shape; a flat list fits a row or a column as well.
        flat_is_clear: whether a flat list can only be one sample, or its length makes no difference.

    Raises:
        ValueError: where shapes do not fit, or a flat list could be one sample or several.
        TypeError: for what is no number and no Value.
    """
    a, y = _listed(predictions), _listed(targets)
    given = _shape(a), _shape(y)
    if _size(a) == _size(y) == 1:
        a, y = [[_only(a)]], [[_only(y)]]  # one output, one target: brackets make no difference
    if len(_shape(a)) == 1:
        a = _as_rows(a, _shape(y), flat_is_clear)
    if len(_shape(y)) == 1 and _size(y) == _size(a) and 1 in _shape(a):
        y = [[v] for v in y] if _shape(a)[1] == 1 else [y]
    if _shape(a) != _shape(y):
        raise ValueError(
            f"predictions have shape {given[0]} and targets have shape {given[1]}: they must be the same, "
            "with a row for each sample."
        )
    return [[_checked(*entry) for entry in zip(*sample, strict=True)] for sample in zip(a, y, strict=True)]


def _as_rows(flat: list[Any], targets: tuple[int, ...], flat_is_clear: bool) -> list[list[Any]]:
    """A flat list as a column (several samples of one neuron) or as a row (the outputs of one sample).

    What a layer made says which: a neuron labels all it makes with one label, its own. Otherwise the
    targets say it, if they are a column or a row.
    """
    n = len(flat)
    labels = [id(label) for v in flat if hasattr(label := getattr(v, "label", ""), "place")]
    column, row = [[v] for v in flat], [flat]
    if n > 1 and len(labels) == n and len(set(labels)) == 1:
        return column
    if len(labels) == n and len(set(labels)) == n:
        return row
    if targets in ((n, 1), (1, n)):
        return column if targets == (n, 1) else row
    if targets == (n,) and not flat_is_clear:
        raise ValueError(
            f"a flat list of {n} predictions may be one sample or {n} samples, and the mean divides by "
            "the number of samples: write [[a], [b]], a row for each sample, or [[a, b]] for one sample, and the "
            "targets likewise."
        )
    return row


def _size(nested: Any) -> int:
    return math.prod(_shape(nested))


def _only(nested: Any) -> Any:
    """The one entry of nested lists of size 1."""
    return _only(nested[0]) if isinstance(nested, list) else nested


def _checked(prediction: Any, target: Any) -> tuple[Value, Target]:
    if not isinstance(prediction, Value):
        raise TypeError(f"a prediction got {describe(prediction)}; a Value is needed, as a model gives it.")
    return prediction, target if isinstance(target, Value) else as_float(target, "a target")


def _listed(given: Any) -> Any:
    """Arrays, tuples and lists as lists; a single number or Value as it is."""
    if hasattr(given, "tolist"):
        given = given.tolist()
    if isinstance(given, list | tuple):
        return [_listed(x) for x in given]
    if isinstance(given, Value) or is_number(given):
        return given
    raise TypeError(f"a loss got {describe(given)}; numbers or Values are needed, alone or in lists.")


def _shape(nested: Any) -> tuple[int, ...]:
    """The shape of nested lists; ValueError if rows differ, or there are none, or they nest too deep."""
    if not isinstance(nested, list):
        return ()
    shapes = {_shape(x) for x in nested}
    if len(shapes) != 1:
        found = f"shapes {sorted(shapes)}" if shapes else "nothing"
        raise ValueError(f"a loss needs at least one sample, and samples of one length; got {found}.")
    shape = (len(nested), *shapes.pop())
    if len(shape) > 2:
        raise ValueError(f"a batch is a list of samples, each a list of numbers; got {len(shape)} levels of lists.")
    return shape
