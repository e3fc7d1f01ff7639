"""The history of a training: the loss of every epoch and every update, and why it stopped."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.table.notation import one_line
from engine.table.reports import Lines, Printable, Table

SHOWN = 5
"""How many epochs a printed history shows at each end."""


@dataclass(frozen=True)
class Epoch:
    """One pass over all samples.

    number      counted from 1
    loss        the mean over the samples, each taken when its batch was used, before that batch moved the model
    metrics     {"accuracy": …}: taken at the same moments, averaged over the samples
    validation  {"loss": …, "accuracy": …} of the validation samples after the epoch; empty without them
    lr          the learning rate of the epoch
    updates     how often the parameters have been moved so far, from the first epoch on
    """

    number: int
    loss: float
    metrics: dict[str, float]
    validation: dict[str, float]
    lr: float
    updates: int

    @property
    def columns(self) -> dict[str, float]:
        """All numbers by name, those of validation as val_loss and so on."""
        return {"loss": self.loss, **self.metrics, **{f"val_{name}": x for name, x in self.validation.items()}}


@dataclass(eq=False, repr=False)
class History(Printable):
    """What `fit` returns.

    epochs     a record for each complete epoch
    updates    the loss of each batch, before the parameters moved against its gradient
    stopped    why training ended before its last epoch; "" if it did not
    way        how it was computed and why, as "with scalars: …", or "with a derived program, checked …"

    >>> history = History([Epoch(1, 0.5, {}, {}, 0.1, 3), Epoch(2, 0.25, {}, {}, 0.1, 6)])
    >>> history["loss"]
    [0.5, 0.25]
    >>> history
    epoch   loss
        1    0.5
        2   0.25
    """

    epochs: list[Epoch] = field(default_factory=list)
    updates: list[float] = field(default_factory=list)
    stopped: str = ""
    way: str = ""

    @property
    def loss(self) -> list[float]:
        """The loss of each epoch."""
        return self["loss"]

    def __getitem__(self, name: str) -> list[float]:
        """Return a number of each epoch by name: "loss", "accuracy", "val_loss", …; "lr" and "updates" too."""
        if self.epochs and name not in (known := {**self.epochs[0].columns, "lr": 0, "updates": 0}):
            raise KeyError(f"history[{name!r}]: there are {', '.join(map(repr, known))}.")
        return [{**epoch.columns, "lr": epoch.lr, "updates": epoch.updates}[name] for epoch in self.epochs]

    def __len__(self) -> int:
        return len(self.epochs)

    def __iter__(self) -> Iterator[Epoch]:
        return iter(self.epochs)

    def plot(self, **options: Any) -> Any:
        """Return the loss and every other number of the epochs as curves: see `nn.plot_history`."""
        from nn.training.plots import plot_history

        return plot_history(self, **options)

    def content(self) -> Iterator[Lines | Table]:
        """Yield a row for each epoch, the first and the last ones if there are many; and why training ended."""
        if not self.epochs:
            reason = f"; {self.stopped}" if self.stopped else ""
            yield Lines([f"no complete epoch, {len(self.updates)} updates{reason}"])
            return
        header = ["epoch", *map(one_line, self.epochs[0].columns)]
        rows = [[str(epoch.number), *(f"{x:.5g}" for x in epoch.columns.values())] for epoch in self.epochs]
        if len(rows) > 2 * SHOWN + 1:
            rows[SHOWN:-SHOWN] = [["…"] * len(header)]
        yield Table(header, rows)
        if self.stopped:
            yield Lines([f"stopped: {self.stopped}"])
