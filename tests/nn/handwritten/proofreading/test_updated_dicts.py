"""`proofread` on dicts that grow by `update`: parameters, gradients and steps that come into them so are seen."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import fixed

SCRIPT = """\
import numpy as np

rng = np.random.default_rng(3)

def layer(n, m, k):
    return {f"W{k}": rng.normal(size=(n, m)), f"b{k}": np.zeros(m)}

net = layer(3, 4, 1)
net.update(layer(4, 2, 2))
X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
for epoch in range(2):
    H = np.tanh(X @ net["W1"] + net["b1"])
    P = H @ net["W2"] + net["b2"]
    loss = 0.5 * np.sum((P - Y) ** 2)
    dP = P - Y
    grads = {}
    grads.update(W2=H.T @ dP, b2=dP.sum(axis=0))
    dH = dP @ net["W2"].T * (1 - H ** 2)
    grads.update({"W1": X.T @ dH, "b1": dH.sum(axis=0)})
    net.update({k: net[k] - 0.01 * grads[k] for k in net})
"""
STEP = "net.update({k: net[k] - 0.01 * grads[k] for k in net})"
LITERAL = """net.update({"W1": net["W1"] - 0.01 * grads["W1"], "b1": net["b1"] - 0.01 * grads["b1"]})
    net.update(W2=net["W2"] - 0.01 * grads["W2"], b2=net["b2"] - 0.01 * grads["b2"])"""


@pytest.mark.parametrize("step", ["for k in net: net[k] -= 0.01 * grads[k]", LITERAL])
def test_what_came_into_a_dict_by_update_is_a_parameter(step):
    report = proofread(SCRIPT.replace(STEP, step))
    assert report.correct is True
    assert {name.replace('"', "'") for name in report.parameters} == {f"net['{p}{k}']" for p in "Wb" for k in (1, 2)}


@pytest.mark.parametrize("step", [STEP, LITERAL])
def test_a_mistake_before_an_update_is_named_and_put_right(step):
    script = SCRIPT.replace(STEP, step)
    wrong = script.replace("(1 - H ** 2)", "(1 - H)")
    report = proofread(wrong)
    assert [line.source for line in report.wrong] == ['dH = dP @ net["W2"].T * (1 - H)']
    assert proofread(fixed(wrong, report.wrong[0].fixes[0].edits)).correct is True


def test_a_mistake_inside_of_an_update_is_named_and_put_right():
    wrong = SCRIPT.replace("X.T @ dH", "X.T @ dP @ net['W2'].T")
    report = proofread(wrong)
    assert [line.number for line in report.wrong] == [19]
    assert proofread(fixed(wrong, report.wrong[0].fixes[0].edits)).correct is True
