"""`proofread` on steps that are taken under another name, and given back: in a dict made anew, from a function."""

import pytest

from nn import proofread

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

NETWORK = """\
import numpy as np

rng = np.random.RandomState(2)
X = rng.randn(2, 6)
Y = (X[:1] > 0) * 1.0
p = {"W1": rng.randn(4, 2), "b1": np.zeros((4, 1)), "W2": rng.randn(1, 4), "b2": np.zeros((1, 1))}

def gradients(p, A1, A2):
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / 6
    db2 = dZ2.sum(axis=1, keepdims=True) / 6
    dZ1 = np.multiply(p["W2"].T @ dZ2, 1 - A1 ** 2)
    return {"dW1": dZ1 @ X.T / 6, "db1": dZ1.sum(axis=1, keepdims=True) / 6, "dW2": dW2, "db2": db2}

"""
DICT = """\
def moved(p, g, rate=1.2):
    W1 = p["W1"] - rate * g["dW1"]
    b1 = p["b1"] - rate * g["db1"]
    W2 = p["W2"] - rate * g["dW2"]
    b2 = p["b2"] - rate * g["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

"""
FUNCTION = """\
def moved(W, b, dW, db, rate):
    new_W = W - rate * dW
    new_b = b - rate * db
    return new_W, new_b

"""
LOOP = """\
for i in range(3):
    A1 = np.tanh(p["W1"] @ X + p["b1"])
    A2 = 1 / (1 + np.exp(-(p["W2"] @ A1 + p["b2"])))
    cost = float(-np.sum(np.log(A2) * Y + np.log(1 - A2) * (1 - Y)) / 6)
    g = gradients(p, A1, A2)
"""
SCRIPTS = {
    "dict": NETWORK + DICT + LOOP + "    p = moved(p, g)\n",
    "function": NETWORK
    + FUNCTION
    + LOOP
    + '    p["W1"], p["b1"] = moved(p["W1"], p["b1"], g["dW1"], g["db1"], 1.2)\n'
    + '    p["W2"], p["b2"] = moved(p["W2"], p["b2"], g["dW2"], g["db2"], 1.2)\n',
}


@pytest.mark.parametrize("name", list(SCRIPTS))
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("dZ2.sum(axis=1", "dZ2.sum(axis=0"),
        ("1 - A1 ** 2", "1 - A2 ** 2"),
    ],
)
def test_the_wrong_line_is_named_with_a_fix(name, right, wrong):
    script = SCRIPTS[name]
    assert proofread(script).correct is True
    made = script.replace(right, wrong)
    line = next(i for i, text in enumerate(made.splitlines(), 1) if text not in script.splitlines())
    report = proofread(made)
    assert [each.number for each in report.wrong] == [line], report
    assert report.wrong[0].fixes, report


@pytest.mark.ci
def test_a_product_of_the_wrong_kind_stops_and_is_put_right():
    [line] = proofread(SCRIPTS["dict"].replace("np.multiply(p", "np.dot(p")).wrong
    assert line.source.startswith("dZ1 = np.dot(")
    assert line.fixes


@pytest.mark.parametrize("made", ["W2", "better_W2"])
def test_a_script_that_stops_before_a_step_under_another_name_is_read(made):
    script = SCRIPTS["dict"].replace('W2 = p["W2"]', f'{made} = p["W2"]').replace('"W2": W2', f'"W2": {made}')
    assert proofread(script).correct is True
    report = proofread(script.replace("dZ2 @ A1.T", "dZ2 @ A1"))
    assert report.wrong[0].source == "dW2 = dZ2 @ A1 / 6", report
    assert report.wrong[0].fixes[0].edits[0][1] == "dW2 = dZ2 @ A1.T / 6", report


@pytest.mark.ci
def test_an_array_that_is_given_back_under_the_key_of_another_is_wrong():
    report = proofread(SCRIPTS["dict"].replace('"b1": b1, "W2": W2, "b2": b2', '"b1": b2, "W2": W2, "b2": b1'))
    assert [line.source.split()[0] for line in report.wrong] == ["return"], report
