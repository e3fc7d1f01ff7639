"""Which line is wrong where others could be edited, too: of a momentum, of a clip, of what stops, of a name."""

import pytest

from nn import proofread

START = """\
import numpy as np

rng = np.random.default_rng(7)
X, Y = rng.normal(size=(6, 4)), rng.normal(size=(6, 2))
p = {"W1": rng.normal(size=(4, 5)), "W2": rng.normal(size=(5, 2))}
"""
MOMENTUM = """\
v = {k: np.zeros_like(w) for k, w in p.items()}
for t in range(4):
    H = np.tanh(X @ p["W1"])
    E = H @ p["W2"] - Y
    loss = np.sum(E ** 2) / 2
    g = {"W2": H.T @ E, "W1": X.T @ (E @ p["W2"].T * (1 - H ** 2))}
    for k in p:
        v[k] = 0.9 * v[k] - 0.05 * g[k]
        p[k] += v[k]
"""
CLIPPED = """\
for t in range(4):
    H = np.tanh(X @ p["W1"])
    E = H @ p["W2"] - Y
    loss = np.sum(E ** 2) / 2
    g2 = H.T @ E
    g1 = X.T @ (E @ p["W2"].T * (1 - H ** 2))
    norm = np.sqrt(np.sum(g1 ** 2) + np.sum(g2 ** 2))
    scale = min(1.0, 0.5 / norm)
    p["W1"] -= 0.1 * scale * g1
    p["W2"] -= 0.1 * scale * g2
"""
LATER = """\
class Dense:
    def __init__(self, n, m):
        self.W, self.m, self.s = rng.normal(size=(n, m)), np.zeros((n, m)), np.zeros((n, m))

net = [Dense(4, 5), Dense(5, 2)]
for t in range(1, 5):
    net[0].x = X
    net[1].x = X @ net[0].W
    loss = np.mean((net[1].x @ net[1].W - Y) ** 2)
    g = 2 * (net[1].x @ net[1].W - Y) / Y.size
    for layer in reversed(net):
        layer.dW = layer.x.T @ g
        g = g @ layer.W.T
    for layer in net:
        layer.m = 0.9 * layer.m + 0.1 * layer.dW
        layer.s = 0.99 * layer.s + 0.01 * layer.dW ** 2
        layer.W -= 0.02 * layer.m / (1 - 0.9 ** t) / (np.sqrt(layer.s / (1 - 0.99 ** t)) + 1e-8)
"""
NAMED = """\
def forward(p):
    Z1 = X @ p["W1"]
    A1 = np.tanh(Z1)
    return {"Z1": Z1, "A1": A1, "A2": A1 @ p["W2"]}

def backward(p, cache):
    A1, A2 = cache["A1"], cache["A2"]
    dA2 = A2 - Y
    dW2 = A1.T @ dA2
    dZ1 = dA2 @ p["W2"].T * (1 - A1 ** 2)
    dW1 = X.T @ dZ1
    return {"W1": dW1, "W2": dW2}

for t in range(4):
    cache = forward(p)
    loss = np.sum((cache["A2"] - Y) ** 2) / 2
    grads = backward(p, cache)
    for k in p:
        p[k] = p[k] - 0.1 * grads[k]
"""
ENTRIES = """\
b = np.zeros(3)
R = [(0, X[0], 1.0), (2, X[1], -1.0), (1, X[2], 0.5)]
w = rng.normal(size=4)

def step(i, x, y):
    loss = (x @ w + b[i] - y) ** 2
    g = 2 * (x @ w + b[i] - y)
    b[i] -= 0.1 * g
    w[:] -= 0.1 * g * x
    return loss

for t in range(3):
    for i, x, y in R:
        loss = step(i, x, y)
"""
LEAKY = """\
for t in range(3):
    Z = X @ p["W1"]
    A = np.maximum(0.1 * Z, Z)
    E = A @ p["W2"] - Y
    loss = np.sum(E ** 2) / 2
    dZ = E @ p["W2"].T
    dZ[Z <= 0] *= 0.1
    g = {"W1": X.T @ dZ, "W2": A.T @ E}
    for k in p:
        p[k] -= 0.05 * g[k]
"""
MEMORY = """\
Wf, Wg = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
S = rng.normal(size=(5, 6, 4))
for t in range(2):
    c, kept = np.zeros((6, 3)), []
    for x in S:
        f, g = 1 / (1 + np.exp(-x @ Wf)), np.tanh(x @ Wg)
        kept.append((x, c, f, g))
        c = f * c + (1 - f) * g
    loss = 0.5 * np.sum(c ** 2)
    dWf, dWg, dc = np.zeros_like(Wf), np.zeros_like(Wg), c
    for x, old, f, g in reversed(kept):
        df = dc * (old - g)
        dg = dc * (1 - f)
        dWf += x.T @ (df * f * (1 - f))
        dWg += x.T @ (dg * (1 - g ** 2))
        dc = dc * f
    Wf -= 0.1 * dWf
    Wg -= 0.1 * dWg
"""
LINES = {
    "what the next turn of a loop reads": (MEMORY, "dc = dc * f", "dc = dc * g"),
    "a slope of 0 for a small one": (LEAKY, "dZ[Z <= 0] *= 0.1", "dZ[Z <= 0] = 0"),
    "a name without its entry": (ENTRIES, "b[i] -= 0.1", "b -= 0.1"),
    "of a momentum the line with the rate": (MOMENTUM, "v[k] - 0.05 * g[k]", "v[k] + 0.05 * g[k]"),
    "a clip that makes short gradients long": (CLIPPED, "min(1.0, 0.5 / norm)", "max(1.0, 0.5 / norm)"),
    "a clip that makes short gradients shorter": (CLIPPED, "min(1.0, 0.5 / norm)", "min(1.0, norm / 0.5)"),
    "what gives a later line that stops a wrong shape": (LATER, "layer.x.T @ g", "g.T @ layer.x"),
    "a name that two lines read": (NAMED, 'A1, A2 = cache["A1"]', 'A1, A2 = cache["Z1"]'),
}


@pytest.mark.ci
@pytest.mark.parametrize("name", LINES)
def test_the_one_line_is_named_with_the_fix(name):
    text, right, wrong = LINES[name]
    assert proofread(START + text).correct is True
    made = (START + text).replace(right, wrong)
    assert made != START + text
    (line,) = proofread(made).wrong
    number, new = line.fixes[0].edits[0]
    assert wrong in made.splitlines()[number - 1], line
    assert new.replace("'", '"') == (START + text).splitlines()[number - 1].strip()


def test_a_clip_that_is_one_is_left_as_it_is():
    """What divides by the norm alone makes all steps as long as each other, and is meant."""
    assert proofread((START + CLIPPED).replace("min(1.0, 0.5 / norm)", "0.5 / norm")).correct is True


@pytest.mark.ci
def test_a_memory_of_gradients_that_its_own_line_keeps_short_is_right():
    """Each pass has another factor, so that the steps of several passes keep to no rule."""
    short = "    scale = min(1.0, 0.5 / np.sqrt(sum(np.sum(each ** 2) for each in g.values())))\n    for k in p:"
    text = (START + MOMENTUM).replace("    for k in p:", short).replace("range(4)", "range(12)")
    text = text.replace("v[k] = 0.9 * v[k] - 0.05 * g[k]", "v[k] = 0.8 * v[k] + scale * g[k]")
    text = text.replace("p[k] += v[k]", "p[k] = p[k] - lr * v[k]").replace("v = {k", "lr = 0.3\nv = {k", 1)
    report = proofread(text)
    assert report.correct is True, report


@pytest.mark.ci
def test_what_counts_as_a_constant_may_be_two_arrays():
    text = """\
# objective: np.mean(-adv * np.log(P[np.arange(6), a]) + 0.5 * (target - V) ** 2)
import numpy as np

rng = np.random.default_rng(3)
S, N, a, R = rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), np.array([0, 2, 1, 0, 1, 2]), rng.normal(size=6)
T, w = 0.3 * rng.normal(size=(4, 3)), 0.3 * rng.normal(size=4)
for step in range(3):
    V = S @ w
    target = R + 0.9 * (N @ w)
    adv = target - V
    P = np.exp(S @ T) / np.exp(S @ T).sum(1, keepdims=True)
    d = adv[:, None] * P / 6
    d[np.arange(6), a] -= adv / 6
    T -= 0.1 * S.T @ d
    w -= 0.1 * S.T @ (V - target) / 6
"""
    report = proofread(text, objective=text.splitlines()[0].partition(": ")[2])
    assert report.correct is True, report
    assert "In the loss adv and target count as constants: no gradient goes through them." in report.remarks
