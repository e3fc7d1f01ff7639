"""A peer: the design of the `Value` in Karpathy's microgpt (2026), written anew.

A result keeps its operands and the local gradients as two tuples. `backward` finds an order by recursion, with a
set of what was visited, and then does all of the chain rule in one loop. Subtraction and division are made of the
other operations. The inner function calls itself, so it is a reference cycle, and it holds the set: each backward
pass leaves its whole graph to the garbage collector. That is in the design, and stays.
"""

from __future__ import annotations

import math
from typing import Any


class Value:
    """A scalar with its operands and the local gradient for each of them."""

    __slots__ = ("_children", "_local_grads", "data", "grad")

    def __init__(self, data: float, children: tuple[Value, ...] = (), local_grads: tuple[float, ...] = ()) -> None:
        self.data = data
        self.grad = 0.0
        self._children = children
        self._local_grads = local_grads

    def __add__(self, other: Any) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1, 1))

    def __mul__(self, other: Any) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def log(self) -> Value:
        """The natural logarithm."""
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def exp(self) -> Value:
        """e to the self."""
        return Value(math.exp(self.data), (self,), (math.exp(self.data),))

    def relu(self) -> Value:
        """self where it is positive, else 0."""
        return Value(max(0, self.data), (self,), (float(self.data > 0),))

    # fmt: off
    def __pow__(self, n: float) -> Value: return Value(self.data**n, (self,), (n * self.data ** (n - 1),))
    def __neg__(self) -> Value: return self * -1
    def __radd__(self, other: Any) -> Value: return self + other
    def __sub__(self, other: Any) -> Value: return self + (-other)
    def __rsub__(self, other: Any) -> Value: return other + (-self)
    def __rmul__(self, other: Any) -> Value: return self * other
    def __truediv__(self, other: Any) -> Value: return self * other**-1
    def __rtruediv__(self, other: Any) -> Value: return other * self**-1
    # fmt: on

    def backward(self) -> None:
        """The gradients of everything self was made from, added to what is there."""
        order: list[Value] = []
        visited: set[Value] = set()

        def visit(v: Value) -> None:
            if v not in visited:
                visited.add(v)
                for child in v._children:
                    visit(child)
                order.append(v)

        visit(self)
        self.grad = 1
        for v in reversed(order):
            for child, local in zip(v._children, v._local_grads):  # noqa: B905  # as in his loop
                child.grad += local * v.grad
