"""`proofread` on a learning rate that the script defines, and that no line reads."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right, fixed

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

DATA = """\
import numpy as np
rng = np.random.default_rng(5)
X, y = rng.normal(size=(8, 4)), rng.normal(size=8)
"""
GIVEN = (
    DATA
    + """\
def fit(X, y, turns=3, learning_rate=0.05):
    w, b = rng.normal(size=4), 0.3
    for _ in range(turns):
        r = X @ w + b - y
        loss = np.mean(r ** 2)
        dw = 2 * X.T @ r / len(y)
        db = 2 * r.mean()
        w -= learning_rate * dw
        b -= learning_rate * db
        print("rate", learning_rate, loss)
fit(X, y)
"""
)
CLASS = (
    DATA
    + """\
class Net:
    def __init__(self, lr=0.1):
        self.W, self.v, self.lr = rng.normal(size=(4, 3)), rng.normal(size=3), lr
    def forward(self, X):
        self.X, self.h = X, np.tanh(X @ self.W)
        return self.h @ self.v
    def backward(self, g):
        self.dv = self.h.T @ g
        self.dW = self.X.T @ (np.outer(g, self.v) * (1 - self.h ** 2))
    def step(self):
        for name in ("W", "v"):
            p = getattr(self, name)
            p -= self.lr * getattr(self, "d" + name)
net = Net()
for i in range(4):
    loss = 0.5 * np.sum((net.forward(X) - y) ** 2)
    net.backward(net.forward(X) - y)
    net.step()
"""
)
DICT = (
    DATA
    + """\
params = {"w": rng.normal(size=4), "b": np.zeros(1)}
eta = 0.02
for i in range(3):
    e = X @ params["w"] + params["b"] - y
    loss = 0.5 * (e @ e)
    grads = {"w": X.T @ e, "b": np.array([e.sum()])}
    for k in params:
        params[k] = params[k] - eta * grads[k]
"""
)
CALLED = (
    DATA
    + """\
def update(w, g, lr):
    return w - lr * g
w = rng.normal(size=4)
for i in range(3):
    e = X @ w - y
    loss = 0.5 * (e @ e)
    w = update(w, X.T @ e, 0.01)
"""
)
MOMENTUM = (
    DATA
    + """\
w, vel = rng.normal(size=4), np.zeros(4)
ETA, mu = 0.02, 0.9
for i in range(3):
    e = X @ w - y
    loss = 0.5 * (e @ e)
    g = X.T @ e
    vel = mu * vel - ETA * g
    w += vel
"""
)
ADAM = (
    DATA
    + """\
w, m, v, lr, b1, b2, eps = rng.normal(size=4), np.zeros(4), np.zeros(4), 0.01, 0.9, 0.999, 1e-8
for t in range(1, 6):
    e = X @ w - y
    loss = np.mean(e ** 2)
    g = 2 * X.T @ e / 8
    m = b1 * m + (1 - b1) * g
    v = b2 * v + (1 - b2) * g ** 2
    w -= lr * (m / (1 - b1 ** t)) / (np.sqrt(v / (1 - b2 ** t)) + eps)
"""
)
WITHOUT = (
    DATA
    + """\
w = rng.normal(size=4)
for i in range(3):
    e = X @ w - y
    loss = 0.005 * (e @ e)
    g = 0.01 * X.T @ e
    w = w - g
"""
)
ALL_KINDS = (
    DATA
    + """\
class Dense:
    def __init__(self, a, b):
        self.W = rng.normal(size=(a, b))
    def forward(self, x):
        self.x = x
        return x @ self.W
    def backward(self, g, lr):
        d = g @ self.W.T
        self.W -= lr * self.x.T @ g
        return d
class Tanh:
    def forward(self, x):
        self.t = np.tanh(x)
        return self.t
    def backward(self, g, lr):
        return g * (1 - self.t ** 2)
layers = [Dense(4, 3), Tanh(), Dense(3, 1)]
for i in range(3):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = np.mean((out[:, 0] - y) ** 2)
    g = 2 * (out - y[:, None]) / 8
    for layer in layers[::-1]:
        g = layer.backward(g, 0.1)
"""
)


@pytest.mark.parametrize("script", [GIVEN, CLASS, DICT, CALLED, MOMENTUM, ADAM, WITHOUT, ALL_KINDS])
def test_a_rate_that_is_read_or_that_a_script_never_had_is_no_mistake(script):
    assert proofread(script).correct is True


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (CLASS, "p -= self.lr * getattr", "p -= getattr"),
        (DICT, "- eta * grads[k]", "- grads[k]"),
        (CALLED, "w - lr * g", "w - g"),
        (MOMENTUM, "mu * vel - ETA * g", "mu * vel - g"),
        (ADAM, "w -= lr * (m", "w -= (m"),
    ],
)
def test_a_step_without_the_rate_that_no_line_reads_is_wrong(script, right, wrong):
    assert_named_and_put_right(script, right, wrong)


def test_all_steps_may_lack_it_and_to_print_it_is_no_use():
    text = GIVEN.replace("learning_rate * d", "d")
    report = proofread(text)
    assert [line.source.strip() for line in report.wrong] == ["w -= dw", "b -= db"]
    assert "No line reads the learning rate 0.05." in str(report)
    edits = [edit for line in report.wrong for edit in line.fixes[0].edits]
    assert proofread(fixed(text, edits)).correct is True


def test_a_factor_in_all_gradients_counts_beside_adam_too():
    assert_named_and_put_right(ADAM, "g = 2 * X.T @ e / 8", "g = X.T @ e / 8")


AVERAGED = (
    DATA
    + """\
w, alpha, m = rng.normal(size=4), 0.1, len(y)
for i in range(3):
    h = X @ w
    J = np.sum((h - y) ** 2) / (2 * m)
    g = X.T @ (h - y) / m
    w = w - alpha * g
"""
)


def test_the_gradient_of_an_average_is_not_divided_once_more():
    assert proofread(AVERAGED).correct is True
    assert_named_and_put_right(AVERAGED, "w = w - alpha * g", "w = w - alpha * g / m")
    summed = AVERAGED.replace("/ (2 * m)", "/ 2").replace("(h - y) / m", "(h - y)")
    assert proofread(summed.replace("alpha * g", "alpha / m * g")).correct is True
    assert proofread(AVERAGED.replace("alpha * g", "alpha / 2 * g")).correct is True


ONCE = (
    DATA
    + """\
w, lr = rng.normal(size=4), 0.1
e = X @ w - y
loss = e @ e
dw = 2 * X.T @ e
w = w - lr * dw
"""
)


def test_a_single_step():
    assert proofread(ONCE).correct is True
    assert_named_and_put_right(ONCE, "w = w - lr * dw", "w = w - dw")


def test_a_script_that_takes_no_steps_needs_no_rate():
    only = DATA + "w, lr = rng.normal(size=4), 0.1\ne = X @ w - y\nloss = e @ e\ndw = 2 * X.T @ e\n"
    assert proofread(only).correct is True
    assert proofread(only.replace("2 * X.T", "X.T")).wrong[0].name == "dw"
