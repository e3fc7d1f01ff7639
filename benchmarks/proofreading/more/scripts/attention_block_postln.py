# objective: 0.5 * np.sum((out - T) ** 2) / T.size
"""Attention block, post-LN as in Vaswani et al.: LN(x + Attn(x)), then LN(x + FFN(x)).
Exercise: identify each line of `bwd` with the line of `fwd` it reverses."""
import numpy as np

rng = np.random.default_rng(17)
L, D, F = 4, 6, 8


def layernorm(x, g, b, eps=1e-5):
    mean = x.mean(-1, keepdims=True)
    std = np.sqrt(x.var(-1, keepdims=True) + eps)
    xh = (x - mean) / std
    return g * xh + b, (xh, std, g)


def layernorm_bwd(dy, cache):
    xh, std, g = cache
    dxh = dy * g
    dx = (dxh - dxh.mean(-1, keepdims=True) - xh * (dxh * xh).mean(-1, keepdims=True)) / std
    return dx, (dy * xh).sum(0), dy.sum(0)


def fwd(P, X):
    Q, K, V = X @ P["Wq"], X @ P["Wk"], X @ P["Wv"]
    S = Q @ K.T / np.sqrt(D)
    A = np.exp(S - S.max(1, keepdims=True))
    A /= A.sum(1, keepdims=True)
    C = A @ V
    H, c1 = layernorm(X + C @ P["Wo"], P["g1"], P["b1"])
    Z = H @ P["W1"]
    R = np.maximum(Z, 0)
    out, c2 = layernorm(H + R @ P["W2"], P["g2"], P["b2"])
    return out, (Q, K, V, A, C, H, c1, Z, R, c2)


def bwd(P, X, dout, cache):
    Q, K, V, A, C, H, c1, Z, R, c2 = cache
    G = {}
    dres2, G["g2"], G["b2"] = layernorm_bwd(dout, c2)
    G["W2"] = R.T @ dres2
    dZ = (dres2 @ P["W2"].T) * (Z > 0)
    G["W1"] = H.T @ dZ
    dH = dres2 + dZ @ P["W1"].T             # residual + branch
    dres1, G["g1"], G["b1"] = layernorm_bwd(dH, c1)
    G["Wo"] = C.T @ dres1
    dC = dres1 @ P["Wo"].T
    dA, dV = dC @ V.T, A.T @ dC
    dS = A * (dA - (dA * A).sum(1, keepdims=True)) / np.sqrt(D)
    G["Wq"], G["Wk"], G["Wv"] = X.T @ (dS @ K), X.T @ (dS.T @ Q), X.T @ dV
    return G


shapes = dict(Wq=(D, D), Wk=(D, D), Wv=(D, D), Wo=(D, D), W1=(D, F), W2=(F, D))
P = {k: rng.normal(0, .4, s) for k, s in shapes.items()}
P.update(g1=np.ones(D), b1=np.zeros(D), g2=np.ones(D), b2=np.zeros(D))
X, T = rng.normal(size=(L, D)), rng.normal(size=(L, D))

for it in range(10):
    out, cache = fwd(P, X)
    # backward
    grads = bwd(P, X, (out - T) / T.size, cache)
    # update
    for k in P:
        P[k] -= 0.5 * grads[k]
print("final output\n", out.round(2))
