"""Second step of lifting: chains of + and × become sums of products, as a formula on paper has them.

s = ((b + w0·x0) + w1·x1) is three sums and two products for the engine, and one sum of three terms for a reader. So a
sum that only another sum uses is taken into it, and a product or a minus sign that only a sum uses becomes a term of
it. A `dot` or `sum` of a list is the same from the start, which is why a network gives the same program whether its
sums are written with operators or with rows. A sum that has a label of its own, such as a pre-activation, stays what
it is.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine import ops
from engine.lifting.reading import Floats, Ints, Reading
from engine.table.primitive import Op

Bools = NDArray[np.bool_]

SUMS = (ops.add, ops.summation, ops.dot)
"""Operations that are sums and nothing else."""


@dataclass
class Terms:
    """The graph as sums of products, and operations that are none.

    level   for each number: 0 for a leaf, for an operation one more than the highest of what it is made of; what is
            taken into a sum has the level of its terms
    home    for each number, which sum it was taken into; else itself
    single  the numbers of operations that are no sums and were not taken into one
    sums    the numbers of sums that were not taken into another

    For each term of these sums, ordered by sum:

    owner   the number of the sum
    sign    its coefficient: 1 or -1, and what a constant factor makes of it
    scaled  whether a constant factor is in the sign
    p, q    the numbers of its factors; NONE where there is none. Without p the term is the number `sign`
    """

    level: Ints
    home: Ints
    single: Ints
    sums: Ints
    owner: Ints
    sign: Floats
    scaled: Bools
    p: Ints
    q: Ints


@dataclass
class Uses:
    """Who uses what: for each operand in the reading, in order.

    user, position   the number of the operation, and which of its operands it is
    of               for each number its code, -1 for a leaf
    starts, counts   for each operation, where its operands begin, and how many there are
    last             for each number the last operand that it is
    """

    user: Ints
    position: Ints
    of: Ints
    starts: Ints
    counts: Ints
    last: Ints


def uses_in(reading: Reading, operands: Ints) -> Uses:
    """The columns that tell who uses what."""
    codes, counts = np.array(reading.codes, dtype=np.intp), np.array(reading.counts, dtype=np.intp)
    total = reading.leaves + len(codes)
    starts = np.cumsum(counts) - counts
    last = np.full(total, -1)
    last[operands[operands >= 0]] = np.flatnonzero(operands >= 0)
    of = np.concatenate([np.full(reading.leaves, -1), codes])
    position = np.arange(len(operands)) - np.repeat(starts, counts)
    return Uses(np.repeat(np.arange(reading.leaves, total), counts), position, of, starts, counts, last)


def terms_of(reading: Reading) -> Terms:
    """Find the sums of products; a result of frozen leaves alone becomes a constant of the reading."""
    operands, kind = np.array(reading.operands, dtype=np.intp), kinds(reading.rows)
    uses = uses_in(reading, operands)
    taken = taken_into_sums(reading, kind, uses, operands)
    level = levels(reading, taken)
    freeze_results(reading, level, operands)
    frozen, home = level < 0, homes(taken, uses)

    edges = [
        added_terms(reading, kind, uses, operands, taken, ~frozen[uses.user]),
        dot_terms(reading, kind, uses, operands, ~frozen[uses.user]),
    ]
    edge, sign, p, q = (np.concatenate(column) for column in zip(*edges, strict=True))
    order = np.lexsort((edge, home[uses.user[edge]]))
    owner = home[uses.user[edge[order]]]
    sign, scaled, p, q = fold_constants(np.array(reading.constants, dtype=float), sign[order], p[order], q[order])

    free = ~taken & ~frozen
    free[: reading.leaves] = False
    is_sum = (kind["signed"] | kind["dot"])[uses.of]
    return Terms(level, home, np.flatnonzero(free & ~is_sum), np.flatnonzero(free & is_sum), owner, sign, scaled, p, q)


Edges = tuple[Ints, Floats, Ints, Ints]
"""For each term the operand that it is, its sign, and its two factors."""


def added_terms(
    reading: Reading, kind: dict[str, Bools], uses: Uses, operands: Ints, taken: Bools, alive: Bools
) -> Edges:
    """The operands of +, - and sum: each is a term, unless it is a sum that was taken in; a product has two factors."""
    of, user = uses.of, uses.user
    inner = (operands >= 0) & (taken & (kind["signed"] | kind["dot"])[of])[np.maximum(operands, 0)]
    edge = np.flatnonzero(kind["signed"][of[user]] & alive & ~inner)
    minus = kind["neg"][of]
    negative = (kind["sub"][of[user]] & (uses.position == 1)) | minus[user]
    sign = np.where(negative[edge], -1.0, 1.0)
    within = taken[user[edge]] & minus[user[edge]] & negative[uses.last[user[edge]]]  # -x, taken into y - (-x)
    sign[within] *= -1.0
    p, q = operands[edge], np.full(len(edge), NONE)
    products = (p >= 0) & (taken & kind["mul"][of])[np.maximum(p, 0)]
    first = uses.starts[p[products] - reading.leaves]
    p[products], q[products] = operands[first], operands[first + 1]
    return edge, sign, p, q


def dot_terms(reading: Reading, kind: dict[str, Bools], uses: Uses, operands: Ints, alive: Bools) -> Edges:
    """The terms of a dot: the entries of its first list, each with that of the second."""
    half = uses.counts[uses.user - reading.leaves] // 2
    edge = np.flatnonzero(kind["dot"][uses.of[uses.user]] & alive & (uses.position < half))
    return edge, np.ones(len(edge)), operands[edge], operands[edge + half[edge]]


NONE = -(2**31)  # also where a NumPy index has 32 bits, as in a browser
"""Marks a missing factor: no constant has this number."""


def kinds(rows: list[Op]) -> dict[str, Bools]:
    """For each code, whether it is an operation of a kind; the last entry, for leaves, is False."""
    groups = {
        "sum": SUMS, "signed": (ops.add, ops.summation, ops.sub, ops.neg), "add": (ops.add, ops.summation),
        "sub": (ops.sub,), "neg": (ops.neg,), "mul": (ops.mul,), "dot": (ops.dot,),
    }  # fmt: skip
    return {name: np.array([*[row in group for row in rows], False]) for name, group in groups.items()}


def taken_into_sums(reading: Reading, kind: dict[str, Bools], uses: Uses, operands: Ints) -> Bools:
    """For each number, whether it is part of a sum: used once, by a sum."""
    of = uses.of
    times = np.bincount(operands[operands >= 0], minlength=len(of))
    times[reading.root] += 1
    used_by = np.where(uses.last >= 0, of[uses.user[uses.last]], -1)
    named = np.zeros(len(of), dtype=bool)
    named[reading.leaves :] = [value is not None and value.label != "" for value in reading.made]
    taken: Bools = (times == 1) & (
        (kind["sum"][of] & kind["add"][used_by] & ~named)
        | (kind["neg"][of] & (kind["add"] | kind["sub"])[used_by] & ~named)
        | (kind["mul"][of] & kind["signed"][used_by])
    )
    return taken


def levels(reading: Reading, taken: Bools) -> Ints:
    """For each number its level; -1 for a result of constants alone."""
    leaves, constants, operands = reading.leaves, len(reading.constants), reading.operands
    level = [0] * leaves + [-1] * (len(reading.codes) + constants)  # constants at the end: -1 - c finds them
    rises = (~taken[leaves:]).tolist()
    start = 0
    for here, (count, rise) in enumerate(zip(reading.counts, rises, strict=True), start=leaves):
        highest = level[operands[start]]
        if count == 2:
            other = level[operands[start + 1]]
            highest = other if other > highest else highest
        elif count > 2:
            highest = max([level[x] for x in operands[start : start + count]])
        start += count
        level[here] = highest + rise if highest >= 0 else -1
    return np.array(level[: leaves + len(rises)], dtype=np.intp)


def freeze_results(reading: Reading, level: Ints, operands: Ints) -> None:
    """Give every result of constants alone the number of a constant, wherever it is an operand."""
    frozen = np.flatnonzero(level < 0)
    if not len(frozen):
        return
    starts = np.cumsum([0, *reading.counts])
    constant_of = np.zeros(len(level), dtype=np.intp)
    for number in frozen.tolist():
        i = number - reading.leaves
        value = reading.made[i]
        if value is None:  # a step of a product of a list: no Value holds it
            x, y = (constant_of[j] if j >= 0 else j for j in operands[starts[i] : starts[i + 1]])
            reading.constants.append(reading.constants[-1 - x] * reading.constants[-1 - y])
        else:
            reading.constants.append(value.data)
        constant_of[number] = -len(reading.constants)
    used = operands >= 0
    operands[used] = np.where(level[operands[used]] < 0, constant_of[operands[used]], operands[used])
    reading.operands = operands.tolist()


def homes(taken: Bools, uses: Uses) -> Ints:
    """For each number the sum it ended up in: follow the users, twice as far each time."""
    home = np.where(taken, uses.user[uses.last], np.arange(len(taken)))
    while True:
        further = home[home]
        if np.array_equal(further, home):
            return home
        home = further


def fold_constants(constants: Floats, sign: Floats, p: Ints, q: Ints) -> tuple[Floats, Bools, Ints, Ints]:
    """Constant factors move into the sign; what is left of the factors moves to the front."""
    sign, p, q = sign.copy(), p.copy(), q.copy()
    scaled = np.zeros(len(p), dtype=bool)
    for factor in (p, q):
        constant = (factor < 0) & (factor != NONE)
        sign[constant] *= constants[-1 - factor[constant]]
        scaled |= constant
        factor[constant] = NONE
    front = p == NONE
    p[front], q[front] = q[front], NONE
    return sign, scaled, p, q


def runs(sorted_numbers: Ints) -> list[tuple[int, int]]:
    """Where runs of equal numbers begin and end."""
    if not len(sorted_numbers):
        return []
    edges = np.flatnonzero(np.diff(sorted_numbers)) + 1
    return list(pairwise([0, *edges.tolist(), len(sorted_numbers)]))
