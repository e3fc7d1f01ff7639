"""How the learner stores weights, samples and biases, and how their NumPy lines are written in that layout."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nn.handwritten.matrix import Array


@dataclass(frozen=True)
class LearnerLayout:
    """The learner's orientation of W, whether samples are rows or columns, and where the biases are."""

    orientation: str = "in_out"
    samples: str = "rows"
    bias: str = "separate"

    # --- arrays ----------------------------------------------------------------------------------

    @property
    def folded(self) -> bool:
        """Whether the bias is a row of W."""
        return self.bias != "separate"

    @property
    def first(self) -> bool:
        """Whether the bias is the first row of W."""
        return self.bias == "first_row"

    def joined(self, W: Array, b: Array) -> Array:
        """Return W of shape (inputs, neurons) with its bias row.

        >>> LearnerLayout(bias="first_row").joined(np.zeros((1, 2)), np.ones(2)).tolist()
        [[1.0, 1.0], [0.0, 0.0]]
        """
        return np.vstack([b, W] if self.first else [W, b])

    def split(self, theta: Array) -> tuple[Array, Array]:
        """Return W and b of a matrix with its bias row."""
        return (theta[1:], theta[0]) if self.first else (theta[:-1], theta[-1])

    def with_ones(self, A: Array) -> Array:
        """Return a with the column of ones that feeds the bias row."""
        ones = np.ones((len(A), 1))
        return np.hstack([ones, A] if self.first else [A, ones])

    # --- lines of NumPy --------------------------------------------------------------------------

    def product(self, a: str, d: str) -> str:
        """Return the line of dW, from the layer's input and its δ.

        >>> LearnerLayout().product("X", "delta1"), LearnerLayout("out_in", "columns").product("X", "delta1")
        ('X.T @ delta1', 'delta1 @ X.T')
        """
        left, right = (a, d) if self.orientation == "in_out" else (d, a)
        return f"{left}.T @ {right}" if self.samples == "rows" else f"{left} @ {right}.T"

    def back(self, d: str, W: str) -> str:
        """Return the line that sends δ back through the weights.

        >>> LearnerLayout().back("delta2", "W2"), LearnerLayout("out_in", "columns").back("delta2", "W2")
        ('delta2 @ W2.T', 'W2.T @ delta2')
        """
        W = self.without_bias(W)
        across = (self.samples == "rows") == (self.orientation == "in_out")
        turned = f"{W}.T" if across else W
        return f"{d} @ {turned}" if self.samples == "rows" else f"{turned} @ {d}"

    def without_bias(self, W: str) -> str:
        """Return a matrix without its bias row, if it has one, as code.

        >>> LearnerLayout(bias="last_row").without_bias("W2"), LearnerLayout().without_bias("W2")
        ('W2[:-1]', 'W2')
        """
        if not self.folded:
            return W
        rows = "1:" if self.first else ":-1"
        return f"{W}[{rows}]" if self.orientation == "in_out" else f"{W}[:, {rows}]"

    def total(self, d: str) -> str:
        """Return the line of db: δ summed over the samples."""
        return f"{d}.sum(axis={0 if self.samples == 'rows' else 1})"

    def with_ones_text(self, a: str) -> str:
        """Return the layer's input with its ones, as a line of NumPy."""
        stack = "hstack" if self.samples == "rows" else "vstack"
        return f"np.{stack}([{f'ones, {a}' if self.first else f'{a}, ones'}])"

    @property
    def count(self) -> str:
        """The number of samples, as code."""
        return "len(X)" if self.samples == "rows" else "X.shape[1]"

    def inputs_of(self, W: str) -> str:
        """Return the number of inputs of a layer, as code."""
        size = f"{W}.shape[{0 if self.orientation == 'in_out' else 1}]"
        return f"({size} - 1)" if self.folded else size

    def neurons_of(self, W: str) -> str:
        """Return the number of neurons of a layer, as code."""
        return f"{W}.shape[{1 if self.orientation == 'in_out' else 0}]"

    # --- shapes and indices ------------------------------------------------------------------------

    def batch(self, array: Array) -> str:
        """Return the shape of an array with a row per sample, as the learner has it."""
        return str(array.shape if self.samples == "rows" else array.shape[::-1])

    def weights(self, array: Array) -> str:
        """Return the shape of an array like W, as the learner has it."""
        rows, columns = array.shape
        rows += self.folded
        return str((rows, columns) if self.orientation == "in_out" else (columns, rows))

    def index(self, j: int, i: int) -> str:
        """Return which entry of W belongs to input j and neuron i."""
        j += self.first
        return f"[{j},{i}]" if self.orientation == "in_out" else f"[{i},{j}]"

    def bias_index(self, inputs: int, i: int) -> str:
        """Return which entry of a W with a bias row is the bias of neuron i."""
        return self.index(-1 if self.first else inputs, i)


Layout = LearnerLayout  # its former name, which stands in pickles of reports
