"""One engine in a process of its own: it waits for its turn, does one step of a workload, and tells what it took.

`run.py` starts it as `worker.py ENGINE WORKLOAD MODE` and writes a line for each turn; it answers with a line of
JSON. The mode says what is measured:

    on      seconds of the processor, with Python's garbage collector on, as users have it
    off     seconds of the processor, with the collector off
    memory  bytes of Python objects (tracemalloc), with the collector off

With the collector off, cycles would fill the memory, so where times are taken `gc.collect()` runs before each step,
untimed.
It runs for every engine alike. That would be unfair to those that leave nothing to collect, since a walk over all
objects of the process empties the processor's caches: so what exists before the first step is frozen
(`gc.freeze`), and the walk meets only what steps have left behind. Who left nothing has nothing to walk over.
"""

import gc
import json
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from engines import ENGINES, PEERS
from workloads import WORKLOADS, Task

DEEP = 10_000_000  # calls, and
STACK = 1 << 29  # bytes of stack for them: more than a chain of a million operations needs


def timed(task: Task, read: Callable[[], float]) -> dict[str, Any]:
    """One step as a whole, then one in phases: to read the clock 400 times takes 3 to 4 % of a hundred small steps."""
    start = read()
    task.step(unmarked)
    total = read() - start
    return in_phases(task, read) | {"total": total}


def unmarked(phase: str) -> None:
    """To be told of the end of a phase, and to take no time."""


def in_phases(task: Task, read: Callable[[], float]) -> dict[str, Any]:
    """One step: what `read` advanced by in each phase, and all in all; the loss and the gradients."""
    phases: dict[str, float] = {}
    last = start = read()

    def mark(phase: str) -> None:
        nonlocal last
        now = read()
        phases[phase] = phases.get(phase, 0.0) + now - last
        last = now

    loss = task.step(mark)
    mark("free")  # what the step held until it returned
    gradients = [float(leaf.grad or 0.0) for leaf in task.leaves]  # PyTorch's is None for a leaf that was not used
    return {"total": last - start, "phases": phases, "numbers": [loss, *gradients]}


def turns(engine_name: str, workload: str, mode: str) -> None:
    """Load the engine, then do one step for each line of standard input. An error is an answer, and the last one."""
    try:
        engine = (ENGINES | PEERS)[engine_name]()
        if engine.native and mode == "memory":
            raise NotImplementedError("its values are not in Python's memory")
        if engine.recursive:
            sys.setrecursionlimit(DEEP)  # as its user would have to; otherwise a deep graph is a RecursionError
        task = WORKLOADS[workload].make(engine)
        if mode != "on":
            gc.disable()
            gc.collect()
            gc.freeze()
        if mode == "memory":
            tracemalloc.start()
        read = time.process_time if mode != "memory" else lambda: tracemalloc.get_traced_memory()[0]
        for _ in sys.stdin:
            if mode == "off":
                gc.collect()
            print(json.dumps((in_phases if mode == "memory" else timed)(task, read)), flush=True)
    except Exception as error:  # whatever an engine raises is its result
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)


if __name__ == "__main__":
    threading.stack_size(STACK)  # for backward passes that call themselves; a thread has the stack it was made with
    thread = threading.Thread(target=turns, args=sys.argv[1:])
    thread.start()
    thread.join()
