"""`vectorize`: from a graph of scalar Values to a program of arrays."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

import numpy as np

from engine.lifting.given import (
    Floats,
    Named,
    arrays_of,
    as_values,
    check_distinct,
    check_loss,
    engine_gradients,
    first_difference,
    named_values,
    numbers_of,
    samples_in,
)
from engine.lifting.groups import placed
from engine.lifting.patterns.lookups import Indices, whole_numbers_in
from engine.lifting.program import Program
from engine.lifting.reading import Reading, columns_of, terms_of
from engine.lifting.source import identifiers
from engine.lifting.trial import anew, new_input, try_lengths, with_loop
from engine.lifting.views import Array, letters_for
from engine.recording.blocks import check_recorded
from engine.table.checks import describe
from engine.value import Value

BATCHES = ("mean", "sum")


def vectorize(
    loss: Value | Callable[..., Value],
    params: Any,
    inputs: Mapping[str, Any] | None = None,
    *,
    batch: Literal["mean", "sum"] | None = None,
    check: Callable[..., Value] | None = None,
) -> Program:
    """Derive the matrix version from a scalar graph: a NumPy function that gives the loss and its gradients.

    Sums of products become matrix products, equal operations become operations on arrays, and the chain rule
    is written out the same way: `dW1 = X.T @ dZ1` is what all the δ_i x_j of the single weights are together.
    What fits no pattern is gathered and scattered with indices: any graph works.

    There are two ways in. The graph of a whole batch gives a program for batches of that size. The graph of **one
    sample** with batch="mean" or "sum" gives a program for batches of any size: tracing then costs one sample.
    Instead of a graph, `batch` takes a function of one sample as well. It is traced with the first two samples of
    `inputs`, which are numbers then, and a number in the graph that differs between them is refused by name.

    The program is made from the graph alone. A leaf that got no name is frozen at its number. A Python branch
    (`if v.data > 0`, the built-in `max`, `v < w`) cannot be seen in a finished graph: the program always goes the
    way that was traced. `Program.notes` names what was compared, and the constants. `check` tries the program on new
    numbers, and `Program.check` on numbers that you give. relu, abs, max, min, step and sign are rows of the table and
    choose afresh at each call. A term that depends on no input, such as weight decay, counts once for each sample: N
    times under "sum". A term 0 · x is left out. Where the engine raises for a number outside a domain, such as the
    logarithm of -1, or takes the limit of a derivative at infinity, NumPy gives nan. A class as target is one-hot.

    Args:
        loss: the Value to differentiate, or with `batch` a function that takes one sample of each input, in order,
            as nested lists of Values.
        params: {name: array or nested lists of Values}, or a model with `arrays()`: what is differentiated.
        inputs: {name: the same}: what changes from call to call, targets included. Whole numbers by which the loss
            looked up rows of a parameter, or the class of each sample, are named here as they are, `tokens`.
        batch: None; or how the losses of samples are put together.
        check: a function that gives the loss from arrays of Values for all params and inputs, as `loss` was made:
            `check=lambda W, X: …`. It is called by their names if it takes these, else in order, with new random
            numbers of the same shapes (with `batch`, those of one sample), and the program has to agree with it.

    Raises:
        TypeError: for a number where a Value is needed: it leaves no trace in the graph.
        ValueError: for shapes that do not fit, a Value with two names, samples that give different graphs, or a
            program that differs from `check` at new numbers.

    >>> from engine.value import Value
    >>> w, x, y = Value(0.5, label="w"), Value(2.0, label="x"), Value(3.0, label="y")
    >>> program = vectorize((w * x - y) ** 2, {"w": w}, {"x": x, "y": y}, batch="mean")
    >>> print(program.source)
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def value_and_grad(w, x, y):
        N = len(x)
        sum1 = x * w - y        # (N,)  sum1[n] = x[n]·w - y[n]
        losses = sum1 ** 2      # (N,)  losses[n] = sum1[n]**2
        loss = losses.mean()
    <BLANKLINE>
        # back: dA is ∂loss/∂A, an array like A; where A is a pre-activation, it is δ
        dlosses = 1 / N  # the mean divides by the number of samples, here and nowhere else
        dsum1 = dlosses * (2 * sum1)    # (N,)  dsum1[n] = dlosses·(2·sum1[n])
        dw = (dsum1 * x).sum()          # dw = Σ_n dsum1[n]·x[n]
        return loss, {"w": dw}
    <BLANKLINE>
    >>> program.value_and_grad({"w": 0.5}, {"x": [2.0, 4.0, 6.0], "y": [3.0, 1.0, 2.0]})
    (2.0, {'w': array(4.)})
    """
    if batch not in (None, *BATCHES):
        raise ValueError(f"vectorize got batch={batch!r}; there is {', '.join(map(repr, BATCHES))} (or None).")
    named_params, every = named_values(params, "params"), arrays_of(inputs or {}, "inputs")
    indices = {} if batch else whole_numbers_in(every)
    given = {name: x for name, x in every.items() if name not in indices}
    if batch is not None and not given:
        raise ValueError(f"batch={batch!r} needs inputs: their first axis says how many samples there are.")
    if isinstance(loss, Value):
        named = named_values(given, "inputs")
        program = derived(loss, reading_of(loss, named_params, named), named_params, named, batch, indices)
    elif not callable(loss):
        raise TypeError(f"vectorize got loss = {describe(loss)}; the Value that a loss gives is needed.")
    elif batch is None:
        raise TypeError("vectorize takes a function of one sample with batch='mean' or 'sum'; without, call it first.")
    else:
        root, reading, named = two_samples(loss, named_params, given)
        program = derived(root, reading, named_params, named, batch, indices)
        program._traced |= {program._written[name]: x for name, x in samples_in(given)[0].items()}  # all, for pictures
        every = dict.fromkeys(given)
    if check is not None:
        program._checked = prove(program, check, params, every, (named_params, named))
    return program


def two_samples(loss: Callable[..., Any], params: Named, inputs: Mapping[str, Any]) -> tuple[Value, Reading, Named]:
    """Return the graph of the first sample if the second one has the same graph but for its inputs."""
    arrays, count = samples_in(inputs)
    if count < 2:
        raise ValueError("vectorize traces a function with two samples, to find numbers that differ; inputs have one.")
    samples = [{name: as_values(name, array[n]) for name, array in arrays.items()} for n in range(2)]
    roots = [loss(*[nested for nested, _ in sample.values()]) for sample in samples]
    for root in roots:
        check_loss(root, "the loss of a sample")
    named = [{name: entry for name, (_, entry) in sample.items()} for sample in samples]
    first, second = (reading_of(root, params, each) for root, each in zip(roots, named, strict=True))
    check_alike(first, second)
    return roots[0], first, named[0]


def check_alike(first: Reading, second: Reading) -> None:
    """Raise ValueError unless two samples give the same graph with the same constants."""
    if any(getattr(first, part) != getattr(second, part) for part in ("rows", "codes", "counts", "operands")):
        raise ValueError(
            "two samples give different graphs. A Python branch (if v.data > 0, the built-in max, v < w) went two "
            "ways, or a term was left out for one of them. A row of the table, such as engine.max, is in the graph."
        )
    for c, (x, y) in enumerate(zip(first.constants, second.constants, strict=True)):
        if x != y and not (x != x and y != y):
            raise ValueError(
                f"a number in the graph differs between samples: {x} and {y}, {first.describe_constant(c)}. It would "
                "be frozen in the program. If it belongs to the sample, such as a target, name it in inputs; if it was "
                "computed from v.data, write it with operations of the engine."
            )


def reading_of(loss: Value, params: Named, inputs: Named) -> Reading:
    """Return the graph in columns; raise ValueError if a name or a Value stands twice."""
    check_recorded(loss, "vectorize got as loss", TypeError)
    both = set(params) & set(inputs)
    if both:
        raise ValueError(f"{sorted(both)[0]} is both in params and in inputs: each array needs a name of its own.")
    check_distinct(params | inputs)
    reading = columns_of(loss, [value for _, values in (params | inputs).values() for value in values])
    if not reading.made:
        raise ValueError("vectorize got a leaf as loss: there is no operation to derive anything from.")
    return reading


def derived(
    loss: Value, reading: Reading, params: Named, inputs: Named, batch: str | None, indices: Indices
) -> Program:
    """Return the program of a graph."""
    arrays: list[Array] = []
    names, start = identifiers([*params, *inputs, *indices]), 0
    for name, (shape, entries) in (params | inputs).items():
        kind = "param" if name in params else "input"
        members = np.arange(start, start + len(entries))
        start += len(entries)
        letters = letters_for(len(shape), batch is not None)
        batched = kind == "input" and batch is not None
        arrays.append(Array(kind, shape, batched, kind == "param", names[name], None, members, letters, labelled=True))
    looked_up = {names[name]: numbers for name, numbers in indices.items()}
    groups = placed(reading, terms_of(reading), arrays, batch is not None, looked_up)
    program = Program(groups, params, inputs, batch, loss, indices)
    if not program.indices:
        with_loop(program, params, inputs)
    return program


# --- check=…: the program beside a function, on new numbers ------------------------------------------------

TRIES = 8  # how many sets of new numbers are tried


def prove(
    program: Program, f: Callable[..., Any], params: Any, inputs: Mapping[str, Any], named: tuple[Named, Named]
) -> str:
    """Compare the program with f at new numbers of the same shapes; return the note on it.

    A graph shows one way through Python's branches; numbers that have nothing to do with those of the trace show
    others. Numbers at which f raises an ArithmeticError or a ValueError, or gives no finite loss, are left out.

    Raises:
        TypeError: if f takes other arguments, or does not return a Value.
        ValueError: if loss or gradients differ, or f has no finite loss at any of the numbers.
    """
    given = {**arrays_of(params, "params"), **inputs}
    call = caller(f, list(given))
    old = [numbers_of(each) for each in named]
    whole = {name: x for name, x in program.indices.items() if name in given}

    def differing(new_inputs: Mapping[str, Floats], rng: np.random.Generator, attempt: int) -> str | None:
        """Return where the program differs from f at new numbers; None if f has no finite loss there."""
        new_params = {name: anew(x, rng, attempt) for name, x in old[0].items()}
        looked_up = {name: rng.integers(0, x.max() + 1, x.shape) for name, x in whole.items()}
        leaves = {name: as_values(name, x, given[name]) for name, x in new_params.items()}
        nested, entries = ({name: both[k] for name, both in leaves.items()} for k in (0, 1))
        expected = engine_gradients(
            partial(call, nested, looked_up), entries, new_inputs, program.batch, given, "check=…"
        )
        if not all(np.isfinite(x).all() for x in (np.asarray(expected[0]), *expected[1].values())):
            return None
        return first_difference(program.value_and_grad(new_params, {**new_inputs, **looked_up}), expected)

    compared, failure = 0, ""
    for attempt in range(TRIES):
        rng = np.random.default_rng(attempt)
        new_inputs = {name: new_input(x, program.batch, rng, attempt) for name, x in old[1].items()}
        try:
            differs = differing(new_inputs, rng, attempt)
        except (ArithmeticError, ValueError) as error:
            failure = failure or f"{type(error).__name__}: {error}"
            continue
        if differs:
            raise ValueError(
                f"check: with new numbers {differs} of check=…. The program holds for the numbers it was traced with "
                f"only.{''.join(f' {note}' for note in program.notes)} Choose inside the graph: np.maximum of an "
                "array of Values, engine.max, relu, abs; and name in inputs what changes."
            )
        compared += differs is not None
    if not compared:
        why = f"; the first time it raised {failure}" if failure else ""
        raise ValueError(f"check=… gave no finite loss at any of {TRIES} sets of new numbers{why}.")
    try_lengths(program, old[1], differing)
    return f"Checked: loss and gradients agree with check=… at {compared} sets of new numbers."


def caller(f: Callable[..., Any], names: list[str]) -> Callable[..., Any]:
    """Return f as a function of params, whole numbers and inputs, which calls it by name or in order."""
    if not callable(f):
        raise TypeError(f"vectorize got check = {describe(f)}; a function is needed that gives the loss of new arrays.")

    def called(params: dict[str, Any], whole: dict[str, Any], inputs: dict[str, Any], *, by_name: bool) -> Any:
        every = params | {name: x.tolist() for name, x in whole.items()} | inputs
        return f(**every) if by_name else f(*[every[name] for name in names])

    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):  # some functions written in C have none
        return partial(called, by_name=False)
    known = {name for name, p in signature.parameters.items() if p.kind is not p.POSITIONAL_ONLY}
    if callable_with(signature, (), dict.fromkeys(names)):
        return partial(called, by_name=True)
    if not known & set(names) and callable_with(signature, tuple(names), {}):
        return partial(called, by_name=False)
    raise TypeError(
        f"check=… takes {signature}; it is called with the arrays of params and inputs, by name or in order: "
        f"({', '.join(names)})."
    )


def callable_with(signature: inspect.Signature, args: tuple[Any, ...], options: dict[str, Any]) -> bool:
    """Return True if a function takes these arguments."""
    try:
        signature.bind(*args, **options)
    except TypeError:
        return False
    return True
