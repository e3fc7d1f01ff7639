"""Which samples make a batch, and a step down its slope: the mean of the gradients of its samples.

A batch never needs matrices of samples here: each sample has a graph of its own, whose loss is divided by the size
of the batch, and `backward` adds its gradient to what the leaves already have, for a few samples at once.
"""

import random
from collections.abc import Callable, Iterator
from math import isfinite, nan
from typing import Any

from engine import Value
from engine.ops import summation
from engine.recording.blocks import check_recorded
from engine.table.checks import as_float
from engine.table.notation import counted
from nn.losses import row_behind
from nn.networks.initialisers import Seed, source
from nn.networks.modules import MLP
from nn.settings import REDUCTIONS, at_least_1, loss_factor, one_of
from nn.training.metrics import as_the_loss_takes_them, evaluate, loss_named, metrics_named, outputs_of
from nn.training.optim import Optimizer
from nn.training.samples import Rows
from nn.training.schedules import clip_grad_norm_

TOGETHER = 16
"""How many samples of an `MLP` share one backward pass, which goes through all weights; other graphs may be large."""


class Batches:
    """The numbers of the samples in each batch, in a new order each time they are gone through.

    >>> [batch for batch in Batches(5, batch_size=2, shuffle=False, seed=None)]
    [[0, 1], [2, 3], [4]]
    """

    def __init__(self, samples: int, batch_size: int | None, shuffle: bool, seed: Seed) -> None:
        self.size = samples if batch_size is None else at_least_1("batch_size", batch_size)
        self.order = list(range(samples))
        self.shuffle = shuffle and self.size < samples  # a batch of all is the same in any order
        self.rng = source(seed)

    def __len__(self) -> int:
        return -(-len(self.order) // self.size)

    def __iter__(self) -> Iterator[list[int]]:
        if self.shuffle:
            order = list(range(len(self.order)))
            (self.rng if isinstance(self.rng, random.Random) else random).shuffle(order)
            self.order = order
        for start in range(0, len(self.order), self.size):
            yield self.order[start : start + self.size]


def check_widths(model: Any, targets: Rows, loss: Callable[..., Value]) -> None:
    """Raise ValueError unless each sample has a target for each output of an MLP, or the number of its class."""
    row = row_behind(loss)
    if row is None or not isinstance(model, MLP):
        return
    width, outputs = len(targets[0]), len(model.layers[-1].neurons)
    if width != outputs and not (row.classes and width == 1):
        classes = ", or the number of its class" if row.classes else ""
        raise ValueError(
            f"Y has {counted(width, 'number')} for each sample, and the model has {counted(outputs, 'output')}: each "
            f"sample needs a target for each output{classes}."
        )


class Descent:
    """Computes the loss of a batch, leaves its gradient in the parameters, and moves them: a graph for each sample.

    of_samples  whether the loss is one of `nn.losses`, which adds up a loss for each sample
    parameters  those of the model and of the optimiser
    why         why training goes this way
    scalars     the descent that does the same with graphs
    asked_for   whether it must be done with arrays, or not at all
    is_proof    whether the newest update proves that arrays give what scalars give
    alone       whether a program has made an update without scalars
    """

    asked_for = is_proof = alone = False

    def __init__(
        self,
        model: Any,
        mover: Optimizer,
        samples: tuple[Rows, Rows],
        loss: str | Callable[..., Value],
        reduction: str,
        factor: float,
        metrics: Any,
    ) -> None:
        self.model, self.mover, self.loss = model, mover, loss_named(loss)
        self.inputs, self.targets = samples
        self.parameters = list(dict.fromkeys([*model.parameters(), *mover.parameters]))
        self.reduction, self.factor = one_of("reduction", reduction, REDUCTIONS), loss_factor(factor)
        self.given_metrics = metrics
        self.metrics = metrics_named(metrics, self.loss)
        self.of_samples = row_behind(self.loss) is not None
        if self.of_samples:
            check_widths(model, self.targets, self.loss)
        self.why, self.scalars = "", self
        if not self.of_samples and (reduction, factor) != ("mean", 1.0):
            raise ValueError(
                "reduction and factor go with the losses of nn.losses; a loss of your own divides and scales by itself."
            )

    def __call__(self, batch: list[int]) -> tuple[float, dict[str, float]]:
        """Return the loss and the metrics of the samples with these numbers."""
        total, outputs = self.gradient(batch)
        return total, self.measured(outputs, [self.targets[n] for n in batch]) if isfinite(total) else {}

    def gradient(self, batch: list[int]) -> tuple[float, Rows]:
        """Return the loss and the outputs; the gradient is left in the parameters.

        Nothing is differentiated if an output is NaN or infinite: the loss is NaN then.
        """
        self.zero_grad()
        inputs, targets = [self.inputs[n] for n in batch], [self.targets[n] for n in batch]
        return (self.sample_by_sample if self.of_samples else self.at_once)(inputs, targets)

    def clip(self, max_norm: float) -> None:
        """Scale the gradient down to a norm of `max_norm` at most."""
        clip_grad_norm_(self.mover.parameters, max_norm)

    def step(self) -> None:
        """Move the parameters once."""
        self.mover.step()

    @property
    def way(self) -> str:
        """How it works, and why so, for the history."""
        return f"with scalars: {self.why}"

    def zero_grad(self) -> None:
        """Make every gradient "not computed", those of parameters that no optimizer moves as well."""
        for parameter in self.parameters:
            parameter.grad = None

    def finish(self) -> None:
        """Do nothing: with graphs there is nothing left to prove after the last update."""

    def show(self) -> None:
        """Copy the numbers back into the model before user code reads it: nothing to do, they are in the model."""

    def look(self) -> None:
        """Read the model's numbers again after user code ran: nothing to do, every step reads them."""

    def evaluate(self, X: Rows, Y: Rows) -> dict[str, float]:
        """Return the loss and the metrics of samples on which nothing is trained."""
        words: dict[str, Any] = {"loss": self.loss, "metrics": self.given_metrics}
        return evaluate(self.model, X, Y, reduction=self.reduction, factor=self.factor, **words)

    def measured(self, outputs: Rows, targets: Rows) -> dict[str, float]:
        """Return the metrics by name."""
        rows = as_the_loss_takes_them(self.loss, targets, len(outputs[0])) if self.metrics else targets
        return {name: as_float(metric(outputs, rows), name) for name, metric in self.metrics.items()}

    def sample_by_sample(self, inputs: Rows, targets: Rows) -> tuple[float, Rows]:
        """Return a part of the loss for each sample; a few parts at a time are differentiated in one backward pass."""
        total, outputs, together = 0.0, [], TOGETHER if type(self.model) is MLP else 1
        row: Any = row_behind(self.loss)
        for start in range(0, len(inputs), together):
            made = []
            for x in inputs[start:][:together]:
                made.append(outputs_of(self.model, x))
                outputs.append([a.data for a in made[-1]])
                if not all(map(isfinite, outputs[-1])):
                    return nan, outputs
            divisor = {"mean": len(targets), "sum": 1, "mean_all": len(targets) * len(made[0])}[self.reduction]
            parts = row.of_each(made, targets[start:][:together], self.factor / divisor, logits=self.loss is row.logits)
            for part in parts:
                check_recorded(part, "backward() on")
                total += part.data
            summation(parts[::-1]).backward()  # which then adds the gradients of the first sample first
        return total, outputs

    def at_once(self, inputs: Rows, targets: Rows) -> tuple[float, Rows]:
        """Return one graph for all samples, for a loss of which nothing is known."""
        made = [outputs_of(self.model, x) for x in inputs]
        outputs = [[a.data for a in row] for row in made]
        if not all(isfinite(a) for row in outputs for a in row):
            return nan, outputs
        total = self.loss(made, targets)
        if not isinstance(total, Value):
            raise TypeError(f"the loss gave {total!r}; a Value is needed, made of the predictions.")
        total.backward()
        return total.data, outputs


class Disproved(Exception):  # noqa: N818  # no error: training goes on with scalars
    """Raised if there is no program, or it does not compute what the model does.

    by_scalars  the loss and the metrics of the batch, if scalars have made all updates so far: so training goes on.
                None: the program has made updates, so training starts again.
    """

    def __init__(self, why: str, by_scalars: tuple[float, dict[str, float]] | None = None) -> None:
        super().__init__(why)
        self.by_scalars = by_scalars


class Means:
    """The loss and the metrics of an epoch, gathered batch by batch."""

    def __init__(self, of_sums: bool) -> None:
        self.of_sums = of_sums
        self.samples, self.loss = 0, 0.0
        self.metrics: dict[str, float] = {}

    def add(self, loss: float, metrics: dict[str, float], samples: int) -> None:
        """Add one more batch."""
        self.samples += samples
        self.loss += loss if self.of_sums else loss * samples
        for name, number in metrics.items():
            self.metrics[name] = self.metrics.get(name, 0.0) + number * samples

    def columns(self) -> tuple[float, dict[str, float]]:
        """Return the loss over all samples, and each metric."""
        loss = self.loss if self.of_sums else self.loss / self.samples
        return loss, {name: number / self.samples for name, number in self.metrics.items()}
