import numpy as np


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def attention(x, Wq, Wk, Wv):
    T = x.shape[1]
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    scale = 1 / np.sqrt(q.shape[-1])
    att = q @ k.transpose(0, 2, 1) * scale
    future = np.triu(np.ones((T, T), dtype=bool), 1)
    att = np.where(future, -1e9, att)
    p = softmax(att)
    out = p @ v
    return out, {"x": x, "q": q, "k": k, "v": v, "p": p, "scale": scale, "W": (Wq, Wk, Wv)}


def attention_backward(dout, cache):
    x, q, k, v, p = (cache[name] for name in "xqkvp")
    Wq, Wk, Wv = cache["W"]
    # backward
    dv = p.transpose(0, 2, 1) @ dout  #! dv = p @ dout
    dp = dout @ v.transpose(0, 2, 1)
    datt = p * (dp - (dp * p).sum(axis=-1, keepdims=True))  #! datt = p * (1 - p) * dp  #! datt = p * (dp - dp.sum(axis=-1, keepdims=True))  #! datt = p * (dp - (dp * p).sum(axis=1, keepdims=True))
    datt = datt * cache["scale"]  #! datt = datt / cache["scale"]
    dq = datt @ k
    dk = datt.transpose(0, 2, 1) @ q  #! dk = datt @ q
    # (B,T,C) and (B,T,D) -> (C,D)
    dWq = np.einsum("btc,btd->cd", x, dq)
    dWk = np.einsum("btc,btd->cd", x, dk)
    dWv = np.einsum("btc,btd->cd", x, dv)
    dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T  #! dx = dq @ Wq.T + dk @ Wk.T  #! dx = dq @ Wk.T + dk @ Wq.T + dv @ Wv.T
    return dx, dWq, dWk, dWv


rng = np.random.default_rng(31)
FORWARD = attention
BACKWARD = attention_backward
INPUTS = (rng.normal(size=(2, 4, 5)), rng.normal(size=(5, 3)), rng.normal(size=(5, 3)), rng.normal(size=(5, 6)))
