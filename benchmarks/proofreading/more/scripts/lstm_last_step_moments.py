# LSTM from scratch, predicts the next value of a noisy sine. Checked against torch.nn.LSTM by eye.
import numpy as np

np.random.seed(7)
T, B, D, H = 6, 4, 2, 5
seq = np.random.randn(T, B, D) * 0.7
goal = np.sin(seq.sum(axis=(0, 2)))[:, None]


def sigm(v):
    return 1.0 / (1.0 + np.exp(-v))


p = {
    "W": np.random.randn(D + H, 4 * H) * 0.4,     # order i f o g
    "b": np.zeros(4 * H),
    "Wy": np.random.randn(H, 1) * 0.4,
    "by": np.zeros(1),
}
p["b"][H:2 * H] = 1.0
m1 = {k: np.zeros_like(v) for k, v in p.items()}
m2 = {k: np.zeros_like(v) for k, v in p.items()}

for step in range(1, 16):
    h, c = np.zeros((B, H)), np.zeros((B, H))
    tape = []
    for t in range(T):
        z = np.hstack([seq[t], h])
        a = z @ p["W"] + p["b"]
        i, f, o = sigm(a[:, :H]), sigm(a[:, H:2 * H]), sigm(a[:, 2 * H:3 * H])
        g = np.tanh(a[:, 3 * H:])
        c_old = c
        c = f * c_old + i * g
        h = o * np.tanh(c)
        tape.append((z, i, f, o, g, c_old, c))
    pred = h @ p["Wy"] + p["by"]
    mse = ((pred - goal) ** 2).mean()

    # backward
    d = {k: np.zeros_like(v) for k, v in p.items()}
    dpred = 2 * (pred - goal) / B  #! dpred = 2 * (goal - pred) / B
    d["Wy"] = h.T @ dpred
    d["by"] = dpred.sum(0)
    dh = dpred @ p["Wy"].T
    dc = np.zeros((B, H))
    for z, i, f, o, g, c_old, c in tape[::-1]:  #! for z, i, f, o, g, c_old, c in tape:
        tc = np.tanh(c)
        do = dh * tc  #! do = dh * c
        dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)
        di = dc * g  #! di = dc * i
        dg = dc * i
        df = dc * c_old  #! df = dc * c
        da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])  #! da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)])
        d["W"] += z.T @ da
        d["b"] += da.sum(0)
        dh = (da @ p["W"].T)[:, D:]  #! dh = (da @ p["W"].T)[:, :H]
        dc = dc * f  #! dc = dc * i

    # update
    for k in p:
        m1[k] = 0.9 * m1[k] + 0.1 * d[k]
        m2[k] = 0.999 * m2[k] + 0.001 * d[k] ** 2  #! m2[k] = 0.999 * m2[k] + d[k] ** 2
        mhat = m1[k] / (1 - 0.9 ** step)
        vhat = m2[k] / (1 - 0.999 ** step)
        p[k] = p[k] - 0.02 * mhat / (np.sqrt(vhat) + 1e-8)
