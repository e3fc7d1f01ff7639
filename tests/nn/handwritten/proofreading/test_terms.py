"""`proofread` on parts of a line: one term that lacks a factor, one member of a tuple, entries and lists."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import fixed

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
EDITS = {
    "one of two terms lacks a factor": (CENTRED, [(" / width", "")]),
    "one of two terms has a factor of another": (CENTRED, [("/ width", "/ width / width")]),
    "a member of what is appended": (GATES, [("X.T @ dq))", "X.T @ dcand))")]),
    "members of two tuples": (
        GATES,
        [("dgate, dcand = dmix * cand", "dgate, dcand = mix * cand"), ("(1 - gate)", "(1 + gate)")],
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_part_of_a_line_is_put_right(name):
    script, edits = EDITS[name]
    numbers = {next(n for n, line in enumerate(script.splitlines(), 1) if right in line) for right, _ in edits}
    text = script
    for right, wrong in edits:
        text = text.replace(right, wrong)
    report = proofread(text)
    assert {line.number for line in report.wrong} == numbers
    for line in report.wrong:
        text = fixed(text, line.fixes[0].edits)
    assert proofread(text).correct
