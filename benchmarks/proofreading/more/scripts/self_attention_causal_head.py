# one causal self attention head, trained to copy the running mean of its input (toy)
import numpy as np

def softmax(m):
    m = np.exp(m - np.max(m, axis=-1, keepdims=True))
    return m / m.sum(axis=-1, keepdims=True)

class Head:
    def __init__(self, d_model, d_k):
        gen = np.random.default_rng(11)
        self.p = {n: gen.standard_normal((d_model, d_k)) / np.sqrt(d_model) for n in ("q", "k", "v")}
        self.p["o"] = gen.standard_normal((d_k, d_model)) / np.sqrt(d_k)
        self.d_k = d_k

    def __call__(self, x):
        T = x.shape[0]
        q, k, v = x @ self.p["q"], x @ self.p["k"], x @ self.p["v"]
        mask = np.triu(np.ones((T, T)), 1).astype(bool)
        scores = q @ k.T / np.sqrt(self.d_k)
        scores[mask] = -1e9
        att = softmax(scores)
        ctx = att @ v
        self.saved = (x, q, k, v, att, ctx, mask)
        return x + ctx @ self.p["o"]          # residual

    def backward(self, dout):
        # backward
        x, q, k, v, att, ctx, mask = self.saved
        g = {}
        g["o"] = ctx.T @ dout  #! g["o"] = v.T @ dout
        dctx = dout @ self.p["o"].T
        datt = dctx @ v.T  #! datt = dctx @ k.T
        dv = att.T @ dctx  #! dv = att @ dctx
        dscores = att * (datt - np.sum(datt * att, axis=-1, keepdims=True))  #! dscores = att * (datt - np.sum(datt, axis=-1, keepdims=True))  #! dscores = datt - np.sum(datt * att, axis=-1, keepdims=True)  #! dscores = att * (datt - np.sum(datt * att, axis=0, keepdims=True))
        dscores[mask] = 0
        dscores /= np.sqrt(self.d_k)  #! dscores *= np.sqrt(self.d_k)
        dq = dscores @ k  #! dq = dscores @ q
        dk = dscores.T @ q  #! dk = dscores @ q
        for name, d in (("q", dq), ("k", dk), ("v", dv)):
            g[name] = x.T @ d  #! g[name] = x.T @ dctx
        dx = dout + dq @ self.p["q"].T + dk @ self.p["k"].T + dv @ self.p["v"].T  #! dx = dq @ self.p["q"].T + dk @ self.p["k"].T + dv @ self.p["v"].T  #! dx = dout + dq @ self.p["q"].T + dk @ self.p["k"].T
        return g, dx
        # end


tokens = np.array([2, 0, 3, 1, 1])
E = np.random.default_rng(3).standard_normal((4, 4))
head = Head(4, 3)

for step in range(5):
    x = E[tokens]
    target = np.cumsum(np.eye(4)[tokens], axis=0) / np.arange(1, 6)[:, None]
    y = head(x)
    loss = ((y - target) ** 2).mean()
    # backward
    dy = 2 * (y - target) / y.size  #! dy = 2 * (y - target) / len(y)
    g, dx = head.backward(dy)
    # update
    for n in head.p:
        head.p[n] -= 0.5 * g[n]
    np.subtract.at(E, tokens, 0.5 * dx)  #! E[tokens] -= 0.5 * dx
    # end
    print(f"{step}: {loss:.4f}")
