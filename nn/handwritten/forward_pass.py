"""Compare a learner's own predictions and loss with those of the network, before any gradient.

A backward pass that is right for another forward pass looks wrong in every number. So the predictions are checked
first. Where they differ, those that people write instead are tried (`alternatives.py`): another activation, softmax
along the wrong axis, a bias left out. Where only the loss differs, other factors, reductions, losses and penalties are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.agreement import EVIDENCE, evidence, judge
from engine.table.checks import describe
from engine.table.notation import apart, in_words
from nn.handwritten.alternatives import (
    Other,
    loss_of,
    losses_of_other_networks,
    other_losses,
    other_networks,
)
from nn.handwritten.handed import array_of
from nn.handwritten.mistakes import Problem

Array = NDArray[np.float64]
NAMED = 3
"""How many explanations are given at most."""


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """The right forward pass of a plain network over a batch.

    problem            the network, the batch and the loss
    outputs, sizes     the right outputs, (samples, outputs), and the size that the rounding of each is measured by
    value, size        the same for the loss
    digits             to how many digits a loss has to agree: log(a + 1e-8) does not make another forward pass
    """

    problem: Problem
    outputs: Array
    sizes: Array
    value: float
    size: float
    digits: int = 16

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
        if value is None:
            return ()
        agreement = judge(value, self.value, self.size)
        if agreement or agreement.digits >= self.digits:
            return ()
        return self._of_loss(value, outputs_are_right=mine is not None)

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
        fits = [other.words for other in self.networks_with(mine)]
        if fits:
            said.append(f"Yours are those of a network with {in_words(fits[:NAMED], 'or')}.")
        elif len(columns := sorted({int(i) for i in wrong[:, 1]})) < mine.shape[1]:
            said.append(f"Only output {_and(columns)} is wrong.")
        elif len(rows := sorted({int(i) for i in wrong[:, 0]})) < mine.shape[0]:
            said.append(f"Only sample {_and(rows[:8])} is wrong.")
        else:
            said.append("No single change of an activation or a bias gives them: compare Z of layer 1, and so on up.")
        if value is not None:
            of_yours = loss_of(self.problem, mine.astype(float))
            if of_yours is not None and judge(value, of_yours, self.size):
                said.append("Your loss is right for your outputs.")
        return tuple(said)

    def _of_loss(self, value: float, *, outputs_are_right: bool) -> tuple[str, ...]:
        yours, right = apart(value, self.value)
        said = [f"The loss differs: yours {yours}, right {right}."]
        fits = self._with_loss(value, other_losses(self.problem))
        if not fits and not outputs_are_right:
            fits = self._with_loss(value, losses_of_other_networks(self.problem))
        if fits:
            said.append(f"Yours is {in_words(fits[:NAMED], 'or')}.")
        if outputs_are_right:
            said.append("Your outputs are right, so it is the line of the loss.")
        elif not fits:
            said.append("With outputs=, your predictions, the forward pass can be checked.")
        return tuple(said)

    def networks_with(self, mine: NDArray[Any]) -> list[Other]:
        """Return the networks with one thing changed that have these outputs."""
        with np.errstate(all="ignore"):
            tried = [o for o in other_networks(self.problem) if o.outputs.shape == mine.shape]
            scales = [10 * np.maximum(self.sizes, np.abs(o.outputs)) for o in tried]
        return [o for o, scale in zip(tried, scales, strict=True) if _fits(mine, o.outputs, scale, len(tried))]

    def _with_loss(self, value: float, others: Iterator[tuple[str, float]]) -> list[str]:
        with np.errstate(all="ignore"):
            tried = [(words, x) for words, x in others if np.isfinite(x)]
        fits = [words for words, x in tried if _fits(value, x, max(self.size, 100 * abs(x)), len(tried))]
        return list(dict.fromkeys(fits))


def _fits(yours: Any, right: Any, scale: Any, tried: int) -> bool:
    """Return whether numbers agree, and have so many digits that one of all that are tried hardly does by chance."""
    with np.errstate(all="ignore"):
        found = judge(yours, right, scale)
    everywhere = np.ones(np.shape(right), bool)
    enough = found.kind == "equal" or evidence(found, yours, right, everywhere) >= EVIDENCE + math.log10(tried)
    return bool(found) and enough


def read_loss(given: Any) -> float:
    """Return a learner's loss as a float: a number, a tensor, a Value or an array of one.

    Raises:
        ValueError: if it is not one number.

    >>> read_loss(np.array([0.25]))
    0.25
    """
    with suppress(TypeError, ValueError):
        array = array_of(given, "loss_value")
        if array.size == 1:
            return float(array.reshape(()))
    raise ValueError(f"loss_value got {describe(given)}; one number is needed, the loss of the whole batch.")


def _and(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
