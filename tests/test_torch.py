"""The random graphs of `test_random_graphs.py`, and the kinks, against PyTorch in double precision."""

import operator

import pytest
from hypothesis import given

from engine import Value
from engine.ops import TABLE
from tests.test_random_graphs import (
    AS_ROWS,
    AS_WRITTEN,
    PARTIALS,
    PLANTED,
    ROWS,
    STABLE,
    agree,
    programs,
    wrong_rule,
)

torch = pytest.importorskip("torch")


def tensor(x):
    return torch.as_tensor(x, dtype=torch.float64)


TORCH = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "pow": lambda x, y: torch.pow(tensor(x), y),
    "neg": torch.neg,
    "abs": torch.abs,
    "exp": torch.exp,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "sin": torch.sin,
    "cos": torch.cos,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": torch.nn.functional.softplus,
    "relu": torch.relu,
    "leaky_relu": lambda x, slope: torch.where(tensor(x) > 0, x, slope * x),
    "max": lambda x, y: torch.maximum(tensor(x), tensor(y)),
    "min": lambda x, y: torch.minimum(tensor(x), tensor(y)),
    "step": lambda x: (x > 0).double(),
    "sign": torch.sign,
    "detach": torch.detach,
}


def check_against_torch(program, functions):
    """The result, and the gradient of every value on the way: PyTorch keeps those that are asked for."""
    tensors, torch_result = program.run([tensor(x).requires_grad_() for x in program.leaves], kept(TORCH))
    torch_result.backward()
    values, result = program.run(map(Value, program.leaves), functions)
    result.backward()
    expected = [t.grad.item() if t.grad is not None else 0.0 for t in tensors]
    scale = max(1.0, *map(abs, expected))
    assert agree(result.data, torch_result.item())
    for value, t, gradient in zip(values, tensors, expected, strict=True):
        assert agree(value.data, t.item())
        assert not t.requires_grad or agree(value.grad, gradient, scale), (value, gradient)


def kept(functions):
    """The same functions, whose results keep their gradients."""

    def keeping(function):
        def compute(*operands):
            result = function(*operands)
            if result.requires_grad:
                result.retain_grad()
            return result

        return compute

    return {name: keeping(function) for name, function in functions.items()}


def test_pytorch_has_every_step():
    assert set(TORCH) == {*TABLE, "detach"}


@pytest.mark.parametrize("functions", [AS_WRITTEN, AS_ROWS], ids=["as written", "as rows"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_gradients_agree_with_pytorch(row, functions):
    STABLE(given(programs(row))(lambda program: check_against_torch(program, functions)))()


@pytest.mark.parametrize(("row", "index"), PARTIALS, ids=lambda case: getattr(case, "name", case))
def test_a_wrong_rule_is_found(row, index):
    with wrong_rule(row, index), pytest.raises(AssertionError):
        PLANTED(given(programs(row))(lambda program: check_against_torch(program, AS_ROWS)))()


# A tie of max or min is the one place where the engine has a convention of its own.
KINKS = [(row, point, partials) for row in ROWS if row.name not in ("max", "min") for point, partials in row.kinks]
AT_KINKS = {**TORCH, "leaky_relu": lambda x, slope: torch.nn.functional.leaky_relu(x, slope.item())}


@pytest.mark.parametrize(("row", "point", "partials"), KINKS, ids=lambda case: getattr(case, "name", None))
def test_the_conventions_at_kinks_are_those_of_pytorch(row, point, partials):
    xs = [tensor(x).requires_grad_() for x in point]
    result = AT_KINKS[row.name](*xs)
    if result.requires_grad:
        result.backward()
    gradients = [x.grad.item() if x.grad is not None else 0.0 for x in xs]
    known = 1 if row.name == "leaky_relu" else len(point)  # its slope is no tensor there
    assert gradients[:known] == list(partials[:known])


# (step, x): where the derivative is infinite or the result overflows
EXTREMES = [("sqrt", 0.0), ("log", 0.0), ("sqrt", -0.0), ("log", -0.0)]
EXTREMES += [("exp", 1000.0), ("exp", -1000.0), ("sigmoid", 1000.0), ("sigmoid", -1000.0)]
EXTREMES += [("tanh", 1000.0), ("softplus", 1000.0), ("softplus", -1000.0), ("relu", float("inf"))]


@pytest.mark.parametrize(("name", "x"), EXTREMES)
def test_far_out_the_engine_says_what_pytorch_says(name, x):
    t, v = tensor(x).requires_grad_(), Value(x)
    expected, found = TORCH[name](t), TABLE[name](v)
    expected.backward()
    found.backward()
    assert (found.data, v.grad) == (expected.item(), t.grad.item())
