"""`draw(…, folded=True)`: the weighted sum of a neuron as one box, with ∂s/∂w_j = x_j on the arrow from w_j."""

import copy
import pickle
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import engine
from engine import Value, draw
from engine.drawing import rendering
from engine.drawing.records import describe_graph
from engine.graph import topological_order, with_leaves
from nn import MLP, Layer, squared_error
from tests.operators import by_operators

SVG = "{http://www.w3.org/2000/svg}"


TWINS = {"copy": copy.copy, "deepcopy": copy.deepcopy, "pickle": lambda thing: pickle.loads(pickle.dumps(thing))}


def network(**options):
    """(model, loss) of one sample after backward; the inputs are leaves x[0] and x[1]."""
    model = MLP(2, [2, 1], activation="tanh", seed=1, **options)
    loss = squared_error(model.trace([0.5, -1.0]).output, [1.0])
    loss.label = "L"
    loss.backward()
    return model, loss


def arrows_to(graph, label):
    """{label of the operand: the partial on its arrow} of one box."""
    (box,) = [box for box in graph.boxes if box.label == label]
    return {graph.boxes[a.operand].label: a.partial for a in graph.arrows if a.result == box.index}


def test_a_sum_is_one_box_with_its_partials_on_the_arrows():
    model, loss = network()
    (neuron, _), graph = model.layers[0].neurons, describe_graph(loss, folded=True)
    assert arrows_to(graph, "s1[0]") == {
        "b1[0]": 1.0,
        "w1[0,0]": 0.5,
        "w1[0,1]": -1.0,
        "x[0]": neuron.w[0].data,
        "x[1]": neuron.w[1].data,
    }
    assert [box.symbol for box in graph.boxes if box.label.startswith("s")] == ["b + Σ w·x"] * 3
    made = [box.symbol for box in graph.boxes if box.kind == "operation" and not box.label]
    assert "*" not in made  # no product is left
    assert "+" not in made


def test_without_a_bias_the_formula_has_none():
    model, loss = network(bias=False)
    graph = describe_graph(loss, folded=True)
    assert {box.symbol for box in graph.boxes if box.label.startswith("s")} == {"Σ w·x"}
    (last,) = model.layers[1].neurons
    assert arrows_to(graph, "s2[0]")["a1[0]"] == last.w[0].data


def test_operands_come_before_results_and_each_value_once():
    _, loss = network()
    graph = describe_graph(loss, folded=True)
    assert all(arrow.operand < arrow.result for arrow in graph.arrows)
    named = [box.label for box in graph.boxes if box.label]
    assert len(set(named)) == len(named)
    assert graph.root.label == "L"


def test_gradients_along_the_arrows_add_up_to_the_gradient_of_each_box():
    """The chain rule, read off the folded picture alone."""
    _, loss = network()
    graph = describe_graph(loss, folded=True)
    for box in graph.boxes[:-1]:
        if box.grad is not None:
            shares = [graph.boxes[a.result].grad * a.partial for a in graph.arrows if a.operand == box.index]
            assert box.grad == pytest.approx(sum(shares), rel=1e-14), box


def test_it_is_the_same_picture_before_and_after_the_sums_are_written_out():
    model, loss = network()
    weight = model.layers[0].neurons[1].w[0]
    before = draw(loss, folded=True).source
    assert loss.parents[0].op == "sub"  # this looks at one value
    assert draw(loss, folded=True).source == before
    with_leaves(loss)
    assert draw(loss, folded=True).source == before
    full = draw(loss, level="value")
    assert full.source.count("->") > before.count("->")
    assert draw(loss, folded=True, highlight=weight).source != before
    assert draw(loss, folded=True).source == before


def test_a_folded_picture_writes_nothing_out():
    s = Layer(2, 1, "linear", seed=1)([Value(0.5), Value(-1.0)])
    draw(s, folded=True)
    assert s._row.unfold is not None


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
def test_a_copy_is_drawn_folded_too(twin, looked):
    _, loss = network()
    before = draw(loss, folded=True).source
    if looked:
        with_leaves(loss)
    assert draw(twin(loss), folded=True).source == before


def test_a_part_of_a_sum_drawn_for_its_own_sake_is_shown():
    _, loss = network()
    s = next(v for v in topological_order(loss) if v.label == "s1[0]")
    so_far, product = s.parents
    assert [box.symbol for box in describe_graph(product, folded=True).boxes if box.symbol] == ["*"]
    assert [box.symbol for box in describe_graph(so_far, folded=True).boxes if box.symbol] == ["*", "+"]
    both = s * product  # used outside of the sum as well
    assert sorted(box.symbol for box in describe_graph(both, folded=True).boxes if box.symbol) == [
        "*",
        "*",
        "b + Σ w·x",
    ]


def test_constant_inputs_are_boxes_without_partials():
    s = Layer(2, 1, "linear", seed=1)([0.5, -1.0])
    graph = describe_graph(s, folded=True)
    assert [(box.kind, box.data) for box in graph.boxes[3:]] == [
        ("constant", 0.5),
        ("constant", -1.0),
        ("operation", s.data),
    ]
    assert [arrow.partial for arrow in graph.arrows] == [1.0, 0.5, -1.0, None, None]


def test_one_value_in_two_places_has_two_arrows():
    x = Value(2.0, label="x")
    layer = Layer(2, 1, "linear", bias=False, seed=1)
    graph = describe_graph(layer([x, x]), folded=True)
    w = layer.neurons[0].w
    assert [arrow.partial for arrow in graph.arrows] == [2.0, 2.0, w[0].data, w[1].data]
    assert len(graph.boxes) == 4


def test_a_graph_without_a_layers_sum_is_drawn_as_it_is():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    y = engine.dot([a, b], [b, 1.0]) + a * b
    assert draw(y, folded=True).source == draw(y, level="value").source
    model = by_operators(MLP(2, [1], seed=1))
    out = model([0.5, -1.0])
    assert draw(out, folded=True).source == draw(out, level="value").source
    assert "graph" in draw(Value(1.0), folded=True).source


def test_limits_count_what_is_drawn():
    trace = MLP(2, [30, 1], seed=1).trace([0.5, -1.0])
    with pytest.raises(ValueError, match=r"The graph has 333 values, more than limit=250"):
        draw(trace.output[0], level="value")
    assert draw(trace.output[0], folded=True).source.count("->") < 300
    with pytest.raises(ValueError, match=r"The graph has 1\d\d values, more than limit=20"):
        draw(trace.output[0], folded=True, limit=20)
    with pytest.raises(ValueError, match=r"The graph has 12,000 operations; at most 2,000 values can be drawn"):
        draw(sum(MLP(1, [5, 1], seed=1)([0.1 * n]) for n in range(1000)), folded=True)


def test_highlighting_what_is_on_the_way():
    model, loss = network()
    weight = model.layers[0].neurons[1].w[0]
    loss.backward()
    graph = describe_graph(loss, folded=True)
    assert not any(box.faint for box in graph.boxes)
    if rendering.find_renderer() is None:
        pytest.skip("no renderer on this machine")
    drawn = ET.fromstring(draw(loss, folded=True, highlight=weight).pipe(format="svg"))
    strong = [
        next(t.text for t in g.iter(f"{SVG}text"))
        for g in drawn.iter(f"{SVG}g")
        if g.get("class") == "node" and not any(t.get("fill") == "#bfbfbf" for t in g.iter(f"{SVG}text"))
    ]
    assert {text.replace("\xa0", " ") for text in strong} == {"w1[1,0]", "x[0]", "s1[1]", "a1[1]", "s2[0]", "−", "L"}


def test_what_is_inside_a_folded_sum_cannot_be_highlighted():
    _, loss = network()
    s = next(v for v in topological_order(loss) if v.label == "s1[0]")
    words = r"highlight got an unnamed value \(.*\), which is a part of a sum that folded=True draws as one box; leave"
    for highlight in (s.parents[0], [s, s.parents[1]]):
        with pytest.raises(ValueError, match=words):
            draw(loss, folded=True, highlight=highlight)
    assert draw(loss, folded=True, highlight=[s])


@pytest.mark.parametrize("options", [{"level": "neuron"}, {"level": "layer"}, {"neuron": (1, 0)}], ids=str)
def test_other_levels_have_nothing_to_fold(options):
    _, loss = network()
    with pytest.raises(
        ValueError, match=r'folded=True .* level="value"; .* a neuron is one box already: leave folded out'
    ):
        draw(loss, folded=True, **options)
    assert draw(loss, folded=False, **options)


@pytest.mark.parametrize("folded", [1, 0, "yes", None, np.True_])
def test_folded_is_true_or_false(folded):
    _, loss = network()
    with pytest.raises(TypeError, match=r"draw got folded=.*; True or False is needed"):
        draw(loss, folded=folded)


def test_a_trace_has_no_values_to_fold():
    trace = MLP(2, [2, 1], seed=1).trace([0.5, -1.0])
    with pytest.raises(TypeError, match=r'draw\(trace\.output\[0\], level="value"\)'):
        draw(trace, folded=True)


def test_the_row_dot_is_drawn_with_its_inputs_on_the_arrows_of_its_weights():
    w, x = [Value(0.5, label="w0"), Value(-0.25, label="w1")], [2.0, Value(-4.0, label="x")]
    graph = describe_graph(engine.dot(w, x))
    assert [(box.label, box.symbol) for box in graph.boxes][-1] == ("", "·")
    assert [arrow.partial for arrow in graph.arrows] == [2.0, -4.0, None, -0.25]
