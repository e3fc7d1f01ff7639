"""Pieces of NumPy text with their shapes, which combine as the rows of the table combine numbers.

A rule of the table run on these gives the line of source that computes it, as it gives a formula when run on the
symbols of `symbol.py`. How NumPy writes a row stands in the row. Where NumPy has no function, or none that stays finite
where the engine does, a small one is written into the source, so that it runs wherever it is pasted.
"""

from __future__ import annotations

import inspect
import operator
import re
from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import product, zip_longest
from math import prod
from textwrap import dedent
from typing import Any

from engine import ops
from engine.lifting.text import formula
from engine.lifting.text.formula import Formula
from engine.lifting.text.index import Letter, Linear, linear
from engine.table import floats
from engine.table.primitive import Op
from engine.table.symbol import ATOM, NEGATION, PRODUCT, SUM, Algebra

N = "N"  # the size of a batch axis, which is open until the program is called

Shape = tuple[Any, ...]


class Code(Algebra):
    """A piece of source.

    text     as Python reads it
    binding  how tightly its outermost operation binds
    shape    what it gives, as NumPy broadcasts it; a batch axis has the size N
    number   what it is, if it is a plain number
    formula  what one entry is; without one, the comment has the shape only. Only comments show it, and most programs
             run unread, so it is made when it is first asked for
    truth    whether it is an array of truth values, which NumPy multiplies as 0 and 1, but does not add as such
    why      a sentence on where it comes from, if that is more than the chain rule of one step
    open     whether further indices go into its last brackets: h[t], and of it h[t, 0:3]
    loop     the head of the loop in which it is added to a gradient, if it is
    data     which number `ops.nonzero` finds in it: by default any but 0
    """

    __slots__ = ("_formula", "binding", "data", "loop", "number", "open", "shape", "target", "text", "truth", "why")

    def __init__(self, text: str, shape: Shape = (), binding: int = ATOM, number: float | None = None) -> None:
        self.text, self.shape, self.binding, self.number = text, shape, binding, number
        self._formula: Formula | Callable[[], Formula] | None = None
        self.target: Formula | None = None  # the entry that it is added to, if it is part of a gradient
        self.data, self.truth, self.open, self.why, self.loop = 1.0, False, False, "", ""

    @property
    def formula(self) -> Formula:
        """What one entry is."""
        if not isinstance(self._formula, Formula):
            self._formula = self._formula() if self._formula else self._own_formula()
        return self._formula

    def _own_formula(self) -> Formula:
        """Return the formula of a name or a number, and none for anything else that has not been given one."""
        if not self.shape and (self.number is not None or self.text.isidentifier()) and "np." not in self.text:
            return Formula((self.text,), (), self.binding)
        return Formula(None, [None if size == 1 else Letter("", size) for size in self.shape])

    def of(self, formula: Formula | Callable[[], Formula]) -> Code:
        """Set the formula of one entry, or what makes it, and return the same piece."""
        self._formula = formula
        return self

    def added_to(self, target: Formula) -> Code:
        """Return a copy that says which entry of a gradient it is added to."""
        code = Code(self.text, self.shape, self.binding, self.number).of(lambda: self.formula)
        code.truth, code.target = self.truth, target
        return code

    def inside(self, binding: int) -> str:
        """Return the text as an operand, in parentheses where it binds less tightly."""
        return self.text if self.binding >= binding else f"({self.text})"

    @classmethod
    def infix(cls, first: Any, sign: str, second: Any, binding: int) -> Code:
        """Return first sign second; numbers are computed, and factors of 1 left out."""
        left, right = as_code(first), as_code(second)
        if left.truth and right.truth:
            left = left.as_number()
        if sign == "*" and right.number is not None:
            left, right = right, left  # 2 * x, as it is written by hand
        if sign in ("+", "-") and right.is_negative:
            sign, right = {"+": "-", "-": "+"}[sign], -right
        return simpler(left, sign, right) or in_full(left, sign, right, binding)

    def __neg__(self) -> Code:
        if self.number is not None:
            return literal(-self.number)
        if self.truth:
            return self.infix(-1.0, "*", self.as_number(), PRODUCT)
        if self.is_negative:
            return Code(self.text[1:], self.shape, PRODUCT).of(lambda: self.formula.negated())
        return Code(f"-{self.inside(PRODUCT)}", self.shape, NEGATION).of(lambda: self.formula.negated())

    def as_number(self) -> Code:
        """Return truth values as 0.0 and 1.0; anything else as it is."""
        if not self.truth:
            return self
        return Code(f"np.where({self.text[1:-1]}, 1.0, 0.0)", self.shape).of(lambda: self.formula)

    def indexed(self, entries: Sequence[str | Linear]) -> Code:
        """Return a part: ":" keeps an axis, "None" adds one; a number, t or start:end:step takes some of one."""
        sizes = list(self.shape)
        shape: list[Any] = []
        written: list[str] = []
        changes: list[Callable[[Formula], Formula]] = []
        for part in entries:
            written.append(part.code if isinstance(part, Linear) else part)
            if part == "None":
                changes.append(partial(Formula.with_axis, place=len(shape)))
                shape.append(1)
                continue
            size = sizes.pop(0)
            if isinstance(part, Linear):
                changes.append(partial(Formula.fixed, axis=len(shape), index=part))
            elif part == ":":
                shape.append(size)
            elif ":" in part:
                start, end, step = (*map(int, part.split(":")), 1)[:3]
                shape.append(-((start - end) // step))
                written[-1] = slice_text(start, end, step, size)
                changes.append(partial(Formula.cut, axis=len(shape) - 1, start=start, size=shape[-1], step=step))
            else:
                changes.append(partial(Formula.fixed, axis=len(shape), index=linear([], int(part))))
        inside = brackets(written)
        text = f"{self.inside(ATOM)}{inside}" if inside else self.text
        if self.open and inside:
            text = f"{self.text[:-1]}, {inside[1:]}"

        def cut() -> Formula:
            return reduce(lambda found, change: change(found), changes, self.formula)

        return Code(text, (*shape, *sizes)).of(cut)

    def reordered(self, axes: Sequence[int]) -> Code:
        """Return it with its axes in another order: A.T, A.swapaxes(0, 1) or A.transpose(1, 2, 0)."""
        n, moved = len(axes), [a for a, axis in enumerate(axes) if a != axis]
        if not moved:
            return self
        text = f".transpose({sizes_text(axes)})"
        if len(moved) == 2:
            last = (-1, -2) if moved == [n - 2, n - 1] else moved
            text = ".T" if n == 2 else f".swapaxes({sizes_text(last)})"
        again = len(moved) == 2 and self.binding == ATOM and self.text.endswith(text)
        text = self.text.removesuffix(text) if again else self.inside(ATOM) + text
        return Code(text, tuple(self.shape[a] for a in axes)).of(lambda: self.formula.reordered(axes))

    def reshaped(self, shape: Shape) -> Code:
        """Return the same entries in another shape."""
        text = f"{self.inside(ATOM)}.reshape({sizes_text(shape)})"
        return self if self.shape == shape else Code(text, shape).of(lambda: self.formula.reshaped(shape))

    def reduced(self, axes: Sequence[int], how: str = "sum", *, keep: bool = False) -> Code:
        """Return the sum or mean along axes; with `keep` they stay, with the size 1, unless NumPy adds them anyway."""
        keep = keep and tuple(axes) != tuple(range(len(axes)))

        def reduced() -> Formula:
            found = self.formula.summed(axes)
            for a in axes if keep else ():
                found = found.with_axis(a)
            if how == "mean":
                n = literal(prod(self.shape[a] for a in axes)).formula
                found = formula.entrywise(found, "/", n, PRODUCT, (PRODUCT, NEGATION))
            return found

        shape = tuple(1 if a in axes else size for a, size in enumerate(self.shape) if keep or a not in axes)
        which = "" if len(axes) == len(self.shape) else axis_text(axes)
        return Code(f"{self.inside(ATOM)}.{how}({which}{', keepdims=True' if keep else ''})", shape).of(reduced)

    @property
    def is_negative(self) -> bool:
        """True if it is written with a minus sign that can be taken off: -x, -0.5 * x."""
        return self.text[0] == "-" and self.binding in (PRODUCT, NEGATION)

    @staticmethod
    def _apply(op: Op, operands: tuple[Any, ...]) -> Code:
        """Return a row used as a function."""
        codes = [as_code(x) for x in operands]
        shape = codes[0].shape if op.name == "sum" else broadcast(*[x.shape for x in codes])
        if op.name == "step":
            code = Code(f"({codes[0].inside(SUM)} > 0)", shape).of(lambda: function_of("[{} > 0]", codes))
            code.truth = True
            return code
        text = numpy_text(op, [x.inside(SUM) for x in codes], [x.inside(ATOM) for x in codes])
        if op.name == "sum":  # along the last axis, which stays, with the size 1
            return Code(text, shape).of(lambda: codes[0].formula.summed([-1]).with_axis(len(shape) - 1))
        return Code(text, shape).of(lambda: function_of(op.text, codes))


def function_of(template: str, codes: Sequence[Code]) -> Formula:
    """Return the formula of a function of pieces."""
    return formula.function_of(template, [x.formula for x in codes])


def axis_text(axes: Sequence[int]) -> str:
    """Return one axis or several, as NumPy's functions take them."""
    return f"axis={axes[0] if len(axes) == 1 else tuple(axes)}"


def sizes_text(shape: Sequence[Any]) -> str:
    """Return a shape as `reshape` takes it."""
    return ", ".join(map(str, shape)) or "()"


def shape_text(shape: Sequence[Any]) -> str:
    """Return a shape as Python writes it."""
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def brackets(parts: Sequence[str]) -> str:
    """Return brackets without the last axes, if these are taken whole; "" if all are."""
    count = max((i for i, part in enumerate(parts, 1) if part != ":"), default=0)
    return f"[{', '.join(parts[:count])}]" if count else ""


def slice_text(start: int, end: int, step: int, size: int) -> str:
    """Return a slice as people write it: without the ends of the axis, and counted from the end near it.

    >>> [slice_text(*each) for each in ((0, 3, 1, 9), (1, 9, 1, 9), (0, 8, 1, 9), (0, 9, 2, 9), (3, 5, 1, 9))]
    [':3', '1:', ':-1', '::2', '3:5']
    """
    count, left = -((start - end) // step), size - end
    last = "" if len(range(start, size, step)) == count else str(end)
    if last and step == 1 and start <= 2 and left <= 2 and count >= 2 * left:
        last = f"-{left}"
    return f"{start or ''}:{last}" + (f":{step}" if step > 1 else "")


def literal(x: Any) -> Code:
    """Return a number as Python writes it, whole ones without ".0". A length has code of its own."""
    if hasattr(x, "code"):
        return x.code()  # type: ignore[no-any-return]  # x is anything that has a code
    digits = repr(float(x))
    if digits.lstrip("-") in ("inf", "nan"):
        return Code(digits.replace("inf", "np.inf").replace("nan", "np.nan"), (), NEGATION if x < 0 else ATOM, x)
    short = digits.removesuffix(".0") if digits != "-0.0" else digits
    return Code(short, (), NEGATION if digits[0] == "-" else ATOM, float(x))


def as_code(x: Any) -> Code:
    """Return a number as code; code as it is."""
    return x if isinstance(x, Code) else literal(x)


def simpler(left: Code, sign: str, right: Code) -> Code | None:
    """Return a shorter way to write an operation, or None."""
    if left.number is not None and right.number is not None:
        known = NUMBERS[sign](left.number, right.number)
        return None if known is None else literal(known)
    if sign == "*" and left.number in (1, -1):
        return right.as_number() if left.number == 1 else -right
    if sign in ("/", "**") and right.number == 1:
        return left
    if sign == "-" and left.number == 0:
        return -right
    if sign == "/" and right.text == ops.summation.numpy.format(left.inside(ATOM)):
        code = Code(f"shares({left.text})", broadcast(left.shape, right.shape))
        return code.of(lambda: formula.entrywise(left.formula, "/", right.formula, PRODUCT, (PRODUCT, NEGATION)))
    return None


def in_full(left: Code, sign: str, right: Code, binding: int) -> Code:
    """Return left sign right, in parentheses where needed: sums group from the left, powers from the right."""
    tight = binding + 1
    sides = (tight, NEGATION if right.number is not None else binding) if sign == "**" else (binding, tight)
    code = Code(f"{left.inside(sides[0])} {sign} {right.inside(sides[1])}", broadcast(left.shape, right.shape), binding)
    return code.of(lambda: formula.entrywise(left.formula, sign, right.formula, binding, sides))


MANY = 50  # from how many terms on a sum is written as a list: Python nests a + b + c, and does not nest deep


def total(terms: list[Code]) -> Code:
    """Return the sum of terms; 0 if there are none."""
    if not terms:
        return literal(0.0)
    if len(terms) > MANY:
        return Code(f"sum([{', '.join(term.text for term in terms)}])", broadcast(*[term.shape for term in terms]))
    return reduce(operator.add, terms)


NUMBERS: dict[str, Callable[[float, float], float | None]] = {
    "+": lambda x, y: x + y,
    "-": lambda x, y: x - y,
    "*": lambda x, y: x * y,
    "/": lambda x, y: x / y if y else None,
    "**": lambda x, y: None,
}


def broadcast(*shapes: Shape) -> Shape:
    """Return the shape that NumPy broadcasts these to."""
    last_first = [next((n for n in sizes if n != 1), 1) for sizes in zip_longest(*map(reversed, shapes), fillvalue=1)]
    return tuple(last_first[::-1])


def rule_as_code(rule: Callable[..., Any], operands: list[Any]) -> Code:
    """Return a partial as code; if it asks whether an operand is 0, both answers, chosen by `np.where`."""
    doubtful = [x for x in operands if isinstance(x, Code)]
    answers: dict[tuple[bool, ...], Code] = {}
    for zeros in product((False, True), repeat=len(doubtful)):
        for x, zero in zip(doubtful, zeros, strict=True):
            x.data = 0.0 if zero else 1.0
        answers[zeros] = as_code(rule(*operands))
    for x in doubtful:
        x.data = 1.0
    return first_choice(answers, doubtful)


def first_choice(answers: dict[tuple[bool, ...], Code], asked: list[Code]) -> Code:
    """Return the answer if all are the same; else a choice by the first operand that makes a difference."""
    found = list(answers.values())
    if all(x.text == found[0].text for x in found):
        return found[0]
    first, rest = asked[0], asked[1:]
    no, yes = (first_choice({k[1:]: x for k, x in answers.items() if k[0] is zero}, rest) for zero in (False, True))
    if no.text == yes.text:
        return no
    shape = broadcast(first.shape, no.shape, yes.shape)
    return Code(f"np.where({first.inside(SUM + 1)} != 0, {no.text}, {yes.text})", shape)


# --- functions that the source calls ------------------------------------------------------------------

HELPERS = {
    "sigmoid": """\
def sigmoid(x):
    e = np.exp(-np.abs(x))  # never overflows
    return np.where(x >= 0, 1, e) / (1 + e)
""",
    "leaky_relu": "def leaky_relu(x, slope):\n    return np.where(x > 0, x, slope * x)\n",
    "elu": "def elu(x, alpha):\n    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))\n",
    "silu": "def silu(x):\n    return np.where(x == -np.inf, -0.0, x * sigmoid(x))\n",
    "gelu": "def gelu(x):\n    return np.where(x == -np.inf, -0.0, 0.5 * x * erfc(-x / np.sqrt(2)))\n",
    "logsumexp": """\
def logsumexp(X):
    highest = X.max(axis=-1, keepdims=True)  # taken out, so that nothing overflows
    highest = np.where(np.isinf(highest), 0, highest)
    return np.log(np.exp(X - highest).sum(axis=-1)) + highest[..., 0]
""",
    "softmax": """\
def softmax(X):
    powers = np.exp(X - X.max(axis=-1, keepdims=True))  # at most 1: nothing overflows
    return powers / powers.sum(axis=-1, keepdims=True)
""",
    "shares": "def shares(X):\n    return X / X.sum(axis=-1, keepdims=True)\n",
    "scatter": """\
def scatter(d, index, shape):
    out = np.zeros((len(d), *shape))
    np.add.at(out, (slice(None), index), d)  # an index may repeat: the shares add up
    return out
""",
    "erf": "erf = np.vectorize(math.erf, otypes=[float])\n",
    "erfc": "erfc = np.vectorize(math.erfc, otypes=[float])\n",
}
"""Functions that are written into the source where it uses them."""

BY_NUMBER = {"lgamma": (floats.lgamma,), "polygamma": (floats.factorial_over_power, floats.polygamma)}
"""Functions of the engine on single numbers that are copied into the source as they are."""

WRITTEN = {"add", "sub", "mul", "div", "pow", "neg", "prod", "dot"}
"""Rows that the source writes with operators, or as a product of arrays."""


def numpy_text(op: Op, plain: Sequence[str], tight: Sequence[str]) -> str:
    """Return a row with its operands: `plain` between commas, `tight` where a method follows."""
    form = op.numpy or f"{op.name}({', '.join(['{}'] * len(plain))})"
    return form.format(*(tight if form.startswith("{}.") else plain))


def is_known(op: Op) -> bool:
    """Return True if the source can be written without asking the row for its function."""
    return bool(op.numpy) or op.name in WRITTEN


def helpers_for(text: str) -> str:
    """Return the functions that a piece of source calls and NumPy does not have."""
    needed: set[str] = set()
    waiting = functions_called_in(text)
    while waiting:
        name = waiting.pop()
        if name not in needed and (name in HELPERS or name in BY_NUMBER):
            needed.add(name)
            waiting |= functions_called_in(HELPERS.get(name, ""))
    written = [
        HELPERS[name] if name in HELPERS else copied_from_floats(name)
        for name in [*HELPERS, *BY_NUMBER]
        if name in needed
    ]
    return "\n\n\n".join(each.strip() for each in written)


def functions_called_in(text: str) -> set[str]:
    """Return the names of the functions that a piece of source calls, without those of a module or an object."""
    return set(re.findall(r"(?<![\w.])([a-z_0-9]+)\(", text))


def copied_from_floats(name: str) -> str:
    """Return the source of functions of `floats.py`, the last one made to take arrays as well."""
    *others, last = [dedent(inspect.getsource(function)) for function in BY_NUMBER[name]]
    constants = "".join(f"{x} = {getattr(floats, x)!r}\n" for x in ("BERNOULLI",) if x in last)
    constants += "INF = math.inf\n" if "INF" in last else ""
    return constants + "\n\n" + "\n\n".join([*others, f"@np.vectorize\n{last}"])
