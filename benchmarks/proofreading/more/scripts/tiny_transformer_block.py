"""
One pre-norm transformer block by hand: x = x + attn(ln(x)); x = x + mlp(ln(x)); then mean over time, logistic head.
No batch axis: a sample is a (T, D) matrix, gradients are summed over the samples and divided by their number at the end.
"""
import numpy as np

np.random.seed(5)
T, D, F = 4, 6, 7
samples = [np.random.randn(T, D) for _ in range(3)]
targets = [1, 0, 1]

shapes = dict(Wq=(D, D), Wk=(D, D), Wv=(D, D), Wo=(D, D), W1=(D, F), W2=(F, D), head=(D,))
theta = {n: np.random.randn(*s) / np.sqrt(s[0]) for n, s in shapes.items()}
theta.update(g1=np.ones(D), b1=np.zeros(D), g2=np.ones(D), b2=np.zeros(D), c1=np.zeros(F), c2=np.zeros(D))


def layernorm(x, g, b):
    mu = x.mean(axis=1, keepdims=True)
    istd = 1 / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
    xhat = (x - mu) * istd
    return g * xhat + b, (xhat, istd)


def layernorm_back(dy, g, saved):
    xhat, istd = saved
    # backward
    dg = (dy * xhat).sum(axis=0)
    db = dy.sum(axis=0)
    dxhat = dy * g  #! dxhat = dy
    dx = istd * (dxhat - dxhat.mean(1, keepdims=True) - xhat * (dxhat * xhat).mean(1, keepdims=True))  #! dx = istd * (dxhat - dxhat.mean(0, keepdims=True) - xhat * (dxhat * xhat).mean(0, keepdims=True))
    return dx, dg, db


for epoch in range(2):
    grad = {n: np.zeros_like(v) for n, v in theta.items()}
    cost = 0.0
    for x, y in zip(samples, targets):
        n1, ln1 = layernorm(x, theta["g1"], theta["b1"])
        Q, K, V = n1 @ theta["Wq"], n1 @ theta["Wk"], n1 @ theta["Wv"]
        A = np.exp(Q @ K.T / np.sqrt(D))
        A = A / A.sum(axis=1, keepdims=True)
        AV = A @ V
        r1 = x + AV @ theta["Wo"]
        n2, ln2 = layernorm(r1, theta["g2"], theta["b2"])
        m = n2 @ theta["W1"] + theta["c1"]
        a = np.maximum(m, 0)
        r2 = r1 + a @ theta["W2"] + theta["c2"]
        pooled = r2.mean(axis=0)
        p = 1 / (1 + np.exp(-pooled @ theta["head"]))
        cost += -np.log(p if y else 1 - p) / len(samples)

        # backward
        grad["head"] += (p - y) * pooled
        dr2 = np.tile((p - y) * theta["head"] / T, (T, 1))  #! dr2 = np.tile((p - y) * theta["head"], (T, 1))
        grad["c2"] += dr2.sum(axis=0)
        grad["W2"] += a.T @ dr2
        dm = (dr2 @ theta["W2"].T) * (m > 0)  #! dm = dr2 @ theta["W2"].T
        grad["W1"] += n2.T @ dm
        grad["c1"] += dm.sum(axis=0)
        dn2, dg, db = layernorm_back(dm @ theta["W1"].T, theta["g2"], ln2)
        grad["g2"] += dg
        grad["b2"] += db
        dr1 = dr2 + dn2  #! dr1 = dn2
        grad["Wo"] += AV.T @ dr1
        dAV = dr1 @ theta["Wo"].T
        dA = dAV @ V.T
        dV = A.T @ dAV
        dS = A * (dA - (dA * A).sum(axis=1, keepdims=True)) / np.sqrt(D)
        dQ, dK = dS @ K, dS.T @ Q  #! dK, dQ = dS @ K, dS.T @ Q
        grad["Wq"] += n1.T @ dQ
        grad["Wk"] += n1.T @ dK
        grad["Wv"] += n1.T @ dV
        dn1 = dQ @ theta["Wq"].T + dK @ theta["Wk"].T + dV @ theta["Wv"].T
        _, dg, db = layernorm_back(dn1, theta["g1"], ln1)
        grad["g1"] += dg
        grad["b1"] += db
    # update
    for n in theta:
        theta[n] = theta[n] - 0.1 * grad[n] / len(samples)
    # end
    print(cost)
