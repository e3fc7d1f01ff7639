"""`proofread` on scripts that check their gradients by differences, and compute their loss nowhere else."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

NUMBERS = """\
import numpy as np
rng = np.random.default_rng(0)
X, T = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
W1, W2 = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))

def forward(W1, W2):
    h = np.tanh(X @ W1)
    return h, h @ W2

def cost(W1, W2):
    return 0.5 * np.sum((forward(W1, W2)[1] - T) ** 2)

def backward(W1, W2):
    h, out = forward(W1, W2)
    dout = out - T
    dW2 = h.T @ dout
    dh = dout @ W2.T * (1 - h ** 2)
    return X.T @ dh, dW2

def numerical(f, W, eps=1e-5):
    g = np.zeros_like(W)
    for i in np.ndindex(*W.shape):
        old = W[i]
        W[i] = old + eps
        up = f()
        W[i] = old - eps
        down = f()
        W[i] = old
        g[i] = (up - down) / (2 * eps)
    return g

dW1, dW2 = backward(W1, W2)
print(np.abs(numerical(lambda: cost(W1, W2), W1) - dW1).max())
print(np.abs(numerical(lambda: cost(W1, W2), W2) - dW2).max())
"""
DICT = """\
import numpy as np
rng = np.random.default_rng(6)
X, t = rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
p = {"W": rng.normal(size=(2, 3)), "u": rng.normal(size=(3, 1))}

def f(p):
    h = np.tanh(X @ p["W"])
    y = h @ p["u"]
    return 0.5 * ((y - t) ** 2).sum(), h, y

def analytic(p):
    loss, h, y = f(p)
    dy = y - t
    dh = dy @ p["u"].T * (1 - h ** 2)
    return {"W": X.T @ dh, "u": h.T @ dy}

def numeric(p, h=1e-5):
    g = {}
    for k, v in p.items():
        g[k] = np.zeros_like(v)
        for i in np.ndindex(*v.shape):
            old = v[i]
            v[i] = old + h
            a = f(p)[0]
            v[i] = old - h
            b = f(p)[0]
            v[i] = old
            g[k][i] = (a - b) / (2 * h)
    return g

ga, gn = analytic(p), numeric(p)
for k in p:
    print(k, np.linalg.norm(ga[k] - gn[k]))
"""
BEFORE = """\
import numpy as np
rng = np.random.default_rng(14)
X, y, w, b = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3), np.zeros(1)

def loss(w, b):
    return np.sum(np.sqrt(1 + (X @ w + b - y) ** 2) - 1)

def grad(w, b):
    r = X @ w + b - y
    d = r / np.sqrt(1 + r ** 2)
    return X.T @ d, np.array([d.sum()])

def check(w, eps=1e-6):
    return [(loss(w + eps * e, b) - loss(w - eps * e, b)) / (2 * eps) for e in np.eye(3)]

print(check(w), grad(w, b))
for k in range(30):
    dw, db = grad(w, b)
    w = w - 0.02 * dw
    b = b - 0.02 * db
print(loss(w, b))
"""


@pytest.mark.ci
@pytest.mark.parametrize("script", [NUMBERS, DICT])
def test_a_script_that_only_checks_its_gradients_is_read(script):
    """The loss is that at the parameters as they are, and what the check computes is no gradient to be read."""
    report = proofread(script)
    assert report.correct is True, report
    assert max(line.number for line in report.lines) <= len(script.splitlines())
    assert_named_and_put_right(script, "(1 - h ** 2)", "(1 - h)")


def test_a_loss_that_is_called_for_at_the_end_is_evaluated_at_each_step():
    """And not first inside of it, where w is w + eps * e."""
    report = proofread(BEFORE)
    assert report.correct is True, report
    assert report.objective == "loss(w, b)"


TRAINED = """\
import numpy as np
rng = np.random.default_rng(3)
inputs, goals = rng.normal(size=(6, 4)), rng.normal(size=6)
net = {"A": rng.normal(size=(4, 5)), "u": rng.normal(size=5)}

def cost(net):
    loss = 0.0
    for x, goal in zip(inputs, goals):
        h = np.tanh(x @ net["A"])
        out = h @ net["u"]
        loss += 0.5 * (out - goal) ** 2
    return loss

def slopes(net):
    g = {key: np.zeros_like(each) for key, each in net.items()}
    for x, goal in zip(inputs, goals):
        h = np.tanh(x @ net["A"])
        miss = h @ net["u"] - goal
        g["u"] += miss * h
        dh = miss * net["u"] * (1 - h ** 2)
        g["A"] += np.outer(x, dh)
    return g

def by_differences(net, key, h=1e-4):
    W = net[key]
    walk = np.nditer(W, flags=["multi_index"])
    worst = 0.0
    while not walk.finished:
        at = walk.multi_index
        kept = W[at]
        W[at] = float(kept) + h
        above = [cost(net) for _ in range(8)][0]
        W[at] = kept - h
        below = [cost(net) for _ in range(8)][0]
        worst = max(worst, abs((above - below) / (2 * h) - slopes(net)[key][at]))
        W[at] = kept
        walk.iternext()
    return worst

print(by_differences(net, "A"), by_differences(net, "u"))
for epoch in range(3):
    print(cost(net))
    g = slopes(net)
    for key in net:
        net[key] -= 0.05 * g[key]
"""


@pytest.mark.ci
def test_a_long_check_in_front_of_the_training_is_left_out():
    """It alone assigns more than is recorded of a run: the training would never be seen."""
    assert proofread(TRAINED).correct is True
    assert_named_and_put_right(TRAINED, 'miss * net["u"] * (1 - h ** 2)', 'miss * net["u"] * (1 + h ** 2)')
