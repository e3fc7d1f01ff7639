import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 1))
params = {"W": rng.normal(size=(3, 4)), "V": rng.normal(size=(4, 1))}
m = {k: np.zeros_like(p) for k, p in params.items()}
v = {k: np.zeros_like(p) for k, p in params.items()}
for t in range(1, 4):
    h = np.tanh(X @ params["W"])
    loss = np.mean((h @ params["V"] - y) ** 2)
    grads = {}
    # backward
    d = 2 * (h @ params["V"] - y) / len(y)
    grads["V"] = h.T @ d
    ds = (d @ params["V"].T) * (1 - h ** 2)
    grads["W"] = X.T @ ds
    # end
    for k in params:
        m[k] = 0.9 * m[k] + 0.1 * grads[k]
        v[k] = 0.999 * v[k] + 0.001 * grads[k] ** 2
        params[k] -= 0.01 * (m[k] / (1 - 0.9 ** t)) / (np.sqrt(v[k] / (1 - 0.999 ** t)) + 1e-8)
