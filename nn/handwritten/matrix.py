"""The textbook matrix version, written by hand in NumPy: forward and backward, for either orientation.

Rows are samples. With weights stored "in_out", a row per input:

    Z = A_prev @ W + b          (samples, neurons)
    A = f(Z)
    δ = G * f′(Z)               G = ∂L/∂A, (samples, neurons)
    dW = A_prev.T @ δ           (inputs, neurons), entry j,i = Σ_n x_nj δ_ni
    db = δ.sum(axis=0)          (neurons,)
    G_prev = δ @ W.T            (samples, inputs), what flows back

"out_in" stores the transpose, a row per neuron, and the three lines with W change accordingly. Each line
is one small named function below, and a pass is made of them: `Steps`. f and f′ come from the table of primitives,
the loss and its derivative from the table of losses (`nn.losses.TABLE`).

For a loss after its own activation (sigmoid with "bce", softmax with "cross_entropy") the two derivatives cancel, and
δ = A − Y needs neither of them: `loss_and_delta` gives it, also where an output is rounded to 0 or 1.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn.batches import target_rows
from nn.loss_row import Loss
from nn.losses import row_of
from nn.networks import activations as acts
from nn.settings import Orientation, Reduction, divisor_of, loss_scale, orientation_of

Array = NDArray[np.float64]
Params = Sequence[tuple[Array, Array | None]]
Gradients = dict[str, Array]


class Forward(NamedTuple):
    """The results of a forward pass: the pre-activations Z of each layer, and the activations A, from A[0] = X."""

    Z: list[Array]
    A: list[Array]


class Backward(NamedTuple):
    """The results of a backward pass: `gradients` {"W1": dW1, "b1": db1, …}, and δ of each layer."""

    gradients: Gradients
    delta: list[Array]


# --- the steps -------------------------------------------------------------------------------


def affine_in_out(A: Array, W: Array, b: Array | None) -> Array:
    """Return Z = A @ W + b, for W of shape (inputs, neurons)."""
    return np.asarray(A @ W if b is None else A @ W + b)


def affine_out_in(A: Array, W: Array, b: Array | None) -> Array:
    """Return Z = A @ W.T + b, for W of shape (neurons, inputs)."""
    return np.asarray(A @ W.T if b is None else A @ W.T + b)


def activate(Z: Array, activation: str) -> Array:
    """Return a = f(Z), element by element; softmax along each row."""
    if activation != "softmax":
        return np.asarray(acts.apply(activation, Z))
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def through_activation(G: Array, Z: Array, A: Array, activation: str) -> Array:
    """Return δ = G * f′(Z). Softmax couples the outputs of a sample: δ = A * (G − Σ_k G_k A_k)."""
    if activation == "softmax":
        return np.asarray(A * (G - (G * A).sum(axis=1, keepdims=True)))
    return np.asarray(G * acts.derivative(activation, Z, A))


def weight_gradient_in_out(A_prev: Array, delta: Array) -> Array:
    """Return dW = A_prev.T @ δ: entry (j, i) is Σ_n x_nj δ_ni."""
    return A_prev.T @ delta


def weight_gradient_out_in(A_prev: Array, delta: Array) -> Array:
    """Return dW = δ.T @ A_prev: entry (i, j) is Σ_n δ_ni x_nj."""
    return delta.T @ A_prev


def bias_gradient(delta: Array) -> Array:
    """Return db = δ summed over the samples."""
    return np.asarray(delta.sum(axis=0))


def back_in_out(delta: Array, W: Array) -> Array:
    """Return G_prev = δ @ W.T: entry (n, j) is Σ_i δ_ni W[j, i], and W[j, i] is w_ij."""
    return delta @ W.T


def back_out_in(delta: Array, W: Array) -> Array:
    """Return G_prev = δ @ W, for W of shape (neurons, inputs): entry (n, j) is Σ_i δ_ni W[i, j]."""
    return delta @ W


@dataclass(frozen=True)
class Steps:
    """The named steps of a pass. Replace one (`dataclasses.replace`) to see what a wrong line does."""

    affine: Callable[[Array, Array, Array | None], Array]
    weight_gradient: Callable[[Array, Array], Array]
    back_through_weights: Callable[[Array, Array], Array]
    activate: Callable[[Array, str], Array] = activate
    through_activation: Callable[[Array, Array, Array, str], Array] = through_activation
    bias_gradient: Callable[[Array], Array] = bias_gradient


TEXTBOOK = {
    "in_out": Steps(affine_in_out, weight_gradient_in_out, back_in_out),
    "out_in": Steps(affine_out_in, weight_gradient_out_in, back_out_in),
}


def matrix_shapes(params: Params) -> dict[str, tuple[int, ...]]:
    """Return the shape of each matrix by its name."""
    return {f"W{k}": np.shape(W) for k, (W, _) in enumerate(params, start=1)}


def _as_arrays(params: Params) -> list[tuple[Array, Array | None]]:
    """Return each (W, b) as arrays of floats; a bias that is None stays so."""
    return [(np.asarray(W, dtype=float), None if b is None else np.asarray(b, dtype=float)) for W, b in params]


# --- the passes ------------------------------------------------------------------------------


def forward(
    params: Params,
    X: ArrayLike,
    activations: Sequence[str],
    *,
    orientation: Orientation | None = None,
    steps: Steps | None = None,
) -> Forward:
    """Return Z and A of every layer for a batch.

    Args:
        params: (W, b) for each layer; b has shape (neurons,), or is None.
        X: (samples, inputs).
        activations: one name for each layer, or one for all.
        orientation: "in_out" for W of shape (inputs, neurons), "out_in" for (neurons, inputs); None is "in_out", with
            a warning if a W is square.
        steps: other steps than the textbook's.

    >>> run = forward([(np.array([[1.0], [2.0]]), None)], [[3.0, 4.0]], ["linear"])
    >>> run.A[1]
    array([[11.]])
    """
    steps = steps or TEXTBOOK[orientation_of(orientation, matrix_shapes(params))]
    names = acts.for_each_layer(activations, len(params))
    A = [np.asarray(X, dtype=float)]
    if A[0].ndim != 2:
        raise ValueError(f"X has shape {A[0].shape}; (samples, inputs) is needed, a row for each sample.")
    Z = []
    for (W, b), activation in zip(_as_arrays(params), names, strict=True):
        Z.append(steps.affine(A[-1], W, b))
        if b is not None and b.shape != Z[-1].shape[1:]:
            raise ValueError(f"b has shape {b.shape}; {Z[-1].shape[1:]} is needed, a number for each neuron.")
        A.append(steps.activate(Z[-1], activation))
    return Forward(Z, A)


def loss_and_derivative(
    A: ArrayLike, Y: ArrayLike, loss: str = "mse", *, reduction: Reduction = "mean", factor: float = 1.0
) -> tuple[float, Array]:
    """Return the loss of a batch, and G = ∂L/∂A.

    Args:
        A: the outputs, (samples, outputs).
        Y: the targets, of the same shape; a flat list for one output; for "cross_entropy" also a class for each sample.
        loss: a word of `nn.losses.TABLE`.
        reduction: "mean" (over samples), "sum", or "mean_all" (over all entries).
        factor: a number in front of the loss, such as 0.5.

    Raises:
        ValueError: if Y has another shape (NumPy would broadcast (1, 3) against (3, 1) to (3, 3)), for an unknown
            word, or for a number that the loss does not take.

    >>> loss_and_derivative(np.array([[0.5]]), [[1.0]], factor=0.5)
    (0.125, array([[-0.5]]))
    """
    row, A = row_of(loss), np.asarray(A, dtype=float)
    targets = targets_of(A, Y, row)
    row.check(A.flat, targets.flat)
    scale = loss_scale(reduction, factor, len(A), A.size)
    return scale * float(np.sum(row.value(A, targets))), scale * np.asarray(row.derivative(A, targets))


def loss_and_delta(
    run: Forward,
    Y: ArrayLike,
    activation: str,
    loss: str = "mse",
    *,
    reduction: Reduction = "mean",
    factor: float = 1.0,
    steps: Steps | None = None,
) -> tuple[float, Array]:
    """Return the loss of a batch, and δ = ∂L/∂Z of the last layer.

    Args:
        run: what `forward` gave.
        Y: the targets, as for `loss_and_derivative`.
        activation: that of the last layer. After its own activation a loss is computed from Z, and δ is A − Y times
            the loss's constant (for targets that sum to s in each sample, s A − Y): of full size and precision also
            where A is rounded to 0 or 1, and G = ∂L/∂A is infinite.
        loss: a word of `nn.losses.TABLE`.
        reduction: "mean", "sum" or "mean_all".
        factor: a number in front of the loss.
        steps: other steps than the textbook's.

    Raises:
        ValueError: as `loss_and_derivative`.

    >>> run = forward([(np.array([[40.0]]), None)], [[1.0]], ["sigmoid"])
    >>> loss_and_delta(run, [[0.0]], "sigmoid", "bce")
    (40.0, array([[1.]]))
    """
    row, Z, A = row_of(loss), run.Z[-1], run.A[-1]
    if not row.goes_with(activation, A.shape[1]) or row.of_logits is None or row.delta is None:
        value, G = loss_and_derivative(A, Y, loss, reduction=reduction, factor=factor)
        return value, (steps or TEXTBOOK["in_out"]).through_activation(G, Z, A, activation)
    targets = targets_of(A, Y, row)
    row.check((), targets.flat)
    scale = loss_scale(reduction, factor, len(A), A.size)
    terms = row.of_logits(list(Z.T), list(targets.T))
    return scale * float(np.sum(terms)), scale * np.asarray(row.delta(A, targets))


def targets_of(A: Array, Y: ArrayLike, row: Loss) -> Array:
    """Return targets in the shape of the outputs A.

    Raises:
        ValueError: if they do not have it, in none of the ways that `nn.batches.target_rows` takes.
    """
    targets = np.asarray(Y, dtype=float)
    if targets.shape == A.shape:
        return targets
    rows = target_rows(targets, *A.shape, classes=row.classes) if A.ndim == 2 else None
    if rows is None:
        raise ValueError(f"the outputs have shape {A.shape} and Y has shape {targets.shape}: they must be the same.")
    return np.array(rows, dtype=float)


def divisor(A: Array, reduction: str) -> int:
    """Return what the summed loss of outputs A (samples, outputs) is divided by."""
    return divisor_of(reduction, len(A), A.size)


def backward(
    params: Params,
    run: Forward,
    G: Array | None,
    activations: Sequence[str],
    *,
    orientation: Orientation | None = None,
    steps: Steps | Sequence[Steps] | None = None,
    delta: Array | None = None,
) -> Backward:
    """Return the gradients of every W and b, from G = ∂L/∂A of the last layer back to the first.

    `steps` may also be a list, with other steps for each layer. With `delta`, which `loss_and_delta` gives, the way
    starts at δ of the last layer instead; G is not used then, and may be None.

    Raises:
        ValueError: if neither G nor delta is given, or names and layers do not fit.

    >>> params = [(np.array([[1.0], [2.0]]), np.array([0.5]))]
    >>> run = forward(params, [[3.0, 4.0]], ["linear"])
    >>> backward(params, run, np.array([[1.0]]), ["linear"]).gradients
    {'W1': array([[3.],
           [4.]]), 'b1': array([1.])}
    """
    steps = steps or TEXTBOOK[orientation_of(orientation, matrix_shapes(params))]
    each = [steps] * len(params) if isinstance(steps, Steps) else steps
    names, arrays = acts.for_each_layer(activations, len(params)), _as_arrays(params)
    if G is None and delta is None:
        raise ValueError("backward needs G = ∂L/∂A of the last layer, or its delta = ∂L/∂Z.")
    gradients: Gradients = {}
    deltas: list[Array] = []
    back: Any = G
    for k in reversed(range(len(params))):
        W, b = arrays[k]
        given = None if deltas else delta
        δ = each[k].through_activation(back, run.Z[k], run.A[k + 1], names[k]) if given is None else given
        gradients[f"W{k + 1}"] = each[k].weight_gradient(run.A[k], δ)
        if b is not None:
            gradients[f"b{k + 1}"] = each[k].bias_gradient(δ)
        back = each[k].back_through_weights(δ, W) if k else G
        deltas.insert(0, δ)
    return Backward(dict(sorted(gradients.items(), key=lambda item: (int(item[0][1:]), item[0]))), deltas)
