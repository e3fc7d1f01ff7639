"""First step of lifting: a graph of Values as columns of numbers, which NumPy can look at all at once.

It is the walk of `graph.py` once more, operands before results, but it numbers what it meets: first the named
leaves, then the operations in topological order. A constant has a negative number. Nothing of a graph is changed.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine import ops
from engine.table.primitive import Op
from engine.value import Constant, Value

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]

FLOAT: Any = object()
"""Stands for the number of an operand that is a plain float, until it gets one."""


@dataclass
class Reading:
    """A graph in columns.

    leaves     how many named leaves there are: they have the numbers 0, 1, …
    made       the operations in topological order; the first has the number `leaves`. None stands for a step of
               a product of a list, which is read as one multiplication after the other
    rows       the rows of the table that occur
    codes      for each operation, which of `rows` made it
    counts     how many operands it has
    operands   numbers of operands, in order; -1 - c is the constant c
    constants  the numbers that are frozen
    unnamed    leaves that no name was given for: they are frozen too
    number     the number of every Value that was met
    """

    leaves: int
    made: list[Value | None]
    rows: list[Op]
    codes: list[int]
    counts: list[int]
    operands: list[int]
    constants: list[float]
    unnamed: list[Value] = field(default_factory=list)
    number: dict[Value, int] = field(default_factory=dict)

    @property
    def root(self) -> int:
        """The number of the result that was read."""
        return self.leaves + len(self.made) - 1

    def describe_constant(self, c: int) -> str:
        """Which part of the graph a constant is, in words."""
        at = self.operands.index(-1 - c)
        ends = list(accumulate(self.counts))
        i = bisect_right(ends, at)
        row, label = self.rows[self.codes[i]], getattr(self.made[i], "label", "")
        operand = at - ends[i] + self.counts[i] + 1
        return f"operand {operand} of {row.name}" + (f", which makes {str(label)!r}" if label else "")


def read(root: Value, named: Sequence[Value]) -> Reading:
    """The graph behind `root`; `named` are the leaves that stay variable."""
    number: dict[Value, int] = {leaf: i for i, leaf in enumerate(named)}
    code_of: dict[Op, int] = {}
    reading = Reading(len(number), [], [], [], [], [], [], [], number)
    made, codes, counts, operands, constants = (
        reading.made, reading.codes, reading.counts, reading.operands, reading.constants,
    )  # fmt: skip
    get, here = number.get, len(number)
    while root._row is ops.identity and root._a._row is not None:  # a copy of a leaf alone is an operation
        root = root._a
    stack = [root]
    push, pop = stack.append, stack.pop
    while stack:
        value = stack[-1]
        if value in number:
            pop()
            continue
        row = value._record()  # which writes out what a layer recorded at once
        if row is None:
            number[value] = freeze(value, reading)
            continue
        if row is ops.identity and value is not root:  # a copy: the program uses what was copied
            copied = value._a
            if copied in number:
                number[value] = number[copied]
            else:
                push(copied)
            continue
        if value._da is None and value._db is None:
            listed = value.parents
            waiting = [x for x in listed if x not in number]
            if waiting:
                stack += reversed(waiting)
                continue
            found = [number[x] for x in listed]
            if row is ops.product:
                here = multiply(found, reading, code_of)
            else:
                operands += found
                counts.append(len(found))
        else:
            first, second = value._a, value._b
            i = FLOAT if first.__class__ is float else get(first)
            j = FLOAT if second is None or second.__class__ is float else get(second)
            if i is None:
                push(first)
                continue
            if j is None:
                push(second)
                continue
            if i is FLOAT:
                constants.append(first)
                i = -len(constants)
            operands.append(i)
            if second is None:
                counts.append(1)
            else:
                if j is FLOAT:
                    constants.append(second)
                    j = -len(constants)
                operands.append(j)
                counts.append(2)
        if row is not ops.product:
            code = code_of.get(row)
            codes.append(code_of.setdefault(row, len(code_of)) if code is None else code)
        made.append(value)
        number[value] = here
        here += 1
        pop()
    reading.rows = list(code_of)
    return reading


def freeze(leaf: Value, reading: Reading) -> int:
    """The number of a leaf without a name, which is a constant from now on."""
    reading.constants.append(leaf._data)
    if not isinstance(leaf, Constant):
        reading.unnamed.append(leaf)
    return -len(reading.constants)


def multiply(factors: list[int], reading: Reading, code_of: dict[Op, int]) -> int:
    """Read a product of a list as one multiplication after the other, and give the number of the last one."""
    factors = factors if len(factors) > 1 else [*factors, freeze(Constant(1.0), reading)]
    code = code_of.setdefault(ops.mul, len(code_of))
    so_far = factors[0]
    for factor in factors[1:]:
        reading.operands += [so_far, factor]
        reading.counts.append(2)
        reading.codes.append(code)
        so_far = reading.leaves + len(reading.codes) - 1
        if len(reading.codes) > len(reading.made) + 1:
            reading.made.append(None)
    return so_far
