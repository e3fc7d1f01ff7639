"""What an engine that comes without networks is given: a network like micrograd's, and its missing functions."""

import math
import random
from collections.abc import Callable, Sequence
from typing import Any


def dot(ws: Sequence[Any], xs: Sequence[Any]) -> Any:
    """Σ w_i x_i, one product and one sum at a time."""
    return sum(w * x for w, x in zip(ws, xs, strict=True))


def sigmoid(v: Any) -> Any:
    """1 / (1 + e⁻ᵛ), for an engine that has no sigmoid of its own."""
    return 1 / (1 + (-v).exp())


class MLP:
    """Layers of neurons f(b + Σ w_i x_i); weights drawn in micrograd's order.

    f is `each` in all layers; if it is not given, relu, and the last layer is linear.
    """

    def __init__(
        self, Value: Callable[[float], Any], nin: int, nouts: list[int], each: Callable[[Any], Any] | None = None
    ) -> None:
        self.each = each
        self.layers = [
            [([Value(random.uniform(-1, 1)) for _ in range(before)], Value(0.0)) for _ in range(size)]
            for before, size in zip([nin, *nouts], nouts, strict=False)
        ]

    def __call__(self, x: list[Any]) -> Any:
        """The output for one sample: a value for one output, else a list."""
        for layer in self.layers:
            x = [sum((w * x_i for w, x_i in zip(ws, x, strict=True)), b) for ws, b in layer]
            if self.each:
                x = [self.each(s) for s in x]
            elif layer is not self.layers[-1]:
                x = [s.relu() for s in x]
        return x[0] if len(x) == 1 else x

    def parameters(self) -> list[Any]:
        """All weights and biases, neuron by neuron."""
        return [p for layer in self.layers for ws, b in layer for p in (*ws, b)]


def add_exp_and_log(Value: type) -> None:
    """Give micrograd 0.1.0 the two functions it has not, in its own manner: a closure in each node."""

    def exp(self: Any) -> Any:
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward() -> None:
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def log(self: Any) -> Any:
        out = Value(math.log(self.data), (self,), "log")

        def _backward() -> None:
            self.grad += 1 / self.data * out.grad

        out._backward = _backward
        return out

    Value.exp, Value.log = exp, log
