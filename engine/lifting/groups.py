"""Third step of lifting: equal operations on entries of the same arrays become one step of the program.

Level by level, from the leaves up: what is made in the same way from the same arrays is a group, and becomes an array.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from engine import ops
from engine.lifting.contraction import Contraction, Factor
from engine.lifting.grids import (
    Layout,
    Part,
    equal_rows,
    is_column,
    layout_of,
    line,
    ranks,
    scrambled,
    sorted_rows,
    split,
    varies,
    without_an_axis,
)
from engine.lifting.patterns.lookups import look_up
from engine.lifting.patterns.norms import find_deviation, find_mean, find_normalised, find_variance
from engine.lifting.patterns.pooling import find_max_pool, fit_sums
from engine.lifting.patterns.rearranging import rearrange
from engine.lifting.patterns.repeats import settle, spread, terms_of_each, without_repeats
from engine.lifting.patterns.rewriting import rewrite
from engine.lifting.patterns.softmax import find_softmax
from engine.lifting.patterns.triangles import (
    completed,
    diagonal,
    filled_up,
    has_holes,
    over_a_triangle,
    pairs_up_to,
    rows_and_columns,
    safe_layout,
)
from engine.lifting.patterns.windows import Convolution, Fit, convolution, fit_windows, windows_of, worth_a_try
from engine.lifting.placement import FROZEN, Placement
from engine.lifting.reading import NONE, Floats, Ints, Reading, Terms, runs
from engine.lifting.steps import Elementwise, Ragged, Rows, Sum, Term
from engine.lifting.text.code import Shape
from engine.lifting.views import SUMMED, Array, letters_for, whole_view
from engine.table.primitive import ListOp, Op

Groups = Iterator[tuple[int, Callable[[], None]]]  # for each group its first member, and what makes its step


def placed(
    reading: Reading, terms: Terms, named: Sequence[Array], batched: bool, indices: dict[str, Ints], causal: bool = True
) -> Placement:
    """Return all steps of the program, and where every number of the graph is in it."""
    at = Placement(reading, replace(terms, home=terms.home.copy()), named, batched)
    at.causal = causal
    at.finders, at.named = (look_up, diagonal, rearrange), indices
    singles, sums = by_level(terms.single, terms.level), by_level(terms.sums, terms.level)
    nothing = np.zeros(0, dtype=np.intp)
    for height in sorted({*singles, *sums}):
        alone, added, repeats = without_repeats(at, singles.get(height, nothing), sums.get(height, nothing))
        found = [*groups_of_singles(at, alone), *groups_of_sums(at, added)]
        for _, make in sorted(found, key=lambda group: group[0]):
            make()
        settle(at, repeats)
    rewrite(at, find_mean, find_variance, find_deviation, find_normalised)
    rewrite(at, find_max_pool, backwards=True)
    rewrite(at, find_softmax)
    if any(step.out.causal and isinstance(step, Elementwise) and step.row is ops.exp for step in at.steps):
        # exp of what stands above the diagonal may overflow
        return placed(reading, terms, named, batched, indices, causal=False)
    return at


def by_level(numbers: Ints, level: Ints) -> dict[int, Ints]:
    """Return the numbers of each level, in order."""
    order = np.argsort(level[numbers], kind="stable")
    ordered = numbers[order]
    return {int(level[ordered[a]]): ordered[a:b] for a, b in runs(level[ordered])}


# --- operations that are not sums: those of one row on the same arrays ---------------------------------------


def groups_of_singles(at: Placement, numbers: Ints) -> Groups:
    """Yield the groups of operations of one row on entries of the same arrays."""
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
    """Make the step of a row that is computed entry by entry; none for 0 · x."""
    nothing = row is ops.mul and any(x[0] < 0 and not at.constants[-1 - x].any() for x in operands)
    if nothing and at.leave_out(numbers):
        return
    each = [(at.arrays[at.array[x[0]]], at.place[x]) if x[0] >= 0 else at.constants[-1 - x] for x in operands]
    columns = [x for x in each if isinstance(x, tuple)]
    layout = safe_layout(layout_of([], columns, len(numbers)), row, each)
    found = [
        at.view(x[0], completed(x[1], layout)) if isinstance(x, tuple) else at.constant(completed(x, layout))
        for x in each
    ]
    at.steps.append(Elementwise(row, found, at.out(numbers, layout, found)))


def groups_of_lists(at: Placement, numbers: Ints, families: dict[bytes, list[tuple[int, Callable[[], Array]]]]) -> None:
    """Sort operations on lists of one length into families, which have lists of other lengths as well."""
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
    """Make the step of a row that takes lists along a last axis, and return its array."""
    array, index = at.one_array(operands)
    index = np.sort(index, axis=1)
    layout = (len(numbers) > 1 and without_an_axis(array, index)) or line(len(numbers))
    letters = letters_for(len(layout.shape), at.batched) + SUMMED
    view = at.view(array, index[layout.order].reshape(*layout.shape, -1), letters)
    return at.made(Rows(row, view, at.out(numbers, layout, [view])))


# --- sums with the same kinds of terms; their products become matrix products --------------------------------

Group = tuple[Ints, Ints, Ints]
"""Sums with equally many terms: their numbers, for each a row of its terms by kind, and the order they had."""


def groups_of_sums(at: Placement, numbers: Ints) -> Groups:
    """Yield the groups of sums with the same kinds of terms, also if some have more terms than others."""
    if not len(numbers):
        return
    first, counts = terms_of_each(at, numbers)
    every, _, starts = spread(first, counts)
    kinds = kinds_of(at, every)
    with np.errstate(over="ignore"):
        mixed = np.add.reduceat(scrambled(kinds.key), starts)
    families: dict[bytes, list[Group]] = {}
    for group in split(np.stack([counts, mixed], axis=1)):
        rows = starts[group][:, None] + np.arange(counts[group[0]])
        order = np.argsort(kinds.key[rows], axis=1, kind="stable")
        rows = np.take_along_axis(rows, order, axis=1)
        for members in split(kinds.key[rows]):  # the mixed keys may be equal by chance
            there = (kinds.scale[rows[members]] != 0).any(axis=0)
            there |= ~there.any()
            family = np.unique(kinds.key[rows[members[0]]][there]).tobytes()
            families.setdefault(family, []).append((numbers[group[members]], rows[members], order[members[0]]))
    for groups in families.values():
        found, rows, order = groups[0]
        alone = len(groups) == 1
        make = partial(make_sum, at, found, rows, order, kinds) if alone else partial(make_ragged, at, groups, kinds)
        yield int(found[0]), make


class Kinds(NamedTuple):
    """For each term a number for its kind, its coefficient, and its factors, data before parameters."""

    key: Ints
    scale: Floats
    p: Ints
    q: Ints


def kinds_of(at: Placement, every: Ints) -> Kinds:
    """Return the kinds of terms: one if the factors are in the same arrays, with the same sign."""
    terms = at.terms
    p, q = terms.p[every].copy(), terms.q[every].copy()
    a, b = at.array_of(p), at.array_of(q)
    rank = [x + (x < at.params) * 2 * len(at.arrays) for x in (a, b)]  # the parameters are the first arrays
    swap = (b != FROZEN) & (rank[0] > rank[1])
    p[swap], q[swap] = q[swap], p[swap]
    a[swap], b[swap] = b[swap], a[swap]
    sign = np.where(terms.scaled[every], 2, terms.sign[every] < 0)
    sign[p == NONE] = 3  # a number alone: its value does not matter
    scale = np.where(at.is_zero(p) | at.is_zero(q), 0.0, terms.sign[every])
    return Kinds(((a + 1) * (len(at.arrays) + 1) + b + 1) * 4 + sign, scale, p, q)


PRODUCTS = (Contraction, Convolution)
"""Terms that stand in front of others."""


def make_sum(at: Placement, numbers: Ints, rows: Ints, order: Ints, kinds: Kinds) -> None:
    """Make the step of a group of sums; `rows` are the terms of each member, ordered by kind."""
    parts, constant = [], np.zeros(len(numbers))
    for a, b in runs(kinds.key[rows[0]]):
        here = rows[:, a:b]
        if kinds.p[here[0, 0]] == NONE:
            constant = constant + kinds.scale[here].sum(axis=1)
        elif kinds.scale[here].any():  # else it is 0 · x for every member: such as a recurrent network's start at zeros
            part = part_of(at, kinds.p[here], kinds.q[here], kinds.scale[here], int(order[a:b].min()))
            parts += neighbours(over_a_triangle(at, part))
    if parts or constant.any() or not at.leave_out(numbers):
        make_sum_of(at, numbers, parts, constant)


def make_sum_of(at: Placement, numbers: Ints, parts: list[Part], constant: Floats) -> None:
    """Make the step of sums that have equally many terms of each kind."""
    pairs = pairs_up_to(parts[0]) if at.causal and len(parts) == 1 and not constant.any() else None
    fits = [None if pairs else fit_part(part) for part in parts]
    fit = next((fit for fit in fits if fit is not None), None)
    columns = [column for part in parts for column in part.columns()]
    layout = pairs or (fit.layout if fit else layout_of(parts, columns, len(numbers)))
    if has_holes(layout) and not pairs:
        one_by_one = not any(part.many for part in parts)
        layout = safe_layout(layout, None, [*columns, constant]) if one_by_one else line(len(numbers))
    found = [term_of(at, part, layout, fit) for part, fit in zip(parts, fits, strict=True)]
    ordered = sorted(zip(found, parts, strict=True), key=lambda x: (not isinstance(x[0], PRODUCTS), x[1].first))
    add_up(at, numbers, layout, [term for term, _ in ordered], completed(constant, layout))


def add_up(at: Placement, numbers: Ints, layout: Layout, terms: list[Any], constant: Floats) -> None:
    """Make the step of a sum of terms; its array has the letters of its convolution, if there is one."""
    rest = at.constant(constant)
    out = at.out(numbers, layout, [*[view for term in terms for view in term.views()], rest])
    if terms and isinstance(terms[0], Convolution):
        out.letters = terms[0].of_out
    at.steps.append(Sum(terms, rest, out))


def make_ragged(at: Placement, groups: list[Group], kinds: Kinds) -> None:
    """Make the step of sums, some of which have more terms of a kind than others, in the order of the graph."""
    numbers = np.concatenate([found for found, _, _ in groups])
    terms = np.concatenate([rows.ravel() for _, rows, _ in groups])
    owner = np.repeat(
        ranks(numbers), np.repeat([rows.shape[1] for _, rows, _ in groups], [len(rows) for _, rows, _ in groups])
    )
    order = np.argsort(owner, kind="stable")
    terms, owner = terms[order], owner[order]
    fits = fits_of_ragged(at, kinds, terms, owner)
    pieces: list[Any] = []
    constant = np.zeros(len(numbers))
    for key in np.unique(kinds.key[terms]):
        here = kinds.key[terms] == key
        p, q, scale = (column[terms[here]] for column in (kinds.p, kinds.q, kinds.scale))
        counts = np.bincount(owner[here], minlength=len(numbers))
        if key in fits:
            pieces.append(convolution(at, fits[key], float(scale[0])))
        elif p[0] == NONE:
            constant += np.bincount(owner[here], scale, minlength=len(numbers))
        elif scale.any():
            even = len(set(counts.tolist())) == 1
            width = counts[0] if even else 1
            part = part_of(at, p.reshape(-1, width), q.reshape(-1, width), scale.reshape(-1, width), 0)
            full = filled_up(at, part, owner[here]) if counts.all() and not even else None
            pieces.append(part if even else full or ragged(at, part, counts))
    if all(isinstance(piece, Part) for piece in pieces):
        make_sum_of(at, np.sort(numbers), pieces, constant)
        return
    layout = next(iter(fits.values())).layout if fits else line(len(numbers))
    found = [term_of(at, piece, layout) if isinstance(piece, Part) else piece for piece in pieces]
    found.sort(key=lambda term: not isinstance(term, PRODUCTS))
    add_up(at, np.sort(numbers), layout, found, constant[layout.order].reshape(layout.shape))


def ragged(at: Placement, part: Part, counts: Ints) -> Ragged:
    """Return the term of sums that have `counts` terms each."""
    views = [at.view(array, index) for array, index in part.columns()]
    return Ragged(part.scale, *views, starts=at.frozen(np.cumsum(counts) - counts), counts=at.frozen(counts))


def fits_of_ragged(at: Placement, kinds: Kinds, terms: Ints, owner: Ints) -> dict[int, Fit]:
    """Return each kind of terms that is a convolution with a border; none unless all other kinds are even."""
    fits: dict[int, Fit] = {}
    for key in np.unique(kinds.key[terms]).tolist():
        here = kinds.key[terms] == key
        p, q, scale = (column[terms[here]] for column in (kinds.p, kinds.q, kinds.scale))
        counts = np.bincount(owner[here], minlength=owner[-1] + 1)
        if p[0] == NONE or not scale.any() or len(np.unique(counts)) == 1:
            continue
        x, y = at.arrays[at.array[p[0]]], at.arrays[at.array[max(q[0], 0)]]
        even = q[0] != NONE and (scale == scale[0]).all() and counts.all() and not (x.causal or y.causal)
        fit = fit_windows(x, y, owner[here], at.place[p], at.place[q]) if even else None
        if fit is None or any(not np.array_equal(fit.layout.order, other.layout.order) for other in fits.values()):
            return {}
        fits[key] = fit
    return fits


def part_of(at: Placement, p: Ints, q: Ints, sign: Floats, first: int) -> Part:
    """Return terms of one kind; constant factors that differ become an array."""
    x_array, x = at.arrays[at.array[p[0, 0]]], at.place[p]
    if p.shape[1] > 1 and (sign == sign[0, 0]).all() and repeats_one(x) and repeats_one(at.place[np.maximum(q, 0)]):
        return part_of(at, p[:, :1], q[:, :1], sign[:, :1] * p.shape[1], first)  # x + x
    if q[0, 0] != NONE:
        x, y = sorted_rows(x, at.place[q])
        return Part(x_array, x, at.arrays[at.array[q[0, 0]]], y, float(sign[0, 0]), first)
    if (sign == sign[0, 0]).all():
        return Part(x_array, np.sort(x, axis=1), None, None, float(sign[0, 0]), first)
    order = np.argsort(x, axis=1, kind="stable")
    x, sign = np.take_along_axis(x, order, axis=1), np.take_along_axis(sign, order, axis=1)
    factors, many = equal_rows(sign.view(np.int64)) if sign.shape[1] > 1 else (np.arange(len(sign)), len(sign))
    rows = np.zeros((many, sign.shape[1]))
    rows[factors] = sign
    array = at.frozen(rows if sign.shape[1] > 1 else rows[:, 0])
    y = factors[:, None] * sign.shape[1] + np.arange(sign.shape[1])
    return Part(array, y, x_array, x, 1.0, first)


def fit_part(part: Part) -> Fit | None:
    """Return how the terms of a part are a convolution, if they are one."""
    if not part.many:
        return None
    if part.y_array is None or part.y is None:
        return fit_sums(part.x_array, part.x) if worth_a_try(part.x_array, part.x) else None
    if not worth_a_try(part.x_array, part.x) and not worth_a_try(part.y_array, part.y):
        return None
    member = np.repeat(np.arange(len(part.x)), part.x.shape[1])
    return fit_windows(part.x_array, part.y_array, member, part.x.ravel(), part.y.ravel())


def neighbours(part: Part) -> list[Part]:
    """Return a few overlapping entries that all members have in the same places, each as a part of its own.

    So x[:-2] + x[2:] is the sum of two slices, and no sum over pairs that are picked.
    """
    x = part.x
    if part.y is not None or not 1 < x.shape[1] <= MANY_NEIGHBOURS or len(np.unique(x)) == x.size or len(x) == 1:
        return [part]
    if (x - x[:, :1] != x[0] - x[0, 0]).any():
        return [part]
    box = fit_sums(part.x_array, x)
    if box is not None and (len(box.slides) > 1 or box.slides[0].stride > 1):
        return [part]  # the windows of a plane, or with a stride, as pooling has them
    return [Part(part.x_array, x[:, c : c + 1], None, None, part.scale, part.first) for c in range(x.shape[1])]


MANY_NEIGHBOURS = 8  # so many entries stand around one in a plane


def term_of(at: Placement, part: Part, layout: Layout, fit: Fit | None = None) -> Any:
    """Return a part of a sum in the axes of the layout."""
    if fit is not None and fit.layout.shape == layout.shape and np.array_equal(fit.layout.order, layout.order):
        if part.y is not None:
            return convolution(at, fit, part.scale)
        return Term(part.scale, whole_view(windows_of(at, fit.image, fit.slides).out), over=len(fit.slides))
    shape = layout.shape
    if not part.many:
        second = None if part.y is None else at.view(part.y_array, completed(part.y[:, 0], layout))
        return Term(part.scale, at.view(part.x_array, completed(part.x[:, 0], layout)), second)
    row, column = rows_and_columns(layout)
    x, y = part.x[row], None if part.y is None else part.y[column]
    outer = letters_for(len(shape), at.batched)
    ranks = {len(array.shape) for array in (part.x_array, part.y_array) if array is not None}
    contracts = bool(shape) or ranks == {1}  # else it is the sum over two whole arrays
    if y is None or not contracts or repeats_one(x) or repeats_one(y):
        whole = not shape and len(part.x_array.shape) > 1 and np.array_equal(part.x[0], np.arange(part.x_array.size))
        inner: Shape = part.x_array.shape if whole else (part.x.shape[1],)  # the axes of the array, if all is summed
        letters = outer + (SUMMED if len(inner) == 1 else letters_for(len(inner), at.batched))
        second = None if y is None else at.view(part.y_array, y.reshape(*shape, *inner), letters)
        return Term(part.scale, at.view(part.x_array, x.reshape(*shape, *inner), letters), second, over=len(inner))
    assert part.y_array is not None
    in_x, in_y = varies(x, shape), varies(y, shape)
    for a, n in enumerate(shape):
        if not in_x[a] and not in_y[a] and n == 1:
            in_y[a] = is_column(part.y_array, y) and a == len(shape) - 1
            in_x[a] = not in_y[a]
    neither = any(not (a or b) for a, b in zip(in_x, in_y, strict=True))
    together = bool(shape) or part.x_array.batched or part.y_array.batched or part.x_array is part.y_array
    if (in_x == in_y and together) or neither:  # no axis of its own for either: entry by entry, then summed
        first, second = (
            at.view(a, i.reshape(*shape, -1), outer + SUMMED) for a, i in ((part.x_array, x), (part.y_array, y))
        )
        return Term(part.scale, first, second, over=1)
    factors = factor_of(at, part.x_array, x, in_x, in_y, shape), factor_of(at, part.y_array, y, in_y, in_x, shape)
    for factor in factors:
        if factor.view.array.kind == "param" and factor.view.whole and not factor.view.reshaped:
            factor.view.array.letters = factor.own
    return Contraction(part.scale, *factors, outer)


def factor_of(
    at: Placement, array: Array, index: Ints, used: list[bool], other: list[bool], shape: tuple[int, ...]
) -> Factor:
    """Return a factor of a contraction with the axes along which it changes, and the one that is summed over.

    That one comes last; in the second factor of a stack of matrix products, where the array has it.
    """
    whole, letters = index.reshape(*shape, -1), letters_for(len(shape), at.batched)
    for a in reversed(range(len(shape))):
        if not used[a]:
            whole = np.take(whole, 0, axis=a)
    kept = "".join(letter for letter, there in zip(letters, used, strict=True) if there) + SUMMED
    corner = whole[(0,) * (whole.ndim - 2)]
    second = whole.ndim > 2 and used[-1] and any(there and not own for own, there in zip(used, other, strict=True))
    if second and min(corner.shape) > 1 and corner[0, 1] > corner[1, 0]:
        whole, kept = whole.swapaxes(-1, -2), kept[:-2] + SUMMED + kept[-2]
    return Factor(at.view(array, whole, kept), kept)


def repeats_one(index: Ints) -> bool:
    """Return True if each row of a matrix repeats one entry."""
    return bool((index == index[:, :1]).all())
