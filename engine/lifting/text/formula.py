"""What a line says of one entry: `Z1[n,i] = Σ_j X[n,j]·W1[j,i] + b1[i]`, as a formula that gets its letters last.

A `Formula` is a function of the axes of an array: `axes` has a `Letter`, or None, for each axis, and `pieces` the
formula with these letters in it. Whatever is done to an array (broadcast, summed, transposed, cut, reshaped) is done
to its formula, by giving its letters other meanings. So the formula stays true, and which letter an axis is printed
with is chosen last, where it is known which ones are taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeAlias

from engine.lifting.text.index import Letter, Linear, Ref, alone, at, cuts_of, linear, parts_of, put_index, unravelled
from engine.table.symbol import ATOM, NEGATION, PRODUCT, SUM

SIGMA = (SUM + PRODUCT) / 2
"""How tightly a sum with Σ binds: its reach is the product behind it, so only + and - take it without parentheses."""

SIGNS = {"*": "·", "/": "/", "**": "**", "+": " + ", "-": " - "}


@dataclass(frozen=True)
class Binder:
    """Σ over letters of a formula, or another function of a whole list, such as logsumexp."""

    symbol: str
    letters: tuple[Letter, ...]
    parts: "Pieces"


Pieces: TypeAlias = tuple["str | Ref | Binder", ...]


class Formula:
    """One entry of an array, as a function of its axes.

    pieces   text, entries of arrays and sums, in order; None if there is no formula for it
    axes     for each axis its letter; None for one of size 1 that only broadcasts
    binding  how tightly the outermost operation binds
    """

    __slots__ = ("axes", "binding", "pieces")

    def __init__(self, pieces: Pieces | None, axes: Sequence[Letter | None] = (), binding: float = ATOM) -> None:
        self.pieces, self.axes, self.binding = pieces, tuple(axes), binding

    def inside(self, binding: float) -> Pieces:
        """Return the pieces as an operand, in parentheses where it binds less tightly."""
        pieces = self.pieces or ()
        return pieces if self.binding >= binding else ("(", *pieces, ")")

    def put(self, new: Mapping[Letter, Linear], axes: Sequence[Letter | None]) -> "Formula":
        """Return the formula with other meanings for its letters, and other axes."""
        return Formula(self.pieces and put(self.pieces, new), axes, self.binding)

    # --- what NumPy does to an array --------------------------------------------------------------

    def negated(self) -> "Formula":
        """Return -x, and x for -x."""
        if self.pieces is None:
            return self
        first, inner = self.pieces[0], SIGMA if self.binding == SIGMA else PRODUCT
        if isinstance(first, str) and first.startswith("-") and self.binding in (PRODUCT, NEGATION, SIGMA):
            return Formula((first[1:],) * (first != "-") + self.pieces[1:], self.axes, inner)
        return Formula(("-", *self.inside(inner)), self.axes, SIGMA if inner == SIGMA else NEGATION)

    def summed(self, axes: Sequence[int]) -> "Formula":
        """Return Σ over some of the axes."""
        gone = {a % len(self.axes) for a in axes}
        kept = [x for a, x in enumerate(self.axes) if a not in gone]
        letters = [x for a, x in enumerate(self.axes) if a in gone and x is not None]
        return bound("Σ", self, letters, kept)

    def fixed(self, axis: int, index: Linear) -> "Formula":
        """Return the entry at one index of an axis; the axis is dropped."""
        letter = self.axes[axis]
        kept = self.axes[:axis] + self.axes[axis + 1 :]
        return self.put({} if letter is None else {letter: index}, kept)

    def cut(self, axis: int, start: int, size: int, step: int) -> "Formula":
        """Return a slice along an axis: `size` entries from `start` on."""
        old = self.axes[axis]
        new = Letter(old.hint if old else "", size)
        here = {} if old is None else {old: linear([(new, step)], start)}
        return self.put(here, (*self.axes[:axis], new, *self.axes[axis + 1 :]))

    def reordered(self, order: Sequence[int]) -> "Formula":
        """Return the formula with its axes in another order."""
        return Formula(self.pieces, [self.axes[a] for a in order], self.binding)

    def with_axis(self, place: int) -> "Formula":
        """Return the formula with one more axis, of size 1."""
        return Formula(self.pieces, (*self.axes[:place], None, *self.axes[place:]), self.binding)

    def filled(self, shape: Sequence[Any]) -> "Formula":
        """Return the formula broadcast to a shape."""
        _, found = aligned([self, Formula((), [Letter("", size) for size in shape])])
        return found[0]

    def reshaped(self, shape: Sequence[Any]) -> "Formula":
        """Return the formula of the same entries, in row-major order, in another shape."""
        sizes = [1 if x is None else x.size for x in self.axes]
        hints = [x.hint for x in self.axes if x is not None and x.size != 1]
        real = [size for size in shape if size != 1]
        letters = iter([Letter(hint, n) for hint, n in zip([*hints, *[""] * len(real)], real, strict=False)])
        new = [None if size == 1 else next(letters) for size in shape]
        flat = at([alone(x) for x in new], shape)
        old = unravelled(flat, sizes)
        return self.put({x: i for x, i in zip(self.axes, old, strict=True) if x is not None}, new)


def entry(name: str, shape: Sequence[Any], hints: str = "") -> Formula:
    """Return one entry of an array, W1[j,i]; the hints are the letters to print, the last for the last axis."""
    known = hints[max(0, len(hints) - len(shape)) :]
    axes = [Letter(hint.strip(), size) for hint, size in zip(known.rjust(len(shape)), shape, strict=True)]
    return Formula((Ref(name, tuple(linear([(x, 1)]) for x in axes), tuple(shape)),), axes)


def put(pieces: Pieces, new: Mapping[Letter, Linear]) -> Pieces:
    """Return pieces with other meanings for letters."""
    found: list[Any] = []
    for piece in pieces:
        if isinstance(piece, Ref):
            piece = put_index(piece, new)
        elif isinstance(piece, Binder):
            piece = Binder(piece.symbol, piece.letters, put(piece.parts, new))
        found.append(piece)
    return tuple(found)


# --- several formulas together -----------------------------------------------------------------------


def aligned(formulas: Sequence[Formula]) -> tuple[list[Letter | None], list[Formula]]:
    """Return the axes that NumPy broadcasts these to, and the formulas with them; the first one's letters are kept."""
    axes: list[Letter | None] = []
    new: list[dict[Letter, Linear]] = [{} for _ in formulas]
    for letters in zip_longest(*(reversed(f.axes) for f in formulas)):
        there = [x for x in letters if x is not None]
        real = next((x for x in there if x.size != 1), there[0] if there else None)
        hint = next((x.hint for x in there if x.hint and real and x.size == real.size), "")
        one = Letter(hint, real.size) if real else None
        for x, found in zip(letters, new, strict=True):
            if x is not None and one is not None:
                found[x] = linear([(one, 1)] if x.size == one.size else [])
        axes.insert(0, one)
    return axes, [f.put(found, axes) for f, found in zip(formulas, new, strict=True)]


def entrywise(left: Formula, sign: str, right: Formula, binding: int, sides: tuple[float, float]) -> Formula:
    """Return left sign right, entry by entry; `sides` says how tightly each operand has to bind."""
    axes, (x, y) = aligned([left, right])
    if x.pieces is None or y.pieces is None:
        return Formula(None, axes)
    reach = SIGMA if sign in ("+", "-") and y.binding == SIGMA else sides[1]
    return Formula((*x.inside(sides[0]), SIGNS[sign], *y.inside(reach)), axes, binding)


def function_of(template: str, operands: Sequence[Formula]) -> Formula:
    """Return a function of entries, as its row writes it: tanh({})."""
    axes, found = aligned(operands)
    if any(x.pieces is None for x in found):
        return Formula(None, axes)
    pieces: list[Any] = []
    for i, part in enumerate(template.format(*[f"\0{i}\0" for i in range(len(found))]).split("\0")):
        pieces += found[int(part)].inside(SUM) if i % 2 else [part] * (part != "")
    return Formula(tuple(pieces), axes)


def contracted(operands: Sequence[tuple[str, Formula]], out: str) -> Formula:
    """Return the product of entries, summed over the letters that `out` lacks: `np.einsum` for formulas."""
    sizes: dict[str, Any] = {}
    for letters, f in operands:
        for a, x in zip(letters, f.axes, strict=True):
            sizes[a] = x.size if x is not None and sizes.get(a, 1) == 1 else sizes.get(a, 1)
    new = {a: Letter(a, size) for a, size in sizes.items()}
    axes = [new[a] for a in out]
    product: list[Any] = []
    for letters, f in operands:
        if f.pieces is None:
            return Formula(None, axes)
        meanings = {
            x: linear([(new[a], 1)] if x.size == sizes[a] else []) for a, x in zip(letters, f.axes, strict=True) if x
        }
        product += ["·"] * bool(product) + [*f.put(meanings, ()).inside(NEGATION if product else PRODUCT)]
    gone = [new[a] for a in sizes if a not in out]
    return bound("Σ", Formula(tuple(product), axes, PRODUCT), gone, axes)


def bound(symbol: str, f: Formula, letters: Sequence[Letter], kept: Sequence[Letter | None]) -> Formula:
    """Return Σ_letters of a formula, or another function of lists; the formula alone if there are no letters.

    A letter that the formula only takes apart, as in K[j//3,j%3], becomes a letter for each part: Σ_jk K[j,k].
    """
    if f.pieces is None or not letters:
        return Formula(f.pieces, kept, f.binding)
    body, over = f.inside(SIGMA if symbol == "Σ" and f.binding == SIGMA else PRODUCT if symbol == "Σ" else SUM), []
    for letter in letters:
        sizes = cuts_of(body, letter)
        parts = [Letter(letter.hint if not i else "", size) for i, size in enumerate(sizes)]
        body = put(body, {letter: at([linear([(x, 1)]) for x in parts], sizes)}) if len(parts) > 1 else body
        over += parts if len(parts) > 1 else [letter]
    return Formula((Binder(symbol, tuple(over), body),), kept, SIGMA if symbol == "Σ" else ATOM)


# --- printing ------------------------------------------------------------------------------------------

POOL = "ijklmpqrsuvabcdefghowxyzn"  # letters for axes that have none, or whose own is taken


def equation(target: Formula, sign: str, f: Formula, *, first: str = "target") -> str:
    """Return target sign formula with letters, "" without a formula; `first` says whose letters are kept."""
    turned = first != "target"
    axes, found = aligned([f, target] if turned else [target, f])
    left, right = reversed(found) if turned else found
    if left.pieces is None or right.pieces is None:
        return ""
    if turned:  # the target's letters only where the formula has no axis
        for x, own in zip(reversed(axes), reversed(f.axes), strict=False):
            if x is not None and own is not None and own.size == x.size:
                x.hint = own.hint
    parts = [*parts_of([*left.pieces, *right.pieces])]
    summed = {x.hint for b in parts if isinstance(b, Binder) for x in b.letters}
    arrays = {Letter("", 0): x.name for x in parts if isinstance(x, Ref)}  # no index may have the name of an array
    names: dict[Letter, str] = dict(arrays)
    for letter in sorted([x for x in axes if x is not None], key=lambda x: not x.hint):
        names[letter] = free_letter(letter.hint, {*names.values(), *(() if letter.hint else summed)})
    ends = limits(left, right, sign, {x: name for x, name in names.items() if x not in arrays})
    return f"{text_of(left.pieces, names)} {sign} {text_of(right.pieces, names)}{ends}"


def limits(left: Formula, right: Formula, sign: str, names: Mapping[Letter, str]) -> str:
    """Return " for i<4" for each index whose end does not show in a part of an array that is added to."""
    if sign == "=":
        return ""  # then each index goes through all of its axis on the left
    open_ends = []
    for letter, name in names.items():
        ends = ends_for(letter, right.pieces or ()) or ends_for(letter, left.pieces or ())
        if ends != {letter.size}:
            open_ends.append(f"{name}<{letter.size}")
    return f" for {', '.join(open_ends)}" if open_ends else ""


def plain(f: Formula) -> str:
    """Return the text of a formula without axes, "" if there is none."""
    return text_of(f.pieces, {}) if f.pieces is not None and not any(f.axes) else ""


def free_letter(hint: str, taken: set[str]) -> str:
    """Return the hint, or another letter if it is taken."""
    return hint if hint and hint not in taken else next(x for x in POOL if x not in taken)


def text_of(pieces: Pieces, names: Mapping[Letter, str]) -> str:
    """Return pieces as text."""
    return "".join(
        piece if isinstance(piece, str) else piece.text(names) if isinstance(piece, Ref) else bound_text(piece, names)
        for piece in pieces
    )


def bound_text(binder: Binder, names: Mapping[Letter, str]) -> str:
    """Return the text Σ_j …, or Σ_{j<3} … if j does not go through all of an axis."""
    inner = dict(names)
    for letter in binder.letters:
        inner[letter] = free_letter(letter.hint, set(inner.values()))
    ends = {x: ends_for(x, binder.parts) for x in binder.letters}
    indices = [inner[x] if ends[x] == {x.size} else f"{inner[x]}<{x.size}" for x in binder.letters]
    short = all(ends[x] == {x.size} for x in binder.letters)
    under = f"{binder.symbol}_{''.join(indices) if short else '{' + ','.join(indices) + '}'}"
    body = text_of(binder.parts, inner)
    return f"{under} {body}" if binder.symbol == "Σ" else f"{under}({body})"


def ends_for(letter: Letter, pieces: Pieces) -> set[Any]:
    """Return where a reader takes a letter to end: at the ends of the axes that it stands for alone."""
    return {end for ref in parts_of(pieces) if isinstance(ref, Ref) for end in ref.ends(letter)}
