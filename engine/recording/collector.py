"""Python's garbage collector while a large graph is built: `collect_less_often`."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 10_000


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
    before = gc.get_threshold()
    if 0 < before[0] < threshold:
        gc.set_threshold(threshold, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
