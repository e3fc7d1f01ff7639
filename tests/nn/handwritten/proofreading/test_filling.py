"""`proofread` on arrays that a loop fills entry by entry: the line that fills them, and its fix."""

import pytest

from nn import proofread

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

POOLING = """\
import numpy as np

rng = np.random.default_rng(5)
img, goal = rng.normal(size=(6, 8)), rng.normal(size=(3, 4))
scale = rng.normal(size=(6, 8))
for it in range(2):
    z = img * scale
    out, where = np.zeros((3, 4)), {}
    for r in range(3):
        for c in range(4):
            patch = z[2 * r:2 * r + 2, 2 * c:2 * c + 2]
            out[r, c] = patch.max()
            where[r, c] = (2 * r + patch.argmax() // 2, 2 * c + patch.argmax() % 2)
    loss = 0.5 * np.sum((out - goal) ** 2)
    dout = out - goal
    dz = np.zeros((6, 8))
    for r in range(3):
        for c in range(4):
            dz[where[r, c]] = dout[r, c]
    dscale = dz * img
    scale = scale - 0.1 * dscale
"""
BAGS = """\
import numpy as np

rng = np.random.default_rng(6)
bags, goals = [[0, 2, 1, 1], [3, 1], [2, 0, 3]], rng.normal(size=(3, 2))
table = rng.normal(size=(4, 2))
for epoch in range(2):
    loss, g = 0.0, np.zeros_like(table)
    for bag, goal in zip(bags, goals):
        mean = np.zeros(2)
        for i in bag:
            mean += table[i] / len(bag)
        loss += 0.5 * np.sum((mean - goal) ** 2)
        d = mean - goal
        for i in bag:
            g[i] += d / len(bag)
    table -= 0.1 * g
"""


@pytest.mark.parametrize(
    ("script", "right", "wrong"),
    [
        pytest.param(POOLING, "dz[where[r, c]] = dout[r, c]", "dz[where[r, c]] = dout[r, c] / 4", marks=pytest.mark.ci),
        pytest.param(
            POOLING, "dz[where[r, c]] = dout[r, c]", "dz[where[r, c]] = dout[r, c] * out[r, c]", marks=pytest.mark.ci
        ),
        (BAGS, "g[i] += d / len(bag)", "g[i] = d / len(bag)"),
        pytest.param(BAGS, "g[i] += d / len(bag)", "g[i] -= d / len(bag)", marks=pytest.mark.ci),
    ],
)
def test_the_line_that_fills_an_array_wrongly_is_named_with_a_fix(script, right, wrong):
    assert proofread(script).correct is True
    made = script.replace(right, wrong)
    report = proofread(made)
    line = next(i for i, text in enumerate(made.splitlines(), 1) if text.strip() == wrong)
    assert [each.number for each in report.wrong] == [line], report
    assert right in [fix.edits[0][1] for fix in report.wrong[0].fixes], report


@pytest.mark.ci
def test_entries_at_the_wrong_places_are_named():
    report = proofread(POOLING.replace("dz[where[r, c]] = dout", "dz[2 * r, 2 * c] = dout"))
    assert [each.source for each in report.wrong] == ["dz[2 * r, 2 * c] = dout[r, c]"]


TURNED = """\
import numpy as np

def turned(a):
    b = np.zeros(a.shape)
    for i in range(len(a)):
        for j in range(a.shape[1]):
            b[i, j] = 2 * a[i, j]
    return b

"""


@pytest.mark.ci
def test_functions_of_the_script_are_called_for_every_edit_without_being_part_of_the_run():
    script = POOLING.replace("import numpy as np\n", TURNED).replace(
        "dscale = dz * img", "dscale = turned(dz * img) / 2"
    )
    assert proofread(script).correct is True
    report = proofread(script.replace("turned(dz * img)", "turned(dz * scale)"))
    assert report.wrong[0].fixes[0].edits[0][1] == "dscale = turned(dz * img) / 2", report


MASKED = """\
import numpy as np

rng = np.random.default_rng(3)
x, t = rng.normal(size=(16, 5)), rng.normal(size=(16, 2))
w1, c1, w2 = 0.3 * rng.normal(size=(5, 8)), np.zeros(8), 0.3 * rng.normal(size=(8, 2))
for it in range(3):
    a = np.maximum(x @ w1 + c1, 0)
    gap = a @ w2 - t
    loss = 0.5 * (gap**2).sum()
    gw2 = a.T @ gap
    ga = gap @ w2.T
    ga[a <= 0] = 0
    gw1 = x.T @ ga
    gc1 = ga.sum(0)
    for p, d in ((w1, gw1), (c1, gc1), (w2, gw2)):
        p -= 0.01 * d
"""


@pytest.mark.parametrize("mask", ["a < 0", "a >= 0"])
def test_a_mask_that_chooses_too_little_is_the_wrong_line_and_not_the_one_before_it(mask):
    report = proofread(MASKED.replace("ga[a <= 0]", f"ga[{mask}]"))
    (line,) = report.wrong
    assert line.source.strip() == f"ga[{mask}] = 0"
    assert line.fixes[0].edits == ((line.number, "ga[a <= 0] = 0"),)


def test_a_line_without_any_mask_below_it_is_still_the_wrong_one():
    report = proofread(MASKED.replace("    ga[a <= 0] = 0\n", ""))
    assert [line.source.strip() for line in report.wrong] == ["ga = gap @ w2.T"]


WRITTEN_INTO = """\
import numpy as np

rng = np.random.default_rng(6)
X, Y = rng.normal(size=(5, 2)), rng.normal(size=(5, 4))
W, b = rng.normal(size=(2, 4)), np.zeros((1, 4))
b[:, 1:3] = [0.0, 0.5]
for epoch in range(3):
    P = np.tanh(X @ W + b)
    loss = 0.5 * np.sum((P - Y) ** 2)
    dS = (P - Y) * (1 - P ** 2)
    W -= 0.1 * X.T @ dS
    b -= 0.1 * dS.sum(axis=0, keepdims=True)
"""


def test_zeros_that_are_written_into_a_parameter_with_other_numbers_move_like_them():
    assert proofread(WRITTEN_INTO).correct is True
    wrong = WRITTEN_INTO.replace("b -= 0.1 * dS", "b -= 0.1 * P")
    assert [line.number for line in proofread(wrong).wrong] == [12]


COLLECTED = """\
import numpy as np

np.random.seed(3)
xs, goals = np.random.randn(3, 2), np.random.randn(3)

class Cell:
    def __init__(self):
        self.w, self.u = np.random.randn(4, 2), np.random.randn(4, 4)
        self.w_slope, self.u_slope = np.zeros((4, 2)), np.zeros((4, 4))

    def back(self, x, before, h, dh):
        dz = (1 - h ** 2) * dh
        self.w_slope += np.outer(dz, x)
        self.u_slope += np.outer(dz, before)
        return self.u.T @ dz

    def step(self, rate):
        self.w -= rate * self.w_slope
        self.u -= rate * self.u_slope
        self.w_slope, self.u_slope = np.zeros((4, 2)), np.zeros((4, 4))

def slope_of(h, goal):
    dh = np.zeros_like(h)
    dh[0] = 2 * (h[0] - goal)
    return dh

cell = Cell()
for turn in range(3):
    states = [np.zeros(4)]
    for x in xs:
        states.append(np.tanh(cell.w @ x + cell.u @ states[-1]))
    loss, behind = 0.0, np.zeros(4)
    for t in reversed(range(3)):
        loss += (states[t + 1][0] - goals[t]) ** 2
        dh = slope_of(states[t + 1], goals[t])
        dh += behind
        behind = cell.back(xs[t], states[t], states[t + 1], dh)
    cell.step(0.1)
"""


def test_a_loss_may_be_complete_only_at_the_end_of_the_backward_pass():
    """Until then gradients are added to arrays that were made before the pass, and to zeros with one entry."""
    assert proofread(COLLECTED).correct is True
    report = proofread(COLLECTED.replace("self.u.T @ dz", "self.u @ dz"))
    assert report.wrong[0].source == "return self.u @ dz"
