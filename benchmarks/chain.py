"""A chain of a million operations: how long it takes to build, to go back through, and to free.

`python benchmarks/chain.py`. The garbage collector is off, so what is freed is freed by counting references.
micrograd does not appear: its recursion ends at a chain of about a thousand.
"""

import gc
import sys
import time
import weakref
from itertools import pairwise
from pathlib import Path

from engine import Value

sys.path.insert(0, str(Path(__file__).parent))
from workloads import chain

LENGTH = 1_000_000

gc.disable()
marks = [time.perf_counter()]
x, end = chain(Value, LENGTH)
marks.append(time.perf_counter())
end.backward()
marks.append(time.perf_counter())
watched = weakref.ref(end.parents[0])
del end
marks.append(time.perf_counter())
assert watched() is None, "the graph is still alive"
build, backward, free = (1e9 * (b - a) / LENGTH for a, b in pairwise(marks))
print(f"{LENGTH:,} operations: build {build:.0f} ns, backward {backward:.0f} ns, free {free:.0f} ns per operation")
print(f"gradient of the leaf {x.grad:.6f}")
