"""Where a mistake can be made: a layer of a problem, its arrays, and what the learner's lines call them.

A `Problem` is a batch and a network in the textbook's layout: samples are rows, W has a row per input, the bias
stands alone. The learner's own layout is only a way to write things, and `Layout` writes them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.table.symbol import Symbol
from nn.handwritten import matrix
from nn.losses import row_of
from nn.networks import activations as acts

Array = matrix.Array
LARGEST = 4_000_000
"""How many entries a wrong product may have before it is no longer tried: a Kronecker product of a batch is huge."""


def check_size(entries: int) -> None:
    """ValueError, as for shapes that do not fit, where a wrong product would be larger than any learner's array."""
    if entries > LARGEST:
        raise ValueError(f"an array of {entries} entries is not tried.")


@dataclass(frozen=True)
class Layout:
    """How the learner stores things, and so how their NumPy lines are written."""

    orientation: str = "in_out"
    samples: str = "rows"
    bias: str = "separate"

    def product(self, a: str, d: str) -> str:
        """The line of dW, from the layer's input and its δ.

        >>> Layout().product("X", "delta1"), Layout("out_in", "columns").product("X", "delta1")
        ('X.T @ delta1', 'delta1 @ X.T')
        """
        left, right = (a, d) if self.orientation == "in_out" else (d, a)
        return f"{left}.T @ {right}" if self.samples == "rows" else f"{left} @ {right}.T"

    def back(self, d: str, W: str) -> str:
        """The line that sends δ back through the weights.

        >>> Layout().back("delta2", "W2"), Layout("out_in", "columns").back("delta2", "W2")
        ('delta2 @ W2.T', 'W2.T @ delta2')
        """
        if self.bias == "last_row":
            W = f"{W}[:-1]" if self.orientation == "in_out" else f"{W}[:, :-1]"
        across = (self.samples == "rows") == (self.orientation == "in_out")
        turned = f"{W}.T" if across else W
        return f"{d} @ {turned}" if self.samples == "rows" else f"{turned} @ {d}"

    def total(self, d: str) -> str:
        """The line of db: δ summed over the samples."""
        return f"{d}.sum(axis={0 if self.samples == 'rows' else 1})"

    def batch(self, array: Array) -> str:
        """The shape of an array with a row per sample, as the learner has it."""
        return str(array.shape if self.samples == "rows" else array.shape[::-1])

    def weights(self, array: Array) -> str:
        """The shape of an array like W, as the learner has it."""
        rows, columns = array.shape
        rows += self.bias == "last_row"
        return str((rows, columns) if self.orientation == "in_out" else (columns, rows))

    def index(self, j: int, i: int) -> str:
        """Which entry of W belongs to input j and neuron i."""
        return f"[{j},{i}]" if self.orientation == "in_out" else f"[{i},{j}]"


def at_a_kink(value: float) -> matrix.Steps:
    """The textbook's steps with another derivative of relu and leaky_relu at exactly 0, where any from side to side is
    a right one.
    """

    def through_activation(G: Array, Z: Array, A: Array, activation: str) -> Array:
        found = matrix.through_activation(G, Z, A, activation)
        return np.where(Z == 0, G * value, found) if activation in ("relu", "leaky_relu") else found

    return replace(matrix.TEXTBOOK["in_out"], through_activation=through_activation)


class Problem:
    """A network, a batch and a loss, run forward once.

    Args:
        params: (W, b or None) for each layer, W of shape (inputs, neurons).
        X, Y: (samples, inputs) and (samples, outputs).
        names: the activation of each layer.
        loss, reduction, factor: the stated loss.
        layout: the learner's.
        learning_rate: theirs, if they gave it.
        steps: the right steps, if others than the textbook's (at a kink there is more than one right derivative).

    >>> problem = Problem([(np.array([[1.0], [2.0]]), None)], np.array([[3.0, 4.0]]), np.array([[1.0]]), ["linear"])
    >>> problem.right.gradients["W1"].tolist()
    [[60.0], [80.0]]
    """

    def __init__(
        self,
        params: Sequence[tuple[Array, Array | None]],
        X: Array,
        Y: Array,
        names: Sequence[str],
        loss: str = "mse",
        reduction: str = "mean",
        factor: float = 1.0,
        layout: Layout = Layout(),
        learning_rate: float | None = None,
        steps: matrix.Steps | None = None,
    ) -> None:
        self.params, self.X, self.Y, self.names = list(params), X, Y, list(names)
        self.loss, self.reduction, self.factor = loss, reduction, factor
        self.layout, self.learning_rate = layout, learning_rate
        self.steps = steps or matrix.TEXTBOOK["in_out"]
        self.run = matrix.forward(self.params, X, self.names)
        self.output = self.run.A[-1]
        self.count = matrix.divisor(self.output, reduction)
        self.scale = factor / self.count
        self.row = row_of(loss)
        self.G = self.scale * np.asarray(self.row.derivative(self.output, Y))
        self.seats = [Seat(self, k) for k in range(len(self.params))]

    @cached_property
    def right(self) -> matrix.Backward:
        """The right backward pass."""
        return self.backward([self.steps] * len(self.seats), self.G)

    def backward(self, steps: Sequence[matrix.Steps], G: Array) -> matrix.Backward:
        """The backward pass with these steps, layer by layer."""
        return matrix.backward(self.params, self.run, G, self.names, steps=steps)

    @property
    def error(self) -> Array:
        """A − Y."""
        return self.output - self.Y

    @cached_property
    def constants(self) -> dict[str, float]:
        """The factors in front of A − Y that a line may carry or have lost: nothing, the loss's, and the 2 of a square.

        A mistake that is not linear in δ loses them, or does not, by where the line stands.
        """
        found = {"": 1.0, f" · {self.scale:.4g}": self.scale, f" · {2 * self.scale:.4g}": 2 * self.scale}
        distinct: dict[str, float] = {}
        for words, c in found.items():
            if c not in distinct.values():
                distinct[words] = c
        return distinct


class Seat:
    """Layer `number` (counted from 1) of a problem: what goes in, what comes out, and their names."""

    def __init__(self, problem: Problem, k: int) -> None:
        self.problem, self.k, self.number = problem, k, k + 1
        self.A_prev, self.Z, self.A = problem.run.A[k], problem.run.Z[k], problem.run.A[k + 1]
        (self.W, self.b), self.name = problem.params[k], problem.names[k]
        self.first, self.last = k == 0, k == len(problem.params) - 1

    @property
    def layout(self) -> Layout:
        """The learner's."""
        return self.problem.layout

    @property
    def N(self) -> int:  # noqa: N802  # the field's name
        """How many samples there are."""
        return len(self.Z)

    @property
    def n_in(self) -> int:
        """How many inputs the layer has."""
        return int(self.W.shape[0])

    @property
    def n_out(self) -> int:
        """How many neurons the layer has."""
        return int(self.W.shape[1])

    @property
    def up(self) -> Seat:
        """The layer that δ comes back from."""
        return self.problem.seats[self.k + 1]

    @property
    def nonlinear(self) -> bool:
        """Whether there is a derivative that can go wrong."""
        return self.name != "linear"

    @property
    def cancels(self) -> bool:
        """Whether the derivative of the loss cancels f′, so that δ is a − y times a constant."""
        delta = self.problem.row.delta
        if not self.last or delta is None or not self.problem.row.goes_with(self.name, self.n_out):
            return False
        return np.allclose(delta(self.A, self.problem.Y), self.problem.error, rtol=0, atol=1e-9)

    def through(self, G: Array) -> Array:
        """The right δ, from ∂L/∂a of this layer."""
        if self.name == "softmax":
            return matrix.through_activation(G, self.Z, self.A, self.name)
        return G * self.slope

    @cached_property
    def slope(self) -> Array:
        """f′(Z), as the step of the pass has it."""
        ones = np.ones_like(self.Z)
        return self.problem.steps.through_activation(ones, self.Z, self.A, self.name)

    # --- words -----------------------------------------------------------------------------------

    @property
    def a_prev(self) -> str:
        """The name of the layer's input."""
        return name_of_activation(self.k)

    @property
    def a(self) -> str:
        """The name of the layer's activation."""
        return name_of_activation(self.number)

    @property
    def z(self) -> str:
        """The name of the pre-activation."""
        return f"Z{self.number}"

    @property
    def d(self) -> str:
        """The name of δ in a line of NumPy."""
        return f"delta{self.number}"

    @property
    def delta_shape(self) -> str:
        """The shape of δ as the learner has it."""
        return self.layout.batch(self.Z)

    @property
    def formula(self) -> str:
        """The same, standing alone."""
        return slope_formula(self.name, self.z, self.a)

    @property
    def slope_text(self) -> str:
        """f′ as NumPy would read it, from the table's own formula."""
        return slope_text(self.name, self.z, self.a)

    @property
    def delta_line(self) -> str:
        """The line that makes δ from G."""
        G = self.incoming
        if self.cancels:
            return f"{self.d} = {constant_text(self.problem.scale)}({self.a} - Y)"
        if self.name == "softmax":
            axis = 1 if self.layout.samples == "rows" else 0
            return f"{self.d} = {self.a} * (G - (G * {self.a}).sum(axis={axis}, keepdims=True))  # G = {G}"
        if not self.nonlinear:
            return f"{self.d} = {G}"
        return f"{self.d} = {in_product(G)} * {self.slope_text}"

    @property
    def incoming(self) -> str:
        """∂L/∂a of this layer, as a line of NumPy."""
        return loss_text(self.problem, self.a) if self.last else self.layout.back(self.up.d, f"W{self.number + 1}")

    @property
    def weight_line(self) -> str:
        """The line that makes dW."""
        return f"dW{self.number} = {self.layout.product(with_ones(self), self.d)}"


def with_ones(seat: Seat) -> str:
    """The name of the layer's input, with the constant 1 for a bias that is part of W."""
    if seat.layout.bias != "last_row" or seat.b is None:
        return seat.a_prev
    return f"np.hstack([{seat.a_prev}, ones])" if seat.layout.samples == "rows" else f"np.vstack([{seat.a_prev}, ones])"


def name_of_activation(k: int) -> str:
    """What A[k] of a forward pass is called: X is the input of layer 1."""
    return f"A{k}" if k else "X"


def in_product(text: str) -> str:
    """A factor in a product, in brackets where it is a sum or a matrix product."""
    return f"({text})" if " " in text and not text.startswith("(") else text


def constant_text(c: float) -> str:
    """A constant in front of a product; nothing for 1."""
    return "" if c == 1 else f"{c:.4g} * "


def loss_text(problem: Problem, a: str) -> str:
    """G = ∂L/∂a of the output, as a line of NumPy."""
    return scaled(problem.scale, problem.row.line(a))


def scaled(c: float, line: str) -> str:
    """c times a product, as a line of NumPy; a number that stands in front of the product goes into the constant.

    >>> scaled(0.25, "2 * (A - Y)"), scaled(0.25, "-Y / A"), scaled(1.0, "np.sign(A - Y)"), scaled(0.5, "A - Y")
    ('0.5 * (A - Y)', '-0.25 * Y / A', 'np.sign(A - Y)', '0.5 * (A - Y)')
    """
    tree = ast.parse(line, mode="eval").body
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub):
        line = f"({line})" if c != 1 else line
    sign, factor, rest = re.fullmatch(r"(-?)(?:([\d.]+) \* )?(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{sign}{constant_text(c * float(factor or 1))}{rest}"


def slope_formula(name: str, z: str, a: str) -> str:
    """f′ as a line of NumPy: the table's rule, run on names.

    >>> slope_formula("tanh", "Z1", "A1"), slope_formula("relu", "Z1", "A1"), slope_formula("sin", "Z1", "A1")
    ('1 - A1 * A1', 'Z1 > 0', 'np.cos(Z1)')
    """
    if name == "linear":
        return "1"
    if name == "softmax":
        return f"{a} * (1 - {a})"
    text = str(acts.derivative(name, Symbol(z), Symbol(a))).replace(f"step({z})", f"({z} > 0)")
    for function, numpy in (("cos", "cos"), ("exp", "exp"), ("min", "minimum")):
        text = text.replace(f"{function}(", f"np.{numpy}(")
    return f"{z} > 0" if name == "relu" else text


def slope_text(name: str, z: str, a: str) -> str:
    """The same, as a factor of a product."""
    formula = slope_formula(name, z, a)
    return f"({formula})" if " " in formula else formula
