"""Where a mistake can be made: a layer of a problem, its arrays, and what the learner's lines call them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from engine.table.notation import counted
from engine.table.symbol import NumPySymbol
from nn.handwritten import matrix
from nn.networks import activations as acts

if TYPE_CHECKING:
    from nn.handwritten.mistakes.problem import Problem

Array = matrix.Array
LARGEST = 4_000_000
"""How many entries a wrong product may have before it is no longer tried: a Kronecker product of a batch is huge."""


def check_product_size(entries: int) -> None:
    """Raise ValueError, as for shapes that do not fit, if a wrong product would be larger than any learner's array."""
    if entries > LARGEST:
        raise ValueError(f"an array of {entries} entries is not tried.")


class Seat:
    """Layer `number` (counted from 1) of a problem: what goes in, what comes out, and their names.

    A_prev, Z, A, W, b  its input, pre-activation, activation before its mask, and parameters
    N, n_in, n_out      how many samples, inputs and neurons there are
    name                its activation; `nonlinear` says whether that has a derivative that can go wrong
    first, last         whether it is the first layer, the last
    layout              how the learner stores weights, samples and biases; `folded` says whether the bias is a row of W
    a_prev, a, z, d     what its input, activation, pre-activation and δ are called in a line of NumPy
    x                   the input in a formula: x, or a with the number of the layer below
    slope_name          f′ by name: tanh′
    delta_shape, input_shape, weight_shape  shapes as the learner has them
    """

    def __init__(self, problem: Problem, k: int) -> None:
        self.problem, self.k, self.number = problem, k, k + 1
        self.A_prev, self.Z, self.A = problem.run.A[k], problem.run.Z[k], problem.plain[k]
        (self.W, self.b), self.name = problem.params[k], problem.names[k]
        self.N, self.n_in, self.n_out = len(self.Z), len(self.W), len(self.W.T)
        self.nonlinear, self.slope_name = self.name != "linear", f"{self.name}′"
        self.first, self.last = k == 0, k == len(problem.params) - 1
        self.layout, self.folded = problem.layout, problem.layout.folded and self.b is not None
        self.a_prev, self.a, self.z = name_of_activation(k), name_of_activation(k + 1), f"Z{k + 1}"
        self.d, self.x = f"delta{k + 1}", f"a{k}" if k else "x"
        self.delta_shape, self.input_shape = self.layout.batch(self.Z), self.layout.batch(self.A_prev)
        self.weight_shape = self.layout.weights(self.W)

    @property
    def up(self) -> Seat:
        """The layer that δ comes back from."""
        return self.problem.seats[self.k + 1]

    @cached_property
    def cancelled(self) -> bool:
        """Whether the derivative of the loss and f′ cancel: δ needs neither."""
        return self.last and self.problem.row.delta is not None and self.problem.row.goes_with(self.name, self.n_out)

    @cached_property
    def cancels(self) -> bool:
        """Whether they cancel to a − y times a constant, as they do not for targets that do not sum to 1."""
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
    def formula(self) -> str:
        """f′ as a line of NumPy, standing alone; for softmax, which has none for each entry, the line of δ."""
        return self.softmax_line if self.name == "softmax" else slope_formula(self.name, self.z, self.a)

    @property
    def softmax_line(self) -> str:
        """δ of a softmax layer, from G."""
        axis = 1 if self.layout.samples == "rows" else 0
        return f"{self.a} * (G - (G * {self.a}).sum(axis={axis}, keepdims=True))"

    @property
    def incoming(self) -> str:
        """∂L/∂a of this layer, as a line of NumPy."""
        if self.last:
            return averaged(self.problem, self.problem.row.line(self.a))
        back = self.layout.back(self.up.d, f"W{self.number + 1}")
        return back if self.problem.masks[self.k] is None else f"({back}) * mask{self.number}"

    @property
    def delta_line(self) -> str:
        """The line that makes δ from G."""
        G = self.incoming
        if self.cancels:
            made = averaged(self.problem, f"{self.a} - Y")
        elif self.name == "softmax":
            made = f"{self.softmax_line}  # G = {G}"
        else:
            made = f"{in_product(G)} * {in_product(self.formula)}" if self.nonlinear else G
        return f"{self.d} = {made}"

    @property
    def weight_line(self) -> str:
        """The line that makes dW, with the constant 1 as an input for a bias that is part of W."""
        inputs = self.layout.with_ones_text(self.a_prev) if self.folded else self.a_prev
        dW, W = f"dW{self.number}", f"W{self.number}"
        line, penalty = f"{dW} = {self.layout.product(inputs, self.d)}", f"{2 * self.problem.l2:.6g}"
        if self.problem.l2 and self.folded:  # the bias row has no part in λ Σ W²
            return f"{line}; {self.layout.without_bias(dW)} += {penalty} * {self.layout.without_bias(W)}"
        return f"{line} + {penalty} * {W}" if self.problem.l2 else line

    @property
    def bias_line(self) -> str:
        """The line that makes db."""
        return f"db{self.number} = {self.layout.total(self.d)}"

    @property
    def sent_back(self) -> str:
        """What comes back from the layer above, in words."""
        return f"G{self.number} = ∂L/∂a{self.number}, shape {self.delta_shape},"

    @property
    def weight_has(self) -> str:
        """Which shape dW has, in words."""
        return f"dW{self.number} has shape {self.weight_shape}"

    @property
    def bias_has(self) -> str:
        """How many entries b has, in words."""
        return f"b{self.number} has {counted(self.n_out, 'entry')}, one for each neuron"


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


def averaged(problem: Problem, line: str) -> str:
    """Return a line with the loss's factor in front, divided as the loss is: by len(X), and not by its number."""
    text, divisor = scaled(problem.factor, line), divided_by(problem)
    return f"{in_sum(text)} / {divisor}" if divisor else text


def divided_by(problem: Problem) -> str:
    """Return what the loss is divided by, as code; "" if nothing."""
    if problem.count == 1 or problem.reduction == "sum":
        return ""
    return "Y.size" if problem.reduction == "mean_all" else problem.layout.count


def in_sum(text: str) -> str:
    """Return a dividend: in brackets where it is a sum or a difference."""
    tree = ast.parse(text, mode="eval").body
    is_sum = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add | ast.Sub)
    return f"({text})" if is_sum and not _bracketed(text) else text


def scaled(c: float, line: str) -> str:
    """Return c times a product as a line of NumPy; a number in front of the product goes into the constant.

    >>> scaled(0.25, "2 * (A - Y)"), scaled(0.25, "-Y / A"), scaled(1.0, "np.sign(A - Y)"), scaled(0.5, "A - Y")
    ('0.5 * (A - Y)', '-0.25 * Y / A', 'np.sign(A - Y)', '0.5 * (A - Y)')
    """
    product = line if c == 1 else in_sum(line)
    sign, factor, rest = re.fullmatch(r"(-?)(?:([\d.]+) \* )?(.*)", product, re.DOTALL).groups()  # type: ignore[union-attr]  # it fits any line
    c *= float(factor or 1)
    return f"{sign}{'' if c == 1 else f'{c:.6g} * '}{rest}"


def slope_formula(name: str, z: str, a: str) -> str:
    """Return f′ as a line of NumPy: the table's rule, run on names.

    >>> slope_formula("tanh", "Z1", "A1"), slope_formula("relu", "Z1", "A1"), slope_formula("sin", "Z1", "A1")
    ('1 - A1 * A1', 'Z1 > 0', 'np.cos(Z1)')
    """
    if name == "linear":
        return "1"
    return f"{z} > 0" if name == "relu" else str(acts.derivative(name, NumPySymbol(z), NumPySymbol(a)))


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
