"""How long a search has worked, in the seconds of an ordinary machine: a slow one finds as much, only later.

All searches end with their time. Were that time plain, the report on one script would say less wherever the processor
is slow or shared. How fast it is now is asked again and again, with some work that is always the same.
"""

from __future__ import annotations

import time

ORDINARY = 0.8e-3  # the seconds in which an ordinary machine does that work
SLOWEST = 2.5  # how many times as slow a machine may be and still find as much
EVERY = 1.0  # the seconds after which it is asked again


class Clock:
    """Counts the CPU time of this process, less of it while the machine is slow."""

    def __init__(self) -> None:
        self.passed = self.read = 0.0
        self.asked = -EVERY
        self.slowness = 1.0

    def spent(self) -> float:
        """Return the seconds that an ordinary machine would have worked since the first of these calls."""
        read = time.process_time()
        self.passed += (read - self.read) / self.slowness
        self.read = read
        if read - self.asked >= EVERY:
            self.slowness, self.asked = min(max(_probe() / ORDINARY, 1.0), SLOWEST), read
        return self.passed


def _probe() -> float:
    """Return the CPU time of some work that is always the same: the shortest of three times."""
    times = []
    for _ in range(3):
        start = time.process_time()
        sum(i * i % 7 for i in range(10_000))
        times.append(time.process_time() - start)
    return min(times)


spent = Clock().spent
