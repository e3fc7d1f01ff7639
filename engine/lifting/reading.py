"""First step of lifting: a graph of Values as columns of numbers, and in these the sums of products.

It is the walk of `graph.py` once more, operands before results, but it numbers what it meets: first the named
leaves, then the operations in topological order. A constant has a negative number. Nothing of a graph is changed.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from engine import ops
from engine.recording.sums import Fact, fact_of, facts, weighted_sum
from engine.table.primitive import ListOp, Op
from engine.value import Constant, Value

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass
class Reading:
    """A graph in columns.

    made       the operations in topological order; the first has the number `leaves`. None stands for a step of
               a product of a list, which is read as one multiplication after the other, and for a sum without its bias
    """

    leaves: int  # how many named leaves there are: they have the numbers 0, 1, …
    made: list[Value | None] = field(default_factory=list)
    rows: list[Op] = field(default_factory=list)  # the rows of the table that occur
    codes: list[int] = field(default_factory=list)  # for each operation, which of `rows` made it
    counts: list[int] = field(default_factory=list)  # how many operands it has
    operands: list[int] = field(default_factory=list)  # numbers of operands, in order; -1 - c is the constant c
    constants: list[float] = field(default_factory=list)  # the numbers that are frozen
    unnamed: list[Value] = field(default_factory=list)  # leaves that no name was given for: they are frozen too
    number: dict[Value, int] = field(default_factory=dict)  # the number of every Value that was met
    code_of: dict[Op, int] = field(default_factory=dict)  # the place of each row in `rows`

    def frozen(self, number: float) -> int:
        """Return the number of a new constant."""
        self.constants.append(number)
        return -len(self.constants)

    def add(self, value: Value | None, row: Op, operands: list[int]) -> int:
        """Add an operation, and return its number."""
        self.codes.append(self.code_of.setdefault(row, len(self.code_of)))
        self.counts.append(len(operands))
        self.operands += operands
        self.made.append(value)
        return self.leaves + len(self.made) - 1

    @property
    def root(self) -> int:
        """The number of the result that was read."""
        return self.leaves + len(self.made) - 1

    def describe_constant(self, c: int) -> str:
        """Return which part of the graph a constant is, in words."""
        at = self.operands.index(-1 - c)
        ends = list(accumulate(self.counts))
        i = bisect_right(ends, at)
        row, label = self.rows[self.codes[i]], getattr(self.made[i], "label", "")
        operand = at - ends[i] + self.counts[i] + 1
        return f"operand {operand} of {row.name}" + (f", which makes {str(label)!r}" if label else "")


def columns_of(root: Value, named: Sequence[Value]) -> Reading:
    """Return the graph behind `root`; `named` are the leaves that stay variable.

    This loop is not that of `graph.walk`, which goes where gradients go. Here constants are operands as well, and each
    leaf gets its number where it is met, operand after operand: the order in which those without a name are listed.
    """
    reading = Reading(len(named), number={leaf: i for i, leaf in enumerate(named)})
    number = reading.number
    while root._row is ops.identity and root._a._row is not None:  # only a copy of a leaf counts as an operation
        root = root._a
    stack = [root]
    while stack:
        value = stack[-1]
        row = value._row if value._row is weighted_sum else value._record()  # an activation lets go of its sum
        if value in number:
            stack.pop()
        elif row is None:
            number[value] = reading.frozen(value._data)
            reading.unnamed += [] if isinstance(value, Constant) else [value]
        elif isinstance(row, ListOp):
            fact = fact_of(value) if row is weighted_sum else None  # what a layer recorded at once
            operands = fact.operands if fact else value._a[0]
            waiting = [x for x in operands if x not in number]
            stack += reversed(waiting)
            if not waiting:
                found = [number[x] for x in operands]
                number[value] = add_list(value, row, found, fact, reading)
        else:
            operands = (value._a,) if value._b is None else (value._a, value._b)
            for x in operands:
                if x.__class__ is not float and x not in number:
                    stack.append(x)
                    break
            else:
                found = [reading.frozen(x) if x.__class__ is float else number[x] for x in operands]
                copied = row is ops.identity and value is not root  # the program uses what was copied
                number[value] = found[0] if copied else reading.add(value, row, found)
    reading.rows = list(reading.code_of)
    return reading


def add_list(value: Value, row: Op, operands: list[int], fact: Fact | None, reading: Reading) -> int:
    """Add an operation on lists, and return its number.

    A neuron's sum is a dot and its bias, and a product of a list one multiplication after the other.
    """
    if fact and fact.biased:
        return reading.add(value, ops.add, [reading.add(None, ops.dot, operands[1:]), operands[0]])
    if row is not ops.product:
        return reading.add(value, ops.dot if fact else row, operands)
    so_far, *others = operands if len(operands) > 1 else [*operands, reading.frozen(1.0)]
    for factor in others[:-1]:
        so_far = reading.add(None, ops.mul, [so_far, factor])
    return reading.add(value, ops.mul, [so_far, others[-1]])


def number_of(value: Value, reading: Reading) -> tuple[int | None, bool]:
    """Return the number of a Value, and True if it is only part of that: of a sum that was written out since."""
    number = reading.number.get(value)
    if number is not None:
        return number, False
    for made in reading.made:
        if made is not None and made in facts:
            waiting = [made]
            while waiting:
                inner = [x for x in waiting.pop().operands if isinstance(x, Value) and x not in reading.number]
                if value in inner:
                    return reading.number[made], True
                waiting += inner
    return None, False


# --- sums of products ------------------------------------------------------------------------------------

Bools = NDArray[np.bool_]


@dataclass
class Terms:
    """The graph as sums of products, and operations that are none.

    level   for each number: 0 for a leaf, for an operation one more than the highest of what it is made of; what is
            taken into a sum has the level of its terms

    For each term of these sums, ordered by sum:

    p, q    the numbers of its factors; NONE where there is none. Without p the term is the number `sign`
    """

    level: Ints
    home: Ints  # for each number, which sum it was taken into; else itself
    single: Ints  # the numbers of operations that are not sums and were not taken into one
    sums: Ints  # the numbers of sums that were not taken into another
    owner: Ints  # the number of the sum
    sign: Floats  # its coefficient: 1 or -1, and what a constant factor makes of it
    scaled: Bools  # whether a constant factor is in the sign
    p: Ints
    q: Ints


@dataclass
class Uses:
    """Who uses what: a column for each operand in the reading, in order.

    operands         its number, or that of a constant
    user, position   the number of the operation, and which of its operands it is
    starts, counts   for each operation, where its operands begin, and how many there are
    """

    operands: Ints
    user: Ints
    position: Ints
    of: Ints  # for each number its code, -1 for a leaf
    starts: Ints
    counts: Ints
    last: Ints  # for each number the last operand that it is


def uses_in(reading: Reading) -> Uses:
    """Return the columns that say where each number is used."""
    operands = np.array(reading.operands, dtype=np.intp)
    codes, counts = np.array(reading.codes, dtype=np.intp), np.array(reading.counts, dtype=np.intp)
    total = reading.leaves + len(codes)
    starts = np.cumsum(counts) - counts
    last = np.full(total, -1)
    last[operands[operands >= 0]] = np.flatnonzero(operands >= 0)
    of = np.concatenate([np.full(reading.leaves, -1), codes])
    position = np.arange(len(operands)) - np.repeat(starts, counts)
    return Uses(operands, np.repeat(np.arange(reading.leaves, total), counts), position, of, starts, counts, last)


def terms_of(reading: Reading) -> Terms:
    """Find the sums of products; a result of frozen leaves alone becomes a constant of the reading."""
    kind, uses = kinds(reading.rows), uses_in(reading)
    taken = taken_into_sums(reading, kind, uses)
    level = levels(reading, taken)
    freeze_results(reading, level, uses.operands)
    frozen, home = level < 0, homes(taken, uses)

    alive = ~frozen[uses.user]
    edges = added_terms(reading, kind, uses, taken, alive), dot_terms(reading, kind, uses, alive)
    edge, sign, p, q = (np.concatenate(column) for column in zip(*edges, strict=True))
    order = np.lexsort((edge, home[uses.user[edge]]))
    owner = home[uses.user[edge[order]]]
    sign, scaled, p, q = fold_constants(np.array(reading.constants, dtype=float), sign[order], p[order], q[order])

    free = ~taken & ~frozen
    free[: reading.leaves] = False
    is_sum = (kind["signed"] | kind["dot"])[uses.of]
    return Terms(level, home, np.flatnonzero(free & ~is_sum), np.flatnonzero(free & is_sum), owner, sign, scaled, p, q)


Edges = tuple[Ints, Floats, Ints, Ints]  # for each term the operand that it is, its sign, and its two factors


def added_terms(reading: Reading, kind: dict[str, Bools], uses: Uses, taken: Bools, alive: Bools) -> Edges:
    """Return the operands of +, - and sum as terms, but for sums that were taken in; a product has two factors."""
    of, user, operands = uses.of, uses.user, uses.operands
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


def dot_terms(reading: Reading, kind: dict[str, Bools], uses: Uses, alive: Bools) -> Edges:
    """Return the terms of a dot: the entries of its first list, each with that of the second."""
    half = uses.counts[uses.user - reading.leaves] // 2
    edge = np.flatnonzero(kind["dot"][uses.of[uses.user]] & alive & (uses.position < half))
    return edge, np.ones(len(edge)), uses.operands[edge], uses.operands[edge + half[edge]]


NONE = -(2**31)  # also where a NumPy index has 32 bits, as in a browser
"""Marks a missing factor: no constant has this number."""


def kinds(rows: list[Op]) -> dict[str, Bools]:
    """Return for each code whether it is an operation of a kind; the last entry, for leaves, is False."""
    groups = {
        "sum": (ops.add, ops.summation, ops.dot), "signed": (ops.add, ops.summation, ops.sub, ops.neg),
        "add": (ops.add, ops.summation), "sub": (ops.sub,), "neg": (ops.neg,), "mul": (ops.mul,), "dot": (ops.dot,),
    }  # fmt: skip
    return {name: np.array([*[row in group for row in rows], False]) for name, group in groups.items()}


def taken_into_sums(reading: Reading, kind: dict[str, Bools], uses: Uses) -> Bools:
    """Return for each number True if it is part of a sum: used once, by a sum."""
    of = uses.of
    times = np.bincount(uses.operands[uses.operands >= 0], minlength=len(of))
    times[reading.root] += 1
    used_by = np.where(uses.last >= 0, of[uses.user[uses.last]], -1)
    named = np.zeros(len(of), dtype=bool)
    named[reading.leaves :] = [value is not None and value.label != "" for value in reading.made]
    taken: Bools = (times == 1) & (
        (kind["sum"][of] & kind["add"][used_by] & ~named)
        | (running_total(kind, uses) & ~named)
        | (kind["neg"][of] & (kind["add"] | kind["sub"])[used_by] & ~named)
        | (kind["mul"][of] & kind["signed"][used_by])
    )
    return taken


def running_total(kind: dict[str, Bools], uses: Uses) -> Bools:
    """Return for each number True if it is a sum so far, with something added or taken off: total = total - x."""
    of, last = uses.of, uses.last
    user = uses.user[last] - (len(of) - len(uses.counts))
    first = (last >= 0) & (uses.position[last] == 0) & (uses.counts[user] == 2)
    other = uses.operands[np.where(first, last + 1, 0)]
    a_list = kind["add"][of[uses.user[last]]] & (other >= 0) & kind["sub"][of[np.maximum(other, 0)]]
    so_far = kind["sub"][of] | kind["sum"][of]
    found: Bools = first & so_far & (kind["sub"] | kind["add"])[of[uses.user[last]]] & ~a_list
    return found


def levels(reading: Reading, taken: Bools) -> Ints:
    """Return for each number its level; -1 for a result of constants alone."""
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
    """Replace every result of constants alone by a constant, wherever it is an operand."""
    frozen = np.flatnonzero(level < 0)
    if not len(frozen):
        return
    starts = np.cumsum([0, *reading.counts])
    constant_of = np.zeros(len(level), dtype=np.intp)
    for number in frozen.tolist():
        i = number - reading.leaves
        value = reading.made[i]
        if value is not None:
            result = value.data
        elif reading.rows[reading.codes[i]] is ops.dot:  # no Value holds it, and only its sum needs it
            result = 0.0
        else:  # a step of a product of a list: no Value holds it
            x, y = (constant_of[j] if j >= 0 else j for j in operands[starts[i] : starts[i + 1]])
            result = reading.constants[-1 - x] * reading.constants[-1 - y]
        constant_of[number] = reading.frozen(result)
    used = operands >= 0
    operands[used] = np.where(level[operands[used]] < 0, constant_of[operands[used]], operands[used])
    reading.operands = operands.tolist()


def homes(taken: Bools, uses: Uses) -> Ints:
    """Return for each number the sum it is part of: follow the users, twice as far each time."""
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
    """Return where runs of equal numbers begin and end."""
    if not len(sorted_numbers):
        return []
    edges = np.flatnonzero(np.diff(sorted_numbers)) + 1
    return list(pairwise([0, *edges.tolist(), len(sorted_numbers)]))
