"""Python's garbage collector while a large graph is built: `collect_less_often`."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SELDOM = 10_000

_changing = Lock()
_before: list[int] = []
"""The thresholds of the process, from before the first block that is open, in any thread."""
_open: list[int] = []
"""The thresholds of the blocks that are open; the largest holds."""


@contextmanager
def collect_less_often(threshold: int = SELDOM) -> Iterator[None]:
    """Let the garbage collector wait for more new objects inside a `with` block; afterwards it is as before.

    The collector looks for reference cycles each time that 700 objects (2000 on newer Pythons) have been made. A
    graph of Values has no cycles and is freed without it, but the collector walks over it again and again as it
    grows, for up to half of the time of a step. `fit` uses this block. It concerns the whole process.

    Args:
        threshold: how many new objects the collector waits for; one that is larger already stays, or 0 (never).

    >>> import gc
    >>> before = gc.get_threshold()
    >>> with collect_less_often():
    ...     inside = gc.get_threshold()[0]
    >>> inside >= 10_000 or inside == 0, gc.get_threshold() == before
    (True, True)
    """
    with _changing:
        _before[:] = _before if _open else gc.get_threshold()
        _open.append(threshold)
        _set()
    try:
        yield
    finally:
        with _changing:
            _open.remove(threshold)
            _set()


def _set() -> None:
    first, *others = _before
    gc.set_threshold(max([first, *_open]) if first else 0, *others)
