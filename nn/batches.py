"""Predictions and targets, sample by sample: the one place where targets are read, and shapes checked and named.

Targets may be written in several ways, and every reader (`fit`, `compare`, `diagnose`, the losses, …) takes them all:
a row for each sample; a flat list if there is one output, or one sample; and, for a cross-entropy of several outputs,
the number of its class for each sample, as in PyTorch.
"""

import math
from typing import Any

from engine import Value
from engine.table.checks import as_float, describe, is_number

Target = Value | float
Sample = list[tuple[Value, Target]]


def pair(predictions: Any, targets: Any, *, flat_is_clear: bool, classes: bool = False) -> list[Sample]:
    """Return each sample as a list of (prediction, target).

    Args:
        predictions: a Value, a flat list of Values, or a list of samples.
        targets: numbers or Values, in any of the ways that `target_rows` takes.
        flat_is_clear: whether a flat list can only be one sample, or its length makes no difference.
        classes: whether a sample's target may be the number of its class.

    Raises:
        ValueError: where shapes do not fit, a flat list could be one sample or several, or there is no such class.
        TypeError: for anything that is not a number and not a Value.
    """
    if _are_rows(predictions, targets):
        return [[*zip(*rows, strict=True)] for rows in zip(predictions, targets, strict=True)]
    a, y = _listed(predictions), _listed(targets)
    shape, of_targets = given = _shape(a), _shape(y)
    if math.prod(shape) == math.prod(of_targets) == 1:
        a, shape = [[_only(a)]], (1, 1)  # one output, one target: brackets make no difference
    if len(shape) == 1:
        a = _as_rows(a, of_targets, flat_is_clear)
        shape = len(a), len(a[0])
    rows = _rows(y, of_targets, shape, classes) if shape else None
    if rows is None:
        whole = " The number of a class, one for each sample, is a whole number." if classes else ""
        raise ValueError(
            f"predictions have shape {given[0]} and targets have shape {given[1]}: they must be the same, "
            f"with a row for each sample.{whole}"
        )
    return [[_checked(*entry) for entry in zip(*sample, strict=True)] for sample in zip(a, rows, strict=True)]


def _are_rows(predictions: Any, targets: Any) -> bool:
    """Return whether both are lists of rows of one shape, of Values and of floats: what training asks for most."""
    if type(predictions) is not list or type(targets) is not list or len(predictions) != len(targets):
        return False
    size = len(predictions[0]) if predictions and type(predictions[0]) is list else 0
    for a, y in zip(predictions, targets, strict=True):
        if type(a) is not list or type(y) is not list or not len(a) == len(y) == size:
            return False
        if not VALUE.issuperset(map(type, a)) or not FLOAT.issuperset(map(type, y)):
            return False
    return size > 0


VALUE, FLOAT = frozenset([Value]), frozenset([float])


def target_rows(targets: Any, samples: int, outputs: int, *, classes: bool = False) -> list[list[Target]] | None:
    """Return targets with a row for each sample and a number for each output; None if they have another shape.

    Args:
        targets: of shape (samples, outputs); flat, if there is one output or one sample; or, with `classes` and more
            than one output, a class from 0 to outputs − 1 for each sample, of shape (samples,) or (samples, 1).
        samples: how many there are.
        outputs: how many numbers the model gives for each.
        classes: whether the number of a class stands for its one-hot row.

    Raises:
        ValueError: for a class that does not exist, or rows of different lengths.
        TypeError: for anything that is not a number and not a Value.

    >>> target_rows([1, 0, 1], 3, 1)
    [[1], [0], [1]]
    >>> target_rows([2, 0], 2, 3, classes=True)
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    y = _listed(targets)
    return _rows(y, _shape(y), (samples, outputs), classes)


def _rows(y: Any, shape: tuple[int, ...], needed: tuple[int, ...], classes: bool) -> list[list[Target]] | None:
    """Return the same from nested lists, of which the shape is known."""
    samples, outputs = needed
    if shape == needed:
        return y  # type: ignore[no-any-return]  # nested lists, two deep
    if math.prod(shape) == samples * outputs == 1:
        return [[_only(y)]]
    if shape == (samples,) and outputs == 1:
        return [[number] for number in y]
    if shape == (outputs,) and samples == 1:
        return [y]
    if classes and outputs > 1 and math.prod(shape) == samples and shape in ((), (samples,), (samples, 1)):
        labels = [_only(label) for label in (y if shape else [y])]
        if all(_is_whole(label) for label in labels):
            return [class_row(label, outputs) for label in labels]
    return None


def class_row(label: Any, classes: int, what: str = "a class") -> list[Any]:
    """Return the one-hot row of a class: 1 at its place, 0 elsewhere.

    A label that is a Value gives Values, [label = k] for each class k, whose derivative is 0: the graph holds no
    class that was chosen for this sample, and a program derived from it stays right for other labels.

    Raises:
        ValueError: unless the label is a whole number from 0 to classes − 1.

    >>> class_row(1, 3)
    [0.0, 1.0, 0.0]
    """
    number = label.data if isinstance(label, Value) else as_float(label, what)
    if not number.is_integer() or not 0 <= number < classes:
        raise ValueError(f"{what} got {number:g}; a whole number from 0 to {classes - 1} is needed.")
    if isinstance(label, Value):
        return [(0.5 - (label - float(k)).abs()).step() for k in range(classes)]
    return [1.0 if k == number else 0.0 for k in range(classes)]


def _is_whole(label: Any) -> bool:
    number = label.data if isinstance(label, Value) else label
    return is_number(number) and float(number).is_integer()


def _as_rows(flat: list[Any], targets: tuple[int, ...], flat_is_clear: bool) -> list[list[Any]]:
    """Return a flat list as a column (several samples of one neuron) or as a row (the outputs of one sample).

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


def _only(nested: Any) -> Any:
    """Return the one entry of nested lists of size 1."""
    return _only(nested[0]) if isinstance(nested, list) else nested


def _checked(prediction: Any, target: Any) -> tuple[Value, Target]:
    if not isinstance(prediction, Value):
        raise TypeError(f"a prediction got {describe(prediction)}; a Value is needed, as a model gives it.")
    return prediction, target if isinstance(target, Value) else as_float(target, "a target")


def _listed(given: Any) -> Any:
    """Return arrays, tuples and lists as lists; a single number or Value as it is."""
    if hasattr(given, "tolist") and not isinstance(given, Value):
        given = given.tolist()
    if isinstance(given, list | tuple):
        return [_listed(x) for x in given]
    if isinstance(given, Value) or is_number(given):
        return given
    raise TypeError(f"a loss got {describe(given)}; numbers or Values are needed, alone or in lists.")


def _shape(nested: Any) -> tuple[int, ...]:
    """Return the shape of nested lists; ValueError if rows differ, or there are none, or they nest too deep."""
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
