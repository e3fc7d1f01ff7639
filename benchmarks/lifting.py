"""What `vectorize` gains and costs: `python benchmarks/lifting.py` (one process, interleaved rounds, medians of work).

A derived program races the NumPy that one writes by hand, and microgpt's `Value`; deriving it races the forward pass of
microgpt's `Value` on the same graph. Losses and gradients are compared first: 1e-12, relative to the largest number or
to 1. Ratios are taken in each round, with their spread; machines differ and are noisy, so only they count. For the
networks of `tests/engine/lifting/by_hand/` the lines are counted, too.
"""

import argparse
import ast
import gc
import importlib
import inspect
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent))  # the networks by hand are among the tests
os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))  # before NumPy

import engines
import numpy as np
import workloads
from numpy.typing import NDArray
from workloads import Task

from engine import Value, values, vectorize
from engine.graph import with_leaves
from nn import MLP, losses

sys.setrecursionlimit(1_000_000)  # microgpt's backward calls itself

Array = NDArray[np.float64]
Arrays = dict[str, Array]
DECAY, RATE = 1e-4, 0.1


# --- the two moons -------------------------------------------------------------------------------


def scalar_loss(model: Any, X: Any, y: Any) -> Any:
    """Mean hinge loss and L2, as micrograd's demo has them; the labels are Values here, so that they stay variable."""
    losses = [(1 - y_n * model(x_n)).relu() for x_n, y_n in zip(X, y, strict=True)]
    total = sum(losses[1:], losses[0]) * (1.0 / len(losses))
    parameters = model.parameters()
    squares = sum([p * p for p in parameters[1:]], parameters[0] * parameters[0])
    return total + DECAY * squares


def by_hand(p: Arrays, X: Array, y: Array) -> tuple[float, Arrays]:
    """The same loss and its gradients, as one writes them in NumPy."""
    Z1 = X @ p["W1"] + p["b1"]
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ p["W2"] + p["b2"]
    A2 = np.maximum(Z2, 0)
    scores = A2 @ p["W3"] + p["b3"]
    margins = 1 - y * scores
    loss = np.maximum(margins, 0).mean() + DECAY * sum((w * w).sum() for w in p.values())
    dscores = (margins > 0) * -y / len(X)
    dZ2 = (dscores @ p["W3"].T) * (Z2 > 0)
    dZ1 = (dZ2 @ p["W2"].T) * (Z1 > 0)
    gradients = {
        "W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0),
        "W3": A2.T @ dscores, "b3": dscores.sum(axis=0),
    }  # fmt: skip
    for name, w in p.items():
        gradients[name] += 2 * DECAY * w
    return loss, gradients


def step(value_and_grad: Callable[[Arrays, Arrays], tuple[float, Arrays]], params: Arrays, inputs: Arrays) -> None:
    """One step of gradient descent."""
    _, gradients = value_and_grad(params, inputs)
    for name, w in params.items():
        w -= RATE * gradients[name]


def moons(width: int, samples: int, batch: bool) -> list[Callable[[], object]]:
    """The step of the derived program and of the one by hand, which agree."""
    model = MLP(2, [width, width, 1], seed=1)
    points, labels = workloads.two_moons(samples)
    inputs = {"X": np.array(points), "y": np.array(labels)[:, None]}
    if batch:
        X, y = [Value(v) for v in points[0]], [Value(labels[0])]
        program = vectorize(scalar_loss(model, [X], y), model, {"X": X, "y": y}, batch="mean")
    else:
        X, y = [[Value(v) for v in row] for row in points], [[Value(v)] for v in labels]
        program = vectorize(scalar_loss(model, X, [v for [v] in y]), model, {"X": X, "y": y})
    params = program.load(model)
    largest_difference(program.value_and_grad(params, inputs), by_hand(params, inputs["X"], inputs["y"]))
    copies = [{name: w.copy() for name, w in params.items()} for _ in range(2)]
    return [
        lambda: step(program.value_and_grad, copies[0], inputs),
        lambda: step(lambda p, given: by_hand(p, given["X"], given["y"]), copies[1], inputs),
    ]


def largest_difference(found: tuple[float, Arrays], right: tuple[float, Arrays]) -> float:
    """Relative to the largest number or to 1; AssertionError if it is above 1e-12."""
    scale = max(1.0, abs(right[0]), *(float(np.abs(d).max()) for d in right[1].values()))
    differences = [abs(found[0] - right[0]), *(float(np.abs(found[1][n] - d).max()) for n, d in right[1].items())]
    assert max(differences) <= 1e-12 * scale, differences
    return max(differences) / scale


# --- the language model ----------------------------------------------------------------------------

MATRICES = {
    "tokens": (27, 16), "places": (8, 16), "logits": (27, 16), "query": (16, 16), "key": (16, 16), "value": (16, 16),
    "out": (16, 16), "up": (64, 16), "down": (16, 64),
}  # fmt: skip
"""Names and shapes of the parameters of `workloads.gpt`, in its order."""


def as_matrices(leaves: list[Any]) -> dict[str, Any]:
    """The leaves of the workload as nested lists."""
    found, start = {}, 0
    for name, (rows, columns) in MATRICES.items():
        found[name] = [leaves[start + r * columns : start + (r + 1) * columns] for r in range(rows)]
        start += rows * columns
    return found


class Forward(Exception):  # noqa: N818  # no error, but the end of the forward pass
    """Carries the loss out of a step before it is differentiated."""


def forward(task: Task) -> Any:
    """The loss of a workload's step, with its graph."""

    def stop(phase: str) -> None:
        raise Forward(sys._getframe(1).f_locals["loss"])

    try:
        task.step(stop)
    except Forward as reached:
        return reached.args[0]
    raise RuntimeError("the step has no phases")


def gpt() -> tuple[list[Callable[[], object]], float]:
    """A step of the derived program and one of microgpt's, and how far their gradients are apart."""
    ours, theirs = workloads.gpt(engines.chalkgrad()), workloads.gpt(engines.microgpt())
    params = as_matrices(ours.leaves)
    program = vectorize(forward(ours), params)
    numbers = program.load(params)
    loss = theirs.step(lambda phase: None)
    for leaf in theirs.leaves:  # back to where it was: the step has moved them
        leaf.data += 0.01 * leaf.grad
    right = {
        name: np.array([[v.grad for v in row] for row in rows]) for name, rows in as_matrices(theirs.leaves).items()
    }
    apart = largest_difference(program.value_and_grad(numbers, {}), (loss, right))

    def descend() -> None:
        _, gradients = program.value_and_grad(numbers, {})
        for name, w in numbers.items():
            w -= 0.01 * gradients[name]

    return [descend, lambda: theirs.step(lambda phase: None)], apart


# --- the networks by hand ----------------------------------------------------------------------------

BY_HAND = Path(__file__).resolve().parent.parent / "tests" / "engine" / "lifting" / "by_hand"


def networks() -> list[str]:
    """The names of the networks that there is a version by hand of."""
    written = [path for path in BY_HAND.glob("[a-z]*.py") if "def value_and_grad(" in path.read_text(encoding="utf-8")]
    return sorted(path.stem for path in written)


def statements(source: str) -> int:
    """How many lines of code the last function of a text has."""
    *_, function = [x for x in ast.parse(source).body if isinstance(x, ast.FunctionDef)]
    body = [x for x in ast.walk(function) if isinstance(x, ast.stmt) and x is not function]
    return sum(not (isinstance(x, ast.Expr) and isinstance(x.value, ast.Constant)) for x in body)


def network(name: str) -> tuple[list[Callable[[], object]], str]:
    """A step of the program of a network and one by hand, which agree at three draws; and how its source reads."""
    module = importlib.import_module(f"tests.engine.lifting.by_hand.{name}")
    params, inputs = module.case(np.random.default_rng(1))
    leaves = {k: values(x) if x.dtype.kind == "f" else x.tolist() for k, x in (params | inputs).items()}
    program = vectorize(module.scalar(**leaves), {k: leaves[k] for k in params}, {k: leaves[k] for k in inputs})
    for seed in (1, 2, 3):
        numbers, given = module.case(np.random.default_rng(seed))
        largest_difference(program.value_and_grad(numbers, given), module.value_and_grad(**numbers, **given))
    source, written = program.source, inspect.getsource(module.value_and_grad)
    lines, longest = (statements(source), statements(written)), max(map(len, source.splitlines()))
    said = f"lines {lines[0]} and {lines[1]}: {lines[0] / lines[1]:.2f}, wanted at most 1.5; longest {longest}"
    said += f"; tables of numbers {source.count('= np.array(')}"
    arguments = [*params.values(), *[x for x in inputs.values() if x.dtype.kind == "f"], *program.indices.values()]
    return [lambda: program.function(*arguments), lambda: module.value_and_grad(**params, **inputs)], said


# --- deriving -----------------------------------------------------------------------------------------


def deriving(name: str, samples: int = 100) -> tuple[list[Callable[[], object]], int]:
    """Deriving a program, and microgpt's forward pass on the same graph; how many values our graph has."""
    if name == "gpt":
        ours, theirs = workloads.gpt(engines.chalkgrad()), workloads.gpt(engines.microgpt())
        params: Any = as_matrices(ours.leaves)
        loss = forward(ours)
        return [lambda: vectorize(loss, params), lambda: forward(theirs)], size(loss)
    if name == "wide":
        wide = MLP(2, [256, 256, 1], seed=1)
        x, target = [Value(0.5), Value(-1.0)], Value(1.0)
        loss = losses.squared_error([[wide(x)]], [[target]])
        count = size(losses.squared_error([[wide(x)]], [[target]]))  # of another graph: to count writes it out
        peer = engines.microgpt()
        random.seed(1)
        twin, here = peer.MLP(2, [256, 256, 1]), [peer.Value(0.5), peer.Value(-1.0)]
        derive = partial(vectorize, loss, wide, {"X": x, "Y": [target]}, batch="mean")
        return [derive, lambda: (twin(here) - 1.0) ** 2], count
    points, labels = workloads.two_moons(samples)
    model = MLP(2, [16, 16, 1], seed=1)
    X, y = [[Value(v) for v in row] for row in points], [Value(v) for v in labels]
    loss = scalar_loss(model, X, y)
    peer = engines.microgpt()
    random.seed(1)
    twin = peer.MLP(2, [16, 16, 1])
    there = [[peer.Value(v) for v in row] for row in points], [peer.Value(v) for v in labels]
    return [lambda: vectorize(loss, model, {"X": X, "y": y}), lambda: scalar_loss(twin, *there)], size(loss)


def size(loss: Value) -> int:
    """How many values a graph has, leaves included."""
    return len(with_leaves(loss))


# --- the race -------------------------------------------------------------------------------------------


def race(
    runners: list[Callable[[], object]],
    rounds: int,
    repeats: Sequence[int] = (1, 1, 1),
    clock: Callable[[], float] = time.process_time,
    *,
    tidy: bool = False,
) -> list[list[float]]:
    """Seconds of work of each runner in each round; who goes first changes, and the first round warms up.

    A runner that is much faster than the other repeats what it does, so that both are timed at work. With `tidy`, what
    one leaves to the garbage collector is collected before the next one's turn; a short turn would find cold caches.
    """
    times: list[list[float]] = [[] for _ in runners]
    for n in range(rounds + 1):
        order = list(range(len(runners)))
        for i in order[n % len(order) :] + order[: n % len(order)]:
            if tidy:
                gc.collect()
            start = clock()
            for _ in range(repeats[i]):
                runners[i]()
            times[i].append((clock() - start) / repeats[i])
    return [each[1:] for each in times]


def race_line(what: str, times: list[list[float]], names: tuple[str, str], bound: str, *, inverse: bool = False) -> str:
    """One line: medians, the median of the ratios of all rounds, and where three quarters of them lie."""
    first, second = times
    ratios = sorted((b / a if inverse else a / b) for a, b in zip(first, second, strict=True))
    low, middle, high = ratios[len(ratios) // 8], statistics.median(ratios), ratios[-1 - len(ratios) // 8]
    medians = [statistics.median(each) * 1e3 for each in times]
    return (
        f"{what:<52} {names[0]} {medians[0]:9.3f} ms   {names[1]} {medians[1]:9.3f} ms   "
        f"ratio {middle:7.2f} ({low:.2f} to {high:.2f}), wanted {bound}"
    )


def main() -> None:
    """Race, and print each result as soon as it is there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=300, help="of the short races; default 300")
    rounds = parser.parse_args().rounds
    print(f"python benchmarks/lifting.py, Python {platform.python_version()}, NumPy {np.__version__}, one BLAS thread")
    names = ("derived", "by hand")
    shapes = ((16, 100, False, 1.5), (16, 100, True, 1.4), (64, 1000, True, 1.2), (256, 1000, True, 1.2))
    for width, samples, batch, bound in shapes:
        origin = "one sample" if batch else "the whole batch"
        what = f"step, MLP(2,[{width},{width},1]), {samples} samples, from {origin}"
        few = max(40, rounds * 16 // width)
        print(race_line(what, race(moons(width, samples, batch), few), names, f"at most {bound}"), flush=True)
    for name in networks():
        runners, said = network(name)
        times = race(runners, rounds // 4, (20, 20))
        print(race_line(f"step, {name}", times, names, "at most 1.3"), flush=True)
        print(f"{'':<52} {said}", flush=True)
    runners, apart = gpt()
    for collector in ("on", "off"):
        if collector == "off":
            gc.collect()
            gc.disable()
        times = race(runners, 20, (100, 1))
        what = f"step, one-layer GPT, 8 tokens, garbage collector {collector}"
        print(race_line(what, times, ("derived", "microgpt"), "at least 300", inverse=True), flush=True)
        gc.enable()
    print(f"{'':<52} gradients of the GPT differ by {apart:.1e}", flush=True)
    names = ("derive", "microgpt forward")
    called = {"moons": "MLP(2,[16,16,1])", "gpt": "GPT", "wide": "MLP(2,[256,256,1])"}
    for name in called:
        runners, count = deriving(name)
        what = f"deriving, {called[name]}, {count:,} values"
        print(race_line(what, race(runners, 12), names, "at most 3"), flush=True)
    for samples in (2, 15, 150, 1520):
        runners, count = deriving("moons", samples)
        times = race(runners, 20 if samples < 1000 else 2)
        each = statistics.median(times[0]) / count * 1e6
        print(race_line(f"deriving, {count:,} values, {each:.2f} µs for each", times, names, "linear"), flush=True)


if __name__ == "__main__":
    main()
