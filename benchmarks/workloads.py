"""What is timed: one training step on two moons, as micrograd's demo does it, in any engine of its kind.

MLP(2, [16, 16, 1]), relu, hinge loss and L2, 100 samples: about 65,000 scalar operations forward, and as
many backward. The code names no engine: it is handed the classes.
"""

import math
import random
from collections.abc import Callable
from typing import Any

Step = Callable[[], tuple[float, list[float]]]


def two_moons(samples: int = 100) -> tuple[list[list[float]], list[float]]:
    """Two interleaved half circles with noise 0.1, and labels −1 and 1; the same every time."""
    rng = random.Random(1)
    points, labels = [], []
    for n in range(samples):
        angle = math.pi * rng.random()
        x, y = (math.cos(angle), math.sin(angle)) if n % 2 else (1 - math.cos(angle), 0.5 - math.sin(angle))
        points.append([x + rng.gauss(0, 0.1), y + rng.gauss(0, 0.1)])
        labels.append(1.0 if n % 2 else -1.0)
    return points, labels


def moons_step(Value: type, MLP: Callable[..., Any]) -> Step:
    """A function that does one step: forward, backward, update. It returns the loss and the gradients."""
    random.seed(1337)
    model = MLP(2, [16, 16, 1])
    X, y = two_moons()
    parameters = model.parameters()

    def step() -> tuple[float, list[float]]:
        inputs = [list(map(Value, row)) for row in X]
        scores = [model(row) for row in inputs]
        losses = [(1 + -yi * score).relu() for yi, score in zip(y, scores, strict=True)]
        loss = sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)
        for p in parameters:
            p.grad = 0.0
        loss.backward()
        gradients = [float(p.grad) for p in parameters]
        for p in parameters:
            p.data -= 0.1 * p.grad
        return loss.data, gradients

    return step


def chain(Value: type, length: int) -> tuple[Any, Any]:
    """A leaf and the end of a chain of `length` operations on it."""
    x = Value(1.0)
    v = x
    for _ in range(length // 2):
        v = v * 1.0000001 + 1e-9
    return x, v
