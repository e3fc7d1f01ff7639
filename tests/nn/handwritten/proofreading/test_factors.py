"""`proofread` on numbers in front of gradients: where one comes in, and what is part of the learning rate."""

import numpy as np
import pytest

from nn import proofread
from nn.handwritten.proofreading.multiples import multiple
from tests.nn.handwritten.proofreading.scripts import fixed, line_of

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

DROPOUT = """\
import numpy as np

rng = np.random.default_rng(4)

class Drop:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, x):
        self.mask = rng.random(x.shape) < self.keep
        return x * self.mask / self.keep

    def backward(self, up):
        return up * self.mask / self.keep

x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
w, v = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
drop = Drop(0.7)
for epoch in range(2):
    h = np.tanh(x @ w)
    kept = drop.forward(h)
    loss = 0.5 * np.sum((kept @ v - y) ** 2)
    dout = kept @ v - y
    dv = kept.T @ dout
    dz = drop.backward(dout @ v.T) * (1 - h ** 2)
    dw = x.T @ dz
    w -= 0.1 * dw
    v -= 0.1 * dv
"""
SCORES = """\
import numpy as np

rng = np.random.default_rng(8)
x, t = rng.normal(size=(4, 6)), rng.normal(size=(4, 6))
q, k, o = (rng.normal(size=(6, 6)) * 0.4 for _ in range(3))
for step in range(2):
    Q, K = x @ q, x @ k
    S = Q @ K.T / np.sqrt(6)
    E = np.exp(S - S.max(axis=1, keepdims=True))
    A = E / E.sum(axis=1, keepdims=True)
    H = A @ x
    loss = 0.5 * np.sum((H @ o - t) ** 2)
    dH = (H @ o - t) @ o.T
    do = H.T @ (H @ o - t)
    dA = dH @ x.T
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    dS = dS / np.sqrt(6)
    dq = x.T @ (dS @ K)
    dk = x.T @ (dS.T @ Q)
    q = q - 0.1 * dq
    k = k - 0.1 * dk
    o = o - 0.1 * do
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (DROPOUT, "return up * self.mask / self.keep", "return up * self.mask"),
        (DROPOUT, "dz = drop.backward(dout @ v.T) * (1 - h ** 2)", "dz = drop.backward(dout @ v.T) / 5 * (1 - h ** 2)"),
        (SCORES, "dS = dS / np.sqrt(6)", "dS = dS / 6"),
        (SCORES, "dA = dH @ x.T", "dA = dH @ x.T / len(x)"),
    ],
)
def test_the_line_that_brings_a_factor_in_is_the_wrong_one(script, right, wrong):
    assert proofread(script).correct is True
    report = proofread(script.replace(right, wrong))
    line = next(i for i, text in enumerate(script.splitlines(), 1) if text.strip() == right)
    assert [each.number for each in report.wrong] == [line], report


def test_a_factor_that_a_later_line_takes_off_is_a_convention():
    script = SCORES.replace("dH = (H @ o - t) @ o.T", "dH = 2 * (H @ o - t) @ o.T").replace(
        "/ np.sqrt(6)\n    dq", "/ 2 / np.sqrt(6)\n    dq"
    )
    assert proofread(script).correct is True


LINE = """\
import numpy as np

rng = np.random.default_rng(3)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
w, b = rng.normal(size=3), 0.1
for step in range(3):
    error = y - X @ w - b
    loss = np.mean(error ** 2)
    w += 2 * 0.02 * X.T @ error / len(y)
    b += 2 * 0.02 * np.mean(error)
"""


@pytest.mark.parametrize("rate", ["2 * 0.02", "0.04", "0.02 * 2", "0.5 * 2 * 0.04"])
def test_the_2_of_a_square_may_stand_in_front_of_the_rate(rate):
    assert proofread(LINE.replace("2 * 0.02", rate)).correct is (rate != "0.04")


DECAYED = """\
import numpy as np

rng = np.random.default_rng(9)
X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
W1, W2 = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
m, lam = len(X), 0.3

def act(z):
    return 1 / (1 + np.exp(-z))

for it in range(2):
    z1 = X @ W1
    a1 = act(z1)
    J = 0.5 * np.sum((a1 @ W2 - Y) ** 2) / m + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d2 = a1 @ W2 - Y
    d1 = (d2 @ W2.T) * act(z1) * (1 - act(z1))
    W1_grad = X.T @ d1 / m + lam * W1
    W2_grad = a1.T @ d2 / m + lam * W2
    W1 -= 0.2 * W1_grad
    W2 -= 0.2 * W2_grad
"""
EINSUM = """\
import numpy as np

rng = np.random.default_rng(2)
x, t, W = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 5)), rng.normal(size=(4, 5))
for it in range(2):
    loss = 0.5 * np.sum((x @ W - t) ** 2)
    W -= 0.1 * np.einsum("nij,nik->jk", x, x @ W - t)
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (DECAYED, "d1 = (d2 @ W2.T) * act(z1) * (1 - act(z1))", "d1 = (d2 @ W2.T) * act(z1)"),
        (DECAYED, "d1 = (d2 @ W2.T) * act(z1) * (1 - act(z1))", "d1 = (d2 @ W2.T) * z1 * (1 - z1)"),
        (EINSUM, "nij,nik->jk", "nij,njk->ik"),
    ],
)
def test_a_step_with_weight_decay_and_the_letters_of_an_einsum_are_put_right(script, right, wrong):
    assert proofread(script).correct is True
    made = script.replace(right, wrong)
    report = proofread(made)
    assert wrong in report.wrong[0].source
    assert proofread(fixed(made, report.wrong[0].fixes[0].edits)).correct is True


ADAM = """\
import numpy as np

rng = np.random.default_rng(1)
X, y, w = rng.normal(size=(6, 3)), rng.normal(size=6), rng.normal(size=3)
m, v = np.zeros(3), np.zeros(3)
for t in range(1, 4):
    error = X @ w - y
    loss = 0.5 * np.sum(error**2)
    g = X.T @ error
    m = 0.9 * m + 0.1 * g
    v = 0.99 * v + 0.01 * g**2
    w -= 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
"""
RMSPROP = """\
import numpy as np

rng = np.random.default_rng(1)
data = {"X": rng.normal(size=(6, 3)), "y": rng.normal(size=(6, 2))}
p, mean = {"W": rng.normal(size=(3, 2)), "b": np.zeros(2)}, {"W": 0.0, "b": 0.0}
for step in range(2):
    out = data["X"] @ p["W"] + p["b"]
    cost = np.mean((out - data["y"]) ** 2)
    d = 2 * (out - data["y"]) / out.size
    grads = {"W": data["X"].T @ d, "b": d.sum(axis=0)}
    for k in p:
        mean[k] = 0.9 * mean[k] + 0.1 * grads[k] ** 2
        p[k] = p[k] - 0.01 * grads[k] / np.sqrt(mean[k] + 1e-8)
"""


@pytest.mark.parametrize(
    ("script", "right", "wrong"), [(ADAM, "w -= 0.1", "w += 0.1"), (RMSPROP, "- 0.01 *", "+ 0.01 *")]
)
def test_a_first_step_of_an_optimiser_that_goes_up_is_wrong(script, right, wrong):
    assert proofread(script).correct is True
    report = proofread(script.replace(right, wrong))
    assert wrong in report.wrong[0].source
    assert right in report.wrong[0].fixes[0].edits[0][1]


NETWORK = """\
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
W1, b1 = rng.normal(size=(3, 4)) * 0.5, np.zeros(4)
W2, b2 = rng.normal(size=(4, 2)) * 0.5, np.zeros(2)
past = [np.zeros_like(p) for p in (W1, b1, W2, b2)]

def stepped(p, g, old):
    old[...] = 0.9 * old + 0.1 * g**2
    return p - 0.01 * g / np.sqrt(old + 1e-8)

for t in range(3):
    A1 = np.tanh(X @ W1 + b1)
    out = A1 @ W2 + b2
    loss = np.mean(np.sum((out - Y) ** 2, axis=1))
    d2 = 2 * (out - Y) / len(X)
    d1 = d2 @ W2.T * (1 - A1 ** 2)
    gs = [X.T @ d1, d1.sum(0), A1.T @ d2, d2.sum(0)]
"""
OPTIMISERS = {
    "adagrad": """\
    for p, g, h in zip([W1, b1, W2, b2], gs, past):
        h += g ** 2
        p -= 0.1 * g / (np.sqrt(h) + 1e-8)
""",
    "a function": """\
    W1, b1 = stepped(W1, gs[0], past[0]), stepped(b1, gs[1], past[1])
    W2, b2 = stepped(W2, gs[2], past[2]), stepped(b2, gs[3], past[3])
""",
    "clipped by the norm": """\
    total = np.sqrt(sum(np.sum(g * g) for g in gs))
    if total > 0.5:
        gs = [g * 0.5 / total for g in gs]
    for p, g in zip([W1, b1, W2, b2], gs):
        p -= 0.1 * g
""",
    "scaled by the norm": """\
    scale = min(1.0, 0.5 / np.sqrt(sum((g**2).sum() for g in gs)))
    W1 -= 0.1 * scale * gs[0]; b1 -= 0.1 * scale * gs[1]
    W2 -= 0.1 * scale * gs[2]; b2 -= 0.1 * scale * gs[3]
""",
    "two rates": """\
    W1 -= 0.1 * gs[0]; b1 -= 2 * 0.1 * gs[1]
    W2 -= 0.1 * gs[2]; b2 -= 2 * 0.1 * gs[3]
""",
}


@pytest.mark.ci
@pytest.mark.parametrize("name", OPTIMISERS)
def test_steps_of_an_optimiser_are_right_and_a_wrong_slope_before_them_is_named(name):
    script = NETWORK + OPTIMISERS[name]
    assert proofread(script).correct is True
    report = proofread(script.replace("(1 - A1 ** 2)", "(1 - A1)"))
    assert [line.name for line in report.wrong] == ["d1"], report
    assert "(1 - A1 ** 2)" in report.wrong[0].fixes[0].edits[0][1]


GRADIENTS_IN_TURN = """\
import numpy as np
rng = np.random.default_rng(0)
inside, outside, alpha = rng.normal(size=(6, 3)), rng.normal(size=(6, 3)), 0.05
for word, near in [(0, [1, 2, 4]), (3, [5, 1, 0])]:
    label = np.array([1.0, 0.0, 0.0])
    h = inside[word].copy()
    score = 1 / (1 + np.exp(-outside[near] @ h))
    loss = -np.sum(label * np.log(score) + (1 - label) * np.log(1 - score))
    g = (label - score) * alpha
    back = np.zeros(3)
    for gi, o in zip(g, near):
        back += gi * outside[o]
    for gi, o in zip(g, near):
        outside[o] += gi * h
    inside[word] += back
"""
MOMENTUM_BY_ENTRIES = """\
import numpy as np
rng = np.random.default_rng(0)
eta, mu = 0.4, 0.5
w, held = rng.normal(size=(3, 2)), np.zeros((3, 2))
for x, target in zip(rng.normal(size=(4, 3)), rng.normal(size=(4, 2))):
    out = x @ w
    loss = 0.5 * np.sum((target - out) ** 2)
    delta = target - out
    for j in range(3):
        for k in range(2):
            held[j, k] = eta * delta[k] * x[j] + mu * held[j, k]
    w += held
"""


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        (GRADIENTS_IN_TURN, "back += gi * outside[o]", "back = gi * outside[o]"),
        (MOMENTUM_BY_ENTRIES, "eta * delta[k] * x[j]", "eta * delta[k] * x[k]"),
    ],
    ids=["an entry of a gradient", "a momentum that is filled"],
)
def test_a_number_of_a_loop_is_no_rate_and_zeros_to_fill_are_no_data(script, right, wrong):
    report = proofread(script)
    assert report.correct is True, report
    assert proofread(script.replace(right, wrong)).correct is False


RATE_IN_DELTA = """\
import numpy as np
rng = np.random.default_rng(0)
X, y, W, lr = rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), rng.normal(size=(3, 2)), 0.05
for i in range(3):
    out = X @ W
    loss = 0.5 * np.sum((out - y) ** 2)
    delta = lr * (y - out)
    W += X.T @ delta
"""


def test_a_rate_may_be_a_factor_of_delta():
    assert proofread(RATE_IN_DELTA).correct is True
    report = proofread(RATE_IN_DELTA.replace("y - out", "y + out"))
    assert report.wrong[0].fixes[0].edits == ((7, "delta = lr * (y - out)"),)
    assert proofread(RATE_IN_DELTA.replace("W += X", "W += lr * X")).correct is False


MASKED = """\
import numpy as np
rng = np.random.default_rng(0)
x, y = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
Wq, Wk, Wv = rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
q, k, v = x @ Wq, x @ Wk, x @ Wv
scores = q @ k.T * 2**-0.5
masked = np.where(np.tril(np.ones((4, 4))) == 0, -np.inf, scores)
powers = np.exp(masked - masked.max(axis=1, keepdims=True))
weights = powers / powers.sum(axis=1, keepdims=True)
out = weights @ v
loss = 0.5 * np.sum((out - y) ** 2)
dout = out - y
dv = weights.T @ dout
dweights = dout @ v.T
dscores = weights * (dweights - (dweights * weights).sum(axis=1, keepdims=True)) * 2**-0.5
dq, dk = dscores @ k, dscores.T @ q
dWq, dWk, dWv = x.T @ dq, x.T @ dk, x.T @ dv
"""


def test_a_mask_of_minus_infinity_is_read():
    assert proofread(MASKED).correct is True
    report = proofread(MASKED.replace("dv = weights.T @ dout", "dv = weights @ dout"))
    assert [line.source for line in report.wrong] == ["dv = weights @ dout"]


HALVED = """\
import numpy as np

rng = np.random.default_rng(6)
x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
w, b, v = rng.normal(size=(3, 4)), np.zeros(4), rng.normal(size=(4, 2))
for epoch in range(2):
    h = np.tanh(x @ w + b)
    loss = np.sum((h @ v - y) ** 2) / 5
    dv = h.T @ ((h @ v - y) / 5)
    da = ((h @ v - y) / 5) @ v.T * (1 - h ** 2)
    dw = x.T @ da
    db = da.sum(axis=0)
    w -= 0.1 * dw
    b -= 0.1 * db
    v -= 0.1 * dv
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("@ v.T * (1 - h ** 2)", "@ v.T * (1 - h)"),
        ("w -= 0.1 * dw", "w += 0.1 * dw"),
    ],
)
def test_a_mistake_beside_the_2_that_a_script_leaves_out_of_all_gradients_is_the_line_that_is_named(right, wrong):
    text = HALVED.replace(right, wrong)
    report = proofread(text)
    assert [each.number for each in report.wrong] == [line_of(wrong, text)]
    assert any("0.5 times" in each for each in report.remarks)
    assert proofread(fixed(text, report.wrong[0].fixes[0].edits)).factor == pytest.approx(0.5)


BLOCKS = """\
import numpy as np

r = np.random.RandomState(9)
x, y, n, lam = r.randn(7, 3), r.randn(7), 7, 0.3

class Tanh:
    def __init__(self):
        self.w, self.b = r.randn(3, 3) * 0.4, r.randn(3) * 0.1

    def go(self, u):
        self.u, self.out = u, np.tanh(u @ self.w + self.b)
        return self.out

    def back(self, g):
        g = g * (1 - self.out ** 2)
        self.gw, self.gb = self.u.T @ g, g.sum(axis=0)
        return g @ self.w.T

    def move(self, lr):
        self.w -= lr * self.gw
        self.b -= lr * self.gb

blocks, head, LR = [Tanh(), Tanh()], r.randn(3), 0.05
for sweep in range(3):
    u = x
    for block in blocks:
        u = block.go(u)
    e = u @ head - y
    loss = (e ** 2).mean() / 2
    g_e = e / n
    g_head = u.T @ g_e
    g = g_e[:, None] * head
    for block in blocks[::-1]:
        g = block.back(g)
    head -= LR * g_head
    for block in blocks:
        block.move(LR)
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("g_e = e / n", "g_e = e"),
        ("self.b -= lr * self.gb", "self.b -= self.gb"),
        ("head -= LR * g_head", "head -= LR * lam * g_head"),
    ],
)
def test_a_rate_that_is_handed_to_each_block_is_a_rate(right, wrong):
    """The rate that block.move(LR) is given does not change, and is no momentum: the steps are plain ones."""
    assert proofread(BLOCKS).correct
    report = proofread(BLOCKS.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong]


LOOPED = """\
import numpy as np
r = np.random.RandomState(5)
x, t = r.randn(6, 3), np.array([0, 2, 1, 1, 0, 2])
P = {"w": r.randn(3, 4) * 0.4, "v": r.randn(4, 3) * 0.4}
for step in range(3):
    h = np.tanh(x @ P["w"])
    p = np.exp(h @ P["v"])
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(6), t]).sum() / len(t)
    d = (p - np.eye(3)[t]) / len(t)
    D = {"v": h.T @ d, "w": x.T @ (d @ P["v"].T * (1 - h ** 2))}
    for key in P:
        P[key] = P[key] - 0.1 * D[key]
"""


def test_a_line_that_takes_all_steps_only_hands_on_what_all_gradients_have():
    assert proofread(LOOPED).correct
    wrong = "d = p - np.eye(3)[t]"
    report = proofread(LOOPED.replace("d = (p - np.eye(3)[t]) / len(t)", wrong))
    assert [line.source for line in report.wrong] == [wrong]


TWICE = """\
import numpy as np

rng = np.random.default_rng(0)
inputs, targets = rng.normal(size=(5, 2)), rng.normal(size=(5, 1))
W1, W2 = rng.normal(size=(2, 3)), rng.normal(size=(3, 1))
N = len(inputs)
for step in range(100):
    hidden = np.tanh(inputs @ W1)
    loss = 0.5 * np.sum((hidden @ W2 - targets) ** 2) / N
    error = (hidden @ W2 - targets) / N
    dW2 = hidden.T @ error
    dhidden = error @ W2.T * (1 - hidden**2)
    dW1 = inputs.T @ dhidden / N
    W2 -= 0.1 * dW2
    W1 -= 0.1 * dW1
"""
WHILE = TWICE.replace("for step in range(100):", "step = 0\nwhile step < 100:") + "    step += 1\n"


@pytest.mark.parametrize("script", [TWICE, WHILE])
def test_no_fix_divides_by_what_counts_the_turns_of_training_or_takes_back_what_a_simpler_one_leaves_out(script):
    report = proofread(script, at=1)  # there step is 1
    assert [[text.strip() for _, text in fix.edits] for line in report.wrong for fix in line.fixes] == [
        ["dW1 = inputs.T @ dhidden"]
    ]


OUTPUTS = """\
import numpy as np

def squash(z, slope=False):
    return z * (1 - z) if slope else 1 / (1 + np.exp(-z))

r = np.random.RandomState(1)
X, y = r.rand(6, 3), np.array([[1, 0, 0, 1, 0, 1]]).T
syn0, syn1, bias = 2 * r.rand(3, 4) - 1, 2 * r.rand(4, 1) - 1, 0.0
# objective: 0.5 * np.sum((y - out) ** 2)
for turn in range(4):
    hid = squash(X @ syn0)
    out = squash(hid @ syn1 + bias)
    miss = y - out
    delta = miss * squash(out, True)
    back = delta @ syn1.T * squash(hid, True)
    syn1 += 0.7 * hid.T @ delta
    syn0 += 0.7 * X.T @ back
    bias += 0.7 * np.sum(delta)
"""


def test_a_bias_that_is_one_number_says_nothing_of_a_factor_of_all():
    """Whatever it moves by is a multiple of its gradient."""
    objective = "0.5 * np.sum((y - out) ** 2)"
    assert proofread(OUTPUTS, objective=objective).correct is True
    text = OUTPUTS.replace("miss * squash(out, True)", "miss")
    (line,) = proofread(text, objective=objective).wrong
    assert line.source == "delta = miss"
    assert line.note.endswith(", and −∂L/∂(hid @ syn1) is needed")
    assert proofread(fixed(text, line.fixes[0].edits), objective=objective).correct is True


COLUMNS = """\
import numpy as np

rng = np.random.default_rng(31)
m = 9
X, Y = rng.normal(size=(3, m)), rng.normal(size=(1, m))
W, b = rng.normal(size=(1, 3)), np.zeros((1, 1))
vW, vb = np.zeros_like(W), np.zeros_like(b)
for epoch in range(5):
    out = W @ X + b
    loss = 0.5 * np.sum((out - Y) ** 2) / m
    d = (out - Y) / m
    dW = d @ X.T
    db = d.sum(axis=1, keepdims=True)
    vW = 0.8 * vW + dW
    vb = 0.8 * vb + db
    W -= 0.05 * vW
    b -= 0.05 * vb
"""
ROOTED = COLUMNS.replace("0.8 * vW + dW", "0.8 * vW + 0.2 * dW ** 2").replace(
    "0.8 * vb + db", "0.8 * vb + 0.2 * db ** 2"
)
ROOTED = ROOTED.replace("0.05 * vW", "0.05 * dW / np.sqrt(vW)").replace("0.05 * vb", "0.05 * db / np.sqrt(vb)")


@pytest.mark.parametrize(("text", "wrong"), [(COLUMNS, "d = out - Y"), (ROOTED, "d = (out - Y) / 3")])
def test_a_count_that_all_gradients_lack_is_named_beside_the_memory_of_an_optimiser(text, wrong):
    """The samples are columns. One count may stand in the place of another, too."""
    text = text.replace("X, Y = rng.normal(size=(3, m))", "n = 3\n    X, Y = rng.normal(size=(3, m))")
    text = text.replace("n = 3\n    X", "n = 3\nX")
    assert proofread(text).correct is True
    report = proofread(text.replace("d = (out - Y) / m", wrong))
    assert (report.correct, [line.source for line in report.wrong]) == (False, [wrong])
    assert report.wrong[0].verdict == "scaled"


OWN_PENALTY = """\
import numpy as np

rng = np.random.default_rng(32)
k, lam = 2.5, 0.3
X, y = rng.normal(size=(7, 3)), rng.gamma(2.0, size=(7, 1))
A, c = rng.normal(size=(3, 1)), np.zeros((1, 1))
for step in range(4):
    s = X @ A + c
    mu = np.exp(s)
    g_mu = k * (mu - y) / mu ** 2 / len(y)
    g_s = g_mu * mu
    g_A = X.T @ g_s + lam * A
    A = A - 0.05 * g_A
    c = c - 0.05 * g_s.sum(axis=0, keepdims=True)
"""


def test_a_factor_of_the_objective_that_all_but_its_penalty_lack_was_forgotten_where_it_comes_in():
    objective = "np.mean(k * np.log(mu) + k * y / mu) + 0.5 * lam * np.sum(A ** 2)"
    assert proofread(OWN_PENALTY, objective=objective).correct is True
    report = proofread(OWN_PENALTY.replace("g_mu = k * (mu - y)", "g_mu = (mu - y)"), objective=objective)
    assert [line.source for line in report.wrong] == ["g_mu = (mu - y) / mu ** 2 / len(y)"]
    assert " k" in report.wrong[0].fixes[0].edits[0][1]


TAKEN_OUT = """\
import numpy as np

rng = np.random.default_rng(33)
m, lam = 6, 0.2
X, Y = rng.normal(size=(3, m)), rng.normal(size=(2, m))
params = {"W1": rng.normal(size=(4, 3)), "W2": rng.normal(size=(2, 4)), "b2": np.zeros((2, 1))}
for epoch in range(3):
    cache = {"A0": X, "A1": np.tanh(params["W1"] @ X)}
    out = params["W2"] @ cache["A1"] + params["b2"]
    cost = 0.5 * np.sum((out - Y) ** 2) / m + 0.5 * lam / m * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    dZ = out - Y
    grads = {"db2": dZ.sum(axis=1, keepdims=True) / m}
    for l in (2, 1):
        A = cache["A" + str(l - 1)]
        W = params["W" + str(l)]
        grads["dW" + str(l)] = np.dot(dZ, A.T) / m + lam / m * W
        dZ = np.dot(W.T, dZ) * (1 - A ** 2) if l == 2 else dZ
    for l in (1, 2):
        params["W" + str(l)] -= 0.1 * grads["dW" + str(l)]
    params["b2"] -= 0.1 * grads["db2"]
"""


def test_a_line_that_only_takes_an_array_out_is_not_where_a_factor_of_its_use_is_missing():
    wrong = 'grads["dW" + str(l)] = np.dot(dZ, A.T) + lam / m * W'
    report = proofread(TAKEN_OUT.replace('grads["dW" + str(l)] = np.dot(dZ, A.T) / m + lam / m * W', wrong))
    assert [line.source for line in report.wrong] == [wrong]
    assert "/ m + lam / m * W" in report.wrong[0].fixes[0].edits[0][1]


def test_numbers_that_are_rounded_are_a_multiple_and_those_that_only_come_near_are_none():
    right = np.random.default_rng(3).normal(size=6)
    assert multiple(np.round(2 * right, 5), right) == pytest.approx(2.0, rel=1e-4)
    assert multiple(2 * right + 1e-6 * np.arange(6), right) is None
    assert multiple(2 * right + 1e-14, right) == pytest.approx(2.0)
