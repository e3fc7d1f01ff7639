"""`vectorize(…, check=f)`: the program beside f, run on new numbers.

A graph shows one way through Python's branches; numbers that have nothing to do with those of the trace show others.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.arrays import values
from engine.lifting.fresh import Found, as_values, engine_gradients, first_difference
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
        if differing := first_difference(program.value_and_grad(new_params, new_inputs), (expected, right)):
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
    if attempt % 2 and finite.size and ((x > 0).all() or (x < 0).all()):
        return np.asarray(np.sign(x) * rng.uniform(0.5 * finite.min(), largest, x.shape))
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
) -> Found:
    """Loss and gradients of a fresh graph, with these numbers in arrays like those that were given."""
    fresh = {name: as_values(name, array) for name, array in params.items()}
    nested = {name: like(given[name], values) for name, (values, _) in fresh.items()}

    def loss(*sample: Any) -> Any:
        return call(nested | {name: like(given[name], x) for name, x in zip(inputs, sample, strict=True)})

    return engine_gradients(loss, {name: entry for name, (_, entry) in fresh.items()}, inputs, batch, "check=…")


def like(given: Any, nested: Any) -> Any:
    """Nested lists of Values, as an array of Values if an array was given."""
    return values(nested) if isinstance(given, np.ndarray) and isinstance(nested, list) else nested
