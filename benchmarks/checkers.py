"""What a user waits for beside training: `python benchmarks/checkers.py`.

`parameters()` and `zero_grad()` beside micrograd's, an assignment to a gradient, and `compare`, `audit` and `diagnose`
on networks as large as they are used with. Seconds are those of the processor, the least of a few runs; each row says
what is wanted. It needs the extra `bench`.
"""

import platform
import random
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import micrograd.nn
import numpy as np

from engine import Value, values
from nn import MLP, audit, compare, diagnose, squared_error

SIZES = (784, 30, 10)


def seconds(job: Callable[[], Any], runs: int = 3) -> float:
    """The processor's time for a job, the least of some runs."""

    def once() -> float:
        start = time.process_time()
        job()
        return time.process_time() - start

    return min(once() for _ in range(runs))


def row(what: str, took: float, wanted: str) -> None:
    """One line of the table."""
    amount = f"{took:8.2f} s " if took > 0.1 else f"{1e3 * took:8.3f} ms" if took > 1e-5 else f"{1e9 * took:8.0f} ns"
    print(f"{what:64} {amount}  wanted: {wanted}", flush=True)


def parameters() -> None:
    """Networks of micrograd's demo and of digits."""
    for nin, nouts, runs in ((2, [16, 16, 1], 100), (784, [30, 10], 5)):
        random.seed(1)
        theirs, ours = micrograd.nn.MLP(nin, nouts), MLP(nin, nouts)
        for name in ("parameters", "zero_grad"):
            peer = seconds(getattr(theirs, name), runs)
            took = seconds(getattr(ours, name), runs)
            row(f"{name}(), {nin}-{'-'.join(map(str, nouts))}", took, f"micrograd takes {1e3 * peer:.3f} ms")
    p = Value(0.0)

    def assign() -> None:
        for _ in range(10_000):
            p.grad = 0.0

    row("p.grad = 0.0", seconds(assign, 20) / 10_000, "as p.data = 0.0, without a call")


def numbers(rng: np.random.Generator, samples: int) -> tuple[list[tuple[Any, Any]], Any, Any]:
    """Weights of a network for digits, samples as rows, and one-hot targets."""
    layers = [(rng.normal(0, 0.3, shape), rng.normal(0, 0.3, shape[1])) for shape in pairwise(SIZES)]
    return layers, rng.random((samples, SIZES[0])) / 28, np.eye(SIZES[-1])[rng.integers(0, SIZES[-1], samples)]


def by_hand(layers: list[tuple[Any, Any]], X: Any, Y: Any) -> dict[str, Any]:
    """The gradients of Σ (a − y)² / N after a hidden layer of sigmoids."""
    (W1, b1), (W2, b2) = layers
    A = 1 / (1 + np.exp(-(X @ W1 + b1)))
    d2 = 2 * (A @ W2 + b2 - Y) / len(X)
    d1 = d2 @ W2.T * A * (1 - A)
    return {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": A.T @ d2, "b2": d2.sum(axis=0)}


def checks() -> None:
    """`compare` of 32 samples; `audit` of 100, of a model's loss and of NumPy lines on Values, right and wrong."""
    rng = np.random.default_rng(0)
    layers, X, Y = numbers(rng, 32)
    model = MLP.from_arrays(layers, activations=["sigmoid", "softmax"])
    row("compare, 784-30-10, 32 samples", seconds(lambda: compare(model, X, Y, loss="cross_entropy")), "≤ 2 s")

    layers, X, Y = numbers(rng, 100)
    right = by_hand(layers, X, Y)
    wrong = right | {"W1": 1.01 * right["W1"]}
    model = MLP.from_arrays(layers, activations=["sigmoid", "linear"])
    loss = squared_error([list(model(x)) for x in X.tolist()], Y)  # type: ignore[call-overload]  # ten outputs
    W1, b1, W2, b2 = arrays = [values(each) for layer in layers for each in layer]
    lines = ((1 / (1 + np.exp(-(X @ W1 + b1))) @ W2 + b2 - Y) ** 2).sum() / len(X)
    for what, root, leaves in (
        ("of an MLP's loss", loss, model.arrays()),
        ("of lines of NumPy", lines, dict(zip(right, arrays, strict=True))),
    ):
        for kind, given in (("right", right), ("wrong", wrong)):
            report = audit(root, leaves, given)
            assert bool(report) == (kind == "right"), report
            row(f"audit, 784-30-10, 100 samples, {what}, {kind}", seconds(partial(audit, root, leaves, given)), "≤ 4 s")


def pair() -> None:
    """`diagnose` of 12 layers of 6 neurons: a mean in place of a sum in db6, and a lost sign below layer 9."""
    rng = np.random.default_rng(1)
    sizes = [6] * 12 + [3]
    params = [(rng.normal(0, 0.4, (a, b)), rng.normal(0, 0.1, b)) for a, b in pairwise(sizes)]
    A, Y = [rng.normal(size=(7, 6))], rng.normal(size=(7, 3))
    for k, (W, b) in enumerate(params, start=1):
        A.append(A[-1] @ W + b if k == 12 else np.tanh(A[-1] @ W + b))
    delta, gradients = 2 * (A[-1] - Y) / 7, []
    for k in range(12, 0, -1):
        delta = delta if k == 12 else delta * (1 - A[k] ** 2)
        gradients.append((A[k - 1].T @ delta, delta.mean(axis=0) if k == 6 else delta.sum(axis=0)))
        delta = (-1 if k == 9 else 1) * delta @ params[k - 1][0].T
    names = ["tanh"] * 11 + ["linear"]

    def job() -> Any:
        return diagnose(params, A[0], Y, gradients[::-1], activations=names, loss="mse")

    assert [finding.mistake for finding in job().findings] == ["sign_flipped", "bias_scale"]
    row("diagnose, 12 layers, a pair of mistakes", seconds(job), "≤ 3 s")


if __name__ == "__main__":
    print(f"python benchmarks/checkers.py, Python {platform.python_version()}, NumPy {np.__version__}")
    parameters()
    checks()
    pair()
