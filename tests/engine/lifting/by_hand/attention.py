"""Causal attention with several heads (Vaswani and others, 2017): softmax(Q Kᵀ/√d) V, each place up to itself."""

import numpy as np

import engine

HEADS = 2


def case(rng, places=5):
    """Five places of width four, heads of two."""
    params = {name: rng.normal(size=(4, 4)) for name in ("Wq", "Wk", "Wv", "Wo")}
    return params, {"X": rng.normal(size=(places, 4))}


def product(x, W):
    """A row times a matrix."""
    return [sum(x_j * w for x_j, w in zip(x, column, strict=True)) for column in zip(*W, strict=True)]


def scalar(Wq, Wk, Wv, Wo, X):
    """Place by place, head by head."""
    loss, keys, contents = 0, [], []
    for x in X:
        query = product(x, Wq)
        keys.append(product(x, Wk))
        contents.append(product(x, Wv))
        d, out = len(query) // HEADS, []
        for start in range(0, len(query), d):
            part = slice(start, start + d)
            scores = [sum(a * b for a, b in zip(query[part], key[part], strict=True)) / d**0.5 for key in keys]
            largest = max(scores).data
            powers = [engine.exp(score - largest) for score in scores]
            total = sum(powers)
            weights = [power / total for power in powers]
            out += [
                sum(w * v for w, v in zip(weights, column, strict=True))
                for column in zip(*[content[part] for content in contents], strict=True)
            ]
        loss = loss + sum(y * y for y in product(out, Wo))
    return loss


def value_and_grad(Wq, Wk, Wv, Wo, X):
    """All places at once: axes are (head, place, entry)."""
    T, d = len(X), len(Wq) // HEADS
    Q = (X @ Wq).reshape(T, HEADS, d).swapaxes(0, 1)
    K = (X @ Wk).reshape(T, HEADS, d).swapaxes(0, 1)
    V = (X @ Wv).reshape(T, HEADS, d).swapaxes(0, 1)
    S = Q @ K.swapaxes(1, 2) / np.sqrt(d)
    S = np.where(np.tril(np.ones((T, T))) > 0, S, -np.inf)
    P = np.exp(S - S.max(axis=-1, keepdims=True))
    P /= P.sum(axis=-1, keepdims=True)
    joined = (P @ V).swapaxes(0, 1).reshape(T, -1)
    Y = joined @ Wo
    loss = (Y**2).sum()

    dY = 2 * Y
    dWo = joined.T @ dY
    dO = (dY @ Wo.T).reshape(T, HEADS, d).swapaxes(0, 1)
    dP = dO @ V.swapaxes(1, 2)
    dV = P.swapaxes(1, 2) @ dO
    dS = P * (dP - (dP * P).sum(axis=-1, keepdims=True)) / np.sqrt(d)
    dQ = dS @ K
    dK = dS.swapaxes(1, 2) @ Q
    dWq = X.T @ dQ.swapaxes(0, 1).reshape(T, -1)
    dWk = X.T @ dK.swapaxes(0, 1).reshape(T, -1)
    dWv = X.T @ dV.swapaxes(0, 1).reshape(T, -1)
    return loss, {"Wq": dWq, "Wk": dWk, "Wv": dWv, "Wo": dWo}
