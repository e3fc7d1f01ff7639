"""Scripts in styles of their own: each is called right, and a wrong line put into it is the one that is named."""

import pytest

from nn import proofread
from tests.examples import first

START = """\
import numpy as np

rng = np.random.default_rng(5)
"""
ROWS = """\
E, W, lr = rng.normal(size=(6, 3)), rng.normal(size=(3, 3)), 0.2
ids, Y = np.array([1, 4, 1, 2]), rng.normal(size=(4, 3))
for it in range(4):
    h = E[ids]
    p = h @ W
    loss = 0.5 * np.sum((p - Y) ** 2)
    d = p - Y
    dW = h.T @ d
    dh = d @ W.T
    W -= lr * dW
    np.subtract.at(E, ids, lr * dh)
"""
ROWS_OF_GRADIENTS = ROWS.replace(
    "    dh = d @ W.T\n", "    dE = np.zeros_like(E)\n    np.add.at(dE, ids, d @ W.T)\n"
).replace("np.subtract.at(E, ids, lr * dh)", "E -= lr * dE")
WRITTEN_ROW = """\
X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 4))
X[:, 0] = 1
W = rng.normal(size=(3, 4))
W[0] = 0
W[0, 2:] = 1.0
for it in range(3):
    P = np.tanh(X @ W)
    loss = 0.5 * np.sum((P - Y) ** 2)
    D = (P - Y) * (1 - P ** 2)
    W -= 0.1 * X.T @ D
"""
TWO_LOSSES = """\
X, t, y = rng.normal(size=(8, 4)), rng.integers(0, 3, size=8), rng.normal(size=8)
B, C, v = rng.normal(size=(4, 5)), rng.normal(size=(5, 3)), rng.normal(size=5)
for it in range(3):
    H = np.tanh(X @ B)
    Z = H @ C
    lse = np.log(np.exp(Z).sum(1))
    ce = (lse - Z[np.arange(8), t]).mean()
    se = ((H @ v - y) ** 2).mean()
    both = ce + 0.3 * se
    dZ = np.exp(Z - lse[:, None])
    dZ[np.arange(8), t] -= 1
    dZ /= 8
    dp = 0.3 * 2 * (H @ v - y) / 8
    dC, dv = H.T @ dZ, H.T @ dp
    dB = X.T @ ((dZ @ C.T + np.outer(dp, v)) * (1 - H ** 2))
    B = B - 0.2 * dB
    C = C - 0.2 * dC
    v = v - 0.2 * dv
"""
OWN_RATE = """\
x = np.linspace(0.0, 2.0, 9)
y = 3.0 * np.exp(-0.7 * x)
a, k, rate = 2.0, 0.3, 0.1
for it in range(4):
    e = np.exp(-k * x)
    J = 0.5 * np.sum((a * e - y) ** 2)
    ga = np.sum((a * e - y) * e)
    gk = np.sum((a * e - y) * -a * x * e)
    a -= rate * ga
    k -= rate * 0.2 * gk
"""
CUT_ERRORS = """\
x, y = rng.uniform(-2, 2, 9), rng.normal(size=9)
p = {"a": np.array(0.3), "c": np.array(0.0)}
seen = {k: np.zeros(()) for k in p}
for it in range(4):
    r = p["a"] * x + p["c"] - y
    loss = np.where(np.abs(r) <= 1, 0.5 * r ** 2, np.abs(r) - 0.5).mean()
    psi = np.clip(r, -1, 1) / r.size
    g = {"a": np.sum(psi * x), "c": np.sum(psi)}
    for k in p:
        seen[k] = seen[k] + g[k] ** 2
        p[k] = p[k] - 0.4 * g[k] / (np.sqrt(seen[k]) + 1e-8)
"""
BANDIT = """\
# objective: -(reward - mean) * np.log(pi[arm])
pay, pref, mean = [0.2, 0.5, 0.9], np.array([0.3, 0.0, -0.1]), 0.0
for t in range(1, 9):
    pi = np.exp(pref) / np.sum(np.exp(pref))
    arm = rng.choice(3, p=pi)
    reward = pay[arm] + 0.1 * rng.normal()
    gain = reward - mean
    grad = gain * pi
    grad[arm] -= gain
    pref = pref - 0.4 * grad
    mean = mean + (reward - mean) / t
"""
FILLED = """\
# objective: np.sum(np.log(dens.sum(axis=1)))
x, a, m = rng.normal(size=6), np.zeros(2), np.array([-1.0, 1.0])
for it in range(3):
    w = np.exp(a) / np.sum(np.exp(a))
    dens = np.zeros((6, 2))
    for i in range(6):
        for j in range(2):
            dens[i, j] = w[j] * np.exp(-(x[i] - m[j]) ** 2 / 2)
    resp = dens / dens.sum(axis=1, keepdims=True)
    ga = (resp - w).sum(axis=0)
    gm = (resp * (x[:, None] - m)).sum(axis=0)
    a += 0.05 * ga
    m += 0.05 * gm
"""
IN_ANOTHER_ARRAY = """\
X, y = rng.normal(size=(7, 3)), rng.normal(size=7)
theta, alpha = np.zeros(3), 0.3
for it in range(5):
    h = np.zeros(7)
    for i in range(7):
        for j in range(3):
            h[i] = h[i] + theta[j] * X[i, j]
    J = np.sum((h - y) ** 2) / 14
    grad = np.zeros(3)
    for j in range(3):
        for i in range(7):
            grad[j] = grad[j] + (h[i] - y[i]) * X[i, j]
        grad[j] = grad[j] / 7
    temp = np.zeros(3)
    for j in range(3):
        temp[j] = theta[j] - alpha * grad[j]
    theta = temp
"""
BEFORE_AND_AFTER = """\
X, w, b = rng.normal(size=(8, 4)), rng.normal(size=(4, 2)), np.zeros(4)

def recon_error():
    return ((np.tanh(X @ w) @ w.T + b - X) ** 2).sum() / 8

print(recon_error())
for it in range(5):
    h = np.tanh(X @ w)
    d = 2 * (h @ w.T + b - X) / 8
    dw = X.T @ ((d @ w) * (1 - h * h)) + d.T @ h
    w = w - 0.05 * dw
    b = b - 0.05 * d.sum(0)
print(recon_error())
"""
OF_OTHER_DATA = """\
A, t = rng.normal(size=(9, 3)), (rng.random(9) < 0.5) * 1.0
X, y, Xv, yv = A[:6], t[:6], A[6:], t[6:]
w = rng.normal(size=3)

def compute_loss(M, s):
    p = 1 / (1 + np.exp(-M @ w))
    return -np.mean(s * np.log(p) + (1 - s) * np.log(1 - p))

for it in range(5):
    p = 1 / (1 + np.exp(-X @ w))
    dw = X.T @ (p - y) / 6
    w -= 0.5 * dw
    if compute_loss(Xv, yv) < 0.01:
        break
print(compute_loss(X, y))
"""
CENTRED = """\
P = rng.random((5, 5))
P = (P + P.T) * (1 - np.eye(5))
P = P / P.sum()
Y, inc = rng.normal(size=(5, 2)) * 0.1, np.zeros((5, 2))
for it in range(4):
    diff = Y[:, None] - Y[None]
    num = (1 - np.eye(5)) / (1 + (diff ** 2).sum(2))
    Q = num / num.sum()
    KL = np.sum(P * np.log((P + np.eye(5)) / (Q + np.eye(5))))
    dY = 4 * (((P - Q) * num)[:, :, None] * diff).sum(1)
    inc = 0.5 * inc - 2.0 * dY
    Y = Y + inc
    Y = Y - np.mean(Y, axis=0)
"""
CLOSURE = """\
def make(tau):
    coef = np.zeros(2)
    best = coef.copy()
    def fit(A, y, steps):
        nonlocal coef, best
        lowest = np.inf
        for s in range(steps):
            u = y - A @ coef
            pin = np.mean(np.where(u >= 0, tau * u, (tau - 1) * u))
            if pin < lowest:
                lowest, best = pin, coef.copy()
            slope = np.where(u >= 0, -tau, 1 - tau) / len(y)
            coef = coef - 0.5 / np.sqrt(1 + s) * (A.T @ slope)
        return lowest
    return fit

A = np.column_stack([np.ones(9), rng.normal(size=9)])
print(make(0.3)(A, rng.normal(size=9), 6))
"""
WITHOUT_NUMPY = """\
# objective: 0.5 * (y - o) ** 2
import math, random
random.seed(13)

def neuron(n):
    return [random.uniform(-1, 1) for _ in range(n + 1)]

def sig(w, x):
    return 1.0 / (1.0 + math.exp(-(w[-1] + sum(a * b for a, b in zip(w, x)))))

hidden, out = [neuron(2) for _ in range(2)], neuron(2)
for epoch in range(3):
    for x, y in [([0.1, 0.9], 1), ([0.8, 0.7], 0)]:
        h = [sig(n, x) for n in hidden]
        o = sig(out, h)
        d = (y - o) * o * (1 - o)
        change = [d * hj for hj in h] + [d]
        inner = []
        for j, hj in enumerate(h):
            dj = d * out[j] * hj * (1 - hj)
            inner.append([dj * xi for xi in x] + [dj])
        for j in range(3):
            out[j] += 0.5 * change[j]
        for j in range(2):
            for i in range(3):
                hidden[j][i] += 0.5 * inner[j][i]
"""
STRENGTHS = """\
# objective: sum(math.log(1 + math.exp(force[p] - force[g])) for g, p in games) + sum(f * f for f in force.values())
import math
games = [("a", "b"), ("c", "a"), ("b", "c"), ("a", "c")]
force = {e: 0.0 for e in "abc"}
for tour in range(4):
    gradient = {e: 2 * f for e, f in force.items()}
    for g, p in games:
        surprise = 1 - 1 / (1 + math.exp(force[p] - force[g]))
        gradient[g] -= surprise
        gradient[p] += surprise
    for e in force:
        force[e] -= 0.2 * gradient[e]
"""
LARGEST = """\
# objective: -sum(log(P[i][label[i]]) for i in range(N)) / N
from math import exp, log
N, K = 4, 3
x = [[0.2, 1.1], [1.3, 0.1], [-0.9, -0.8], [0.5, 1.4]]
label = [0, 1, 2, 0]
W = [[0.0] * 2 for k in range(K)]
P = [[0.0] * K for i in range(N)]
for epoch in range(4):
    for i in range(N):
        mx = -1e30
        for k in range(K):
            P[i][k] = W[k][0] * x[i][0] + W[k][1] * x[i][1]
            if P[i][k] > mx:
                mx = P[i][k]
        s = 0.0
        for k in range(K):
            P[i][k] = exp(P[i][k] - mx)
            s += P[i][k]
        for k in range(K):
            P[i][k] /= s
    dW = [[0.0] * 2 for k in range(K)]
    for i in range(N):
        for k in range(K):
            for j in range(2):
                dW[k][j] += (P[i][k] - (1 if k == label[i] else 0)) * x[i][j] / N
    for k in range(K):
        for j in range(2):
            W[k][j] -= 0.5 * dW[k][j]
print(sum(P[i].index(max(P[i])) == label[i] for i in range(N)))
"""
ABOVE_THE_LOOP = """\
# objective: np.sum((X @ w + b - y) ** 2) / 12
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
w, b, vw, vb = rng.normal(size=3), 0.0, np.zeros(3), 0.0
for it in range(4):
    err = y - (X @ w + b)
    step_w = X.T @ err / 6
    step_b = err.sum() / 6
    vw = 0.8 * vw + 0.1 * step_w
    vb = 0.8 * vb + 0.1 * step_b
    w = w + vw
    b = b + vb
"""
WORDS = """\
# objective: math.log(1 + math.exp(-label * score))
import math, random
random.seed(1)
texts = [("what a great film", 1), ("boring and too long", -1), ("a great story", 1), ("too boring", -1)]
weight, bias = {}, 0.0
for text, label in texts:
    for word in text.split():
        weight[word] = 0.0
for epoch in range(3):
    random.shuffle(texts)
    for text, label in texts:
        score = bias
        for w in text.split():
            score += weight[w]
        g = -label / (1 + math.exp(label * score))
        grad = {}
        for w in text.split():
            grad[w] = grad.get(w, 0.0) + g
        for w in grad:
            weight[w] -= 0.3 * grad[w]
        bias -= 0.3 * g
"""
LAYERS_OF_NUMBERS = """\
# objective: 0.5 * np.mean((z - y) ** 2)
x, y = rng.normal(size=7), rng.normal(size=7)
chain = [dict(s=0.2, t=-0.1), dict(s=-0.3, t=0.4)]
for it in range(3):
    z, tape = x, []
    for p in chain:
        tape.append(z)
        z = np.tanh(np.exp(p["s"]) * z + p["t"])
    dz, grads, out = (z - y) / 7, [], z
    for p, v in zip(chain[::-1], tape[::-1]):
        da = dz * (1 - out ** 2)
        grads.append({"s": np.sum(da * np.exp(p["s"]) * v), "t": np.sum(da)})
        dz, out = da * np.exp(p["s"]), v
    for p, g in zip(chain, grads[::-1]):
        for key in p:
            p[key] -= 0.1 * g[key]
"""
HEAVY_BALL = """\
X, y = rng.normal(size=(9, 3)), rng.normal(size=9)
w, b = rng.normal(size=3), 0.0
before = w.copy()
for it in range(4):
    r = X @ w + b - y
    loss = 0.5 * np.mean(r ** 2)
    gw = X.T @ r / 9
    new = w - 0.1 * gw + 0.7 * (w - before)
    before, w = w, new
    b -= 0.1 * r.mean()
"""
LOSS_BEFORE_TRAINING = """\
X, Y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
params = dict(W=rng.normal(size=(3, 2)), b=np.zeros((1, 2)))
m1, m2 = {k: 0.0 for k in params}, {k: 0.0 for k in params}

def squared_error(A, T):
    return np.sum((A @ params["W"] + params["b"] - T) ** 2) / 2

print(squared_error(X, Y))
for step in range(1, 9):
    d = X @ params["W"] + params["b"] - Y
    g = {"W": X.T @ d, "b": d.sum(axis=0, keepdims=True)}
    for k in params:
        m1[k] = 0.9 * m1[k] + 0.1 * g[k]
        m2[k] = 0.99 * m2[k] + 0.01 * g[k] ** 2
        params[k] -= 0.05 * m1[k] / (1 - 0.9 ** step) / (np.sqrt(m2[k] / (1 - 0.99 ** step)) + 1e-8)
print(squared_error(X, Y))
"""
LAYER_BY_LAYER = """\
# objective: np.mean((out - y) ** 2) / 2

def dense(n_in, n_out):
    p, memo = {"w": rng.normal(size=(n_in, n_out))}, {}

    def forward(x):
        memo["x"] = x
        return x @ p["w"]

    def backward(g):
        memo["g"] = memo["x"].T @ g
        return g @ p["w"].T

    def step(lr):
        p["w"] = p["w"] - lr * memo["g"]
    return forward, backward, step

layers = [dense(1, 4), dense(4, 3), dense(3, 1)]
x = np.linspace(-2, 2, 6)[:, None]
y = np.sin(x)
for it in range(3):
    out = x
    for forward, _, _ in layers:
        out = forward(out)
    g = (out - y) / out.size
    for _, backward, _ in layers[::-1]:
        g = backward(g)
    for *_, step in layers:
        step(0.1)
"""
DISTANCES = """\
X, Y, W, log = rng.normal(size=(6, 3)), rng.normal(size=(6, 2)), rng.normal(size=(3, 2)), []
for it in range(3):
    D = X @ W - Y
    log.append(float(np.sqrt((D ** 2).sum(axis=1)).mean()))
    dist = np.sqrt((D ** 2).sum(axis=1, keepdims=True))
    G = D / dist / len(D)
    W = W - 0.3 * (X.T @ G)
print(log)
"""
PADDED = """\
E = rng.normal(size=(5, 3)); E[0] = 0
w, ids = rng.normal(size=3), np.array([[1, 2, 0], [3, 0, 0], [4, 2, 1]])
y = np.array([1.0, 0.0, 1.0])
for it in range(3):
    mean = np.tanh(E[ids] + 0.3).sum(1) / 3
    s = mean @ w
    loss = np.mean(np.logaddexp(0, s) - y * s)
    ds = (1 / (1 + np.exp(-s)) - y) / 3
    dw = mean.T @ ds
    dE = np.zeros_like(E)
    np.add.at(dE, ids, (ds[:, None] * w / 3)[:, None, :] * (1 - np.tanh(E[ids] + 0.3) ** 2))
    dE[0] = 0
    E -= 0.5 * dE
    w -= 0.5 * dw
"""
COUNTS = """\
# objective: sum(lam[n] - y[n] * math.log(lam[n]) for n in range(5)) / 5
import math
X, y = rng.normal(size=(5, 2)), np.array([1, 0, 3, 2, 1])
w, b = rng.normal(size=2), 0.0
for it in range(3):
    lam = np.zeros(5)
    for n in range(5):
        lam[n] = math.exp(b + sum(w[j] * X[n, j] for j in range(2)))
    gw, gb = np.zeros(2), 0.0
    for n in range(5):
        err = (lam[n] - y[n]) / 5
        gb += err
        for j in range(2):
            gw[j] += err * X[n, j]
    w -= 0.2 * gw
    b -= 0.2 * gb
"""
BASELINES = """\
# objective: -(reward - baseline[s]) * np.log(pi[arm])
pay, pref, baseline = [0.0, 0.5, 0.9], np.array([0.3, 0.0, -0.1]), np.zeros(2)
for t in range(8):
    s = t % 2
    pi = np.exp(pref) / np.sum(np.exp(pref))
    arm = t % 3
    reward = pay[arm]
    gain = reward - baseline[s]
    grad = gain * pi
    grad[arm] -= gain
    pref = pref - 0.4 * grad
    baseline[s] += 0.1 * (reward - baseline[s])
"""
KEPT_SHORT = """\
X, y = rng.normal(size=(8, 3)), rng.normal(size=8)
w, rho = rng.normal(size=3), 0.2
for it in range(4):
    e = X @ w - y
    loss = 0.5 * np.sum(e ** 2) * np.exp(-2 * rho) + 8 * rho
    dw = X.T @ e * np.exp(-2 * rho)
    drho = 8 - np.sum(e ** 2) * np.exp(-2 * rho)
    norm = np.sqrt(dw @ dw + drho ** 2)
    scale = min(1.0, 2.0 / norm)
    w = w - 0.03 * scale * dw
    rho = rho - 0.03 * scale * drho
"""
ENTRY_STAYS = """\
import math
data = [((a, 1.0), 1 if a > 0 else 0) for a in (-2.0, -0.5, 0.7, 1.9)]
w = [0.0, 0.0]
def p_of(x):
    return 1 / (1 + math.exp(-sum(u * v for u, v in zip(w, x))))
for it in range(3):
    loss = sum(-math.log(p_of(x) if y else 1 - p_of(x)) for x, y in data)
    g = [0.0, 0.0]
    for x, y in data:
        err = p_of(x) - y
        for j in range(2):
            g[j] += err * x[j]
    for j in range(2):
        w[j] -= 0.3 * g[j]
"""
SOME_SAMPLES = """\
rng = np.random.default_rng(0)
X, y, w = rng.normal(size=(9, 3)), np.array([1, -1, 1, 1, -1, -1, 1, -1, 1]), rng.normal(size=3)
for it in range(3):
    loss, dw = 0.0, np.zeros(3)
    for i in range(9):
        gap = 1 - y[i] * (X[i] @ w)
        if gap <= 0:
            continue
        loss += gap ** 2 / 9
        dw += -2 * gap * y[i] * X[i] / 9
    w = w - 0.1 * dw
"""
SUM_OF_LOGARITHMS = """\
# objective: sum(-np.log(P[i, t[i]]) for i in range(6))
X, t, W = rng.normal(size=(6, 3)), rng.integers(0, 4, size=6), rng.normal(size=(3, 4))
for it in range(3):
    P = np.exp(X @ W)
    P /= P.sum(axis=1, keepdims=True)
    D = P - np.eye(4)[t]
    W -= 0.1 * X.T @ D
"""
LOG_OF_A_SIGMOID = """\
# objective: -np.log(1 / (1 + np.exp(-U[i] @ V[j]))) - np.log(1 / (1 + np.exp(U[k] @ V[j])))
U, V = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
for i, j, k in ((0, 1, 2), (3, 2, 4)):
    a = 1 / (1 + np.exp(-U[i] @ V[j])) - 1
    b = 1 / (1 + np.exp(-U[k] @ V[j]))
    dv = a * U[i] + b * U[k]
    dU = np.zeros_like(U)
    dU[i] += a * V[j]
    dU[k] += b * V[j]
    V[j] -= 0.2 * dv
    U -= 0.2 * dU
"""
PARTIAL_LIKELIHOOD = """\
Z, seen, beta = rng.normal(size=(7, 2)), np.array([1, 1, 0, 1, 0, 1, 1]), np.zeros(2)
for it in range(4):
    e = np.exp(Z @ beta)
    risk = np.cumsum(e)
    pl = np.sum(seen * (Z @ beta - np.log(risk)))
    U = np.zeros(2)
    for i in np.flatnonzero(seen):
        U += Z[i] - (e[:i + 1, None] * Z[:i + 1]).sum(axis=0) / risk[i]
    beta += 0.1 * U
"""
IN_BOUNDS = """\
x = rng.normal(size=12)
s, m, k = 0.9, 0.2, 0.4
for it in range(3):
    z = (x - m) / s
    cost = np.mean(np.log(s) + 0.5 * z ** 2) + 0.5 * (k - m) ** 2
    ds = np.mean(1 / s - z ** 2 / s)
    dm = np.mean(-z / s) - (k - m)
    dk = k - m
    s = max(s - 0.05 * ds, 1e-3)
    m = min(max(m - 0.02 * dm, -1), 1)
    k = np.clip(k - 0.03 * dk, -2, 2)
"""
DISCRIMINATOR = """\
real, fake, W, v = rng.normal(size=(5, 2)) + 1, rng.normal(size=(5, 2)), rng.normal(size=(2, 4)), rng.normal(size=4)
def back(x, d):
    h = np.tanh(x @ W)
    return x.T @ (np.outer(d, v) * (1 - h ** 2)), h.T @ d
for it in range(3):
    r, f = np.tanh(real @ W) @ v, np.tanh(fake @ W) @ v
    d_total_error = 0.5 * np.mean((r - 1) ** 2) + 0.5 * np.mean(f ** 2)
    (A, a), (B, b) = back(real, (r - 1) / 5), back(fake, f / 5)
    gW, gv = A + B, a + b
    W -= 0.2 * gW
    v -= 0.2 * gv
    print(float(d_total_error))
"""
STEPS_OF_A_CLOSURE = """\
def network(seed):
    r = np.random.RandomState(seed)
    W, v = r.randn(3, 4), r.randn(4)
    def step(X, t):
        nonlocal W, v
        h = np.tanh(X @ W)
        y = h @ v
        loss = np.mean((y - t) ** 2)
        d = 2 * (y - t) / len(t)
        dv = h.T @ d
        dW = X.T @ (np.outer(d, v) * (1 - h ** 2))
        W = W - 0.1 * dW
        v = v - 0.1 * dv
        return loss
    return step
X, t = rng.normal(size=(6, 3)), rng.normal(size=6)
for seed in (0, 1):
    step = network(seed)
    curve = [step(X, t) for _ in range(4)]
"""
TOTALS_OF_NEURONS = """\
class Neuron:
    def __init__(self, n):
        self.weights, self.bias, self.delta = [rng.normal() for _ in range(n)], 0.0, 0.0
    def activate(self, inputs):
        total = self.bias
        for i in range(len(inputs)):
            total += self.weights[i] * inputs[i]
        self.output = float(np.tanh(total))
        return self.output
layers = [[Neuron(2), Neuron(2)], [Neuron(2)]]
for x, t in (([0, 0], 0.3), ([0, 1], -0.5), ([1, 1], 0.1)):
    out = x
    for layer in layers:
        out = [neuron.activate(out) for neuron in layer]
    error = 0.5 * (t - out[0]) ** 2
    layers[1][0].delta = (t - out[0]) * (1 - out[0] ** 2)
    for j, neuron in enumerate(layers[0]):
        neuron.delta = layers[1][0].weights[j] * layers[1][0].delta * (1 - neuron.output ** 2)
    for layer in layers:
        for neuron in layer:
            for i in range(2):
                neuron.weights[i] += 0.4 * neuron.delta * x[i]
            neuron.bias += 0.4 * neuron.delta
        x = [neuron.output for neuron in layer]
"""
COMPUTED_NUMBERS = """\
seen = np.array([.01, .03, .06, .12, .2])
par = {"b": np.log(1.1), "g": np.log(0.4)}
for it in range(4):
    b, g = np.exp(par["b"]), np.exp(par["g"])
    S, I = [0.99], [0.01]
    for t in range(4):
        S.append(S[t] - b * S[t] * I[t])
        I.append(I[t] + b * S[t] * I[t] - g * I[t])
    r = np.array(I) - seen
    sse = np.sum(r ** 2)
    db = dg = aS = 0.0
    aI = 2 * r[4]
    for t in reversed(range(4)):
        db += (aI - aS) * S[t] * I[t]
        dg -= aI * I[t]
        aS, aI = aS + (aI - aS) * b * I[t], aI + (aI - aS) * b * S[t] - aI * g + 2 * r[t]
    for key, d in {"b": db * b, "g": dg * g}.items():
        par[key] -= 0.1 * d
"""
DRAWN_ACTIONS = """\
# objective: np.mean(G * -0.5 * ((acts - states @ K) / 0.5) ** 2)
def play(K):
    s, S, U, rewards = np.array([1.0, 0.5]), [], [], []
    for _ in range(8):
        u = K @ s + 0.5 * rng.standard_normal()
        S.append(s), U.append(u), rewards.append(-s @ s)
        s = np.array([[1, 0.2], [0, 1]]) @ s + np.array([0, 0.2]) * u
    return np.array(S), np.array(U), np.array(rewards)
K = np.zeros(2)
for it in range(3):
    states, acts, R = play(K)
    G = R - R.mean()
    score = (acts - states @ K) / 0.25
    dK = states.T @ (G * score) / len(acts)
    K = K + 0.05 * dK
"""
INVERSE = """\
X = np.array([-1.5, -0.4, 0.3, 1.1])
y, D, a, b = np.sin(X), (X[:, None] - X) ** 2, 0.1, -0.8
for it in range(3):
    K = np.exp(2 * a) * np.exp(-D)
    C = K + np.exp(2 * b) * np.eye(4)
    inverse = np.linalg.inv(C)
    u = inverse @ y
    nll = 0.5 * y @ u + 0.5 * np.linalg.slogdet(C)[1]
    Q = 0.5 * (inverse - np.outer(u, u))
    da = np.sum(Q * 2 * K)
    db = 2 * np.exp(2 * b) * np.trace(Q)
    a -= 0.05 * da
    b -= 0.05 * db
"""
UNMIXED = """\
# objective: np.log(abs(np.linalg.det(W))) - np.mean(np.sum(np.log(np.cosh(Y)), axis=0))
X, W = rng.normal(size=(2, 9)), np.array([[1.0, 0.2], [0.1, 1.0]])
for it in range(3):
    Y = W @ X
    dW = np.linalg.inv(W).T - np.tanh(Y) @ X.T / X.shape[1]
    W += 0.1 * dW
"""
LOGARITHMS_ADDED_UP = """\
ids, C, W = [0, 2, 1, 3, 2], rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
rate0, t = 0.1, 0
for it in range(2):
    total = 0.0
    for here, there in zip(ids, ids[1:]):
        x = C[here]
        e = np.exp(W @ x)
        p = e / e.sum()
        L = np.log(p[there])
        total += L
        dy = -p
        dy[there] += 1.0
        dx = W.T @ dy
        rate = rate0 / (1 + 1e-3 * t)
        W += rate * np.outer(dy, x)
        C[here] += rate * dx
        t += 1
"""
AVERAGE_OF_BATCHES = """\
X, y, W = rng.normal(size=(8, 3)), rng.integers(0, 2, size=8), rng.normal(size=(3, 2))
for it in range(2):
    epoch_loss = 0.0
    for lo in range(0, 8, 4):
        x, t = X[lo:lo + 4], y[lo:lo + 4]
        z = x @ W
        z = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        loss = -z[np.arange(4), t].mean()
        epoch_loss += loss * len(x) / len(X)
        d = np.exp(z)
        d[np.arange(4), t] -= 1
        d /= len(x)
        W -= 1.0 * x.T @ d
"""
ENTRY_OF_A_TARGET = """\
# objective: sum(0.5 * (t - o) ** 2 for t, o in zip(target, outs))
W = rng.normal(size=(3, 2))
for x, c in ((rng.normal(size=3), 0), (rng.normal(size=3), 1)):
    outs = np.tanh(x @ W)
    target = [0, 0]
    target[c] = 1
    d = (outs - np.array(target)) * (1 - outs ** 2)
    W -= 0.2 * np.outer(x, d)
"""
ATTRIBUTES_OF_A_METHOD = """\
# objective: sum(max(0.0, -t * self.net(x)) for x, t in zip(X, Y))
class Perceptron:
    def __init__(self):
        self.w = rng.normal(size=2)
        self.theta = 0.3
    def net(self, x):
        return self.w @ x - self.theta
    def fit(self, X, Y):
        for epoch in range(4):
            gw, gt = np.zeros(2), 0.0
            for x, t in zip(X, Y):
                if t * self.net(x) < 0:
                    gw -= t * x
                    gt += t
            self.w -= 0.1 * gw
            self.theta -= 0.1 * gt
X, Y = rng.normal(size=(7, 2)), [1, 1, -1, 1, 1, 1, -1]
Perceptron().fit(X, Y)
"""
ASSERTED = """\
def penalised_rss(b, X, y):
    r = y - X @ b
    return r @ r + 0.5 * b @ b
def gradient(b, X, y):
    r = y - X @ b
    return -2 * X.T @ r + b
def fit(X, y):
    b = np.zeros(3)
    for k in range(3):
        g = gradient(b, X, y)
        b = b - 0.02 * g
    return b
X, y, at = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3)
found = [(penalised_rss(at + e, X, y) - penalised_rss(at - e, X, y)) / 2e-6 for e in 1e-6 * np.eye(3)]
assert np.allclose(found, gradient(at, X, y), 1e-4)
print("after it", penalised_rss(fit(X, y), X, y))
"""
ACTOR_AND_CRITIC = """\
A, v, s, C = rng.normal(size=(2, 4)), rng.normal(size=4), np.array([-0.5]), np.zeros(2)
state = np.array([1.0, 1.0])
for t in range(3):
    h = np.tanh(state @ A)
    mean = h @ v
    action = mean + np.exp(s[0]) * rng.normal()
    new = np.array([np.clip(state[0] + 0.3 * action, -2, 2), 1.0])
    reward = -new[0] ** 2
    target = reward + 0.9 * (new ** 2) @ C
    value = (state ** 2) @ C
    advantage = target - value
    z = (action - mean) / np.exp(s[0])
    actor_loss = -advantage * (-0.5 * z ** 2 - s[0]) - 0.01 * s[0]
    critic_loss = 0.5 * (target - value) ** 2
    dmean = -advantage * z / np.exp(s[0])
    ds = np.array([-advantage * (z ** 2 - 1) - 0.01])
    dv = dmean * h
    dA = np.outer(state, dmean * v * (1 - h ** 2))
    dC = -(target - value) * state ** 2
    v = v - 0.01 * dv
    A = A - 0.01 * dA
    s = s - 0.01 * ds
    C = C - 0.05 * dC
    state = new
"""
ADADELTA = """\
X, y = rng.normal(size=(8, 3)), rng.normal(size=8)
W, b = rng.normal(size=3), np.zeros(1)
def loss():
    return np.mean((np.tanh(X @ W + b) - y) ** 2)
def grad():
    p = np.tanh(X @ W + b)
    d = 2 * (p - y) * (1 - p ** 2) / len(y)
    return X.T @ d, np.array([d.sum()])
S, U = [np.zeros_like(W), np.zeros_like(b)], [np.zeros_like(W), np.zeros_like(b)]
for it in range(9):
    for p, g, s, u in zip((W, b), grad(), S, U):
        s[...] = 0.9 * s + 0.1 * g * g
        dx = -np.sqrt(u + 1e-4) / np.sqrt(s + 1e-4) * g
        u[...] = 0.9 * u + 0.1 * dx * dx
        p += dx
    if it % 4 == 0:
        print(it, loss())
"""
LINE_SEARCH = """\
X, y = rng.normal(size=(9, 2)), rng.integers(0, 2, size=9)
def loglik(b, c):
    z = X @ b + c
    return np.sum(y * z - np.log(1 + np.exp(z)))
b, c = np.zeros(2), 0.0
for it in range(4):
    ll = loglik(b, c)
    r = y - 1 / (1 + np.exp(-(X @ b + c)))
    db, dc = X.T @ r, r.sum()
    step = 4.0
    while not loglik(b + step * db, c + step * dc) > ll:
        step /= 2
    b = b + step * db
    c = c + step * dc
"""
MEMBERS_OF_AN_ENUM = """\
from enum import Enum, auto
class Loss(Enum):
    SQUARES = auto()
    SIZES = auto()
def slope(kind, r):
    if kind is Loss.SQUARES:
        return 2 * r / r.size
    return np.sign(r) / r.size
X, y, w = rng.normal(size=(7, 3)), rng.normal(size=7), rng.normal(size=3)
for it in range(3):
    r = X @ w - y
    loss = np.mean(r ** 2)
    g = slope(Loss.SQUARES, r)
    w -= 0.1 * X.T @ g
"""
IN_A_CONTEXT = """\
from contextlib import contextmanager
is_training = False
@contextmanager
def training():
    global is_training
    is_training = True
    try:
        yield
    finally:
        is_training = False
X, Y, W = rng.normal(size=(7, 3)), rng.normal(size=(7, 2)), rng.normal(size=(3, 2))
for it in range(3):
    with training():
        H = X * (rng.random(X.shape) < 0.8) / 0.8 if is_training else X
        E = H @ W - Y
        loss = np.sum(E ** 2)
        dW = H.T @ (2 * E)
        W -= 0.01 * dW
"""
ROUNDED_NUMBERS = """\
import math, random
class Net:
    def __init__(self):
        self.w = [random.uniform(-1, 1) for _ in range(2)]
        self.b = 0.0
    def out(self, x):
        return 1 / (1 + math.exp(-sum(a * c for a, c in zip(self.w, x)) - self.b))
    def train(self, x, t):
        o = self.out(x)
        err = 0.5 * (t - o) ** 2
        delta = (t - o) * o * (1 - o)
        for i in range(2):
            self.w[i] += 0.8 * delta * x[i]
        self.b += 0.8 * delta
        return err
random.seed(1)
net = Net()
for epoch in range(3):
    for x, t in (([0.5, 1.0], 1), ([1.0, -0.5], 0)):
        print(net.train(x, t))
print(round(net.b, 3), round(net.out([1, 1]), 3))
"""
CLIPPED_IN_THE_STEP = """\
X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
W, V = 0.3 * rng.normal(size=(3, 4)), 0.3 * rng.normal(size=(4, 2))
for it in range(4):
    H = np.tanh(X @ W)
    E = H @ V - Y
    loss = np.mean(E ** 2)
    D = 2 * E / E.size
    dV = H.T @ D
    dW = X.T @ (D @ V.T * (1 - H ** 2))
    for p, g in zip((W, V), (dW, dV)):
        p -= 0.1 * np.clip(g, -0.38, 0.38)
"""
EXPECTED_REWARD = """\
X, reward, W = rng.normal(size=(4, 3)), rng.random((4, 3)), 0.1 * rng.normal(size=(3, 3))
for it in range(4):
    pi = np.exp(X @ W) / np.exp(X @ W).sum(1, keepdims=True)
    J = np.mean((pi * reward).sum(1) - 0.1 * (pi * np.log(pi)).sum(1))
    q = reward - 0.1 * np.log(pi)
    gain = q - (pi * q).sum(1, keepdims=True)
    dW = X.T @ (pi * gain) / 4
    W += 1.0 * dW
"""
SYNAPSES = """\
class Synapse:
    def __init__(self, source, target):
        self.source, self.target, self.weight, self.grad = source, target, rng.normal(), 0.0
        source.out.append(self)
        target.into.append(self)
class Neuron:
    def __init__(self):
        self.into, self.out, self.value, self.delta = [], [], 0.0, 0.0
    def fire(self):
        self.value = float(np.tanh(sum(s.weight * s.source.value for s in self.into)))
    def blame(self, delta):
        self.delta = delta * (1 - self.value ** 2)
        for s in self.into:
            s.grad += self.delta * s.source.value
first, second, last = [Neuron(), Neuron()], [Neuron(), Neuron()], Neuron()
synapses = [Synapse(a, b) for b in second for a in first] + [Synapse(a, last) for a in second]
for epoch in range(3):
    loss = 0.0
    for s in synapses:
        s.grad = 0.0
    for xs, wanted in (((0.5, -1.0), 0.3), ((1.0, 0.2), -0.4)):
        for neuron, x in zip(first, xs):
            neuron.value = x
        for neuron in [*second, last]:
            neuron.fire()
        loss += (last.value - wanted) ** 2 / 2
        last.blame((last.value - wanted) * 2 / 2)
        for neuron in second:
            neuron.blame(sum(s.weight * s.target.delta for s in neuron.out))
    for s in synapses:
        s.weight -= 0.2 * s.grad
"""
CHANGES_OF_BEFORE = """\
# objective: -0.5 * sum((t[k] - ao[k]) ** 2 for k in range(2))
import math
wi = [[float(rng.normal()) for _ in range(3)] for _ in range(3)]
wo = [[float(rng.normal()) for _ in range(2)] for _ in range(3)]
ci, co = [[0.0] * 3 for _ in range(3)], [[0.0] * 2 for _ in range(3)]
for epoch in range(2):
    for x, t in (([0, 0, 1.0], [0, 1]), ([0, 1, 1.0], [1, 0])):
        ah = [math.tanh(sum(x[i] * wi[i][j] for i in range(3))) for j in range(3)]
        ao = [1 / (1 + math.exp(-sum(ah[j] * wo[j][k] for j in range(3)))) for k in range(2)]
        do = [(t[k] - ao[k]) * ao[k] * (1 - ao[k]) for k in range(2)]
        dh = [0.0] * 3
        for j in range(3):
            error = 0.0
            for k in range(2):
                error += do[k] * wo[j][k]
            dh[j] = (1 - ah[j] ** 2) * error
        for j in range(3):
            for k in range(2):
                change = do[k] * ah[j]
                wo[j][k] = wo[j][k] + 0.3 * change + 0.2 * co[j][k]
                co[j][k] = change
        for i in range(3):
            for j in range(3):
                change = dh[j] * x[i]
                wi[i][j] = wi[i][j] + 0.3 * change + 0.2 * ci[i][j]
                ci[i][j] = change
"""
HIDDEN_ACT = """\
X, Y, W, V = rng.normal(size=(6, 3)), rng.normal(size=(6, 2)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
for it in range(3):
    act = np.maximum(X @ W, 0)
    loss = 0.5 * np.sum((act @ V - Y) ** 2)
    E = act @ V - Y
    dV = act.T @ E
    dW = X.T @ (E @ V.T * (act > 0))
    W -= 0.01 * dW
    V -= 0.01 * dV
"""
STYLES = {
    "members of an enum": (MEMBERS_OF_AN_ENUM, "return 2 * r / r.size", "return 2 * r * r.size"),
    "steps in a context": (IN_A_CONTEXT, "H.T @ (2 * E)", "X.T @ (2 * E)"),
    "numbers that are rounded in the end": (ROUNDED_NUMBERS, "(t - o) * o * (1 - o)", "(t - o) * o"),
    "gradients that are kept short in the step": (CLIPPED_IN_THE_STEP, "(1 - H ** 2)", "(1 - H)"),
    "an expected reward": (EXPECTED_REWARD, "(pi * gain)", "(pi + gain)"),
    "objects that hold a number each": (SYNAPSES, "(1 - self.value ** 2)", "(1 - self.value)"),
    "changes of the pass before, in lists": (CHANGES_OF_BEFORE, "error += do[k]", "error = do[k]"),
    "logarithms that are added up": (LOGARITHMS_ADDED_UP, "W.T @ dy", "W.T @ p"),
    "an average over the batches of an epoch": (AVERAGE_OF_BATCHES, "t] -= 1", "t] += 1"),
    "an entry of a target": (ENTRY_OF_A_TARGET, "(1 - outs ** 2)", "(1 - outs)"),
    "attributes that a method of an objective reads": (ATTRIBUTES_OF_A_METHOD, "gt += t", "gt -= t"),
    "an assertion on the script's own numbers": (
        ASSERTED,
        "    return -2 * X.T @ r + b",
        "    return -2 * X.T @ r - b",
    ),
    "an actor and a critic with a loss each": (ACTOR_AND_CRITIC, "(z ** 2 - 1) - 0.01", "(z ** 2) - 0.01"),
    "a step that is divided by a root in its own line": (ADADELTA, "np.array([d.sum()])", "np.array([p.sum()])"),
    "an entry whose gradient is 0 at first": (ENTRY_STAYS, "err * x[j]", "err * x[0]"),
    "a loss of some samples only": (SOME_SAMPLES, "-2 * gap * y[i]", "-2 * gap"),
    "an objective that sums logarithms over a loop": (SUM_OF_LOGARITHMS, "D = P - np", "D = P + np"),
    "an objective of logarithms of sigmoids": (LOG_OF_A_SIGMOID, "a * U[i] + b * U[k]", "a * U[i] + b * U[i]"),
    "a partial likelihood": (PARTIAL_LIKELIHOOD, "/ risk[i]", "/ risk[-1]"),
    "steps that are kept in bounds": (IN_BOUNDS, "1 / s - z ** 2 / s", "1 / s - z ** 2"),
    "the error of a discriminator": (DISCRIMINATOR, "(1 - h ** 2)", "(1 - h)"),
    "steps of a closure in a comprehension": (STEPS_OF_A_CLOSURE, "2 * (y - t) / len(t)", "2 * (y - t)"),
    "neurons that add up totals": (TOTALS_OF_NEURONS, "* (1 - neuron.output ** 2)", "* (1 - neuron.output)"),
    "numbers in a dict that are computed": (COMPUTED_NUMBERS, "dg -= aI * I[t]", "dg += aI * I[t]"),
    "actions that were drawn": (DRAWN_ACTIONS, "(G * score)", "(G + score)"),
    "the inverse of a matrix": (INVERSE, "0.5 * (inverse - np.outer(u, u))", "0.5 * (inverse + np.outer(u, u))"),
    "a determinant": (UNMIXED, "np.tanh(Y) @ X.T /", "Y @ X.T /"),
    "weights of words in a dict": (
        WORDS,
        "g = -label / (1 + math.exp(label * score))",
        "g = -label / (1 + math.exp(score))",
    ),
    "numbers in dicts in a list": (LAYERS_OF_NUMBERS, "(1 - out ** 2)", "(1 - out)"),
    "a heavy ball": (HEAVY_BALL, "X.T @ r / 9", "X.T @ y / 9"),
    "a loss of a function before training": (LOSS_BEFORE_TRAINING, "d.sum(axis=0", "Y.sum(axis=0"),
    "an objective that gets its value layer by layer": (LAYER_BY_LAYER, 'memo["x"].T @ g', 'memo["x"].T @ -g'),
    "an objective of what is not filled yet": (COUNTS, "gw[j] += err *", "gw[j] += y[n] *"),
    "a table of baselines": (BASELINES, "grad = gain * pi", "grad = gain * pref"),
    "a number and an array that are kept short": (KEPT_SHORT, "dw = X.T @ e *", "dw = X.T @ y *"),
    "a row of padding": (PADDED, "ds = (1 / (1 + np.exp(-s)) - y) / 3", "ds = (1 / (1 + np.exp(-s)) - y)"),
    "rows that np.subtract.at moves": (ROWS, "d @ W.T", "d @ W"),
    "rows of gradients": (ROWS_OF_GRADIENTS, "d @ W.T", "d @ W"),
    "a row of zeros that is written into a parameter": (WRITTEN_ROW, "(1 - P ** 2)", "(1 - P)"),
    "a loss and another one under a name of their own": (TWO_LOSSES, "dZ /= 8", "dZ /= 3"),
    "a rate of its own beside the rate": (OWN_RATE, "ga = np.sum((a * e - y) * e)", "ga = np.sum((a * e - y) * x)"),
    "errors that are cut off, and roots of numbers": (CUT_ERRORS, "psi = np.clip(r, -1, 1)", "psi = r"),
    "an average of rewards": (BANDIT, "grad = gain * pi", "grad = gain * pref"),
    "an objective with a method of an array": (FILLED, "(resp - w)", "(resp - dens)"),
    "steps that are taken in another array": (IN_ANOTHER_ARRAY, "(h[i] - y[i])", "(h[i] + y[i])"),
    "a loss before training and after it": (BEFORE_AND_AFTER, "(1 - h * h)", "(1 - h)"),
    "a loss of other data": (OF_OTHER_DATA, "(p - y)", "(y - p)"),
    "steps after which all is centred": (CENTRED, "((P - Q) * num)", "((P - Q) * Q)"),
    "lists that are joined": (WITHOUT_NUMPY, "hj * (1 - hj)", "hj * (1 - o)"),
    "numbers in a dict by names": (STRENGTHS, "gradient[p] += surprise", "gradient[p] -= surprise"),
    "a largest number that is kept by a branch": (LARGEST, "* x[i][j] / N", "* x[i][k] / N"),
    "an objective above the loop": (ABOVE_THE_LOOP, "err.sum() / 6", "err.sum() / 3"),
}


@pytest.mark.parametrize("name", first(3, [*STYLES], 14))
def test_a_script_of_this_style_is_right_and_a_wrong_line_in_it_is_named(name):
    text, right, wrong = STYLES[name]
    text = START + text
    objective = next((line.partition(": ")[2] for line in text.splitlines() if line.startswith("# objective")), None)
    report = proofread(text, objective=objective)
    assert report.correct is True, report
    made = text.replace(right, wrong)
    line = next(i for i, each in enumerate(made.splitlines(), 1) if wrong in each and each not in text.splitlines())
    report = proofread(made, objective=objective)
    assert report.wrong, report
    assert report.wrong[0].number == line, report


@pytest.mark.parametrize(("text", "loss"), [(CLOSURE, "np.mean(np.where(u >= 0"), (DISTANCES, "float(np.sqrt(")])
def test_a_loss_without_a_name_is_found_where_the_steps_go_down_it(text, loss):
    report = proofread(START + text)
    assert report.correct is True, report
    assert report.objective.startswith(loss)


BASELINE = """\
# objective: np.mean(adv * np.log(P[np.arange(6), acts]))
X, W, baseline = rng.normal(size=(6, 3)), rng.normal(size=(3, 4)), 0.0
for it in range(5):
    P = np.exp(X @ W)
    P = P / P.sum(axis=1, keepdims=True)
    acts = np.array([rng.choice(4, p=p) for p in P])
    R = rng.normal(size=6) + acts
    adv = R - baseline
    D = (np.eye(4)[acts] - P) * adv[:, None] / 6
    W = W + 0.1 * X.T @ D
    baseline = 0.9 * baseline + 0.1 * R.mean()
"""


def test_a_baseline_that_is_0_at_first_hides_nothing():
    objective = BASELINE.splitlines()[0].partition(": ")[2]
    assert proofread(START + BASELINE, objective=objective).correct is True
    wrong = START + BASELINE.replace("adv[:, None]", "R[:, None]")
    assert [line.source for line in proofread(wrong, objective=objective).wrong] == [
        "D = (np.eye(4)[acts] - P) * R[:, None] / 6"
    ]


OWN_NUMBERS = """\
import numpy as np
X, y, w = np.array([[0.5, -1.0], [1.5, 0.2], [-0.7, 0.4]]), np.array([1.0, 0.5, -0.2]), np.array([0.3, 0.1])
assert abs(X.sum() - 0.9) < 1e-9
for it in range(3):
    e = X @ w - y
    loss = e @ e
    w = w - 0.1 * X.T @ e
"""


def test_what_a_script_asserts_of_its_own_numbers_is_not_asked_of_others():
    (line,) = proofread(OWN_NUMBERS).wrong
    assert [fix.draws for fix in line.fixes] == [3] * len(line.fixes)


def test_the_draws_on_which_a_fix_was_proved_are_counted():
    text = OWN_NUMBERS.replace("assert abs(X.sum() - 0.9) < 1e-9", "if abs(X.sum() - 0.9) > 1e-9: raise ValueError")
    report = proofread(text)
    assert "checked on 1 draw, error" in str(report), report


def test_a_later_pass_of_an_objective_that_calls_a_method_is_read():
    objective = ATTRIBUTES_OF_A_METHOD.splitlines()[0].partition(": ")[2]
    assert proofread(START + ATTRIBUTES_OF_A_METHOD, objective=objective, at=1).correct is True


def test_the_activations_of_a_layer_are_no_actions():
    """`act` may be a hidden layer: only where there are rewards does it count as drawn."""
    text = START + HIDDEN_ACT
    assert proofread(text).correct is True
    assert proofread(text.replace("(act > 0)", "(act > 1)")).correct is False


def test_the_rate_that_a_loop_looks_for_is_another_one_on_other_numbers():
    report = proofread(START + LINE_SEARCH)
    assert report.correct is True, report


@pytest.mark.ci
def test_in_a_later_pass_a_branch_may_have_run_more_often_on_other_numbers():
    objective = LARGEST.splitlines()[0].partition(": ")[2]
    assert proofread(LARGEST, objective=objective, at=1).correct is True
    wrong = LARGEST.replace("* x[i][j] / N", "* x[i][k % 2] / N")
    assert proofread(wrong, objective=objective, at=1).correct is False
