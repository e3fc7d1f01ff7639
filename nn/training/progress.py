"""A progress bar while a network trains: tqdm's, in a terminal and in a notebook; without it nothing is shown."""

import importlib.util
import sys
from typing import Any

from engine.table.checks import import_or_explain
from engine.table.notation import one_line
from nn.training.history import Epoch

MISSING = "progress=True needs tqdm: python -m pip install tqdm. progress=False trains without a bar."


class Progress:
    """A bar that counts updates, with the newest loss and metrics at its end.

    `show` True asks for it, False forbids it, and None shows it in a terminal or a notebook, if tqdm is
    installed.
    """

    def __init__(self, show: bool | None, epochs: int, updates_per_epoch: int) -> None:
        self.epochs = epochs
        self._bar: Any = None
        if show or (show is None and _is_interactive() and importlib.util.find_spec("tqdm")):
            tqdm = import_or_explain("tqdm.auto", MISSING).tqdm
            self._bar = tqdm(total=epochs * updates_per_epoch, unit="update", leave=True)

    def update(self, epoch: int) -> None:
        """Count one more update, and show the numbers at its end."""
        if self._bar is not None:
            self._bar.set_description(f"epoch {epoch}/{self.epochs}", refresh=False)
            self._bar.update()

    def tell(self, epoch: Epoch) -> None:
        """Show the numbers of a finished epoch."""
        if self._bar is not None:
            self._bar.set_postfix({one_line(name): f"{x:.4g}" for name, x in epoch.columns.items()}, refresh=False)

    def start_again(self) -> None:
        """Count updates from 0 again."""
        if self._bar is not None:
            self._bar.reset()

    def close(self) -> None:
        """Close the bar."""
        if self._bar is not None:
            self._bar.close()


def _is_interactive() -> bool:
    """Return whether what is written to stderr is seen while it is written."""
    return "ipykernel" in sys.modules or bool(getattr(sys.stderr, "isatty", bool)())
