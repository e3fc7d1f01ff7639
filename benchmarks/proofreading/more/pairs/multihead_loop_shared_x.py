import numpy as np


def row_softmax(s):
    s = np.exp(s - s.max(1)[:, None])
    return s / s.sum(1)[:, None]


def mha(x, Wq, Wk, Wv, Wo):
    """x (T, C); Wq, Wk, Wv (heads, C, hs); Wo (heads*hs, C)"""
    heads = []
    outs = []
    for q_w, k_w, v_w in zip(Wq, Wk, Wv):
        q, k, v = x @ q_w, x @ k_w, x @ v_w
        att = row_softmax(q @ k.T * k.shape[1] ** -0.5)
        heads.append((q, k, v, att))
        outs.append(att @ v)
    z = np.hstack(outs)
    return z @ Wo, {"x": x, "Wq": Wq, "Wk": Wk, "Wv": Wv, "Wo": Wo, "heads": heads, "z": z}


def mha_backward(dy, m):
    # backward
    x = m["x"]
    hs = m["Wq"].shape[2]
    dWq, dWk, dWv = np.zeros_like(m["Wq"]), np.zeros_like(m["Wk"]), np.zeros_like(m["Wv"])
    dWo = m["z"].T @ dy
    dz = dy @ m["Wo"].T
    dx = np.zeros_like(x)
    for i, (q, k, v, att) in enumerate(m["heads"]):
        do = dz[:, i * hs:(i + 1) * hs]  #! do = dz[:, i:i + hs]
        datt = do @ v.T
        dv = att.T @ do
        ds = att * (datt - (datt * att).sum(1, keepdims=True))  #! ds = att * (datt - datt.sum(1, keepdims=True))
        ds *= hs ** -0.5
        dq = ds @ k
        dk = ds.T @ q  #! dk = ds @ q
        dWq[i], dWk[i], dWv[i] = x.T @ dq, x.T @ dk, x.T @ dv  #! dWq[i], dWk[i], dWv[i] = x.T @ dk, x.T @ dq, x.T @ dv
        dx += dq @ m["Wq"][i].T + dk @ m["Wk"][i].T + dv @ m["Wv"][i].T  #! dx = dq @ m["Wq"][i].T + dk @ m["Wk"][i].T + dv @ m["Wv"][i].T
    return {"dx": dx, "dWq": dWq, "dWk": dWk, "dWv": dWv, "dWo": dWo}


rng = np.random.default_rng(2017)
FORWARD = mha
BACKWARD = mha_backward
INPUTS = (rng.normal(size=(5, 4)), rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 3)), rng.normal(size=(6, 4)))
