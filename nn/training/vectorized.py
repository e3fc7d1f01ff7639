"""Training with arrays: the program that `engine.vectorize` derives from the loss, in place of a graph per sample.

The first update is made with scalars, and the program is derived: from the graph of one sample, for batches of any
size; or, if the loss is the user's own, from the graph of the batch, for batches of that size. It has to give what
scalars give: for that batch; at updates 2, 4, 8, … for some of their samples; in the end for the last batch, and for
all samples if the model is the user's own. In between, all parameters are one array (`weights.py`), and the numbers are
copied back into the model before user code reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any, cast

import numpy as np

from engine import Value, no_grad, values, vectorize
from engine.lifting import Program
from engine.lifting.program import difference
from nn.handwritten import matrix
from nn.networks.modules import MLP
from nn.training.descent import Descent, Disproved
from nn.training.metrics import as_the_loss_takes_them, outputs_of, predictions
from nn.training.optim import Optimizer
from nn.training.samples import Rows
from nn.training.snapshot import Randomness, places_in
from nn.training.weights import Weights

CHECKED = 16
"""How many samples are compared with a fresh trace at updates 2, 4, 8, …"""


class ArrayDescent(Descent):
    """Computes the gradient of a batch with the derived program, and moves the parameters."""

    def __init__(self, scalars: Descent, asked_for: bool, model: Any, mover: Optimizer, *rest: Any) -> None:
        super().__init__(model, mover, *rest)
        self.scalars, self.asked_for = scalars, asked_for
        self.all = list(range(len(self.inputs)))
        self.X, self.Y = np.array(self.inputs), np.array(self.targets)
        self.weights = Weights(model, self.parameters, mover)
        self.programs: dict[tuple[int, ...], Program] = {}
        self.calls, self.checks = 0, list[int]()
        self.by_scalars = True  # the newest gradient: it is in the Values then
        self.unproved: tuple[list[int], Any] | None = None  # the newest batch of such an update, and what it moved
        self.unseen = set(self.all)  # samples
        self.evaluates = False  # whether the program gave the loss that scalars gave for the samples for validation

    # --- the gradient ------------------------------------------------------------------------

    def __call__(self, batch: list[int]) -> tuple[float, dict[str, float]]:
        """Return the loss and the metrics; where NumPy gives NaN, the scalar engine computes them again."""
        self.calls += 1
        self.is_proof = False
        if self.unseen:  # in the first epoch
            self.unseen.difference_update(batch)
        program = self.programs.get(self.shape(batch))
        if program is None:
            return self.derived(batch)
        if self.calls & (self.calls - 1) == 0:  # a power of 2
            self.check(batch)
        X, Y = self.inputs_of(batch)
        with np.errstate(all="ignore"):  # single numbers overflow without a warning, too
            loss, gradients = program.function(*self.weights.named.values(), X, Y)
            finite = self.weights.take(gradients) and isfinite(loss)
        if not finite:
            return self.with_scalars(batch)
        self.by_scalars, self.alone, self.unproved = False, True, (batch, self.weights.data.copy())
        return float(loss), self.measured(self.outputs(X), Y.tolist()) if self.metrics else {}

    def with_scalars(self, batch: list[int]) -> tuple[float, dict[str, float]]:
        """Return the same with a graph for each sample: 0 · log 0 is left out there, and is NaN in NumPy."""
        self.show()
        self.by_scalars = True
        return super().__call__(batch)

    def derived(self, batch: list[int]) -> tuple[float, dict[str, float]]:
        """Return the loss and the metrics by scalars, and from now on a program for such batches.

        Raises:
            Disproved: if none can be derived, or it finds anything else.
        """
        found = self.with_scalars(batch)
        if isfinite(found[0]) and (why := self.doubts_about_deriving(batch) or self.doubts(batch, found[0])):
            raise Disproved(why, None if self.alone else found)
        return found

    def doubts_about_deriving(self, batch: list[int]) -> str:
        """Return why there is no program for batches like this one; "" if there is one now."""
        before = Randomness(places_in(self.model))
        try:
            program = self.derive(batch)
        except Exception as error:  # whatever a model of the user's raises when its inputs are Values
            if self.asked_for:
                raise
            return f"no program can be derived: {type(error).__name__}: {error}"
        finally:
            before.restore()
        if program.choices and not self.asked_for:
            return f"the model has a condition: {program.choices[0]}"
        self.programs[self.shape(batch)] = program
        return self.doubts_about_outputs(batch)

    def check(self, batch: list[int]) -> None:
        """Compare with scalars for some samples of a batch, others each time.

        Raises:
            Disproved: if the program finds something else.
        """
        every = -(-len(batch) // CHECKED) if self.of_samples else 1
        few = batch[len(self.checks) % every :: every]
        self.show()
        if why := self.doubts(few, self.gradient(few)[0]):
            raise Disproved(why)

    def doubts(self, batch: list[int], loss: float) -> str:
        """Return why the program cannot be trusted, or "" if it finds the loss and the gradients that scalars found.

        Where NumPy gives NaN, nothing is proved, and scalars decide.
        """
        X, Y = self.inputs_of(batch)
        found = self.programs[self.shape(batch)].value_and_grad(self.weights.named, {"X": X, "Y": Y})
        if not isfinite(found[0]) or not all(np.isfinite(each).all() for each in found[1].values()):
            return ""
        values = self.weights.values
        right = self.weights.split(np.fromiter((value.grad for value in values), float, len(values)))
        why = difference(found, (loss, right))
        if not why:
            self.is_proof, self.unproved = True, None
            self.checks += [self.calls] if self.calls not in self.checks[-1:] else []
        return why

    def doubts_about_outputs(self, batch: list[int]) -> str:
        """Return whether matrices find the outputs that the model has, if metrics ask for them."""
        if not self.metrics or not self.has_matrices:
            return ""
        right = np.array(predictions(self.model, [self.inputs[batch[0]]]))
        same = np.allclose(self.outputs(self.X[batch[:1]]), right, rtol=1e-10, atol=1e-10)
        return "" if same else "the outputs of the model are not those of its matrices"

    def inputs_of(self, batch: list[int]) -> tuple[Any, Any]:
        """Return the samples of a batch and their targets, as arrays."""
        return (self.X, self.Y) if batch == self.all else (self.X[batch], self.Y[batch])

    def outputs(self, X: Any) -> Rows:
        """Return what the model makes of samples: in matrices where it is a plain network."""
        given = self.given_metrics
        if not self.has_matrices or callable(given) or any(map(callable, given)):  # which may look at the model
            self.show()
        if not self.has_matrices:
            return predictions(self.model, X.tolist())
        named, layers = self.weights.named, self.model.layers
        params = [(named[f"W{k}"], named.get(f"b{k}")) for k in range(1, len(layers) + 1)]
        made = matrix.forward(params, X, [layer.activation for layer in layers], orientation="in_out").A[-1]
        return cast(Rows, made.tolist())

    def evaluate(self, X: Rows, Y: Rows) -> dict[str, float]:
        """Return loss and metrics of samples that nothing is trained on, by matrices if they gave the same once."""
        if not (self.has_matrices and self.of_samples and self.alone):
            return super().evaluate(X, Y)
        inputs, targets = np.array(X), as_the_loss_takes_them(self.loss, Y, len(self.targets[0]))
        loss = self.programs[()](self.weights.named, {"X": inputs, "Y": np.array(targets)})
        if self.evaluates and isfinite(loss):
            return {"loss": loss, **(self.measured(self.outputs(inputs), targets) if self.metrics else {})}
        right = super().evaluate(X, Y)
        self.evaluates = not difference((loss, {}), (right["loss"], {}))
        return right

    @property
    def has_matrices(self) -> bool:
        """Whether it is a network of layers and nothing else."""
        return type(self.model) is MLP and "W1" in self.weights.named

    # --- the program -------------------------------------------------------------------------

    def shape(self, batch: Sequence[int]) -> tuple[int, ...]:
        """Return which program a batch needs: the same one for all sizes, if the loss is one of samples."""
        return () if self.of_samples else (len(batch),)

    def derive(self, batch: list[int]) -> Program:
        """Return the program for batches like this one."""
        if self.of_samples:
            x = values(self.X[batch[0]]).tolist()
            made = outputs_of(self.model, x)
            self.targets = as_the_loss_takes_them(self.loss, self.targets, len(made))
            self.Y = np.array(self.targets)
            self.check_targets()
            y = values(self.Y[batch[0]]).tolist()
            factor = self.factor / (len(y) if self.reduction == "mean_all" else 1)
            root = self.loss([made], [y], reduction="sum", factor=factor)
            how: Any = "sum" if self.reduction == "sum" else "mean"
            return vectorize(root, self.weights.nested, {"X": x, "Y": y}, batch=how)
        X, Y = values(self.X[batch]).tolist(), values(self.Y[batch]).tolist()
        root = self.loss([outputs_of(self.model, x) for x in X], Y)
        return vectorize(root, self.weights.nested, {"X": X, "Y": Y})

    def check_targets(self) -> None:
        """Raise ValueError for a target that the loss does not take; the program itself does not check its inputs."""
        with no_grad():
            for n in self.unseen:
                self.loss([[Value(0.5) for _ in self.targets[n]]], [self.targets[n]])

    def finish(self) -> None:
        """Check the newest update of the program, with all samples if they may take different ways through the model.

        Raises:
            Disproved: if the program finds something else than scalars.
        """
        if self.unproved is None:
            return
        (batch, before), after = self.unproved, self.weights.data.copy()
        self.show()
        try:
            self.weights.data[:] = before
            self.weights.show_numbers()
            whys = [self.doubts(each, self.gradient(each)[0]) for each in self.last_batches(batch)]
        finally:
            self.weights.data[:] = after
            self.weights.show_numbers()
        if why := next(filter(None, whys), ""):
            raise Disproved(why)

    def last_batches(self, batch: list[int]) -> list[list[int]]:
        """Return what is checked in the end: a network of layers has no branch that only another batch would show."""
        if self.has_matrices or self.unseen:
            return [batch]
        size = len(self.all) if self.of_samples else len(batch)
        starts = range(0, len(self.all), size)
        return [self.all[min(start, len(self.all) - size) :][:size] for start in starts]

    # --- the step ----------------------------------------------------------------------------

    def clip(self, max_norm: float) -> None:
        """Scale the gradient down to a norm of `max_norm` at most."""
        if self.by_scalars:
            super().clip(max_norm)
        else:
            self.weights.clip(max_norm)

    def step(self) -> None:
        """Move the parameters once: by single numbers where scalars have found the gradient."""
        if self.by_scalars:
            super().step()
            self.weights.notice_gradients()
            self.weights.look()
        else:
            self.weights.step()

    def show(self) -> None:
        """Copy the arrays' numbers into the model and into the optimiser's memories."""
        self.weights.show()

    def look(self) -> None:
        """Copy the model's numbers into the arrays."""
        self.weights.look()

    @property
    def way(self) -> str:
        """How it works, and where it was checked."""
        *others, last = map(str, self.checks or [0])
        where = f"updates {', '.join(others)} and {last}" if others else f"update {last}"
        return f"with a derived program, checked against scalars at {where}"
