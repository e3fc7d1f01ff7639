import numpy as np
# GRU through time (Cho et al.), predicts the next value of a noisy sine at every step

def sigmoid(q):
    return 1 / (1 + np.exp(-q))

np.random.seed(1)
T, B, I, H = 5, 4, 2, 4
phase = np.random.rand(B) * 6
seq = np.stack([np.stack([np.sin(phase + 0.7 * t), np.cos(phase + 0.7 * t)], 1) for t in range(T + 1)])
xs, ys = seq[:-1], seq[1:, :, 0:1]

p = {}
for gate in "zrc":
    p["W" + gate] = np.random.randn(I, H) * 0.5
    p["U" + gate] = np.random.randn(H, H) * 0.5
    p["b" + gate] = np.zeros(H)
p["Wy"] = np.random.randn(H, 1) * 0.5
p["by"] = np.zeros(1)
lr, clip = 0.1, 5.0

def forward(xs, ys, p):
    h = {-1: np.full((B, H), 0.1)}
    z, r, c, out = {}, {}, {}, {}
    loss = 0
    for t in range(T):
        z[t] = sigmoid(xs[t] @ p["Wz"] + h[t - 1] @ p["Uz"] + p["bz"])
        r[t] = sigmoid(xs[t] @ p["Wr"] + h[t - 1] @ p["Ur"] + p["br"])
        c[t] = np.tanh(xs[t] @ p["Wc"] + (r[t] * h[t - 1]) @ p["Uc"] + p["bc"])
        h[t] = (1 - z[t]) * h[t - 1] + z[t] * c[t]
        out[t] = h[t] @ p["Wy"] + p["by"]
        loss += ((out[t] - ys[t]) ** 2).mean()
    return loss, (h, z, r, c, out)

def bptt(xs, ys, p, cache):
    h, z, r, c, out = cache
    # backward
    g = {k: np.zeros_like(w) for k, w in p.items()}
    dh_next = np.zeros((B, H))
    for t in reversed(range(T)):
        dout = 2 * (out[t] - ys[t]) / B  #! dout = (out[t] - ys[t]) / B
        g["Wy"] += h[t].T @ dout  #! g["Wy"] = h[t].T @ dout
        g["by"] += dout.sum(0)
        dh = dout @ p["Wy"].T + dh_next  #! dh = dout @ p["Wy"].T
        dz = dh * (c[t] - h[t - 1]) * z[t] * (1 - z[t])  #! dz = dh * (c[t] - h[t]) * z[t] * (1 - z[t])
        dc = dh * z[t] * (1 - c[t] ** 2)  #! dc = dh * (1 - z[t]) * (1 - c[t] ** 2)
        drh = dc @ p["Uc"].T
        dr = drh * h[t - 1] * r[t] * (1 - r[t])  #! dr = drh * r[t] * (1 - r[t])
        for gate, d in (("z", dz), ("r", dr), ("c", dc)):
            g["W" + gate] += xs[t].T @ d  #! g["W" + gate] += xs[t - 1].T @ d
            g["b" + gate] += d.sum(0)
        g["Uz"] += h[t - 1].T @ dz  #! g["Uz"] += h[t].T @ dz
        g["Ur"] += h[t - 1].T @ dr
        g["Uc"] += (r[t] * h[t - 1]).T @ dc  #! g["Uc"] += h[t - 1].T @ dc
        dh_next = dh * (1 - z[t]) + drh * r[t] + dz @ p["Uz"].T + dr @ p["Ur"].T  #! dh_next = dh * (1 - z[t]) + drh + dz @ p["Uz"].T + dr @ p["Ur"].T
    return g

for it in range(6):
    loss, cache = forward(xs, ys, p)
    g = bptt(xs, ys, p, cache)
    # update
    for k in p:
        p[k] -= lr * np.clip(g[k], -clip, clip)
    print(it, loss)
