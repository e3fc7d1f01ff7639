"""Tables of plain text from the answers of a race: medians, quartiles, and ratios with theirs."""

import os
import platform
import re
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from workloads import WORKLOADS, Workload

RIVALS = ("micrograd", "microgpt")  # the engines that all are compared with


def header(names: Sequence[str]) -> str:
    """Python, the processor, and the versions of what is installed; no host name, no path."""
    found = []
    for name in names:
        try:
            found.append(f"{name} {version({'pytorch': 'torch'}.get(name, name))}")
        except PackageNotFoundError:
            continue
    return (
        f"{platform.python_implementation()} {platform.python_version()} on {platform.system()}, {processor()}, "
        f"{os.cpu_count()} cores; {', '.join(found)}\n"
        "Median [quartiles]. Ratios are taken in each round; micrograd ÷ it: how many times faster than micrograd.\n"
        "Losses and gradients agreed to 1e-9 in every round. The recursion limit was raised for engines that recurse.\n"
    )


def processor() -> str:
    """The model of the processor."""
    info = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.*)", info.read_text()) if info.exists() else []
    return models[0] if models else platform.processor() or platform.machine()


def times(workload: Workload, mode: str, entrants: Sequence[Any]) -> str:
    """One workload: milliseconds of each engine, ratios to the rivals, and nanoseconds per operation by phase."""
    seconds = {e.name: [a["total"] for a in e.answers] for e in entrants if not e.error}
    rivals = [name for name in RIVALS if name in seconds]
    rounds = max(map(len, seconds.values()), default=0)
    head = ["", "ms", *(f"{name} ÷ it" for name in rivals), "ns per operation"]
    rows = []
    for e in entrants:
        if e.error:
            rows.append([e.name, e.error])
            continue
        ratios = [[b / a for a, b in zip(seconds[e.name], seconds[name], strict=True)] for name in rivals]
        rows.append([e.name, spread([1000 * s for s in seconds[e.name]]), *map(spread, ratios), phases(workload, e)])
    return f"{workload.about}; collector {mode}, {rounds} rounds\n{table(head, rows)}"


def spread(numbers: Sequence[float]) -> str:
    """The median and the quartiles."""
    low, middle, high = quantiles(numbers, n=4, method="inclusive")
    return f"{short(middle)} [{short(low)}–{short(high)}]"


def short(x: float) -> str:
    """Three digits."""
    return f"{x:.0f}" if abs(x) >= 100 else f"{x:.1f}" if abs(x) >= 10 else f"{x:.2f}"


def phases(workload: Workload, entrant: Any) -> str:
    """The median of each phase, in nanoseconds for each operation of the workload."""
    names = entrant.answers[0]["phases"]
    found = {name: 1e9 * median(a["phases"][name] for a in entrant.answers) / workload.operations for name in names}
    return ", ".join(f"{name} {ns:.0f}" for name, ns in found.items())


def growth(results: dict[str, list[Any]], mode: str) -> str:
    """How much more an operation costs in the last workload, the longest graph, than in the first."""
    first, *_, last = results
    scale = WORKLOADS[first].operations / WORKLOADS[last].operations
    rows = []
    for a, b in ((a, b) for a in results[first] for b in results[last] if a.name == b.name and not a.error + b.error):
        ratios = [scale * y["total"] / x["total"] for x, y in zip(a.answers, b.answers, strict=True)]
        rows.append([a.name, spread(ratios)])
    return f"an operation of {last} ÷ one of {first}; collector {mode}\n{table(['', ''], rows)}"


def memory(workload: Workload, entrants: Sequence[Any]) -> str:
    """Bytes for each operation: after forward, after backward, and what is left when the graph was dropped."""
    rows = []
    for e in entrants:
        if e.error:
            rows.append([e.name, e.error])
            continue
        forward, backward = (e.answers[-1]["phases"][phase] for phase in ("forward", "backward"))
        live = [forward, forward + backward, e.answers[-1]["total"]]
        rows.append([e.name, *(f"{b / workload.operations:.1f}" for b in live)])
    head = ["", "after forward", "after backward", "left at the end"]
    return f"{workload.about}; bytes per operation (tracemalloc), collector off\n{table(head, rows)}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """Columns as wide as their widest cell; the text of an error may run over."""
    widths = [max(len(row[i]) for row in [head, *rows] if len(row) == len(head)) for i in range(len(head))]
    widths[0] = max(len(row[0]) for row in [head, *rows])
    lines = ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in [head, *rows]]
    return "\n".join([*(line for line in lines if line.strip()), ""])
