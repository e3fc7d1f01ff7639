"""`proofread` on signs: which of the lines that another sign would put right is the wrong one."""

import pytest

from nn import proofread
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import fixed, line_of

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

LAYERS = """\
import numpy as np

rng = np.random.default_rng(6)
data, goal = rng.normal(size=(4, 6)), rng.normal(size=(2, 6))
U, V = rng.normal(size=(3, 4)), rng.normal(size=(2, 3))
c, d = rng.normal(size=(3, 1)), rng.normal(size=(2, 1))
for turn in range(3):
    hidden = np.tanh(U @ data + c)
    out = V @ hidden + d
    loss = 0.5 * np.sum((out - goal) ** 2)
    delta_o = out - goal
    delta_h = (V.T @ delta_o) * (1 - hidden**2)
    V -= 0.05 * delta_o @ hidden.T
    d -= 0.05 * delta_o.sum(axis=1, keepdims=True)
    U -= 0.05 * delta_h @ data.T
    c -= 0.05 * delta_h.sum(axis=1, keepdims=True)
"""
SUMS = """\
import numpy as np

rng = np.random.default_rng(8)
texts, marks = rng.normal(size=(4, 5, 3)), rng.normal(size=4)
K, v = rng.normal(size=(3, 2)), rng.normal(size=2)
for epoch in range(2):
    seen = np.tanh(texts @ K)
    loss = 0.5 * np.sum((seen.sum(axis=1) @ v - marks) ** 2)
    gap = seen.sum(axis=1) @ v - marks
    dv = seen.sum(axis=1).T @ gap
    dK = np.zeros_like(K)
    dseen = np.ones((4, 5, 1)) * gap[:, None, None] * v
    dpre = dseen * (1 - seen**2)
    for n in range(4):
        dK += texts[n].T @ dpre[n]
    K -= 0.1 * dK
    v -= 0.1 * dv
"""
CLASSES = """\
import numpy as np

rng = np.random.default_rng(12)
rows, kinds = rng.normal(size=(6, 3)), np.array([0, 2, 1, 1, 0, 2])
A, o = rng.normal(size=(3, 3)), rng.normal(size=3)
for step in range(4):
    scores = rows @ A + o
    counts = np.exp(scores)
    parts = counts / counts.sum(axis=1, keepdims=True)
    logparts = np.log(parts)
    loss = -logparts[range(6), kinds].mean()
    dlogparts = np.zeros_like(logparts)
    dlogparts[range(6), kinds] = -1 / 6
    dscores = dlogparts - parts * dlogparts.sum(axis=1, keepdims=True)
    for p, g in zip([A, o], [rows.T @ dscores, dscores.sum(axis=0)]):
        p -= 0.5 * g
"""
CHAIN = """\
import numpy as np

rng = np.random.default_rng(14)
row, kind = rng.normal(size=3), 1
A, o = rng.normal(size=(3, 4)), rng.normal(size=4)
for step in range(3):
    counts = np.exp(row @ A + o)
    out = counts / counts.sum()
    loss = -np.log(out[kind])
    back = np.zeros(4)
    back[kind] = -1 / out[kind]
    back_s = (np.diag(out) - np.outer(out, out)) @ back
    A -= 0.5 * np.outer(row, back_s)
    o -= 0.5 * back_s
"""
EDITS = {
    "two steps that go up, and their sisters that go down": (
        LAYERS,
        ("U -= 0.05 * delta_h", "U += 0.05 * delta_h"),
        ("c -= 0.05 * delta_h", "c += 0.05 * delta_h"),
    ),
    "a wrong operator and a step that goes up": (
        LAYERS,
        ("delta_o = out - goal", "delta_o = out + goal"),
        ("V -= 0.05", "V += 0.05"),
    ),
    "a slope without what comes into it, and a sum with a minus": (
        SUMS,
        ("dpre = dseen * (1 - seen**2)", "dpre = 1 - seen**2"),
        ("dK += texts", "dK -= texts"),
    ),
}


def _lines(script, *edits):
    """The script with wrong lines, and their numbers."""
    numbers = {line_of(right, script) for right, _ in edits}
    for right, wrong in edits:
        script = script.replace(right, wrong)
    return script, numbers


@pytest.mark.parametrize("name", first(0, list(EDITS), 5))
def test_a_minus_in_an_earlier_line_is_not_the_fix_of_lines_that_have_the_wrong_sign_themselves(name):
    script, *edits = EDITS[name]
    text, numbers = _lines(script, *edits)
    report = proofread(text)
    assert {line.number for line in report.wrong} == numbers
    for line in report.wrong:
        text = fixed(text, line.fixes[0].edits)
    assert proofread(text).correct


def test_one_wrong_sign_in_an_earlier_line_is_named_there():
    text, numbers = _lines(LAYERS, ("* (1 - hidden**2)", "* (hidden**2 - 1)"))
    assert {line.number for line in proofread(text).wrong} == numbers


def test_where_all_arrays_have_the_wrong_sign_the_first_is_wrong_and_not_the_step():
    text, numbers = _lines(CLASSES, ("= -1 / 6", "= 1 / 6"))
    report = proofread(text)
    assert {line.number for line in report.wrong} == numbers
    assert proofread(fixed(text, report.wrong[0].fixes[0].edits)).correct


def test_a_step_that_goes_up_is_named_where_the_arrays_are_right():
    text, numbers = _lines(CLASSES, ("p -= 0.5 * g", "p += 0.5 * g"))
    assert {line.number for line in proofread(text).wrong} == numbers


@pytest.mark.parametrize(
    ("script", "edit"),
    [
        (CHAIN, ("= -1 / out", "= 1 / out")),
        (SUMS.replace("dK += ", "dK = dK + "), ("dK = dK + ", "dK = dK - ")),
    ],
)
def test_a_line_that_hands_on_the_sign_of_all_it_reads_is_not_the_wrong_one(script, edit):
    text, numbers = _lines(script, edit)
    report = proofread(text)
    assert [line.number for line in report.wrong] == [*numbers]
    assert proofread(fixed(text, report.wrong[0].fixes[0].edits)).correct


GAIN = """\
import numpy as np

rng = np.random.default_rng(2)
X, A = rng.normal(size=(5, 3)), np.array([0, 2, 1, 0, 1])
gain = rng.normal(size=5)
W, b = rng.normal(size=(3, 3)), rng.normal(size=3)
for episode in range(2):
    z = X @ W + b
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    J = np.sum(gain * np.log(p[np.arange(5), A]))
    dz = (np.eye(3)[A] - p) * gain[:, None]
    dW = X.T @ dz
    db = dz.sum(axis=0)
    W += 0.1 * dW
    b += 0.1 * db
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [("np.eye(3)[A] - p", "p - np.eye(3)[A]"), ("dW = X.T", "dW = -X.T"), ("b += 0.1", "b -= 0.1")],
)
def test_a_sum_of_logarithms_of_probabilities_is_meant_to_grow(right, wrong):
    assert proofread(GAIN).correct is True
    report = proofread(GAIN.replace(right, wrong))
    assert [line.number for line in report.wrong] == [line_of(right, GAIN)], report


def test_the_sign_of_a_likelihood_may_stand_in_any_line():
    turned = GAIN.replace("np.eye(3)[A] - p", "p - np.eye(3)[A]")
    assert proofread(turned.replace("+= 0.1", "-= 0.1")).correct is True
    assert proofread(turned.replace("+= 0.1", "-= 0.1").replace("J = np", "loss = -np")).correct is True
    assert proofread(GAIN.replace("+= 0.1", "-= 0.1")).correct is False


def test_a_divergence_goes_down_although_it_is_a_sum_of_logarithms():
    divergence = GAIN.replace("J = np.sum(gain * np.log(p[np.arange(5), A]))", "C = np.sum(q * np.log(q / p))")
    script = divergence.replace("dz = (np.eye(3)[A] - p) * gain[:, None]", "dz = q - p")
    script = script.replace("gain = rng.normal(size=5)", "q = rng.dirichlet(np.ones(3), size=5)")
    assert proofread(script).correct is True
    assert proofread(script.replace("b += 0.1", "b -= 0.1")).wrong[0].source == "b -= 0.1 * db"


def test_what_has_a_minus_in_front_and_is_taken_off_is_meant_to_fall():
    falling = GAIN.replace("J = np", "surrogate = -np").replace("+= 0.1", "-= 0.1")
    turned = falling.replace("np.eye(3)[A] - p", "p - np.eye(3)[A]")
    assert proofread(turned).correct is True
    assert proofread(falling).correct is False


RETURNED = """\
import numpy as np

rng = np.random.default_rng(4)
X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
w = {"slope": rng.normal(size=3), "shift": rng.normal(size=1)}

def squares(residual):
    return 0.5 * np.sum(residual**2)

seen = []
for turn in range(3):
    r = X @ w["slope"] + w["shift"] - y
    seen.append(squares(r))
    d = {"slope": X.T @ r, "shift": r.sum(keepdims=True)}
    w = {k: w[k] - 0.05 * d[k] for k in w}
"""


@pytest.mark.parametrize("name", ["mse", "half_cost", "sse", "loss_of"])
def test_what_a_function_returns_is_called_as_the_function_and_no_return_that_is_meant_to_grow(name):
    script = RETURNED.replace("squares", name)
    assert proofread(script).correct is True
    assert proofread(script.replace("w[k] - 0.05", "w[k] + 0.05")).wrong[0].number == line_of("w[k] - 0.05", script)


VELOCITIES = """\
import numpy as np

rng = np.random.default_rng(4)
X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
coef, bias, vel_w, vel_b = rng.normal(size=3), 0.1, np.zeros(3), 0.0
for turn in range(3):
    r = X @ coef + bias - y
    loss = 0.5 * np.sum(r**2)
    g_w = X.T @ r
    g_b = r.sum()
    vel_w = 0.8 * vel_w - 0.05 * g_w
    vel_b = 0.8 * vel_b - 0.05 * g_b
    coef = coef + vel_w
    bias = bias + vel_b
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("vel_w - 0.05", "vel_w + 0.05"), ("vel_b - 0.05", "vel_b + 0.05"), ("coef + vel_w", "coef - vel_w")],
)
def test_of_a_step_and_its_velocity_the_line_unlike_that_of_the_other_parameter_has_the_wrong_sign(right, wrong):
    assert proofread(VELOCITIES).correct is True
    report = proofread(VELOCITIES.replace(right, wrong))
    assert [line.number for line in report.wrong] == [line_of(right, VELOCITIES)]


METRIC = """\
import numpy as np

class Twins:
    def __init__(self):
        rng = np.random.default_rng(2)
        self.W, self.c = 0.6 * rng.normal(size=(3, 2)), np.zeros((1, 2))
        self.v = {"W": np.zeros((3, 2)), "c": np.zeros((1, 2))}

    def apart(self, a, b, same):
        self.a, self.b, self.same = a, b, same
        self.ea, self.eb = np.tanh(a @ self.W + self.c), np.tanh(b @ self.W + self.c)
        self.diff = self.ea - self.eb
        self.dist = np.sqrt(np.sum(self.diff ** 2, axis=1) + 1e-9)
        self.gap = np.maximum(0, 1.5 - self.dist)
        return 0.5 * np.mean(same * self.dist ** 2 + (1 - same) * self.gap ** 2)

    def back(self):
        n = len(self.same)
        d_dist = self.same * self.dist - (1 - self.same) * self.gap
        d_dist = d_dist / n
        d_ea = (d_dist / self.dist)[:, None] * self.diff
        d_za = d_ea * (1 - self.ea ** 2)
        d_zb = -d_ea * (1 - self.eb ** 2)
        return {"W": self.a.T @ d_za + self.b.T @ d_zb, "c": (d_za + d_zb).sum(axis=0, keepdims=True)}

    def move(self, grads):
        for k, g in grads.items():
            self.v[k] = 0.9 * self.v[k] - 0.1 * g
            setattr(self, k, getattr(self, k) + self.v[k])

rng = np.random.default_rng(3)
a, b, same = rng.normal(size=(8, 3)), rng.normal(size=(8, 3)), np.array([1.0, 0, 1, 0, 1, 0, 1, 0])
net = Twins()
seen = []
for turn in range(4):
    seen.append(net.apart(a, b, same))
    net.move(net.back())
"""


def test_a_loss_that_a_function_returns_is_no_return_to_be_ascended():
    assert proofread(METRIC).correct is True
    wrong = "d_ea = d_dist[:, None] * self.diff"
    report = proofread(METRIC.replace("d_ea = (d_dist / self.dist)[:, None] * self.diff", wrong))
    assert report.wrong[0].fixes, report
    assert "-(" not in report.wrong[0].fixes[0].edits[0][1]  # the distance may be taken in at an earlier line, too


def test_a_function_that_is_called_a_log_posterior_returns_what_is_ascended():
    uphill = METRIC.replace("def apart", "def log_posterior").replace("net.apart", "net.log_posterior")
    uphill = uphill.replace("return 0.5 * np.mean", "return -0.5 * np.mean").replace(
        "0.9 * self.v[k] - 0.1", "0.9 * self.v[k] + 0.1"
    )
    right = "d_dist = self.same * self.dist - (1 - self.same) * self.gap"
    uphill = uphill.replace(
        right, right.replace("self.same * self.dist", "-self.same * self.dist").replace("- (1", "+ (1")
    )
    assert proofread(uphill).correct is True


SUMMED = """\
import numpy as np

rng = np.random.default_rng(17)
X, y, w = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3)
for turn in range(4):
    total = 0.0
    dw = np.zeros(3)
    for i in range(6):
        miss = X[i] @ w - y[i]
        total += miss * miss / 2
        dw += miss * X[i]
    w = w - 0.1 * dw / 6
"""


@pytest.mark.parametrize("objective", ["total / 6", "loss"])
def test_what_is_called_a_loss_or_adds_up_squares_is_not_meant_to_grow(objective):
    text = SUMMED.replace("total", "loss").replace("dw / 6", "dw") if objective == "loss" else SUMMED
    assert proofread(text, objective=objective).correct is True
    report = proofread(text.replace("w = w - ", "w = w + "), objective=objective)
    assert [line.source[:12] for line in report.wrong] == ["w = w + 0.1 "]
