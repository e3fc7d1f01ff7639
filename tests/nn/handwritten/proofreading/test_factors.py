"""`proofread` on numbers in front of gradients: where one comes in, and what is part of the learning rate."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import fixed

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
