"""What rows of the table compute, as instructions for the page: rows are run on symbols that note what is done to them.

A row's function and its partials are Python. Called with symbols in the place of numbers, they note one instruction
for each operation; where they ask whether x > 0, both answers are followed. So the rule stays in its row, and a row
that is added runs in the page as well. Only functions of `math` that JavaScript's `Math` lacks, such as erf, stop it.
`rows.js` carries the instructions out. They are data, and the script of the page is the same for every graph: a site
may allow this one script and no other.

    ["*", 0, 1]                  the product of the numbers 0 and 1; the result gets the next free number
    ["exp", 2], ["f sigmoid", 2] a function of `Math`, and another row
    ["+", 2, "0.5"]              a text is a number itself
    ["if", "<", 0, "0.0", […], […]]  the last of a list: what follows if number 0 is negative, and if it is not
    ["return", 3]                the result; for a row that takes lists all its partials

Numbers 0, 1, … are the operands, then `out`, then the results of instructions. A symbol stands for a finite number.
Where a result or a partial is not finite, the page stands still.
"""

from __future__ import annotations

import builtins
import functools
import math
import operator
import re
from collections.abc import Callable, Sequence
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, TypeAlias

from engine.table.primitive import ListOp, Op
from engine.table.symbol import Algebra

IN_MATH = (
    *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "pow", "hypot"),
    *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
)
"""What JavaScript's `Math` has, under the same name as `math` of Python."""

OTHERWISE = {"copysign": "copysign", "fabs": "abs"}  # what it has under another name, or `rows.js` has in its place

BRANCHES = 64  # a row with more cases, such as one with a loop over a condition, is not written

Place: TypeAlias = "int | str | list[Any]"
Instruction: TypeAlias = list[Any]
Program: TypeAlias = dict[str, Any]  # how many numbers are given, and the instructions


class UnwritableError(TypeError):
    """A row does something that there is no instruction for."""


class Undecided(BaseException):
    """A row asks something of a symbol, and both answers are to be followed. No `except` of a row may catch it."""


class PageNumber(Algebra):
    """A number of the page, by its place among those that the instructions know."""

    __slots__ = ("path", "place")

    def __init__(self, place: int, path: Path) -> None:
        self.place, self.path = place, path

    @classmethod
    def infix(cls, left: Any, sign: str, right: Any, binding: int) -> Any:
        """Note left sign right; a power as that of `Math`, which is Python's wherever it is finite."""
        path = left.path if isinstance(left, PageNumber) else right.path
        return path.call("pow" if sign == "**" else sign, left, right)

    @staticmethod
    def _apply(op: Op, operands: tuple[Any, ...]) -> PageNumber:
        """Note a row that is used as a function inside another row's formula."""
        path = next(x.path for x in operands if isinstance(x, PageNumber))
        return path.call(f"f {path.writer.value(op, len(operands))}", *operands)

    def compared(self, sign: str, other: Any) -> bool:
        """Return what a comparison comes to; beside itself or infinity there is nothing to decide."""
        compare = {"<": operator.lt, "<=": operator.le, "===": operator.eq}[sign]
        if not isinstance(other, PageNumber) and not math.isfinite(other):
            return bool(compare(0.0, other))
        if isinstance(other, PageNumber) and other.place == self.place:
            return bool(compare(0.0, 0.0))
        return self.path.decided(sign, self.place, place_of(other))

    # fmt: off
    def __neg__(self) -> PageNumber: return self.path.call("neg", self)
    def __pos__(self) -> PageNumber: return self
    def __abs__(self) -> PageNumber: return self.path.call("abs", self)
    def __mod__(self, other: Any) -> PageNumber: return self.path.call("%", self, other)
    def __bool__(self) -> bool: return not self.compared("===", 0.0)
    def __lt__(self, other: Any) -> bool: return self.compared("<", other)
    def __le__(self, other: Any) -> bool: return self.compared("<=", other)
    def __gt__(self, other: Any) -> bool: return not self.compared("<=", other)
    def __ge__(self, other: Any) -> bool: return not self.compared("<", other)
    def __eq__(self, other: object) -> bool: return self.compared("===", other)
    def __ne__(self, other: object) -> bool: return not self.compared("===", other)
    __hash__ = None  # type: ignore[assignment]  # two symbols are equal or not at run time only
    # fmt: on


def place_of(x: Any) -> Place:
    """Return where an operand stands; a number is a text with all its digits, a list has its places."""
    if isinstance(x, PageNumber):
        return x.place
    if isinstance(x, list | tuple):
        return [place_of(each) for each in x]
    return repr(float(x)).replace("inf", "Infinity").replace("nan", "NaN")


class Path:
    """One way through a row: the answers that it gets to what it asks, and the instructions that it notes."""

    def __init__(self, writer: RowWriter, operands: int, answers: Sequence[bool]) -> None:
        self.writer = writer
        self.operands = operands
        self.answers = list(answers)  # those still to be given
        self.known: dict[tuple[Any, ...], bool] = {}
        self.steps: list[Instruction] = []
        self.done = 0  # how many instructions stand before the last answer

    def call(self, what: str, *operands: Any) -> PageNumber:
        """Note an instruction, and return its result."""
        self.steps.append([what, *map(place_of, operands)])
        return PageNumber(self.operands + len(self.steps) - 1, self)

    def decided(self, *condition: Any) -> bool:
        """Return the answer to a question, the same each time it is asked."""
        if condition not in self.known:
            if not self.answers:
                raise Undecided(*condition)
            self.known[condition] = self.answers.pop(0)
            self.done = len(self.steps)
        return self.known[condition]


class RowWriter:
    """Writes rows, each once, with those that they need: `f` has what they compute, `d` their partials.

    Of a row that takes lists, `d` has one program that gives all partials, in a list of its own.

    >>> from engine import ops
    >>> writer = RowWriter()
    >>> writer.row(ops.relu, 1)
    'relu'
    >>> writer.f["relu"]
    {'given': 1, 'steps': [['if', '<=', 0, '0.0', [['return', '0.0']], [['return', 0]]]]}
    >>> writer.d["relu"]
    [{'given': 2, 'steps': [['f step', 0], ['return', 2]]}]
    """

    def __init__(self) -> None:
        self.names: dict[tuple[Op, int], str] = {}
        self.f: dict[str, Program] = {}
        self.d: dict[str, list[Program | None]] = {}
        self.refused: set[tuple[Op, int]] = set()

    def row(self, op: Op, arity: int) -> str | None:
        """Return the name under which a row with its partials is there; None if it cannot be written."""
        if (op, arity) in self.refused:
            return None
        before = dict(self.names), dict(self.f), dict(self.d)
        try:
            name = self.value(op, arity)
            if name not in self.d:
                self.d[name] = [rule and self.program(op, rule, arity, arity + 1) for rule in op.partials]
        except UnwritableError:
            self.names, self.f, self.d = before
            self.refused.add((op, arity))
            return None
        return name

    def value(self, op: Op, arity: int) -> str:
        """Return the name of what a row computes, and write it if it was not."""
        if (op, arity) not in self.names:
            # A name of letters that is free: a row that a user made may be called anything.
            wish = f"{op.name}{f'_{arity}' if isinstance(op, ListOp) else ''}"
            free = re.fullmatch(r"[a-z]\w*", wish, re.ASCII) and wish not in self.names.values()
            name = self.names[op, arity] = wish if free else f"row_{len(self.names)}"
            self.f[name] = {}  # it may need itself
            self.f[name] = self.program(op, on_symbols(op.function), arity, arity)
        return self.names[op, arity]

    def program(self, op: Op, rule: Callable[..., Any], arity: int, known: int) -> Program:
        """Return what a rule of a row does with its operands, and with `out` if it stands behind them."""
        branches = 0

        def run(path: Path) -> Any:
            symbols = [PageNumber(place, path) for place in range(known)]
            return rule(*(op.split(symbols[:arity]) if isinstance(op, ListOp) else symbols[:arity]), *symbols[arity:])

        def grown(answers: list[bool]) -> list[Instruction]:
            nonlocal branches
            branches += 1
            if branches > BRANCHES:
                raise UnwritableError(f"{op.name} has too many cases")
            path = Path(self, known, answers)
            try:
                end: Instruction = ["return", place_of(run(path))]
            except Undecided as asked:
                end = ["if", *asked.args, *(grown([*answers, answer]) for answer in (True, False))]
            except (ValueError, ArithmeticError):
                end = ["return", "NaN"]  # there is no value
            except Exception as error:  # whatever a row of the user's raises on a symbol
                raise UnwritableError(str(error)) from None
            return [*path.steps[path.done :], end]

        return {"given": known, "steps": grown([])}


# --- `math` and the built-in functions, for symbols ----------------------------------------------


class MathOfSymbols:
    """Stands for the module `math` in the functions of rows."""

    def __getattr__(self, name: str) -> Any:
        """Return what `math` has of that name; a function of it that takes symbols, too."""
        found = getattr(math, name)
        return function_of_symbols(found) if callable(found) else found


def function_of_symbols(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of `math` that writes itself where it gets a symbol."""
    name = function.__name__

    def called(*operands: Any) -> Any:
        if name == "prod":
            return functools.reduce(operator.mul, operands[0], 1.0)
        symbols = [x for x in operands if isinstance(x, PageNumber)]
        if not symbols:
            return function(*operands)
        if name not in IN_MATH and name not in OTHERWISE:
            raise UnwritableError(f"JavaScript has no {name}")
        return symbols[0].path.call(OTHERWISE.get(name, name), *operands)

    return called


class FloatOfSymbols(float):
    """Stands for `float`: a symbol is one already."""

    def __new__(cls, x: Any = 0.0) -> Any:
        """Return the number, or the symbol."""
        return x if isinstance(x, PageNumber) else float(x)


def extreme(name: str) -> Callable[..., Any]:
    """Return what stands for `max` or `min`: of symbols that of JavaScript, without a question for each."""

    def called(*operands: Any, **options: Any) -> Any:
        every = list(operands[0]) if len(operands) == 1 else operands
        path = next((x.path for x in every if isinstance(x, PageNumber)), None)
        return getattr(builtins, name)(every, **options) if path is None else path.call(name, *every)

    return called


BUILT_IN = {"float": FloatOfSymbols, "max": extreme("max"), "min": extreme("min")}


def on_symbols(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same function, so that it takes symbols: with another `math`."""
    if isinstance(function, FunctionType):
        return copied(function, names_for_symbols(function.__globals__))
    return function_of_symbols(function) if function.__module__ == "math" else function


def copied(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    """Return a function that finds other things under its global names."""
    made = FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def names_for_symbols(names: dict[str, Any], done: dict[int, dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return the global names of a module, and of those of this package that it uses, with another `math`."""
    done = {} if done is None else done
    if id(names) not in done:
        made = done[id(names)] = {**names, **{k: v for k, v in BUILT_IN.items() if k not in names}}
        for name, thing in names.items():
            if isinstance(thing, FunctionType):
                made[name] = copied(thing, made)
            elif thing is math:
                made[name] = MathOfSymbols()
            elif isinstance(thing, ModuleType) and thing.__name__.startswith("engine.table"):
                made[name] = SimpleNamespace(**names_for_symbols(vars(thing), done))
            elif getattr(thing, "__module__", None) == "math":
                made[name] = function_of_symbols(thing)
    return done[id(names)]
