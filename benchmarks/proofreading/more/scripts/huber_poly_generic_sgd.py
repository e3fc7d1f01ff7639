from __future__ import annotations
from typing import Dict, Tuple
import numpy as np

Params = Dict[str, np.ndarray]


def features(x: np.ndarray, degree: int) -> np.ndarray:
    """Polynomial features 1, x, x^2, ... (Vandermonde)."""
    return x[:, None] ** np.arange(degree + 1)


def loss_and_grads(params: Params, Phi: np.ndarray, y: np.ndarray,
                   delta: float = 0.5, l2: float = 1e-2) -> Tuple[float, Params]:
    """Huber loss (mean) plus a ridge term.

    Returns
    -------
    (loss, grads): grads has the keys of params.
    """
    e = Phi @ params["theta"] + params["offset"] - y
    small = np.abs(e) <= delta
    h = np.where(small, 0.5 * e ** 2, delta * (np.abs(e) - 0.5 * delta))
    loss = h.mean() + l2 * np.sum(params["theta"] ** 2)
    # backward
    de = np.where(small, e, delta * np.sign(e)) / e.size
    grads = {"theta": Phi.T @ de + 2 * l2 * params["theta"],
             "offset": np.array([de.sum()])}
    return float(loss), grads


def sgd(params: Params, grads: Params, lr: float) -> None:
    """Plain gradient descent, in place; does not know the model."""
    # update
    for k in params:
        params[k] -= lr * grads[k]


def main() -> None:
    rng = np.random.default_rng(123)
    x = np.linspace(-1, 1, 12)
    y = 1 - 2 * x + x ** 3 + 0.1 * rng.normal(size=12)
    y[4] += 5.0         # an outlier
    Phi = features(x, 3)
    params: Params = {"theta": np.zeros(4), "offset": np.zeros(1)}
    lr = 0.5
    for step in range(30):
        loss, grads = loss_and_grads(params, Phi, y)
        sgd(params, grads, lr * 0.98 ** step)
        if step % 10 == 0:
            print(f"{step:3d} {loss:.4f}")
    print(params["theta"].round(2))


if __name__ == "__main__":
    main()
