"""Work that runs at the same time: in threads that take turns as often as possible, and in tasks of one event loop."""

import asyncio
import contextlib
import sys
import threading
from concurrent.futures import ThreadPoolExecutor


def together(work, threads=4):
    """Return what `work(i)` gives in each of several threads that start at once and take turns as often as possible."""
    start = threading.Barrier(threads)

    def run(i):
        start.wait()
        return work(i)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(run, range(threads)))
    finally:
        sys.setswitchinterval(interval)


@contextlib.contextmanager
def entered_elsewhere(block):
    """Keep another thread inside `block()` for as long as this block lasts."""
    inside, done = threading.Event(), threading.Event()

    def wait():
        with block():
            inside.set()
            done.wait(timeout=30)

    thread = threading.Thread(target=wait)
    thread.start()
    assert inside.wait(timeout=30)
    try:
        yield
    finally:
        done.set()
        thread.join()


def inside_and_outside(block, answer, rounds=5):
    """Return what `answer()` gives in two tasks inside `block()`, and in one task beside them that is outside."""

    async def repeat(answers):
        for _ in range(rounds):
            answers.append(answer())
            await asyncio.sleep(0)

    async def enter(answers):
        with block():
            await repeat(answers)

    async def gather():
        inside, outside = [], []
        await asyncio.gather(enter(inside), repeat(outside), enter(inside))
        return inside, outside

    return asyncio.run(gather())
