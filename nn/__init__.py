"""Scalar networks made of nothing but `Value` arithmetic, and the matrix version beside them.

>>> from nn import MLP, squared_error
>>> model = MLP(2, [3, 1], activation="sigmoid", seed=1)
>>> loss = squared_error(model([0.5, -1.0]), 1.0, factor=0.5)
>>> loss.backward()
>>> len(model.parameters())
13
"""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any


def _refuse_another_engine() -> None:
    """A file `engine.py` beside a script would be imported in place of our engine: say which one it is."""
    found = importlib.util.find_spec("engine")
    origin = found.origin if found else None
    if origin is None or Path(origin).resolve().parent != Path(__file__).resolve().parent.parent / "engine":
        raise ImportError(
            f"nn needs chalkgrad's package `engine`, but `import engine` finds {origin or 'nothing'}: rename that "
            "file (and remove its __pycache__), or install chalkgrad again."
        )


_refuse_another_engine()

from nn.losses import (  # noqa: E402  # only after the check above
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    cross_entropy_with_logits,
    squared_error,
)
from nn.modules import MLP, Layer, Module, Neuron  # noqa: E402
from nn.optim import SGD  # noqa: E402

if TYPE_CHECKING:
    from nn import losses, matrix
    from nn.batch_view import per_sample
    from nn.comparison import compare
    from nn.saving import load, load_state, save, save_state
    from nn.torch_bridge import from_torch, to_torch

__all__ = [
    "MLP",
    "SGD",
    "Layer",
    "Module",
    "Neuron",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "compare",
    "cross_entropy",
    "cross_entropy_with_logits",
    "from_torch",
    "load",
    "load_state",
    "losses",
    "matrix",
    "per_sample",
    "save",
    "save_state",
    "squared_error",
    "to_torch",
]


def __getattr__(name: str) -> Any:
    """Load what needs NumPy, or is seldom used, only when it is asked for."""
    if name == "compare":
        from nn.comparison import compare

        return compare
    if name == "per_sample":
        from nn.batch_view import per_sample

        return per_sample
    if name in ("load", "load_state", "save", "save_state"):
        return getattr(importlib.import_module("nn.saving"), name)
    if name in ("from_torch", "to_torch"):
        return getattr(importlib.import_module("nn.torch_bridge"), name)
    if name == "matrix":
        return importlib.import_module("nn.matrix")
    raise AttributeError(f"module 'nn' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
