"""Whether operations are recorded: `no_grad`.

`paused` counts the `no_grad` blocks that are open anywhere, in any thread. It is a plain module
attribute because every operation looks at it; only when it is not zero is the context variable
asked, which knows how many of them *this* thread or task is inside of.
"""

import inspect
from collections.abc import Callable
from contextlib import ContextDecorator
from contextvars import ContextVar
from threading import Lock
from types import TracebackType
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., object])

paused = 0
_count = Lock()
_depth: ContextVar[int] = ContextVar("depth", default=0)


def is_recording() -> bool:
    """Whether an operation done now, here, is recorded."""
    return not paused or not _depth.get()


def _change(by: int) -> None:
    """One block more or less. Counting, and not putting back what was, lets blocks close in any order."""
    global paused
    _depth.set(_depth.get() + by)
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
        block = super().__new__(cls)
        return block if function is None else block(function)

    def __enter__(self) -> "no_grad":
        _change(+1)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
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
