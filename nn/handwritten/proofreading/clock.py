"""How much a search has worked. All searches end by this, and not by a watch.

So the report on a script is the same on a slow machine and on a busy one: only its time is another. What takes the time
is counted, each at the seconds of an ordinary machine. The proportions were fitted to 83 reports; of 24 others, on a
slow machine, nineteen in twenty took between 1.3 and 2.6 times as long as counted.
"""

from __future__ import annotations

import time

RUN = 300e-6  # a run of a script
ASSIGNMENT = 15e-6  # one that is seen in a run
BYTE = 1e-9  # of an array that is assigned
READING = 800e-6  # a statement of a script that is made ready to run
VARIANT = 700e-6  # a script with an edit
EVALUATION = 24e-6  # an expression in the names of a script
COMPARISON = 10e-6  # an array with another one
VALUE = 6e-6  # a number in the graph of a loss
MOST = 3.0  # by how much what is not counted may make it longer


class Clock:
    """The seconds that were worked; of what is not counted, as a long loop in a script, a part of the CPU time."""

    def __init__(self) -> None:
        self.counted = self.passed = self.read = 0.0

    def work(self, seconds: float) -> None:
        """Count some work."""
        self.counted += seconds

    def spent(self) -> float:
        """Return the seconds since the first of these calls."""
        read = time.process_time()
        self.passed += max(self.counted, (read - self.read) / MOST)
        self.counted, self.read = 0.0, read
        return self.passed


_CLOCK = Clock()
work, spent = _CLOCK.work, _CLOCK.spent
