"""Training with arrays: the program that `engine.vectorize` derives from the loss, in place of a graph per sample.

`fit(…, vectorized=True)` works with what stands here. The loss of one sample is traced once, and the derived program
then serves batches of any size; a loss of one's own, which is of a whole batch, is traced for each size of batch.
While it trains, each parameter of the model is an entry of an array, and the optimiser moves whole arrays by the same
formulas; the numbers are copied back into the model before user code reads it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np

from engine import NOT_COMPUTED, Value, no_grad, values, vectorize
from engine.lifting import Program
from nn.handwritten import matrix
from nn.networks.modules import MLP
from nn.training.descent import Descent
from nn.training.metrics import as_the_loss_takes_them, outputs_of, predictions
from nn.training.optim import Optimizer
from nn.training.samples import Rows
from nn.training.schedules import clip_grad_norm_

CHECKED = 16
"""How many samples of the first batch of an epoch are compared with a fresh trace."""


class ArrayParameter:
    """All entries of W1, or of b1, …: an array and its gradient, where an optimiser looks for two numbers."""

    def __init__(self, name: str, nested: Any) -> None:
        self.label, self.nested = name, nested
        entries = np.array(nested, dtype=object)
        self.shape: tuple[int, ...] = entries.shape
        self.values: list[Value] = entries.ravel().tolist()
        self.grad: Any = NOT_COMPUTED
        self.look()

    def look(self) -> None:
        """Take the numbers of the Values."""
        self.data: Any = np.array([value.data for value in self.values]).reshape(self.shape)

    def show(self) -> None:
        """Write the numbers into the Values."""
        for value, number in zip(self.values, self.data.ravel().tolist(), strict=True):
            value.data = number


class ArrayDescent(Descent):
    """The gradient of a batch from the derived program, and a step with it."""

    def __init__(self, model: Any, mover: Optimizer, *rest: Any) -> None:
        super().__init__(model, mover, *rest)
        if self.of_samples:
            with no_grad():
                self.targets = as_the_loss_takes_them(self.loss, self.targets, len(outputs_of(model, self.inputs[0])))
        self.X, self.Y = np.array(self.inputs), np.array(self.targets)
        self.arrays = [ArrayParameter(name, nested) for name, nested in named_parameters(model).items()]
        self.array_mover = array_mover_of(mover, self.arrays)
        self.shown = True
        self.check_next = False
        self.programs: dict[tuple[int, ...], Program] = {}
        if self.of_samples:
            self.check_targets()

    # --- the gradient ------------------------------------------------------------------------

    def __call__(self, batch: list[int]) -> tuple[float, dict[str, float]]:
        """The loss and the metrics; where NumPy gives NaN, the scalar engine computes them again."""
        inputs = {"X": self.X[batch], "Y": self.Y[batch]}
        program, params = self.program(batch), {array.label: array.data for array in self.arrays}
        if self.check_next:
            self.check(program, inputs)
        loss, gradients = program.value_and_grad(params, inputs)
        if not isfinite(loss) or not all(np.isfinite(each).all() for each in gradients.values()):
            return self.by_scalars(batch)
        for array in self.arrays:
            array.grad = gradients[array.label]
        return loss, self.measured(self.outputs(inputs["X"]), inputs["Y"].tolist()) if self.metrics else {}

    def by_scalars(self, batch: list[int]) -> tuple[float, dict[str, float]]:
        """The same with a graph for each sample: 0 · log 0 is left out there, and is NaN in NumPy."""
        self.show()
        for array in self.arrays:
            for value in array.values:
                value.grad = 0.0
        found = super().__call__(batch)
        for array in self.arrays:
            array.grad = np.array([value.grad for value in array.values]).reshape(array.shape)
        return found

    def outputs(self, X: Any) -> Rows:
        """What the model makes of samples: in matrices where it is a plain network."""
        if not isinstance(self.model, MLP):
            self.show()
            return predictions(self.model, X.tolist())
        named = {array.label: array.data for array in self.arrays}
        params = [(named[f"W{k}"], named.get(f"b{k}")) for k in range(1, len(self.model.layers) + 1)]
        made: Rows = matrix.forward(params, X, [layer.activation for layer in self.model.layers]).A[-1].tolist()
        return made

    # --- the program -------------------------------------------------------------------------

    def program(self, batch: Sequence[int]) -> Program:
        """The program for a batch: the same one for all sizes, if the loss is one of samples."""
        per_sample = self.of_samples
        shape = () if per_sample else (len(batch),)
        if shape not in self.programs:
            params = {array.label: array.nested for array in self.arrays}
            self.show()
            if per_sample:
                first = {"X": values(self.X[0]).tolist(), "Y": values(self.Y[0]).tolist()}
                how: Any = "sum" if self.reduction == "sum" else "mean"
                self.programs[shape] = vectorize(self.loss_of_sample(*first.values()), params, first, batch=how)
            else:
                whole = {"X": values(self.X[batch]).tolist(), "Y": values(self.Y[batch]).tolist()}
                self.programs[shape] = vectorize(self.loss_of_batch(*whole.values()), params, whole)
        return self.programs[shape]

    def loss_of_sample(self, x: Any, y: Any) -> Value:
        """The share of one sample: the mean over samples, or their sum, is the program's work."""
        factor = self.factor / (len(y) if self.reduction == "mean_all" else 1)
        return self.loss([outputs_of(self.model, x)], [y], reduction="sum", factor=factor)

    def loss_of_batch(self, X: Any, Y: Any) -> Value:
        """A loss of one's own."""
        return self.loss([outputs_of(self.model, x) for x in X], Y)

    def start_epoch(self) -> None:
        """The first batch is compared with a fresh trace."""
        self.check_next = True

    def check(self, program: Program, inputs: Mapping[str, Any]) -> None:
        """ValueError if the model, traced now, gives other gradients than the program."""
        self.check_next = False
        self.show()
        per_sample = self.of_samples
        few = {name: array[:CHECKED] for name, array in inputs.items()} if per_sample else inputs
        function: Callable[..., Value] = self.loss_of_sample if per_sample else self.loss_of_batch
        program.check(function, {array.label: array.nested for array in self.arrays}, few)

    def check_targets(self) -> None:
        """ValueError for a target that the loss does not take: the program does not look at what its inputs mean."""
        with no_grad():
            for y in self.targets:
                self.loss([[Value(0.5) for _ in y]], [y])

    # --- the step ----------------------------------------------------------------------------

    def clip(self, max_norm: float) -> None:
        """Shorten the gradient."""
        parameters: Any = self.array_mover.parameters  # with data and grad, as Values have them
        clip_grad_norm_(parameters, max_norm)

    def step(self) -> None:
        """Move the arrays once."""
        self.array_mover.step()
        self.shown = False

    def show(self) -> None:
        """Bring the model's numbers, and the optimiser's memories, to where the arrays are."""
        if not self.shown:
            for array in self.arrays:
                array.show()
            self.array_mover.show()
            self.shown = True

    def look(self) -> None:
        """Bring the arrays to where the model's numbers are."""
        for array in self.arrays:
            array.look()


# --- moving whole arrays -------------------------------------------------------------------------


class ArrayMover:
    """An optimiser at work on arrays: its formulas and settings, with memories that are arrays too."""

    def __init__(self, optimizer: Optimizer, arrays: Sequence[ArrayParameter]) -> None:
        self.optimizer = optimizer
        self.parameters: Any = list(arrays)
        self.seat = {value: k for k, value in enumerate(optimizer.parameters)}
        self.inner: Any = copy.copy(optimizer)
        self.inner.parameters = self.parameters
        self.inner.memories = [self.memory_of(array) for array in self.parameters]

    def memory_of(self, array: ArrayParameter) -> dict[str, Any]:
        """What is remembered of each entry, as arrays."""
        each = [self.optimizer.memories[self.seat[value]] for value in array.values]
        return {key: np.array([memory[key] for memory in each]).reshape(array.shape) for key in each[0]}

    def step(self) -> None:
        """Move every array, with the learning rate that the optimiser has now."""
        self.inner.lr = self.optimizer.lr
        with np.errstate(all="ignore"):  # single numbers overflow without a word, too
            self.inner.step()

    def show(self) -> None:
        """Give the optimiser its memories, number by number."""
        for array, memory in zip(self.parameters, self.inner.memories, strict=True):
            columns = {key: np.broadcast_to(x, array.shape).ravel().tolist() for key, x in memory.items()}
            for i, value in enumerate(array.values):
                self.optimizer.memories[self.seat[value]] = {key: column[i] for key, column in columns.items()}


class ValueMover:
    """An optimiser that moves single numbers, or not all of an array: slower, and right for any optimiser."""

    def __init__(self, optimizer: Optimizer, arrays: Sequence[ArrayParameter]) -> None:
        self.optimizer, self.parameters = optimizer, list(arrays)

    def step(self) -> None:
        """Hand out the gradients, move, and take the numbers in."""
        for array in self.parameters:
            array.show()
            for value, grad in zip(array.values, array.grad.ravel().tolist(), strict=True):
                value.grad = grad
        self.optimizer.step()
        for array in self.parameters:
            array.look()

    def show(self) -> None:
        """The optimiser has its memories."""


def array_mover_of(optimizer: Optimizer, arrays: Sequence[ArrayParameter]) -> ArrayMover | ValueMover:
    """What moves the arrays of which the optimiser has entries."""
    moving = set(optimizer.parameters)
    concerned = [array for array in arrays if not moving.isdisjoint(array.values)]
    seat = {value: k for k, value in enumerate(optimizer.parameters)}
    whole = all(moving.issuperset(array.values) for array in concerned)
    alike = whole and all(
        len({frozenset(optimizer.memories[seat[value]]) for value in array.values}) == 1 for array in concerned
    )
    return (ArrayMover if optimizer.elementwise and alike else ValueMover)(optimizer, concerned)


# --- names ------------------------------------------------------------------------------------------


def named_parameters(model: Any) -> dict[str, Any]:
    """{"W1": rows of Values, …} of an MLP; of any other Module, all parameters in one list."""
    return model.arrays() if hasattr(model, "arrays") else {"w": model.parameters()}
