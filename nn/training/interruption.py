"""Hold Ctrl-C back while the weights of a network move, so that a step is done whole or not at all.

Python turns Ctrl-C into a KeyboardInterrupt at whatever line is running. In an `Interruption` it is held back from
`hold` to `release`, and raised then; so half a step is never seen.

If that line stands in a weak reference's callback or in a `__del__`, Python ignores the exception and only reports it
to `sys.unraisablehook`. Ctrl-C would be lost, and training go on; so it is raised again at the next `release`.
If it stands between the last line of a `no_grad` block and the block's end, the block stays open; it is closed here.
"""

import signal
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Self

from engine.recording import blocks


class Interruption:
    """A context in which Ctrl-C waits from `hold()` to `release()`; it begins held.

    Only the first Ctrl-C is let through; later ones are dropped, so that what the first one began can be finished. Only
    the main thread receives Ctrl-C; in other threads this does nothing.

    >>> before = signal.signal(signal.SIGINT, signal.default_int_handler)  # as a terminal has it
    >>> with Interruption() as interruption:
    ...     signal.raise_signal(signal.SIGINT)  # Ctrl-C: nothing happens yet
    ...     try:
    ...         interruption.release()
    ...     except KeyboardInterrupt:
    ...         print("now it does")
    now it does
    >>> _ = signal.signal(signal.SIGINT, before)
    """

    def __init__(self) -> None:
        self._held = True
        self._came: tuple[int, FrameType | None] | None = None
        self._before: Callable[[int, FrameType | None], Any] | None = None
        self._report = sys.unraisablehook
        self._blocks = blocks.open_blocks()

    def __enter__(self) -> Self:
        before = signal.getsignal(signal.SIGINT)
        if callable(before) and threading.current_thread() is threading.main_thread():
            self._before = before
            signal.signal(signal.SIGINT, self._signalled)
            self._report, sys.unraisablehook = sys.unraisablehook, self._ignored
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            sys.unraisablehook = self._report
        blocks.close_all_but(self._blocks)

    def hold(self) -> None:
        """Let Ctrl-C wait from now on."""
        self._held = True

    def release(self) -> None:
        """Let Ctrl-C through again, and raise one that came meanwhile."""
        self._held = False
        if self._came is not None:
            self._let_through(*self._came)

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if self._held:
            self._came = number, frame
        else:
            self._let_through(number, frame)

    def _ignored(self, what: "sys.UnraisableHookArgs") -> None:
        if issubclass(what.exc_type, KeyboardInterrupt):
            self._came = signal.SIGINT, None
        else:
            self._report(what)

    def _let_through(self, number: int, frame: FrameType | None) -> None:
        self._held, self._came = True, None
        if self._before is not None:
            self._before(number, frame)
