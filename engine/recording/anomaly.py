"""Where the first NaN or infinity came from: `detect_anomaly`.

Inside the block a watcher sees every result as it is made, and every step of a backward pass. It remembers
which line of the user's source made which value, so that it can still name the line when the
gradient goes wrong. All of this costs; outside the block nothing does.
"""

import linecache
import sys
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from engine.recording import blocks
from engine.table.notation import harmless, one_line, shortened
from engine.table.primitive import Op
from engine.value import Value

OURS = ("engine", "nn", "numpy")
"""Packages whose lines are not the user's."""


class AnomalyError(FloatingPointError):
    """A NaN or an infinity turned up inside `detect_anomaly`."""


class SourcePlace(NamedTuple):
    """A place in the user's source."""

    file: str
    number: int
    function: str

    def __str__(self) -> str:
        text = harmless(linecache.getline(self.file, self.number).strip())
        inside = "" if self.function == "<module>" else f", in {self.function}"
        return f"{one_line(Path(self.file).name)}, line {self.number}{inside}{f': {text}' if text else ''}"


class detect_anomaly(blocks.Block):
    """Stop at the first NaN or infinity, forward or backward, and say which operation on which line made it.

    Put the forward pass and `backward` into the block: the line of a value made outside is not known. As a
    decorator it watches the whole function. It concerns the running thread or task only, and makes
    operations some twenty times slower.

    Raises:
        TypeError: as a decorator of a generator or async function, whose body runs after the block.
        AnomalyError: naming the operation, its operands, their labels and the line.

    >>> from engine import Value, detect_anomaly
    >>> x = Value(0.0, label="x")
    >>> with detect_anomaly():
    ...     y = x.sqrt() * x
    ...     y.backward()
    Traceback (most recent call last):
    engine.recording.anomaly.AnomalyError: backward: the gradient of x (data 0.0) became nan in sqrt(x) ...
    """

    def begin(self, _: blocks.Flag) -> "Watcher":
        """Install a watcher, which has the lines of the blocks around this one."""
        watcher = Watcher(blocks.watcher.get())
        blocks.watcher.set(watcher)
        return watcher

    def end(self, begun: "Watcher") -> None:
        """Remove the watcher that this block installed, and no other."""
        begun.open = False
        innermost = blocks.watcher.get()
        while innermost is not None and not innermost.open:
            innermost = innermost.outer
        blocks.watcher.set(innermost)


class Watcher:
    """Checks every result and every step of a backward pass while a block is open."""

    def __init__(self, outer: "Watcher | None") -> None:
        self.outer, self.open = outer, True
        self.lines: WeakKeyDictionary[Value, SourcePlace] = outer.lines if outer else WeakKeyDictionary()

    def __bool__(self) -> bool:
        """Return whether the block is open: a task that was started inside may outlive it."""
        return self.open

    def made(self, value: Value, op: Op, operands: tuple[Any, ...]) -> None:
        """Remember the line that made a value, and raise AnomalyError if the value is not finite."""
        self.lines[value] = line = user_line()
        if not isfinite(value.data):
            already = [described(x) for x in operands if not isfinite(number_of(x))]
            cause = f" It was handed on: {already[0]} is not a result of this block." if already else ""
            raise AnomalyError(f"forward: {operation_text(op, operands)} is {value.data}.{cause} At {line}")

    def follow(self, steps: Iterator[Value]) -> Iterator[Value]:
        """Yield the steps, and check the gradients that each has added to; AnomalyError if one is not finite."""
        for value in steps:
            yield value
            for x, partial in zip(value.parents, value.partials, strict=True):
                if partial is not None and not isfinite(x.grad):
                    raise AnomalyError(self.backward_message(value, x, partial))

    def backward_message(self, value: Value, x: Value, partial: float) -> str:
        """Return what happened to the gradient of x when `value` sent its share."""
        assert value._row is not None  # a leaf has no operands
        share = value.grad * partial
        why = f"{share} = {value.grad} (the gradient of the result) · {partial} (the partial)"
        if isfinite(share):
            why = f"the share {why} was added to what was there before"
        line = self.lines.get(value)
        where = f"Made at {line}" if line else "Made outside the block; compute it inside to learn the line"
        name = f"{called(x)} (data {x.data})" if called(x) else f"an operand (data {x.data})"
        label = f"{called(value)} = " if called(value) else ""
        return (
            f"backward: the gradient of {name} became {x.grad} in {label}{operation_text(value._row, value.parents)}: "
            f"{why}. {where}"
        )


def operation_text(op: Op, operands: tuple[Any, ...]) -> str:
    """Return an operation with the names of its operands, and the numbers behind the names."""
    names = [called(x) or str(number_of(x)) for x in operands]
    labelled = dict.fromkeys(described(x) for x in operands if called(x))
    behind = f" with {', '.join(labelled)}" if labelled else ""
    return shortened(op.written(*names)) + shortened(behind)


def described(x: Any) -> str:
    """Return an operand in a message: x = 0.0."""
    return f"{called(x)} = {number_of(x)}" if called(x) else str(number_of(x))


def called(x: Any) -> str:
    """Return the label of an operand as a message can show it; "" if it has none."""
    return one_line(str(getattr(x, "label", "") or ""))


def number_of(x: Any) -> float:
    """Return the number of an operand, which is a Value or a number."""
    return float(getattr(x, "data", x))


def user_line() -> SourcePlace:
    """Return the innermost line that is not in one of our packages."""
    frame = sys._getframe()
    while frame.f_back and str(frame.f_globals.get("__name__")).partition(".")[0] in OURS:
        frame = frame.f_back
    return SourcePlace(frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name)
