"""A `Problem`: a network, a batch and a loss in the textbook's layout, run forward once, with its right backward pass.

Samples are rows, W has a row per input, the bias stands alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from nn.handwritten import matrix
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes.layout import LearnerLayout
from nn.handwritten.mistakes.seats import Seat
from nn.losses import row_of


@dataclass(frozen=True)
class Stated:
    """What the learner says of their loss and network, beside the arrays.

    loss, reduction, factor   the loss
    layout         how things are stored
    learning_rate  theirs, if they gave it
    l2             λ, where λ Σ W² is added to the loss: half an optimiser's weight_decay, which stands for ½ λ Σ W²
    masks          for each layer the mask that its activations are multiplied by (dropout), or None
    """

    loss: str = "mse"
    reduction: str = "mean"
    factor: float = 1.0
    layout: LearnerLayout = field(default_factory=LearnerLayout)
    learning_rate: float | None = None
    l2: float = 0.0
    masks: tuple[Array | None, ...] = ()


@dataclass(frozen=True)
class Kinks:
    """Derivatives at exact kinks, where any between the two sides is right: another slope for a layer, another G."""

    slopes: Mapping[int, Array]
    G: Array | None = None


class Problem:
    """A network, a batch and a loss, run forward once.

    Args:
        params: (W, b or None) for each layer, W of shape (inputs, neurons).
        X, Y: (samples, inputs) and (samples, outputs).
        names: the activation of each layer.
        stated: the loss, the layout and the options.
        kinks: derivatives at exact kinks, if others than the textbook's.

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
        stated: Stated | None = None,
        kinks: Kinks | None = None,
    ) -> None:
        self.params, self.X, self.Y, self.names = list(params), X, Y, list(names)
        self.stated = stated = stated or Stated()
        self.kinks = kinks or Kinks({})
        self.loss, self.reduction, self.factor = stated.loss, stated.reduction, stated.factor
        self.layout, self.learning_rate, self.l2 = stated.layout, stated.learning_rate, stated.l2
        self.masks = [*stated.masks, *[None] * (len(self.params) - len(stated.masks))]
        self.row = row_of(self.loss)
        self.run, self.plain = self.forward()
        self.output = self.run.A[-1]
        self.count = matrix.divisor(self.output, self.reduction)
        self.scale = self.factor / self.count
        G = self.scale * np.asarray(self.row.derivative(self.output, Y))
        self.G = G if self.kinks.G is None else self.kinks.G
        self.seats = [Seat(self, k) for k in range(len(self.params))]

    def forward(self, steps: Sequence[matrix.Steps] = ()) -> tuple[matrix.Forward, list[Array]]:
        """Return the forward pass, and the activations of each layer before its mask.

        Args:
            steps: for each layer; () are the textbook's.
        """
        each = steps or [matrix.TEXTBOOK["in_out"]] * len(self.params)
        Z, A, plain = [], [self.X], []
        for (W, b), name, mask, of_layer in zip(self.params, self.names, self.masks, each, strict=True):
            Z.append(of_layer.affine(A[-1], W, b))
            plain.append(of_layer.activate(Z[-1], name))
            A.append(plain[-1] if mask is None else plain[-1] * mask)
        return matrix.Forward(Z, A), plain

    def with_(self, **changed: object) -> Problem:
        """Return the same problem with other parameters, names or kinks.

        >>> problem = Problem([(np.array([[1.0]]), None)], np.array([[3.0]]), np.array([[1.0]]), ["linear"])
        >>> problem.with_(names=["tanh"]).names
        ['tanh']
        """
        given = {name: getattr(self, name) for name in ("params", "X", "Y", "names", "stated", "kinks")}
        return Problem(**{**given, **changed})

    @property
    def loss_value(self) -> float:
        """The loss at this point, with λ Σ W²."""
        penalty = self.l2 * sum(float((W**2).sum()) for W, _ in self.params)
        cancels = self.seats[-1].cancelled
        terms = (
            self.row.of_logits(list(self.run.Z[-1].T), list(self.Y.T))
            if cancels and self.row.of_logits
            else self.row.value(self.output, self.Y)
        )
        return self.scale * float(np.sum(terms)) + penalty

    # --- the backward pass ---------------------------------------------------------------------------

    @cached_property
    def delta(self) -> Array:
        """The right δ of the output: a − y times a constant, where the loss cancels f′."""
        last = self.seats[-1]
        if last.cancelled and self.row.delta is not None:
            return self.scale * np.asarray(self.row.delta(self.output, self.Y))
        return last.apply(self.G)

    @cached_property
    def steps(self) -> list[matrix.Steps]:
        """The right steps of each layer: the textbook's, with slopes chosen at kinks, and masks on the way back."""

        def of(seat: Seat) -> matrix.Steps:
            textbook = matrix.TEXTBOOK["in_out"]
            return replace(
                textbook,
                through_activation=lambda G, Z, A, activation: seat.through(G),
                back_through_weights=lambda d, W: self.masked(seat.k - 1, textbook.back_through_weights(d, W)),
            )

        return [of(seat) for seat in self.seats]

    def masked(self, k: int, G: Array) -> Array:
        """Return G of layer k + 1 after its mask, if it has one and the shapes fit."""
        mask = self.masks[k]
        return G if mask is None or mask.shape != G.shape else G * mask

    @cached_property
    def right(self) -> matrix.Backward:
        """The right backward pass of the loss without λ Σ W²."""
        return self.backward(self.steps)

    @cached_property
    def gradients(self) -> matrix.Gradients:
        """The right gradients, with those of λ Σ W²."""
        return {name: g + self.penalty(name) for name, g in self.right.gradients.items()}

    def penalty(self, name: str) -> Array | float:
        """Return the gradient of λ Σ W² for the array of that name, W1 or b1; 0 for a bias."""
        return 2 * self.l2 * self.params[int(name[1:]) - 1][0] if name[0] == "W" and self.l2 else 0.0

    def backward(
        self, steps: Sequence[matrix.Steps], G: Array | None = None, delta: Array | None = None
    ) -> matrix.Backward:
        """Return the backward pass with these steps, from G of the output, or from its δ, or else from the right δ."""
        if G is None and delta is None:
            delta = self.delta
        return matrix.backward(self.params, self.run, G, self.names, steps=steps, delta=delta)

    @property
    def divisor_words(self) -> str:
        """What the loss is divided by, in words."""
        return {"mean": f"N = {len(self.X)}", "sum": "nothing", "mean_all": f"all {self.output.size} entries"}[
            self.reduction
        ]

    def derivative_by(self, line: Callable[[Array, Array], Array]) -> Array:
        """Return G of the output by another line for the derivative of the loss."""
        return self.scale * line(self.output, self.Y)

    # --- what mistakes are made of -------------------------------------------------------------------

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
