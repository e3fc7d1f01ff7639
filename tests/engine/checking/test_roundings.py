"""How far rounding moves gradients: against the same computation in float32, operation by operation."""

import math

import numpy as np
import pytest

import engine
from engine import Value, values
from engine.checking import roundings
from engine.checking.against_graph import Check
from engine.checking.kinks import kinks_of, on_one_side
from engine.checking.roundings import EPS, Graph
from engine.extend import Op
from engine.graph import topological_order
from nn import MLP, squared_error

SINGLE = 2.0**-23


def tanh_network(dtype, seed):
    """Gradients of a network computed in a dtype by NumPy, and the same loss as a graph."""
    rng = np.random.default_rng(seed)
    X, W, V, Y = (np.float32(rng.normal(size=shape)) for shape in ((5, 3), (3, 4), (4, 2), (5, 2)))
    X, W, V, Y = (array.astype(dtype) for array in (X, W, V, Y))
    A = np.tanh(X @ W)
    d = 2 * (A @ V - Y)
    w, v = values(W.astype(float)), values(V.astype(float))
    loss = ((np.tanh(X.astype(float) @ w) @ v - Y.astype(float)) ** 2).sum()
    return {"w": (X.T @ ((d @ V.T) * (1 - A * A)), w), "v": (A.T @ d, v)}, loss


@pytest.mark.parametrize("seed", range(10))
def test_float32_errs_by_about_its_eps_times_the_rounding_of_the_graph(seed):
    single, loss = tanh_network(np.float32, seed)
    double, _ = tanh_network(float, seed)
    found = Graph(loss).roundings()
    for name, (array, leaves) in single.items():
        scale = np.array([found[leaf] for leaf in leaves.flat]).reshape(array.shape)
        error = np.abs(array - double[name][0]) / (SINGLE * scale)
        assert error.max() < 4
        assert error.max() > 0.01  # no wild overestimate


def test_errors_that_cancel_are_no_errors():
    """log(1 − a) divides by 1e-13 at z = 30, and yet its derivative is exact; 1 / (1 + exp(−z)) has lost it."""
    z = Value(30.0)
    assert Graph((1 - z.sigmoid()).log()).roundings()[z] < 10
    assert Graph((1 - 1 / (1 + (-z).exp())).log()).roundings()[z] > 1e12


def test_a_small_difference_is_as_exact_as_its_terms():
    a = Value(1.0) * 1.1
    w = Value(3.0)
    loss = (w * a - 3.3) ** 2
    assert abs(Graph(loss).adjoints()[w]) < 1e-14
    assert 1 < Graph(loss).roundings()[w] < 100


def test_routes_that_cancel_are_as_exact_as_their_terms():
    w = Value(1.0)
    loss = w * 1e8 + w * (1 / 3) - w * 1e8
    assert 1e7 < Graph(loss).roundings()[w] < 1e9


def test_an_inverse_is_one_by_its_exponent_also_where_that_is_a_value():
    z, p = Value(3.0), Value(-1.0)
    for graph in (Graph((1 + (-z).exp()) ** -1.0), Graph((1 + (-z).exp()) ** p)):
        assert 0 < graph.roundings()[z] < 10
    assert Graph((1 + (-z).exp()) ** Value(2.0)).roundings()[z] > 0


def cube_of(*, kinks=(), rule=lambda x, out: 3 * x * x, function=lambda x: x**3, name="cube"):
    """A row that is not in the table."""
    return Op(name, function, (rule,), doc="x³.", latex="{}^3", samples=((0.5,),), kinks=kinks)


@pytest.mark.parametrize("name", ["cube", "neg", "sum", "dot", "mul"])
def test_the_rule_of_a_users_row_is_followed_whatever_its_name(name):
    x, y = Value(3.0) * 1.1, Value(3.0) * 1.1
    assert Graph(cube_of(name=name)(x)).roundings()[x] == Graph(cube_of()(x)).roundings()[x]
    assert 0.2 < Graph(cube_of()(x)).roundings()[x] / Graph(x * x * x).roundings()[x] < 5
    flat = Graph(cube_of(rule=lambda x, out: 3 * math.exp(2 * math.log(x)))(y))  # for floats only: taken as fixed
    assert flat.roundings()[y] < Graph(cube_of()(x)).roundings()[x]


def test_the_kink_of_a_users_row_is_seen():
    bent = cube_of(function=abs, rule=lambda x, out: engine.sign(x), kinks=(((0.0,), (0.0,)),))
    x = Value(0.0)
    assert [(kink.low, kink.high) for kink in kinks_of(Graph(bent(x)))] == [((-1.0,), (1.0,))]
    check = Check(bent(x) * 2.0, {"x": np.array([x])})
    assert check.against({"x": [1.5]}).agreements["x"].kind == "equal"
    assert check.against({"x": [2.5]}).agreements["x"].kind == "different"


def test_partials_are_followed_once(monkeypatch):
    seen = []
    monkeypatch.setattr(roundings, "_moved", lambda value, forward: seen.append(value))
    graph = Graph(Value(0.3).tanh().exp())
    graph.roundings()
    graph.roundings({})
    assert len(seen) == len(graph.order)


def test_at_kinks_each_side_is_tried_once_for_all_arrays(monkeypatch):
    x, w = Value(0.0), Value(0.0)
    check = Check(x.relu() + w.relu() + x * w, {"x": np.array([x]), "w": np.array([w])})
    tried = []
    adjoints = Graph._adjoints
    monkeypatch.setattr(Graph, "_adjoints", lambda graph, turned: tried.append(turned) or adjoints(graph, turned))
    assert check.against({"x": [5.0], "w": [0.25]}).agreements["w"].kind == "equal"
    sides = [tuple(map(tuple, turned.values())) for turned in tried if turned]
    assert [sides.count(((end,), (end,))) for end in (0.0, 1.0)] == [2, 2]  # for the gradients and for their scale


@pytest.mark.parametrize(
    "make",
    [
        lambda x: abs(x).sqrt(),  # 0 · ∞
        lambda x: x.relu().sqrt() + x,  # a branch that is off
        lambda x: (x * 0.0).sqrt() + x,
        lambda x: x.max(0.0).sqrt() + x.step().log(),
        lambda x: (x + 1.0).log().tanh() * x.exp(),
    ],
)
def test_the_chain_rule_is_that_of_backward_also_at_infinities(make):
    x = Value(0.0)
    loss = make(x)
    loss.backward()
    np.testing.assert_equal(Graph(loss).adjoints()[x], x.grad)


def test_a_branch_that_is_off_stays_off_on_its_side_of_a_kink():
    x = Value(0.0)
    graph = Graph(x.relu().sqrt() + x)
    low, high, _ = on_one_side(kinks_of(graph))
    assert (graph.adjoints(low)[x], graph.adjoints(high)[x]) == (1.0, math.inf)


def test_nothing_is_left_in_the_graph():
    w = Value(2.0)
    loss = w * w.exp()
    before = repr(w.grad), repr(loss.grad)
    graph = Graph(loss)
    graph.roundings()
    assert (repr(w.grad), repr(loss.grad)) == before


def test_the_rounding_is_the_same_in_every_run():
    results = []
    for _ in range(2):
        w = Value(0.7)
        results.append(Graph((w * w.tanh()).log()).roundings()[w])
    assert results[0] == results[1]
    assert EPS * results[0] < 1e-14


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda x: x.relu(), 1),
        (lambda x: x.abs() + x.leaky_relu(), 2),
        (lambda x: x.elu() + x.elu(0.5), 1),  # elu with alpha 1 is smooth
        (lambda x: x.max(0.0) + (x + 1).min(1.0), 2),
        (lambda x: x * x + x.exp() + x**2 + x.tanh(), 0),
        (lambda x: (x + 1e-3).relu(), 0),
        (lambda x: (x + 0.1 + 0.2 - 0.3).relu(), 1),  # 5.6e-17: rounding may put it on either side
    ],
)
def test_kinks_are_where_partials_jump(make, count):
    assert len(kinks_of(Graph(make(Value(0.0))))) == count


def test_a_neurons_sum_is_gone_through_as_one_operation_and_moves_as_much_as_its_products_and_sums():
    model = MLP(20, [8, 3], "tanh", seed=1)
    loss = squared_error([model([math.sin(n + j) for j in range(20)]) for n in range(3)], [[0.5, 0.0, -1.0]] * 3)
    folded = Graph(loss)
    adjoints, roundings, size = folded.adjoints(), folded.roundings(), folded.size(loss)
    assert len(folded.steps) == len(Graph(loss).steps) < 200  # nothing was written out meanwhile
    topological_order(loss)
    written = Graph(loss)
    assert len(written.steps) > 1000
    assert [adjoints[p] for p in model.parameters()] == [written.adjoints()[p] for p in model.parameters()]
    ratios = [roundings[p] / written.roundings()[p] for p in model.parameters()]
    assert 0.2 < min(ratios) < max(ratios) < 5
    assert 0.2 < size / written.size(loss) < 5


def test_a_loss_that_is_a_constant_has_a_graph_of_nothing():
    graph = Graph(Value(2.0).detach())
    assert (graph.adjoints(), graph.roundings(), graph.size(graph.root)) == ({}, {}, 2.0)
