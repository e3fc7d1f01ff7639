"""The GPT of demos/gpt_names.py: one layer, several heads, RMSNorm, relu, no biases; a row of weights a neuron."""

import numpy as np

import engine

WIDTH, HEADS = 8, 2
SIZES = {
    "E": (6, WIDTH), "P": (5, WIDTH), "Wq": (WIDTH, WIDTH), "Wk": (WIDTH, WIDTH), "Wv": (WIDTH, WIDTH),
    "Wo": (WIDTH, WIDTH), "W1": (4 * WIDTH, WIDTH), "W2": (WIDTH, 4 * WIDTH), "U": (6, WIDTH),
}  # fmt: skip


def case(rng, tokens=(5, 1, 3, 3, 0), targets=(1, 3, 3, 0, 5)):
    """Five places, six tokens."""
    params = {name: 0.5 * rng.normal(size=size) for name, size in SIZES.items()}
    return params, {"tokens": np.array(tokens), "targets": np.array(targets)}


def layer(rows, x):
    """One weighted sum of x for each row."""
    return [engine.dot([*row], x) for row in rows]


def normed(x):
    """RMSNorm."""
    scale = (engine.dot(x, x) / len(x) + 1e-5) ** -0.5
    return [x_i * scale for x_i in x]


def softmax(logits):
    """Chances that add up to 1. The largest logit is taken off first, as a number: it cancels."""
    largest = max(logits).data
    powers = [(logit - largest).exp() for logit in logits]
    total = engine.sum(powers)
    return [power / total for power in powers]


def plus(xs, ys):
    """The sum of two vectors."""
    return [x + y for x, y in zip(xs, ys, strict=True)]


def scalar(E, P, Wq, Wk, Wv, Wo, W1, W2, U, tokens, targets):
    """Place by place, as the demo has it."""
    keys, contents, losses = [], [], []
    for place, (token, target) in enumerate(zip(tokens, targets, strict=True)):
        x = normed(plus(E[token], P[place]))
        now = normed(x)
        query = layer(Wq, now)
        keys.append(layer(Wk, now))
        contents.append(layer(Wv, now))
        heads, d = [], WIDTH // HEADS
        for start in range(0, WIDTH, d):
            part = slice(start, start + d)
            weights = softmax([engine.dot(query[part], key[part]) / d**0.5 for key in keys])
            columns = zip(*[content[part] for content in contents], strict=True)
            heads += [engine.dot(weights, [*column]) for column in columns]
        x = plus(x, layer(Wo, heads))
        hidden = [s.relu() for s in layer(W1, normed(x))]
        x = plus(x, layer(W2, hidden))
        losses.append(-softmax(layer(U, x))[target].log())
    return engine.sum(losses) / len(losses)


def value_and_grad(E, P, Wq, Wk, Wv, Wo, W1, W2, U, tokens, targets):
    """All places at once."""
    T, d = len(tokens), WIDTH // HEADS
    rows = np.arange(T)
    X0 = E[tokens] + P[:T]
    r0 = ((X0**2).mean(axis=1, keepdims=True) + 1e-5) ** -0.5
    X1 = X0 * r0
    r1 = ((X1**2).mean(axis=1, keepdims=True) + 1e-5) ** -0.5
    X2 = X1 * r1
    Q = (X2 @ Wq.T).reshape(T, HEADS, d).swapaxes(0, 1)
    K = (X2 @ Wk.T).reshape(T, HEADS, d).swapaxes(0, 1)
    V = (X2 @ Wv.T).reshape(T, HEADS, d).swapaxes(0, 1)
    S = Q @ K.swapaxes(1, 2) / np.sqrt(d)
    S = np.where(np.tril(np.ones((T, T))) > 0, S, -np.inf)
    A = np.exp(S - S.max(axis=-1, keepdims=True))
    A /= A.sum(axis=-1, keepdims=True)
    joined = (A @ V).swapaxes(0, 1).reshape(T, -1)
    X3 = joined @ Wo.T + X1
    r3 = ((X3**2).mean(axis=1, keepdims=True) + 1e-5) ** -0.5
    X4 = X3 * r3
    Z = X4 @ W1.T
    H = np.maximum(Z, 0)
    X5 = H @ W2.T + X3
    logits = X5 @ U.T
    C = np.exp(logits - logits.max(axis=1, keepdims=True))
    C /= C.sum(axis=1, keepdims=True)
    loss = -np.log(C[rows, targets]).mean()

    dlogits = C.copy()
    dlogits[rows, targets] -= 1
    dlogits /= T
    dU = dlogits.T @ X5
    dX5 = dlogits @ U
    dW2 = dX5.T @ H
    dH = dX5 @ W2
    dZ = dH * (Z > 0)
    dW1 = dZ.T @ X4
    dX4 = dZ @ W1
    dX3 = dX5 + r3 * (dX4 - X4 * (dX4 * X4).mean(axis=1, keepdims=True))
    dWo = dX3.T @ joined
    dO = (dX3 @ Wo).reshape(T, HEADS, d).swapaxes(0, 1)
    dA = dO @ V.swapaxes(1, 2)
    dV = (A.swapaxes(1, 2) @ dO).swapaxes(0, 1).reshape(T, -1)
    dS = A * (dA - (dA * A).sum(axis=-1, keepdims=True)) / np.sqrt(d)
    dQ = (dS @ K).swapaxes(0, 1).reshape(T, -1)
    dK = (dS.swapaxes(1, 2) @ Q).swapaxes(0, 1).reshape(T, -1)
    dWq = dQ.T @ X2
    dWk = dK.T @ X2
    dWv = dV.T @ X2
    dX2 = dQ @ Wq + dK @ Wk + dV @ Wv
    dX1 = dX3 + r1 * (dX2 - X2 * (dX2 * X2).mean(axis=1, keepdims=True))
    dX0 = r0 * (dX1 - X1 * (dX1 * X1).mean(axis=1, keepdims=True))
    dE = np.zeros_like(E)
    np.add.at(dE, tokens, dX0)
    dP = np.zeros_like(P)
    dP[:T] = dX0
    return loss, {"E": dE, "P": dP, "Wq": dWq, "Wk": dWk, "Wv": dWv, "Wo": dWo, "W1": dW1, "W2": dW2, "U": dU}
