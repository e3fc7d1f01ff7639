"""The random graphs of `test_many_graphs.py`, rows of lists, kinks and extremes against PyTorch in double precision."""

import itertools
import math
import operator

import pytest

import engine
from engine import Value, grad, hessian
from engine.ops import TABLE
from engine.table.primitive import ListOp
from tests.graphs import (
    RECORDED,
    WRITTEN,
    difference,
    random_graph,
    replaced_rule,
    second_derivatives,
    wrong_first,
    wrong_second,
)
from tests.oracles import LIST_ROWS, NUMBER_FIRST, PARTIALS, ROWS, halves

torch = pytest.importorskip("torch")
functional = torch.nn.functional

INF = math.inf


def tensor(x):
    return torch.as_tensor(x, dtype=torch.float64)


def on_tensors(function):
    """The function with numbers made tensors; where nothing moves, PyTorch wants that said."""
    return lambda *operands: function(*map(tensor, operands))


def stacked(xs):
    return torch.stack([*xs]) if xs else torch.zeros(0, dtype=torch.float64)


def on_list(function):
    return on_tensors(lambda *xs: function(stacked(xs)))


def on_two_lists(*xs):
    return torch.dot(*map(stacked, halves(xs)))


class Polygamma(torch.autograd.Function):
    """PyTorch's lgamma (n = -1), digamma (n = 0) and Hurwitz zeta (n > 0), each the derivative of the one before.

    Its own `polygamma` has nine digits only for n = 1; see the test of that.
    """

    @staticmethod
    def forward(ctx, x, n):
        ctx.save_for_backward(x)
        ctx.n = n
        if n > 0:
            return (-1) ** (n + 1) * math.factorial(n) * torch.special.zeta(tensor(n + 1.0), x)
        return torch.digamma(x) if n == 0 else torch.lgamma(x)

    @staticmethod
    def backward(ctx, gradient):
        return gradient * Polygamma.apply(*ctx.saved_tensors, ctx.n + 1), None


TORCH = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
    "identity": torch.clone,
    "pow": on_tensors(torch.pow),
    "atan2": on_tensors(torch.atan2),
    "hypot": on_tensors(torch.hypot),
    "logaddexp": on_tensors(torch.logaddexp),
    "max": on_tensors(torch.maximum),
    "min": on_tensors(torch.minimum),
    **{name: getattr(torch, name) for name in ("abs", "exp", "expm1", "log", "log1p", "log2", "log10", "sqrt")},
    **{name: getattr(torch, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan")},
    **{name: getattr(torch, name) for name in ("sinh", "cosh", "tanh", "asinh", "acosh", "atanh")},
    **{name: getattr(torch, name) for name in ("sigmoid", "relu", "sign", "erf", "erfc")},
    **{name: getattr(functional, name) for name in ("softplus", "silu", "gelu")},
    "lgamma": lambda x: Polygamma.apply(x, -1),
    "digamma": lambda x: Polygamma.apply(x, 0),
    "polygamma": lambda n, x: Polygamma.apply(x, int(n)),
    # PyTorch takes a number for the slope and for alpha, and so gives no gradient for them: written out.
    "leaky_relu": on_tensors(lambda x, slope: torch.where(x > 0, x, slope * x)),
    "elu": on_tensors(lambda x, alpha: torch.where(x > 0, x, alpha * torch.expm1(x.clamp(max=0)))),
    "step": lambda x: (x > 0).double(),
    "sum": on_list(torch.sum),
    "prod": on_list(torch.prod),
    "logsumexp": on_list(lambda xs: torch.logsumexp(xs, 0)),
    "dot": on_tensors(on_two_lists),
    "detach": lambda x: tensor(x).detach(),
}


def test_pytorch_has_every_step():
    assert set(TORCH) == {*TABLE, "detach"}


# --- random graphs, to the second order -----------------------------------------------------------


def gradients(result, xs):
    """∂result/∂x as tensors that can be differentiated again; 0 where PyTorch sees no way."""
    if not result.requires_grad:
        return [tensor(0.0) for _ in xs]
    return torch.autograd.grad(result, xs, create_graph=True, materialize_grads=True)


def kept(function):
    """The same function; its results keep their gradients, so that those on the way can be compared, too."""

    def compute(*operands):
        result = tensor(function(*operands))
        if result.requires_grad:
            result.retain_grad()
        return result

    return compute


def check_against_torch(graph, functions):
    """Values, the gradient of every value on the way, and the second derivatives."""
    leaves = [tensor(x).requires_grad_() for x in graph.leaves]
    first = gradients(graph.run(TORCH, leaves)[-1], leaves)
    second = [h.item() for i, d in enumerate(first) for h in gradients(d, leaves[i:])]
    tensors = graph.run({name: kept(function) for name, function in TORCH.items()}, leaves)
    tensors[-1].backward()
    values = graph.run(functions, [Value(x) for x in graph.leaves])
    values[-1].backward()
    ours, mine = values[-1], values[: len(leaves)]
    moving = [
        (v, 0.0 if t.grad is None else t.grad.item())
        for v, t in zip(values, tensors, strict=True)
        if t.requires_grad and isinstance(v, Value) and v.grad is not engine.NOT_COMPUTED
    ]
    differences = [
        difference([getattr(v, "data", v) for v in values], [t.item() for t in tensors]),
        difference([v.grad for v, _ in moving], [gradient for _, gradient in moving]),
        difference([d.data for d in grad(ours, mine)], [d.item() for d in first]),
        difference(second_derivatives(grad(ours, mine), mine), second),
    ]
    assert len(moving) >= len(leaves) + 1
    assert all(d <= 1e-11 for d in differences), (differences, graph)


@pytest.mark.parametrize("functions", [WRITTEN, RECORDED], ids=["as written", "as rows"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_random_graphs_agree_with_pytorch(row, functions):
    for seed in range(12):
        check_against_torch(random_graph(seed, first=row.name), functions)


@pytest.mark.usefixtures("plain_operators")
@pytest.mark.parametrize("wrong", [wrong_first, wrong_second], ids=lambda wrong: wrong.__name__)
@pytest.mark.parametrize(("row", "index"), PARTIALS, ids=lambda case: getattr(case, "name", case))
def test_a_wrong_rule_is_found(row, index, wrong):
    with replaced_rule(row, index, wrong):
        assert any(disagrees(random_graph(seed, first=row.name)) for seed in range(40))


def disagrees(graph):
    try:
        check_against_torch(graph, RECORDED)
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_at_its_samples(row):
    for point in row.samples:
        first = 1 if row.name in NUMBER_FIRST else 0
        xs = [*point[:first], *[tensor(x).requires_grad_() for x in point[first:]]]
        values = [*point[:first], *map(Value, point[first:])]
        theirs = TORCH[row.name](*xs)
        ours = row(*row.split(values)) if isinstance(row, ListOp) else row(*values)
        assert ours.data == pytest.approx(theirs.item(), rel=1e-13)
        slopes = gradients(theirs, xs[first:])
        assert [d.data for d in grad(ours, values[first:])] == pytest.approx([d.item() for d in slopes], rel=1e-12)
        for d, slope in zip(grad(ours, values[first:]), slopes, strict=True):
            expected = [h.item() for h in gradients(slope, xs[first:])]
            assert [h.data for h in grad(d, values[first:])] == pytest.approx(expected, rel=1e-11, abs=1e-14)


def test_pytorchs_own_polygamma_agrees_to_nine_digits():
    x, v = tensor(0.9).requires_grad_(), Value(0.9)
    for n in (1, 2, 3):
        assert engine.polygamma(n, v).data == pytest.approx(torch.special.polygamma(n, x).item(), rel=1e-8)


# --- lists ------------------------------------------------------------------------------------------

# What stands in the list: the place of a leaf, or a number. Numbers, repeats and zeros are where a rule may err.
PATTERNS = [(0, 1, 2, 3), (0, 0), (1, 0.5), (0, 1, 0, 2.0), (0, 0, 0, 1), (4, 0, 1, 4), (4, 2, 0, 0.0), (4, 4, 4, 4)]
LEAVES = (0.7, -1.3, 2.0, 0.45, 0.0)


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
@pytest.mark.parametrize("row", LIST_ROWS, ids=lambda row: row.name)
def test_lists_to_the_second_order(row, pattern):
    ts, vs = [tensor(x).requires_grad_() for x in LEAVES], [Value(x) for x in LEAVES]
    theirs = TORCH[row.name](*[ts[i] if type(i) is int else i for i in pattern])
    ours = row(*row.split([vs[i] if type(i) is int else i for i in pattern]))
    slopes = gradients(theirs, ts)
    expected = [[h.item() for h in gradients(slope, ts)] for slope in slopes]
    assert ours.data == pytest.approx(theirs.item(), rel=1e-14)
    assert [d.data for d in grad(ours, vs)] == pytest.approx([d.item() for d in slopes], rel=1e-13, abs=1e-15)
    for found, row_of in zip(hessian(ours, vs), expected, strict=True):
        assert [h.data for h in found] == pytest.approx(row_of, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    "xs", [(1000.0, 0.0), (-1000.0, -1000.0), (0.0, -INF), (700.0, 710.0, -5.0), (3.0,), (-0.0, 0.0)]
)
def test_logsumexp_far_out(xs):
    ts, vs = [tensor(x).requires_grad_() for x in xs], [Value(x) for x in xs]
    theirs, ours = torch.logsumexp(stacked(ts), 0), engine.logsumexp(vs)
    theirs.backward()
    ours.backward()
    assert ours.data == pytest.approx(theirs.item(), rel=1e-15)
    assert [v.grad for v in vs] == pytest.approx([t.grad.item() for t in ts], rel=1e-15)


def test_a_long_list():
    xs = [math.sin(i) for i in range(2000)]
    for row in LIST_ROWS:
        ts, vs = [tensor(x).requires_grad_() for x in xs], [Value(x) for x in xs]
        theirs, ours = TORCH[row.name](*ts), row(*row.split(vs))
        theirs.backward()
        ours.backward()
        assert ours.data == pytest.approx(theirs.item(), rel=1e-11)
        assert [v.grad for v in vs] == pytest.approx([t.grad.item() for t in ts], rel=1e-11)


# --- kinks and extremes -----------------------------------------------------------------------------

# Where the engine has a convention of its own, and why.
OWN_CONVENTIONS = {
    "max": "a tie goes to the first operand, the one that the built-in function returns; PyTorch gives each a half",
    "min": "as max",
    "hypot": "at the origin each partial is 0, as that of abs at 0 is; PyTorch computes 0/0 there: nan",
}
KINKS = [(row, point, partials) for row in ROWS for point, partials in row.kinks]
AT_KINKS = {
    **TORCH,
    "leaky_relu": lambda x, slope: functional.leaky_relu(x, slope.item()),
    "elu": lambda x, alpha: functional.elu(x, alpha.item()),
}


def at_kink(row, point):
    """PyTorch's partials."""
    xs = [tensor(x).requires_grad_() for x in point]
    return [d.item() for d in gradients(AT_KINKS[row.name](*xs), xs)]


@pytest.mark.parametrize(
    ("row", "point", "partials"),
    [case for case in KINKS if case[0].name not in OWN_CONVENTIONS],
    ids=lambda case: getattr(case, "name", None),
)
def test_the_conventions_at_kinks_are_those_of_pytorch(row, point, partials):
    known = 1 if row.name in ("leaky_relu", "elu") else len(point)  # slope and alpha are no tensors there
    assert at_kink(row, point)[:known] == list(partials[:known])


def test_the_conventions_that_are_not_pytorchs():
    theirs = {row.name: at_kink(row, point) for row, point, _ in KINKS if row.name in OWN_CONVENTIONS}
    ours = {row.name: list(partials) for row, _, partials in KINKS if row.name in OWN_CONVENTIONS}
    assert ours == {"max": [1.0, 0.0], "min": [1.0, 0.0], "hypot": [0.0, 0.0]}
    assert theirs["max"] == theirs["min"] == [0.5, 0.5]
    assert all(math.isnan(d) for d in theirs["hypot"])
    assert set(theirs) == set(OWN_CONVENTIONS)


# (step, x): where the derivative is infinite, the result overflows, or nothing is left of a formula.
EXTREMES = [(name, x) for name in ("sqrt", "log", "log2", "log10") for x in (0.0, -0.0)]
EXTREMES += [(name, x) for name in ("log1p", "asin", "acos", "atanh") for x in (-1.0, 1.0)] + [("acosh", 1.0)]
EXTREMES += [
    (name, x)
    for name in ("exp", "expm1", "sigmoid", "tanh", "softplus", "relu", "silu", "gelu", "sinh", "cosh", "erf", "asinh")
    for x in (1000.0, -1000.0, 0.0)
]
EXTREMES += [(name, x) for name in ("relu", "exp", "softplus", "sigmoid", "tanh", "atan") for x in (INF, -INF)]


@pytest.mark.parametrize(("name", "x"), EXTREMES)
def test_far_out_the_engine_says_what_pytorch_says(name, x):
    t, v = tensor(x).requires_grad_(), Value(x)
    expected, found = TORCH[name](t), TABLE[name](v)
    expected.backward()
    found.backward()
    assert found.data == pytest.approx(expected.item(), rel=1e-14, abs=0)
    assert v.grad == pytest.approx(t.grad.item(), rel=1e-14, abs=0)


@pytest.mark.parametrize("base", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 2.0, 3.0])
def test_powers_around_zero(base, exponent):
    b, e = tensor(base).requires_grad_(), tensor(exponent).requires_grad_()
    x, y = Value(base), Value(exponent)
    torch.pow(b, e).backward()
    (x**y).backward()
    assert (x.grad, y.grad) == (pytest.approx(b.grad.item(), rel=1e-15), pytest.approx(e.grad.item(), rel=1e-15))


def test_the_mixed_derivative_of_a_power_where_the_exponent_is_zero():
    """∂²/∂x∂y x**y at y = 0 is 1/x; of PyTorch's two answers, one for each order, ours has the right one twice."""
    b, e = tensor(2.0).requires_grad_(), tensor(0.0).requires_grad_()
    _, for_exponent = gradients(torch.pow(b, e), [b, e])
    x, y = Value(2.0), Value(0.0)
    for_x, for_y = grad(x**y, [x, y])
    assert gradients(for_exponent, [b])[0].item() == grad(for_y, x).data == grad(for_x, y).data == 0.5


def test_a_hessian_is_that_of_pytorchs_function():
    def formula(m, a, b, c):
        return m.tanh(a * b) * m.exp(-c) + m.log(a * a + c * c) * b**3

    point = (0.7, -1.3, 0.45)
    expected = torch.autograd.functional.hessian(lambda p: formula(torch, *p), tensor(point))
    xs = [Value(x) for x in point]
    found = hessian(formula(engine, *xs), xs)
    for i, j in itertools.product(range(3), repeat=2):
        assert found[i][j].data == pytest.approx(expected[i, j].item(), rel=1e-13)
