"""Second step of lifting: chains of + and × become sums of products, as a formula on paper has them.

s = ((b + w0·x0) + w1·x1) is three sums and two products for the engine, and one sum of three terms for a reader. So a
sum that only another sum uses is taken into it, and a product or a minus sign that only a sum uses becomes a term of
it. A `dot` or `sum` of a list is the same from the start, which is why networks give the same program whether they are
fused or not. A sum that has a label of its own, such as a pre-activation, stays what it is.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine import ops
from engine.lifting.reading import Floats, Ints, Reading
from engine.primitive import Op

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
    p, q    the numbers of its factors; -1 where there is none. Without p the term is the number `sign`
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


def terms_of(reading: Reading) -> Terms:
    """Find the sums of products; a result of frozen leaves alone becomes a constant of the reading."""
    leaves, rows = reading.leaves, reading.rows
    codes, counts, operands = (np.array(x, dtype=np.intp) for x in (reading.codes, reading.counts, reading.operands))
    kind = kinds(rows)
    total = leaves + len(codes)
    of = np.concatenate([np.full(leaves, -1), codes])  # for each number its code
    user = np.repeat(np.arange(leaves, total), counts)  # for each operand who uses it
    position = np.arange(len(operands)) - np.repeat(np.cumsum(counts) - counts, counts)
    taken = taken_into_sums(reading, kind, of, operands, user)
    level = levels(reading, taken)
    freeze_results(reading, level, operands)

    last_use = np.full(total, -1)
    last_use[operands[operands >= 0]] = np.flatnonzero(operands >= 0)
    home = homes(taken, user, last_use)
    frozen = level < 0
    sums_like, dots, minus = kind["signed"][of], kind["dot"][of], kind["neg"][of]

    # + and −, sum: each operand is a term, unless it is a sum that was taken in
    inner = (operands >= 0) & (taken & (sums_like | dots))[np.maximum(operands, 0)]
    edge = np.flatnonzero(sums_like[user] & ~frozen[user] & ~inner)
    negative = (kind["sub"][of[user]] & (position == 1)) | minus[user]
    sign = np.where(negative[edge], -1.0, 1.0)
    outer = last_use[user[edge]]
    sign[taken[user[edge]] & minus[user[edge]] & negative[outer]] *= -1.0
    p, q = operands[edge], np.full(len(edge), NONE)
    starts = np.cumsum(counts) - counts
    factors = (p >= 0) & (taken & kind["mul"][of])[np.maximum(p, 0)]
    where = starts[p[factors] - leaves]
    p[factors], q[factors] = operands[where], operands[where + 1]

    # dot: the first list with the second
    pair = np.flatnonzero(dots[user] & ~frozen[user] & (position < counts[user - leaves] // 2))
    order = np.argsort(np.concatenate([edge, pair]), kind="stable")
    p = np.concatenate([p, operands[pair]])[order]
    q = np.concatenate([q, operands[pair + counts[user[pair] - leaves] // 2]])[order]
    sign = np.concatenate([sign, np.ones(len(pair))])[order]
    owner = home[user[np.concatenate([edge, pair])[order]]]
    order = np.argsort(owner, kind="stable")
    owner, sign, p, q = owner[order], sign[order], p[order], q[order]
    sign, scaled, p, q = fold_constants(np.array(reading.constants, dtype=float), sign, p, q)

    free = ~taken & ~frozen
    free[:leaves] = False
    is_sum = sums_like | dots
    return Terms(level, home, np.flatnonzero(free & ~is_sum), np.flatnonzero(free & is_sum), owner, sign, scaled, p, q)


NONE = -(10**12)
"""Marks a missing factor: no constant has this number."""


def kinds(rows: list[Op]) -> dict[str, Bools]:
    """For each code, whether it is an operation of a kind; the last entry, for leaves, is False."""
    groups = {
        "sum": SUMS, "signed": (ops.add, ops.summation, ops.sub, ops.neg), "add": (ops.add, ops.summation),
        "sub": (ops.sub,), "neg": (ops.neg,), "mul": (ops.mul,), "dot": (ops.dot,),
    }  # fmt: skip
    return {name: np.array([*[row in group for row in rows], False]) for name, group in groups.items()}


def taken_into_sums(reading: Reading, kind: dict[str, Bools], of: Ints, operands: Ints, user: Ints) -> Bools:
    """For each number, whether it is part of a sum: used once, by a sum."""
    uses = np.bincount(operands[operands >= 0], minlength=len(of))
    uses[reading.root] += 1
    used_by = np.full(len(of), -1)
    used_by[operands[operands >= 0]] = of[user[operands >= 0]]
    once = uses == 1
    named = np.zeros(len(of), dtype=bool)
    named[reading.leaves :] = [value is not None and value.label != "" for value in reading.made]
    taken: Bools = once & (
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


def homes(taken: Bools, user: Ints, last_use: Ints) -> Ints:
    """For each number the sum it ended up in: follow the users, twice as far each time."""
    home = np.where(taken, user[last_use], np.arange(len(taken)))
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
