"""A fresh trace: samples made of numbers, and the engine's own gradients to compare a program with."""

from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.derivatives import adjoints
from engine.lifting.given import Named, as_numbers, place
from engine.table.checks import describe
from engine.table.notation import one_line
from engine.value import Value

Floats = NDArray[np.float64]
Found: TypeAlias = tuple[float, Mapping[str, Floats]]
"""A loss and its gradients."""

AGREE = 1e-10
"""How far apart a program and a fresh trace may be, relative to the largest number compared, or to 1."""


def samples_in(inputs: Mapping[str, Any]) -> tuple[dict[str, Floats], int]:
    """Inputs as arrays of numbers, and how many samples there are; ValueError if they differ in that."""
    arrays = {name: as_numbers(x, name) for name, x in inputs.items()}
    counts = {name: len(x) if x.ndim else None for name, x in arrays.items()}
    found = set(counts.values())
    if len(found) != 1 or None in found:
        shapes = ", ".join(f"{one_line(name)} {x.shape}" for name, x in arrays.items())
        raise ValueError(f"inputs need a first axis of samples, as long for each of them; got the shapes {shapes}.")
    return arrays, next(iter(counts.values())) or 0


def sample_of(arrays: Mapping[str, Floats], n: int) -> dict[str, tuple[Any, tuple[tuple[int, ...], list[Value]]]]:
    """For each input of one sample the nested lists of Values, and its shape with the Values in order."""
    return {name: as_values(name, array[n]) for name, array in arrays.items()}


def as_values(name: str, array: Any) -> tuple[Any, tuple[tuple[int, ...], list[Value]]]:
    """An array as nested lists of Values, labelled as entries of it; and its shape with the Values in order."""
    array = np.asarray(array)
    values = [Value(float(x), label=place(name, array.shape, i)) for i, x in enumerate(array.flat)]
    nested = np.empty(array.shape, dtype=object)
    nested.reshape(-1)[:] = values
    return nested.tolist() if array.shape else values[0], (array.shape, values)


def engine_gradients(
    loss: Callable[..., Any], params: Named, arrays: Mapping[str, Floats], batch: str | None, name: str
) -> Found:
    """The loss and its gradients as the engine finds them in a new graph, for the numbers the parameters have now.

    `name` is what a message calls the function.
    """
    count = len(next(iter(arrays.values()))) if batch else 1
    total = 0.0
    gradients: dict[str, Floats] = {name: np.zeros(shape) for name, (shape, _) in params.items()}
    for n in range(count):
        nested = [as_values(each, x[n] if batch else x)[0] for each, x in arrays.items()]
        root = loss(*nested)
        if not isinstance(root, Value):
            raise TypeError(f"{name} gave {describe(root)}; a Value is needed, the loss.")
        found = adjoints(root) if root.requires_grad else {}
        for each, (shape, values) in params.items():
            with np.errstate(all="ignore"):  # infinities may meet here
                gradients[each] += np.array([found.get(value, 0.0) for value in values]).reshape(shape)
        total += root.data
    share = 1 / count if batch == "mean" else 1.0
    return total * share, {each: gradient * share for each, gradient in gradients.items()}


def first_difference(found: Found, expected: Found) -> str:
    """Where loss and gradients of the program and of the engine differ, in words; "" if they agree."""
    gradients = [(f"d{one_line(name)}", found[1][name], right) for name, right in expected[1].items()]
    for name, mine, right in [("the loss", found[0], expected[0]), *gradients]:
        x, y = np.asarray(mine), np.asarray(right)
        scale = max(1.0, *(abs(v) for v in y.flat if isfinite(v)), 0.0)
        with np.errstate(invalid="ignore"):  # inf - inf
            agree = (x == y) | (np.isnan(x) & np.isnan(y)) | (np.abs(x - y) <= AGREE * scale)
        if not agree.all():
            i = int(np.argmin(agree))
            return f"{place(name, y.shape, i)} is {x.flat[i]} in the program and {y.flat[i]} in a fresh trace"
    return ""
