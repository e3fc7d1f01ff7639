"""Whether operations are recorded (`no_grad`) and checked for NaN and infinity (`detect_anomaly`).

`paused` counts the blocks of both kinds that are open anywhere, in any thread: while there is one, the
operators leave everything to `value.record`. It is a plain module attribute because every
operation looks at it; only when it is not zero are the context variables asked, which know the
blocks that *this* thread or task is inside of.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ContextDecorator
from contextvars import ContextVar
from threading import Lock
from types import TracebackType
from typing import Any, Self, TypeVar, overload

F = TypeVar("F", bound=Callable[..., object])

Flag = list[bool]  # whether one block is still open; shared by all who were started inside it

paused = 0
data_set: list[object] = [None]  # holds None whenever data was set: numbers read before may be old (`sums.py`)
_count = Lock()
_flags: ContextVar[tuple[Flag, ...]] = ContextVar("flags", default=())
watcher: ContextVar[Any] = ContextVar("watcher", default=None)


def is_recording() -> bool:
    """Return whether an operation done now, here, is recorded."""
    return not paused or not any(flag[0] for flag in _flags.get())


def check_recorded(value: Any, what: str, error: type[Exception] = RuntimeError) -> None:
    """Raise RuntimeError, or another error, if a value is a constant: there is no graph to go back through."""
    if not value.requires_grad:
        raise error(
            f"{what} a constant, {value!r}: nothing was recorded to go back through. It was detached, or made under "
            "no_grad or from numbers only; compute it from Values outside no_grad."
        )


IN_PLACE_OF = {
    "create_graph": "grad(y, xs) of engine gives gradients as Values, which can be differentiated again",
    "retain_graph": "leave it out: a graph is there as long as its result is, and can be gone through again",
    "gradient": "(y * g).backward() starts with the gradient g, a number",
    "inputs": "grad(y, xs) of engine gives the gradients for xs alone, and changes no .grad",
}
"""What `backward` takes in PyTorch, and what is written here."""


def refuse_options(given: tuple[Any, ...], options: dict[str, Any]) -> None:
    """Raise TypeError for what PyTorch's `backward` takes and ours does not; the message says what to write."""
    if given or options:
        name = next(iter(options), "gradient")
        known = IN_PLACE_OF.get(name, "it goes back from one Value through all of its graph")
        raise TypeError(f"backward() takes no {name if given or name in IN_PLACE_OF else repr(name)}: {known}.")


def show(value: Any, op: Any, operands: tuple[Any, ...]) -> None:
    """Show a new result to the watcher of this thread or task."""
    if paused and (there := watcher.get()):
        there.made(value, op, operands)


def is_watched() -> bool:
    """Return whether operations and backward passes done now, here, are watched."""
    return bool(paused and watcher.get())


def watched(steps: Iterator[Any]) -> Iterator[Any]:
    """Return the steps of a backward pass, each one checked if `detect_anomaly` is active in this thread or task."""
    return there.follow(steps) if paused and (there := watcher.get()) else steps


def switch(flag: Flag, is_open: bool) -> None:
    """Open or close a block, and count it, once: Ctrl-C may come before and after, and not between the two."""
    global paused
    with _count:
        by = is_open - flag[0]
        flag[0] = is_open
        paused += by  # no call since the line above, so no signal is handled there


class Block(ContextDecorator):
    """A `with` block for the running thread or task; or a decorator, with the whole function as a block.

    A subclass says in `begin` and `end` what the block does. The same block may be entered again, also
    while it is open, and blocks may close in any order.
    """

    _open: list[Any]

    @overload
    def __new__(cls) -> Self: ...
    # mypy wants an instance from `__new__`; used as a decorator, it returns the decorated function.
    @overload
    def __new__(cls, function: F) -> F: ...  # type: ignore[misc]  # as a decorator it gives the function, no block
    def __new__(cls, function: Callable[..., object] | None = None) -> Any:
        """Return a block; or, as a decorator without parentheses, the decorated function."""
        block: Any = super().__new__(cls)
        block._open = []
        return block if function is None else block(function)

    def begin(self, flag: Flag) -> Any:
        """Begin what the block does, and return what `end` gets back; `flag` says whether the block is open."""
        raise NotImplementedError

    def end(self, begun: Any) -> None:
        """End what `begin` began."""
        raise NotImplementedError

    def _recreate_cm(self) -> "Block":
        """Return a block of its own for each call of a decorated function."""
        block: Block = type(self)()
        return block

    def __enter__(self) -> "Block":
        flag = [False]
        self._open.append((flag, self.begin(flag)))
        switch(flag, True)  # last: where Ctrl-C comes before it, nothing is open and nothing is counted
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        flag, begun = self._open.pop()
        try:
            self.end(begun)
        finally:
            switch(flag, False)

    def __call__(self, function: F) -> F:
        """Return the function with its whole body in a block."""
        later = (inspect.isgeneratorfunction, inspect.iscoroutinefunction, inspect.isasyncgenfunction)
        if any(is_kind(function) for is_kind in later):
            name = type(self).__name__
            raise TypeError(
                f"{name}() cannot decorate {function.__name__}, whose body runs later than its call: "
                f"write `with {name}():` inside it."
            )
        return super().__call__(function)


class no_grad(Block):
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

    def begin(self, flag: Flag) -> Flag:
        """Put the flag beside those of the blocks around this one."""
        _flags.set((*_flags.get(), flag))
        return flag

    def end(self, begun: Flag) -> None:
        """Remove the flag of this block, and no other."""
        switch(begun, False)
        _flags.set(tuple(flag for flag in _flags.get() if flag[0]))


def open_blocks() -> tuple[Flag, ...]:
    """Return the `no_grad` blocks that this thread or task is inside of."""
    return _flags.get()


def close_all_but(before: tuple[Flag, ...]) -> None:
    """Close the `no_grad` blocks of this thread or task that are not among `before`.

    Python leaves a block open if Ctrl-C comes between the block's last line and the first one of `__exit__`.
    """
    for flag in _flags.get():
        if not any(flag is each for each in before):
            switch(flag, False)
    _flags.set(before)
