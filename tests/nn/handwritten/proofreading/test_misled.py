"""`proofread` of steps that are no multiples of a gradient: whose gradient they take, and what was kept short."""

import pytest

from nn import proofread

CLIPPED = """\
import numpy as np

rng = np.random.default_rng(31)
X, goal = rng.normal(size=(6, 4)), rng.normal(size=6)
P, q, k, r = 0.7 * rng.normal(size=(4, 3)), np.zeros(3), rng.normal(size=3), 0.0
sums = {name: np.zeros_like(a) for name, a in (("P", P), ("q", q), ("k", k))}
for turn in range(6):
    h = np.tanh(X @ P + q)
    miss = h @ k + r - goal
    loss = 2.0 * np.sum(miss ** 2)
    dk = 4 * h.T @ miss
    dr = 4 * miss.sum()
    dz = 4 * np.outer(miss, k) * (1 - h ** 2)
    dP = X.T @ dz
    dq = dz.sum(axis=0)
    for g in (dP, dq, dk):
        np.clip(g, -2, 2, out=g)
    P -= 0.05 * dP
    q -= 0.05 * dq
    k -= 0.05 * dk
    r -= 0.05 * dr
"""
ADAGRAD = """\
import numpy as np

rng = np.random.default_rng(32)
X, goal = rng.normal(size=(6, 4)), rng.normal(size=6)
w, c = rng.normal(size=4), np.zeros(1)
kept = {"w": np.zeros(4), "c": np.zeros(1)}
held = {"w": w, "c": c}
for turn in range(6):
    miss = X @ held["w"] + held["c"] - goal
    loss = 0.5 * np.sum(miss ** 2)
    grads = {"w": X.T @ miss, "c": np.array([miss.sum()])}
    for name in held:
        g = np.clip(grads[name], -1, 1)
        kept[name] += g * g
        held[name] -= 0.1 * g / np.sqrt(kept[name] + 1e-8)
"""


def test_a_clipped_step_by_the_gradient_of_another_parameter_is_named():
    assert proofread(CLIPPED).correct is True
    [wrong] = proofread(CLIPPED.replace("q -= 0.05 * dq", "q -= 0.05 * dk")).wrong
    assert wrong.source == "q -= 0.05 * dk"
    assert wrong.fixes[0].edits[0][1] == "q -= 0.05 * dq"
    assert "no line moves q by dq" in wrong.note


@pytest.mark.ci
def test_a_gradient_is_judged_as_it_was_before_it_was_kept_short():
    wrong = "dz = 4 * np.outer(miss, k) * (1 - h)"
    report = proofread(CLIPPED.replace("dz = 4 * np.outer(miss, k) * (1 - h ** 2)", wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert report.wrong[0].fixes[0].edits[0][1] == "dz = 4 * np.outer(miss, k) * (1 - h ** 2)"


@pytest.mark.parametrize("wrong", ["kept[name] += g", "kept[name] = g * g"])
def test_a_memory_beside_a_clip_keeps_to_its_rule(wrong):
    assert proofread(ADAGRAD).correct is True
    report = proofread(ADAGRAD.replace("kept[name] += g * g", wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert "Adagrad" in report.wrong[0].note


LAST_ONE = """\
import numpy as np

rng = np.random.default_rng(34)
seq, goal = rng.normal(size=(4, 2)), rng.normal(size=3)
p = {"A": rng.normal(size=(2, 3)), "B": 0.5 * rng.normal(size=(3, 3)), "h0": 0.1 * rng.normal(size=3)}
mem = {k: np.zeros_like(a) for k, a in p.items()}
for turn in range(5):
    hs = [p["h0"]]
    for x in seq:
        hs.append(np.tanh(x @ p["A"] + hs[-1] @ p["B"]))
    loss = 0.5 * np.sum((hs[-1] - goal) ** 2)
    g = {k: np.zeros_like(a) for k, a in p.items()}
    back = hs[-1] - goal
    for t in reversed(range(4)):
        dh = back
        dz = dh * (1 - hs[t + 1] ** 2)
        g["A"] += np.outer(seq[t], dz)
        g["B"] += np.outer(hs[t], dz)
        back = p["B"] @ dz
    g["h0"] = back
    for k in p:
        short = np.clip(g[k], -0.4, 0.4)
        mem[k] += short * short
        p[k] = p[k] - 0.1 * short / np.sqrt(mem[k] + 1e-8)
"""


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('g["h0"] = back', 'g["h0"] = dh'),
        ("dz = dh * (1 - hs[t + 1] ** 2)", "dz = dh * (1 - np.tanh(hs[t + 1]) ** 2)"),
    ],
    ids=["the right value moves nothing", "judged before it is kept short"],
)
def test_what_a_step_moves_with_is_judged(right, wrong):
    assert proofread(LAST_ONE).correct is True
    report = proofread(LAST_ONE.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong], report
    assert report.wrong[0].fixes[0].edits[0][1].replace("'", '"') == right
