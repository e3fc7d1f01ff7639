"""`proofread` on scripts whose forward pass is the wrong one: right for another loss, or another line of it."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import NETWORK, fixed

SOFTMAX = """\
import numpy as np
rng = np.random.default_rng(0)
X, Y = rng.normal(size=(5, 3)), np.eye(4)[[0, 1, 3, 2, 1]]
W = rng.normal(size=(3, 4))
for step in range(3):
    E = np.exp(X @ W)
    P = E / E.sum(axis=1, keepdims=True)
    loss = -np.sum(Y * np.log(P))
    W -= 0.1 * X.T @ (P - Y)
"""


def test_a_line_of_the_forward_pass_is_named_where_only_it_explains_all():
    script, right, wrong = SOFTMAX, "E.sum(axis=1, keepdims=True)", "E.sum(axis=0, keepdims=True)"
    assert proofread(script).correct is True
    script = script.replace(right, wrong)
    report = proofread(script)
    assert report.correct is False
    (line,) = report.wrong
    assert wrong in line.source
    assert "right for another forward pass" in line.note
    assert right in line.fixes[0].edits[0][1]
    assert proofread(fixed(script, line.fixes[0].edits)).correct is True


@pytest.mark.ci
def test_the_slope_of_another_activation_is_named_and_the_other_reading_said_beside_it():
    report = proofread(NETWORK.replace("A1 = np.tanh(Z1)", "A1 = 1 / (1 + np.exp(-Z1))"))
    (line,) = report.wrong
    assert line.fixes[0].edits[0][1] == "dZ1 = dA1 * (A1 * (1 - A1))"
    assert report.remarks[0] == "The backward pass is right for another forward pass: line 9 as A1 = np.tanh(Z1)"


@pytest.mark.ci
def test_another_loss_of_the_table_is_said_beside_the_wrong_line():
    script = NETWORK.replace("np.sum((Z2 - y) ** 2)", "np.sum(np.abs(Z2 - y))")
    report = proofread(script)
    assert [line.name for line in report.wrong] == ["dZ2"]
    said, *_ = report.remarks
    assert said == (
        "As it stands, the backward pass is right for another loss: 1/6 · (Σ (a − y)²), mse, with a = Z2, y = y."
    )
    assert proofread(script.replace("np.abs(Z2 - y)", "(Z2 - y) ** 2")).correct is True


@pytest.mark.ci
def test_a_backward_pass_that_no_loss_explains_has_no_such_remark():
    remarks = proofread(NETWORK.replace("2 * (Z2 - y)", "2 * (Z2 - y) * A1[:, :2]")).remarks
    assert not any("right for another" in said for said in remarks)
