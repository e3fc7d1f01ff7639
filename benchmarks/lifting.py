"""What `vectorize` gains and costs: `python benchmarks/lifting.py` (one process, interleaved rounds, medians).

A derived program races the NumPy that one writes by hand, and microgpt's `Value`; deriving it races the forward pass of
microgpt's `Value` on the same graph. Losses and gradients are compared first: 1e-12, relative to the largest number or
to 1. Ratios are taken in each round, with their spread; machines differ and are noisy, so only they count.
"""

import argparse
import gc
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import engines
import numpy as np
import workloads
from numpy.typing import NDArray
from workloads import Task

from engine import Value, vectorize
from nn import MLP

sys.setrecursionlimit(1_000_000)  # microgpt's backward calls itself

Array = NDArray[np.float64]
Arrays = dict[str, Array]
DECAY, RATE = 1e-4, 0.1


# --- the two moons -------------------------------------------------------------------------------


def scalar_loss(model: MLP, X: Any, y: Any) -> Value:
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


def moons(width: int, samples: int, batch: bool) -> tuple[str, list[Callable[[], None]]]:
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
    right = by_hand(params, inputs["X"], inputs["y"])
    compare(program.value_and_grad(params, inputs), right)
    copies = [{name: w.copy() for name, w in params.items()} for _ in range(2)]
    return program.source, [
        lambda: step(program.value_and_grad, copies[0], inputs),
        lambda: step(lambda p, given: by_hand(p, given["X"], given["y"]), copies[1], inputs),
    ]


def compare(found: tuple[float, Arrays], right: tuple[float, Arrays]) -> float:
    """The largest difference, relative to the largest number or to 1; AssertionError if it is above 1e-12."""
    numbers = [np.array([x for x, _ in (found, right)])]
    del numbers
    largest = max(1.0, abs(right[0]), *(float(np.abs(d).max()) for d in right[1].values()))
    differences = [abs(found[0] - right[0]), *(float(np.abs(found[1][n] - d).max()) for n, d in right[1].items())]
    assert max(differences) <= 1e-12 * largest, differences
    return max(differences) / largest


if __name__ == "__main__":
    for args in ((16,100,False),(64,1000,True),(256,1000,True)):
        src, fs = moons(*args)
        if "-v" in sys.argv: print(src)
        ts=[[],[]]
        for r in range(400 if args[0]<256 else 60):
            for i in (0,1) if r%2 else (1,0):
                t=time.perf_counter(); fs[i](); ts[i].append(time.perf_counter()-t)
        m=[statistics.median(t)*1e3 for t in ts]
        print(args, m, statistics.median([a/b for a,b in zip(*ts)]))
