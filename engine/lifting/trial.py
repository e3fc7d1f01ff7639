"""A program with a loop has to be the same as without: it is tried, and taken back where it is not."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.lifting.blocks import DiffersError
from engine.lifting.draws import anew, new_input
from engine.lifting.given import Floats, Gradients, Named, first_difference
from engine.lifting.lengths import lengths_of
from engine.lifting.program import Program
from engine.lifting.recurrence import repeated
from engine.lifting.rolling import rolled

DRAWS = 2  # how many sets of new numbers are tried, beside those of the trace


def with_loop(program: Program, params: Named, inputs: Named) -> None:
    """Write a program as a loop, if its steps repeat; where it cannot be one, a note says why."""
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
        with np.errstate(all="ignore"):
            found, right = (
                run(program.function, [*numbers, *program.indices.values()]),
                run(whole, [*numbers, *program.indices.values()]),
            )
        if first_difference(found, right):
            program._write(groups)
            program._unrolled = "Steps repeat, but are written one by one: as a loop they gave other numbers."
            return
    named = dict(zip(inputs, groups.arrays[len(params) :], strict=False))
    program.lengths = lengths_of(new.steps, blocks, named)


def run(function: object, numbers: list[Any]) -> Gradients:
    """Loss and gradients of a compiled program."""
    loss, gradients = function(*numbers)  # type: ignore[operator]
    return float(loss), {name: np.asarray(d, dtype=float) for name, d in gradients.items()}


def draws(program: Program, params: Named, inputs: Named) -> list[list[Floats]]:
    """The numbers of the trace, and new ones; with a batch, some samples of them."""
    old = [
        {name: np.array([v.data for v in flat]).reshape(shape) for name, (shape, flat) in each.items()}
        for each in (params, inputs)
    ]
    found = []
    for attempt in range(-1, DRAWS):
        rng = np.random.default_rng(max(attempt, 0))
        traced = attempt < 0
        weights = [x if traced else anew(x, rng, attempt) for x in old[0].values()]
        data = [
            (np.stack([x, x]) if program.batch else x) if traced else new_input(x, program.batch, rng, attempt)
            for x in old[1].values()
        ]
        found.append([*weights, *data])
    return found
