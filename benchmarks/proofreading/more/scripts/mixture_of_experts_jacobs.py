"""Adaptive mixtures of local experts (Jacobs, Jordan, Nowlan, Hinton 1991).

E = - sum_n log sum_i g_i exp(-0.5 ||d - o_i||^2)       (eq. 1.3 in the paper)
The posterior responsibility of each expert appears in both gradients.
"""
import numpy as np


def gates_and_experts(params, X):
    S = X @ params["gate"].T                         # N x E
    g = np.exp(S - S.max(1, keepdims=True))
    g = g / g.sum(1, keepdims=True)
    o = np.einsum("eod,nd->neo", params["experts"], X)
    return g, o


def error(params, X, D):
    g, o = gates_and_experts(params, X)
    lik = np.exp(-0.5 * ((D[:, None, :] - o) ** 2).sum(2))
    return -np.log((g * lik).sum(1)).sum()


def gradients(params, X, D):
    # backward
    g, o = gates_and_experts(params, X)
    lik = np.exp(-0.5 * ((D[:, None, :] - o) ** 2).sum(2))
    post = g * lik
    post = post / post.sum(1, keepdims=True)         # responsibilities
    dgate = (g - post).T @ X
    do = post[:, :, None] * (o - D[:, None, :])
    dexp = np.einsum("neo,nd->eod", do, X)
    return {"gate": dgate, "experts": dexp}, post


def train(X, D, E=3, lr=0.03, epochs=25, seed=1):
    rng = np.random.default_rng(seed)
    params = {"gate": rng.normal(0, .5, (E, X.shape[1])),
              "experts": rng.normal(0, .5, (E, D.shape[1], X.shape[1]))}
    for ep in range(epochs):
        grad, post = gradients(params, X, D)
        # update
        params = {k: params[k] - lr * grad[k] for k in params}
        if ep % 8 == 0:
            print("epoch", ep, "E =", error(params, X, D))
    return params, post


rng = np.random.default_rng(91)
x = np.linspace(-2, 2, 12)
X = np.stack([x, np.ones_like(x)], axis=1)          # bias folded in
D = np.abs(x)[:, None] + 0.05 * rng.normal(size=(12, 1))
params, post = train(X, D)
print("winning expert per point:", post.argmax(1))
