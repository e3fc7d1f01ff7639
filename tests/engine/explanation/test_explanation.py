"""What `explain` says: the right sum, the right routes, in words and numbers that a reader can check.

Oracles: HIPS autograd for gradients, enumeration by recursion for routes, matplotlib's mathtext for LaTeX, and
decimal arithmetic for what is printed.
"""

import gc
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from types import SimpleNamespace

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.mathtext import MathTextParser

import engine
from engine import NOT_COMPUTED, Value, dot, draw, explain, logsumexp, no_grad, relu, sqrt, tanh
from engine.explanation import Explanation, routes
from engine.explanation.document import sign_of_product
from engine.explanation.names import Names, derivative, operation
from engine.explanation.routes import RouteGraph, Routes
from engine.ops import TABLE
from engine.table.notation import number
from engine.table.primitive import ListOp
from nn import MLP, cross_entropy, squared_error
from tests.examples import sizes

GRAPHS, NETWORKS = sizes(60, 600), sizes(40, 400)  # in full, together 1,000

compiled = set()


GROUP = re.compile(r"\{([^{}]+)\}|\\left\(((?:(?!\\left|\\right).)+)\\right\)")
SIGN = re.compile(r" = |, | \+ | - | \\cdot | \\, ")


def shapes(formula):
    """What a formula consists of: the pieces between signs, of what is in each pair of braces or parentheses too.

    All digits are alike, and all names of one letter; of a group only that it is there. The rest is all that makes a
    difference to TeX.
    """
    formula = re.sub(r"(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])", "x", re.sub(r"\d+", "1", formula))
    found = set()
    while group := GROUP.search(formula):
        found.update(SIGN.split(group[1] or group[2]))
        formula = formula[: group.start()] + ("⟦⟧" if group[1] else "⦅⦆") + formula[group.end() :]
    return found.union(SIGN.split(formula))


def compiles(latex):
    """mathtext reads every line; each is $$…$$ and stands for itself.

    It takes 20 ms for a line, so a line is read if it has a piece of a shape that was not read before.
    """
    parser = MathTextParser("path")
    for line in latex.splitlines():
        assert line.startswith("$$")
        assert line.endswith("$$")
        found = shapes(line[2:-2])
        if not found <= compiled:
            parser.parse(line[1:-1])
            compiled.update(found)


@pytest.mark.parametrize(
    "broken", [r"\frac{x}{", r"a_{1}_{2}", r"\left(a", r"\no a", r"{a}_{\left(b}", r"\frac{a}{\x{b}}"]
)
def test_a_formula_that_does_not_compile_is_noticed(broken):
    compiles(r"$$\frac{a}{b} = a_{1} \cdot \left(b\right)$$")
    with pytest.raises(ValueError, match=r"Expected|Unknown|Double"):
        compiles(f"$$c + {broken} = a$$")


# --- random graphs -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Program:
    """Leaves, and steps (name, places of operands) that any library can run; the last step is the result."""

    leaves: list
    steps: list

    def run(self, leaves, functions):
        values = list(leaves)
        for name, places in self.steps:
            values.append(functions[name](*[values[place] for place in places]))
        return values


ENGINE = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "square": lambda x: x * x,
    "half": lambda x: x * 0.5,
    "power": lambda x: x**3,
    "ratio": lambda x, y: x / (y * y + 1.0),
    "tanh": engine.tanh,
    "sigmoid": engine.sigmoid,
    "sin": engine.sin,
    "dot": lambda a, b, c, d: dot([a, b], [c, d]),
    "sum": lambda a, b, c: engine.sum([a, b, c, a]),
    "logsumexp": lambda a, b, c: logsumexp([a, b, c]),
    "relu": relu,
}
AUTOGRAD = {
    **{name: ENGINE[name] for name in ("add", "sub", "mul", "square", "half", "power", "ratio")},
    "tanh": anp.tanh,
    "sigmoid": lambda x: 1 / (1 + anp.exp(-x)),
    "sin": anp.sin,
    "dot": lambda a, b, c, d: a * c + b * d,
    "sum": lambda a, b, c: a + b + c + a,
    "logsumexp": lambda a, b, c: anp.log(anp.exp(a) + anp.exp(b) + anp.exp(c)),
    "relu": lambda x: anp.where(x > 0, x, 0.0),
}
ARITY = {"add": 2, "sub": 2, "mul": 2, "ratio": 2, "dot": 4, "sum": 3, "logsumexp": 3}


def random_program(rng, most=10):
    """Steps on operands of order one, near the end, so that most of them are on a route."""
    leaves = [rng.uniform(-1.5, 1.5) for _ in range(rng.randint(1, 3))]
    steps = []
    for _ in range(rng.randint(1, most)):
        name = rng.choice(list(ENGINE))
        numbers = Program(leaves, steps).run(leaves, ENGINE)
        near = [i for i, x in enumerate(numbers) if abs(x) <= 2][-4:]
        steps.append((name, [rng.choice(near) for _ in range(ARITY.get(name, 1))]))
    return Program(leaves, steps)


def agree(a, b, scale=1.0):
    return abs(a - b) <= 1e-12 * max(1.0, abs(a), abs(b), scale)


def check_sums(explanation):
    """Listed and rest make the sum, and the sum is the gradient."""
    listed = math.fsum(route.product for route in explanation.routes)
    assert agree(listed + explanation.rest, explanation.gradient)
    assert agree(explanation.total, explanation.gradient)
    assert explanation.rest == 0 or len(explanation.routes) < explanation.count
    for route in explanation.routes:
        assert agree(math.prod(edge.partial for edge in route.edges), route.product)
        assert all(a.operand is b.result for a, b in zip(route.edges, route.edges[1:], strict=False))


@pytest.mark.parametrize("many", GRAPHS)
def test_on_random_graphs_the_sum_is_the_gradient_and_the_latex_compiles(many):
    rng = Random(4)
    for _ in range(many):
        program = random_program(rng)
        leaves = [Value(x, label=rng.choice(["", "a", "x1", f"w_{i}"])) for i, x in enumerate(program.leaves)]
        loss = program.run(leaves, ENGINE)[-1]
        expected = autograd.grad(lambda xs, p=program: p.run(list(xs), AUTOGRAD)[-1])(np.array(program.leaves))
        i = rng.randrange(len(leaves))
        explanation = explain(loss, leaves[i], routes=rng.choice([1, 3, 8]))
        assert agree(explanation.gradient, float(expected[i])), program
        check_sums(explanation)
        check_printed(explanation)
        compiles(explanation.latex)
        assert explanation.text(ascii=True).isascii()
        loss.backward()
        assert explanation.gradient == leaves[i].grad


# --- random networks -----------------------------------------------------------------------------

ACTIVATIONS = {
    "tanh": anp.tanh,
    "sigmoid": AUTOGRAD["sigmoid"],
    "relu": AUTOGRAD["relu"],
    "linear": lambda s: s,
    "sin": anp.sin,
    "softmax": lambda s: anp.exp(s) / anp.sum(anp.exp(s), axis=1, keepdims=True),
}


def random_network(rng):
    """(model, loss, traces, expected gradients by autograd) of a small network on a few samples."""
    sizes = [rng.randint(1, 3) for _ in range(rng.randint(2, 4))]
    names = [rng.choice(["tanh", "sigmoid", "relu", "linear", "sin"]) for _ in sizes[2:]]
    names.append(rng.choice(["linear", "sigmoid", "softmax" if sizes[-1] > 1 else "tanh"]))
    bias = rng.random() < 0.8
    model = MLP(sizes[0], sizes[1:], names, bias=bias, seed=rng.randrange(10**6))
    for parameter in model.parameters():
        parameter.data = rng.uniform(-1.2, 1.2)
    X = [[rng.uniform(-1, 1) for _ in range(sizes[0])] for _ in range(rng.choice([1, 1, 2, 4]))]
    Y = [[rng.uniform(-1, 1) for _ in range(sizes[-1])] for _ in X]
    traces = [model.trace(x) for x in X]
    loss = squared_error([trace.output for trace in traces], Y, factor=0.5)

    def by_autograd(arrays):
        a = np.array(X)
        for layer, name in enumerate(names, start=1):
            s = anp.dot(a, arrays[f"W{layer}"].T) + (arrays[f"b{layer}"] if bias else 0.0)
            a = ACTIVATIONS[name](s)
        return 0.5 * anp.sum((a - np.array(Y)) ** 2) / len(X)

    arrays = {
        name: np.array([[w.data for w in row] if isinstance(row, list) else row.data for row in rows])
        for name, rows in model.arrays(orientation="out_in").items()
    }
    return model, loss, traces, autograd.grad(by_autograd)(arrays)


def chosen_weight(rng, model, expected):
    """A weight or bias, its place, and the gradient that autograd finds for it."""
    layer = rng.randrange(len(model.layers))
    i = rng.randrange(len(model.layers[layer].neurons))
    neuron = model.layers[layer].neurons[i]
    if neuron.b is not None and rng.random() < 0.25:
        return neuron.b, layer, i, None, float(expected[f"b{layer + 1}"][i])
    j = rng.randrange(len(neuron.w))
    return neuron.w[j], layer, i, j, float(expected[f"W{layer + 1}"][i][j])


@pytest.mark.parametrize("many", NETWORKS)
def test_on_random_networks_the_sum_is_the_gradient_and_the_latex_compiles(many):
    rng = Random(40)
    for _ in range(many):
        model, loss, traces, gradients = random_network(rng)
        w, layer, i, j, expected = chosen_weight(rng, model, gradients)
        explanation = explain(loss, w, routes=8)
        assert w.grad is NOT_COMPUTED
        assert agree(explanation.gradient, expected)
        check_sums(explanation)
        assert agree(math.fsum(term.product for term in explanation.terms), explanation.gradient)
        loss.backward()
        deltas = [trace.layers[layer].delta[i] for trace in traces]
        xs = [1.0 if j is None else trace.layers[layer].x[j] for trace in traces]
        assert [term.adjoint for term in explanation.terms] == deltas
        assert [term.slope for term in explanation.terms] == xs
        check_printed(explanation)
        check_iverson(explanation, model.layers[layer], i)
        check_delta(explanation, [trace.layers[layer].delta for trace in traces], i)
        compiles(explanation.latex)
        assert explanation.text(ascii=True).isascii()


def check_iverson(explanation, layer, i):
    """The table has a row for each neuron of the layer, and one alone is not zero."""
    rows = re.findall(r"^ +(\d+) +\S+ +([01])   +(no route: 0|\S+) +(\S+)$", str(explanation), re.MULTILINE)
    if len(layer.neurons) == 1:
        assert "The layer has one neuron" in str(explanation)
    else:
        assert [(int(a), bracket) for a, bracket, _, _ in rows] == [
            (a, "1" if a == i else "0") for a in range(len(layer.neurons))
        ]
        assert [slope for _, bracket, slope, _ in rows if bracket == "0"] == ["no route: 0"] * (len(rows) - 1)


def check_delta(explanation, deltas, i):
    """δ of the heaviest sample is what its equation ends with, and the table has the δ of every neuron."""
    text = str(explanation)
    n = max(range(len(deltas)), key=lambda n: abs(explanation.terms[n].product))
    story = re.search(r"comes from\n( +δ.*\n(?: {12,}.*\n)*)", text)[1]
    assert re.split(r"[=≈] ", story)[-1].strip() == number(deltas[n][i])
    if len(deltas[n]) > 1:
        table = re.findall(r"^ +\d+ +(\S+) +[01]   +(?:no route: 0|\S+) +\S+$", text, re.MULTILINE)
        assert table == list(map(number, deltas[n]))


@pytest.mark.parametrize("role", ["x", "s", "a"])
def test_inputs_and_neurons_in_between_are_explained_too(role):
    rng = Random(41)
    for _ in range(40):
        _, loss, traces, _ = random_network(rng)
        values = getattr(rng.choice(traces).layers[0].values, role)
        explanation = explain(loss, values[0])
        loss.backward()
        assert explanation.gradient == values[0].grad
        check_sums(explanation)
        check_printed(explanation)
        assert agree(math.fsum(term.product for term in explanation.terms), explanation.gradient)
        compiles(explanation.latex)


# --- what is printed can be checked by hand ------------------------------------------------------

NUMBER = r"−?\d[\d,]*(?:\.\d+)?(?:e[−+]\d+)?"
FACTOR = rf"(?:\({NUMBER}\)|\[[\d,]+ edges: {NUMBER}\])"
PRINTED = re.compile(rf"= ({FACTOR}(?: [·+] {FACTOR})+) ([=≈]) ({NUMBER})")


def decimal(printed):
    return Decimal(printed.replace("−", "-"))


def by_hand(line):
    """The sum of products that a line is, computed from the printed numbers."""
    terms = [re.findall(rf"({NUMBER})[)\]]", term) for term in line.split(" + ")]
    return sum(math.prod(map(decimal, term)) for term in terms)


def half_a_unit(printed):
    """Half a unit in the last place of a printed number."""
    mantissa, _, exponent = printed.replace("−", "-").partition("e")
    return Decimal(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2])) / 2


def check_printed(explanation):
    """Where = stands behind a sum or a product of printed numbers, they give the printed result when rounded."""
    lines = re.sub(r"\n {5,}(?=[(\[=≈∂])", " ", str(explanation))
    found = PRINTED.findall(lines)
    for line, sign, result in found:
        fits = abs(by_hand(line) - decimal(result)) <= half_a_unit(result) * Decimal("1.000001")
        assert fits or sign == "≈", (line, sign, result)
    return len(found)


def test_a_wrong_sign_of_equality_would_be_noticed():
    wrong = "  ∂L/∂a = ∂L/∂v1 · ∂v1/∂a = (0.786) · (−3.000) = −2.359\n"
    assert check_printed(wrong.replace("= −2", "≈ −2")) == 1
    with pytest.raises(AssertionError, match=r"2\.359"):
        check_printed(wrong)
    with pytest.raises(AssertionError, match=r"2\.001"):
        check_printed("  ∂L/∂a = (1.000) + (1.000) = 2.001")


def test_rounding_is_owned_up_to():
    assert sign_of_product([0.7864, -3.0], 0.7864 * -3.0).text == "≈"  # 0.786 · 3 = 2.358, printed 2.359
    assert sign_of_product([-0.404, 0.5], -0.202).text == "="


# --- routes --------------------------------------------------------------------------------------


def every_route(value, w):
    """All products by recursion: the definition."""
    if value is w:
        return [1.0]
    steps = zip(value.parents, value.partials, strict=True)
    return [d * product for x, d in steps if d is not None for product in every_route(x, w)]


def test_count_and_heaviest_routes_are_those_of_enumeration():
    rng = Random(5)
    many = 0
    for _ in range(300):
        program = random_program(rng, most=10)
        values = program.run([Value(x) for x in program.leaves], ENGINE)
        w = values[rng.randrange(len(values))]
        products = sorted(every_route(values[-1], w), key=lambda x: -abs(x))
        most = rng.randint(1, 3)
        found, rest = Routes(RouteGraph(values[-1]), w).heaviest(most)
        count = Routes(RouteGraph(values[-1]), w).count
        assert count == len(products)
        assert len(found) == min(most, count)
        assert [abs(route.product) for route in found] == pytest.approx([abs(x) for x in products[:most]], rel=1e-9)
        assert len({tuple(edge.position for edge in route.edges) for route in found}) == len(found)
        assert sum(route.product for route in found) + rest == pytest.approx(sum(products), abs=1e-12)
        many += count > most
    assert many > 50


def test_an_operand_that_stands_twice_is_two_routes():
    a = Value(3.0, label="a")
    explanation = explain(a * a, a)
    assert [route.product for route in explanation.routes] == [3.0, 3.0]
    assert "∂L/∂(1st a) = a" in str(explanation)
    assert "∂L/∂a = (3.000) + (3.000) = 6.000" in str(explanation)


def diamonds(length, routes_at_most=8):
    a = Value(1.0, label="a")
    y = a
    for _ in range(length):
        y = y * 0.25 + y * 0.75
    return explain(y, a, routes=routes_at_most)


def test_more_routes_than_anybody_could_list_are_counted_and_summed_up():
    explanation = diamonds(40, 5)
    assert explanation.count == 2**40
    assert len(explanation.routes) == 5
    assert explanation.routes[0].product == 0.75**40
    assert [route.product for route in explanation.routes[1:]] == pytest.approx([0.75**39 * 0.25] * 4)
    check_sums(explanation)
    assert "There are 1,099,511,627,776 routes from L to a. The 5 that carry most" in str(explanation)
    assert "The other 1,099,511,627,771 routes together carry 1.000" in str(explanation)
    compiles(explanation.latex)


def test_a_count_of_thousands_of_digits_is_exact_and_printed_short():
    explanation = diamonds(10_000, 2)
    assert explanation.count == 2**10_000
    assert explanation.gradient == explanation.total == 1.0
    assert "There are about 2.00e+3010 routes" in str(explanation)
    compiles(explanation.latex)


@pytest.mark.ci
def test_a_chain_of_100_000_operations_is_abbreviated():
    a = Value(1.0, label="a")
    y = a
    for _ in range(50_000):
        y = (y + 1.0) * 0.99999
    explanation = explain(y, a)
    assert agree(explanation.gradient, 0.99999**50_000)
    assert len(explanation.routes[0].edges) == 100_000
    assert "[99,984 edges: 0.607]" in str(explanation)
    assert len(str(explanation).splitlines()) < 40
    compiles(explanation.latex)
    check_printed(explanation)


def test_products_beyond_the_range_of_floats_are_still_told_apart():
    a = Value(1.0, label="a")
    y, z = a, a
    for _ in range(400):
        y, z = y * 1e-3, z * 1e-2
    first = explain(y + z, a, routes=1).routes[0]
    assert first.edges[0].position == 1  # 1e-800 is more than 1e-1200, though both are 0.0
    assert first.product == 0.0


@pytest.mark.usefixtures("collector_off")
def test_an_explanation_is_the_same_each_time_and_leaves_no_reference_cycles():
    a = Value(2.0, label="a")
    y = tanh(a * a)
    assert str(explain(y, a)) == str(explain(y, a))
    gc.collect()
    for _ in range(5):
        explain(y, a)
    assert gc.collect() == 0


# --- what it says --------------------------------------------------------------------------------


def network(**options):
    """2-3-1, sigmoid, with one sample."""
    W = [[[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]], [[0.7], [-0.8], [0.9]]]
    model = MLP.from_arrays(
        [(W[0], [0.0, 0.1, 0.2]), (W[1], [0.3])], activations="sigmoid", orientation="in_out", **options
    )
    trace = model.trace([0.5, -1.0])
    loss = squared_error(trace.output, [1.0], factor=0.5)
    return model, trace, loss


def test_a_plain_expression():
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(5.5, label="c")
    y = tanh(a * b + c)
    y.label = "y"
    assert (
        str(explain(y, a))
        == """\
  ∂y/∂a = −2.359

The one route from y to a, with the local derivative on each edge:
  operation       value   local derivative   number
  y = tanh(v2)   −0.462   ∂y/∂v2 = 1 − y²     0.786
  v2 = v1 + c    −0.500   ∂v2/∂v1             1.000
  v1 = a · b     −6.000   ∂v1/∂a = b         −3.000
  ∂y/∂a = ∂y/∂v2 · ∂v2/∂v1 · ∂v1/∂a = (0.786) · (1.000) · (−3.000) ≈ −2.359"""
    )


def test_a_weight_has_the_short_form_first_then_delta_then_the_bracket():
    model, _, loss = network()
    lines = str(explain(loss, model.layers[0].neurons[1].w[0], routes="all")).splitlines()
    assert lines[:7] == [
        "  ∂L/∂w1[1,0] = δ1[1] · x[0] = (0.0107) · (0.500) ≈ 0.00536",
        "",
        "Where δ1[1] comes from",
        "  δ1[1] = ∂L/∂s1[1] = σ′(s1[1]) · (w2[0,1] · δ2[0]) = (0.235) · (0.0456) = 0.0107",
        "  σ′(s1[1]) = a1[1] · (1 − a1[1]) = 0.235",
        "  ∂L/∂a1[1] = w2[0,1] · δ2[0] = (−0.800) · (−0.0570) = 0.0456",
        "  δ2[0] = ∂L/∂s2[0] = σ′(s2[0]) · ∂L/∂a2[0] = (0.202) · (−0.282) = −0.0570",
    ]
    assert "The Iverson bracket: ∂s1[a]/∂w1[1,0] = [a = 1] · x[0]" in lines
    assert "  0   −0.00967         0       no route: 0                     0.000" in lines
    assert "  1     0.0107         1             0.500                   0.00536" in lines
    assert "  Σ_a δ1[a] · ∂s1[a]/∂w1[1,0] = Σ_a δ1[a] · [a = 1] · x[0] = δ1[1] · x[0] = 0.00536" in lines


def test_a_weight_stops_after_the_short_form_unless_more_is_asked_for():
    model, trace, loss = network()
    w = model.layers[0].neurons[1].w[0]
    short, whole = str(explain(loss, w)), str(explain(loss, w, routes="all"))
    first, end = short.rsplit("\n", 1)
    assert whole.startswith(first)
    assert end == 'Each route, edge by edge: routes="all".'
    assert "Iverson" not in short
    assert "The one route" in whole
    assert "The one route" in str(explain(loss, w, routes=1))
    assert explain(loss, w).routes == explain(loss, w, routes="all").routes
    assert "route from" not in str(explain(loss, trace.layers[0].values.a[1]))
    loss.backward()
    assert float(re.search(r"≈ (\S+)", short)[1]) == pytest.approx(w.grad, rel=5e-3)


def test_factors_that_are_always_1_are_folded_and_counted():
    model, _, loss = network()
    explanation = explain(loss, model.layers[0].neurons[1].w[0], routes="all")
    (route,) = explanation.routes
    ones = sum(edge.is_one for edge in route.edges)
    text = str(explanation).replace("\n", " ")
    factors = re.findall(r"\((−?[\d.]+)\)", text[text.rindex(f"(the other {ones} factors are 1)") :])
    assert ones == 5
    assert len(factors) == len(route.edges) - ones
    product = math.prod(float(x.replace("−", "-")) for x in factors)
    assert product == pytest.approx(explanation.gradient, rel=5e-3)


def test_names_that_were_made_up_stand_in_the_boxes_of_the_picture():
    model, _, loss = network()
    loss.label = "L"
    text = str(explain(loss, model.layers[0].neurons[1].w[0], routes="all"))
    shown = dict(re.findall(r"^  (v\d+) = .*?  +(−?\d\S+) ", text, re.MULTILINE))
    source = draw(loss, level="value").source
    boxes = dict(re.findall(r">(v\d+)</font></td></tr><tr><td.*?data.*?align=\"right\">(\S+?)</td>", source))
    assert len(shown) == 6
    assert shown.items() <= boxes.items()


def test_a_bias_has_the_input_1():
    model, _, loss = network()
    assert str(explain(loss, model.layers[0].neurons[1].b)).startswith(
        "  ∂L/∂b1[1] = δ1[1] · 1 = (0.0107) · (1.000) = 0.0107"
    )


def test_an_input_gets_its_share_from_every_neuron():
    _, trace, loss = network()
    assert str(explain(loss, trace.layers[0].values.x[0])).startswith("  ∂L/∂x[0] = Σ_k w1[k,0] · δ1[k]\n")


def test_an_input_without_a_name_is_x():
    model, _, _ = network()
    loss = squared_error(model([0.5, -1.0]), 1.0, factor=0.5)
    assert "∂L/∂w1[1,0] = δ1[1] · x[0] = (0.0107) · (0.500)" in str(explain(loss, model.layers[0].neurons[1].w[0]))


def test_the_output_layer_gets_delta_from_the_loss():
    model, _, loss = network()
    text = str(explain(loss, model.layers[1].neurons[0].w[1]))
    assert "∂L/∂w2[0,1] = δ2[0] · a1[1]" in text
    assert "∂L/∂a2[0] = ∂L/∂v16 · ∂v16/∂v15 · ∂v15/∂a2[0] = (0.500) · (−0.563) · (1.000)" in text


def test_a_hidden_softmax_layer_gives_delta_over_all_its_outputs():
    model = MLP(2, [3, 3, 1], ["tanh", "softmax"], seed=1)
    loss = squared_error(model([0.5, -1.0]), 1.0)
    text = str(explain(loss, model.layers[1].neurons[1].w[0]))
    assert "δ2[1] = ∂L/∂s2[1] = Σ_k ∂a2[k]/∂s2[1] · ∂L/∂a2[k]" in text
    compiles(explain(loss, model.layers[1].neurons[1].w[0]).latex)


def test_a_softmax_output_with_cross_entropy():
    model = MLP(2, [3, 3], "tanh", "softmax", seed=1)
    loss = cross_entropy(model([0.5, -1.0]), [0, 1, 0])
    explanation = explain(loss, model.layers[0].neurons[1].w[0])
    assert "tanh′(s1[1]) · Σ_k w2[k,1] · δ2[k]" in str(explanation)
    check_sums(explanation)
    check_printed(explanation)


def test_a_batch_has_one_term_for_each_sample():
    model, _, _ = network()
    X, Y = [[0.0, 1.0], [1.0, 0.5], [-1.0, 2.0], [2.0, 1.0]], [[1.0], [0.0], [1.0], [0.0]]
    loss = squared_error([model.trace(x).output for x in X], Y, factor=0.5)
    explanation = explain(loss, model.layers[0].neurons[1].w[0])
    assert [term.slope for term in explanation.terms] == [0.0, 1.0, -1.0, 2.0]
    text = str(explanation)
    assert text.startswith("  ∂L/∂w1[1,0] = Σ_n δ1[1]⁽ⁿ⁾ · x[0]⁽ⁿ⁾ = ")
    assert len(re.findall(r"^  [0-3]   +\S+ +\S+ +\S+$", text, re.MULTILINE)) >= 4
    assert "Where δ1[1]⁽³⁾ comes from" in text
    assert "A raised number counts values that share a label" in text


def test_a_shared_weight_has_one_term_for_each_step():
    cell = MLP(2, [2], "tanh", seed=3).layers[0]
    h = [Value(0.0), Value(0.0)]
    for x in (1.0, -0.5, 2.0):
        h = cell.forward([x + 0.0 * h[0], h[1]])[1]
    w = cell.neurons[1].w[1]
    explanation = explain(h[0] + h[1], w)
    assert [term.slope for term in explanation.terms] == pytest.approx([0.0, 0.07598778, 0.07], abs=1)
    (h[0] + h[1]).backward()
    assert explanation.gradient == w.grad
    assert agree(sum(term.product for term in explanation.terms), w.grad)


def test_what_reaches_a_weight_past_all_neurons_has_a_term_of_its_own():
    model, _, loss = network()
    w = model.layers[0].neurons[1].w[0]
    total = loss + w * w * 0.1
    explanation = explain(total, w)
    assert [term.source for term in explanation.terms][-1] is total
    assert agree(sum(term.product for term in explanation.terms), explanation.gradient)
    assert agree(explanation.terms[-1].product, 0.2 * w.data)


def test_the_bracket_is_found_in_the_graph_and_not_assumed():
    model, _, _ = network()
    first, second = model.layers[0].neurons[:2]
    second.w[0] = first.w[0]  # tied: one weight, two neurons
    trace = model.trace([0.5, -1.0])
    loss = squared_error(trace.output, [1.0])
    explanation = explain(loss, first.w[0], routes=1)
    rows = re.findall(r"^  (\d) +\S+ +([01]) ", str(explanation), re.MULTILINE)
    assert dict(rows)["0"] == dict(rows)["1"] == "1"
    assert dict(rows)["2"] == "0"


def test_a_value_of_a_network_without_places_is_explained_by_its_routes():
    w = Value(0.5, label="w")
    w.label = type("Odd", (str,), {"place": None})("w")
    assert "The one route" in str(explain(w * 2.0, w))


def test_only_attributes_of_a_place_are_read():
    class Label(str):
        __slots__ = ("place",)

    def named(value, text, **place):
        value.label = Label(text)
        value.label.place = SimpleNamespace(**place)
        return value

    w = named(Value(0.5), "w1[0,0]", layer=1, neuron=0, role="w", index=0)
    x = Value(2.0, label="height")
    s = named(w * x, "s1[0]", layer=1, neuron=0, role="s", index=None)
    assert str(explain(tanh(s), w)).startswith("  ∂L/∂w1[0,0] = δ1[0] · height = ")


# --- .grad, and what spoils a sum ----------------------------------------------------------------


def test_grad_is_neither_needed_nor_changed():
    a = Value(2.0, label="a")
    y = a * a
    explain(y, a)
    assert a.grad is NOT_COMPUTED
    assert y.grad is NOT_COMPUTED
    y.backward()
    assert "Note" not in str(explain(y, a))
    y.backward()
    text = str(explain(y, a))
    assert a.grad == 8.0
    assert "a.grad holds 8.000, not the 4.000 explained here" in " ".join(text.split())
    assert explain(y, a).gradient == 4.0


def test_data_that_were_changed_later_are_mentioned():
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    y = a * b
    b.data = 7.0
    text = str(explain(y, a))
    assert "∂L/∂a = 3.000" in text
    assert "Data were changed after the loss was computed" in text


def test_an_infinite_derivative_is_named():
    x = Value(0.0, label="x")
    explanation = explain(sqrt(x * x) * 0.0 + x, x)
    assert math.isnan(explanation.gradient)
    assert math.isnan(explanation.total)
    text = " ".join(str(explanation).split())
    assert "∂v2/∂v1 is inf" in text
    assert "0 · inf and inf − inf are nan" in text
    compiles(explanation.latex)


def test_infinite_routes_come_first():
    x = Value(0.0, label="x")
    explanation = explain(x * 5.0 + sqrt(x) + x * 7.0, x, routes=1)
    assert explanation.routes[0].product == explanation.gradient == math.inf


def test_an_overflow_on_the_way_is_named():
    x = Value(1e-300, label="x")
    explanation = explain(x * 1e200 * 1e200, x)
    assert explanation.gradient == math.inf
    assert "too large for a float" in str(explanation)


def test_no_route_is_an_answer():
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    explanation = explain(a * 2.0, b)
    assert (explanation.gradient, explanation.count, explanation.routes, explanation.rest) == (0.0, 0, (), 0.0)
    assert str(explanation).startswith("  ∂L/∂b = 0.000\nno route: 0. L was not computed from this Value")
    compiles(explanation.latex)


def test_arguments_the_wrong_way_round_are_named():
    w = Value(2.0, label="w")
    loss = w * 3.0
    loss.label = "loss"
    said = " ".join(str(explain(w, loss)).split())
    assert "w was not computed from loss, but loss from w: are the two arguments the wrong way round?" in said
    assert "wrong way" not in str(explain(loss, w)) + str(explain(loss, Value(1.0)))


def test_the_loss_itself():
    a = Value(2.0, label="a")
    assert explain(a, a).gradient == explain(a, a).total == 1.0
    assert str(explain(a, a)).startswith("  ∂a/∂a = 1\n")
    y = a * 3.0
    assert explain(y, y).count == 1


def test_a_dead_relu_carries_nothing():
    a = Value(-1.0, label="a")
    explanation = explain(relu(a), a)
    assert (explanation.gradient, explanation.count) == (0.0, 1)
    assert "∂L/∂a = step(a) = 0.000" in str(explanation)


@pytest.mark.parametrize(
    ("loss", "w", "error", "words"),
    [
        (3.0, Value(1.0), TypeError, r"loss = 3\.0.*one Value with respect to one Value"),
        (Value(1.0), [Value(1.0)], TypeError, r"w = .*list"),
        (Value(1.0), Value(1.0).detach(), TypeError, "a constant as w.*Make it a leaf"),
        (Value(1.0).detach(), Value(1.0), RuntimeError, "got as loss a constant.*no_grad"),
    ],
)
def test_what_cannot_be_explained_is_refused(loss, w, error, words):
    with pytest.raises(error, match=words):
        explain(loss, w)


@pytest.mark.parametrize("routes", [0, -1, 2.5, True, "3"])
def test_a_number_of_routes_is_whole_and_positive(routes):
    a = Value(1.0)
    with pytest.raises(TypeError, match="whole number of 1 or more"):
        explain(a * a, a, routes=routes)


def test_a_loss_made_under_no_grad_is_refused():
    a = Value(1.0)
    with no_grad():
        loss = a * 2
    with pytest.raises(RuntimeError, match="explain got as loss a constant"):
        explain(loss, a)


# --- forms ---------------------------------------------------------------------------------------


def test_the_forms_are_where_notebooks_and_terminals_look():
    a = Value(3.0, label="a")
    explanation = explain(a * a, a)
    assert isinstance(explanation, Explanation)
    assert str(explanation) == repr(explanation) == explanation.text()
    assert explanation._repr_latex_() == explanation.latex
    assert explanation._repr_markdown_() == explanation.markdown


def test_ascii_is_laid_out_as_neatly():
    model, _, loss = network()
    lines = explain(loss, model.layers[0].neurons[1].w[0], routes="all").text(ascii=True).splitlines()
    assert lines[0] == "  dL/dw1[1,0] = delta1[1] * x[0] = (0.0107) * (0.500) ~= 0.00536"
    first = lines.index("  a   delta1[a]   [a = 1]   ds1[a]/dw1[1,0]   delta1[a] * ds1[a]/dw1[1,0]")
    assert lines[first + 1] == "  0    -0.00967         0       no route: 0                         0.000"
    assert len({len(line) for line in lines[first : first + 4]}) == 1


def test_markdown_tables_have_rows_of_one_length_and_formulas_that_compile():
    model, _, loss = network()
    markdown = explain(loss, model.layers[0].neurons[1].w[0], routes="all").markdown
    tables = [block.splitlines() for block in markdown.split("\n\n") if block.startswith("|")]
    assert len(tables) == 2
    for table in tables:
        assert len({line.count("|") for line in table}) == 1
        assert set(table[1]) == set("| -")
        for cell in re.findall(r"\$(.+?)\$", "\n".join(table)):
            compiles(f"$${cell}$$")


@given(label=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=12))
def test_a_label_is_data(label):
    a, b = Value(2.0, label=label), Value(3.0, label="b")
    explanation = explain(a * b + a**2, a)
    assert f"∂{label}" in str(explanation).replace("∂(1st ", "∂") or f"∂({label})" in str(explanation)
    compiles(explanation.latex)
    assert all(block.count("$") % 2 == 0 for block in explanation.markdown.replace(r"\$", "").split("\n\n"))


@pytest.mark.parametrize("label", ["</script>", '"quoted"', "a & b", "\ue000", "two\nlines", "w − x", "v1", "L", "№ 5"])
def test_a_label_is_shown_as_typed(label):
    a, b = Value(2.0, label=label), Value(3.0, label="b")
    text = str(explain((a * b + 1.0) * 2.0, a))
    assert label.replace("\n", "␤") in text
    assert not re.search(r"<[a-z/!?]", explain(a * b, a).latex)


def test_made_up_names_are_not_those_of_labels():
    a, b = Value(2.0, label="L"), Value(3.0, label="v1")
    text = str(explain(tanh(a * b + 1.0), a))
    assert "u1 = L · v1" in text


@pytest.mark.parametrize("row", list(TABLE.values()), ids=lambda row: row.name)
def test_every_row_of_the_table_is_told_and_compiles(row):
    x = [Value(n, label=f"x{i}") for i, n in enumerate(row.samples[0])]
    start = 1 if row.name == "polygamma" else 0
    operands = [x[0].data, *x[1:]] if start else x
    y = row(*row.split(operands)) if isinstance(row, ListOp) else row(*operands)
    names = Names(RouteGraph(y), x[-1])
    for edge in RouteGraph(y).edges[y]:
        assert row.name == "logsumexp" or derivative(edge, names) is not None  # that one is too long to be read
    assert operation(y, names).text
    explanation = explain(y * y + y * 3.0, x[-1])
    compiles(explanation.latex)
    check_sums(explanation)
    check_printed(explanation)


# --- a wrong explanation would be noticed --------------------------------------------------------


def test_a_forgotten_sidetrack_would_be_noticed(monkeypatch):
    monkeypatch.setattr(routes.RouteSearch, "rest", lambda self: 0.0)
    with pytest.raises(AssertionError):
        check_sums(diamonds(10, 3))


def test_a_route_taken_for_heavier_than_it_is_would_be_noticed(monkeypatch):
    monkeypatch.setattr(routes, "weight_of", lambda partial: -abs(partial))
    with pytest.raises(AssertionError):
        test_count_and_heaviest_routes_are_those_of_enumeration()


def test_a_term_that_passes_another_neuron_would_be_noticed(monkeypatch):
    monkeypatch.setattr(routes.Routes, "leads_on", lambda self, edge: edge.operand in self.slope)
    with pytest.raises(AssertionError):
        test_on_random_networks_the_sum_is_the_gradient_and_the_latex_compiles(400)


def test_a_program_that_is_none_is_named():
    a = Value(2.0, label="a")
    with pytest.raises(TypeError, match=r"explain got program=3 \(int\); what vectorize derived"):
        explain(a * a, a, program=3)


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (engine.relu, "∂L/∂z is 0.000 by convention: relu is exactly at a kink, and any slope from 0.000 to 1.000"),
        (abs, "∂L/∂z is 0.000 by convention: abs is exactly at a kink, and any slope from −1.000 to 1.000"),
        (lambda z: engine.max(z, 0.0), "max is exactly at a kink, and any slope from 0.000 to 1.000"),
    ],
)
def test_a_gradient_at_a_kink_is_called_a_convention(of, said):
    z = Value(0.0, label="z")
    assert said in " ".join(str(explain(of(z), z)).split())
    for beside in (1e-300, -1e-300, 0.5):
        w = Value(beside, label="z")
        assert "kink" not in str(explain(of(w), w))


def test_a_smooth_operation_has_no_kink_note():
    z = Value(0.0, label="z")
    for y in (tanh(z), z * 3.0, engine.elu(z, 1.0), z**2.0, engine.hypot(z, 1.0)):
        assert "kink" not in str(explain(y, z))


def test_a_label_that_is_a_formula_stands_in_brackets():
    """As in the lecture that comes with micrograd, which labels a sum "x1*w1 + x2*w2"."""
    x, w, c = Value(2.0, label="x1"), Value(3.0, label="w1"), Value(5.0, label="c")
    s = x * w + 4
    s.label = "x1*w1 + 4"
    L = s * c - s**2
    L.label = "L - 1"
    text = explain(L, x).text()
    assert "(x1*w1 + 4) · c" in text
    assert "= 2 · (x1*w1 + 4) " in text
    assert "∂(x1*w1 + 4)/∂v1" in text
    assert "∂(L - 1)/∂x1 = " in text
    assert "∂L" not in text.replace("∂(L - 1)", "")
    assert r"(\mathrm{x1*w1\ +\ 4})^{2}" in explain(L, x).latex
    plain = Value(2.0, label="w1[0,1]'")
    assert "(" not in explain(plain * c, plain).text().splitlines()[0]


def test_the_note_on_an_infinite_slope_is_true_where_a_branch_is_off():
    x = Value(math.inf, label="x")
    y = x * engine.relu(-x)
    text = " ".join(explain(y, x).text().split())
    assert "and yet the gradient is finite" in text
    assert "Every route through it is infinite" not in text
    y.backward()
    assert x.grad == 0.0
    z = Value(math.inf, label="z")
    text = " ".join(explain(z * engine.tanh(z), z).text().split())
    assert "is inf: one of the operands is not a finite number" in text
    assert "sqrt" not in text
