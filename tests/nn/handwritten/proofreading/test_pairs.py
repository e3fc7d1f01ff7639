"""`proofread` on pairs of functions, and on scripts that compute gradients and take no steps."""

from pathlib import Path

import numpy as np
import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import NETWORK

RNG = np.random.default_rng(0)
x, w, b = RNG.normal(size=(4, 3)), RNG.normal(size=(3, 2)), RNG.normal(size=2)


def affine(x, w, b):
    out = x @ w + b
    return out, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = x.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def affine_of_means(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = x.T @ dout
    db = dout.mean(axis=0)
    return dx, dw, db


def by_name(dout, cache):
    x, w = cache
    return {"dw": x.T @ dout, "db": dout.sum(axis=0), "dx": dout @ w.T}


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_backward(dout, x):
    p = softmax(x)
    return p * (dout - (dout * p).sum(axis=1, keepdims=True))


def softmax_flat(dout, x):
    p = softmax(x)
    return p * (dout - (dout * p).sum(axis=1))


@pytest.mark.parametrize("backward", [affine_backward, by_name])
def test_a_right_pair_is_right(backward):
    before = x.copy(), w.copy(), b.copy()
    report = proofread(affine, backward, x, w, b)
    assert report.correct is True
    assert report.parameters == ("x", "w", "b")
    assert all(np.array_equal(*each) for each in zip(before, (x, w, b), strict=True))
    assert str(report).startswith("Right: the gradients of x, w, b are those of L = ")


def test_a_pair_without_a_cache():
    assert proofread(softmax, softmax_backward, RNG.normal(size=(4, 3))).correct is True


@pytest.mark.parametrize(
    ("forward", "backward", "given", "line"),
    [
        (affine, affine_of_means, (x, w, b), "db = dout.mean(axis=0)"),
        (softmax, softmax_flat, (RNG.normal(size=(4, 4)),), "return p * (dout - (dout * p).sum(axis=1))"),
    ],
    ids=["mean", "keepdims"],
)
def test_the_wrong_line_of_a_pair_is_named_where_it_stands(forward, backward, given, line):
    report = proofread(forward, backward, *given)
    assert report.correct is False
    (wrong,) = report.wrong
    assert wrong.source == line
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert source[wrong.number - 1].strip() == line
    assert wrong.fixes


GRADIENTS = NETWORK.split("    W1 -= lr * dW1")[0].replace("for epoch in range(3):", "if True:")


def test_a_script_that_takes_no_steps_is_judged_by_its_gradients():
    report = proofread(GRADIENTS)
    assert report.correct is True
    assert sorted(report.parameters) == ["W1", "W2", "b1", "b2"]
    assert max(line.number for line in report.lines) <= len(GRADIENTS.splitlines())
    wrong = proofread(GRADIENTS.replace("A1.T @ dZ2", "A1.T @ dZ2 * 2"))
    assert [line.name for line in wrong.wrong] == ["dW2"]


def test_gradients_can_be_named():
    script = GRADIENTS.replace("dW1", "slope").replace("dW2", "other")
    report = proofread(script, parameters=["W1", "W2"], gradients=["slope", "other"])
    assert (report.correct, report.parameters) == (True, ("W1", "W2"))
    with pytest.raises(ValueError, match="as many"):
        proofread(script, parameters=["W1"], gradients=["slope", "other"])


def test_functions_without_a_source_are_refused_in_a_sentence():
    names = {"np": np}
    exec("def f(x): return x * 2\ndef g(dout, x): return dout * 2", names)
    report = proofread(names["f"], names["g"], x)
    assert report.correct is None
    assert "source" in report.problem
