"""Predictions and targets, sample by sample: what a loss adds up, with shapes checked and named."""

from typing import Any

from engine import Value
from engine.checks import as_float, describe, is_number

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
    if len(_shape(a)) == 1 and _shape(a) == _shape(y) and _are_samples(a, flat_is_clear):
        a, y = [[v] for v in a], [[v] for v in y]
    a, y = _like(a, _shape(y)), _like(y, _shape(a))
    if _shape(a) != _shape(y):
        raise ValueError(
            f"predictions have shape {_shape(a)} and targets have shape {_shape(y)}: they must be the same, "
            "with a row for each sample."
        )
    for _ in range(2 - len(_shape(a))):
        a, y = [a], [y]
    return [[_checked(*entry) for entry in zip(*sample, strict=True)] for sample in zip(a, y, strict=True)]


def _like(flat: Any, shape: tuple[int, ...]) -> Any:
    """A flat list as the column or the row that the other side is, a lone entry as a list of one."""
    if shape == (*_shape(flat), 1):
        return [[v] for v in flat] if isinstance(flat, list) else [flat]
    return [flat] if shape == (1, *_shape(flat)) else flat


def _are_samples(flat: list[Any], flat_is_clear: bool) -> bool:
    """Whether a flat list is several samples of one neuron, and not the outputs of one sample.

    What a layer made says so: a neuron labels all it makes with one label, its own.
    """
    labels = [id(label) for v in flat if hasattr(label := getattr(v, "label", ""), "place")]
    all_labelled = len(labels) == len(flat)
    if len(flat) > 1 and not flat_is_clear and not (all_labelled and len(set(labels)) in (1, len(flat))):
        raise ValueError(
            f"a flat list of {len(flat)} predictions may be one sample or {len(flat)} samples, and the mean divides by "
            "the number of samples: write [[a], [b]], a row for each sample, or [[a, b]] for one sample, and the "
            "targets likewise."
        )
    return all_labelled and len(flat) > 1 and len(set(labels)) == 1


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
