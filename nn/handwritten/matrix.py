"""The textbook matrix version, written by hand in NumPy: forward and backward, for either orientation.

Rows are samples. With weights stored "in_out", a row per input:

    Z = A_prev @ W + b          (samples, neurons)
    A = f(Z)
    δ = G * f′(Z)               G = ∂L/∂A, (samples, neurons)
    dW = A_prev.T @ δ           (inputs, neurons), entry j,i = Σ_n x_nj δ_ni
    db = δ.sum(axis=0)          (neurons,)
    G_prev = δ @ W.T            (samples, inputs), what flows back

"out_in" stores the transpose, a row per neuron, and the three lines with W change accordingly. Each line
is one small named function below, and a pass is made of them: `Steps`. f and f′ come from the table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.table.checks import as_float
from nn.networks import activations as acts
from nn.settings import LOSSES, ORIENTATIONS, REDUCTIONS, one_of

Array = NDArray[np.float64]
Params = Sequence[tuple[Array, Array | None]]
Gradients = dict[str, Array]


class Forward(NamedTuple):
    """What the forward pass keeps: the pre-activations Z of each layer, and the activations A, from A[0] = X."""

    Z: list[Array]
    A: list[Array]


class Backward(NamedTuple):
    """What the backward pass finds: `gradients` {"W1": dW1, "b1": db1, …}, and δ of each layer."""

    gradients: Gradients
    delta: list[Array]


# --- the steps -------------------------------------------------------------------------------


def affine_in_out(A: Array, W: Array, b: Array | None) -> Array:
    """Z = A @ W + b, for W of shape (inputs, neurons)."""
    return np.asarray(A @ W if b is None else A @ W + b)


def affine_out_in(A: Array, W: Array, b: Array | None) -> Array:
    """Z = A @ W.T + b, for W of shape (neurons, inputs)."""
    return np.asarray(A @ W.T if b is None else A @ W.T + b)


def activate(Z: Array, activation: str) -> Array:
    """A = f(Z), element by element; softmax along each row."""
    if activation != "softmax":
        return np.asarray(acts.apply(activation, Z))
    powers = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def through_activation(G: Array, Z: Array, A: Array, activation: str) -> Array:
    """δ = G * f′(Z). Softmax couples the outputs of a sample: δ = A * (G − Σ_k G_k A_k)."""
    if activation == "softmax":
        return np.asarray(A * (G - (G * A).sum(axis=1, keepdims=True)))
    return np.asarray(G * acts.derivative(activation, Z, A))


def weight_gradient_in_out(A_prev: Array, delta: Array) -> Array:
    """dW = A_prev.T @ δ: entry (j, i) is Σ_n x_nj δ_ni."""
    return A_prev.T @ delta


def weight_gradient_out_in(A_prev: Array, delta: Array) -> Array:
    """dW = δ.T @ A_prev: entry (i, j) is Σ_n δ_ni x_nj."""
    return delta.T @ A_prev


def bias_gradient(delta: Array) -> Array:
    """db = δ summed over the samples."""
    return np.asarray(delta.sum(axis=0))


def back_in_out(delta: Array, W: Array) -> Array:
    """G_prev = δ @ W.T: entry (n, j) is Σ_i δ_ni W[j, i], and W[j, i] is w_ij."""
    return delta @ W.T


def back_out_in(delta: Array, W: Array) -> Array:
    """G_prev = δ @ W, for W of shape (neurons, inputs): entry (n, j) is Σ_i δ_ni W[i, j]."""
    return delta @ W


def loss_mse(A: Array, Y: Array) -> tuple[float, Array]:
    """Σ (A − Y)² and its derivative 2 (A − Y)."""
    return float(((A - Y) ** 2).sum()), 2 * (A - Y)


def loss_mae(A: Array, Y: Array) -> tuple[float, Array]:
    """Σ |A − Y| and its derivative, the sign of A − Y."""
    return float(np.abs(A - Y).sum()), np.sign(A - Y)


def loss_huber(A: Array, Y: Array) -> tuple[float, Array]:
    """½ (A − Y)² up to a distance of 1, |A − Y| − ½ beyond; its derivative is A − Y, at most 1 and at least −1."""
    D = A - Y
    return float(np.where(np.abs(D) <= 1, D**2 / 2, np.abs(D) - 0.5).sum()), np.clip(D, -1, 1)


def loss_hinge(A: Array, Y: Array) -> tuple[float, Array]:
    """Σ max(0, 1 − Y A) and its derivative: −Y where 1 − Y A is positive, else 0."""
    margin = 1 - Y * A
    return float(np.maximum(margin, 0).sum()), -Y * (margin > 0)


def loss_bce(A: Array, Y: Array) -> tuple[float, Array]:
    """−Σ (Y log A + (1 − Y) log(1 − A)) and its derivative −Y/A + (1 − Y)/(1 − A)."""
    value = -_where_weighted(Y, np.log, A) - _where_weighted(1 - Y, np.log, 1 - A)
    return float(value.sum()), -_where_weighted(Y, np.reciprocal, A) + _where_weighted(1 - Y, np.reciprocal, 1 - A)


def loss_cross_entropy(A: Array, Y: Array) -> tuple[float, Array]:
    """−Σ Y log A and its derivative −Y/A."""
    return float(-_where_weighted(Y, np.log, A).sum()), -_where_weighted(Y, np.reciprocal, A)


def _where_weighted(weight: Array, f: Callable[..., Array], A: Array) -> Array:
    """weight * f(A), and 0 where the weight is 0, whatever f(A) is there."""
    with np.errstate(divide="ignore"):
        return np.asarray(weight * f(A, out=np.zeros_like(A), where=weight != 0))


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

LOSS_STEPS = {
    "mse": loss_mse,
    "mae": loss_mae,
    "huber": loss_huber,
    "hinge": loss_hinge,
    "bce": loss_bce,
    "cross_entropy": loss_cross_entropy,
}


def _as_arrays(params: Params) -> list[tuple[Array, Array | None]]:
    """Each (W, b) as arrays of floats; a bias that is None stays so."""
    return [(np.asarray(W, dtype=float), None if b is None else np.asarray(b, dtype=float)) for W, b in params]


# --- the passes ------------------------------------------------------------------------------


def forward(
    params: Params,
    X: ArrayLike,
    activations: Sequence[str],
    *,
    orientation: str = "in_out",
    steps: Steps | None = None,
) -> Forward:
    """Z and A of every layer for a batch.

    Args:
        params: (W, b) for each layer; b has shape (neurons,), or is None.
        X: (samples, inputs).
        activations: one name for each layer, or one for all.
        orientation: "in_out" for W of shape (inputs, neurons), "out_in" for (neurons, inputs).
        steps: other steps than the textbook's.

    >>> run = forward([(np.array([[1.0], [2.0]]), None)], [[3.0, 4.0]], ["linear"])
    >>> run.A[1]
    array([[11.]])
    """
    steps = steps or TEXTBOOK[one_of("orientation", orientation, ORIENTATIONS)]
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
    A: Array, Y: ArrayLike, loss: str = "mse", *, reduction: str = "mean", factor: float = 1.0
) -> tuple[float, Array]:
    """The loss of a batch of outputs A (samples, outputs), and G = ∂L/∂A.

    Raises:
        ValueError: if Y has another shape: NumPy would broadcast (3, 1) against (3,) to (3, 3).

    >>> loss_and_derivative(np.array([[0.5]]), [[1.0]], factor=0.5)
    (0.125, array([[-0.5]]))
    """
    A, targets = np.asarray(A, dtype=float), np.asarray(Y, dtype=float)
    if targets.shape != A.shape:
        raise ValueError(f"the outputs have shape {A.shape} and Y has shape {targets.shape}: they must be the same.")
    scale = as_float(factor, "factor") / divisor(A, reduction)
    value, G = LOSS_STEPS[one_of("loss", loss, LOSSES)](A, targets)
    return scale * value, scale * G


def divisor(A: Array, reduction: str) -> int:
    """What the summed loss of outputs A (samples, outputs) is divided by.

    >>> [divisor(np.zeros((5, 2)), name) for name in REDUCTIONS]
    [5, 1, 10]
    """
    return {"mean": len(A), "sum": 1, "mean_all": A.size}[one_of("reduction", reduction, REDUCTIONS)]


def backward(
    params: Params,
    run: Forward,
    G: Array,
    activations: Sequence[str],
    *,
    orientation: str = "in_out",
    steps: Steps | Sequence[Steps] | None = None,
) -> Backward:
    """The gradients of every W and b, from G = ∂L/∂A of the last layer back to the first.

    `steps` may also be a list, with other steps for each layer.

    >>> params = [(np.array([[1.0], [2.0]]), np.array([0.5]))]
    >>> run = forward(params, [[3.0, 4.0]], ["linear"])
    >>> backward(params, run, np.array([[1.0]]), ["linear"]).gradients
    {'W1': array([[3.],
           [4.]]), 'b1': array([1.])}
    """
    steps = steps or TEXTBOOK[one_of("orientation", orientation, ORIENTATIONS)]
    each = [steps] * len(params) if isinstance(steps, Steps) else steps
    names, arrays = acts.for_each_layer(activations, len(params)), _as_arrays(params)
    gradients: Gradients = {}
    deltas: list[Array] = []
    for k in reversed(range(len(params))):
        W, b = arrays[k]
        delta = each[k].through_activation(G, run.Z[k], run.A[k + 1], names[k])
        gradients[f"W{k + 1}"] = each[k].weight_gradient(run.A[k], delta)
        if b is not None:
            gradients[f"b{k + 1}"] = each[k].bias_gradient(delta)
        G = each[k].back_through_weights(delta, W) if k else G
        deltas.insert(0, delta)
    return Backward(dict(sorted(gradients.items(), key=lambda item: (int(item[0][1:]), item[0]))), deltas)
