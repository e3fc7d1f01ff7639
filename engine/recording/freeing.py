"""Free a long chain of operations by a loop, where Python itself would do it by recursion.

When the last reference to a result goes, so do its references to its operands, and theirs. CPython frees such a chain
by a loop of its own. Its WebAssembly build has less stack than that loop relies on: from Python 3.14 on, a chain of
10,000 operations ends the program there. So on WebAssembly a value hands its operands to a list before it goes, and
the list is emptied one by one.
"""

import sys
from threading import Lock
from typing import Any

from engine.value import Value

waiting: list[Any] = []
emptying = Lock()


def release(value: Value) -> None:
    """Give up the operands of a value that is about to go; to be called as its `__del__`."""
    if value._row is None:
        return
    waiting.append((value._a, value._b))
    value._a = value._b = None
    while waiting and emptying.acquire(blocking=False):  # a value that goes meanwhile finds it taken, and only adds
        try:
            while waiting:
                waiting.pop()
        finally:
            emptying.release()


def install() -> None:
    """Let values be freed so on WebAssembly; elsewhere it would cost each of them a call for nothing."""
    if sys.platform in ("emscripten", "wasi"):
        Value.__del__ = release  # type: ignore[attr-defined]  # `Value` has no `__del__` elsewhere: it costs time
