"""Cells with gates: their lines are products of many factors, and each step depends on most of them."""

import pytest

from tests.nn.handwritten.proofreading.scripts import assert_named_and_put_right

pytestmark = pytest.mark.ci

GRU = """\
import numpy as np

rng = np.random.default_rng(12)
T, N, D, H = 4, 3, 2, 3
X, y = rng.normal(size=(T, N, D)), np.array([[1.0], [0.0], [1.0]])
P = {k: 0.5 * rng.normal(size=(D, H)) for k in ("Wz", "Wr", "Wc")}
P.update({k: 0.5 * rng.normal(size=(H, H)) for k in ("Uz", "Ur", "Uc")})
P["v"] = rng.normal(size=(H, 1))

def sigmoid(s):
    return 1 / (1 + np.exp(-s))

for step in range(3):
    hs, gates = [np.zeros((N, H))], []
    for t in range(T):
        h = hs[-1]
        z = sigmoid(X[t] @ P["Wz"] + h @ P["Uz"])
        r = sigmoid(X[t] @ P["Wr"] + h @ P["Ur"])
        c = np.tanh(X[t] @ P["Wc"] + (r * h) @ P["Uc"])
        hs.append((1 - z) * h + z * c)
        gates.append((z, r, c))
    out = hs[-1] @ P["v"]
    loss = 0.5 * np.mean((out - y) ** 2)
    G = {k: np.zeros_like(p) for k, p in P.items()}
    dout = (out - y) / N
    G["v"] = hs[-1].T @ dout
    dh = dout @ P["v"].T
    for t in reversed(range(T)):
        z, r, c = gates[t]
        before = hs[t]
        dz = dh * (c - before) * z * (1 - z)
        dc = dh * z * (1 - c ** 2)
        dr = dc @ P["Uc"].T * before * r * (1 - r)
        for name, d, into in (("z", dz, before), ("r", dr, before), ("c", dc, r * before)):
            G["W" + name] += X[t].T @ d
            G["U" + name] += into.T @ d
        dh = dh * (1 - z) + dz @ P["Uz"].T + dr @ P["Ur"].T + dc @ P["Uc"].T * r
    for k in P:
        P[k] -= 0.1 * G[k]
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("before = hs[t]", "before = hs[t + 1]"),
        ("dc = dh * z * (1 - c ** 2)", "dc = dh * z * c * (1 - c)"),
        ("dz = dh * (c - before) * z * (1 - z)", "dz = dh * (c - before) * (1 - z ** 2)"),
    ],
)
def test_a_wrong_line_of_a_cell_is_named_with_its_fix(right, wrong):
    assert_named_and_put_right(GRU, right, wrong)


CLIPPED = GRU.replace(
    """    for k in P:
        P[k] -= 0.1 * G[k]
""",
    """    scale = min(1.0, 0.5 / np.sqrt(sum(np.sum(g ** 2) for g in G.values())))
    for k in P:
        g = scale * G[k]
        S[k] = 0.9 * S[k] + 0.1 * g ** 2
        P[k] -= 0.02 * g / (np.sqrt(S[k]) + 1e-6)
""",
).replace("\ndef sigmoid", "S = {k: np.zeros_like(p) for k, p in P.items()}\n\ndef sigmoid")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("z, r, c = gates[t]", "z, r, c = gates[T - 1]"),
        ('dr = dc @ P["Uc"].T * before * r * (1 - r)', 'dr = dc @ P["Uc"].T * r * (1 - r)'),
    ],
)
def test_gradients_are_judged_before_all_of_them_are_kept_short_together(right, wrong):
    assert_named_and_put_right(CLIPPED, right, wrong)
