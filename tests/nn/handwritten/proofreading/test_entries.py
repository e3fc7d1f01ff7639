"""`proofread` of lines that take an entry, or a part of a list, and give no gradient: the wrong layer, or time."""

import pytest

from nn import proofread

HIGHWAY = """\
import numpy as np

rng = np.random.default_rng(7)
X, y = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
Ws, Ts = [0.6 * rng.normal(size=(4, 4)) for _ in range(3)], [0.6 * rng.normal(size=(4, 4)) for _ in range(3)]
for epoch in range(4):
    acts, mids = [X], []
    for W, T in zip(Ws, Ts):
        a = acts[-1]
        h, t = np.tanh(a @ W), 1 / (1 + np.exp(-(a @ T)))
        acts.append(t * h + (1 - t) * a)
        mids.append((h, t))
    loss = 0.5 * np.sum((acts[-1] - y) ** 2)
    delta = acts[-1] - y
    gW, gT = [None] * 3, [None] * 3
    for l in (2, 1, 0):
        a = acts[l]
        h, t = mids[l]
        dh = delta * t * (1 - h ** 2)
        dt = delta * (h - a) * t * (1 - t)
        gW[l] = a.T @ dh
        gT[l] = a.T @ dt
        delta = delta * (1 - t) + dh @ Ws[l].T + dt @ Ts[l].T
    for l in range(3):
        Ws[l] -= 0.05 * gW[l]
        Ts[l] -= 0.05 * gT[l]
"""
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
MASKED = """\
import numpy as np

rng = np.random.default_rng(9)
X, y = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
Ws, Us = [0.7 * rng.normal(size=(4, 5)) for _ in range(2)], [0.7 * rng.normal(size=(5, 4)) for _ in range(2)]


def back(dy, U, W, x, z, r):
    gU = r.T @ dy
    dz = dy @ U.T
    dz[z <= 0] = 0
    return dy + dz @ W.T, x.T @ dz, gU


for epoch in range(4):
    x, kept = X, []
    for W, U in zip(Ws, Us):
        z = x @ W
        r = np.maximum(z, 0)
        kept.append((x, z, r))
        x = x + r @ U
    loss = 0.5 * np.sum((x - y) ** 2)
    dx = x - y
    for k in (1, 0):
        dx, gW, gU = back(dx, Us[k], Ws[k], *kept[k])
        Ws[k] = Ws[k] - 0.02 * gW
        Us[k] = Us[k] - 0.02 * gU
"""


def test_the_activation_of_another_layer_is_named_where_it_is_taken():
    assert proofread(HIGHWAY).correct is True
    report = proofread(HIGHWAY.replace("        a = acts[l]\n", "        a = acts[l + 1]\n"))
    assert [line.source for line in report.wrong] == ["a = acts[l + 1]"]
    assert report.wrong[0].fixes[0].edits[0][1] == "a = acts[l]"


@pytest.mark.ci
def test_a_wrong_part_of_a_list_is_named_where_it_is_taken():
    assert proofread(BELOW).correct is True
    report = proofread(BELOW.replace("zs[:-1]", "zs[1:]"))
    assert [line.source for line in report.wrong] == ["below = [None] + zs[1:]"]
    assert report.wrong[0].fixes[0].edits[0][1] == "below = [None] + zs[:-1]"


@pytest.mark.ci
def test_a_mask_by_the_gradient_itself_is_named_in_a_function_that_is_called_twice():
    assert proofread(MASKED).correct is True
    report = proofread(MASKED.replace("dz[z <= 0] = 0", "dz[dz <= 0] = 0"))
    assert [line.source for line in report.wrong] == ["dz[dz <= 0] = 0"]
    assert "dz[z <= 0] = 0" in [fix.edits[0][1] for fix in report.wrong[0].fixes]
