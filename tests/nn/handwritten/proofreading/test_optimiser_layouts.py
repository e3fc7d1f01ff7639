"""Optimisers as people lay them out: memories of one line, entry by entry, in dicts, lists and classes."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

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
