"""The arrays and nested lists of Values that a user names, checked; and Values made of numbers, for a fresh trace."""

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import values
from engine.derivatives import adjoints
from engine.table.checks import describe, is_number
from engine.table.notation import one_line
from engine.value import Value

Entries = tuple[tuple[int, ...], list[Value]]  # the shape of an array of Values, and the Values in order

Named = dict[str, Entries]
Floats = NDArray[np.float64]
Gradients = tuple[float, dict[str, Floats]]  # a loss, and its gradient for each parameter

AGREE = 1e-10  # how far apart a program and a fresh trace may be, relative to the largest number compared, or to 1


def arrays_of(given: Any, what: str) -> Mapping[str, Any]:
    """Return the mapping of names to arrays; a model has one of its own."""
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
    """Return the shape and the Values behind each name; raise an error for what cannot be a variable."""
    return {name: values_of(name, nested) for name, nested in arrays_of(given, what).items()}


def numbers_of(named: Named) -> dict[str, Floats]:
    """Return the numbers that named Values have now, as arrays."""
    return {name: np.array([v.data for v in flat]).reshape(shape) for name, (shape, flat) in named.items()}


def values_of(name: str, given: Any) -> Entries:
    """Return the shape of nested lists of Values, and the Values in order."""
    name = one_line(name)  # from here on it is only shown
    shape, flat = shape_and_entries(name, given)
    for value in flat:
        if type(value) is not Value or not value.is_leaf:  # asked here, since a network has many
            check_leaf(name, value)
    return shape, flat


def shape_and_entries(name: str, given: Any) -> tuple[tuple[int, ...], list[Any]]:
    """Return the shape and all entries of nested lists or of an array; raise ValueError if rows differ."""
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
    """Return arrays and tuples as lists, one level or all; anything else as it is."""
    if isinstance(given, Value):
        return given
    if hasattr(given, "tolist"):
        return given.tolist()
    return list(given) if isinstance(given, tuple) else given


def check_leaf(name: str, value: Any) -> None:
    """Raise TypeError unless `value` is a leaf that records what is done with it."""
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
    """Raise ValueError if one Value stands in two places, where it could get two numbers."""
    seen: dict[Value, tuple[str, int]] = {}
    for name, (shape, flat) in named.items():
        for i, value in enumerate(flat):
            if value in seen:
                before, j = seen[value]
                first, here = place(one_line(before), named[before][0], j), place(one_line(name), shape, i)
                raise ValueError(f"{first} and {here} are the same Value: give it one name.")
            seen[value] = (name, i)


def place(name: str, shape: tuple[int, ...], flat: int) -> str:
    """Return an entry of a named array, as NumPy writes it."""
    return f"{name}[{', '.join(map(str, np.unravel_index(flat, shape)))}]" if shape else name


def as_numbers(given: Any, name: str) -> Floats:
    """Return numbers, or the data of Values, as an array of floats; raise TypeError for anything else."""
    if isinstance(given, np.ndarray) and given.dtype.kind in "biuf":
        return given if given.dtype == np.float64 else given.astype(float)
    name = one_line(name)
    shape, entries = shape_and_entries(name, given)
    for x in entries:
        if not isinstance(x, Value) and not is_number(x):
            raise TypeError(f"{name} contains {describe(x)}; numbers are needed.")
    return np.array([x.data if isinstance(x, Value) else x for x in entries], dtype=float).reshape(shape)


def check_one_of(what: str, sizes: Mapping[int, str]) -> None:
    """Raise ValueError if inputs, by name, have different numbers of samples or steps."""
    if len(sizes) > 1:
        mismatch = ", ".join(f"{one_line(name)} {n}" for n, name in sizes.items())
        raise ValueError(f"inputs have different numbers of {what}: {mismatch}.")


# --- a fresh trace --------------------------------------------------------------------------------------


def samples_in(inputs: Mapping[str, Any]) -> tuple[dict[str, Floats], int]:
    """Return inputs as arrays, and the number of samples; raise ValueError if that differs among them."""
    arrays = {name: as_numbers(x, name) for name, x in inputs.items()}
    counts = {name: len(x) if x.ndim else None for name, x in arrays.items()}
    found = set(counts.values())
    if len(found) != 1 or None in found:
        shapes = ", ".join(f"{one_line(name)} {x.shape}" for name, x in arrays.items())
        raise ValueError(f"inputs need a first axis of samples, as long for each of them; got the shapes {shapes}.")
    return arrays, next(iter(counts.values())) or 0


def as_values(name: str, array: Any, like: Any = None) -> tuple[Any, Entries]:
    """Return an array as nested lists of Values, or as an array if `like` is one; and its shape with the Values.

    Each is labelled as an entry of the array.
    """
    array = np.asarray(array)
    flat = [Value(float(x), label=place(name, array.shape, i)) for i, x in enumerate(array.flat)]
    nested = np.empty(array.shape, dtype=object)
    nested.reshape(-1)[:] = flat
    made = nested.tolist() if array.shape else flat[0]
    return values(made) if isinstance(like, np.ndarray) and array.ndim else made, (array.shape, flat)


def check_loss(root: Any, who: str) -> None:
    """Raise TypeError unless a loss is a Value."""
    if not isinstance(root, Value):
        raise TypeError(f"{who} gave {describe(root)}; a Value is needed, the loss.")


def engine_gradients(
    loss: Callable[[dict[str, Any]], Any],
    params: Named,
    arrays: Mapping[str, Floats],
    batch: str | None,
    like: Mapping[str, Any],
    who: str,
) -> Gradients:
    """Return the loss and its gradients as the engine finds them in a new graph at the present numbers."""
    count, total = len(next(iter(arrays.values()))) if batch else 1, 0.0
    gradients: dict[str, Floats] = {name: np.zeros(shape) for name, (shape, _) in params.items()}
    for n in range(count):
        root = loss({name: as_values(name, x[n] if batch else x, like.get(name))[0] for name, x in arrays.items()})
        check_loss(root, who)
        found = adjoints(root) if root.requires_grad else {}
        for name, (shape, flat) in params.items():
            with np.errstate(all="ignore"):  # infinities may meet here
                gradients[name] += np.array([found.get(value, 0.0) for value in flat]).reshape(shape)
        total += root.data
    share = 1 / count if batch == "mean" else 1.0
    return total * share, {name: gradient * share for name, gradient in gradients.items()}


def first_difference(found: Gradients, expected: Gradients, tolerance: float = AGREE) -> str:
    """Return where numbers of the program and of the engine differ, in words; "" if they agree."""
    (loss, gradients), (right, right_gradients) = found, expected
    pairs: list[tuple[str, Any, Any]] = [("the loss", loss, right)]
    pairs += [(f"d{one_line(name)}", gradients[name], each) for name, each in right_gradients.items()]
    for name, *both in pairs:
        x, y = map(np.asarray, both)
        with np.errstate(invalid="ignore"):  # inf - inf
            error = np.abs(x - y)
            if (error <= tolerance).all():  # as nearly always
                continue
            scale = np.abs(y[np.isfinite(y)]).max(initial=1.0)
            agree = (x == y) | (np.isnan(x) & np.isnan(y)) | (error <= tolerance * scale)
        if not agree.all():
            i = int(np.argmin(agree))
            return f"{place(name, y.shape, i)} is {x.flat[i]} in the program and {y.flat[i]} in a fresh trace"
    return ""
