"""What the user names: parameters and inputs, as arrays or nested lists of Values, checked."""

from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.table.checks import describe, is_number
from engine.table.notation import one_line
from engine.value import Value

Named = dict[str, tuple[tuple[int, ...], list[Value]]]
"""For each name the shape, and the Values in order."""


def arrays_of(given: Any, what: str) -> Mapping[str, Any]:
    """The mapping of names to arrays; a model gives its own."""
    if hasattr(given, "arrays") and not isinstance(given, Mapping):
        given = given.arrays()
    if not isinstance(given, Mapping):
        raise TypeError(
            f"vectorize got {what} = {describe(given)}; a dict is needed that names arrays or nested lists of Values, "
            'such as {"W1": W1, "b1": b1}, or a model with arrays().'
        )
    for name in given:
        if not isinstance(name, str):
            raise TypeError(f"vectorize got {describe(name)} as a name in {what}; text is needed.")
    return given


def named_values(given: Any, what: str) -> Named:
    """Names with shapes and Values; TypeError or ValueError for what cannot be a variable of the program."""
    return {name: values_of(name, nested) for name, nested in arrays_of(given, what).items()}


def values_of(name: str, given: Any) -> tuple[tuple[int, ...], list[Value]]:
    """The shape of nested lists of Values, and the Values in order."""
    name = one_line(name)  # from here on it is only shown
    shape, flat = shape_and_entries(name, given)
    for value in flat:
        check_leaf(name, value)
    return shape, flat


def shape_and_entries(name: str, given: Any) -> tuple[tuple[int, ...], list[Any]]:
    """The shape of nested lists, or of an array, and all entries in order; ValueError where rows differ."""
    level, shape = [as_list(given)], []
    while level and all(isinstance(x, list) for x in level):
        sizes = {len(x) for x in level}
        if len(sizes) > 1:
            raise ValueError(f"{name} has rows of different lengths: {sorted(sizes)}.")
        shape.append(sizes.pop())
        level = [as_list(x) for row in level for x in row]
    if any(isinstance(x, list) for x in level):
        raise ValueError(f"{name} mixes lists and single entries: each row must have the same shape.")
    if prod(shape) == 0:
        raise ValueError(f"{name} has shape {tuple(shape)}: there is nothing in it.")
    return tuple(shape), level


def as_list(given: Any) -> Any:
    """Arrays and tuples as lists, one level or all; anything else as it is."""
    if isinstance(given, Value):
        return given
    if hasattr(given, "tolist"):
        return given.tolist()
    return list(given) if isinstance(given, tuple) else given


def check_leaf(name: str, value: Any) -> None:
    """TypeError unless `value` is a leaf that records what is done with it."""
    if not isinstance(value, Value):
        raise TypeError(
            f"{name} contains {describe(value)}; a Value is needed. A plain number leaves no trace in the graph, so "
            f"the program could not tell where {name} goes: make it Value(…) before the loss is computed."
        )
    if not value.requires_grad:
        raise TypeError(
            f"{name} contains a constant, {value!r}: what is computed from constants alone is not recorded. Make it a "
            "leaf, Value(…), before the loss is computed."
        )
    if not value.is_leaf:
        raise TypeError(f"{name} contains {value!r}, a result of {value.op}; a leaf is needed, as Value(…) makes it.")


def check_distinct(named: Named) -> None:
    """ValueError if one Value stands in two places: then new numbers for it could contradict each other."""
    seen: dict[Value, tuple[str, int]] = {}
    for name, (shape, values) in named.items():
        for i, value in enumerate(values):
            if value in seen:
                before, j = seen[value]
                first, here = place(one_line(before), named[before][0], j), place(one_line(name), shape, i)
                raise ValueError(f"{first} and {here} are the same Value: give it one name.")
            seen[value] = (name, i)


def place(name: str, shape: tuple[int, ...], flat: int) -> str:
    """An entry of a named array, as NumPy writes it."""
    index: list[int] = []
    for size in reversed(shape):
        flat, last = divmod(flat, size)
        index.insert(0, last)
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def as_numbers(given: Any, name: str) -> NDArray[np.float64]:
    """Numbers, or the data of Values, as an array of floats; TypeError for anything else."""
    if isinstance(given, np.ndarray) and given.dtype.kind in "biuf":
        return given if given.dtype == np.float64 else given.astype(float)
    name = one_line(name)
    shape, entries = shape_and_entries(name, given)
    for x in entries:
        if not isinstance(x, Value) and not is_number(x):
            raise TypeError(f"{name} contains {describe(x)}; numbers are needed.")
    return np.array([x.data if isinstance(x, Value) else x for x in entries], dtype=float).reshape(shape)
