"""The two-moons step, ours against micrograd: `python benchmarks/two_moons.py` (needs the extra `bench`).

Each engine runs in a process of its own and waits for its turn; rounds are interleaved, so that a slow
moment of the machine falls on both. Losses and gradients are checked to agree (1e-9 relative) in every
round before its times count. Printed: medians, quartiles and the ratio, with Python's garbage collector on,
as users have it, and off.
"""

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

ENGINES = {"chalkgrad": ("engine", "nn"), "micrograd": ("micrograd.engine", "micrograd.nn")}


def worker(name: str, collect: bool) -> None:
    """Do one step for every line of standard input, and answer with its time, loss and gradients."""
    from importlib import import_module

    from workloads import moons_step

    engine, nn = ENGINES[name]
    step = moons_step(import_module(engine).Value, import_module(nn).MLP)
    if not collect:
        gc.disable()
    for _ in sys.stdin:
        start = time.perf_counter()
        loss, gradients = step()
        seconds = time.perf_counter() - start
        print(json.dumps([seconds, loss, gradients]), flush=True)
        if not collect:
            gc.collect()  # between steps, untimed: micrograd's cycles would fill the memory


def ask(process: subprocess.Popen[str]) -> tuple[float, float, list[float]]:
    """One step of a waiting worker."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("\n")
    process.stdin.flush()
    seconds, loss, gradients = json.loads(process.stdout.readline())
    return seconds, loss, gradients


def close(a: float, b: float) -> bool:
    """Agreement within 1e-9 of the larger number or of 1."""
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def race(rounds: int, collect: bool) -> dict[str, list[float]]:
    """The times of each engine, in interleaved rounds, one of them to warm up."""
    flags = ["--collect"] if collect else []
    workers = {
        name: subprocess.Popen(
            [sys.executable, __file__, "--worker", name, *flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ENGINES
    }
    times: dict[str, list[float]] = {name: [] for name in ENGINES}
    for n in range(rounds + 1):
        answers = {name: ask(process) for name, process in workers.items()}
        (_, loss_a, grad_a), (_, loss_b, grad_b) = answers.values()
        if not close(loss_a, loss_b) or not all(map(close, grad_a, grad_b)):
            raise SystemExit(f"the engines disagree in round {n}: losses {loss_a} and {loss_b}")
        for name, (seconds, *_) in answers.items():
            times[name] += [seconds] if n else []
    for process in workers.values():
        assert process.stdin
        process.stdin.close()
        process.wait()
    return times


def report(times: dict[str, list[float]], collect: bool) -> float:
    """Print medians and quartiles, and return how many times faster we are."""
    print(f"garbage collector {'on' if collect else 'off'}")
    for name, seconds in times.items():
        low, median, high = (1000 * q for q in statistics.quantiles(seconds, n=4))
        print(f"  {name:<10} {median:8.1f} ms   quartiles {low:.1f} to {high:.1f}")
    ours, theirs = (statistics.median(times[name]) for name in ENGINES)
    print(f"  micrograd / chalkgrad = {theirs / ours:.1f}")
    return theirs / ours


def main() -> None:
    """Race with the collector on and off."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--worker", choices=ENGINES)
    parser.add_argument("--collect", action="store_true")
    arguments = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    if arguments.worker:
        worker(arguments.worker, arguments.collect)
        return
    print(f"MLP(2, [16, 16, 1]) on two moons, 100 samples, {arguments.rounds} interleaved rounds")
    for collect in (True, False):
        report(race(arguments.rounds, collect), collect)


if __name__ == "__main__":
    main()
