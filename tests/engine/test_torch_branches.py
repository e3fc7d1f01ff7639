"""A branch that is off sends nothing, not even 0 · ∞, as in PyTorch; every other NaN stays."""

import math

import numpy as np
import pytest

import engine
from engine import Value, grad
from engine.derivatives import adjoints

torch = pytest.importorskip("torch")

POINTS = (-1000.0, -700.0, -2.0, -0.5, -1e-300, 0.0, 1e-300, 0.5, 1.0, 3.0, 4.0, 1e200, math.inf, -math.inf)
BRANCHES = {
    "relu": (lambda x: x.relu(), torch.relu),
    "max with a number": (lambda x: engine.max(x, 0.0), lambda x: torch.maximum(x, torch.tensor(0.0).double())),
    "min with a number": (lambda x: engine.min(x, 0.0), lambda x: torch.minimum(x, torch.tensor(0.0).double())),
    "clip": (lambda x: np.clip(x, 0.0, 1.0), lambda x: torch.clip(x, 0.0, 1.0)),
    "step": (lambda x: (x - 3).step(), lambda x: (x > 3).double() + 0 * x.detach()),
    "sign": (lambda x: x.sign(), torch.sign),
    "abs": (lambda x: abs(x), torch.abs),
    "leaky_relu": (lambda x: x.leaky_relu(0.0), lambda x: torch.nn.functional.leaky_relu(x, 0.0)),
    "elu": (lambda x: x.elu(), torch.nn.functional.elu),
    "of two": (lambda x: engine.max(x, x * 2.0 - 1.0), lambda x: torch.maximum(x, x * 2.0 - 1.0)),
}
AFTER = {
    "sqrt": (lambda a: a.sqrt(), torch.sqrt),
    "log": (lambda a: a.log(), torch.log),
    "reciprocal power": (lambda a: a**-0.5, lambda a: a**-0.5),
}
TIES = {("max with a number", 0.0), ("min with a number", 0.0), ("of two", 1.0)}  # there PyTorch takes the mean of both


def ours(branch, after, at):
    x = Value(at)
    y = after(branch(x)) + x
    y.backward()
    return x, y


@pytest.mark.parametrize("after", AFTER)
@pytest.mark.parametrize("name", BRANCHES)
def test_gradients_are_those_of_pytorch(name, after):
    assert points_compared(name, after) >= 1


def test_they_are_many_points():
    assert sum(points_compared(name, after) for name in BRANCHES for after in AFTER) >= 200


def points_compared(name, after):
    """How many points there are at which both have a value; the gradients there are compared."""
    (branch, their_branch), (function, their_function) = BRANCHES[name], AFTER[after]
    compared = 0
    for at in POINTS:
        if (name, at) in TIES:
            continue
        try:
            x, y = ours(branch, function, at)
        except engine.DomainError:
            continue
        theirs = torch.tensor(at, dtype=torch.float64, requires_grad=True)
        out = their_function(their_branch(theirs)) + theirs
        out.backward()
        right = theirs.grad.item()
        found = {"backward": x.grad, "adjoints": adjoints(y)[x]}
        if math.isfinite(right):
            found["grad"] = grad(y, x).data if has_grad(y, x) else right
        assert all(same(each, right) for each in found.values()), (at, found, right)
        compared += 1
    return compared


def has_grad(y, x):
    """`grad` says so where the derivative exists as a limit only."""
    try:
        grad(y, x)
    except engine.DomainError:
        return False
    return True


def same(found, right):
    return (math.isnan(found) and math.isnan(right)) or found == pytest.approx(right, rel=1e-12)


def test_the_examples():
    for function, right in [
        (lambda x: x.relu().sqrt(), 0.0),
        (lambda x: engine.max(x, 0).sqrt() + x, 1.0),
        (lambda x: (x - 3).step().sqrt() + x, 1.0),
    ]:
        x = Value(-1.0)
        y = function(x)
        y.backward()
        assert x.grad == right
        assert adjoints(y)[x] == right


def test_a_branch_that_is_off_is_the_zero_it_looks_like():
    x = Value(-2.0)
    y = x.relu()
    assert y.partials == (0.0,)
    assert repr(y.partials) == "(0.0,)"
    assert type(x.relu().partials[0] + 1.0) is float


@pytest.mark.parametrize("row", ["relu", "sign", "step"])
def test_a_nan_goes_through(row):
    x = Value(math.nan)
    y = getattr(x, row)()
    (y * math.inf).backward()
    assert math.isnan(x.grad) or row == "step"  # step(nan) is 0: nothing depends on it
