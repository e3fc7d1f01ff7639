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


@pytest.mark.parametrize("name", first(2, list(WRONG)))
def test_a_transpose_of_each_sample_is_named_and_put_right(name):
    assert_named_and_put_right(*WRONG[name])


@pytest.mark.parametrize("script", [BATCH, HEADS])
def test_batches_that_are_right_are_called_so(script):
    assert proofread(script).correct is True
