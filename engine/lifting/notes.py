"""What a program has from the numbers it was traced with, in sentences: constants, and what a condition chose.

A graph has no conditions: of `np.where(z > 0, z, 0)` it has the entries that were chosen. But it is known which Values
were compared, and those are named. Where a choice was made by `v.data`, only `check` finds it.
"""

from collections.abc import Iterator

from engine import ops
from engine.lifting.placement import FROZEN, Placement
from engine.lifting.steps import Gather, Ragged, one_by_one
from engine.lifting.views import INDEX
from engine.recording.compared import compared_among
from engine.table.notation import in_words

FEW = 6  # up to so many numbers are listed; of more, the first three

NEUTRAL = {ops.add: 0.0, ops.summation: 0.0, ops.sub: 0.0, ops.dot: 1.0}
"""Numbers that change nothing, as `sum` starts with 0: they are not worth a note."""


def of_choices(groups: Placement) -> Iterator[str]:
    """Yield the sentence for what a condition may have chosen; none if nothing was compared."""
    entries: dict[tuple[int, bool], set[int]] = {}
    shifts = {id(array) for array, _ in groups.shifted}
    for number in compared_among(groups.reading.number):
        if number < 0 or number == groups.reading.root:
            continue  # a constant, or the loss, which was compared after the graph was made
        home = groups.home(number)
        if groups.array[home] != FROZEN and id(groups.arrays[groups.array[home]]) in shifts:
            continue  # the largest of a row, taken off before softmax: it takes the largest of the row at hand
        entries.setdefault((int(groups.array[home]), home != number), set()).add(int(groups.place[home]))
    said = [entries_in_words(groups, a, part, len(found)) for (a, part), found in sorted(entries.items())]
    if said:
        yield (
            f"{in_words(said)} {'were' if len(said) > 1 or ' of ' in said[0] else 'was'} compared or chosen by a "
            "condition (<, >, max, sort, np.where, a mask). What was chosen so holds for these numbers only."
        )


def entries_in_words(groups: Placement, a: int, part: bool, count: int) -> str:
    """Return how many entries of an array, or parts of the sums in it."""
    if a == FROZEN:
        return "a number that is a constant here"
    array = groups.arrays[a]
    if part:
        return f"parts of {array.name}"
    return f"{count} of {array.size} entries of {array.name}" if array.size > 1 else array.name


def of_constants(groups: Placement) -> Iterator[str]:
    """Yield the sentences for leaves without a name, and for other numbers of the graph."""
    reading = groups.reading
    leaves = [(str(leaf.label), leaf.data) for leaf in reading.unnamed]
    if leaves:
        named = [f"{label!r} at {number:.6g}" if label else f"{number:.6g}" for label, number in leaves]
        one = len(leaves) == 1
        yield (
            f"{len(leaves)} {'leaf' if one else 'leaves'} got no name in params or inputs and "
            f"{'stays a constant' if one else 'stay constants'}: {some_of(named)}."
        )
    numbers = list(dict.fromkeys(literal_numbers(groups)))
    if numbers:
        plain = [f"{x:.6g}" for x in numbers]
        one = len(numbers) == 1
        yield f"{'This number is a constant' if one else 'These numbers are constants'} of the graph: {some_of(plain)}."


def of_tables(groups: Placement) -> Iterator[str]:
    """Yield the sentences for lines that pick by tables of numbers, and for sums of different lengths."""
    steps = [*one_by_one(groups.steps)]
    picked = [step.out.name for step in steps if isinstance(step, Gather) and step.picks.kind != INDEX]
    if picked:
        yield (
            f"{some_of(picked)} {'picks' if len(picked) == 1 else 'pick'} entries by a table of numbers: they are "
            "not a slice, a window or a look-up of an array, nor all of it in other axes."
        )
    uneven = [step.out.name for step in steps if any(isinstance(t, Ragged) for t in getattr(step, "terms", ()))]
    if uneven:
        yield f"{some_of(uneven)}: sums of different lengths, which are neither windows on a border nor causal pairs."


def literal_numbers(groups: Placement) -> Iterator[float]:
    """Yield the constants of the graph that are not leaves, without exponents and neutral numbers."""
    reading, start = groups.reading, 0
    constants = reading.constants
    leaves = {-1 - reading.number[leaf] for leaf in reading.unnamed}
    shifted = {number for _, members in groups.shifted for number in members.tolist()}
    for i, count in enumerate(reading.counts):
        row, value = reading.rows[reading.codes[i]], reading.made[i]
        operands, start = reading.operands[start : start + count], start + count
        if groups.terms.level[reading.leaves + i] < 0 or reading.leaves + i in shifted:
            continue
        for position, operand in enumerate(operands):
            c = -1 - operand
            exponent = row is ops.power and position == 1
            if operand >= 0 or exponent or c in leaves or constants[c] == NEUTRAL.get(row):
                continue
            of_list = value is None or value._row is ops.product  # with one factor, it is read as that times 1
            if not (of_list and constants[c] == 1):
                yield constants[c]


def some_of(words: list[str]) -> str:
    """Return all of them, if they are few; else the first three and how many more."""
    return in_words(words if len(words) <= FEW else [*words[:3], f"{len(words) - 3} more"])
