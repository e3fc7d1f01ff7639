# Leaky integrator RNN: h_t = (1-k) h_{t-1} + k tanh(Wx x_t + Wh h_{t-1} + b), k = sigmoid(kappa)
# First rule of hand-made BPTT: check the gradients BEFORE training.
import numpy as np

np.random.seed(0)
T, nx, nh = 5, 2, 4
p = [np.random.randn(nh, nx) * .6, np.random.randn(nh, nh) * .4, np.zeros(nh),
     np.array([0.3]), np.random.randn(nh) * .5]
xs = np.random.randn(T, nx)
ys = np.cumsum(xs[:, 0]) * 0.5


def f(p, want_grad=True):
    Wx, Wh, b, kappa, v = p
    k = 1 / (1 + np.exp(-kappa[0]))
    h = [np.zeros(nh)]
    u, out = [], []
    for t in range(T):
        u.append(np.tanh(Wx @ xs[t] + Wh @ h[t] + b))
        h.append((1 - k) * h[t] + k * u[t])
        out.append(v @ h[t + 1])
    E = 0.5 * sum((o - y) ** 2 for o, y in zip(out, ys))
    if not want_grad:
        return E
    # backward
    g = [np.zeros_like(q) for q in p]
    dh = np.zeros(nh)
    dk = 0.
    for t in range(T - 1, -1, -1):
        do = out[t] - ys[t]
        g[4] += do * h[t + 1]
        dh = dh + do * v
        dk += dh @ (u[t] - h[t])
        da = dh * k * (1 - u[t] ** 2)
        g[0] += np.outer(da, xs[t])
        g[1] += np.outer(da, h[t])
        g[2] += da
        dh = (1 - k) * dh + Wh.T @ da
    g[3][0] = dk * k * (1 - k)
    return E, g


_, g = f(p)
for q, gq in zip(p, g):
    for idx in np.ndindex(q.shape):
        keep = q[idx]
        q[idx] = keep + 1e-5; up = f(p, False)
        q[idx] = keep - 1e-5; dn = f(p, False)
        q[idx] = keep
        assert abs((up - dn) / 2e-5 - gq[idx]) < 1e-6
print("gradients fine, go")

for it in range(25):
    E, g = f(p)
    # update
    for q, gq in zip(p, g):
        q -= 0.05 * gq
    if it % 6 == 0:
        print(it, round(E, 4))
