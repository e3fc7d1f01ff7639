"""What stands in the brackets of a formula: letters, and what slices and other shapes make of them.

`Linear` is 2i + j + 1. Where an array is seen in another shape there is also division with rest: entry j of a 3×3 K
seen as 9 numbers is K[j//3,j%3]. Both are worked out as far as they go: 3j + k divided by 3 is j, the rest is k.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isinf
from typing import Any, TypeAlias


class Letter:
    """An index that runs over an axis. Which letter it is printed with is chosen last; `hint` is the usual one."""

    __slots__ = ("hint", "size")

    def __init__(self, hint: str, size: Any) -> None:
        self.hint, self.size = hint, size


@dataclass(frozen=True)
class Quotient:
    """of // by, and of that, if `modulo` is not 0, the rest: of // by % modulo."""

    of: "Linear"
    by: int
    modulo: int

    @property
    def parts(self) -> "tuple[Linear]":
        """What is divided."""
        return (self.of,)

    def text(self, names: Mapping[Letter, str]) -> str:
        """Return the quotient as Python writes it."""
        of = self.of.text(names)
        one = len(self.of.terms) == 1 and not self.of.plus and self.of.terms[0][1] == 1
        by = f"//{self.by}" if self.by != 1 else ""
        return f"{of if one else f'({of})'}{by}{f'%{self.modulo}' if self.modulo else ''}"


Atom: TypeAlias = "Letter | Quotient"


@dataclass(frozen=True)
class Linear:
    """A sum of letters with factors, and a number: 2i + j + 1."""

    terms: tuple[tuple[Atom, int], ...]
    plus: int = 0

    @property
    def largest(self) -> float:
        """The largest number that it can be."""
        return self.plus + sum(factor * largest(atom) for atom, factor in self.terms)

    def text(self, names: Mapping[Letter, str]) -> str:
        """Return the sum as it is printed: 2i+j+1."""
        found = []
        for atom, factor in self.terms:
            text = atom.text(names) if isinstance(atom, Quotient) else names.get(atom, atom.hint)
            found.append(text if factor == 1 else f"{factor}{text if isinstance(atom, Letter) else f'({text})'}")
        return "+".join([*found, *([str(self.plus)] if self.plus or not found else [])]).replace("+-", "-")

    @property
    def code(self) -> str:
        """As it stands in a line of source: t - 1."""
        return self.text({}).replace("+", " + ").replace("-", " - ").strip()


@dataclass(frozen=True)
class Ref:
    """An entry of an array: X[n,2i+1]. With `flat` the last index counts the entries of what the others leave."""

    name: str
    parts: "tuple[Linear | Ref, ...]"
    sizes: tuple[Any, ...]
    flat: bool = False

    def text(self, names: Mapping[Letter, str]) -> str:
        """Return the entry as it is printed."""
        found = [index.text(names) for index in self.parts]
        if self.flat:
            front = f"[{','.join(found[:-1])}]" if found[:-1] else ""
            return f"{self.name}{front}.flat[{found[-1]}]"
        return f"{self.name}[{','.join(found)}]" if found else self.name

    def ends(self, letter: Letter) -> list[Any]:
        """Return the sizes of the axes that a letter stands for alone."""
        return [size for index, size in zip(self.parts, self.sizes, strict=True) if index == alone(letter)]


def largest(atom: Atom) -> float:
    """Return the largest number that a letter or a quotient can be."""
    if isinstance(atom, Letter):
        return float("inf") if atom.size == "N" else int(atom.size) - 1
    most = atom.of.largest if isinf(atom.of.largest) else atom.of.largest // atom.by  # ∞ // 2 is nan
    return min(most, atom.modulo - 1) if atom.modulo else most


def linear(terms: Sequence[tuple[Atom, int]], plus: int = 0) -> Linear:
    """Return a sum of letters with factors, simplified: 4(i//4) + i%4 is i."""
    found: dict[Atom, int] = {}
    for atom, factor in terms:
        found[atom] = found.get(atom, 0) + factor
    for atom, factor in found.items():
        if isinstance(atom, Quotient) and atom.modulo:
            higher = next((q for q, f in found.items() if f == factor * atom.modulo and follows(q, atom)), None)
            if isinstance(higher, Quotient):
                both = quotient(atom.of, atom.by, atom.modulo * higher.modulo)
                others = [(x, f) for x, f in found.items() if x is not atom and x is not higher]
                return linear([*others, *((x, factor * k) for x, k in both.terms)], plus + factor * both.plus)
    return Linear(tuple((atom, factor) for atom, factor in found.items() if factor), plus)


def follows(higher: Atom, lower: Quotient) -> bool:
    """Return True if one quotient is the next higher digit after another one: i // 12 after i // 4 % 3."""
    return isinstance(higher, Quotient) and higher.of == lower.of and higher.by == lower.by * lower.modulo


def alone(letter: Letter | None) -> Linear | None:
    """Return a letter as an index."""
    return None if letter is None else Linear(((letter, 1),))


def at(indices: Sequence[Linear | None], shape: Sequence[Any]) -> Linear:
    """Return the position in row-major order of an entry with these indices; None is 0."""
    terms: list[tuple[Atom, int]] = []
    stride, plus = 1, 0
    for index, size in reversed([*zip(indices, shape, strict=True)]):
        if index is not None:
            terms = [*((atom, stride * factor) for atom, factor in index.terms), *terms]
            plus += stride * index.plus
        stride = stride if size == "N" else stride * size  # only the first axis has the size N
    return linear(terms, plus)


def unravelled(flat: Linear, shape: Sequence[Any]) -> list[Linear]:
    """Return the indices of an entry at this position in row-major order."""
    found: list[Linear] = []
    stride = 1
    for size in reversed(shape):
        found.insert(0, quotient(flat, stride, 0 if size == "N" else size))
        stride = stride if size == "N" else stride * size
    return found


def quotient(of: Linear, by: int, modulo: int) -> Linear:
    """Return of // by, or of // by % modulo, simplified."""
    whole = divided(of, by)
    return rest(whole, modulo) if modulo else whole


def divided(of: Linear, by: int) -> Linear:
    """Return of // by, with the multiples of `by` taken out: 5g + i with i < 5, divided by 15, is g // 3."""
    whole = [(atom, factor // by) for atom, factor in of.terms if factor % by == 0]
    low = linear([(atom, factor) for atom, factor in of.terms if factor % by], of.plus % by)
    if low.largest < by:
        return linear(whole, of.plus // by)
    for step in sorted({factor for _, factor in low.terms if factor > 1 and by % factor == 0}, reverse=True):
        inner = divided(low, step)
        if step < by and all(isinstance(atom, Letter) for atom, _ in inner.terms):
            high = divided(inner, by // step)
            return linear([*whole, *high.terms], of.plus // by + high.plus)
    return linear([*whole, (Quotient(low, by, 0), 1)], of.plus // by)


def rest(of: Linear, modulo: int) -> Linear:
    """Return of % modulo, without the multiples of it."""
    left = linear([(atom, factor) for atom, factor in of.terms if factor % modulo], of.plus % modulo)
    if left.largest < modulo:
        return left
    (first, factor), *others = left.terms
    if isinstance(first, Quotient) and factor == 1 and not (others or left.plus or first.modulo):
        return linear([(Quotient(first.of, first.by, modulo), 1)])
    return linear([(Quotient(left, 1, modulo), 1)])


def put_index(index: Any, new: Mapping[Letter, Linear]) -> Any:
    """Return an index with other meanings for its letters."""
    if isinstance(index, Ref):
        return Ref(index.name, tuple(put_index(x, new) for x in index.parts), index.sizes, index.flat)
    terms: list[tuple[Atom, int]] = []
    plus = index.plus
    for atom, factor in index.terms:
        if isinstance(atom, Letter):
            image = new.get(atom, Linear(((atom, 1),)))
        else:
            image = quotient(put_index(atom.of, new), atom.by, atom.modulo)
        terms += [(x, factor * k) for x, k in image.terms]
        plus += factor * image.plus
    return linear(terms, plus)


def cuts_of(pieces: Sequence[Any], letter: Letter) -> list[Any]:
    """Return the sizes of the parts that quotients make of a letter; its own size if they do not fit together."""
    cuts = {1, letter.size}
    for q in parts_of(pieces):
        if isinstance(q, Quotient) and q.of == alone(letter):
            cuts |= {q.by, q.by * q.modulo} if q.modulo else {q.by}
    if letter.size == "N":
        return ["N"]
    strides = sorted(cuts)
    if any(b % a for a, b in pairwise(strides)) or strides[-1] != letter.size:
        return [letter.size]
    return [b // a for a, b in pairwise(strides)][::-1]


def parts_of(pieces: Sequence[Any]) -> Iterator[Any]:
    """Yield every entry of an array in a formula, every sum over letters, and all that stands in indices."""
    waiting = list(pieces)
    while waiting:
        x = waiting.pop()
        if not isinstance(x, str | Letter):
            yield x
            waiting += [atom for atom, _ in x.terms] if isinstance(x, Linear) else x.parts
