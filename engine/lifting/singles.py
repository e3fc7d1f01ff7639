"""Operations that are no sums: those of one row on the same arrays become one step."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from engine import ops
from engine.lifting.layout import layout_of, line, without_an_axis
from engine.lifting.placement import Placement, split
from engine.lifting.reading import Ints
from engine.lifting.steps import Elementwise, Rows
from engine.lifting.sums import Groups
from engine.lifting.terms import NONE
from engine.lifting.views import SUMMED, Array, letters_for
from engine.table.primitive import ListOp, Op


def groups_of_singles(at: Placement, numbers: Ints) -> Groups:
    """Operations of one row on entries of the same arrays."""
    if not len(numbers):
        return
    leaves = at.reading.leaves
    code, start = at.codes[numbers - leaves], at.starts[numbers - leaves]
    count = at.starts[numbers - leaves + 1] - start
    lists = np.array([isinstance(row, ListOp) for row in at.reading.rows])[code]
    families: dict[bytes, list[tuple[int, Callable[[], Array]]]] = {}
    for group in split(np.stack([code, count], axis=1)[lists]):
        groups_of_lists(at, numbers[lists][group], families)
    for makers in families.values():
        yield makers[0][0], partial(at.family, [make for _, make in makers])
    numbers, code, start, count = numbers[~lists], code[~lists], start[~lists], count[~lists]
    if not len(numbers):
        return
    first = at.operands[start]
    second = np.where(count == 2, at.operands[np.minimum(start + 1, len(at.operands) - 1)], NONE)
    power = np.array([row is ops.power for row in at.reading.rows])[code] & (second < 0)
    exponent = np.where(power, at.constants[np.where(power, -1 - second, 0)], 0.0) if power.any() else 0.0
    bits = (np.zeros(len(code)) + exponent).view(np.int64)
    keys = np.stack([code, count, at.array_of(first), at.array_of(second), bits], axis=1)
    for group in split(keys):
        operands = [first[group], second[group]][: count[group[0]]]
        row = at.reading.rows[code[group[0]]]
        yield int(numbers[group[0]]), partial(make_elementwise, at, numbers[group], row, operands)


def make_elementwise(at: Placement, numbers: Ints, row: Op, operands: list[Ints]) -> None:
    """The step of a row that is computed entry by entry; none for 0 · x."""
    nothing = row is ops.mul and any(x[0] < 0 and not at.constants[-1 - x].any() for x in operands)
    if nothing and at.leave_out(numbers):
        return
    columns = [(at.arrays[at.array[x[0]]], at.place[x]) for x in operands if x[0] >= 0]
    layout = layout_of([], columns, len(numbers))
    found: list[Any] = []
    for x in operands:
        if x[0] >= 0:
            index = at.place[x][layout.order].reshape(layout.shape)
            found.append(at.view(at.arrays[at.array[x[0]]], index))
        else:
            found.append(at.constant(at.constants[-1 - x][layout.order].reshape(layout.shape)))
    out = at.out(numbers, layout, found)
    at.steps.append(Elementwise(row, found, out))


def groups_of_lists(at: Placement, numbers: Ints, families: dict[bytes, list[tuple[int, Callable[[], Array]]]]) -> None:
    """Operations on lists of one length; those on longer and shorter lists of the same arrays are a family."""
    leaves = at.reading.leaves
    start = at.starts[numbers[0] - leaves]
    length = int(at.starts[numbers[0] - leaves + 1] - start)
    operands = at.operands[at.starts[numbers - leaves][:, None] + np.arange(length)]
    arrays = np.sort(at.array_of(operands), axis=1)
    for group in split(arrays):
        code = at.codes[numbers[group[0]] - leaves]
        make = partial(make_rows, at, numbers[group], at.reading.rows[code], operands[group])
        family = np.array([code, *np.unique(arrays[group[0]])]).tobytes()
        families.setdefault(family, []).append((int(numbers[group[0]]), make))


def make_rows(at: Placement, numbers: Ints, row: Op, operands: Ints) -> Array:
    """The step of a row that takes lists, along a last axis."""
    array, index = at.one_array(operands)
    index = np.sort(index, axis=1)
    layout = (len(numbers) > 1 and without_an_axis(array, index)) or line(len(numbers))
    letters = letters_for(len(layout.shape), at.batched) + SUMMED
    view = at.view(array, index[layout.order].reshape(*layout.shape, -1), letters)
    out = at.out(numbers, layout, [view])
    at.steps.append(Rows(row, view, out))
    return out
