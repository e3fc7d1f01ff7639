"""Which line `proofread` names first, of those that could be edited so that all steps are right."""

import pytest

from nn import proofread
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right, fixed

SEQUENCE = """\
import numpy as np
rng = np.random.default_rng(3)
steps, units, rows = 4, 3, 5

def logistic(v):
    return 1 / (1 + np.exp(-v))

def advance(x, h, c, K, k):
    s = np.hstack([x, h]) @ K + k
    i, f, o = np.split(logistic(s[:, :3 * units]), 3, axis=1)
    g = np.tanh(s[:, 3 * units:])
    now = f * c + i * g
    return o * np.tanh(now), now, (x, h, c, i, f, o, g, now)

def go_back(dh, dc, K, kept):
    x, h, c, i, f, o, g, now = kept
    t = np.tanh(now)
    dc = dc + dh * o * (1 - t**2)
    di = dc * g * i * (1 - i)
    df = dc * c * f * (1 - f)
    do = dh * t * o * (1 - o)
    dg = dc * i * (1 - g**2)
    ds = np.hstack([di, df, do, dg])
    return (ds @ K.T)[:, -units:], dc * f, np.hstack([x, h]).T @ ds, ds.sum(axis=0)

theta = [rng.normal(size=(2 + units, 4 * units)) * 0.5, np.zeros(4 * units), rng.normal(size=units)]
theta[1][units:2 * units] = 1.0
data, wanted = rng.normal(size=(rows, steps, 2)), rng.normal(size=rows)
for row in data[:, :, 1]:
    row[rng.choice(steps, 2, replace=False)] = 0
for it in range(2):
    K, k, v = theta
    h, c, tape = np.zeros((rows, units)), np.zeros((rows, units)), []
    for n in range(steps):
        h, c, kept = advance(data[:, n], h, c, K, k)
        tape.append(kept)
    loss = 0.5 * np.mean((h @ v - wanted) ** 2)
    de = (h @ v - wanted) / rows
    dv = h.T @ de
    dh, dc = np.outer(de, v), np.zeros((rows, units))
    dK, dk = np.zeros_like(K), np.zeros_like(k)
    for kept in reversed(tape):
        dh, dc, more, less = go_back(dh, dc, K, kept)
        dK += more
        dk += less
    for p, g in zip(theta, (dK, dk, dv)):
        p -= 0.3 * g
"""
NORMED = """\
import numpy as np
rng = np.random.default_rng(8)
X, y = rng.normal(size=(7, 3)), rng.normal(size=(7, 4))
W, a, c = rng.normal(size=(3, 4)), 1 + 0.3 * rng.normal(size=4), 0.2 * rng.normal(size=4)

def scaled(z, a, c):
    u = z / np.sqrt((z**2).mean(axis=1, keepdims=True))
    return u * a + c, (u, a, np.sqrt((z**2).mean(axis=1, keepdims=True)))

def scaled_back(dout, kept):
    u, a, size = kept
    da = (dout * u).sum(axis=0)
    dc = dout.sum(axis=0)
    du = dout * a
    dz = (du - u * (du * u).mean(axis=1, keepdims=True)) / size
    return dz, da, dc

for step in range(3):
    z = X @ W
    out, kept = scaled(z, a, c)
    p = 1 / (1 + np.exp(-out))
    loss = 0.5 * np.sum((p - y) ** 2) / len(X)
    p_error = p - y
    out_delta = p_error * p * (1 - p) / len(X)
    dz, da, dc = scaled_back(out_delta, kept)
    grads = {}
    for name in ("first",):
        grads[name] = {"W": X.T @ dz, "a": da, "c": dc}
    W -= 0.1 * grads["first"]["W"]
    a -= 0.1 * grads["first"]["a"]
    c -= 0.1 * grads["first"]["c"]
"""
CLASSES = """\
import numpy as np
rng = np.random.default_rng(5)
X, t = rng.normal(size=(7, 4)), rng.integers(0, 3, 7)
W, b = rng.normal(size=(4, 3)), np.zeros(3)
for step in range(3):
    raw = np.exp(X @ W + b)
    q = raw / raw.sum(axis=1, keepdims=True)
    loss = -np.log(q[np.arange(7), t]).mean()
    d = q.copy()
    d[np.arange(7), t] -= 1
    d /= len(X)
    W -= 0.5 * X.T @ d
    b -= 0.5 * d.sum(axis=0)
"""
RATINGS = """\
import numpy as np
rng = np.random.default_rng(9)
seen = [(0, 1, 4.0), (1, 0, 2.0), (2, 2, 5.0), (1, 2, 3.0)]
P, Q, mine = rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), 0.1 * rng.normal(size=3)
for sweep in range(3):
    for u, i, r in seen:
        e = r - P[u] @ Q[i] - mine[u]
        cost = 0.5 * e**2 + 0.05 * (P[u] @ P[u] + Q[i] @ Q[i])
        before = P[u].copy()
        mine[u] += 0.1 * e
        P[u] += 0.1 * (e * Q[i] - 0.1 * P[u])
        Q[i] += 0.1 * (e * before - 0.1 * Q[i])
    rmse = np.sqrt(np.mean([(r - P[u] @ Q[i] - mine[u]) ** 2 for u, i, r in seen]))
    print(sweep, rmse)
"""
SLOPE = """\
import numpy as np
rng = np.random.default_rng(6)
seen = rng.normal(size=(6, 2))

def step(rise, start, rate):
    up, out = 0.0, 0.0
    for x, y in seen:
        up += (rise * x + start - y) * x / len(seen)
        out += (rise * x + start - y) / len(seen)
    new_rise = rise - rate * up
    new_start = start - rate * out
    return new_rise, new_start

rise, start = 0.3, 0.1
for turn in range(4):
    rise, start = step(rise, start, 0.2)
"""
LINE_LOSS = "np.mean((rise * seen[:, 0] + start - seen[:, 1]) ** 2) / 2"
MATRICES = """\
import numpy as np
rng = np.random.default_rng(7)
X, y = np.matrix(rng.normal(size=(5, 3))), np.matrix(rng.normal(size=(5, 2)))
W, V = np.matrix(rng.normal(size=(3, 4))), np.matrix(rng.normal(size=(4, 2)))
for step in range(3):
    h = np.tanh(X * W)
    fehler = np.square(h * V - y).sum() / 2
    d = h * V - y
    dV = h.T * d
    dh = np.multiply(d * V.T, 1 - np.square(h))
    W -= 0.1 * X.T * dh
    V -= 0.1 * dV
"""
MOMENTS = """\
import numpy as np
rng = np.random.default_rng(11)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
p = {"W": rng.normal(size=(3, 2)), "b": 0.1 * rng.normal(size=2)}
m, v = ({name: np.zeros_like(each) for name, each in p.items()} for _ in range(2))
for t in range(1, 4):
    d = (X @ p["W"] + p["b"] - y) / len(X)
    loss = 0.5 * len(X) * np.sum(d**2)
    grads = {"W": X.T @ d, "b": d.sum(axis=0)}
    for name in p:
        m[name] = 0.9 * m[name] + 0.1 * grads[name]
        v[name] = 0.99 * v[name] + 0.01 * grads[name] ** 2
        p[name] -= 0.05 * (m[name] / (1 - 0.9**t)) / (np.sqrt(v[name] / (1 - 0.99**t)) + 1e-8)
"""
SUMS = """\
import numpy as np
rng = np.random.default_rng(12)
X, y, W, b = rng.normal(size=(6, 3)), rng.normal(size=(6, 2)), rng.normal(size=(3, 2)), np.zeros(2)
for step in range(3):
    d = X @ W + b - y
    loss = 0.5 * np.sum(d**2)
    moves = [X.T @ d, d.sum(axis=0)]
    for p, g in zip((W, b), moves):
        p -= 0.02 * g
"""
LINES = {
    "one of three gates that are no adjoints": (SEQUENCE, "do = dh * t", "do = dc * t"),
    "a member of what a function returns": (SEQUENCE, "dc * f, np.hstack", "dc, np.hstack"),
    "another name for a right array": (NORMED, "p_error * p * (1 - p) /", "p_error /"),
    "gradients unpacked in another order": (NORMED, "dz, da, dc = ", "dz, dc, da = "),
    "a number that an array is divided by": (CLASSES, "/= len(X)", "/= len(W)"),
    "a step beside a root mean square": (RATINGS, "Q[i] += 0.1 * (e * before", "Q[i] += 0.1 * (before"),
    "a step of another entry": (
        RATINGS,
        "Q[i] += 0.1 * (e * before - 0.1 * Q[i])",
        "Q[u] += 0.1 * (e * before - 0.1 * Q[u])",
    ),
    "two steps in one line": (SLOPE, "start - rate * out", "start - rate * up"),
    "the share of one sample": (CLASSES, "0.5 * d.sum(axis=0)", "0.5 * d[0]"),
    "a matrix": (MATRICES, "d * V.T, 1 -", "d * V.T, 2 -"),
    "moments without a square": (MOMENTS, "grads[name] ** 2", "grads[name]"),
    "a gradient that became one number": (SUMS, "d.sum(axis=0)", "d.sum()"),
    "an entry of a dict of gradients": (NORMED, '{"W": X.T @ dz', '{"W": X.T @ z'),
}


@pytest.mark.parametrize("name", first(1, sorted(LINES), 6))
def test_the_line_that_was_changed_is_named_and_fixed(name):
    script, right, wrong = LINES[name]
    assert script.count(right) == 1
    objective = LINE_LOSS if script is SLOPE else None
    assert proofread(script, objective=objective).correct
    made = script.replace(right, wrong)
    report = proofread(made, objective=objective)
    assert [wrong in line.source for line in report.wrong] == [True]
    texts = [fixed(made, fix.edits) for fix in report.wrong[0].fixes]
    assert any(proofread(text, objective=objective).correct for text in texts)


SQUARE = """\
import numpy as np

rng = np.random.default_rng(9)
X, t = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
V, W = rng.normal(size=(3, 3)) * 0.5, rng.normal(size=(3, 3)) * 0.5
for epoch in range(2):
    H = np.tanh(X @ V)
    e = H @ W - t
    loss = np.sum(e ** 2) / 2
    dW = np.einsum("ni,nj->ij", H, e)
    dS = e @ W.T * (1 - H ** 2)
    dV = np.einsum("ni,nj->ij", X, dS)
    W -= 0.1 * dW
    V -= 0.1 * dV
"""


def test_a_square_gradient_that_is_transposed_is_wrong_and_not_its_step():
    assert_named_and_put_right(SQUARE, '"ni,nj->ij", H', '"ni,nj->ji", H')


def test_where_another_step_transposes_its_gradient_the_step_that_does_not_is_wrong():
    script = SQUARE.replace("->ij", "->ji").replace("0.1 * dW", "0.1 * dW.T").replace("0.1 * dV", "0.1 * dV.T")
    assert proofread(script).correct is True
    assert_named_and_put_right(script, "0.1 * dV.T", "0.1 * dV")
