"""`vectorize`: from a graph of scalar Values to a program of arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np

from engine.lifting.fresh import sample_of, samples_in
from engine.lifting.given import Named, arrays_of, check_distinct, named_values
from engine.lifting.groups import grouped
from engine.lifting.naming import identifiers
from engine.lifting.program import Program
from engine.lifting.proving import prove
from engine.lifting.reading import Reading, read
from engine.lifting.terms import terms_of
from engine.lifting.views import Array, letters_for
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

    The program knows the graph, and nothing else. A leaf that got no name is frozen at its number. A Python branch
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
        inputs: {name: the same}: what changes from call to call, targets included.
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
        dlosses = 1 / N                 # the mean divides by the number of samples, here and nowhere else
        dsum1 = dlosses * (2 * sum1)    # (N,)  dsum1[n] = dlosses·(2·sum1[n])
        dw = (dsum1 * x).sum()          # dw = Σ_n dsum1[n]·x[n]
        return loss, {"w": dw}
    <BLANKLINE>
    >>> program.value_and_grad({"w": 0.5}, {"x": [2.0, 4.0, 6.0], "y": [3.0, 1.0, 2.0]})
    (2.0, {'w': array(4.)})
    """
    if batch not in (None, *BATCHES):
        raise ValueError(f"vectorize got batch={batch!r}; there is {', '.join(map(repr, BATCHES))} (or None).")
    named_params, given = named_values(params, "params"), arrays_of(inputs or {}, "inputs")
    if batch is not None and not given:
        raise ValueError(f"batch={batch!r} needs inputs: their first axis says how many samples there are.")
    if isinstance(loss, Value):
        named = named_values(given, "inputs")
        program = derived(loss, traced(loss, named_params, named), named_params, named, batch)
        if check is not None:
            program._checked = prove(program, check, params, given, (named_params, named))
        return program
    if not callable(loss):
        raise TypeError(f"vectorize got loss = {describe(loss)}; the Value that a loss gives is needed.")
    if batch is None:
        raise TypeError("vectorize takes a function of one sample with batch='mean' or 'sum'; without, call it first.")
    root, reading, _, one = two_samples(loss, named_params, given)
    program = derived(root, reading, named_params, one, batch)
    if check is not None:
        program._checked = prove(program, check, params, dict.fromkeys(given), (named_params, one))
    return program


def two_samples(
    loss: Callable[..., Any], params: Named, inputs: Mapping[str, Any]
) -> tuple[Value, Reading, Named, Named]:
    """The graph of the first sample, if that of the second one is the same but for the inputs."""
    arrays, count = samples_in(inputs)
    if count < 2:
        raise ValueError("vectorize traces a function with two samples, to find numbers that differ; inputs have one.")
    samples = [sample_of(arrays, n) for n in range(2)]
    roots = [loss(*[nested for nested, _ in sample.values()]) for sample in samples]
    for root in roots:
        if not isinstance(root, Value):
            raise TypeError(f"the loss of a sample gave {describe(root)}; a Value is needed.")
    named = [{name: entry for name, (_, entry) in sample.items()} for sample in samples]
    first, second = (traced(root, params, each) for root, each in zip(roots, named, strict=True))
    compare(first, second)
    return roots[0], first, params, named[0]


def compare(first: Reading, second: Reading) -> None:
    """ValueError unless two samples give the same graph with the same constants."""
    same = all(getattr(first, part) == getattr(second, part) for part in ("rows", "codes", "counts", "operands"))
    if not same:
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


def traced(loss: Value, params: Named, inputs: Named) -> Reading:
    """The graph in columns."""
    if not loss.requires_grad:
        raise TypeError(f"vectorize got a constant as loss, {loss!r}: no graph was recorded behind it.")
    both = set(params) & set(inputs)
    if both:
        raise ValueError(f"{sorted(both)[0]} is both in params and in inputs: each array needs a name of its own.")
    check_distinct(params | inputs)
    reading = read(loss, [value for _, values in (params | inputs).values() for value in values])
    if not reading.made:
        raise ValueError("vectorize got a leaf as loss: there is no operation to derive anything from.")
    return reading


def derived(loss: Value, reading: Reading, params: Named, inputs: Named, batch: str | None) -> Program:
    """The program of a graph."""
    arrays: list[Array] = []
    names, start = identifiers([*params, *inputs]), 0
    for name, (shape, values) in (params | inputs).items():
        kind = "param" if name in params else "input"
        members = np.arange(start, start + len(values))
        start += len(values)
        letters = letters_for(len(shape), batch is not None)
        batched = kind == "input" and batch is not None
        arrays.append(Array(kind, shape, batched, kind == "param", names[name], None, members, letters, labelled=True))
    groups = grouped(reading, terms_of(reading), arrays, batch is not None)
    return Program(groups, params, inputs, batch, loss)
