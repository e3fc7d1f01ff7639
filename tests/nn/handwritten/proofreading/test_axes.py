"""`proofread` on arrays of three and four axes: a transpose, sample by sample, that is missing or too many."""

import pytest

from nn import proofread
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

BATCH = """\
import numpy as np

rng = np.random.default_rng(3)
x, goal = rng.normal(size=(2, 4, 3)), rng.normal(size=(2, 4, 4))
P, Q = rng.normal(size=(3, 4)) * 0.5, rng.normal(size=(3, 4)) * 0.5
for step in range(2):
    p, q = x @ P, x @ Q
    scores = p @ q.transpose(0, 2, 1)
    mixed = scores @ q
    loss = 0.5 * np.sum((mixed - goal) ** 2)
    dmixed = mixed - goal
    dscores = dmixed @ q.transpose(0, 2, 1)
    dq = scores.transpose(0, 2, 1) @ dmixed
    dq = dq + dscores.transpose(0, 2, 1) @ p
    dp = dscores @ q
    P -= 0.05 * np.sum(x.transpose(0, 2, 1) @ dp, axis=0)
    Q -= 0.05 * np.sum(x.transpose(0, 2, 1) @ dq, axis=0)
"""
HEADS = """\
import numpy as np

rng = np.random.default_rng(4)
a, b = rng.normal(size=(2, 3, 4, 4)), rng.normal(size=(2, 3, 4, 4))
scale = rng.normal(size=(3, 1, 1))
goal = rng.normal(size=(2, 3, 4, 4))
for step in range(2):
    left = np.tanh(a * scale)
    out = left @ b
    loss = 0.5 * np.sum((out - goal) ** 2)
    dout = out - goal
    dleft = dout @ np.swapaxes(b, 2, 3)
    dscale = (dleft * (1 - left**2) * a).sum(axis=(0, 2, 3)).reshape(3, 1, 1)
    scale -= 0.01 * dscale
"""
WRONG = {
    "missing": (BATCH, "dq = scores.transpose(0, 2, 1) @ dmixed", "dq = scores @ dmixed"),
    "missing in a sum": (BATCH, "dscores.transpose(0, 2, 1) @ p", "dscores @ p"),
    "missing everywhere": (HEADS, "dout @ np.swapaxes(b, 2, 3)", "dout @ b"),
    "too many": (HEADS, "dout @ np", "np.swapaxes(dout, 2, 3) @ np"),
}


@pytest.mark.parametrize("name", first(2, list(WRONG), 6))
def test_a_transpose_of_each_sample_is_named_and_put_right(name):
    assert_named_and_put_right(*WRONG[name])


@pytest.mark.parametrize("script", [BATCH, HEADS])
def test_batches_that_are_right_are_called_so(script):
    assert proofread(script).correct is True


GATHERED = """\
import numpy as np

rng = np.random.default_rng(3)
X, Y = rng.normal(size=(4, 5, 2)), rng.normal(size=(4, 3, 2))
scale, K, idx = rng.normal(size=2), rng.normal(size=(2, 2, 2)), np.array([[0, 1], [1, 2], [3, 4]])
for epoch in range(3):
    h = X * scale
    g = h[:, idx]
    off = np.einsum("ntkc,kcd->ntd", g, K) - Y
    loss = 0.5 * np.sum(off ** 2)
    dg = np.einsum("ntd,kcd->ntkc", off, K)
    dh = np.zeros_like(h)
    np.add.at(dh, (slice(None), idx), dg)
    dscale = (dh * X).sum(axis=(0, 1))
    K -= 0.01 * np.einsum("ntkc,ntd->kcd", g, off)
    scale -= 0.01 * dscale
"""


@pytest.mark.ci
def test_values_of_too_many_axes_are_refused_where_numpy_would_crash():
    """NumPy 2.4 may crash for np.add.at(a, i, b) with more axes in b than in a[i]."""
    wrong = GATHERED.replace("(slice(None), idx)", "(slice(None), 1)")
    report = proofread(wrong)
    assert report.correct is False, report
    assert proofread(GATHERED).correct is True
