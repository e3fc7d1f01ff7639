"""Scalar networks made of nothing but `Value` arithmetic, and the matrix version beside them.

>>> from nn import MLP, squared_error
>>> model = MLP(2, [3, 1], activation="sigmoid", seed=1)
>>> loss = squared_error(model([0.5, -1.0]), 1.0, factor=0.5)
>>> loss.backward()
>>> len(model.parameters())
13
"""

import importlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any


def _refuse_another_engine() -> None:
    """Raise ImportError, naming the file, if a file `engine.py` beside a script would be imported as our engine."""
    found = importlib.util.find_spec("engine")
    origin = found.origin if found else None
    if origin is None or Path(origin).resolve().parent != Path(__file__).resolve().parent.parent / "engine":
        raise ImportError(
            f"nn needs chalkgrad's package `engine`, but `import engine` finds {origin or 'nothing'}: rename that "
            "file (and remove its __pycache__), or install chalkgrad again."
        )


_refuse_another_engine()

from engine.recording import moved  # noqa: E402  # only after the check above
from nn.losses import (  # noqa: E402  # after the check of `engine`
    absolute_error,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    cross_entropy_with_logits,
    hinge,
    huber,
    squared_error,
)
from nn.networks.activations import log_softmax, softmax  # noqa: E402  # only after the check above
from nn.networks.modules import MLP, Layer, Module, Neuron  # noqa: E402  # after the check of `engine`
from nn.training.loop import fit  # noqa: E402  # after the check of `engine`
from nn.training.metrics import accuracy, evaluate, predict  # noqa: E402  # after the check of `engine`
from nn.training.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop  # noqa: E402  # after the check of `engine`
from nn.training.samples import one_hot  # noqa: E402  # after the check of `engine`
from nn.training.schedules import (  # noqa: E402  # after the check of `engine`
    CosineAnnealingLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    StepLR,
    clip_grad_norm_,
    clip_grad_value_,
)
from nn.training.stopping import EarlyStopping  # noqa: E402  # after the check of `engine`

if TYPE_CHECKING:
    from nn import losses
    from nn.handwritten import matrix
    from nn.handwritten.auditing import audit
    from nn.handwritten.batch_view import per_sample
    from nn.handwritten.comparison import compare
    from nn.handwritten.diagnosis import diagnose
    from nn.handwritten.proofreading import proofread
    from nn.keeping.saving import load, load_state, save, save_state
    from nn.keeping.torch_bridge import from_torch, to_torch
    from nn.training.plots import plot_decision_boundary, plot_history, plot_weights

__all__ = [
    "MLP",
    "SGD",
    "Adagrad",
    "Adam",
    "AdamW",
    "CosineAnnealingLR",
    "EarlyStopping",
    "ExponentialLR",
    "LambdaLR",
    "Layer",
    "LinearLR",
    "Module",
    "Neuron",
    "Optimizer",
    "RMSprop",
    "StepLR",
    "absolute_error",
    "accuracy",
    "audit",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "clip_grad_norm_",
    "clip_grad_value_",
    "compare",
    "cross_entropy",
    "cross_entropy_with_logits",
    "diagnose",
    "evaluate",
    "fit",
    "from_torch",
    "hinge",
    "huber",
    "load",
    "load_state",
    "log_softmax",
    "losses",
    "matrix",
    "one_hot",
    "per_sample",
    "plot_decision_boundary",
    "plot_history",
    "plot_weights",
    "predict",
    "proofread",
    "save",
    "save_state",
    "softmax",
    "squared_error",
    "to_torch",
]


moved.moved_into("nn.networks", "activations arrays initialisers modules parameters places state summary sums trace")
moved.moved_into("nn.training", "optim schedules metrics samples history stopping interruption progress plots")
moved.moved_into("nn.handwritten", "matrix comparison batch_view auditing mistakes mistakes.rows mistakes.seats")
moved.moved_into("nn.handwritten", "diagnosis diagnosis.findings diagnosis.points diagnosis.report")
moved.moved_into("nn.keeping", "files saving torch_bridge")
moved.keep_former_name("nn.array_training", "nn.training.vectorized")
moved.keep_former_name("nn.minibatches", "nn.training.descent")
moved.keep_former_name("nn.ranges", "nn.settings")
moved.keep_former_name("nn.words", "nn.settings")


# Rooms that need NumPy or more are loaded when one of their names is asked for.
_LATER = {
    "handwritten.auditing": ("audit",),
    "handwritten.batch_view": ("per_sample",),
    "handwritten.comparison": ("compare",),
    "handwritten.diagnosis": ("diagnose",),
    "handwritten.proofreading": ("proofread",),
    "keeping.saving": ("load", "load_state", "save", "save_state"),
    "keeping.torch_bridge": ("from_torch", "to_torch"),
    "training.plots": ("plot_decision_boundary", "plot_history", "plot_weights"),
}


def __getattr__(name: str) -> Any:
    """Load a room when one of its names is asked for."""
    if name == "matrix":
        return importlib.import_module("nn.handwritten.matrix")
    return moved.late_name("nn", _LATER, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
