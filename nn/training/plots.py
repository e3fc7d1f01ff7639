"""Draw training with matplotlib: loss curves, a decision boundary, weights and gradients as heat maps.

Each function draws into the axes that are given, or into a new figure, and returns the axes; `plot_weights` its figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import NOT_COMPUTED
from engine.table.checks import check_kind, describe, import_or_explain
from nn.networks.modules import MLP
from nn.settings import ORIENTATIONS, Orientation, one_of
from nn.training.metrics import predict
from nn.training.samples import paired

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nn.training.history import History


COLOURS = "#2166ac", "#b2182b", "#4d4d4d", "#8073ac", "#1b7837", "#bf812d"  # blue and red as in graphs
SHADES = 8  # how many steps of confidence a region has
MARKS = "o", "s", "^", "D", "v", "P"  # a second cue beside colour


def pyplot() -> Any:
    """Return matplotlib.pyplot, or raise ModuleNotFoundError that says what to install."""
    return import_or_explain("matplotlib.pyplot", "plots need matplotlib: python -m pip install matplotlib.")


def plot_history(history: History, *, ax: Axes | None = None, log: bool | None = None) -> Axes:
    """Draw the loss of each epoch, and of the validation samples beside it; other numbers on an axis at the right.

    Args:
        history: what `fit` returned.
        ax: where to draw; None makes a figure.
        log: whether the loss has a logarithmic axis; None chooses it where the loss falls to a twentieth.

    Raises:
        TypeError: for what is no history.
        ValueError: if no epoch is complete.
    """
    if not hasattr(history, "epochs"):  # History itself plots with this function
        raise TypeError(f"plot_history got {describe(history)}; the history is needed that fit(…) returns.")
    if not len(history):
        raise ValueError("the history has no complete epoch to plot.")
    ax = ax or pyplot().subplots(figsize=(6.4, 4))[1]
    epochs = [epoch.number for epoch in history]
    names = list(history.epochs[0].columns)
    losses = [name for name in names if name.endswith("loss")]
    for k, name in enumerate(losses):
        ax.plot(epochs, history[name], label=name, color=COLOURS[k], linestyle=("-", "--")[k % 2])
    lowest, highest = min(map(min, map(history.__getitem__, losses))), max(map(max, map(history.__getitem__, losses)))
    ax.set_yscale("log" if (0 < lowest < highest / 20 if log is None else log) else "linear")
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss")
    lines = ax.get_lines()
    others = [name for name in names if name not in losses]
    if others:
        right = ax.twinx()
        for k, name in enumerate(others, start=2):
            right.plot(epochs, history[name], label=name, color=COLOURS[k % 6], linestyle=(":", "-.")[k % 2])
        right.set_ylabel(", ".join(others))
        lines = [*lines, *right.get_lines()]
    # Above the axes: there is no corner that two scales leave free.
    ax.legend(handles=list(lines), loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(lines), frameon=False)
    return ax


def plot_decision_boundary(
    model: Any, X: Any, Y: Any, *, ax: Axes | None = None, steps: int = 60, threshold: float | None = None
) -> Axes:
    """Draw where a network with two inputs puts which class, darker where it is surer, with the samples on top.

    Args:
        model: an MLP with two inputs: one output for two classes, or an output for each class.
        X: samples, (samples, 2).
        Y: their targets, as for `fit`.
        ax: where to draw; None makes a figure.
        steps: at how many points along each side the model is computed.
        threshold: where two classes part; None is 0 if a target is −1, and 0.5 if none is.

    Raises:
        ValueError: if the samples do not have two inputs.
    """
    inputs, targets = (np.array(rows) for rows in paired(X, Y))
    if inputs.shape[1] != 2:
        raise ValueError(f"a decision boundary is drawn for two inputs; the samples have {inputs.shape[1]}.")
    ax = ax or pyplot().subplots(figsize=(5, 5), layout="constrained")[1]
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    margin = 0.15 * (high - low) + 1e-9
    across, up = np.meshgrid(*(np.linspace(a, b, steps) for a, b in zip(low - margin, high + margin, strict=True)))
    scores = predict(model, np.column_stack([across.ravel(), up.ravel()]))
    classes = targets.argmax(axis=1)
    if targets.shape[1] == 1:
        middle = 0.0 if (targets == -1).any() else 0.5
        classes = (targets[:, 0] > middle).astype(int)
        above = scores - (middle if threshold is None else threshold)
        scores = np.hstack([-above, above])
    for k in range(scores.shape[1]):
        colour, of_class = COLOURS[k % 6], inputs[classes == k]
        lead = scores[:, k] - np.delete(scores, k, axis=1).max(axis=1)
        _shade(ax, across, up, lead.reshape(across.shape), colour)
        ax.scatter(
            of_class[:, 0], of_class[:, 1], c=colour, marker=MARKS[k % 6], s=48, edgecolors="white", zorder=3,
            label=f"class {k}",
        )  # fmt: skip
    ax.set_xlabel("x[0]")
    ax.set_ylabel("x[1]")
    # Above the axes: inside there is no corner that is free of samples.
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(scores.shape[1], 5), frameon=False)
    return ax


def _shade(ax: Axes, across: Any, up: Any, lead: Any, colour: str) -> None:
    """Draw one class's region, darker the further its output leads, with a line where another class takes over."""
    largest = float(lead.max())
    if largest <= 0:
        return
    full = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    tints = [tuple(1 - t * (1 - full)) for t in np.linspace(0.1, 0.5, SHADES)]
    ax.contourf(across, up, lead, levels=np.linspace(0, largest * (1 + 1e-9), SHADES + 1), colors=tints)
    if lead.min() < 0:
        ax.contour(across, up, lead, levels=[0.0], colors="#333333", linewidths=1.2)


def plot_weights(model: MLP, *, what: str = "weights", orientation: Orientation = "in_out") -> Figure:
    """Draw the weight matrices of all layers, or their gradients, as heat maps: blue is positive, red negative.

    The bias stands beside its matrix, after a gap: as a last row for "in_out", as a last column for "out_in".

    Args:
        model: an MLP.
        what: "weights" or "gradients".
        orientation: "in_out" for a row per input, "out_in" for a row per neuron.

    Raises:
        ValueError: for gradients that are not computed, or an unknown word.
        TypeError: if `model` is not an MLP.
    """
    check_kind("plot_weights", model, MLP, "an MLP is needed")
    gradients = one_of("what", what, ("weights", "gradients")) == "gradients"
    if gradients and any(p.grad is NOT_COMPUTED for p in model.parameters()):
        raise ValueError("some gradients are not computed: call loss.backward() first.")

    def numbers(values: Sequence[Any]) -> Any:
        return np.array([[float(v.grad) if gradients else v.data for v in row] for row in values])

    rows_are_inputs = one_of("orientation", orientation, ORIENTATIONS) == "in_out"
    arrays, count = model.arrays(), len(model.layers)
    size = (3.4 * count + 0.8, 3.6)
    figure, axes = pyplot().subplots(1, count, figsize=size, squeeze=False, layout="constrained")
    for k, ax in enumerate(axes[0], start=1):
        W, has_bias = numbers(arrays[f"W{k}"]), f"b{k}" in arrays
        inputs, neurons = W.shape
        if has_bias:
            W = np.vstack([W, np.full((1, neurons), np.nan), numbers([arrays[f"b{k}"]])])
        largest = np.nanmax(np.abs(W)) or 1.0
        image = ax.imshow(W if rows_are_inputs else W.T, cmap="RdBu", vmin=-largest, vmax=largest, aspect="auto")
        ax.set_title(f"{'∂L/∂' if gradients else ''}W{k}{' and b' if has_bias else ''}")
        along_inputs, along_neurons = (ax.yaxis, ax.xaxis) if rows_are_inputs else (ax.xaxis, ax.yaxis)
        _number(along_inputs, "input", inputs, bias=has_bias)
        _number(along_neurons, "neuron", neurons)
        figure.colorbar(image, ax=ax, shrink=0.85)
    figure._ipython_display_ = partial(_close, figure)
    return figure  # type: ignore[no-any-return]  # pyplot is loaded late


def _close(figure: Figure) -> None:
    """Close a figure that a notebook is about to show, so that it does not draw it again at the end of the cell.

    Raises:
        NotImplementedError: always: then the notebook shows the figure itself.
    """
    if "inline" in pyplot().get_backend():
        pyplot().close(figure)
    raise NotImplementedError


def _number(axis: Any, what: str, count: int, bias: bool = False) -> None:
    """Number the entries from 0, about ten of them; the bias stands behind a gap."""
    places = list(range(0, count, -(-count // 10)))
    names = [str(place) for place in places]
    axis.set_ticks([*places, count + 1] if bias else places, [*names, "b"] if bias else names)
    axis.set_label_text(what)
