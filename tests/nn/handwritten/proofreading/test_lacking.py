"""`proofread` on parts of a line: one term that lacks a factor, one member of a tuple, entries and lists."""

import pytest

from nn import proofread
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right, fixed, line_of

CENTRED = """\
import numpy as np

rng = np.random.default_rng(21)
inputs, wanted = rng.normal(size=(5, 4)), rng.normal(size=(5, 4))
M, g = rng.normal(size=(4, 4)), rng.normal(size=4)
width = 4
for step in range(3):
    z = inputs @ M
    mid = z - z.mean(axis=1, keepdims=True)
    out = g * mid
    loss = np.sum((out - wanted) ** 2)
    dout = 2 * (out - wanted)
    dg = (dout * mid).sum(axis=0)
    dmid = dout * g
    dz = dmid - dmid.sum(axis=1, keepdims=True) / width
    M -= 0.02 * (inputs.T @ dz)
    g -= 0.02 * dg
"""
GATES = """\
import numpy as np

rng = np.random.default_rng(2)
X, t = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
P, Q = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
for epoch in range(2):
    gate = 1 / (1 + np.exp(-(X @ P)))
    cand = np.tanh(X @ Q)
    mix = gate * cand
    loss = 0.5 * np.sum((mix - t) ** 2)
    dmix = mix - t
    dgate, dcand = dmix * cand, dmix * gate
    dp, dq = dgate * gate * (1 - gate), dcand * (1 - cand**2)
    grads = []
    grads.append((X.T @ dp, X.T @ dq))
    P -= 0.1 * grads[0][0]
    Q -= 0.1 * grads[0][1]
"""
RECURRENT = """\
import numpy as np

rng = np.random.default_rng(4)
xs, ts = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))
Win, Wback, Wout = rng.normal(size=(4, 3)), rng.normal(size=(4, 4)), rng.normal(size=(2, 4))
for it in range(3):
    hs, outs, loss = {-1: np.zeros(4)}, {}, 0
    for k in range(4):
        hs[k] = np.tanh(np.dot(Win, xs[k]) + np.dot(Wback, hs[k - 1]))
        outs[k] = np.dot(Wout, hs[k])
        loss += 0.5 * np.sum((outs[k] - ts[k]) ** 2)
    gin, gback, gout = np.zeros_like(Win), np.zeros_like(Wback), np.zeros_like(Wout)
    carry = np.zeros(4)
    for k in reversed(range(4)):
        do = outs[k] - ts[k]
        gout += np.outer(do, hs[k])
        carry = (1 - hs[k] ** 2) * (np.dot(Wout.T, do) + np.dot(Wback.T, carry))
        gin += np.outer(carry, xs[k])
        gback += np.outer(carry, hs[k - 1])
    Win -= 0.1 * gin
    Wback -= 0.1 * gback
    Wout -= 0.1 * gout
"""
LOOKS = """\
import numpy as np

def soft(z, cold=1.0):
    e = np.exp(cold * (z - z.max(axis=-1, keepdims=True)))
    return e / e.sum(axis=-1, keepdims=True)

rng = np.random.default_rng(9)
seq, aim = rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 3))
Ka, Qa = rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
gain, rate = rng.normal(size=3), 0.25
mask = (rng.random((2, 4, 3)) > rate).astype(float)
for step in range(2):
    k, q = seq @ Ka, seq @ Qa
    raw = q @ k.transpose(0, 2, 1) / np.sqrt(3)
    look = soft(raw)
    mix = look @ seq
    out = np.where(mask > 0, gain * mix / (1 - rate), 0)
    loss = np.sum((out - aim) ** 2)
    dout = np.where(mask > 0, 2 * (out - aim) / (1 - rate), 0)
    dgain = np.sum(dout * mix, axis=(0, 1))
    dmix = dout * gain
    dlook = dmix @ seq.transpose(0, 2, 1)
    draw = look * (dlook - np.sum(dlook * look, axis=-1, keepdims=True))
    dq = draw @ k / np.sqrt(3)
    dk = draw.transpose(0, 2, 1) @ q / np.sqrt(3)
    dQa = np.einsum("bti,btj->ij", seq, dq)
    dKa = np.einsum("bti,btj->ij", seq, dk)
    Ka -= 0.01 * dKa
    Qa -= 0.01 * dQa
    gain -= 0.01 * dgain
"""
NORMALISED = """\
import numpy as np

rng = np.random.default_rng(0)
x, goal = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
N = 6
gain, W = rng.normal(size=3), rng.normal(size=(3, 2))
V = rng.normal(size=(3, 3))
for step in range(5):
    a = x @ V
    mu = a.mean(axis=0)
    inv = 1 / np.sqrt(a.var(axis=0) + 1e-5)
    xhat = (a - mu) * inv
    h = gain * xhat
    out = h @ W
    loss = 0.5 * np.sum((out - goal) ** 2)
    dout = out - goal
    dW = h.T @ dout
    dh = dout @ W.T
    dgain = (dh * xhat).sum(axis=0)
    dxhat = dh * gain
    sums, dots = dxhat.sum(axis=0), (dxhat * xhat).sum(axis=0)
    da = inv * (dxhat - sums / N - xhat * dots / N)
    dV = x.T @ da
    W -= 0.01 * dW
    gain -= 0.01 * dgain
    V -= 0.01 * dV
"""
COMPACT = NORMALISED.replace("* (dxhat - sums / N - xhat * dots / N)", "/ N * (N * dxhat - sums - xhat * dots)")
PENALISED = """\
import numpy as np

rng = np.random.default_rng(1)
x, goal = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
U, V = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
for step in range(3):
    h = np.tanh(x @ U)
    out = h @ V
    loss = 0.5 * np.sum((out - goal) ** 2) + 0.25 * np.sum(h**2)
    dout = out - goal
    dh = dout @ V.T + 0.5 * h
    dU = x.T @ (dh * (1 - h**2))
    V -= 0.01 * h.T @ dout
    U -= 0.01 * dU
"""
JACOBIAN = """\
import numpy as np

rng = np.random.default_rng(0)
X, T = rng.normal(size=(5, 3)), np.eye(4)[[0, 2, 1, 3, 2]]
W = rng.normal(size=(3, 4))
for step in range(3):
    dW, loss = np.zeros_like(W), 0.0
    for x, t in zip(X, T):
        z = x @ W
        p = np.exp(z - z.max())
        p = p / p.sum()
        loss += 0.5 * np.sum((p - t) ** 2)
        dp = p - t
        J = np.diag(p) - np.outer(p, p)
        dz = J @ dp
        dW += np.outer(x, dz)
    W -= 0.1 * dW
"""
SPREAD = """\
import numpy as np

rng = np.random.default_rng(31)
x, aim = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
A = rng.normal(size=(3, 3))
for it in range(3):
    u = x @ A
    var = (u**2).mean(axis=0)
    root = np.sqrt(var + 0.1)
    out = u / root
    loss = 0.5 * np.sum((out - aim) ** 2)
    dout = out - aim
    droot = -(dout * u).sum(axis=0) / root**2
    dvar = 0.5 * 1.0 / root * droot
    du = dout / root + 2 * dvar * u / 5
    A -= 0.1 * (x.T @ du)
"""
COUNTS = """\
import numpy as np

class Line:
    def __init__(self, width):
        self.slope, self.offset = rng.normal(size=width) / 2, np.zeros(1)

    def backward(self, x, deta):
        self.dslope, self.doffset = x.T @ deta, deta.sum(keepdims=True)

rng = np.random.default_rng(13)
x, seen = rng.normal(size=(6, 2)), np.array([1, 0, 3, 2, 1, 4])
line, bend = Line(2), rng.normal(size=2) / 4
for it in range(3):
    eta = x @ line.slope + line.offset + x**2 @ bend
    mean = np.exp(eta)
    loss = (mean - seen * eta).mean()
    dmean = (1 - seen / mean) / len(seen)
    deta = dmean * mean
    line.backward(x, deta)
    bend = bend - 0.1 * ((x**2).T @ deta)
    line.slope -= 0.1 * line.dslope
    line.offset -= 0.1 * line.doffset
"""
SOFT = "look * (dlook - np.sum(dlook * look, axis=-1, keepdims=True))"
EDITS = {
    "what comes back through time": (
        RECURRENT,
        [("(np.dot(Wout.T, do) + np.dot(Wback.T, carry))", "np.dot(Wout.T, do)")],
    ),
    "the slope of a sigmoid for a softmax": (LOOKS, [(SOFT, "dlook * look * (1 - look)")]),
    "the slope of a sigmoid as a Jacobian": (JACOBIAN, [("np.diag(p) - np.outer(p, p)", "np.diag(p * (1 - p))")]),
    "half of the Jacobian of a softmax": (JACOBIAN, [("np.diag(p) - np.outer(p, p)", "np.diag(p)")]),
    "a softmax without its sum": (LOOKS, [(SOFT, "look * dlook")]),
    "a stack of matrices that is not transposed": (LOOKS, [("draw.transpose(0, 2, 1) @ q", "draw @ q")]),
    "the root of the width": (LOOKS, [("@ q / np.sqrt(3)", "@ q")]),
    "the share that is let through": (LOOKS, [("2 * (out - aim) / (1 - rate)", "2 * (out - aim)")]),
    "a product of sums": (
        LOOKS,
        [("np.sum(dout * mix, axis=(0, 1))", "np.sum(dout, axis=(0, 1)) * np.sum(mix, axis=(0, 1))")],
    ),
    "one of two terms lacks a factor": (CENTRED, [(" / width", "")]),
    "the mean that is taken off": (CENTRED, [(" - dmid.sum(axis=1, keepdims=True) / width", "")]),
    "one of two terms has a factor of another": (CENTRED, [("/ width", "/ width / width")]),
    "the first of two sums lacks 1/N": (NORMALISED, [("sums / N - xhat", "sums - xhat")]),
    "the last of two sums lacks 1/N": (NORMALISED, [("dots / N)", "dots)")]),
    "the term beside two sums lacks N": (COMPACT, [("(N * dxhat", "(dxhat")]),
    "a penalty without its factor": (PENALISED, [("+ 0.5 * h", "+ h")]),
    "a factor in a line that has a 1.0": (SPREAD, [("1.0 / root *", "1.0 / root / root *")]),
    "a term without its 2": (SPREAD, [("2 * dvar", "dvar")]),
    "an array of another object": (COUNTS, [("0.1 * line.doffset", "0.1 * line.dslope")]),
    "a step by the array before the right one": (COUNTS, [("(x**2).T @ deta", "(x**2).T @ dmean")]),
    "a member of what is appended": (GATES, [("X.T @ dq))", "X.T @ dcand))")]),
    "members of two tuples": (
        GATES,
        [("dgate, dcand = dmix * cand", "dgate, dcand = mix * cand"), ("(1 - gate)", "(1 + gate)")],
    ),
}


@pytest.mark.ci
@pytest.mark.parametrize("name", first(0, list(EDITS), 7))
def test_a_part_of_a_line_is_put_right(name):
    script, edits = EDITS[name]
    numbers = {line_of(right, script) for right, _ in edits}
    text = script
    for right, wrong in edits:
        text = text.replace(right, wrong)
    report = proofread(text)
    assert {line.number for line in report.wrong} == numbers
    for line in report.wrong:
        text = fixed(text, line.fixes[0].edits)
    assert proofread(text).correct


STAGED = """\
import numpy as np

rng = np.random.default_rng(4)
rows, goal = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
M, gain, out_w = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=(4, 2))
N = len(rows)
for sweep in range(3):
    h = rows @ M
    off = h - h.mean(axis=0)
    var = (off ** 2).mean(axis=0)
    root = np.sqrt(var + 1e-5)
    flat = off / root
    err = (flat * gain) @ out_w - goal
    loss = 0.5 * np.sum(err ** 2)
    dscaled = err @ out_w.T
    dout_w = (flat * gain).T @ err
    dgain = (dscaled * flat).sum(axis=0)
    dflat = dscaled * gain
    droot = -(dflat * off).sum(axis=0) / root ** 2
    dvar = 0.5 * droot / root
    doff = dflat / root + 2 * off * dvar / N
    dmean = -doff.sum(axis=0)
    dh = doff + dmean / N
    M -= 0.05 * rows.T @ dh
    gain -= 0.05 * dgain
    out_w -= 0.05 * dout_w
"""


@pytest.mark.parametrize(
    ("right", "wrong", "back"),
    [
        (" + 2 * off * dvar / N", "", "doff = dflat / root + 2 / N * off * dvar"),
        ("dflat / root + ", "", "doff = 2 * off * dvar / N + dflat / root"),
        (" + dmean / N", "", "dh = doff + dmean / N"),
    ],
)
def test_a_term_that_is_missing_comes_back_with_what_no_line_reads(right, wrong, back):
    text = STAGED.replace(right, wrong)
    (line,) = proofread(text).wrong
    assert line.number == line_of(right, STAGED)
    assert line.fixes[0].edits == ((line.number, back),)


WEIGHED = """\
import numpy as np

rng = np.random.default_rng(21)
X, y = rng.normal(size=(7, 3)), np.array([0, 1, 0, 0, 1, 0, 0])
w, b, decay = rng.normal(size=3) * 0.5, 0.1, 0.25

def weights_of(y):
    return np.where(y == 1, 3.0, 1.0)

def cost(w, b):
    p = 1.0 / (1.0 + np.exp(-(X @ w + b)))
    weights = weights_of(y)
    ll = y * np.log(p) + (1 - y) * np.log(1 - p)
    return -np.sum(weights * ll) / np.sum(weights) + decay / 2 * np.sum(w ** 2)

def gradient(w, b):
    p = 1.0 / (1.0 + np.exp(-(X @ w + b)))
    weights = weights_of(y)
    err = p - y
    err = weights * err / np.sum(weights)
    gw = X.T @ err
    gw += decay * w
    gb = err.sum()
    return gw, gb

for step in range(4):
    loss = cost(w, b)
    gw, gb = gradient(w, b)
    w = w - 0.5 * gw
    b = b - 0.5 * gb
"""
SUM = "-np.sum(weights * ll) / np.sum(weights)"
OF_SUMS = ("-(weights * ll).sum() / weights.sum()", "np.average(-ll, weights=weights)")
NAMED = WEIGHED.replace(f"return {SUM}", "n = np.sum(weights)\n    return -np.sum(weights * ll) / n")


@pytest.mark.parametrize("script", [WEIGHED, NAMED, *(WEIGHED.replace(SUM, other) for other in OF_SUMS)])
@pytest.mark.ci
def test_a_weighted_mean_is_divided_by_the_sum_of_the_weights(script):
    """That sum is a number that a line may lack, although only the loss, in another function, divides by it."""
    assert proofread(script).correct is True
    assert_named_and_put_right(script, "weights * err / np.sum(weights)", "weights * err")


@pytest.mark.ci
def test_what_the_loss_computes_in_the_same_words_is_not_the_first_wrong_line():
    """The right value of `weights` makes all steps right, too, where no fix of the line below is found."""
    script = WEIGHED.replace(SUM, "-np.sum(weights * ll) / (2 * (y @ y) + len(y))")
    report = proofread(script.replace("weights * err / np.sum(weights)", "weights * err"))
    assert report.wrong[0].number == line_of("weights * err / np.sum(weights)", script)


UNREAD = """\
import numpy as np

rng = np.random.default_rng(41)
X, T = rng.normal(size=(7, 3)), rng.normal(size=(7, 4))
W = rng.normal(size=(3, 4))
for step in range(3):
    z = X @ W
    spread = 1 / z.std(axis=0)
    unit = (z - z.mean(axis=0)) * spread
    loss = 0.5 * np.sum((unit - T) ** 2)
    dunit = unit - T
    along = np.mean(dunit * unit, axis=0)
    dz = spread * (dunit - dunit.mean(axis=0) - unit * along)
    W -= 0.1 * X.T @ dz
"""


def test_an_array_that_no_line_reads_is_what_a_term_lacks():
    assert proofread(UNREAD).correct is True
    wrong = "dz = spread * (dunit - dunit.mean(axis=0))"
    report = proofread(UNREAD.replace("dz = spread * (dunit - dunit.mean(axis=0) - unit * along)", wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert report.wrong[0].fixes[0].edits[0][1] == "dz = spread * (dunit - dunit.mean(axis=0) - unit * along)"


def test_a_sum_that_is_a_gradient_by_chance_may_be_the_wrong_line():
    """The sum of dout is the gradient of a shift, and the line below needs that of another array."""
    script = UNREAD.replace(
        "unit = (z - z.mean(axis=0)) * spread", "unit = (z - z.mean(axis=0)) * spread\n    out = s * unit + b"
    )
    script = script.replace(
        "W = rng.normal(size=(3, 4))", "W, s, b = rng.normal(size=(3, 4)), np.linspace(0.5, 2, 4), np.zeros(4)"
    )
    script = script.replace("np.sum((unit - T) ** 2)", "np.sum((out - T) ** 2)").replace(
        "dunit = unit - T", "dout = out - T\n    dunit = dout * s\n    total = dunit.sum(axis=0)"
    )
    script = (
        script.replace("dunit.mean(axis=0)", "total / 7")
        + "    s -= 0.1 * (dout * unit).sum(axis=0)\n    b -= 0.1 * dout.sum(axis=0)\n"
    )
    assert proofread(script).correct is True
    report = proofread(script.replace("total = dunit.sum(axis=0)", "total = dout.sum(axis=0)"))
    assert [line.source for line in report.wrong] == ["total = dout.sum(axis=0)"], report
    assert report.wrong[0].fixes[0].edits[0][1] == "total = dunit.sum(axis=0)"


HANDED = """\
import numpy as np

rng = np.random.default_rng(42)
seq, goal = rng.normal(size=(4, 5, 2)), rng.normal(size=(5, 3))
A, B, G = rng.normal(size=(2, 3)), 0.5 * rng.normal(size=(3, 3)), 0.5 * rng.normal(size=(3, 3))
for step in range(3):
    states, gates = [np.zeros((5, 3))], []
    for x in seq:
        gate = 1 / (1 + np.exp(-states[-1] @ G))
        gates.append(gate)
        states.append(np.tanh(x @ A + (gate * states[-1]) @ B))
    loss = 0.5 * np.sum((states[-1] - goal) ** 2)
    dh = states[-1] - goal
    dA, dB, dG = np.zeros_like(A), np.zeros_like(B), np.zeros_like(G)
    for t in reversed(range(4)):
        old, gate = states[t], gates[t]
        dz = dh * (1 - states[t + 1] ** 2)
        dA += seq[t].T @ dz
        dB += (gate * old).T @ dz
        dm = dz @ B.T
        dg = dm * old * gate * (1 - gate)
        dG += old.T @ dg
        before = dm * gate
        before += dg @ G.T
        dh = before
    A -= 0.1 * dA
    B -= 0.1 * dB
    G -= 0.1 * dG
"""


@pytest.mark.ci
def test_a_line_that_only_hands_on_lacks_nothing():
    assert proofread(HANDED).correct is True
    report = proofread(HANDED.replace("        before += dg @ G.T\n", ""))
    assert [line.source for line in report.wrong] == ["before = dm * gate"], report
    assert report.wrong[0].fixes[0].edits[0][1] == "before = dm * gate + dg @ G.T"
