import numpy as np

# A one-layer "transformer": embed -> causal self attention -> add -> layernorm -> logits over the vocabulary.
# The blog's exercise: predict the next token of two short sequences.

V, D, T = 5, 4, 4
data = np.array([[0, 1, 2, 3, 4],
                 [3, 1, 0, 2, 2]])
tok, nxt = data[:, :-1], data[:, 1:]          # (B, T)
B = len(tok)

rng = np.random.default_rng(99)
shapes = {"E": (V, D), "Wq": (D, D), "Wk": (D, D), "Wv": (D, D), "Wout": (D, V)}
theta = {n: rng.standard_normal(s) * 0.7 for n, s in shapes.items()}
theta["g"] = np.ones(D)
theta["b"] = np.zeros(D)
future = np.triu(np.ones((T, T), dtype=bool), 1)

def softmax(a):
    a = np.exp(a - a.max(-1, keepdims=True))
    return a / a.sum(-1, keepdims=True)

def forward(th):
    x = th["E"][tok]
    q, k, v = x @ th["Wq"], x @ th["Wk"], x @ th["Wv"]
    s = np.where(future, -1e9, q @ k.transpose(0, 2, 1) / np.sqrt(D))
    a = softmax(s)
    r = x + a @ v
    inv = 1 / np.sqrt(r.var(-1, keepdims=True) + 1e-5)
    xhat = (r - r.mean(-1, keepdims=True)) * inv
    out = th["g"] * xhat + th["b"]
    p = softmax(out @ th["Wout"])
    loss = -np.log(np.take_along_axis(p, nxt[..., None], -1)).mean()
    return loss, (x, q, k, v, a, inv, xhat, out, p)

def backward(th, saved):
    x, q, k, v, a, inv, xhat, out, p = saved
    G = {}
    # backward
    dlog = (p - np.eye(V)[nxt]) / (B * T)  #! dlog = (p - np.eye(V)[nxt]) / B  #! dlog = (p - np.eye(V)[tok]) / (B * T)
    G["Wout"] = np.einsum("btd,btv->dv", out, dlog)
    dout = dlog @ th["Wout"].T
    G["g"] = (dout * xhat).sum((0, 1))  #! G["g"] = (dout * out).sum((0, 1))
    G["b"] = dout.sum((0, 1))
    dxh = dout * th["g"]
    dr = inv * (dxh - dxh.mean(-1, keepdims=True) - xhat * (dxh * xhat).mean(-1, keepdims=True))  #! dr = inv * (dxh - dxh.mean(-1, keepdims=True))  #! dr = inv * (dxh - dxh.mean(1, keepdims=True) - xhat * (dxh * xhat).mean(1, keepdims=True))  #! dr = dxh - dxh.mean(-1, keepdims=True) - xhat * (dxh * xhat).mean(-1, keepdims=True)
    dv = a.transpose(0, 2, 1) @ dr  #! dv = a @ dr
    da = dr @ v.transpose(0, 2, 1)
    ds = a * (da - (da * a).sum(-1, keepdims=True)) / np.sqrt(D)  #! ds = a * (da - (da * a).sum(-1, keepdims=True))  #! ds = a * (1 - a) * da / np.sqrt(D)  #! ds = a * (da - da.sum(-1, keepdims=True)) / np.sqrt(D)
    dq = ds @ k
    dk = ds.transpose(0, 2, 1) @ q  #! dk = ds @ q
    for name, d in (("Wq", dq), ("Wk", dk), ("Wv", dv)):
        G[name] = (x.transpose(0, 2, 1) @ d).sum(0)
    dx = dr + dq @ th["Wq"].T + dk @ th["Wk"].T + dv @ th["Wv"].T  #! dx = dq @ th["Wq"].T + dk @ th["Wk"].T + dv @ th["Wv"].T  #! dx = dr + dq @ th["Wq"] + dk @ th["Wk"] + dv @ th["Wv"]
    G["E"] = np.zeros_like(th["E"])
    np.add.at(G["E"], tok, dx)  #! G["E"][tok] += dx
    # end
    return G

for epoch in range(10):
    loss, saved = forward(theta)
    G = backward(theta, saved)
    # update
    theta = {n: theta[n] - 0.3 * G[n] for n in theta}
    # end
    print(f"{epoch}: {loss:.4f}")
