"""What rows of the table compute, as JavaScript for the page: rows are run on symbols that write what is done to them.

A row's function and its partials are Python. Called with symbols in the place of numbers, they write one line for
each operation; where they ask whether x > 0, both answers are followed. So the rule stays in its row, and a row that
is added runs in the page as well. Only the functions of `math` that JavaScript's `Math` lacks, such as erf, stop it.

A symbol stands for a finite number. Where a result or a partial is not finite, the page stands still (`page.js`).
"""

from __future__ import annotations

import builtins
import functools
import math
import operator
import re
from collections.abc import Callable, Sequence
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, Self

from engine.table.primitive import ListOp, Op
from engine.table.symbol import Algebra

IN_MATH = (
    *("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "pow", "hypot"),
    *("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
)
"""What JavaScript's `Math` has, under the same name as `math` of Python."""

OTHERWISE = {
    "copysign": "Math.abs({0}) * ({1} < 0 || Object.is({1}, -0) ? -1 : 1)",
    "fabs": "Math.abs({0})",
}
"""What it has under another name, or not as one function."""

BRANCHES = 64  # a row with more cases, such as one with a loop over a condition, is not written


class UnwritableError(TypeError):
    """A row does something that JavaScript has no word for."""


class Undecided(BaseException):
    """A row asks something of a symbol, and both answers are to be followed. No `except` of a row may catch it."""


class PageNumber(Algebra):
    """A number of the page, by the name that it has there."""

    __slots__ = ("path", "text")

    def __init__(self, text: str, path: Path) -> None:
        self.text, self.path = text, path

    @classmethod
    def infix(cls, left: Any, sign: str, right: Any, binding: int) -> Self:
        """Write left sign right; a power as JavaScript's, which is that of Python wherever it is finite."""
        path = left.path if isinstance(left, PageNumber) else right.path
        x, y = text_of(left), text_of(right)
        return cls(path.named(f"Math.pow({x}, {y})" if sign == "**" else f"{x} {sign} {y}"), path)

    @staticmethod
    def _apply(op: Op, operands: tuple[Any, ...]) -> PageNumber:
        """A row used as a function inside another row's formula."""
        path = next(x.path for x in operands if isinstance(x, PageNumber))
        return path.call(path.writer.value(op, len(operands)), operands)

    def compared(self, sign: str, other: Any) -> bool:
        """What a comparison comes to; beside itself or infinity there is nothing to decide."""
        compare = {"<": operator.lt, "<=": operator.le, "===": operator.eq, "!==": operator.ne}[sign]
        if not isinstance(other, PageNumber) and not math.isfinite(other):
            return bool(compare(0.0, other))
        if text_of(other) == self.text:
            return bool(compare(0.0, 0.0))
        return self.path.decided(f"{self.text} {sign} {text_of(other)}")

    # fmt: off
    def __neg__(self) -> PageNumber: return PageNumber(self.path.named(f"-{self.text}"), self.path)
    def __pos__(self) -> PageNumber: return self
    def __abs__(self) -> PageNumber: return self.path.call("Math.abs", [self])
    def __mod__(self, other: Any) -> PageNumber: return self.infix(self, "%", other, 0)
    def __bool__(self) -> bool: return self.compared("!==", 0.0)
    def __lt__(self, other: Any) -> bool: return self.compared("<", other)
    def __le__(self, other: Any) -> bool: return self.compared("<=", other)
    def __gt__(self, other: Any) -> bool: return not self.compared("<=", other)
    def __ge__(self, other: Any) -> bool: return not self.compared("<", other)
    def __eq__(self, other: object) -> bool: return self.compared("===", other)
    def __ne__(self, other: object) -> bool: return not self.compared("===", other)
    __hash__ = None  # type: ignore[assignment]  # two symbols are equal or not at run time only
    # fmt: on


def text_of(x: Any) -> str:
    """A symbol by its name, a list in brackets, a number with all its digits."""
    if isinstance(x, PageNumber):
        return x.text
    if isinstance(x, list | tuple):
        return f"[{', '.join(map(text_of, x))}]"
    if x is None:
        return "null"
    return repr(float(x)).replace("inf", "Infinity").replace("nan", "NaN")


class Path:
    """One way through a row: the answers that it gets to what it asks, and the lines that it writes."""

    def __init__(self, writer: Writer, answers: Sequence[bool]) -> None:
        self.writer = writer
        self.answers = list(answers)  # those still to be given
        self.known: dict[str, bool] = {}
        self.lines: list[str] = []
        self.written = 0  # how many lines stand before the last answer

    def named(self, expression: str) -> str:
        """Write a line that gives an expression a name."""
        name = f"t{len(self.lines)}"
        self.lines.append(f"const {name} = {expression};")
        return name

    def call(self, function: str, operands: Sequence[Any]) -> PageNumber:
        """Write the call of a function."""
        return PageNumber(self.named(f"{function}({', '.join(map(text_of, operands))})"), self)

    def ended(self, result: str) -> list[str]:
        """The lines since the last answer, and the result; a name that is only returned is not needed."""
        lines = self.lines[self.written :]
        if lines and lines[-1].startswith(f"const {result} = "):
            result = lines.pop().removeprefix(f"const {result} = ").removesuffix(";")
        return [*lines, f"return {result};"]

    def decided(self, condition: str) -> bool:
        """The answer to a question, the same each time it is asked."""
        if condition not in self.known:
            if not self.answers:
                raise Undecided(condition)
            self.known[condition] = self.answers.pop(0)
            self.written = len(self.lines)
        return self.known[condition]


class Writer:
    """Writes rows, each once, with those that they need: `f` has what they compute, `d` their partials.

    Of a row that takes lists, `d` has one function that gives all partials.

    >>> from engine import ops
    >>> writer = Writer()
    >>> writer.row(ops.relu, 1)
    'relu'
    >>> print(writer.source())
    const f = {
    relu: (x0) => { if (x0 <= 0.0) { return 0.0; } return x0; },
    step: (x0) => { if (x0 <= 0.0) { return 0.0; } return 1.0; },
    };
    const d = {
    relu: [(x0, out) => { return f.step(x0); }],
    };
    """

    def __init__(self) -> None:
        self.names: dict[tuple[Op, int], str] = {}
        self.values: dict[str, str] = {}
        self.rules: dict[str, str] = {}
        self.refused: dict[tuple[Op, int], str] = {}

    def row(self, op: Op, arity: int) -> str | None:
        """The name under which a row with its partials is there; None if it cannot be written."""
        if (op, arity) in self.refused:
            return None
        before = dict(self.names), dict(self.values), dict(self.rules)
        try:
            self.value(op, arity)
            name = self.names[op, arity]
            if name not in self.rules:
                texts = ["null" if rule is None else self.function(op, rule, arity, "out") for rule in op.partials]
                self.rules[name] = texts[0] if isinstance(op, ListOp) else f"[{', '.join(texts)}]"
        except UnwritableError as error:
            self.names, self.values, self.rules = before
            self.refused[op, arity] = str(error)
            return None
        return name

    def value(self, op: Op, arity: int) -> str:
        """How a row is called; it is written if it was not."""
        if (op, arity) not in self.names:
            # A name of letters that is free: a row that a user made may be called anything.
            wish = f"{op.name}{f'_{arity}' if isinstance(op, ListOp) else ''}"
            free = re.fullmatch(r"[a-z]\w*", wish, re.ASCII) and wish not in self.names.values()
            name = self.names[op, arity] = wish if free else f"row_{len(self.names)}"
            self.values[name] = ""  # it may need itself
            self.values[name] = self.function(op, on_symbols(op.function), arity)
        return f"f.{self.names[op, arity]}"

    def function(self, op: Op, rule: Callable[..., Any], arity: int, *more: str) -> str:
        """A function of JavaScript: what a rule of a row does with its operands, and with `out`."""
        names = [*(f"x{j}" for j in range(arity)), *more]
        branches = 0

        def run(path: Path) -> Any:
            symbols = [PageNumber(name, path) for name in names]
            if not isinstance(op, ListOp):
                return rule(*symbols)
            return rule(*op.split(symbols[:arity]), *symbols[arity:])

        def grown(answers: list[bool]) -> list[str]:
            nonlocal branches
            branches += 1
            if branches > BRANCHES:
                raise UnwritableError(f"{op.name} has too many cases")
            path = Path(self, answers)
            try:
                result = text_of(run(path))
            except Undecided as asked:
                yes, no = (grown([*answers, answer]) for answer in (True, False))
                return [*path.lines[path.written :], f"if ({asked}) {{", *yes, "}", *no]
            except (ValueError, ArithmeticError):
                return path.ended("NaN")  # there is no value
            except UnwritableError:
                raise
            except Exception as error:
                raise UnwritableError(str(error)) from None
            return path.ended(result)

        return f"({', '.join(names)}) => {{ {' '.join(grown([]))} }}"

    def source(self) -> str:
        """All that was written."""
        parts = [f"const {name} = {{\n{entries(of)}}};" for name, of in (("f", self.values), ("d", self.rules))]
        return "\n".join(parts)


def entries(texts: dict[str, str]) -> str:
    """The entries of an object, one a line."""
    return "".join(f"{name}: {text},\n" for name, text in texts.items())


# --- `math` and the built-in functions, for symbols ----------------------------------------------


class MathOfSymbols:
    """Stands for the module `math` in the functions of rows."""

    def __getattr__(self, name: str) -> Any:
        """What `math` has of that name; a function of it that takes symbols, too."""
        found = getattr(math, name)
        return function_of_symbols(found) if callable(found) else found


def function_of_symbols(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of `math` that writes itself where it gets a symbol."""
    name = function.__name__

    def called(*operands: Any) -> Any:
        if name == "prod":
            return functools.reduce(operator.mul, operands[0], 1.0)
        symbols = [x for x in operands if isinstance(x, PageNumber)]
        if not symbols:
            return function(*operands)
        path = symbols[0].path
        if name in IN_MATH:
            return path.call(f"Math.{name}", operands)
        if name in OTHERWISE:
            return PageNumber(path.named(OTHERWISE[name].format(*map(text_of, operands))), path)
        raise UnwritableError(f"JavaScript has no {name}")

    return called


class FloatOfSymbols(float):
    """Stands for `float`: a symbol is one already."""

    def __new__(cls, x: Any = 0.0) -> Any:
        """The number, or the symbol."""
        return x if isinstance(x, PageNumber) else float(x)


def extreme(name: str) -> Callable[..., Any]:
    """Stands for `max` or `min`: of symbols it is that of JavaScript, without a question for each."""

    def called(*operands: Any, **options: Any) -> Any:
        every = list(operands[0]) if len(operands) == 1 else operands
        path = next((x.path for x in every if isinstance(x, PageNumber)), None)
        return getattr(builtins, name)(every, **options) if path is None else path.call(f"Math.{name}", every)

    return called


BUILT_IN = {"float": FloatOfSymbols, "max": extreme("max"), "min": extreme("min")}


def on_symbols(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, so that it takes symbols: with another `math`."""
    if isinstance(function, FunctionType):
        return copied(function, names_for_symbols(function.__globals__))
    return function_of_symbols(function) if function.__module__ == "math" else function


def copied(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    """A function that finds other things under its global names."""
    made = FunctionType(function.__code__, names, function.__name__, function.__defaults__, function.__closure__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def names_for_symbols(names: dict[str, Any], done: dict[int, dict[str, Any]] | None = None) -> dict[str, Any]:
    """The global names of a module, and of those of this package that it uses, with another `math`."""
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
