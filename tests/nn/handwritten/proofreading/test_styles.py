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
STYLES = {
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


@pytest.mark.ci
def test_in_a_later_pass_a_branch_may_have_run_more_often_on_other_numbers():
    objective = LARGEST.splitlines()[0].partition(": ")[2]
    assert proofread(LARGEST, objective=objective, at=1).correct is True
    wrong = LARGEST.replace("* x[i][j] / N", "* x[i][k % 2] / N")
    assert proofread(wrong, objective=objective, at=1).correct is False
