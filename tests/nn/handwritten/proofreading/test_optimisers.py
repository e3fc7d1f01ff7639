"""Mistakes inside an optimiser: its memory is read over several passes, and a rule of one's own is no mistake."""

import numpy as np
import pytest

import nn
from engine import Value
from nn import proofread
from nn.handwritten.proofreading import rules
from tests.examples import first

ROOT = rules.rooted(1e-3)[:1]

START = """\
import numpy as np

rng = np.random.default_rng(3)
X = rng.normal(size=(6, 4))
y = rng.normal(size=(6, 2))
W = rng.normal(size=(4, 2))
b = np.zeros(2)
m = {"W": np.zeros_like(W), "b": np.zeros_like(b)}
v = {"W": np.zeros_like(W), "b": np.zeros_like(b)}
beta1, beta2, eps, lr, decay = 0.9, 0.99, 1e-8, 0.05, 0.1
for t in range(1, 6):
    pred = X @ W + b
    loss = ((pred - y) ** 2).mean()
    d = 2 * (pred - y) / pred.size
    grads = {"W": X.T @ d, "b": d.sum(axis=0)}
    for k, p in (("W", W), ("b", b)):
"""
ADAM = [
    "m[k] = beta1 * m[k] + (1 - beta1) * grads[k]",
    "v[k] = beta2 * v[k] + (1 - beta2) * grads[k] ** 2",
    "m_hat = m[k] / (1 - beta1 ** t)",
    "v_hat = v[k] / (1 - beta2 ** t)",
    "p -= lr * m_hat / (np.sqrt(v_hat) + eps)",
]
IN_ONE = [*ADAM[:2], "p -= lr * (m[k] / (1 - beta1 ** t)) / (np.sqrt(v[k] / (1 - beta2 ** t)) + eps)"]
MOMENTUM = ["m[k] = beta1 * m[k] + grads[k]", "p -= lr * m[k]"]
DAMPED = ["m[k] = beta1 * m[k] + (1 - beta1) * grads[k]", "p -= lr * m[k]"]
VELOCITY = ["m[k] = beta1 * m[k] - lr * grads[k]", "p += m[k]"]
NESTEROV = ["m[k] = beta1 * m[k] + grads[k]", "p -= lr * (grads[k] + beta1 * m[k])"]
RMSPROP = ["v[k] = beta2 * v[k] + (1 - beta2) * grads[k] ** 2", "p -= lr * grads[k] / np.sqrt(v[k] + eps)"]
ADAGRAD = ["v[k] += grads[k] ** 2", "p -= lr * grads[k] / (np.sqrt(v[k]) + eps)"]
UNCORRECTED = [*ADAM[:2], "p -= lr * m[k] / (np.sqrt(v[k]) + eps)"]
AMSGRAD = [*ADAM[:1], "v[k] = np.maximum(v[k], beta2 * v[k] + (1 - beta2) * grads[k] ** 2)", *UNCORRECTED[2:]]
DECOUPLED = [*ADAM[:4], "p -= lr * (m_hat / (np.sqrt(v_hat) + eps) + decay * p)"]
SLOWER = [*ADAM[:4], "p -= lr / (1 + decay * t) * m_hat / (np.sqrt(v_hat) + eps)"]
SLOWER_VELOCITY = ["m[k] = beta1 * m[k] - lr / (1 + decay * t) * grads[k]", "p += m[k]"]


def script(lines):
    """A regression with an optimiser."""
    return START + "".join(f"        {line}\n" for line in lines)


WRONG = [
    (ADAM, 0, "m[k] = beta1 * v[k] + (1 - beta1) * grads[k]", "Adam"),
    (ADAM, 0, "m[k] = (1 - beta1) * m[k] + beta1 * grads[k]", "Adam"),
    (ADAM, 1, "v[k] = beta2 * v[k] + (1 - beta1) * grads[k] ** 2", "Adam"),
    (ADAM, 1, "v[k] = beta2 * v[k] + (1 - beta2) * np.abs(grads[k])", "Adam"),
    (ADAM, 1, "v[k] = beta1 * v[k] + (1 - beta1) * grads[k] ** 2", "Adam"),
    (ADAM, 2, "m_hat = m[k] / (1 - beta1)", "Adam"),
    (ADAM, 2, "m_hat = m[k] / (1 - beta1 * t)", "Adam"),
    (ADAM, 3, "v_hat = v[k]", "Adam"),
    (ADAM, 2, "m_hat = m[k] / (1 - beta2 ** t)", "Adam"),
    (ADAM, 3, "v_hat = v[k] / (1 - beta1 ** t)", "Adam"),
    (ADAM, 4, "p -= lr * m_hat / (v_hat + eps)", "Adam"),
    (ADAM, 4, "p -= lr * grads[k] / (np.sqrt(v_hat) + eps)", "Adam"),
    (IN_ONE, 2, "p -= lr * (m[k] / (1 - beta1 ** t)) / (np.sqrt(v[k]) + eps)", "Adam"),
    (IN_ONE, 2, "p -= lr * m[k] / (np.sqrt(v[k] / (1 - beta2 ** t)) + eps)", "Adam"),
    (ADAM, 0, "m[k] = beta1 * m[k] + (1 - beta2) * grads[k]", "Adam"),
    (ADAM, 1, "v[k] = (1 - beta2) * grads[k] ** 2", "Adam"),
    (ADAM, 3, "v_hat = v[k] / (1 - beta2) ** t", "Adam"),
    (DECOUPLED, 3, "v_hat = v[k] / (1 - beta2) ** t", "Adam"),
    (DECOUPLED, 0, "m[k] = beta1 * m[k] + (1 - beta2) * grads[k]", "Adam"),
    (MOMENTUM, 0, "m[k] = m[k] + grads[k]", "momentum"),
    (VELOCITY, 0, "m[k] = m[k] - lr * grads[k]", "momentum"),
    (RMSPROP, 0, "v[k] = beta2 * v[k] + (1 - beta1) * grads[k] ** 2", "RMSprop"),
    (RMSPROP, 0, "v[k] = beta2 * v[k] + grads[k] ** 2", "RMSprop"),
    (ADAGRAD, 0, "v[k] += np.abs(grads[k])", "Adagrad"),
]


@pytest.mark.parametrize("case", first(3, WRONG, 12))
def test_a_mistake_in_the_memory_is_named_with_its_fix(case):
    lines, at, wrong, rule = case
    report = proofread(script([*lines[:at], wrong, *lines[at + 1 :]]))
    number = START.count("\n") + 1 + at
    assert [line.number for line in report.wrong] == [number]
    assert report.wrong[0].note.endswith(f"are those of {rule}")
    assert ((number, lines[at]),) in [fix.edits for fix in report.wrong[0].fixes]
    assert all(fix.error < 1e-9 for fix in report.wrong[0].fixes)


@pytest.mark.parametrize(
    "lines",
    first(
        3,
        [
            ADAM,
            IN_ONE,
            SLOWER_VELOCITY,
            DECOUPLED,
            MOMENTUM,
            DAMPED,
            VELOCITY,
            NESTEROV,
            RMSPROP,
            ADAGRAD,
            UNCORRECTED,
            AMSGRAD,
            SLOWER,
        ],
    ),
)
def test_known_rules_and_rules_of_ones_own_are_right(lines):
    assert proofread(script(lines)).correct is True


@pytest.mark.ci
@pytest.mark.parametrize("at", [1, 2])
def test_a_fix_is_shown_where_the_next_passes_are_misread(at):
    right = script(ADAM).replace("(W, ", "(P[0], ").replace('"W", W', '"W", P[0]').replace('"b", b', '"b", P[1]')
    right = right.replace("m = {", "P = [W, b]\nm = {").replace("X @ W + b", "X @ P[0] + P[1]")
    report = proofread(right.replace("X.T @ d", "X.T @ pred"))
    assert [line.source.strip() for line in report.wrong] == ['grads = {"W": X.T @ pred, "b": d.sum(axis=0)}']
    assert "X.T @ d" in report.wrong[0].fixes[0].edits[0][1]
    assert proofread(right, at=at).correct is not False


def test_a_wrong_gradient_is_named_and_the_optimiser_is_read_with_the_right_one():
    wrong = script([*ADAM[:3], "v_hat = v[k] / (1 - beta1 ** t)", ADAM[4]]).replace("2 * (pred - y)", "2 * (pred + y)")
    report = proofread(wrong)
    sources = [line.source.strip() for line in report.wrong]
    assert sources == ["d = 2 * (pred + y) / pred.size", "v_hat = v[k] / (1 - beta1 ** t)"]


@pytest.mark.parametrize(
    ("move", "given", "optimizer"),
    [
        (rules.momentum, (0.9,), lambda w: nn.SGD([w], lr=1.0, momentum=0.9)),
        (rules.nesterov, (0.9,), lambda w: nn.SGD([w], lr=1.0, momentum=0.9, nesterov=True)),
        (rules.adagrad, ROOT, lambda w: nn.Adagrad([w], lr=1.0, eps=1e-3)),
        (rules.rmsprop, (0.9, *ROOT), lambda w: nn.RMSprop([w], lr=1.0, alpha=0.9, eps=1e-3)),
        (rules.adam, (0.9, 0.99, *ROOT), lambda w: nn.Adam([w], lr=1.0, betas=(0.9, 0.99), eps=1e-3)),
    ],
)
def test_the_rules_are_those_of_the_optimisers(move, given, optimizer):
    w = Value(0.0)
    steps = optimizer(w)
    gradients = [0.5, -2.0, 0.125, 1.0]
    for g, moved in zip(gradients, move([np.array([g]) for g in gradients], *given), strict=True):
        before, w.grad = w.data, g
        steps.step()
        assert before - w.data == pytest.approx(moved.item(), rel=1e-12)


IN_A_LOOP = """\
import numpy as np

rng = np.random.default_rng(3)
X, y = rng.normal(size=(6, 4)), rng.normal(size=(6, 2))
P = [rng.normal(size=(4, 2)), np.zeros(2)]
S, R = [np.zeros_like(p) for p in P], [np.zeros_like(p) for p in P]
b1, b2, eps, lr = 0.9, 0.99, 1e-8, 0.05
for t in range(1, 6):
    d = 2 * (X @ P[0] + P[1] - y) / y.size
    loss = ((X @ P[0] + P[1] - y) ** 2).mean()
    dW, db = X.T @ d, d.sum(axis=0)
    for p, g, s, r in zip(P, [dW, db], S, R):
        s *= b1
        s += (1 - b1) * g
        r *= b2
        r += (1 - b2) * g * g
        p -= lr * (s / (1 - b1 ** t)) / (np.sqrt(r / (1 - b2 ** t)) + eps)
"""


@pytest.mark.ci
def test_a_memory_may_be_the_members_of_a_list():
    assert proofread(IN_A_LOOP).correct is True
    report = proofread(IN_A_LOOP.replace("(1 - b2) * g * g", "(1 - b2) * g"))
    assert [line.source for line in report.wrong] == ["r += (1 - b2) * g"]
    report = proofread(IN_A_LOOP.replace("np.sqrt(r / (1 - b2 ** t))", "np.sqrt(r)"))
    assert [line.source for line in report.wrong] == ["p -= lr * (s / (1 - b1 ** t)) / (np.sqrt(r) + eps)"]


OF_NUMBERS = """
import numpy as np
t, y = np.array([0.0, 0.5, 1.2, 2.0]), np.array([2.0, 1.1, 0.9, 0.3])
sig = np.array([0.1, 0.2, 0.1, 0.3])
size, fade, base = 1.5, 0.8, 0.1
eta = dict(size=1e-3, fade=4e-3, base=1e-3)
v_size = v_fade = v_base = 0.0
for step in range(5):
    fall = np.exp(-fade * t)
    pull = (size * fall + base - y) / sig
    loss = 0.5 * np.sum(pull**2)
    g = pull / sig
    d_size = np.sum(g * fall)
    d_fade = -np.sum(g * size * fall * t)
    d_base = np.sum(g)
    v_size = 0.8 * v_size - eta["size"] * d_size
    v_fade = 0.8 * v_fade - eta["fade"] * d_fade
    v_base = 0.8 * v_base - eta["base"] * d_base
    size += v_size
    fade += v_fade
    base += v_base
"""
"""Each parameter is a number that has a rate and a velocity of its own."""


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("g = pull / sig", "g = pull"),
        ("v_fade = 0.8 * v_fade - eta['fade'] * d_fade", "v_fade = 0.8 * v_size - eta['fade'] * d_fade"),
    ],
)
def test_numbers_with_rates_of_their_own_keep_to_a_rule(line, wrong):
    text = OF_NUMBERS.replace('"', "'")
    number = text.split("\n").index(f"    {line}") + 1
    assert proofread(text).correct
    report = proofread(text.replace(line, wrong))
    assert [each.number for each in report.wrong] == [number]
    assert ((number, line),) in [fix.edits for fix in report.wrong[0].fixes]


HANDED = """\
import numpy as np

rng = np.random.default_rng(6)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)


class Line:
    def __init__(self):
        self.p = {"w": rng.normal(size=3), "b": np.zeros(1)}
        self.m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.p.items()}
        self.t = 0

    def forward(self, x):
        self.x = np.where(x > 0, x, 0.1 * x)
        return self.x @ self.p["w"] + self.p["b"]

    def step(self, g, lr=0.02, b1=0.9, b2=0.99):
        self.t += 1
        for k in self.p:
            self.m[k] = b1 * self.m[k] + (1 - b1) * g[k]
            self.v[k] = b2 * self.v[k] + (1 - b2) * g[k] ** 2
            mh = self.m[k] / (1 - b1 ** self.t)
            vh = self.v[k] / (1 - b2 ** self.t)
            self.p[k] -= lr * mh / (np.sqrt(vh) + 1e-8)


line = Line()
for turn in range(6):
    line.forward(X)
    miss = line.forward(X) - y
    loss = 0.5 * np.mean(miss ** 2)
    grads = {"w": line.x.T @ miss / 6, "b": np.array([miss.mean()])}
    line.step(grads)
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("self.m[k] = b1 * self.m[k] + (1 - b1) * g[k]", "self.m[k] = b1 * self.m[k] + g[k]"),
        ("vh = self.v[k] / (1 - b2 ** self.t)", "vh = self.v[k] / (1 - b1 ** self.t)"),
    ],
)
def test_the_memory_of_an_optimiser_is_read_below_a_call_that_is_handed_the_data(right, wrong):
    """A sum in the place of a mean is that of the same rule with ten times the rate, a number that is not there."""
    assert proofread(HANDED).correct is True
    report = proofread(HANDED.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong]
    assert report.wrong[0].fixes[0].edits[0][1] == right
