"""Parameters that have rates of their own: in names, in a dict, in arguments of a function, in objects."""

import pytest

from nn import proofread
from tests.examples import first

START = """\
import numpy as np

rng = np.random.default_rng(3)
X, y = rng.normal(size=(7, 3)), rng.normal(size=(7, 1))
W, b = rng.normal(size=(3, 1)), rng.normal(size=(1, 1))
vW, vb, sW, sb = np.zeros((3, 1)), np.zeros((1, 1)), np.zeros((3, 1)), np.zeros((1, 1))
eta, lr_w, lr_b, mu = {"W": 0.05, "b": 0.2}, 0.05, 0.2, 0.9


def update(w, v, g, lr=0.05):
    v = 0.9 * v - lr * g
    return w + v, v


class Momentum:
    def __init__(self, lr):
        self.lr, self.v = lr, 0.0

    def step(self, w, g):
        self.v = 0.9 * self.v - self.lr * g
        return w + self.v


opt_w, opt_b, params, vel = Momentum(0.05), Momentum(0.2), [W, b], [vW, vb]
rates = lr_w, lr_b
for t in range(1, 6):
    out = np.tanh(X @ W + b)
    loss = np.mean((out - y) ** 2)
    dz = 2 * (out - y) / y.size * (1 - out**2)
    dW = X.T @ dz
    db = dz.sum(axis=0, keepdims=True)
"""

VELOCITY = ["vW = mu * vW - eta['W'] * dW", "vb = mu * vb - eta['b'] * db", "W = W + vW", "b = b + vb"]
AFTER = ["vW = mu * vW + dW", "vb = mu * vb + db", "W -= lr_w * vW", "b -= lr_b * vb"]
ABOVE = ["step_w = lr_w * dW", "step_b = 4 * lr_w * db", "W -= step_w", "b -= step_b"]
ADAM = [
    "vW = mu * vW + (1 - mu) * dW",
    "vb = mu * vb + (1 - mu) * db",
    "sW = 0.99 * sW + 0.01 * dW ** 2",
    "sb = 0.99 * sb + 0.01 * db ** 2",
    "W -= lr_w * vW / (np.sqrt(sW) + 1e-8)",
    "b -= lr_b * vb / (np.sqrt(sb) + 1e-8)",
]
CALLS = ["W, vW = update(W, vW, dW)", "b, vb = update(b, vb, db, lr=0.2)"]
OBJECTS = ["W = opt_w.step(W, dW)", "b = opt_b.step(b, db)"]
MEMBERS = [
    "vel = [mu * v - r * g for v, r, g in zip(vel, rates, [dW, db])]",
    "params = [p + v for p, v in zip(params, vel)]",
    "W, b = params",
]
LISTED = ["params = [p - r * g for p, r, g in zip(params, rates, [dW, db])]", "W, b = params"]

LAYERS = """\
import numpy as np

rng = np.random.default_rng(3)
X, Y = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
layers = [(rng.normal(size=(3, 4)), np.zeros(4)), (rng.normal(size=(4, 2)), np.zeros(2))]
rates = [0.2, 0.05]
for t in range(5):
    (W, b), (V, c) = layers
    h = np.tanh(X @ W + b)
    out = h @ V + c
    loss = np.mean((out - Y) ** 2)
    d = 2 * (out - Y) / Y.size
    dh = d @ V.T * (1 - h**2)
    grads = [(X.T @ dh, dh.sum(axis=0)), (h.T @ d, d.sum(axis=0))]
    layers = [(w - r * gw, a - r * ga) for (w, a), (gw, ga), r in zip(layers, grads, rates)]
"""
CLOSURE = ["advance([dW, 2 * dz.sum(axis=0, keepdims=True) / 2])"]
ADAM_IN_A_CLOSURE = """
def adam(params, b1=0.9, b2=0.99):
    m, v, t = [0 * p for p in params], [0 * p for p in params], 0

    def advance(grads):
        nonlocal t
        t += 1
        for i, (p, g) in enumerate(zip(params, grads)):
            m[i] = b1 * m[i] + (1 - b1) * g
            v[i] = b2 * v[i] + (1 - b2) * g * g
            p -= 0.01 * (m[i] / (1 - b1**t)) / (np.sqrt(v[i] / (1 - b2**t)) + 1e-8)

    return advance


advance = adam([W, b])
"""


def script(lines):
    """A small network whose steps are taken by some lines."""
    return START + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize("lines", first(3, [VELOCITY, CALLS, ADAM, AFTER, ABOVE, OBJECTS, MEMBERS, LISTED]))
def test_rates_of_their_own_are_right(lines):
    assert proofread(script(lines)).correct is True


@pytest.mark.ci
def test_layers_in_tuples_have_rates_of_their_own():
    assert proofread(LAYERS).correct is True
    assert [line.number for line in proofread(LAYERS.replace("a - r", "a + r")).wrong] == [15]


@pytest.mark.ci
def test_the_mean_of_a_closure_whose_gradients_have_no_name_is_no_scaled_gradient():
    assert proofread(script(CLOSURE).replace("for t in", ADAM_IN_A_CLOSURE + "for t in")).correct is True


@pytest.mark.parametrize(
    "case",
    first(
        1,
        [
            (VELOCITY, 1, "vb = mu * vb + eta['b'] * db"),
            (VELOCITY, 0, "vW = vW - eta['W'] * dW"),
            (AFTER, 1, "vb = vb + db"),
            (ABOVE, 1, "step_b = -4 * lr_w * db"),
            (ADAM, 3, "sb = 0.99 * sb + 0.01 * db"),
        ],
    ),
)
@pytest.mark.ci
def test_a_mistake_beside_them_is_named_with_its_fix(case):
    lines, at, wrong = case
    report = proofread(script([*lines[:at], wrong, *lines[at + 1 :]]))
    assert [line.source.strip() for line in report.wrong] == [wrong]
    assert lines[at] in [fix.edits[0][1] for fix in report.wrong[0].fixes]


AHEAD = """\
import numpy as np

rng = np.random.default_rng(3)
X, Y = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
W, b = rng.normal(size=(3, 2)), np.zeros(2)
vW, vb, mu, lr = np.zeros_like(W), np.zeros_like(b), 0.9, 0.1
for t in range(5):
    W = W + mu * vW
    b = b + mu * vb
    out = X @ W + b
    loss = np.mean((out - Y) ** 2)
    d = 2 * (out - Y) / Y.size
    dW = X.T @ d
    db = d.sum(axis=0)
    W = W - lr * dW
    b = b - lr * db
    vW = mu * vW - lr * dW
    vb = mu * vb - lr * db
"""


@pytest.mark.ci
def test_a_velocity_is_none_where_the_parameters_themselves_go_ahead():
    report = proofread(AHEAD)
    assert (report.correct, report.parameters) == (True, ("W", "b"))
    report = proofread(AHEAD.replace("X.T @ d", "X.T @ out"))
    assert [line.source.strip() for line in report.wrong] == ["dW = X.T @ out"]


def test_a_rate_that_only_one_step_lacks_is_no_rate_of_its_own():
    """The errors are clipped, so that the steps are no plain ones."""
    text = f"""{START.replace("2 * (out - y)", "np.clip(out - y, -0.3, 0.3)")}    W -= lr_w * dW
    b -= db
"""
    text = text.replace("np.mean((out - y) ** 2)", "HUBER")
    huber = "np.where(abs(out - y) < 0.3, 0.5 * (out - y) ** 2, 0.3 * abs(out - y) - 0.045).mean()"
    report = proofread(text.replace("HUBER", huber))
    assert [line.source for line in report.wrong] == ["b -= db"]
    assert report.wrong[0].fixes[0].edits[0][1].startswith("b -= db * ")


@pytest.mark.ci
def test_a_step_may_be_a_tenth_of_the_others():
    text = f"{START}    W -= lr_w * dW\n    b -= lr_w * 0.1 * db\n"
    assert proofread(text).correct is True
    report = proofread(text.replace("db = dz.sum(", "db = dz.mean("))
    assert [line.source.strip()[:12] for line in report.wrong] == ["db = dz.mean"]
