# used to C structs, so a dataclass holds everything and functions take it as first argument
from dataclasses import dataclass, field
import numpy as np

@dataclass
class Net:
    p: list = field(default_factory=list)      # W, gain, shift, U, c
    g: list = field(default_factory=list)
    m: list = field(default_factory=list)
    s: list = field(default_factory=list)
    t: int = 0

def net_init(net, n_in, n_hid, n_out, seed):
    r = np.random.default_rng(seed)
    net.p = [r.normal(0, .7, (n_in, n_hid)), np.ones(n_hid), np.zeros(n_hid),
             r.normal(0, .7, (n_hid, n_out)), np.zeros(n_out)]
    net.m = [0 * q for q in net.p]
    net.s = [0 * q for q in net.p]

def net_train(net, X, Y):
    W, gain, shift, U, c = net.p
    E = 0.0
    net.g = [np.zeros(q.shape) for q in net.p]
    # backward
    for x, y in zip(X, Y):
        a = x @ W
        sd = np.sqrt(a.var() + 1e-5)
        hat = (a - a.mean()) / sd
        u = gain * hat + shift
        sg = 1 / (1 + np.exp(-1.702 * u))
        h = u * sg                               # "quick gelu"
        o = h @ U + c
        E += 0.5 * ((o - y) ** 2).sum()
        do = o - y
        du = (U @ do) * (sg + 1.702 * u * sg * (1 - sg))
        dhat = du * gain
        da = (dhat - dhat.mean() - hat * (dhat * hat).mean()) / sd
        for k, part in enumerate([np.outer(x, da), du * hat, du, np.outer(h, do), do]):
            net.g[k] += part
    # update
    net_step(net, 0.02)
    return E

def net_step(net, lr):
    net.t += 1
    for k in range(5):
        net.m[k] = .9 * net.m[k] + .1 * net.g[k]
        net.s[k] = .999 * net.s[k] + .001 * net.g[k] ** 2
        mh = net.m[k] / (1 - .9 ** net.t)
        sh = net.s[k] / (1 - .999 ** net.t)
        net.p[k] = net.p[k] - lr * mh / (np.sqrt(sh) + 1e-8)

net = Net()
net_init(net, 3, 6, 2, 5)
X = np.random.default_rng(6).normal(size=(7, 3))
Y = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2]], axis=1)
for epoch in range(20):
    E = net_train(net, X, Y)
    if epoch % 6 == 0: print(epoch, E)
