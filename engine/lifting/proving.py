"""`vectorize(…, check=f)`: the program beside f, run on new numbers.

A graph shows one way through Python's branches; numbers that have nothing to do with those of the trace show others.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import values
from engine.lifting.fresh import as_values, first_difference
from engine.lifting.given import Named, arrays_of
from engine.lifting.program import Program
from engine.table.checks import describe
from engine.value import Value

Floats = NDArray[np.float64]

TRIES = 8
"""How many sets of new numbers are tried."""

SAMPLES = 3
"""How many samples a new batch has."""


def prove(
    program: Program, f: Callable[..., Any], params: Any, inputs: Mapping[str, Any], named: tuple[Named, Named]
) -> str:
    """Compare the program with f at new numbers of the same shapes; return the note on it.

    Numbers at which f raises an ArithmeticError or a ValueError, or gives no finite loss, are left out.

    Raises:
        TypeError: if f takes other arguments, or does not return a Value.
        ValueError: if loss or gradients differ, or f has no finite loss at any of the numbers.
    """
    given = {**arrays_of(params, "params"), **inputs}
    call = caller(f, list(given))
    old = [{name: data_of(entry) for name, entry in each.items()} for each in named]
    compared, failure = 0, ""
    for attempt in range(TRIES):
        rng = np.random.default_rng(attempt)
        new_params = {name: anew(x, rng, attempt) for name, x in old[0].items()}
        new_inputs = {name: new_input(x, program.batch, rng, attempt) for name, x in old[1].items()}
        try:
            expected, right = traced(call, given, new_params, new_inputs, program.batch)
        except (ArithmeticError, ValueError) as error:
            failure = failure or f"{type(error).__name__}: {error}"
            continue
        if not all(np.isfinite(x).all() for x in (np.asarray(expected), *right.values())):
            continue
        loss, gradients = program.value_and_grad(new_params, new_inputs)
        differing = first_difference({"the loss": loss}, {"the loss": expected}) or first_difference(
            {f"d{name}": d for name, d in gradients.items()}, {f"d{name}": d for name, d in right.items()}
        )
        if differing:
            raise ValueError(
                f"check: with new numbers {differing} of check=…. The program holds for the numbers it was traced with "
                f"only.{''.join(f' {note}' for note in program.notes)} Choose inside the graph: np.maximum of an "
                "array of Values, engine.max, relu, abs; and name in inputs what changes."
            )
        compared += 1
    if not compared:
        why = f"; the first time it raised {failure}" if failure else ""
        raise ValueError(f"check=… gave no finite loss at any of {TRIES} sets of new numbers{why}.")
    return f"Checked: loss and gradients agree with check=… at {compared} sets of new numbers."


def caller(f: Callable[..., Any], names: list[str]) -> Callable[[Mapping[str, Any]], Any]:
    """f, to be called with a dict of arrays: by their names if it takes these, else in order."""
    if not callable(f):
        raise TypeError(f"vectorize got check = {describe(f)}; a function is needed that gives the loss of new arrays.")
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):  # some functions written in C have none
        return lambda arrays: f(*arrays.values())
    known = {name for name, p in signature.parameters.items() if p.kind is not p.POSITIONAL_ONLY}
    if fits(signature, (), dict.fromkeys(names)):
        return lambda arrays: f(**arrays)
    if not known & set(names) and fits(signature, tuple(names), {}):
        return lambda arrays: f(*arrays.values())
    raise TypeError(
        f"check=… takes {signature}; it is called with the arrays of params and inputs, by name or in order: "
        f"({', '.join(names)})."
    )


def fits(signature: inspect.Signature, args: tuple[Any, ...], options: dict[str, Any]) -> bool:
    """Whether a function can be called so."""
    try:
        signature.bind(*args, **options)
    except TypeError:
        return False
    return True


# --- new numbers -----------------------------------------------------------------------------------------


def data_of(entry: tuple[tuple[int, ...], list[Value]]) -> Floats:
    """The numbers of named Values."""
    shape, flat = entry
    return np.array([v.data for v in flat]).reshape(shape)


def anew(x: Floats, rng: np.random.Generator, attempt: int) -> Floats:
    """Random numbers of a shape, about as large; every other time all of one sign, if the old ones are."""
    finite = np.abs(x[np.isfinite(x)])
    largest = 1.5 * float(finite.max(initial=0.0)) or 1.0
    if attempt % 2 and (x > 0).all():
        return np.asarray(rng.uniform(0.5 * finite.min(), largest, x.shape))
    if attempt % 2 and (x < 0).all():
        return np.asarray(rng.uniform(-largest, -0.5 * finite.min(), x.shape))
    return np.asarray(rng.uniform(-largest, largest, x.shape))


def new_input(x: Floats, batch: str | None, rng: np.random.Generator, attempt: int) -> Floats:
    """The same for an input, one for each sample of a batch. Whole numbers, such as classes, may change places only."""
    if batch is not None:
        return np.stack([new_input(x, None, rng, attempt) for _ in range(SAMPLES)])
    if attempt % 2 and x.ndim and (x == np.round(x)).all():
        return np.asarray(rng.permutation(x))
    return anew(x, rng, attempt)


def traced(
    call: Callable[[Mapping[str, Any]], Any],
    given: Mapping[str, Any],
    params: Mapping[str, Floats],
    inputs: Mapping[str, Floats],
    batch: str | None,
) -> tuple[float, dict[str, Floats]]:
    """Loss and gradients of a fresh graph, with these numbers in arrays like those that were given."""
    nested, leaves = {}, {}
    for name, array in params.items():
        nested[name], leaves[name] = rebuilt(name, array, given[name])
    total, count = 0.0, len(next(iter(inputs.values()))) if batch else 1
    for n in range(count):
        sample = {name: rebuilt(name, x[n] if batch else x, given[name])[0] for name, x in inputs.items()}
        root = call({**nested, **sample})
        if not isinstance(root, Value):
            raise TypeError(f"check=… gave {describe(root)}; a Value is needed, the loss.")
        if root.requires_grad:
            root.backward()
        total += root.data
    share = 1 / count if batch == "mean" else 1.0
    gradients = {
        name: np.array([float(v.grad) for v in flat]).reshape(params[name].shape) * share
        for name, flat in leaves.items()
    }
    return total * share, gradients


def rebuilt(name: str, array: Floats, like: Any) -> tuple[Any, list[Value]]:
    """New leaves with these numbers, as nested lists or as an array of Values, like what was given; and all of them."""
    nested, (_, flat) = as_values(name, array)
    return (values(nested) if isinstance(like, np.ndarray) and array.ndim else nested), flat
