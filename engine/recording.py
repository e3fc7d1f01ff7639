"""Whether operations are recorded: `no_grad`.

`paused` counts the `no_grad` blocks that are open anywhere, in any thread. It is a plain module
attribute because every operation looks at it; only when it is not zero is the context variable
asked, which knows the blocks that *this* thread or task is inside of.
"""

import inspect
from collections.abc import Callable
from contextlib import ContextDecorator
from contextvars import ContextVar
from threading import Lock
from types import TracebackType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., object])

Flag = list[bool]  # whether one block is still open; shared by all who were started inside it

paused = 0
_count = Lock()
_flags: ContextVar[tuple[Flag, ...]] = ContextVar("flags", default=())


def is_recording() -> bool:
    """Whether an operation done now, here, is recorded."""
    return not paused or not any(flag[0] for flag in _flags.get())


def _change(by: int) -> None:
    global paused
    with _count:
        paused += by


class no_grad(ContextDecorator):
    """Compute without recording: results made inside are constants, and cost no graph.

    As a block, or as a decorator. It concerns the running thread or task only.

    Raises:
        TypeError: as a decorator of a generator or async function, whose body runs after the block.

    >>> from engine import Value, no_grad
    >>> x = Value(3.0)
    >>> with no_grad():
    ...     y = x * x
    >>> y.data, y.requires_grad
    (9.0, False)
    """

    def __new__(cls, function: Callable[..., object] | None = None) -> Any:
        """A block; or, for `@no_grad` without parentheses, the decorated function."""
        block: Any = super().__new__(cls)
        block._open = []
        return block if function is None else block(function)

    _open: list[Flag]

    def _recreate_cm(self) -> "no_grad":
        """A block of its own for each call of a decorated function."""
        block: no_grad = no_grad()
        return block

    def __enter__(self) -> "no_grad":
        self._open.append([True])
        _flags.set((*_flags.get(), self._open[-1]))
        _change(+1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.pop()[0] = False  # its own, and not what was there before: blocks may close in any order
        _flags.set(tuple(flag for flag in _flags.get() if flag[0]))
        _change(-1)

    def __call__(self, function: F) -> F:
        """The function with its whole body in a block."""
        later = (inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)
        if any(is_kind(function) for is_kind in later):
            raise TypeError(
                f"no_grad() cannot decorate {function.__name__}, whose body runs later than its call: "
                "write `with no_grad():` inside it."
            )
        return super().__call__(function)
