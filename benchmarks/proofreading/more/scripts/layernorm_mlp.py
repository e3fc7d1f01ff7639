import numpy as np
rng = np.random.default_rng(31)
EPS = 1e-6

def ln_fwd(x, g, b):
    mean = x.mean(-1, keepdims=True)
    std = np.sqrt(x.var(-1, keepdims=True) + EPS)
    xn = (x - mean) / std
    return xn * g + b, (xn, std, g)

def ln_bwd(dy, cache):
    xn, std, g = cache
    dg = np.sum(dy * xn, axis=0)
    db = np.sum(dy, axis=0)
    dxn = dy * g
    # compact formula, took me a whole evening
    dx = (dxn - dxn.mean(-1, keepdims=True) - xn * (dxn * xn).mean(-1, keepdims=True)) / std
    return dx, dg, db

def gelu(x):
    t = np.tanh(0.7978845608 * (x + 0.044715 * x**3))
    return 0.5 * x * (1 + t), t

def gelu_grad(x, t):
    return 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * 0.7978845608 * (1 + 3 * 0.044715 * x**2)

X = rng.normal(size=(7, 4))
y = rng.integers(0, 3, 7)
p = dict(W1=rng.normal(size=(4, 6)) * .5, g=np.ones(6), b=np.zeros(6), W2=rng.normal(size=(6, 3)) * .5)
m = {k: np.zeros_like(v) for k, v in p.items()}
v = {k: np.zeros_like(w) for k, w in p.items()}

for t in range(1, 21):
    z = X @ p["W1"]
    n, cache = ln_fwd(z, p["g"], p["b"])
    a, th = gelu(n)
    s = a @ p["W2"]
    lse = np.log(np.exp(s).sum(1))
    loss = np.mean(lse - s[np.arange(7), y])
    # backward
    ds = np.exp(s - lse[:, None])
    ds[np.arange(7), y] -= 1.0
    ds /= 7
    grads = {"W2": a.T @ ds}
    dn = ds @ p["W2"].T * gelu_grad(n, th)
    dz, grads["g"], grads["b"] = ln_bwd(dn, cache)
    grads["W1"] = X.T @ dz
    # update
    for k in p:   # adam
        m[k] = 0.9 * m[k] + 0.1 * grads[k]
        v[k] = 0.999 * v[k] + 0.001 * grads[k] ** 2
        p[k] -= 0.02 * (m[k] / (1 - 0.9**t)) / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8)
    if t % 5 == 0:
        print(t, loss)
