"""Local derivatives in lines of their own, d_h_d_w: the one that is wrong is named, and not the step that uses it."""

import pytest

from nn import proofread

SCRIPT = """\
import numpy as np

def sig(t):
    return 1 / (1 + np.exp(-t))

data = np.array([[0.4, -1.2], [1.1, 0.6], [-0.8, 0.9]])
w, u, v, b = 0.5, -0.7, 0.3, 0.1
for x, t in zip(data, [1.0, 0.0, 1.0]):
    s_in = w * x[0] + u * x[1] + b
    h = sig(s_in)
    pred = sig(v * h)
    loss = (t - pred) ** 2
    d_L_d_pred = -2 * (t - pred)
    d_pred_d_h = v * pred * (1 - pred)
    d_pred_d_v = h * pred * (1 - pred)
    dh_dsin = h * (1 - h)
    dsin_dw = x[0]
    w -= 0.3 * d_L_d_pred * d_pred_d_h * dh_dsin * dsin_dw
    u -= 0.3 * d_L_d_pred * d_pred_d_h * dh_dsin * x[1]
    b -= 0.3 * d_L_d_pred * d_pred_d_h * dh_dsin
    v -= 0.3 * d_L_d_pred * d_pred_d_v
"""


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        pytest.param(
            "d_pred_d_v = h * pred * (1 - pred)", "d_pred_d_v = s_in * pred * (1 - pred)", marks=pytest.mark.ci
        ),
        ("dsin_dw = x[0]", "dsin_dw = x[1]"),
        pytest.param("dh_dsin = h * (1 - h)", "dh_dsin = pred * (1 - pred)", marks=pytest.mark.ci),
        pytest.param("d_pred_d_h = v * pred * (1 - pred)", "d_pred_d_h = w * pred * (1 - pred)", marks=pytest.mark.ci),
    ],
)
def test_a_wrong_local_derivative_is_named(line, wrong):
    assert proofread(SCRIPT).correct
    report = proofread(SCRIPT.replace(line, wrong))
    assert [each.source for each in report.wrong] == [wrong]
    assert line in [text for fix in report.wrong[0].fixes for _, text in fix.edits]


def test_a_wrong_factor_of_a_step_is_its_own_line():
    wrong = "w -= 0.3 * d_L_d_pred * d_pred_d_v * dh_dsin * dsin_dw"
    report = proofread(SCRIPT.replace("w -= 0.3 * d_L_d_pred * d_pred_d_h * dh_dsin * dsin_dw", wrong))
    assert [each.source for each in report.wrong] == [wrong]


SHARES = """\
import numpy as np

rng = np.random.default_rng(2)
X, y, weights = rng.normal(size=(6, 3)), rng.normal(size=(6, 1)), rng.normal(size=(3, 1))
penalty, n = 1.0, len(y)
for it in range(5):
    out = X @ weights
    off = out - y
    J = np.sum(off ** 2) / (2 * n) + penalty / (2 * n) * np.sum(weights[1:] ** 2)
    slope = X.T @ off / n
    more = penalty / n * weights
    more[0] = 0
    slope = slope + more
    weights = weights - 0.1 * slope
"""


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("slope = X.T @ off / n", "slope = X.T @ off"),
        ("more = penalty / n * weights", "more = penalty / (2 * n) * weights"),
        ("slope = slope + more", "slope = slope - more"),
    ],
)
def test_a_share_that_is_wrong_is_named_where_it_is_made(line, wrong):
    """A sum of shares could make up for each of them: grad = grad / m + reg."""
    assert proofread(SHARES).correct
    report = proofread(SHARES.replace(line + "\n", wrong + "\n"))
    assert [each.source for each in report.wrong] == [wrong]
    assert report.wrong[0].fixes
