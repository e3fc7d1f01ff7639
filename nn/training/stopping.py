"""Stop training early, when a number of the history has not improved for a while."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import Value
from engine.table.checks import describe
from nn.settings import at_least_0, at_least_1
from nn.training.history import Epoch


@dataclass(frozen=True)
class EarlyStopping:
    """The rule for stopping early.

    Args:
        patience: for how many epochs in a row the number may fail to become better.
        min_delta: by how much it must change to count as better.
        monitor: its name in the history; None takes "val_loss", or "loss" without validation. It should fall; one
            whose name ends in "accuracy" should rise.
        restore_best: whether the parameters go back to where they were after the best epoch.

    Raises:
        ValueError: for a patience below 1 or a negative min_delta.

    >>> EarlyStopping(patience=3)
    EarlyStopping(patience=3, min_delta=0.0, monitor=None, restore_best=True)
    """

    patience: int = 10
    min_delta: float = 0.0
    monitor: str | None = None
    restore_best: bool = True

    def __post_init__(self) -> None:
        at_least_1("patience", self.patience)
        at_least_0("min_delta", self.min_delta)

    def watch(self, parameters: Sequence[Value], validation: bool) -> "Watch":
        """Return the object that checks every epoch of one training."""
        return Watch(self, self.monitor or ("val_loss" if validation else "loss"), parameters)


class Watch:
    """One number, followed epoch by epoch, and the parameters of the best epoch."""

    def __init__(self, rule: EarlyStopping, monitor: str, parameters: Sequence[Value]) -> None:
        self.rule, self.monitor, self.parameters = rule, monitor, parameters
        self.best: tuple[float, int, list[float]] | None = None

    def is_over(self, epoch: Epoch) -> bool:
        """Return whether the best epoch was too long ago: `patience` epochs or more."""
        if self.monitor not in epoch.columns:
            raise ValueError(f"monitor got {self.monitor!r}; there are {', '.join(map(repr, epoch.columns))}.")
        number = epoch.columns[self.monitor]
        score = -number if self.monitor.endswith("accuracy") else number  # the lower, the better
        if self.best is None or score < self.best[0] - self.rule.min_delta:
            self.best = score, epoch.number, [p.data for p in self.parameters]
        return epoch.number - self.best[1] >= self.rule.patience

    @property
    def reason(self) -> str:
        """Why training stopped."""
        assert self.best is not None  # there was an epoch
        return f"{self.monitor} has not improved since epoch {self.best[1]}"

    def restore(self) -> None:
        """Restore the parameters of the best epoch, if the rule says so."""
        if self.rule.restore_best and self.best is not None:
            for parameter, number in zip(self.parameters, self.best[2], strict=True):
                parameter.data = number


def rule_of(given: EarlyStopping | int | None) -> EarlyStopping | None:
    """Return an `EarlyStopping`, also from its patience alone."""
    if isinstance(given, int) and not isinstance(given, bool):
        return EarlyStopping(given)
    if given is not None and not isinstance(given, EarlyStopping):
        raise TypeError(f"early_stopping got {describe(given)}; an EarlyStopping is needed, or its patience.")
    return given
