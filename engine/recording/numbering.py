"""What a value without a label is called: v1, v2, … in the order of its graph, in pictures and explanations."""

import re
from collections.abc import Iterable

from engine.graph import with_leaves
from engine.value import Value

LETTERS = "vuzqtnm"
"""Of these the first is taken that no label uses with a number."""


def invented_names(root: Value) -> dict[Value, str]:
    """Return a name for each value behind `root` that has no label; constants and `root` itself get none.

    >>> a, b = Value(2.0, label="a"), Value(3.0)
    >>> y = a * b + a
    >>> [invented_names(y)[value] for value in (b, y.parents[0])]
    ['v1', 'v2']
    """
    values = with_leaves(root)
    letter = free_letter(str(value.label) for value in values if value.label)
    unlabelled = [value for value in values if not value.label and value.requires_grad and value is not root]
    return {value: f"{letter}{k}" for k, value in enumerate(unlabelled, start=1)}


def free_letter(labels: Iterable[str]) -> str:
    """Return the first letter that no label uses with a number."""
    taken = {label[0] for label in labels if re.fullmatch(rf"[{LETTERS}]\d+", label)}
    return next((letter for letter in LETTERS if letter not in taken), LETTERS[-1])
