"""The language model of Bengio and others (2003): rows of a table for the last letters, a layer, chances to follow."""

import numpy as np

import engine


def case(rng, tokens=((0, 2), (2, 1), (1, 1), (4, 0)), targets=(2, 1, 0, 3)):
    """Five tokens, two at a time, and the one that follows."""
    sizes = {"E": (5, 3), "W1": (6, 4), "b1": (4,), "W2": (4, 5), "b2": (5,)}
    params = {name: rng.normal(size=size) for name, size in sizes.items()}
    return params, {"tokens": np.array(tokens), "targets": np.array(targets)}


def scalar(E, W1, b1, W2, b2, tokens, targets):
    """Cross-entropy of each window."""
    loss = 0
    for pair, target in zip(tokens, targets, strict=True):
        x = [value for token in pair for value in E[token]]
        hidden = [
            engine.tanh(sum(v * w for v, w in zip(x, column, strict=True)) + b)
            for column, b in zip(zip(*W1, strict=True), b1, strict=True)
        ]
        logits = [
            sum(h * w for h, w in zip(hidden, column, strict=True)) + b
            for column, b in zip(zip(*W2, strict=True), b2, strict=True)
        ]
        powers = [engine.exp(logit) for logit in logits]
        loss = loss - engine.log(powers[target] / sum(powers))
    return loss / len(targets)


def value_and_grad(E, W1, b1, W2, b2, tokens, targets):
    """Rows looked up, and softmax with cross-entropy: P - Y."""
    rows = np.arange(len(targets))
    X = E[tokens].reshape(len(tokens), -1)
    Z1 = X @ W1 + b1
    A1 = np.tanh(Z1)
    Z2 = A1 @ W2 + b2
    P = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    loss = -np.log(P[rows, targets]).mean()

    dZ2 = P.copy()
    dZ2[rows, targets] -= 1
    dZ2 /= len(targets)
    dW2 = A1.T @ dZ2
    db2 = dZ2.sum(axis=0)
    dA1 = dZ2 @ W2.T
    dZ1 = dA1 * (1 - A1**2)
    dW1 = X.T @ dZ1
    db1 = dZ1.sum(axis=0)
    dX = dZ1 @ W1.T
    dE = np.zeros_like(E)
    np.add.at(dE, tokens, dX.reshape(*tokens.shape, -1))
    return loss, {"E": dE, "W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
