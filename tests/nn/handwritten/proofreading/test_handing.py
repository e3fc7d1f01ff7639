"""`proofread` on lines that compute nothing: loops that go another way, and arrays handed on between functions."""

import pytest

from nn import proofread
from nn.handwritten.proofreading.running import Script
from nn.handwritten.proofreading.source import load
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import BENCHMARKS, assert_named_and_put_right, fixed

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

RECURRENT = """\
import numpy as np
rng = np.random.default_rng(3)
xs, ys = rng.normal(size=(4, 2)), rng.normal(size=(4, 3))
Wx, Wh = rng.normal(size=(2, 3)), rng.normal(size=(3, 3)) * 0.5

def step(x, h, Wx, Wh):
    new = np.tanh(x @ Wx + h @ Wh)
    return new, (x, h, new)

def step_back(dnew, saved, Wh):
    x, h, new = saved
    da = dnew * (1 - new**2)
    dWx, dWh = np.outer(x, da), np.outer(h, da)
    dh = Wh @ da
    return dh, dWx, dWh

for epoch in range(2):
    h, hs, tape, loss = np.zeros(3), [], [], 0.0
    for x, y in zip(xs, ys):
        h, saved = step(x, h, Wx, Wh)
        hs.append(h)
        tape.append(saved)
        loss += 0.5 * np.sum((h - y) ** 2)
    dWx, dWh, dh = np.zeros((2, 3)), np.zeros((3, 3)), np.zeros(3)
    for t in range(3, -1, -1):
        dh, gx, gh = step_back(hs[t] - ys[t] + dh, tape[t], Wh)
        dWx += gx
        dWh += gh
    Wx -= 0.1 * dWx
    Wh -= 0.1 * dWh
"""
OBJECTS = """\
import numpy as np
rng = np.random.default_rng(3)
X, Y = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))

class Dense:
    def __init__(self, rows, columns):
        self.W = rng.normal(size=(rows, columns))
    def forward(self, x):
        self.x = x
        self.out = x @ self.W
    def backward(self, dout):
        self.dW = self.x.T @ dout
        self.dx = dout @ self.W.T

class Activation:
    def forward(self, x, kind):
        self.x = x
        self.out = np.maximum(x, 0) if kind == "relu" else np.tanh(x)
    def backward(self, dout, kind):
        self.dx = dout * (self.x > 0) if kind == "relu" else dout * (1 - self.out**2)

one, bend, two, top = Dense(2, 4), Activation(), Dense(4, 3), Activation()
for step in range(2):
    one.forward(X)
    bend.forward(one.out, "relu")
    two.forward(bend.out)
    top.forward(two.out, "tanh")
    loss = 0.5 * np.sum((top.out - Y) ** 2)
    top.backward(top.out - Y, "tanh")
    two.backward(top.dx)
    bend.backward(two.dx, "relu")
    one.backward(bend.dx)
    one.W -= 0.1 * one.dW
    two.W -= 0.1 * two.dW
"""
STACKED = """\
import numpy as np
rng = np.random.default_rng(3)
X, Y = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
W = {1: rng.normal(size=(2, 4)), 2: rng.normal(size=(4, 4)), 3: rng.normal(size=(4, 3))}

def back(dz, a, V):
    da = (dz @ V.T) * (1 - a**2)
    dV = a.T @ dz
    return da, dV

for step in range(2):
    a = {0: X}
    for i in range(1, 4):
        a[i] = np.tanh(a[i - 1] @ W[i]) if i < 3 else a[i - 1] @ W[i]
    loss = 0.5 * np.sum((a[3] - Y) ** 2)
    dY = a[3] - Y
    dW = {}
    da, dW[3] = back(dY, a[2], W[3])
    for i in range(2, 0, -1):
        da, dW[i] = back(da, a[i - 1], W[i])
    for i in W:
        W[i] = W[i] - 0.1 * dW[i]
"""
LAYERS = (BENCHMARKS / "proofreading" / "scripts" / "residual_blocks.py").read_text(encoding="utf-8")
HIGHWAY = (BENCHMARKS / "proofreading" / "scripts" / "residual_gate.py").read_text(encoding="utf-8")
HINGE = """\
import numpy as np

rng = np.random.default_rng(3)
X, y = rng.normal(size=(8, 3)), np.array([1, -1, 1, 1, -1, -1, 1, -1])
w = rng.normal(size=3) * 0.5
for epoch in range(3):
    loss, dw = 0.0, np.zeros(3)
    for x, t in zip(X, y):
        f = x @ w
        loss += max(0.0, 1 - t * f)
        if t * f < 1:
            dw -= t * x
    w -= 0.1 * dw
"""
WRONG = {
    "not reversed": (LAYERS, "(gW, gb) in zip(blocks, g_blocks[::-1]):", "(gW, gb) in zip(blocks, g_blocks):"),
    "not handed on": (RECURRENT, "hs[t] - ys[t] + dh, tape", "hs[t] - ys[t], tape"),
    "result dropped": (HIGHWAY, "        g = layer.backward(g)", "        layer.backward(g)"),
    "another object": (OBJECTS, "one.backward(bend.dx)", "one.backward(two.dx)"),
    "another word": (OBJECTS, 'two.dx, "relu")', 'two.dx, "tanh")'),
    "not what it gave before": (STACKED, "back(da, a[i - 1]", "back(dY, a[i - 1]"),
    "another name": (RECURRENT, "return dh, dWx", "return dnew, dWx"),
    "the other branch": (HINGE, "if t * f < 1:", "if t * f > 1:"),
}
NOTES = {
    "not reversed": "it goes through them in the wrong order",
    "the other branch": "it lets the wrong ones through",
}


def plain(script):
    """A script without the mistakes beside its lines."""
    return "".join(line.partition("  #! ")[0].rstrip() + "\n" for line in script.splitlines())


@pytest.mark.parametrize("name", first(1, list(WRONG), 8))
def test_a_line_that_leads_the_pass_is_named_and_its_fix_makes_the_script_right(name):
    right, old, new = WRONG[name]
    script = plain(right).replace(old, new)
    assert plain(right).count(old) == 1
    assert proofread(plain(right)).correct is True
    report = proofread(script)
    (line,) = report.wrong
    assert line.source == script.splitlines()[line.number - 1].strip()
    assert new.strip() in line.source
    assert line.note == NOTES.get(name, line.note)
    assert proofread(fixed(script, line.fixes[0].edits)).correct is True


def test_what_comes_back_to_an_argument_is_read_by_its_name():
    report = proofread(RECURRENT)
    said = {line.source: line.meaning for line in report.lines}
    assert said["dh = Wh @ da"] == "∂L/∂h"


@pytest.mark.ci
def test_a_step_without_the_share_that_goes_around_the_layer_is_named_inside_the_function():
    report = proofread(plain(HIGHWAY).replace(" + (1 - self.t) * g", ""))
    assert [line.source for line in report.wrong] == ["gx = self.H.T @ gh + self.T.T @ gt"]


RATINGS = """\
import numpy as np
rng = np.random.default_rng(5)
ratings = [(0, 1, 4.0), (1, 0, 5.0), (2, 1, 3.0)]
P, Q = rng.normal(size=(3, 2)), rng.normal(size=(2, 2))
bias, lam = rng.normal(size=3), 0.1
for u, i, r in ratings:
    e = P[u] @ Q[i] + bias[u] - r
    loss = 0.5 * e**2 + 0.5 * lam * (P[u] @ P[u] + bias[u] ** 2)
    dP = e * Q[i] + lam * P[u]
    dQ = e * P[u]
    bias[u] -= 0.1 * (e + lam * bias[u])
    P[u] -= 0.1 * dP
    Q[i] -= 0.1 * dQ
"""


def test_a_step_of_one_entry_has_no_gradient_in_its_rate_and_is_named_where_it_is_wrong():
    assert proofread(RATINGS).correct is True
    report = proofread(RATINGS.replace("(e + lam * bias[u])", "(e + lam * bias[i])"))
    (line,) = report.wrong
    assert line.fixes[0].edits[0][1] == "bias[u] -= 0.1 * (e + lam * bias[u])"


@pytest.mark.ci
def test_a_fix_that_is_right_only_for_the_indices_of_this_pass_is_not_shown():
    report = proofread(RATINGS.replace("dQ = e * P[u]", "dQ = e * P[i]"))
    assert [fix.edits[0][1] for line in report.wrong for fix in line.fixes] == ["dQ = e * P[u]"]


POLICY = """\
import numpy as np
rng = np.random.default_rng(1)
W = rng.normal(size=(3,))
X, y = rng.normal(size=(4, 3)), np.array([0.0, 1.0, 1.0, 0.0])

def policy(x):
    h = x * 1.0
    p = 1 / (1 + np.exp(-(h @ W)))
    return p, h

ps, hs = [], []
for x in X:
    p, h = policy(x)
    ps.append(p)
    hs.append(h)
P = np.vstack(ps)[:, 0]
H = np.vstack(hs)
loss = -np.sum(y * np.log(P) + (1 - y) * np.log(1 - P))
delta = P - y
dW = (H * P[:, None]).T @ delta
W -= 0.1 * dW
"""


def test_no_list_is_handed_to_its_own_append():
    """`return p, hs` in the place of `return p, h` makes a list that holds itself: NumPy reads it for ever."""
    report = proofread(POLICY)
    assert [line.number for line in report.wrong] == [20]
    assert report.wrong[0].fixes[0].edits == ((20, "dW = H.T @ delta"),)
    run = Script(load("xs = [1.0]\nxs.append(xs)\nafter = 1.0\n")).run()
    assert [event.site for event in run.events] == [0]


SUMS = """\
import numpy as np

rng = np.random.default_rng(5)
V, U, pairs = rng.normal(size=(4, 3)), rng.normal(size=(4, 3)), [(0, 1), (2, 3), (0, 2)]

def one(c, o):
    s = 1 / (1 + np.exp(-U[o] @ V[c]))
    gU = np.zeros(U.shape)
    gU[o] = (s - 1) * V[c]
    return -np.log(s), (s - 1) * U[o], gU

for epoch in range(2):
    loss, gV, total = 0.0, np.zeros(V.shape), np.zeros(U.shape)
    for c, o in pairs:
        part, mine, other = one(c, o)
        loss += part
        gV[c] += mine
        total += other
    V -= 0.1 * gV
    U -= 0.1 * total
"""


@pytest.mark.ci
@pytest.mark.parametrize("right", ["total += other", "gV[c] += mine"])
def test_what_a_function_gives_may_have_to_be_added_to_what_began_as_zeros(right):
    assert proofread(SUMS).correct is True
    assert_named_and_put_right(SUMS, right, right.replace("+=", "="))


TAPE = """\
import numpy as np

class Node:
    def __init__(self, data, made_of=(), kind=""):
        self.data, self.made_of, self.kind, self.grad = np.array(data, dtype=float), made_of, kind, None

    def backward(self, g):
        self.grad = g if self.grad is None else self.grad + g
        if self.kind == "mm":
            left, right = self.made_of
            left.backward(g @ right.data.T)
            right.backward(left.data.T @ g)
        if self.kind == "squash":
            self.made_of[0].backward(g * self.data * (1 - self.data))

    def mm(self, other):
        return Node(self.data @ other.data, (self, other), "mm")

    def squash(self):
        return Node(1 / (1 + np.exp(-self.data)), (self,), "squash")

np.random.seed(0)
x, t = np.random.randn(4, 2), np.random.randn(4, 1)
w = [Node(np.random.rand(2, 3)), Node(np.random.rand(3, 1))]
for step in range(3):
    out = Node(x).mm(w[0]).squash().mm(w[1])
    error = out.data - t
    loss = (error**2).sum()
    out.backward(2 * error)
    for each in w:
        each.data -= each.grad * 0.1
        each.grad = None
"""


def test_what_a_method_is_called_with_is_a_line_of_its_own():
    report = proofread(TAPE)
    assert report.correct, report
    said = {line.number: line.meaning for line in report.lines}
    assert said[11] == said[12] == "∂L/∂self.data"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("right.backward(left.data.T @ g)", "right.backward(g.T @ left.data)"),
        ("g * self.data * (1 - self.data)", "g * (1 - self.data)"),
    ],
)
def test_a_wrong_argument_of_a_method_is_named_with_a_fix(right, wrong):
    script = TAPE.replace(right, wrong)
    report = proofread(script)
    assert [line.number for line in report.wrong] == [script[: script.index(wrong)].count("\n") + 1], report
    number, text = report.wrong[0].fixes[0].edits[0]
    assert ".backward(" in text
    assert number == report.wrong[0].number


BELOW = """\
import numpy as np

rng = np.random.default_rng(8)
X, y = rng.normal(size=(4, 6)), rng.normal(size=(4, 6))
Ws = [0.6 * rng.normal(size=(4, 4)) for _ in range(3)]
for epoch in range(4):
    acts, zs = [X], []
    for W in Ws:
        zs.append(W @ acts[-1])
        acts.append(np.tanh(zs[-1]))
    loss = 0.5 * np.sum((zs[-1] - y) ** 2)
    delta = zs[-1] - y
    found = []
    below = [None] + zs[:-1]
    for W, a, z in zip(reversed(Ws), reversed(acts[:-1]), reversed(below)):
        found.append(delta @ a.T)
        if z is not None:
            delta = W.T @ delta * (1 - np.tanh(z) ** 2)
    found.reverse()
    Ws = [W - 0.05 * g for W, g in zip(Ws, found)]
"""


@pytest.mark.ci
def test_a_wrong_part_of_a_list_is_named_where_it_is_taken():
    assert proofread(BELOW).correct is True
    report = proofread(BELOW.replace("zs[:-1]", "zs[1:]"))
    assert [line.source for line in report.wrong] == ["below = [None] + zs[1:]"]
    assert report.wrong[0].fixes[0].edits[0][1] == "below = [None] + zs[:-1]"
