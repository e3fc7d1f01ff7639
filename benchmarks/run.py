"""The race: `python benchmarks/run.py` (needs the extra `bench`).

Each engine runs in a process of its own and waits for its turn (`worker.py`). Rounds are interleaved, so that a
slow moment of the machine falls on all, and shared out over four heats with fresh processes; the first round of each
warms up. In every round losses and gradients are compared before the times count, 1e-9 relative. Every workload
(`workloads.py`) is run with Python's garbage collector on, as users have it, and off. Machines differ and are noisy:
what counts is a ratio, taken in each round, with its spread.

`fit` races in one process (`fitting.py`): its updates, against the same ones by micrograd, with a derived program, and
by hand.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import report
from engines import ENGINES, PEERS
from workloads import WORKLOADS

WORKER = Path(__file__).with_name("worker.py")
MEMORY = ("moons", "gpt")  # where bytes are counted as well
FIT = dict.fromkeys(("fit-moons", "fit-lesson"))
NETWORKS = ("moons", "lesson")  # where an engine uses its own, if it has one


@dataclass
class Entrant:
    """An engine with a workload: its process, its answers, and how it failed, if it did."""

    name: str
    workload: str
    process: subprocess.Popen[str]
    answers: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""

    @classmethod
    def start(cls, name: str, workload: str, mode: str) -> "Entrant":
        """A worker, waiting."""
        command = [sys.executable, str(WORKER), name, workload, mode]
        return cls(name, workload, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))

    def turn(self) -> None:
        """One step, unless it failed before."""
        if self.error:
            return
        assert self.process.stdin
        assert self.process.stdout
        try:
            self.process.stdin.write("\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has answered with an error already, or died: the next line tells
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": f"the process ended with code {self.process.wait()}"}
        self.error = answer.get("error", "")
        self.answers += [] if self.error else [answer]

    def stop(self) -> None:
        """No more turns."""
        self.process.communicate()


def close(a: float, b: float) -> bool:
    """Agreement within 1e-9 of the larger number or of 1."""
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def check(entrants: list[Entrant], n: int) -> None:
    """Stop unless all who are still in the race got the same loss and gradients."""
    running = [e for e in entrants if not e.error]
    for first, other in pairwise(running):
        ours, theirs = (e.answers[-1]["numbers"] for e in (first, other))
        if len(ours) != len(theirs) or not all(map(close, ours, theirs)):
            where = f"{first.workload}, round {n}: losses {ours[0]} and {theirs[0]}"
            raise SystemExit(f"{first.name} and {other.name} disagree in {where}")


HEATS = 4


def race(names: list[str], workloads: list[str], mode: str, rounds: int) -> dict[str, list[Entrant]]:
    """For each workload the entrants, with their answers. Workloads that are compared with one another are in one race.

    The rounds are shared out over heats with fresh processes: a process has luck of its own, with where its objects
    happen to lie, which makes it a few percent faster or slower for as long as it lives.
    """
    shares = [len(range(n, rounds, HEATS)) for n in range(min(HEATS, rounds))]
    whole, *others = [heat(names, workloads, mode, share) for share in shares]
    for other in others:
        for workload, entrants in whole.items():
            for entrant, again in zip(entrants, other[workload], strict=True):
                entrant.answers += again.answers
                entrant.error = entrant.error or again.error
    return whole


def heat(names: list[str], workloads: list[str], mode: str, rounds: int) -> dict[str, list[Entrant]]:
    """The entrants with the answers of one heat, but the warm-up's. Who goes first changes from round to round."""
    runners = {w: [Entrant.start(name, w, mode) for name in names if suits(name, w)] for w in workloads}
    everyone = [entrant for entrants in runners.values() for entrant in entrants]
    try:
        for n in range(rounds + 1):
            start = n % len(everyone)
            for entrant in everyone[start:] + everyone[:start]:
                entrant.turn()
            for entrants in runners.values():
                check(entrants, n)
    finally:
        for entrant in everyone:
            entrant.stop()
    for entrant in everyone:
        del entrant.answers[:1]
    return runners


def suits(name: str, workload: str) -> bool:
    """A chain has no sum for the rows `sum` and `dot`; and what is no network is written with operators anyway."""
    if name.endswith("operators"):
        return workload in NETWORKS
    return not (name.endswith("fused") and workload.startswith("chain"))


def main() -> None:
    """Race what was asked for, and print each result as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=10, help="2 or more; default 10")
    parser.add_argument("--only", nargs="+", choices=FIT | WORKLOADS, default=[*WORKLOADS, *FIT], metavar="WORKLOAD")
    parser.add_argument("--engines", nargs="+", choices=[*ENGINES, *PEERS], default=list(ENGINES), metavar="ENGINE")
    parser.add_argument("--peers", action="store_true", help=f"and {', '.join(PEERS)}, where installed")
    arguments = parser.parse_args()
    names = list(dict.fromkeys([*arguments.engines, *(PEERS if arguments.peers else ())]))
    print(report.header(names))
    for mode in ("on", "off"):
        for _, keys in groupby((w for w in arguments.only if w not in FIT), key=lambda key: key.split("-")[0]):
            workloads = list(keys)
            rounds = min(max(2, arguments.rounds), *(WORKLOADS[w].rounds for w in workloads))
            results = race(names, workloads, mode, rounds)
            for workload, entrants in results.items():
                print(report.times(WORKLOADS[workload], mode, entrants), flush=True)
            if len(results) > 1:
                print(report.growth(results, mode), flush=True)
    for workload in (w for w in arguments.only if w in MEMORY):
        print(report.memory(WORKLOADS[workload], *race(names, [workload], "memory", 2).values()), flush=True)
    for workload in (w for w in arguments.only if w in FIT):
        import fitting  # which needs NumPy, and takes one thread of it

        print(fitting.RACES[workload](max(2, arguments.rounds)), flush=True)


if __name__ == "__main__":
    main()
