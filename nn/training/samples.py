"""Samples and targets as training takes them: a list of floats for each sample, checked and named."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from engine.table.checks import as_float, check_kind, describe
from engine.table.notation import counted
from nn.batches import class_row
from nn.settings import at_least_1

Rows = list[list[float]]


def rows_of_numbers(name: str, given: Any) -> Rows:
    """Return samples as lists of floats; a flat list has one number for each sample.

    Raises:
        ValueError: if there is no sample, or samples differ in length.
        TypeError: for anything that is not a number.

    >>> rows_of_numbers("Y", [0, 1])
    [[0.0], [1.0]]
    """
    if hasattr(given, "tolist"):
        given = given.tolist()
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise TypeError(f"{name} got {describe(given)}; a list or an array with a row for each sample is needed.")
    rows = [_row(name, row) for row in given]
    lengths = sorted({len(row) for row in rows})
    if len(lengths) != 1 or lengths == [0]:
        found = f"rows of {lengths} numbers" if rows else "no sample"
        raise ValueError(f"{name} has {found}; at least one sample is needed, and as many numbers in each.")
    return rows


def _row(name: str, row: Any) -> list[float]:
    if hasattr(row, "tolist"):
        row = row.tolist()
    entries = row if isinstance(row, list | tuple) else [row]
    return [as_float(x, f"an entry of {name}") for x in entries]


def paired(X: Any, Y: Any) -> tuple[Rows, Rows]:
    """Return samples and targets as rows, as many of one as of the other."""
    inputs, targets = rows_of_numbers("X", X), rows_of_numbers("Y", Y)
    if len(inputs) != len(targets):
        raise ValueError(
            f"X has {counted(len(inputs), 'sample')} and Y has {len(targets)}: each sample needs its targets."
        )
    return inputs, targets


def check_finite(**given: Rows) -> None:
    """Raise ValueError, naming the place, if a number among the samples is NaN or infinite: no loss comes of it.

    >>> check_finite(X=[[1.0, 2.0], [3.0, float("nan")]])
    Traceback (most recent call last):
    ValueError: X[1][1] is nan; every number of a sample must be finite. Leave that sample out, or fill it in.
    """
    for name, rows in given.items():
        for n, row in enumerate(rows):
            for j, x in enumerate(row):
                if not math.isfinite(x):
                    raise ValueError(
                        f"{name}[{n}][{j}] is {x:g}; every number of a sample must be finite. Leave that sample out, "
                        "or fill it in."
                    )


def one_hot(labels: Iterable[int], classes: int | None = None) -> Rows:
    """Return a row for each label, 1 at the label's place and 0 elsewhere, as a cross-entropy takes it.

    Args:
        labels: whole numbers from 0.
        classes: how many there are; None takes the largest label as the last.

    Raises:
        TypeError: if `labels` is no list.
        ValueError: for a label that is not a whole number from 0 to classes − 1.

    >>> one_hot([2, 0])
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    check_kind("labels", labels, Iterable, "a list of whole numbers is needed, such as [0, 2]")
    numbers = [as_float(label, "a label") for label in labels]
    count = int(max(numbers, default=-1)) + 1 if classes is None else at_least_1("classes", classes)
    return [class_row(label, count, "a label") for label in numbers]
