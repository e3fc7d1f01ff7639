"""`fit`: one set of weights, moved again and again against the mean of the per-sample gradients.

    for each epoch:                         once over all samples
        for each batch of the samples:      one sample, k samples, or all of them
            for each sample:                 its own loss, divided by the size of the batch
                backward()                   gradients of the leaves add up: their mean is the batch's gradient
            step()                           the one set of weights moves

That is the whole method; the rest of this file records the history, validates, stops early, and ends cleanly at
Ctrl-C. A batch needs the memory of one sample's graph at a time.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from engine import Value, collect_less_often
from engine.table.checks import check_kind, describe
from nn.networks.initialisers import Seed
from nn.networks.modules import Module
from nn.settings import LossWord, Reduction, at_least_1, positive
from nn.training.deciding import Vectorized, reason_for_scalars
from nn.training.descent import Batches, Descent, Disproved, Means
from nn.training.history import Epoch, History
from nn.training.interruption import Interruption
from nn.training.metrics import Metric
from nn.training.optim import SGD, Optimizer
from nn.training.progress import Progress
from nn.training.samples import check_finite, paired
from nn.training.schedules import Schedule
from nn.training.snapshot import Snapshot
from nn.training.stopping import EarlyStopping, Watch, rule_of


def fit(
    model: Module,
    X: Any,
    Y: Any,
    *,
    loss: LossWord | Callable[..., Value] = "mse",
    reduction: Reduction = "mean",
    factor: float = 1.0,
    optimizer: Optimizer | None = None,
    lr: float | None = None,
    epochs: int = 100,
    batch_size: int | None = None,
    shuffle: bool = True,
    seed: Seed = None,
    metrics: str | Metric | Sequence[str | Metric] = (),
    validation: tuple[Any, Any] | None = None,
    early_stopping: EarlyStopping | int | None = None,
    schedule: Schedule | None = None,
    clip_norm: float | None = None,
    on_update: Callable[[History], None] | None = None,
    progress: bool | None = None,
    vectorized: Vectorized = "auto",
) -> History:
    """Train a model on samples; its parameters are moved in place.

    Args:
        model: an MLP, or any Module that makes a Value, or a list of Values, of one sample.
        X: samples as rows, (samples, inputs).
        Y: targets, (samples, outputs); a flat list for one output; for a cross-entropy also a class for each sample.
        loss: a word of `nn.losses.TABLE`, such as "mse" or "cross_entropy"; a function of `nn.losses`; or your own
            function of (predictions, targets), both a row for each sample of the batch, that gives a Value.
        reduction: "mean" over the samples of a batch, "sum", or "mean_all" over its entries.
        factor: a number in front of the loss, such as 0.5.
        optimizer: what moves the parameters; None is `SGD(model.parameters(), lr)`.
        lr: the learning rate if no optimizer is given, 0.1 if neither is.
        epochs: how often to go over all samples.
        batch_size: 1 moves the parameters after each sample, k after each k (the last batch may be smaller), None
            after all of them.
        shuffle: whether each epoch takes the samples in a new order; it makes no difference to a batch of all.
        seed: an int for a reproducible order; None draws from the global `random`.
        metrics: "accuracy", a function of (outputs, targets), rows of floats, that gives a number; or a list of these.
        validation: (X, Y) of samples on which nothing is trained; loss and metrics are taken after each epoch.
        early_stopping: an `EarlyStopping`, or its patience.
        schedule: of the optimizer; stepped after each epoch.
        clip_norm: the largest norm that the gradient of a batch may have: see `clip_grad_norm_`.
        on_update: called with the history after the parameters moved.
        progress: True for a progress bar, False for none; None shows one in a terminal or notebook that has tqdm.
        vectorized: True to train with a NumPy program, derived from the loss once (`engine.vectorize`); False to train
            with a graph for each sample. "auto" takes the program where that is the shorter way, unless there is
            on_update. The program has to agree with a fresh trace at updates 1, 2, 4, 8, … and in the end. If it does
            not, because the model has a Python branch (`if v.data > 0`) or draws random numbers, "auto" brings
            everything back to the start and trains with graphs; True raises a ValueError, and the model is as it was
            when they last agreed. Side effects of a model, such as counting, happen only when it is called.

    Returns:
        The history: a record for each epoch, the loss of each update, why training stopped early, if it did, and
        which of both ways was taken, and why. Ctrl-C ends training after the update that is under way, or without
        it, and never in the middle of one; the history then says so. A loss that is NaN or infinite ends it before it
        moves anything, with a warning.

    Raises:
        ValueError, TypeError: for what does not fit; the message names it.

    >>> from nn import MLP
    >>> model = MLP(1, [1], seed=1)
    >>> history = fit(model, [[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0], lr=0.1, epochs=200, batch_size=1, seed=1)
    >>> [round(p.data, 3) for p in model.parameters()]  # 2 x + 1
    [2.0, 1.0]
    >>> history.loss[0] > 1 > 1e-9 > history.loss[-1]
    True
    """
    check_kind("fit", model, Module, "a Module is needed, such as an MLP")
    check_kind("on_update", on_update, Callable | None, "a function of the history is needed")
    trained: Any = model  # callable, as a Module need not be
    samples, mover = paired(X, Y), mover_of(model, optimizer, lr)
    check_finite(X=samples[0], Y=samples[1])
    epochs, batches = at_least_1("epochs", epochs), Batches(len(samples[0]), batch_size, shuffle, seed)
    given = (trained, mover, samples, loss, reduction, factor, metrics)
    descent = Descent(*given)
    sizes = len(descent.parameters), min(batches.size, len(samples[0])), epochs * len(batches)
    descent.why = reason_for_scalars(vectorized, on_update, sizes, whole=not descent.of_samples)
    if not descent.why:
        from nn.training.vectorized import ArrayDescent  # which needs NumPy

        descent = ArrayDescent(descent, vectorized != "auto", *given)
    training = Training(descent, batches=batches, schedule=schedule, clip_norm=clip_norm, on_update=on_update)
    if validation is not None:
        if not isinstance(validation, list | tuple) or len(validation) != 2:
            raise TypeError(f"validation got {describe(validation)}; a pair is needed, (X, Y).")
        aside = paired(*validation)
        check_finite(**{"validation[0]": aside[0], "validation[1]": aside[1]})
        training.validate = lambda: training.descent.evaluate(*aside)
    rule = rule_of(early_stopping)
    if rule is not None:
        training.watch = rule.watch(mover.parameters, validation is not None)
    with collect_less_often():
        return training.run(epochs, progress)


@dataclass(eq=False)
class Training:
    """One call of `fit`: what it works with, and the loops."""

    descent: Descent
    batches: Batches
    schedule: Schedule | None
    clip_norm: float | None
    on_update: Callable[[History], None] | None
    validate: Callable[[], dict[str, float]] = dict
    watch: Watch | None = None

    def __post_init__(self) -> None:
        if self.schedule is not None and getattr(self.schedule, "optimizer", None) is not self.descent.mover:
            given = describe(self.schedule)
            raise ValueError(f"schedule got {given}; a schedule of the optimizer given to fit is needed.")
        self.clip_norm = None if self.clip_norm is None else positive("clip_norm", self.clip_norm)
        self.history, self.diverged = History(), False
        self.interruption = Interruption()

    def run(self, epochs: int, show: bool | None) -> History:
        """Return all epochs, or as many as there are until something stops them."""
        self.bar = Progress(show, epochs, len(self.batches))
        self.start = self.proved = Snapshot(self)
        with self.interruption:
            try:
                self.interruption.release()
                self.train(epochs)
                if self.watch is not None:
                    self.watch.restore()
            except KeyboardInterrupt:
                self.prove()
                self.diverged = False
                self.history.stopped = f"interrupted after {len(self.history.updates)} updates"
            finally:
                self.interruption.hold()
                self.descent.show()
                self.descent.zero_grad()
                self.history.way = self.descent.way
                self.bar.close()
        if self.diverged:
            rate = "A smaller learning rate or clip_norm may help; " if self.history.updates else ""
            warnings.warn(
                f"{self.history.stopped}. Training stopped before that update. {rate}"
                "`with engine.detect_anomaly():` around fit names the operation.",
                RuntimeWarning,
                stacklevel=3,
            )
        return self.history

    def train(self, epochs: int) -> None:
        """Train for all epochs; start again with scalars if a derived program turns out to be wrong.

        A check proves the program for one batch. An update before it may have been wrong for another one, so only
        what was done before the first update is sure to be what scalars would have done.
        """
        try:
            self.all_epochs(epochs)
        except Disproved as found:
            self.interruption.hold()
            if self.descent.asked_for:
                self.proved.restore()
                raise ValueError(str(found)) from None
            made = len(self.history.updates)
            self.start.restore()
            self.use_scalars(f"from the start again: after {made} updates, {found}")
            self.bar.start_again()
            self.interruption.release()
            self.all_epochs(epochs)

    def all_epochs(self, epochs: int) -> None:
        """Train until all epochs are done or something stops them, and prove the last update."""
        self.diverged = False
        for number in range(1, epochs + 1):
            self.epoch(number)
            if self.history.stopped:
                break
        self.interruption.hold()  # the check puts other numbers into the model for a while
        self.descent.finish()
        self.descent.show()
        self.interruption.release()

    def prove(self) -> None:
        """Prove the updates up to now; take back those that cannot be proved."""
        try:
            self.descent.finish()
        except Disproved:
            self.proved.restore()

    def use_scalars(self, why: str) -> None:
        """Work with a graph for each sample from now on."""
        self.descent = self.descent.scalars
        self.descent.why = why

    def epoch(self, number: int) -> None:
        """Go once over all samples."""
        means = Means(of_sums=self.descent.reduction == "sum")
        for batch in self.batches:
            loss, metrics = self.update(batch, number)
            if not isfinite(loss):
                self.stop_before(loss, number)
                return
            means.add(loss, metrics, len(batch))
        if self.validate is not dict or self.watch is not None or self.schedule is not None:
            self.descent.show()
        epoch = Epoch(number, *means.columns(), self.validate(), self.descent.mover.lr, len(self.history.updates))
        self.interruption.hold()
        self.history.epochs.append(epoch)
        if self.schedule is not None:
            self.schedule.step()
        self.bar.tell(epoch)
        self.interruption.release()
        if self.watch is not None and self.watch.is_over(epoch):
            self.history.stopped = self.watch.reason

    def update(self, batch: list[int], epoch: int) -> tuple[float, dict[str, float]]:
        """Return the gradient of one batch, and one step against it; no step if the loss is NaN or infinite.

        The bar moves while Ctrl-C waits: it has locks, and one that is left locked would stop the next bar for ever.
        """
        loss, metrics = self.gradient(batch)
        if isfinite(loss):
            if self.clip_norm is not None:
                self.descent.clip(self.clip_norm)
            self.interruption.hold()  # all parameters move, and the history knows it, or none does
            self.descent.step()
            self.history.updates.append(loss)
            if self.descent.is_proof:
                self.proved = Snapshot(self)
            self.bar.update(epoch)
            self.interruption.release()
            if self.on_update is not None:
                self.descent.show()
                self.on_update(self.history)
                self.descent.look()
        return loss, metrics

    def gradient(self, batch: list[int]) -> tuple[float, dict[str, float]]:
        """Return the loss and the metrics of one batch; its gradient is left where `step` finds it."""
        try:
            return self.descent(batch)
        except Disproved as found:
            if self.descent.asked_for or found.by_scalars is None:
                raise
            self.use_scalars(str(found))
            return found.by_scalars

    def stop_before(self, loss: float, epoch: int) -> None:
        """Stop, because the loss is not finite."""
        self.diverged = True
        self.history.stopped = (
            f"the loss became {loss} in epoch {epoch}, after {len(self.history.updates)} updates, with "
            f"lr={self.descent.mover.lr:g}"
        )


def mover_of(model: Module, optimizer: Optimizer | None, lr: float | None) -> Optimizer:
    """Return the optimizer that is given, or gradient descent."""
    if optimizer is None:
        return SGD(model.parameters(), lr=0.1 if lr is None else lr)
    check_kind("optimizer", optimizer, Optimizer, "an optimizer is needed, such as Adam(model.parameters())")
    if lr is not None:
        raise ValueError(f"lr got {lr}, and an optimizer with lr={optimizer.lr:g} is given too: one of them is needed.")
    if not set(optimizer.parameters) & set(model.parameters()):
        raise ValueError("the optimizer moves no parameter of this model: make it with model.parameters().")
    return optimizer
