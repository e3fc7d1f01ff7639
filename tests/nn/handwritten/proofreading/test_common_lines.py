"""`proofread` on lines of many scripts: chosen entries, layers in a list, derivatives of a cost, momentum."""

import pytest

from nn import proofread
from tests.examples import first

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

CHOSEN = """\
import numpy as np
rng = np.random.default_rng(3)
feats, kinds = rng.normal(size=(6, 4)), np.array([2, 0, 1, 1, 2, 0])
K = rng.normal(size=(4, 3)) * 0.5
rows = np.arange(6)
for turn in range(3):
    s = feats @ K
    q = np.exp(s)
    q /= q.sum(axis=1, keepdims=True)
    nll = -np.log(q[rows, kinds]).mean()
    g = q.copy()
    g[rows, kinds] -= 1
    dK = feats.T @ g / 6
    K -= 0.3 * dK
"""
LAYERS = """\
import numpy as np
rng = np.random.default_rng(8)
class Linear:
    def __init__(self, rows, columns):
        self.w, self.c = rng.normal(size=(rows, columns)) * 0.6, rng.normal(size=columns) * 0.1
    def forward(self, x):
        self.x = x
        return x @ self.w + self.c
    def backward(self, grad):
        self.dw, self.dc = self.x.T @ grad, grad.sum(axis=0)
        return grad @ self.w.T
class Relu:
    def forward(self, x):
        self.on = x > 0
        return np.where(self.on, x, 0)
    def backward(self, grad):
        return grad * self.on
class Same:
    def forward(self, x):
        return x + 0.0
    def backward(self, grad):
        return grad
net = [Linear(3, 5), Relu(), Linear(5, 4), Relu(), Linear(4, 2), Same()]
X, Y = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
for turn in range(3):
    out = X
    for layer in net:
        out = layer.forward(out)
    loss = np.mean((out - Y) ** 2)
    grad = 2 * (out - Y) / Y.size
    for layer in net[::-1]:
        grad = layer.backward(grad)
    for layer in net:
        if isinstance(layer, Linear):
            layer.w -= 0.2 * layer.dw
            layer.c -= 0.2 * layer.dc
"""
BATCH = """\
import numpy as np
def f(z):
    return 1 / (1 + np.exp(-z))
def slope(z):
    return f(z) * (1 - f(z))
def cost_slope(out, y):
    return out - y
class Net:
    def __init__(self, sizes):
        rng = np.random.default_rng(2)
        self.Bs = [rng.normal(size=(n, 1)) for n in sizes[1:]]
        self.Ws = [rng.normal(size=(n, m)) for m, n in zip(sizes, sizes[1:])]
    def run(self, a):
        for B, W in zip(self.Bs, self.Ws):
            a = f(W @ a + B)
        return a
    def cost(self, pairs):
        return sum(0.5 * np.linalg.norm(self.run(x) - y) ** 2 for x, y in pairs) / len(pairs)
    def learn(self, pairs, eta):
        gB, gW = [0 * B for B in self.Bs], [0 * W for W in self.Ws]
        for x, y in pairs:
            dB, dW = self.back(x, y)
            gB = [a + b for a, b in zip(gB, dB)]
            gW = [a + b for a, b in zip(gW, dW)]
        self.Ws = [W - eta / len(pairs) * g for W, g in zip(self.Ws, gW)]
        self.Bs = [B - eta / len(pairs) * g for B, g in zip(self.Bs, gB)]
    def back(self, x, y):
        dB, dW = [0 * B for B in self.Bs], [0 * W for W in self.Ws]
        zs, acts = [], [x]
        for B, W in zip(self.Bs, self.Ws):
            zs.append(W @ acts[-1] + B)
            acts.append(f(zs[-1]))
        d = cost_slope(acts[-1], y) * slope(zs[-1])
        dB[-1], dW[-1] = d, d @ acts[-2].T
        for k in range(2, len(zs) + 1):
            d = self.Ws[-k + 1].T @ d * slope(zs[-k])
            dB[-k] = d
            dW[-k] = d @ acts[-k - 1].T
        return dB, dW
data = np.random.default_rng(4)
pairs = [(data.normal(size=(3, 1)), data.random(size=(2, 1))) for _ in range(5)]
net = Net([3, 4, 2])
for turn in range(3):
    cost = net.cost(pairs)
    net.learn(pairs, 0.7)
"""
SWITCHED = """\
import numpy as np
rng = np.random.default_rng(1)
def tanh_back(up, a):
    return up * (1 - a ** 2)
def relu_back(up, a):
    return up * (a > 0)
X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
params = {"W1": rng.normal(size=(3, 4)), "W2": rng.normal(size=(4, 4)), "W3": rng.normal(size=(4, 2))}
for turn in range(3):
    acts = [X]
    for k in (1, 2, 3):
        z = acts[-1] @ params["W" + str(k)]
        acts.append(np.tanh(z) if k == 3 else np.maximum(z, 0))
    loss = 0.5 * np.sum((acts[-1] - Y) ** 2)
    grads = {}
    up = acts[-1] - Y
    for k in (3, 2, 1):
        dz = tanh_back(up, acts[k]) if k == 3 else relu_back(up, acts[k])
        grads["W" + str(k)] = acts[k - 1].T @ dz
        up = dz @ params["W" + str(k)].T
    for k in params:
        params[k] -= 0.01 * grads[k]
"""
VELOCITY = """\
import numpy as np
rng = np.random.default_rng(5)
X, t = rng.normal(size=(9, 4)), rng.normal(size=9)
w = rng.normal(size=4)
speed = np.zeros(4)
lr = 0.1
for k in range(5):
    r = X @ w - t
    mse = np.mean(r ** 2)
    g = 2 / len(t) * X.T @ r
    speed = 0.9 * speed - lr * g
    w += speed
"""
NORMED = """\
import numpy as np
rng = np.random.default_rng(6)
X, Y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
A, a, B, b = rng.normal(size=(3, 4)), np.full(4, 0.1), rng.normal(size=(4, 2)), np.zeros(2)
for turn in range(3):
    z = X @ A + a
    c = z - z.mean(axis=0)
    i = 1 / np.sqrt((c ** 2).mean(axis=0) + 1e-3)
    n = c * i
    out = n @ B + b
    loss = np.mean((out - Y) ** 2)
    d = 2 * (out - Y) / Y.size
    dB, db = n.T @ d, d.sum(axis=0)
    dn = d @ B.T
    dz = i * (dn - dn.mean(axis=0) - n * (dn * n).mean(axis=0))
    dA, da = X.T @ dz, dz.sum(axis=0)
    A, a, B, b = A - 0.1 * dA, a - 0.1 * da, B - 0.1 * dB, b - 0.1 * db
"""
ADAM = """\
import numpy as np
rng = np.random.default_rng(7)
X, t = rng.normal(size=(6, 3)), rng.normal(size=6)
P = [rng.normal(size=(3, 4)), rng.normal(size=4), np.zeros(1)]
M, V = [0 * p for p in P], [0 * p for p in P]
for n in range(1, 5):
    A, v, c = P
    h = np.tanh(X @ A)
    e = h @ v + c - t
    loss = np.mean(e ** 2)
    d = 2 * e / len(t)
    gv, gc = h.T @ d, d.sum(keepdims=True)
    gA = X.T @ (np.outer(d, v) * (1 - h ** 2))
    for k, g in enumerate([gA, gv, gc]):
        M[k] = 0.9 * M[k] + 0.1 * g
        V[k] = 0.99 * V[k] + 0.01 * g * g
        P[k] -= 0.05 * M[k] / (1 - 0.9 ** n) / (np.sqrt(V[k] / (1 - 0.99 ** n)) + 1e-8)
"""
BY_ENTRIES = """\
import numpy as np
rng = np.random.default_rng(9)
inputs, goals = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
w, c = rng.normal(size=(3, 2)), np.full(2, 0.1)
last_w, last_c = np.zeros((3, 2)), np.zeros(2)
ETA, MU = 0.2, 0.4
for turn in range(2):
    for x, goal in zip(inputs, goals):
        y = np.zeros(2)
        for j in range(2):
            y[j] = c[j]
            for i in range(3):
                y[j] += x[i] * w[i][j]
        E = sum(0.5 * (goal[j] - y[j]) ** 2 for j in range(2))
        for j in range(2):
            miss = goal[j] - y[j]
            for i in range(3):
                change = miss * x[i]
                w[i][j] += ETA * change + MU * last_w[i][j]
                last_w[i][j] = change
            c[j] += ETA * miss + MU * last_c[j]
            last_c[j] = miss
"""
ASCENT = """\
import numpy as np
rng = np.random.default_rng(0)
X, T, U = rng.normal(size=(6, 3)), np.eye(2)[[0, 1, 1, 0, 1, 0]], rng.normal(size=(3, 2))
for turn in range(3):
    e = np.exp(X @ U)
    P = e / e.sum(axis=1, keepdims=True)
    LL = np.mean(np.sum(T * np.log(P), axis=1))
    up = (T - P) / len(X)
    U += 0.5 * X.T @ up
"""
DIVIDED = """\
import numpy as np
rng = np.random.default_rng(3)
X, y = rng.normal(size=(8, 3)), (rng.random((8, 1)) > 0.5) * 1.0
params = {"U": rng.normal(size=(3, 4)), "V": rng.normal(size=(4, 1))}
def sigmoid_back(up, out):
    return up * out * (1 - out)
for turn in range(3):
    H = np.tanh(X @ params["U"])
    out = 1 / (1 + np.exp(-H @ params["V"]))
    bce = -np.mean(y * np.log(out) + (1 - y) * np.log(1 - out))
    dout = ((1 - y) / (1 - out) - y / out) / len(y)
    dZ = sigmoid_back(dout, out)
    dV = H.T @ dZ
    dU = X.T @ (dZ @ params["V"].T * (1 - H ** 2))
    params["U"] -= 0.5 * dU
    params["V"] -= 0.5 * dV
"""
SETATTR = """\
import numpy as np
class Line:
    def __init__(self):
        self.w, self.b, self.lr = np.array([0.3, -0.2]), np.array([0.1]), 0.2
    def loss(self, X, t):
        self.r = X @ self.w + self.b - t
        return np.mean(self.r ** 2)
    def back(self, X, t):
        d = 2 * self.r / len(t)
        self.gw, self.gb = X.T @ d, d.sum(keepdims=True)
    def step(self):
        for name in ("w", "b"):
            setattr(self, name, getattr(self, name) - self.lr * getattr(self, "g" + name))
rng = np.random.default_rng(2)
X, t = rng.normal(size=(5, 2)), rng.normal(size=5)
line = Line()
for k in range(3):
    L = line.loss(X, t)
    line.back(X, t)
    line.step()
"""
MISTAKES = {
    "chosen rows": (CHOSEN, "g[rows, kinds] -= 1", "g[kinds] -= 1"),
    "chosen columns": (CHOSEN, "g[rows, kinds] -= 1", "g[:, kinds] -= 1"),
    "a slope that a layer leaves out": (LAYERS, "return grad * self.on", "return grad"),
    "a gradient above a layer that hands on": (LAYERS, "grad = 2 * (out - Y) / Y.size", "grad = (out - Y) / Y.size"),
    "a slope beside the derivative of a cost": (
        BATCH,
        "d = cost_slope(acts[-1], y) * slope(zs[-1])",
        "d = cost_slope(acts[-1], y)",
    ),
    "a step without the number that its sister has": (
        BATCH,
        "self.Ws = [W - eta / len(pairs) * g for W, g in zip(self.Ws, gW)]",
        "self.Ws = [W - eta * g for W, g in zip(self.Ws, gW)]",
    ),
    "a slope in one of two functions": (SWITCHED, "return up * (1 - a ** 2)", "return up * (1 - a)"),
    "a momentum in the place of its array": (VELOCITY, "w += speed", "w = speed"),
    "a 2 beside a bias without a gradient": (NORMED, "d = 2 * (out - Y) / Y.size", "d = (out - Y) / Y.size"),
    "steps of Adam that go up": (ADAM, "P[k] -= 0.05", "P[k] += 0.05"),
    "an index before steps with momentum": (BY_ENTRIES, "change = miss * x[i]", "change = miss * x[j]"),
    "a mean of a gain": (ASCENT, "up = (T - P) / len(X)", "up = T - P"),
    "a difference in the place of a derivative": (
        DIVIDED,
        "dout = ((1 - y) / (1 - out) - y / out) / len(y)",
        "dout = (out - y) / len(y)",
    ),
    "a mean before steps by setattr": (SETATTR, "d = 2 * self.r / len(t)", "d = 2 * self.r"),
}


@pytest.mark.parametrize(
    "script", [DIVIDED, CHOSEN, LAYERS, BATCH, SWITCHED, VELOCITY, NORMED, ADAM, BY_ENTRIES, ASCENT, SETATTR]
)
def test_the_scripts_are_right_as_they_stand(script):
    assert proofread(script).correct is True


@pytest.mark.parametrize("name", first(0, list(MISTAKES), 6))
def test_the_line_that_was_changed_is_named_with_a_fix(name):
    script, right, wrong = MISTAKES[name]
    assert script.count(right) == 1
    report = proofread(script.replace(right, wrong))
    assert report.wrong[0].number == script[: script.index(right)].count("\n") + 1, report
    assert report.wrong[0].fixes, report


@pytest.mark.parametrize("at", [1, 2])
def test_the_gradient_of_one_number_is_found_in_later_passes(at):
    assert proofread(ADAM, at=at).correct is True
