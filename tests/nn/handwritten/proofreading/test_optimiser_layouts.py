"""Optimisers as people lay them out: memories of one line, entry by entry, in dicts, lists and classes."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import BENCHMARKS, assert_named_and_put_right

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

MEMORIES_OF_ONE_LINE = """\
import numpy as np

rng = np.random.default_rng(4)
X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 1))
K = rng.normal(size=(3, 4))
V = rng.normal(size=(4, 1))

def learn(K, V):
    old_K = old_V = 0
    for step in range(4):
        h = np.tanh(X @ K)
        err = h @ V - y
        cost = 0.5 * np.sum(err ** 2) / 5
        V_grad = h.T @ err / 5
        K_grad = X.T @ (err @ V.T * (1 - h ** 2)) / 5
        old_K = 0.8 * old_K - 0.1 * K_grad
        old_V = 0.8 * old_V - 0.1 * V_grad
        K = K + old_K
        V = V + old_V
    return K, V

K, V = learn(K, V)
"""

ENTRY_BY_ENTRY = """\
import numpy as np

rng = np.random.default_rng(4)
X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
K, c = rng.normal(size=(3, 2)), np.zeros(2)
first, second = np.zeros((3, 2)), np.zeros(2)
for step in range(4):
    out = X @ K + c
    loss = 0.5 * np.sum((out - y) ** 2)
    toK, toc = np.zeros((3, 2)), np.zeros(2)
    for n in range(5):
        for j in range(2):
            e = out[n, j] - y[n, j]
            toc[j] += e
            for i in range(3):
                toK[i, j] += e * X[n, i]
    for p, g, s in zip((K, c), (toK, toc), (first, second)):
        for at in np.ndindex(p.shape):
            s[at] = 0.9 * s[at] + 0.1 * g[at] ** 2
            p[at] -= 0.05 * g[at] / (np.sqrt(s[at]) + 1e-7)
"""


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (MEMORIES_OF_ONE_LINE, "V_grad = h.T @ err / 5", "V_grad = h.T @ y / 5"),
        (MEMORIES_OF_ONE_LINE, "* (1 - h ** 2)", "* h * (1 - h)"),
        (ENTRY_BY_ENTRY, "toK[i, j] += e * X[n, i]", "toK[i, j] = e * X[n, i]"),
        (ENTRY_BY_ENTRY, "toc[j] += e", "toc[j] += e * out[n, j]"),
    ],
)
def test_gradients_are_found_by_what_they_move(script, right, wrong):
    """They have no name that says so: an array that is filled is one array, and zeros to be filled are none."""
    assert proofread(script).correct is True
    assert_named_and_put_right(script, right, wrong)


@pytest.mark.parametrize("letter", "wubW")
def test_g_and_a_letter_is_a_gradient(letter):
    """The gradient gw2 of w2 is told by its name where its numbers are wrong."""
    names = {"toK": f"g{letter}1", "K": f"{letter}1"}
    script = ENTRY_BY_ENTRY
    for old, new in names.items():
        script = script.replace(old, new)
    text = script.replace(f"g{letter}1[i, j] += e", f"g{letter}1[i, j] += y[n, j]")
    assert [line.name for line in proofread(text).wrong] == [f"g{letter}1[i, j]"]


SCHEDULED = """\
import numpy as np

class Optimizer:
    def __init__(self, net, rate, b1=0.9, b2=0.99):
        self.net, self.rate, self.b1, self.b2, self.t = net, rate, b1, b2, 0
        self.first = {key: np.zeros_like(p) for key, p in net.items()}
        self.second = {key: np.zeros_like(p) for key, p in net.items()}

    def step(self, grads):
        self.t += 1
        for key in self.net:
            g = grads[key]
            self.first[key] = self.b1 * self.first[key] + (1 - self.b1) * g
            self.second[key] = self.b2 * self.second[key] + (1 - self.b2) * g * g
            up = self.first[key] / (1 - self.b1 ** self.t)
            down = np.sqrt(self.second[key] / (1 - self.b2 ** self.t)) + 1e-8
            self.net[key] -= self.rate * up / down

rng = np.random.default_rng(5)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
net = {"W": rng.normal(size=(3, 2)), "b": np.zeros(2)}
optimizer = Optimizer(net, 0.1)
for epoch in range(8):
    error = X @ net["W"] + net["b"] - y
    loss = 0.5 * np.sum(error ** 2) / 6 + 0.01 * np.sum(net["W"] ** 2)
    optimizer.step({"W": X.T @ error / 6 + 0.02 * net["W"], "b": error.sum(axis=0) / 6})
    optimizer.rate = 0.1 / (1 + 0.2 * epoch)
"""
NESTEROV = """\
import numpy as np

rng = np.random.default_rng(5)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
params = [rng.normal(size=(3, 2)), np.zeros(2)]
velocity = [np.zeros_like(p) for p in params]
for epoch in range(8):
    lr, mu = 0.1 * 0.9 ** epoch, 0.8
    error = X @ params[0] + params[1] - y
    loss = 0.5 * np.sum(error ** 2) / 6
    grads = [X.T @ error / 6, error.sum(axis=0) / 6]
    for i in range(2):
        before = velocity[i].copy()
        velocity[i] = mu * velocity[i] - lr * grads[i]
        params[i] += (1 + mu) * velocity[i] - mu * before
"""


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (SCHEDULED, "up = self.first[key] / (1 - self.b1 ** self.t)", "up = self.first[key] / (1 - self.b2 ** self.t)"),
        (SCHEDULED, "(1 - self.b2) * g * g", "(1 - self.b1) * g * g"),
        (NESTEROV, "(1 + mu) * velocity[i] - mu * before", "(1 + mu) * velocity[i] + mu * before"),
        (
            NESTEROV.replace("(1 + mu) * velocity[i] - mu * before", "-mu * before + (1 + mu) * velocity[i]"),
            "-mu",
            "mu",
        ),
        (NESTEROV, "mu * velocity[i] - lr", "velocity[i] - lr"),
    ],
)
def test_the_rate_of_a_known_rule_may_change(script, right, wrong):
    """In each pass it is a number that is called a rate, in front of the step or of what comes into the memory."""
    assert proofread(script).correct is True
    assert_named_and_put_right(script, right, wrong)


MOMENTUM = """\
import numpy as np

# objective: 0.5 * ((goal - out) ** 2).sum()
rng = np.random.default_rng(5)
X, goal = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
K, V = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
last_K, last_V = np.zeros_like(K), np.zeros_like(V)
eta, mu = 0.07, 0.8
for epoch in range(8):
    h = np.tanh(X @ K)
    out = np.tanh(h @ V)
    delta_out = (goal - out) * (1 - out ** 2)
    delta_h = (delta_out @ V.T) * (1 - h ** 2)
    last_V = mu * last_V + eta * h.T @ delta_out
    last_K = mu * last_K + eta * X.T @ delta_h
    V += last_V
    K += last_K
"""


@pytest.mark.parametrize("wrong", ["delta_out = goal - out", "delta_out = (goal - out) * out * (1 - out)"])
def test_the_next_pass_of_a_momentum_does_not_speak_against_a_fix(wrong):
    """What the memory holds then is no gradient of that pass."""
    objective = MOMENTUM.splitlines()[2].partition(": ")[2]
    assert proofread(MOMENTUM, objective=objective).correct is True
    report = proofread(MOMENTUM.replace("delta_out = (goal - out) * (1 - out ** 2)", wrong), objective=objective)
    assert [line.source.strip() for line in report.wrong] == [wrong]


DAMPED = """\
import numpy as np

def cost_of(theta, X, y):
    W, b = theta
    error = X @ W + b - y
    cost = 0.5 * np.sum(error ** 2) / 6 + 0.05 * np.sum(W ** 2)
    delta = error / 6
    return cost, (X.T @ delta + 0.1 * W, delta.sum(axis=0))

def rate_of(step):
    return 0.2 if step < 3 else 0.1

rng = np.random.default_rng(5)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
theta = [rng.normal(size=(3, 2)), np.zeros(2)]
means = [np.zeros_like(p) for p in theta]
for step in range(8):
    cost, slopes = cost_of(theta, X, y)
    for i, g in enumerate(slopes):
        means[i] = 0.7 * means[i] + 0.3 * g
    theta = [p - rate_of(step) * v for p, v in zip(theta, means)]
"""


def test_what_goes_into_a_mean_is_the_gradient_of_the_loss_once():
    """Six times the share of the data beside the penalty as it is: not the penalty lacks a factor."""
    assert proofread(DAMPED).correct is True
    assert_named_and_put_right(DAMPED, "delta = error / 6", "delta = error")


def test_the_rate_beside_a_memory_is_no_penalty_that_is_called_like_one():
    """Of two numbers that are called like a rate, the one in the line that makes the step is it."""
    script = MOMENTUM.replace("eta, mu = 0.07, 0.8", "eta, mu, alpha = 0.07, 0.8, 0.1")
    script = script.replace(
        "    delta_h =", "    loss = 0.5 * ((goal - out) ** 2).sum() + 0.5 * alpha * (V ** 2).sum()\n    delta_h ="
    )
    script = script.replace("eta * h.T @ delta_out", "eta * (h.T @ delta_out - alpha * V)")
    assert proofread(script).correct is True
    assert_named_and_put_right(script, "last_V = mu * last_V", "last_V = mu * V")


def test_passes_of_different_lengths_say_nothing_of_a_rule():
    """A right script, whose gradients are added up in as many turns as a sentence has words."""
    script = BENCHMARKS / "proofreading" / "more" / "scripts" / "sentence_rnn_adagrad.py"
    right = "\n".join(line.partition("#!")[0] for line in script.read_text(encoding="utf-8").splitlines())
    assert proofread(right).correct is True


PLAIN_NAMES = """\
from numpy import array, ones, sqrt, zeros, sum as total

X = array([[0.5, -1.0], [1.5, 0.3], [-0.7, 0.8], [0.2, 1.1]])
y = array([1.0, 0.2, -0.4, 0.9])
w, kept = ones(2), zeros(2)
rho = 0.8


def cost(w):
    out = X @ w
    value = total((out - y) ** 2) / 2 + 0.15 * total(w[1:] ** 2)
    return value, out


for step in range(6):
    value, out = cost(w)
    g = X.T @ (out - y)
    g[1:] += 0.3 * w[1:]
    {memory}
    {step}
"""
WITH_MOMENTUM = "kept = rho * kept + g", "w = w - 0.1 * kept"
BY_ROOTS = "kept = rho * kept + (1 - rho) * g ** 2", "w = w - 0.1 * g / (sqrt(kept) + 1e-08)"


@pytest.mark.parametrize(
    ("lines", "at", "wrong"),
    [
        (WITH_MOMENTUM, 0, "kept = rho * g"),
        (WITH_MOMENTUM, 0, "kept = rho * kept - g"),
        (WITH_MOMENTUM, 1, "w = w - 0.1 * g"),
        (WITH_MOMENTUM, 1, "w = w + 0.1 * kept"),
        (BY_ROOTS, 0, "kept = (1 - rho) * g ** 2"),
        (BY_ROOTS, 1, "w = w - 0.1 * g / (kept + 1e-08)"),
    ],
)
def test_a_memory_that_is_lost_turned_or_read_by_no_line_is_named(lines, at, wrong):
    memory, step = (wrong if i == at else line for i, line in enumerate(lines))
    report = proofread(PLAIN_NAMES.format(memory=memory, step=step))
    assert [line.source for line in report.wrong] == [wrong]
    assert lines[at] in [text for fix in report.wrong[0].fixes for _, text in fix.edits]


@pytest.mark.parametrize("lines", [WITH_MOMENTUM, BY_ROOTS, ("kept = 0.5 * g", "w = w - kept")])
def test_a_right_memory_beside_a_loss_that_its_function_names_is_right(lines):
    assert proofread(PLAIN_NAMES.format(memory=lines[0], step=lines[1])).correct


VELOCITIES = """\
import numpy as np

rng = np.random.default_rng(6)
X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))


class Dense:
    def __init__(self, n):
        self.w, self.b = rng.normal(size=(n, 2)), np.zeros(2)
        self.vw, self.vb = np.zeros((n, 2)), np.zeros(2)

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, d):
        self.dw = self.x.T @ d
        self.db = d.sum(0)
        return d @ self.w.T

    def update(self, lr, mom):
        self.vw = mom * self.vw - lr * self.dw
        self.vb = mom * self.vb - lr * self.db
        self.w = self.w + self.vw
        self.b = self.b + self.vb


class Square:
    def forward(self, out, t):
        self.off = out - t
        return 0.5 * np.sum(self.off ** 2, axis=1).mean()

    def backward(self):
        return self.off / len(self.off)


one, layer, head = Dense(3), Dense(2), Square()
for it in range(4):
    loss = head.forward(layer.forward(one.forward(X)), y)
    one.backward(layer.backward(head.backward()))
    for each in (one, layer):
        each.update(0.1, 0.9)
"""


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("self.vw = mom * self.vw - lr * self.dw", "self.vw = mom * self.vw + lr * self.dw"),
        ("self.w = self.w + self.vw", "self.w = self.w - self.vw"),
    ],
)
def test_of_two_lines_that_could_make_up_for_each_other_the_one_without_a_parallel_is_named(line, wrong):
    assert proofread(VELOCITIES).correct
    report = proofread(VELOCITIES.replace(line, wrong))
    assert [each.source for each in report.wrong] == [wrong]
    assert line in [text for fix in report.wrong[0].fixes for _, text in fix.edits]


@pytest.mark.slow
def test_a_mean_that_is_forgotten_before_a_momentum_is_no_choice_of_the_rate():
    report = proofread(VELOCITIES.replace("return self.off / len(self.off)", "return self.off"))
    assert report.correct is False
    assert report.wrong[0].fixes


MADE_ABOVE = """\
import numpy as np

rng = np.random.default_rng(17)
x, y = rng.normal(size=(8, 2)), rng.normal(size=(8, 1))
P = [rng.normal(size=(2, 1)), rng.normal(size=(1, 1))]
mom, sec = [0 * p for p in P], [0 * p for p in P]
for t in range(1, 5):
    off = x @ P[0] + P[1] - y
    loss = np.mean(off ** 2)
    g = [2 * x.T @ off / 8, 2 * off.sum(0, keepdims=True) / 8]
    for i in range(2):
        mom[i] = 0.9 * mom[i] + 0.1 * g[i]
        sec[i] = 0.999 * sec[i] + 0.001 * g[i] ** 2
        step = mom[i] / (1 - 0.9 ** t) / (np.sqrt(sec[i] / (1 - 0.999 ** t)) + 1e-8)
        P[i] -= 0.05 * step
"""


def test_a_step_that_a_line_above_makes_of_memories_is_no_plain_one():
    report = proofread(MADE_ABOVE)
    assert report.correct is True, report


MEMBERS = """\
import numpy as np

rng = np.random.default_rng(3)
X, Y = rng.normal(size=(6, 4)), rng.normal(size=(6, 2))
W, b, V = rng.normal(size=(4, 5)), 0.1 * rng.normal(size=5), rng.normal(size=(5, 2))
params = [W, b, V]
kept = [0 * p for p in params]
mW, mb, mV = kept
for step in range(6):
    h = np.tanh(X @ W + b)
    out = h @ V
    loss = 0.5 * np.sum((out - Y) ** 2)
    dout = out - Y
    da = dout @ V.T * (1 - h ** 2)
    grads = [X.T @ da, da.sum(axis=0), h.T @ dout]
"""
NAMED, LISTED = "zip(params, grads, kept)", "zip([W, b, V], grads, [mW, mb, mV])"


@pytest.mark.parametrize(
    ("loop", "lines"),
    [
        (f"for p, g, v in {NAMED}:", ["v[:] = 0.9 * v - 0.02 * g", "p += v"]),
        (f"for p, g, v in {LISTED}:", ["v *= 0.9", "v -= 0.02 * g", "p += v"]),
        (f"for i, (p, g, v) in enumerate({NAMED}):", ["v = 0.9 * v - 0.02 * g", "p += v", "kept[i] = v"]),
    ],
    ids=["filled", "changed", "put back"],
)
def test_a_velocity_with_the_rate_in_it_is_right_as_a_member_of_a_loop(loop, lines):
    report = proofread("\n        ".join([f"{MEMBERS}    {loop}", *lines]))
    assert report.correct is True, report


@pytest.mark.parametrize(
    ("through", "line", "step", "back", "rule"),
    [
        (NAMED, "v = 0.9 * v - 0.02 * g", "p += v", "v[:] = 0.9 * v - 0.02 * g", "momentum"),
        (LISTED, "v = 0.9 * v + g", "p -= 0.02 * v", "v[:] = 0.9 * v + g", "momentum"),
        (LISTED, "v = g ** 2", "p -= 0.1 * g / (np.sqrt(v) + 1e-7)", "v += g ** 2", "Adagrad"),
    ],
    ids=["with the rate", "without it", "of squares"],
)
def test_a_memory_of_which_a_loop_only_changes_the_name_is_none(through, line, step, back, rule):
    """The array that the next pass reads is the old one: these are steps without a momentum, or of another size."""
    script = f"{MEMBERS}    for p, g, v in {through}:\n        {line}\n        {step}\n"
    (wrong,) = proofread(script).wrong
    assert wrong.source == line
    assert [text for _, text in wrong.fixes[0].edits] == [back]
    assert "the next pass starts with the old one" in wrong.note
    assert wrong.note.endswith(f"those of {rule}")
    right = script.replace(line, back)
    assert proofread(right).correct is True


AHEAD = """\
import numpy as np

rng = np.random.default_rng(3)
inputs = np.c_[rng.normal(size=(7, 3)), np.ones(7)]
goal = rng.normal(size=(7, 2))
theta = rng.normal(size=(4, 2)) * 0.5
velocity = np.zeros_like(theta)
lr, gamma, decay = 0.1, 0.8, 0.03
for epoch in range(5):
    ahead = theta + gamma * velocity
    residual = inputs @ ahead - goal
    loss = np.mean(residual ** 2) + decay * np.sum(ahead[:3] ** 2)
    grad = 2 * inputs.T @ residual / residual.size
    grad[:3] += 2 * decay * ahead[:3]
    velocity = gamma * velocity - lr * grad
    theta = theta + velocity
"""
IN_PLACE = AHEAD.replace("ahead = theta +", "theta +=").replace("ahead", "theta")
IN_PLACE = IN_PLACE.replace("    velocity = gamma", "    theta -= gamma * velocity\n    velocity = gamma")
AHEAD_IN_DICTS = (
    AHEAD.replace("ahead = theta +", 'p["theta"] = theta[0] +')
    .replace("ahead", 'p["theta"]')
    .replace("theta = rng.normal(size=(4, 2)) * 0.5", "theta, p = [rng.normal(size=(4, 2)) * 0.5], {}")
    .replace("zeros_like(theta)", "zeros_like(theta[0])")
    .replace("    theta = theta + velocity", "    for w, v in zip(theta, [velocity]):\n        w += v")
)


@pytest.mark.parametrize(
    "script",
    [
        AHEAD,
        AHEAD.replace("theta + ", "theta - ").replace("- lr * grad", "+ lr * grad").replace("theta + v", "theta - v"),
        AHEAD.replace("- lr * grad", "- grad")
        .replace("+ velocity", "+ lr * velocity")
        .replace("+ gamma", "+ lr * gamma"),
        AHEAD.replace("velocity = gamma * velocity -", "velocity *= gamma\n    velocity -="),
        IN_PLACE,
        AHEAD_IN_DICTS,
    ],
)
def test_a_velocity_is_no_parameter_although_the_loss_is_computed_ahead_with_it(script):
    """Nesterov's loss depends on the velocity, which moves as well: it is the memory of the step all the same."""
    report = proofread(script)
    assert report.correct is True, report
    assert "step of velocity" not in str(report)
    assert_named_and_put_right(script, "grad[:3] += 2 * decay *", "grad[:3] += decay *")


IN_LISTS = """\
import numpy as np

rng = np.random.default_rng(6)
X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
weights = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))]
biases = [np.zeros(4), np.zeros(2)]
vel_w, vel_b = [np.zeros(w.shape) for w in weights], [np.zeros(b.shape) for b in biases]
for epoch in range(4):
    h = np.tanh(X @ weights[0] + biases[0])
    out = h @ weights[1] + biases[1]
    loss = np.sum((out - Y) ** 2) / 12
    grads_w, grads_b = [None, None], [None, None]
    delta = (out - Y) / 6
    grads_w[1] = h.T @ delta
    grads_b[1] = delta.sum(axis=0)
    delta = delta @ weights[1].T * (1 - h ** 2)
    grads_w[0] = X.T @ delta
    grads_b[0] = delta.sum(axis=0)
    vel_w = [0.9 * v - 0.1 * g for v, g in zip(vel_w, grads_w)]
    vel_b = [0.9 * v - 0.1 * g for v, g in zip(vel_b, grads_b)]
    weights = [w + v for w, v in zip(weights, vel_w)]
    biases = [b + v for b, v in zip(biases, vel_b)]
"""


def test_the_sign_of_velocities_in_a_list_is_named_before_those_of_all_gradients():
    right = "vel_b = [0.9 * v - 0.1 * g for v, g in zip(vel_b, grads_b)]"
    assert proofread(IN_LISTS).correct is True
    assert_named_and_put_right(IN_LISTS, right, right.replace("v - 0.1", "v + 0.1"))


WITH_MEMORIES = """\
import numpy as np

rng = np.random.default_rng(51)
X, y = rng.normal(size=(6, 3)), rng.uniform(0.1, 0.9, size=(6, 1))
syn0, syn1, syn2 = rng.normal(size=(3, 5)), rng.normal(size=(5, 4)), rng.normal(size=(4, 1))
bias1, bias2 = np.zeros((1, 4)), np.zeros((1, 1))
mom0, mom1, mom2 = 0 * syn0, 0 * syn1, 0 * syn2
for j in range(5):
    l1 = np.tanh(X @ syn0)
    l2 = np.tanh(l1 @ syn1 + bias1)
    l3 = 1 / (1 + np.exp(-(l2 @ syn2 + bias2)))
    miss = y - l3
    d3 = miss * l3 * (1 - l3)
    d2 = d3 @ syn2.T * (1 - l2 ** 2)
    d1 = d2 @ syn1.T * (1 - l1 ** 2)
    syn2_up = l2.T @ d3
    syn1_up = l1.T @ d2
    syn0_up = X.T @ d1
    mom2 = 0.8 * mom2 + syn2_up
    mom1 = 0.8 * mom1 + syn1_up
    mom0 = 0.8 * mom0 + syn0_up
    syn2 += 0.3 * mom2
    syn1 += 0.3 * mom1
    syn0 += 0.3 * mom0
    bias2 += 0.3 * d3.sum(axis=0, keepdims=True)
    bias1 += 0.3 * d2.sum(axis=0, keepdims=True)
"""
HALF = "0.5 * np.sum((y - l3) ** 2)"


@pytest.mark.ci
def test_a_gradient_that_does_not_fit_its_memory_is_named_and_not_the_line_that_stops():
    assert proofread(WITH_MEMORIES, objective=HALF).correct is True
    report = proofread(WITH_MEMORIES.replace("syn1_up = l1.T @ d2", "syn1_up = l2.T @ d2"), objective=HALF)
    assert [line.source for line in report.wrong] == ["syn1_up = l2.T @ d2"], report
    assert report.wrong[0].fixes[0].edits[0][1] == "syn1_up = l1.T @ d2"


@pytest.mark.ci
def test_where_all_memories_go_up_the_line_with_the_wrong_sign_is_named():
    """In the second pass the step of a memory is no multiple of its gradient, with the right sign as with the wrong."""
    report = proofread(WITH_MEMORIES.replace("miss = y - l3", "miss = l3 - y"), objective=HALF)
    assert [line.fixes[0].edits[0][1] for line in report.wrong] == ["miss = y - l3"], report


LAYERED = """\
import numpy as np

class Linear:
    def __init__(self, n, k, rng):
        self.params = [0.6 * rng.normal(size=(n, k)), np.zeros(k)]
        self.grads = [np.zeros((n, k)), np.zeros(k)]

    def forward(self, x):
        self.x = x
        return x @ self.params[0] + self.params[1]

    def backward(self, d):
        self.grads[0] = self.x.T @ d
        self.grads[1] = d.sum(axis=0)
        return d @ self.params[0].T

class Tanh:
    def __init__(self):
        self.params, self.grads = [], []

    def forward(self, x):
        self.out = np.tanh(x)
        return self.out

    def backward(self, d):
        return d * (1 - self.out ** 2)

rng = np.random.default_rng(52)
X, y = rng.normal(size=(8, 4)), rng.normal(size=(8, 2))
layers = [Linear(4, 5, rng), Tanh(), Linear(5, 2, rng)]
speed = [[np.zeros_like(p) for p in layer.params] for layer in layers]
for epoch in range(4):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = 0.5 * np.sum((out - y) ** 2)
    d = out - y
    for layer in reversed(layers):
        d = layer.backward(d)
    for layer, vs in zip(layers, speed):
        for k in range(len(layer.params)):
            vs[k] = 0.7 * vs[k] - 0.1 * layer.grads[k]
            layer.params[k] += 0.7 * vs[k] - 0.1 * layer.grads[k]
"""


@pytest.mark.ci
def test_layers_in_the_wrong_order_before_nesterov_are_named():
    """The first step is 0.1 (1 + 0.7) times the gradient: of a script that stops before it, that is not known."""
    assert proofread(LAYERED).correct is True
    report = proofread(LAYERED.replace("in reversed(layers)", "in layers"))
    assert [line.source for line in report.wrong] == ["for layer in layers:"], report
    assert report.wrong[0].fixes, report
