"""A derived program sends nothing through a branch that is off, as `backward` does; PyTorch has the same numbers."""

import numpy as np
import pytest

import engine
from engine import Value, vectorize

LOSSES = {
    "relu under a root": (lambda x: x.relu().sqrt() + x, 1.0),
    "max under a root": (lambda x: engine.max(x, 0.0).sqrt() + x, 1.0),
    "max, the other way round": (lambda x: engine.max(0.0, x).sqrt() + x, 1.0),
    "min under a root": (lambda x: engine.min(-x, 0.0).sqrt() + x, 1.0),
    "step under a root": (lambda x: (x - 3).step().sqrt() + x, 1.0),
    "relu under a logarithm": (lambda x: x.relu().log() * 0.0 + x, 1.0),
}


@pytest.mark.parametrize("name", LOSSES)
def test_the_program_has_the_gradient_of_backward(name):
    loss, right = LOSSES[name]
    x = Value(-1.0, label="x")
    y = loss(x)
    y.backward()
    with np.errstate(all="ignore"):
        _, gradient = vectorize(y, {"x": x}).value_and_grad({"x": -1.0}, {})
    assert x.grad == pytest.approx(right, nan_ok=True)
    assert float(gradient["x"]) == pytest.approx(right, nan_ok=True)


def test_it_is_written_as_a_choice():
    x = Value(0.5, label="x")
    source = vectorize(x.relu() ** 2 + x, {"x": x}).source
    assert "np.where(x > 0, " in source
