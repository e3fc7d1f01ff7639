"""A program with a loop has to be the same as without: it is tried, and taken back where it is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from engine.lifting.given import Floats, Named, first_difference, numbers_of
from engine.lifting.loops.blocks import DiffersError
from engine.lifting.loops.lengths import lengths_of, with_lengths
from engine.lifting.loops.recurrence import repeated
from engine.lifting.loops.rolling import Rolled, rolled
from engine.lifting.program import Program, run
from engine.table.notation import in_words

CLOSE = 1e-12  # how far a loop may be from the steps one by one, relative to the largest number or to 1

DRAWS = 2  # how many sets of new numbers are tried, beside those of the trace


def with_loop(program: Program, params: Named, inputs: Named) -> None:
    """Write a program as a loop if its steps repeat; if it cannot be one, a note says why."""
    groups, whole = program._groups, program.function
    if program.choices:
        return
    try:
        blocks = repeated(groups.steps)
        if blocks is None:
            return
        new = rolled(groups, blocks)
        program._write(new)
    except DiffersError as why:
        program._unrolled = f"Steps repeat, but are written one by one: {why}."
        return
    for numbers in draws(program, params, inputs):
        found, right = (run(each, [*numbers, *program.indices.values()]) for each in (program.function, whole))
        if first_difference(found, right, CLOSE):
            program._write(groups)
            program._unrolled = "Steps repeat, but are written one by one: as a loop they gave other numbers."
            return
    named = dict(zip(inputs, groups.arrays[len(params) :], strict=False))
    program.lengths = lengths_of(new.steps, blocks, named)


def draws(program: Program, params: Named, inputs: Named) -> list[list[Floats]]:
    """Return the numbers of the trace, and new ones; with a batch, some samples of them."""
    found = []
    for attempt in range(-1, DRAWS):
        rng = np.random.default_rng(max(attempt, 0))
        traced = attempt < 0
        weights = [x if traced else anew(x, rng, attempt) for x in numbers_of(params).values()]
        data = [
            (np.stack([x, x]) if program.batch else x) if traced else new_input(x, program.batch, rng, attempt)
            for x in numbers_of(inputs).values()
        ]
        found.append([*weights, *data])
    return found


# --- new numbers -------------------------------------------------------------------------------------------

SAMPLES = 3  # how many samples a new batch has


def anew(x: Floats, rng: np.random.Generator, attempt: int) -> Floats:
    """Return random numbers of about the same size; every other time all of one sign, if the old ones are."""
    finite = np.abs(x[np.isfinite(x)])
    largest = 1.5 * float(finite.max(initial=0.0)) or 1.0
    if attempt % 2 and finite.size and ((x > 0).all() or (x < 0).all()):
        return np.asarray(np.sign(x) * rng.uniform(0.5 * finite.min(), largest, x.shape))
    return np.asarray(rng.uniform(-largest, largest, x.shape))


def new_input(x: Floats, batch: str | None, rng: np.random.Generator, attempt: int) -> Floats:
    """Return new numbers for an input or a batch of them; whole numbers, such as classes, may only change places."""
    if batch is not None:
        return np.stack([new_input(x, None, rng, attempt) for _ in range(SAMPLES)])
    if attempt % 2 and x.ndim and (x == np.round(x)).all():
        return np.asarray(rng.permutation(x))
    return anew(x, rng, attempt)


# --- other lengths, if there is a function that gives graphs of them -----------------------------------------

Differing = Callable[[Mapping[str, Floats], np.random.Generator, int], str | None]
"""Where a program differs from the function at these inputs, which have new parameters; None if that has no loss."""


def try_lengths(program: Program, inputs: Mapping[str, Floats], differing: Differing) -> None:
    """Run a loop at other lengths than that of its graph, and note whether the function agrees.

    Where a number in the graph may be the length, it is taken to be so, if the function says it. Lengths at which the
    function raises are left out.
    """
    lengths = program.lengths
    if not lengths.axes or (lengths.fixed and not lengths.doubtful):
        return
    groups, named = program._groups, {array.name: array for array in program.arrays}
    assert isinstance(groups, Rolled)
    open_now = replace(lengths, fixed="")
    program.lengths = open_now
    agreed, differs = tried(program, inputs, differing)
    if differs and lengths.doubtful:
        written = {name: named[program._written[name]] for name in lengths.axes}
        program._write(with_lengths(groups, lengths, written))
        agreed, differs = tried(program, inputs, differing)
        open_now = replace(open_now, least=1)
        if differs or not agreed:
            program._write(groups)
    if differs or not agreed:
        program.lengths = replace(lengths, fixed="at another one check=… gives other numbers") if differs else lengths
    else:
        program.lengths = replace(open_now, tried=f"; check=… agrees at {in_words(agreed)} steps, too")


def tried(program: Program, inputs: Mapping[str, Floats], differing: Differing) -> tuple[list[int], bool]:
    """Return the numbers of steps at which program and function agree, and whether they ever differ."""
    count = program.lengths.count
    agreed: list[int] = []
    for attempt, steps in enumerate((1, 2, count, count + 1, count + 3)):
        rng = np.random.default_rng(attempt)
        sized = {name: np.resize(x, program.lengths.shape(name, x.shape, steps)) for name, x in inputs.items()}
        drawn = {name: new_input(x, program.batch, rng, attempt) for name, x in sized.items()}
        try:
            differs = differing(drawn, rng, attempt)
        except Exception:  # the function is a user's, and need not take other lengths
            continue
        if differs:
            return agreed, True
        if differs is not None and steps != count:
            agreed.append(steps)
    return agreed, False
