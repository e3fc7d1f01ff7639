"""Where a mistake can be made: a layer of a problem, its arrays, and what the learner's lines call them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.table.symbol import NumPySymbol
from nn.handwritten import matrix
from nn.networks import activations as acts

if TYPE_CHECKING:
    from nn.handwritten.mistakes.layout import LearnerLayout
    from nn.handwritten.mistakes.problem import Problem

Array = matrix.Array
LARGEST = 4_000_000
"""How many entries a wrong product may have before it is no longer tried: a Kronecker product of a batch is huge."""


def check_size(entries: int) -> None:
    """Raise ValueError, as for shapes that do not fit, if a wrong product would be larger than any learner's array."""
    if entries > LARGEST:
        raise ValueError(f"an array of {entries} entries is not tried.")


class Seat:
    """Layer `number` (counted from 1) of a problem: what goes in, what comes out, and their names."""

    def __init__(self, problem: Problem, k: int) -> None:
        self.problem, self.k, self.number = problem, k, k + 1
        self.A_prev, self.Z, self.A = problem.run.A[k], problem.run.Z[k], problem.plain[k]
        (self.W, self.b), self.name = problem.params[k], problem.names[k]
        self.first, self.last = k == 0, k == len(problem.params) - 1

    @property
    def layout(self) -> LearnerLayout:
        """How the learner stores weights, samples and biases."""
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
    def folded(self) -> bool:
        """Whether the bias is a row of W."""
        return self.layout.folded and self.b is not None

    @cached_property
    def cancelled(self) -> bool:
        """Whether the derivative of the loss and f′ cancel: δ needs neither."""
        return self.last and self.problem.row.delta is not None and self.problem.row.goes_with(self.name, self.n_out)

    @cached_property
    def cancels(self) -> bool:
        """Whether they do so that δ is a − y times a constant; for targets that do not sum to 1 it is not."""
        delta = self.problem.row.delta
        if not self.cancelled or delta is None:
            return False
        return bool(np.allclose(delta(self.A, self.problem.Y), self.problem.error, rtol=0, atol=1e-9))

    def through(self, G: Array) -> Array:
        """Return the right δ, from ∂L/∂a of this layer."""
        return self.problem.delta if self.last and G is self.problem.G else self.apply(G)

    def apply(self, G: Array) -> Array:
        """Return G through f′; a further column, of a bias row that was not dropped, goes through as it is."""
        if self.name == "softmax":
            return matrix.through_activation(G, self.Z, self.A, self.name)
        if self.folded and G.ndim == 2 and G.shape == (self.N, self.n_out + 1):
            return G * self.layout.with_ones(self.slope)
        return G * self.slope

    @cached_property
    def slope(self) -> Array:
        """f′(Z), or at an exact kink the derivative that was chosen there."""
        chosen = self.problem.kinks.slopes.get(self.k)
        if chosen is not None:
            return chosen
        return matrix.through_activation(np.ones_like(self.Z), self.Z, self.A, self.name)

    # --- words -----------------------------------------------------------------------------------

    @property
    def a_prev(self) -> str:
        """The name of the layer's input."""
        return name_of_activation(self.k)

    @property
    def x(self) -> str:
        """The same in a formula: x, or a with the number of the layer below."""
        return "x" if self.first else f"a{self.k}"

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
    def slope_name(self) -> str:
        """f′ by name: tanh′."""
        return f"{self.name}′"

    @property
    def delta_shape(self) -> str:
        """The shape of δ as the learner has it."""
        return self.layout.batch(self.Z)

    @property
    def formula(self) -> str:
        """f′ as a line of NumPy, standing alone; for softmax, which has none for each entry, the line of δ."""
        return self.softmax_line if self.name == "softmax" else slope_formula(self.name, self.z, self.a)

    @property
    def slope_text(self) -> str:
        """f′ as a factor of a product, from the table's own formula."""
        return slope_text(self.name, self.z, self.a)

    @property
    def softmax_line(self) -> str:
        """δ of a softmax layer, from G."""
        axis = 1 if self.layout.samples == "rows" else 0
        return f"{self.a} * (G - (G * {self.a}).sum(axis={axis}, keepdims=True))"

    @property
    def delta_line(self) -> str:
        """The line that makes δ from G."""
        G = self.incoming
        if self.cancels:
            return f"{self.d} = {averaged(self.problem, f'{self.a} - Y')}"
        if self.name == "softmax":
            return f"{self.d} = {self.softmax_line}  # G = {G}"
        if not self.nonlinear:
            return f"{self.d} = {G}"
        return f"{self.d} = {in_product(G)} * {self.slope_text}"

    @property
    def incoming(self) -> str:
        """∂L/∂a of this layer, as a line of NumPy."""
        if self.last:
            return loss_text(self.problem, self.a)
        back = self.layout.back(self.up.d, f"W{self.number + 1}")
        return back if self.problem.masks[self.k] is None else f"({back}) * mask{self.number}"

    @property
    def weight_line(self) -> str:
        """The line that makes dW."""
        line = f"dW{self.number} = {self.layout.product(with_ones(self), self.d)}"
        return f"{line} + {2 * self.problem.l2:.6g} * W{self.number}" if self.problem.l2 else line


def with_ones(seat: Seat) -> str:
    """Return the name of the layer's input, with the constant 1 for a bias that is part of W."""
    return seat.layout.with_ones_text(seat.a_prev) if seat.folded else seat.a_prev


def name_of_activation(k: int) -> str:
    """Return what A[k] of a forward pass is called: X is the input of layer 1."""
    return f"A{k}" if k else "X"


def in_product(text: str) -> str:
    """Return a factor in a product, in brackets where it is a sum, a quotient or a matrix product."""
    return f"({text})" if " " in text and not _bracketed(text) else text


def _bracketed(text: str) -> bool:
    """Return whether the first bracket closes at the end only."""
    if not text.startswith("("):
        return False
    depth = 0
    for i, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth == 0:
            return i == len(text) - 1
    return False


def loss_text(problem: Problem, a: str) -> str:
    """Return G = ∂L/∂a of the output as a line of NumPy."""
    return averaged(problem, problem.row.line(a))


def averaged(problem: Problem, line: str) -> str:
    """Return a line with the loss's factor in front, divided as the loss is: by len(X), and not by its number."""
    text = scaled(problem.factor, line)
    divisor = divided_by(problem)
    if not divisor:
        return text
    return f"{in_sum(text)} / {divisor}"


def divided_by(problem: Problem) -> str:
    """Return what the loss is divided by, as code; "" if nothing."""
    if problem.count == 1 or problem.reduction == "sum":
        return ""
    if problem.reduction == "mean_all":
        return "Y.size"
    return problem.layout.count


def in_sum(text: str) -> str:
    """Return a dividend: in brackets where it is a sum."""
    return f"({text})" if is_sum(text) and not _bracketed(text) else text


def is_sum(text: str) -> bool:
    """Return whether a line of NumPy is a sum or a difference."""
    tree = ast.parse(text, mode="eval").body
    return isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub)


def constant_text(c: float) -> str:
    """Return a constant in front of a product; nothing for 1."""
    return "" if c == 1 else f"{c:.6g} * "


def scaled(c: float, line: str) -> str:
    """Return c times a product as a line of NumPy; a number in front of the product goes into the constant.

    >>> scaled(0.25, "2 * (A - Y)"), scaled(0.25, "-Y / A"), scaled(1.0, "np.sign(A - Y)"), scaled(0.5, "A - Y")
    ('0.5 * (A - Y)', '-0.25 * Y / A', 'np.sign(A - Y)', '0.5 * (A - Y)')
    """
    if c != 1 and is_sum(line):
        line = f"({line})"
    sign, factor, rest = re.fullmatch(r"(-?)(?:([\d.]+) \* )?(.*)", line, re.DOTALL).groups()  # type: ignore[union-attr]  # it fits any line
    return f"{sign}{constant_text(c * float(factor or 1))}{rest}"


def slope_formula(name: str, z: str, a: str) -> str:
    """Return f′ as a line of NumPy: the table's rule, run on names.

    >>> slope_formula("tanh", "Z1", "A1"), slope_formula("relu", "Z1", "A1"), slope_formula("sin", "Z1", "A1")
    ('1 - A1 * A1', 'Z1 > 0', 'np.cos(Z1)')
    """
    if name == "linear":
        return "1"
    return f"{z} > 0" if name == "relu" else str(acts.derivative(name, NumPySymbol(z), NumPySymbol(a)))


def slope_text(name: str, z: str, a: str) -> str:
    """Return the same, as a factor of a product."""
    formula = slope_formula(name, z, a)
    return f"({formula})" if " " in formula else formula


# --- f′ at whatever was put in the place of z and a -----------------------------------------------


def safely(f: Callable[..., Array], *arguments: object) -> Array | None:
    """Return f(…), or None where a formula has no value at arguments that it was not made for."""
    try:
        with np.errstate(all="ignore"):
            found = np.asarray(f(*arguments), dtype=float)
    except (ArithmeticError, ValueError):
        return None
    return found if np.isfinite(found).all() else None


def slope_at(name: str, z: Array, a: Array) -> Array | None:
    """Return f′ by the table's rule, at whatever was put in the place of z and a."""
    return safely(acts.derivative, name, z, a)


def properly_at(name: str, z: Array) -> Array | None:
    """Return f′(z), with its own a = f(z)."""
    a = safely(matrix.activate, z, name)
    return None if a is None else slope_at(name, z, a)


RATES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001, 1e-4, 1e-5)
"""Learning rates that people use, tried where the learner's is not given."""


def rates(seat: Seat) -> tuple[float, ...]:
    """Return the learning rates to try."""
    return RATES if seat.problem.learning_rate is None else (seat.problem.learning_rate,)
