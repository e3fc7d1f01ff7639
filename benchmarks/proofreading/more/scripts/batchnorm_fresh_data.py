# objective: np.abs(out - y).mean()
# fresh data simulated in every iteration ("infinite data"), batch norm with running averages,
# dropout after it; layers as small closures which return their own backward
import numpy as np

rng = np.random.RandomState(29)
P = {"W1": rng.randn(3, 6) * .7, "gam": np.ones(6), "bet": np.zeros(6), "W2": rng.randn(6, 1) * .4}
running = {"m": np.zeros(6), "v": np.ones(6)}


def linear(x, W):
    return x @ W, lambda d: (d @ W.T, x.T @ d)


def batchnorm(x, gam, bet, eps=1e-5):
    m, v = x.mean(0), x.var(0)
    running["m"] = .9 * running["m"] + .1 * m
    running["v"] = .9 * running["v"] + .1 * v
    inv = 1 / np.sqrt(v + eps)
    xh = (x - m) * inv

    def back(d):
        dxh = d * gam
        dx = inv * (dxh - dxh.mean(0) - xh * (dxh * xh).mean(0))
        return dx, (d * xh).sum(0), d.sum(0)
    return gam * xh + bet, back


def softplus(x):
    return np.logaddexp(0, x), lambda d: d / (1 + np.exp(-x))


def dropout(x, keep):
    m = (rng.rand(*x.shape) < keep) / keep
    return x * m, lambda d: d * m


def simulate(n=12):
    x = rng.uniform(-1, 1, (n, 3))
    return x, (x[:, :1] * x[:, 1:2] + .5 * x[:, 2:]) + .02 * rng.randn(n, 1)


for it in range(30):
    x, y = simulate()
    a, back1 = linear(x, P["W1"])
    a, back2 = batchnorm(a, P["gam"], P["bet"])
    a, back3 = softplus(a)
    a, back4 = dropout(a, .8)
    out, back5 = linear(a, P["W2"])
    # backward
    G = {}
    d = np.sign(out - y) / len(y)           # L1 for a change
    d, G["W2"] = back5(d)
    d, G["gam"], G["bet"] = back2(back3(back4(d)))
    _, G["W1"] = back1(d)
    # update
    P = {k: w - .05 * (.95 ** (it // 10)) * G[k] for k, w in P.items()}
    if it % 6 == 0:
        print(it, running['m'].round(3))
