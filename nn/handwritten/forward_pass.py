"""Compare a learner's own predictions and loss with those of the network, before any gradient.

A backward pass that is right for another forward pass looks wrong in every number. So the predictions are checked
first. Where they differ, the forward passes that people write instead are tried: another activation, softmax along
the wrong axis, a bias left out. Where only the loss differs, other factors, reductions, losses and a penalty are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.agreement import judge
from engine.table.notation import apart
from nn.handwritten import matrix
from nn.handwritten.handed import array_of
from nn.losses import TABLE
from nn.networks import activations as acts
from nn.settings import REDUCTIONS

Array = NDArray[np.float64]
NAMED = 3
"""How many explanations are given at most."""


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """The right forward pass of a plain network over a batch.

    params, X, names   (W, b) for each layer, "in_out"; samples as rows; an activation for each layer
    Y                  targets, (samples, outputs)
    loss, reduction, factor   the words and the number of the loss
    outputs, sizes     the right outputs, (samples, outputs), and the size that the rounding of each is measured by
    value, size        the same for the loss
    """

    params: Sequence[tuple[Array, Array | None]]
    X: Array
    Y: Array
    names: Sequence[str]
    loss: str
    reduction: str
    factor: float
    outputs: Array
    sizes: Array
    value: float
    size: float

    def problems(self, outputs: Any = None, loss_value: Any = None) -> tuple[str, ...]:
        """Return sentences on what differs in a learner's predictions and loss, () if nothing does.

        Args:
            outputs: predictions in the shape of `self.outputs`, or None.
            loss_value: one number, or None.
        """
        mine = None if outputs is None else self.read_outputs(outputs)
        value = None if loss_value is None else read_loss(loss_value)
        if mine is not None and not judge(mine, self.outputs, self.sizes):
            return self._of_outputs(mine, value)
        if value is not None and not judge(value, self.value, self.size):
            return self._of_loss(value, outputs_are_right=mine is not None)
        return ()

    def read_outputs(self, given: Any) -> NDArray[Any]:
        """Return a learner's predictions in our shape; a flat list, or samples as columns, will do.

        Raises:
            ValueError: if the shape is another.
        """
        try:
            array = array_of(given, "outputs")
        except TypeError as error:
            raise ValueError(str(error)) from None
        shape = self.outputs.shape
        if array.shape == shape:
            return array
        if array.shape == shape[::-1]:
            return array.T
        if array.size == self.outputs.size and (array.ndim <= 1 and 1 in shape):
            return array.reshape(shape)
        raise ValueError(
            f"outputs has shape {array.shape}; {shape} is needed, (samples, outputs): the predictions of your forward "
            "pass, a row for each sample."
        )

    def _of_outputs(self, mine: NDArray[Any], value: float | None) -> tuple[str, ...]:
        agreement = judge(mine, self.outputs, self.sizes)
        wrong = np.argwhere(~agreement.agrees)
        first = tuple(int(i) for i in wrong[0])
        yours, right = apart(float(mine[first]), float(self.outputs[first]))
        where = f"{len(wrong)} of {mine.size} outputs differ, the first is [{first[0]},{first[1]}]: yours {yours}, "
        where += f"right {right}"
        said = [f"The forward pass differs: {where}."]
        fits = [words for words, A in self._others() if _fits(mine, A, self.sizes)]
        if fits:
            said.append(f"Yours are what {_listed(fits)} gives.")
        elif len(columns := sorted({int(i) for i in wrong[:, 1]})) < mine.shape[1]:
            said.append(f"Only output {_and(columns)} is wrong.")
        elif len(rows := sorted({int(i) for i in wrong[:, 0]})) < mine.shape[0]:
            said.append(f"Only sample {_and(rows[:8])} is wrong.")
        if value is not None:
            of_yours = self._loss_of(mine.astype(float))
            if of_yours is not None and judge(value, of_yours, self.size):
                said.append("Your loss is right for your outputs.")
        return tuple(said)

    def _of_loss(self, value: float, *, outputs_are_right: bool) -> tuple[str, ...]:
        yours, right = apart(value, self.value)
        said = [f"The loss differs: yours {yours}, right {right}."]
        fits = [words for words, other in self._other_losses() if _fits(value, other, self.size)]
        if fits:
            said.append(f"Yours is {_listed(fits)}.")
        elif not outputs_are_right:
            fits = [
                words
                for words, A in self._others()
                if (other := self._loss_of(A)) is not None and _fits(value, other, self.size)
            ]
            if fits:
                said = [f"The forward pass differs, for the loss does: yours {yours}, right {right}."]
                said.append(f"Yours is what {_listed(fits)} gives.")
        if outputs_are_right:
            said.append("Your outputs are right, so it is the line of the loss.")
        elif not fits:
            said.append("With outputs=, your predictions, the forward pass can be checked.")
        return tuple(said)

    # --- what people write instead -----------------------------------------------------------------

    def _others(self) -> Iterator[tuple[str, Array]]:
        """Yield outputs of other forward passes that run, with words for each."""
        for words, make in self._makers():
            try:
                with np.errstate(all="ignore"):
                    A = make()
            except (ValueError, ArithmeticError):
                continue
            if A.shape == self.outputs.shape and np.isfinite(A).all() and not judge(A, self.outputs, self.sizes):
                yield words, A

    def _makers(self) -> Iterator[tuple[str, Callable[[], Array]]]:
        last, layers = self.names[-1], range(len(self.names))
        Z = matrix.forward(self.params, self.X, self.names, orientation="in_out").Z[-1]
        if last != "linear":
            yield f"layer {len(layers)} without {last}, the pre-activations,", lambda: Z
            yield f"{last} twice in layer {len(layers)}", lambda: matrix.activate(matrix.activate(Z, last), last)
        if last == "softmax":
            yield "softmax over the samples, axis 0, and not over the outputs, axis 1,", lambda: _softmax(Z, 0)
            yield "softmax over all samples and outputs at once", lambda: _softmax(Z, None)
            yield "softmax without the division by the sum", lambda: np.exp(Z)
        for k in layers:
            for name in acts.NAMES:
                if name != self.names[k] and (k, name) != (len(layers) - 1, "linear"):
                    names = [name if j == k else each for j, each in enumerate(self.names)]
                    yield f"{name} in place of {self.names[k]} in layer {k + 1}", self._maker(self.params, names)
        for name in acts.NAMES if len(layers) > 2 else ():
            yield f"{name} in all hidden layers", self._maker(self.params, [name] * (len(layers) - 1) + [last])
        for k in layers:
            W, b = self.params[k]
            if b is not None and b.any():
                yield f"layer {k + 1} without its bias", self._maker(self._with(k, W, None), self.names)
            if W.shape[0] == W.shape[1] > 1:
                yield f"layer {k + 1} with W{k + 1} transposed", self._maker(self._with(k, W.T, b), self.names)
        if sum(b is not None for _, b in self.params) > 1:
            yield "a network without biases", self._maker([(W, None) for W, _ in self.params], self.names)

    def _maker(self, params: Any, names: Sequence[str]) -> Callable[[], Array]:
        return lambda: matrix.forward(params, self.X, names, orientation="in_out").A[-1]

    def _with(self, k: int, W: Array, b: Array | None) -> list[tuple[Array, Array | None]]:
        return [(W, b) if j == k else each for j, each in enumerate(self.params)]

    def _other_losses(self) -> Iterator[tuple[str, float]]:
        """Yield values of other losses of the right outputs, with words for each."""
        counts = {"mean": "divided by the samples", "sum": "not divided", "mean_all": "divided by all entries"}
        for loss in (self.loss, *(word for word in TABLE if word != self.loss)):
            for reduction in (self.reduction, *(word for word in REDUCTIONS if word != self.reduction)):
                for c, multiple in ((1.0, ""), (0.5, "½ times "), (2.0, "2 times "), (-1.0, "minus ")):
                    other = self._loss_of(self.outputs, loss, reduction)
                    if other is None or (loss, reduction, c) == (self.loss, self.reduction, 1.0):
                        continue
                    what = "the loss" if loss == self.loss else f'loss="{loss}"'
                    how = "" if reduction == self.reduction else f", {counts[reduction]}"
                    yield f"{multiple}{what}{how}", c * other
        weights = [W for W, _ in self.params]
        for sign, sense in ((1.0, "plus"), (-1.0, "minus")):
            for words, total in (
                ("Σ W²", sum(float((W * W).sum()) for W in weights)),
                ("Σ |W|", sum(float(np.abs(W).sum()) for W in weights)),
            ):
                for c in sorted(m * 10.0**-e for m in (1, 2, 2.5, 5) for e in range(7)):
                    yield f"the loss {sense} {c:g} · {words}, a penalty", self.value + sign * c * total

    def _loss_of(self, A: Array, loss: str = "", reduction: str = "") -> float | None:
        """Return the loss of outputs; None if it has no finite value."""
        try:
            with np.errstate(all="ignore"):
                words = {"reduction": reduction or self.reduction, "factor": self.factor}
                value, _ = matrix.loss_and_derivative(A, self.Y, loss or self.loss, **words)  # type: ignore[arg-type]  # words by name
        except (ValueError, ArithmeticError):
            return None
        return value if np.isfinite(value) else None


def read_loss(given: Any) -> float:
    """Return a learner's loss as a float: a number, a tensor, a Value or an array of one.

    Raises:
        ValueError: if it is not one number.

    >>> read_loss(np.array([0.25]))
    0.25
    """
    try:
        array = array_of(given, "loss_value")
    except TypeError as error:
        raise ValueError(str(error)) from None
    if array.size != 1:
        raise ValueError(f"loss_value has shape {array.shape}; one number is needed, the loss of the whole batch.")
    return float(array.reshape(()))


def _softmax(Z: Array, axis: int | None) -> Array:
    powers = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return np.asarray(powers / powers.sum(axis=axis, keepdims=True))


def _fits(mine: Any, other: Any, sizes: Any) -> bool:
    return bool(judge(mine, other, sizes))


def _listed(fits: Sequence[str]) -> str:
    return ", or ".join(fits[:NAMED])


def _and(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
