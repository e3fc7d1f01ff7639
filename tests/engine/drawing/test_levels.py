"""Pictures of networks: neurons, layers, cards, highlighted routes; what is chosen, what is refused.

The SVG is parsed, as a browser would. Numbers are checked against NumPy written out in this file, routes against
which numbers change when a weight is nudged.
"""

import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pytest

from engine import NOT_COMPUTED, Value, draw, exp, no_grad, ops, tanh
from engine.drawing import rendering
from engine.table.notation import number
from nn import MLP, Layer, Neuron, cross_entropy, squared_error
from nn.networks import activations as acts
from tests.examples import sizes
from tests.operators import both

SVG = "{http://www.w3.org/2000/svg}"
FAINT_TEXT = "#bfbfbf"  # black at a quarter of its strength
HOSTILE = '<b>&"\\]]></svg>|{x}'


# --- reading a picture -----------------------------------------------------------------------


def groups(picture, kind):
    """The <g> elements of nodes, edges or clusters, by title."""
    if rendering.find_renderer() is None:
        pytest.skip("no renderer on this machine")
    elements = ET.fromstring(picture.pipe(format="svg")).iter(f"{SVG}g")
    return [(g.find(f"{SVG}title").text, g) for g in elements if g.get("class") == kind]


def words(group):
    """The texts in an element, with plain spaces."""
    return [t.text.replace("\xa0", " ") for t in group.iter(f"{SVG}text")]


def boxes(picture):
    """What stands in each box, by its name."""
    return {title: words(g) for title, g in groups(picture, "node")}


def card_lines(picture):
    """The words of a card, as one text per line of the card."""
    [(_, group)] = groups(picture, "node")
    return lines_of(group)


def lines_of(group):
    """The texts of an element that stand at about the same height, from left to right, in one line each."""
    rows = []
    for t in sorted(group.iter(f"{SVG}text"), key=lambda t: float(t.get("y"))):
        x, y, said = float(t.get("x")), float(t.get("y")), t.text.replace("\xa0", " ")
        if rows and abs(rows[-1][0] - y) < 6:
            rows[-1][1].append((x, said))
        else:
            rows.append((y, [(x, said)]))
    return [" ".join(" ".join(said for _, said in sorted(row)).split()) for _, row in rows]


def extent(group):
    """(left, top, right, bottom) of a box."""
    points = []
    for shape in [*group.iter(f"{SVG}polygon"), *group.iter(f"{SVG}path")]:
        numbers = list(map(float, re.findall(r"-?\d+\.?\d*", shape.get("points") or shape.get("d"))))
        points += zip(numbers[::2], numbers[1::2], strict=True)
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def lines(picture):
    """Each line of the picture by its ends: {("n0_0", "n1_2"): (width, colour, dashed)}."""
    found = {}
    for title, group in groups(picture, "edge"):
        path = group.find(f"{SVG}path")
        ends = tuple(end.partition(":")[0] for end in title.split("->"))
        assert ends not in found
        width = float(path.get("stroke-width", "1"))
        found[ends] = (width, path.get("stroke"), path.get("stroke-dasharray") is not None)
    return found


def faint_boxes(picture):
    """The names of the boxes whose words all stand back."""
    found = set()
    for title, group in groups(picture, "node"):
        inks = {t.get("fill", "black") for t in group.iter(f"{SVG}text")}
        if "black" not in inks and "#000000" not in inks:
            assert FAINT_TEXT in inks
            found.add(title)
    return found


def is_bluish(colour):
    red, _, blue = bytes.fromhex(colour[1:])
    return blue > red


def brightness(colour):
    return sum(bytes.fromhex(colour[1:])) / 3


def network(sizes=(2, 4, 3, 1), activation="tanh", seed=3, x=(0.5, -1.0), y=1.0, **options):
    """(model, trace, loss) of one sample, after backward."""
    model = MLP(sizes[0], sizes[1:], activation=activation, seed=seed, **options)
    trace = model.trace(list(x))
    loss = squared_error(trace.output, [y] * len(trace.output), factor=0.5)
    loss.label = "L"
    loss.backward()
    return model, trace, loss


def by_hand(model, x, y):
    """NumPy, written out for tanh layers, a linear output, ½Σ(a − y)²: a, δ and dW (neurons, inputs) of each layer."""
    weights = [np.array([[w.data for w in n.w] for n in layer.neurons]) for layer in model.layers]
    biases = [np.array([n.b.data for n in layer.neurons]) for layer in model.layers]
    a = [np.array(x)]
    for k, (W, b) in enumerate(zip(weights, biases, strict=True)):
        s = W @ a[-1] + b
        a.append(s if k == len(weights) - 1 else np.tanh(s))
    delta = [a[-1] - y]
    for k in range(len(weights) - 1, 0, -1):
        delta.insert(0, (weights[k].T @ delta[0]) * (1 - a[k] ** 2))
    return a, delta, [np.outer(d, before) for d, before in zip(delta, a[:-1], strict=True)]


def batch_loss():
    model = MLP(2, [3, 1], seed=1)
    return squared_error([model.trace(x).output for x in ([1, 2], [3, 4], [5, 6])], [[1], [0], [1]])


# --- neurons ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize("sizes", [(2, 16, 16, 1), (3, 4, 1), (1, 1), (5, 2, 7, 3)])
def test_neurons_keep_their_order_and_do_not_overlap(sizes):
    _, _, loss = network(sizes, x=[0.3] * sizes[0])
    found = {title: extent(g) for title, g in groups(draw(loss, level="neuron"), "node")}
    assert set(found) == {f"n{c}_{r}" for c, rows in enumerate([*sizes, 1]) for r in range(rows)}
    right = -math.inf
    for column, rows in enumerate([*sizes, 1]):
        places = [found[f"n{column}_{row}"] for row in range(rows)]
        assert all(above[3] < below[1] for above, below in pairwise(places))
        assert right < min(left for left, *_ in places)
        right = max(place[2] for place in places)


@pytest.mark.usefixtures("renderer")
def test_a_layer_has_a_panel_around_its_neurons_and_a_title():
    _, trace, _ = network()
    picture = draw(trace, level="neuron")
    panels = dict(groups(picture, "cluster"))
    assert [words(panel) for panel in panels.values()] == [["layer 1: tanh"], ["layer 2: tanh"], ["layer 3: linear"]]
    for title, group in groups(picture, "node"):
        column = int(title[1])
        if column:
            inside, around = extent(group), extent(panels[f"cluster_{column}"])
            assert all(outer <= inner for outer, inner in zip(around[:2], inside[:2], strict=True))
            assert all(inner <= outer for outer, inner in zip(around[2:], inside[2:], strict=True))


def test_a_box_shows_index_activation_and_delta():
    model, trace, loss = network()
    a, delta, _ = by_hand(model, [0.5, -1.0], 1.0)
    shown = boxes(draw(loss, level="neuron"))
    for k in range(3):
        for i, (a_i, delta_i) in enumerate(zip(a[k + 1], delta[k], strict=True)):
            assert shown[f"n{k + 1}_{i}"] == [str(i), "a", number(a_i), "δ", number(delta_i)]
    assert shown["n0_0"] == ["x[0]", "0.500"]
    assert shown["n0_1"] == ["x[1]", "−1.000"]
    assert shown["n4_0"] == ["L", number((a[-1][0] - 1) ** 2 / 2)]
    assert "n4_0" not in boxes(draw(trace, level="neuron"))  # a trace knows no loss


@pytest.mark.usefixtures("renderer")
def test_a_line_is_as_wide_as_its_gradient_and_shows_the_sign_twice():
    model, trace, _ = network()
    _, _, gradients = by_hand(model, [0.5, -1.0], 1.0)
    largest = max(abs(dW).max() for dW in gradients)
    drawn = lines(draw(trace, level="neuron"))
    expected = {(f"n{k}_{j}", f"n{k + 1}_{i}"): g for k, dW in enumerate(gradients) for (i, j), g in np.ndenumerate(dW)}
    assert set(drawn) == set(expected)
    for ends, g in expected.items():
        width, colour, dashed = drawn[ends]
        assert width == pytest.approx(0.5 + 4 * abs(g) / largest, abs=0.006)
        assert dashed == (g < 0)
        assert is_bluish(colour) == (g > 0)


def test_lines_of_a_network_have_no_labels():
    _, _, loss = network()
    assert all(words(group) == [] for _, group in groups(draw(loss, level="neuron"), "edge"))


def test_a_weight_without_gradient_is_grey():
    model = MLP(2, [2, 1], seed=1)
    trace = model.trace([1.0, 0.0])
    trace.output[0].backward()
    _, colour, dashed = lines(draw(trace, level="neuron"))["n0_1", "n1_0"]
    red, green, blue = bytes.fromhex(colour[1:]) if colour.startswith("#") else (211, 211, 211)
    assert red == green == blue
    assert not dashed


@pytest.mark.usefixtures("renderer")
def test_before_backward_nothing_looks_like_a_gradient():
    trace = MLP(2, [3, 1], activation="tanh", seed=1).trace([0.5, -1.0])
    picture = draw(trace, level="neuron")
    shown = boxes(picture)
    assert all(shown[f"n1_{i}"][-2:] == ["δ", "not computed"] for i in range(3))
    assert len(set(lines(picture).values())) == 1
    assert not any(dashed for *_, dashed in lines(picture).values())
    assert "backward()" in picture.source
    assert picture.comment.endswith("Gradients not computed.")


def test_the_legend_names_the_widest_line():
    model, trace, _ = network()
    _, _, gradients = by_hand(model, [0.5, -1.0], 1.0)
    size, k, i, j = max((abs(g), k, i, j) for k, dW in enumerate(gradients) for (i, j), g in np.ndenumerate(dW))
    g = gradients[k][i, j]
    assert size == abs(g)
    picture = draw(trace, level="neuron")
    root = ET.fromstring(picture.pipe(format="svg"))
    legend = " ".join(t.text.replace("\xa0", " ") for t in root.iter(f"{SVG}text"))
    assert f"Widest: w{k + 1}[{i},{j}] with {number(g)}." in legend
    assert "blue is +, red and dashed is −, grey is 0" in legend
    assert picture.comment == (
        "A network of 2 inputs and layers of 4, 3 and 1 neurons. "
        f"The largest gradient of a weight is {number(g)}, of w{k + 1}[{i},{j}]."
    )


@pytest.mark.parametrize("bias", [True, False])
def test_networks_computed_with_operators_look_the_same(bias):
    pictures = []
    for model in both(lambda: network(bias=bias)[0]):
        model.zero_grad()
        trace = model.trace([0.5, -1.0])
        loss = squared_error(trace.output, [1.0], factor=0.5)
        loss.backward()
        weight = model.layers[0].neurons[1].w[1]
        for thing, options in [
            (trace, {"level": "neuron"}),
            (loss, {"level": "neuron"}),
            (loss, {"level": "layer"}),
            (trace, {"neuron": (2, 1)}),
            (loss, {"level": "neuron", "highlight": weight}),
            (loss, {"level": "value", "highlight": weight}),
        ]:
            pictures.append(draw(thing, **options).source)
    assert pictures[:6] == pictures[6:]


def test_samples_given_as_numbers_or_as_values():
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    shown = boxes(draw(model([0.5, -1.0]), level="neuron"))
    assert shown["n0_1"] == ["x[1]", "−1.000"]
    age = Value(0.5, label="age")
    assert boxes(draw(model([age, -1.0]), level="neuron"))["n0_0"] == ["age", "0.500"]
    assert boxes(draw(model([age, age]), level="neuron"))["n0_1"] == ["age", "0.500"]


def test_inputs_are_shown_as_they_were_when_the_network_ran():
    _, trace, _ = network()
    before = draw(trace, level="neuron").source
    trace.layers[0].values.x[0].data = 99.0
    assert draw(trace, level="neuron").source == before


def test_a_part_of_a_network_is_drawn_too():
    _, trace, _ = network()
    shown = boxes(draw(trace.layers[1].values.a[2], level="neuron"))
    assert sorted(shown) == ["n0_0", "n0_1", "n1_0", "n1_1", "n1_2", "n1_3", "n2_0"]
    assert shown["n2_0"][0] == "2"  # its index in its layer


def test_neurons_and_layers_outside_an_mlp():
    neuron, layer = Neuron(2, "tanh", seed=1), Layer(2, 3, "relu", seed=1)
    assert "layer: tanh" in draw(neuron([1, 2]), level="neuron").source
    a = layer([1.0, 2.0])
    assert sorted(boxes(draw(a[0] + a[1] + a[2], level="neuron")))[2:] == ["n1_0", "n1_1", "n1_2", "n2_0"]
    assert "neuron 1" in " ".join(card_lines(draw(a[1], neuron=(1, 1))))


def test_drawing_changes_nothing():
    model, trace, loss = network()
    before = [(p.data, p.grad, p.label) for p in model.parameters()], trace.layers[1].delta
    for options in ({"level": "neuron"}, {"level": "layer"}, {"neuron": (1, 0)}, {"highlight": model.parameters()[0]}):
        draw(loss, **options)
    assert before == ([(p.data, p.grad, p.label) for p in model.parameters()], trace.layers[1].delta)
    fresh = MLP(2, [2, 1], seed=1).trace([1, 2])
    draw(fresh, neuron=(1, 0))
    assert fresh.layers[0].delta == (NOT_COMPUTED, NOT_COMPUTED)


def test_gradients_that_other_samples_added_are_mentioned():
    model, trace, _ = network()
    alone = draw(trace, level="neuron").source
    assert "grad holds something else" not in alone + draw(trace, neuron=(1, 0)).source
    squared_error(model.trace([2.0, 1.0]).output, [0.0]).backward()
    both = draw(trace, level="neuron").source
    assert "grad holds something else" in both
    assert re.findall("penwidth=\\S+", both) == re.findall("penwidth=\\S+", alone)  # still those of this sample
    assert "grad holds something else" in draw(trace, neuron=(1, 0)).source


def test_gradients_that_are_no_numbers():
    model = MLP(1, [2, 1], activation="exp", seed=1, init="ones")
    trace = model.trace([800.0])
    (trace.output[0] ** 2).backward()
    shown = boxes(draw(trace, level="neuron"))
    assert shown["n1_0"][2] == "inf"
    assert draw(trace, neuron=(1, 0)).pipe(format="svg")


# --- softmax ---------------------------------------------------------------------------------


def softmax_network(target):
    model = MLP(2, [3, 3], activation="relu", output="softmax", seed=7)
    trace = model.trace([0.5, -1.0])
    loss = cross_entropy(trace.output, target)
    loss.backward()
    return trace, loss


def test_softmax_with_cross_entropy_has_delta_a_minus_y():
    target = [0.2, 0.5, 0.3]
    trace, loss = softmax_network(target)
    shown = boxes(draw(loss, level="neuron"))
    for i, (a, y) in enumerate(zip(trace.layers[1].a, target, strict=True)):
        assert shown[f"n2_{i}"] == [str(i), "a", number(a), "δ", number(a - y)]
    assert "layer 2: softmax" in draw(loss, level="neuron").source


def test_an_activation_that_the_loss_does_not_use_is_not_invented():
    """Cross-entropy of a one-hot target takes one activation only; the others are not in its graph."""
    trace, loss = softmax_network([0, 1, 0])
    shown = boxes(draw(loss, level="neuron"))
    assert shown["n2_0"] == ["0", "a", "not used", "δ", number(trace.layers[1].a[0])]
    assert shown["n2_1"][2] == number(trace.layers[1].a[1])
    assert set(lines(draw(loss, level="neuron"))) >= {(f"n2_{i}", "n3_0") for i in range(3)}


def test_the_card_of_a_softmax_neuron_adds_up_over_the_layer():
    trace, _ = softmax_network([0.2, 0.5, 0.3])
    a, y = np.array(trace.layers[1].a), np.array([0.2, 0.5, 0.3])
    outer, inner = -y / a, a * ((np.arange(3) == 1) - a[1])  # ∂L/∂a_k, ∂a_k/∂s_1
    products = " + ".join(f"({number(g)})({number(d)})" for g, d in zip(outer, inner, strict=True))
    told = card_lines(draw(trace, neuron=(2, 1)))
    assert "δ = Σ_k ∂L/∂a[k] · ∂a[k]/∂s[1]" in told
    assert any(re.fullmatch(re.escape(f"= {products} ") + f"[=≈] {number(a[1] - y[1])}", line) for line in told)


# --- cards -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("renderer")
def test_a_card_tells_delta_and_one_row_for_each_weight():
    model, trace, _ = network()
    a, delta, gradients = by_hand(model, [0.5, -1.0], 1.0)
    told = card_lines(draw(trace, neuron=(2, 1)))
    d = delta[1][1]
    slope = 1 - a[2][1] ** 2
    assert told[0] == "layer 2, neuron 1: tanh"
    assert told[1] == f"s = b + Σ w · x = {number(np.arctanh(a[2][1]))}, a = tanh(s) = {number(a[2][1])}"
    start = re.escape(f"δ = ∂L/∂a · (1 − a²) = ({number(d / slope)})({number(slope)})")
    assert re.fullmatch(start + f" [=≈] {re.escape(number(d))}", told[2])
    assert len(told) == 3 + 4 + 1
    for j in range(4):
        row = re.escape(f"∂L/∂w2[1,{j}] = δ · a1[{j}] = ({number(d)})({number(a[1][j])})")
        assert re.fullmatch(row + f" [=≈] {re.escape(number(gradients[1][1, j]))}", told[3 + j])
    assert told[-1] == f"∂L/∂b2[1] = δ = {number(d)}"


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize("options", [{"neuron": (1, 0)}, {"level": "neuron"}])
def test_numbers_stand_on_one_line_with_the_words_before_them(options):
    _, trace, _ = network((2, 3, 1))
    for _, group in groups(draw(trace, **options), "node"):
        heights = sorted(
            {
                float(t.get("y"))
                for t in group.iter(f"{SVG}text")
                if t.get("font-weight") != "bold" or "." in t.text  # a title, or an index beside two rows
            }
        )
        assert all(b - a > 8 for a, b in pairwise(heights)), words(group)


def test_the_first_layer_multiplies_inputs_and_a_bias_is_left_out_where_there_is_none():
    _, trace, _ = network(bias=False)
    told = card_lines(draw(trace, neuron=(1, 0)))
    assert told[1].startswith("s = Σ w · x = ")
    assert told[-1].startswith("∂L/∂w1[0,1] = δ · x[1] = (")


def test_equals_is_written_only_where_the_printed_digits_multiply_out():
    _, trace, _ = network((3, 9, 2), x=(0.31, -0.77, 1.9))
    signs = []
    for i in range(9):
        for line in card_lines(draw(trace, neuron=(1, i)))[2:-1]:
            left, right, sign, result = re.search(r"= \((\S+?)\)\((\S+?)\) ([=≈]) (\S+)", line).groups()
            product = float(left.replace("−", "-")) * float(right.replace("−", "-"))
            assert (number(product) == result) == (sign == "="), line
            signs.append(sign)
    assert set(signs) == {"=", "≈"}


@pytest.mark.parametrize("activation", [name for name in acts.NAMES if name not in ("linear", "softmax")])
def test_the_derivative_on_a_card_is_the_derivative(activation):
    """The formula is read as arithmetic and compared with a central difference."""
    model = MLP(1, [1, 1], activation=activation, seed=5)
    trace = model.trace([0.7])
    trace.output[0].backward()
    [delta] = [line for line in card_lines(draw(trace, neuron=(1, 0))) if line.startswith("δ")]
    shown = delta.removeprefix("δ = ∂L/∂a · ").partition(" = ")[0]
    if shown == "f′(s)":
        assert activation == "gelu"  # too long to read
        return
    formula = shown.replace("²", "**2").replace("·", "*").replace("−", "-").replace("^", "**")
    s, a, h = trace.layers[0].s[0], trace.layers[0].a[0], 1e-6
    functions = {name: row for name, row in ops.TABLE.items() if name.isidentifier()}
    found = eval(formula, {"__builtins__": {}, **functions}, {"s": s, "a": a})  # a formula of our own
    f = acts.ROWS[activation]
    assert found == pytest.approx((f(s + h) - f(s - h)) / (2 * h), rel=1e-6)


def test_a_card_before_backward():
    told = card_lines(draw(MLP(2, [2, 1], activation="tanh", seed=1).trace([0.5, 2.0]), neuron=(1, 0)))
    assert told[2] == "δ = ∂L/∂s = ∂L/∂a · (1 − a²): not computed, call backward() on the loss"
    assert told[3] == "∂L/∂w1[0,0] = δ · x[0] with x[0] = 0.500 not computed"


def test_a_card_says_nothing_of_numbers_that_are_not_finite_but_that_they_are():
    trace = MLP(2, [2, 1], activation="tanh", seed=1).trace([math.nan, 1.0])
    squared_error(trace.output, 1.0).backward()
    source = draw(trace, neuron=(1, 0)).source + draw(trace, level="neuron").source
    assert "nan" in source
    assert "not only from a" not in source
    assert "holds something else" not in source


def test_a_card_where_the_loss_goes_around_the_activation():
    trace = MLP(2, [2, 1], activation="tanh", output="sigmoid", seed=1).trace([0.5, 2.0])
    (trace.layers[1].values.s[0] * 3.0).backward()
    told = card_lines(draw(trace, neuron=(2, 0)))
    assert told[2:4] == ["δ = ∂L/∂s = 3.000", "(the loss is computed from s, not only from a)"]


def test_a_card_of_a_wide_neuron_lists_the_heaviest_weights():
    model = MLP(50, [1], seed=1)
    trace = model.trace([0.01 * j for j in range(50)])
    trace.output[0].backward()
    told = card_lines(draw(trace, neuron=(1, 0)))
    assert [re.search(r"\[0,(\d+)\]", line).group(1) for line in told[3:23]] == [str(j) for j in range(30, 50)]
    assert told[23] == "… and 30 more, none with a larger |∂L/∂w|"


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ((0, 0), ValueError, r"no neuron=\(0, 0\): layers count from 1.*\(1, 0 to 3\), \(2, 0 to 2\), \(3, 0\)"),
        ((1, 4), ValueError, r"no neuron=\(1, 4\)"),
        ((1, -1), ValueError, r"no neuron=\(1, -1\)"),
        (3, TypeError, r"neuron got .*3.*a pair \(layer, index\)"),
        ((1, 2, 3), TypeError, "a pair"),
        (("1", 0), TypeError, "a pair"),
    ],
)
def test_a_card_of_no_neuron(asked, error, said):
    _, trace, _ = network()
    with pytest.raises(error, match=said):
        draw(trace, neuron=asked)


# --- layers ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("renderer")
def test_shapes_of_one_sample():
    _, _, loss = network((2, 16, 1), bias=True)
    picture = draw(loss, level="layer")
    [told] = [lines_of(g) for title, g in groups(picture, "node") if title == "n1"]
    assert told == [
        "layer 1: 2 → 16, tanh",
        "s1 = x @ W1 + b1 (2,) @ (2, 16) + (16,) → (16,)",
        "a1 = tanh(s1) (16,)",
        "δ1 = ∂L/∂a1 * f′(s1) (16,) entry by entry",
        "∂L/∂W1 = np.outer(x, δ1) (2,), (16,) → (2, 16) W as (inputs, neurons)",
        "∂L/∂b1 = δ1 (16,)",
    ]
    said = [" ".join(words(g)).strip() for _, g in groups(picture, "edge")]
    assert said == [
        "x (2,)",
        "∂L/∂x = δ1 @ W1.T (2,)",
        "a1 (16,)",
        "∂L/∂a1 = δ2 @ W2.T (16,)",
        "a2 (1,)",
        "∂L/∂a2 (1,)",
    ]


def layer_lines(picture):
    """What stands in the layers and on the arrows between them, line by line."""
    boxes = [line for title, group in groups(picture, "node") if title in ("n1", "n2") for line in lines_of(group)]
    return boxes + [" ".join(words(group)).strip() for _, group in groups(picture, "edge")]


@pytest.mark.parametrize("samples", [1, 3])
@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
def test_each_formula_of_the_layers_is_code_that_gives_its_shape_and_its_numbers(samples, orientation):
    """The lines run in NumPy, on the weights as `orientation` stores them; the scalar engine has the gradients."""
    model = MLP(2, [4, 1], activation="tanh", seed=1)
    x = np.array([[1.0, 2.0], [0.3, -0.4], [0.5, 0.6]])[:samples]
    traces = [model.trace(row.tolist()) for row in x]
    loss = squared_error([trace.output for trace in traces], [[0.5]] * samples)
    loss.backward()
    turned = np.transpose if orientation == "in_out" else np.asarray
    names = {"x": x[0], "X": x, "np": np, "tanh": np.tanh}
    for k, layer in enumerate(model.layers):
        names[f"W{k + 1}"] = turned([[w.data for w in neuron.w] for neuron in layer.neurons])
        names[f"b{k + 1}"] = np.array([neuron.b.data for neuron in layer.neurons])
        for letter, role in (("s", "s"), ("a", "a"), ("δ", "delta")):
            every = np.array([getattr(trace.layers[k], role) for trace in traces])
            name = letter.upper() if samples > 1 and letter != "δ" else letter
            names[f"{name}{k + 1}"] = every[0] if samples == 1 else every
    right = {f"∂L/∂W{k}": turned([[w.grad for w in n.w] for n in model.layers[k - 1].neurons]) for k in (1, 2)}
    right |= {f"∂L/∂b{k}": [n.b.grad for n in model.layers[k - 1].neurons] for k in (1, 2)}
    lines = layer_lines(draw(loss, level="layer", orientation=orientation))
    ran = set()
    for line in lines:
        found = re.fullmatch(r"(\S+) = ([^∂]*?)( \(\d.*)", line)
        if not found or "f′" in line:
            continue
        name, code, shapes = found.groups()
        value = np.asarray(eval(code, dict(names)))
        assert str(value.shape) == re.findall(r"\(\d+,(?: \d+)?\)", shapes)[-1], line
        for expected in (right.get(name), names.get(name)):
            if expected is not None:
                np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-15)
        ran.add(name)
    last = "A1" if samples > 1 else "a1"
    assert {f"∂L/∂{last}", "∂L/∂W1", "∂L/∂W2", "∂L/∂b1", "∂L/∂b2"} <= ran
    assert len(ran) >= 10


def test_the_backward_pass_runs_the_other_way():
    _, _, loss = network((2, 3, 1))
    for position, (_, group) in enumerate(groups(draw(loss, level="layer"), "edge")):
        path = [float(x) for x in re.findall(r"-?\d+\.?\d*", group.find(f"{SVG}path").get("d"))]
        tip = [float(y) for y in re.findall(r"-?\d+\.?\d*", group.find(f"{SVG}polygon").get("points"))][1::2]
        downwards = max(tip) > max(path[1::2])
        assert downwards == (position % 2 == 0)  # forward and backward in turn


def test_a_layer_without_bias_and_a_softmax_layer():
    told = draw(softmax_network([0, 1, 0])[1], level="layer").source
    assert "every a depends on every s" in told
    _, _, loss = network(bias=False)
    assert "∂L/∂b" not in draw(loss, level="layer").source


# --- weights, and a model at rest ------------------------------------------------------------


@pytest.mark.usefixtures("renderer")
def test_the_values_of_weights_are_written_on_request():
    model, trace, _ = network((3, 4, 2), x=(0.5, -1.0, 0.3))
    plain, picture = draw(trace, level="neuron"), draw(trace, level="neuron", weights=True)
    assert not any(name.startswith("words") for name in boxes(plain))
    shapes = {name: group for name, group in groups(picture, "node") if name.startswith("words")}
    values = [number(w.data) for layer in model.layers for neuron in layer.neurons for w in neuron.w]
    assert [words(group)[0] for group in shapes.values()] == values
    places = [extent(group) for group in shapes.values()]
    for k, (left, top, right, bottom) in enumerate(places):
        assert not any(
            left < other[2] and other[0] < right and top + 3 < other[3] and other[1] + 3 < bottom
            for other in places[:k]
        )


def test_weights_are_written_only_where_they_can_be_read():
    _, trace, loss = network((5, 2, 1), x=(0.1, 0.2, 0.3, 0.4, 0.5))
    with pytest.raises(ValueError, match="up to 4 weights for each neuron; one here has 5"):
        draw(trace, level="neuron", weights=True)
    with pytest.raises(ValueError, match=r"weights=True writes on lines .* this is level='value'"):
        draw(loss, level="value", weights=True)


@pytest.mark.usefixtures("renderer")
def test_a_model_is_drawn_before_any_sample():
    model = MLP(2, [3, 1], activation="tanh", seed=3)
    model.layers[0].neurons[1].b.data = 0.25
    picture = draw(model)
    shown = boxes(picture)
    assert shown["n0_1"] == ["x[1]"]
    assert shown["n1_1"] == ["1", "b", "0.250"]
    found = lines(picture)
    weights = {
        (f"n{k}_{j}", f"n{k + 1}_{i}"): w.data
        for k, layer in enumerate(model.layers)
        for i, neuron in enumerate(layer.neurons)
        for j, w in enumerate(neuron.w)
    }
    assert found.keys() == weights.keys()
    in_order = sorted(weights, key=lambda ends: abs(weights[ends]))
    assert [found[ends][0] for ends in in_order] == sorted(found[ends][0] for ends in in_order)
    assert all(dashed == (weights[ends] < 0) for ends, (_, _, dashed) in found.items())
    top = weights[in_order[-1]]
    assert picture.comment.startswith(
        "A network of 2 inputs and layers of 3 and 1 neurons. It has computed nothing yet."
    )
    assert f"The largest weight is {number(top)}, w" in picture.comment
    assert "tanh" in picture.source
    assert all(w.grad is NOT_COMPUTED for w in model.parameters())


def test_a_model_without_biases_has_none_in_its_picture():
    assert "no bias" in draw(MLP(2, [2], bias=False, seed=1)).source


def test_what_a_model_at_rest_cannot_show_is_refused():
    model = MLP(2, [3, 1], seed=1)
    for options in ({"level": "layer"}, {"level": "value"}, {"neuron": (1, 0)}, {"highlight": model.parameters()[0]}):
        with pytest.raises(ValueError, match=r"needs a sample: draw\(model\.trace\(x\), …\)"):
            draw(model, **options)
    with pytest.raises(ValueError, match=r"at most 5,000 and 120 can be drawn .*summary"):
        draw(MLP(2, [121], seed=1))


# --- highlights ------------------------------------------------------------------------------


def expression():
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(5.5, label="c")
    y = tanh(a * b + c) * a
    y.label = "y"
    y.backward()
    return a, b, c, y


@pytest.mark.usefixtures("renderer")
def test_all_routes_stay_strong_and_the_rest_stands_back():
    a, _, _, y = expression()
    plain, picture = draw(y), draw(y, highlight=a)
    names = {title: words(g)[0] for title, g in groups(picture, "node")}
    assert {names[title] for title in faint_boxes(picture)} == {"b", "c"}
    assert faint_boxes(plain) == set()
    assert boxes(plain) == boxes(picture)  # no word is lost
    strong = {ends for ends, (_, colour, _) in lines(picture).items() if brightness(colour) < 128}
    assert {tuple(names[end] for end in ends) for ends in strong} == {
        ("a", "×"),  # both routes: through tanh …
        ("×", "+"),
        ("+", "tanh"),
        ("tanh", "y"),
        ("a", "y"),  # … and directly
    }
    assert len(lines(picture)) - len(strong) == 2


def test_what_stands_back_keeps_a_quarter_of_its_strength():
    _, b, _, y = expression()
    before, after = (
        {title: [s.get("fill") for s in g.iter(f"{SVG}path")] for title, g in groups(draw(y, **options), "node")}
        for options in ({}, {"highlight": b})
    )
    faint = faint_boxes(draw(y, highlight=b))
    for title in faint:
        for old, new in zip(before[title], after[title], strict=True):
            if old not in ("none", None, "white"):
                for x, quarter in zip(bytes.fromhex(old[1:]), bytes.fromhex(new[1:]), strict=True):
                    assert quarter == pytest.approx(255 - (255 - x) / 4, abs=1)
    assert all(before[title] == after[title] for title in set(before) - faint)


def test_several_values_are_highlighted_together():
    a, b, c, y = expression()
    assert len(faint_boxes(draw(y, highlight=[b, c]))) == 1
    assert faint_boxes(draw(y, highlight=[a, b, c])) == set()
    assert draw(y, highlight=[b, c]).source == draw(y, highlight=(c, b)).source


def test_a_route_ends_at_the_value_that_is_highlighted():
    *_, y = expression()
    s = y.parents[0].parents[0]
    picture = draw(y, highlight=s)
    assert len(faint_boxes(picture)) == 4  # a, b, c and a*b; a is not on the way from y to s
    assert len(faint_boxes(draw(y, highlight=y))) == len(boxes(picture)) - 1


@pytest.mark.parametrize("options", [{"level": "neuron"}, {"level": "value"}])
def test_a_weight_is_highlighted_where_numbers_change_when_it_is_nudged(options):
    model, trace, loss = network((2, 3, 3, 2))
    weight = model.layers[1].neurons[2].w[1]
    picture = draw(loss, highlight=weight, **options)
    before = trace.layers
    weight.data += 0.01
    after = model.trace([0.5, -1.0]).layers
    changed = {(k, i) for k in range(3) for i in range(len(before[k].a)) if before[k].a[i] != after[k].a[i]}
    assert changed == {(1, 2), (2, 0), (2, 1)}
    if options["level"] == "value":
        faint = faint_boxes(picture)
        strong = {w[0] for t, w in boxes(picture).items() if t not in faint} - {"×", "+", "−", "**", "·"}
        assert strong == {"w2[2,1]", "a1[1]", "s2[2]", "a2[2]", "s3[0]", "s3[1]", "L"}
        return
    everything = {f"n{k + 1}_{i}" for k in range(3) for i in range(len(before[k].a))} | {"n0_0", "n0_1", "n4_0"}
    factor = "n1_1"  # a1[1], which the weight is multiplied by
    assert everything - faint_boxes(picture) == {f"n{k + 1}_{i}" for k, i in changed} | {"n4_0", factor}
    plain, shown = lines(draw(loss, level="neuron")), lines(picture)
    same = {ends for ends, look in shown.items() if look == plain[ends]}
    assert same == {("n1_1", "n2_2"), ("n2_2", "n3_0"), ("n2_2", "n3_1"), ("n3_0", "n4_0"), ("n3_1", "n4_0")}
    for ends in set(plain) - same:
        assert brightness(shown[ends][1]) > brightness(plain[ends][1])


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize(("layer", "i", "j"), [(0, 2, 1), (1, 1, 3), (2, 0, 2)])
def test_delta_times_x_of_a_highlighted_weight_stands_on_its_line(layer, i, j):
    model, _, loss = network()
    a, delta, gradients = by_hand(model, [0.5, -1.0], 1.0)
    picture = draw(loss, level="neuron", highlight=model.layers[layer].neurons[i].w[j])
    d, x, right = delta[layer][i], a[layer][j], gradients[layer][i, j]
    factors = " · ".join(number(n) if n >= 0 else f"({number(n)})" for n in (d, x))
    (said,) = boxes(picture)["words0"]
    assert re.fullmatch(rf"δ·x = {re.escape(factors)} [=≈] {re.escape(number(right))}", said)
    assert f"n{layer}_{j}" not in faint_boxes(picture)
    assert "Widest" not in picture.source
    assert picture.comment.endswith(f"Highlighted: of w{layer + 1}[{i},{j}] {said}.")
    shapes = dict(groups(picture, "node"))
    left, _, right_edge, _ = extent(shapes["words0"])
    assert extent(shapes[f"n{layer}_{j}"])[2] < left
    assert right_edge < extent(shapes[f"n{layer + 1}_{i}"])[0]


def test_of_many_highlighted_weights_no_product_is_written():
    model, _, loss = network()
    picture = draw(loss, level="neuron", highlight=model.layers[0].neurons[0].w + model.layers[1].neurons[0].w)
    assert "δ·x" not in re.sub("label=<.*?>>", "", picture.comment)
    assert "words0" not in picture.source


def test_a_bias_and_an_input_are_highlighted_too():
    model, trace, loss = network((2, 3, 1))
    assert "n1_1" not in faint_boxes(draw(loss, level="neuron", highlight=model.layers[0].neurons[1].b))
    picture = draw(trace, level="neuron", highlight=trace.layers[0].values.x[0])
    assert faint_boxes(picture) == {"n0_1"}


def test_what_cannot_be_highlighted():
    a, b, c, y = expression()
    stranger, constant = Value(1.0, label="stranger"), y.parents[0].detach()
    for wrong, error, said in [
        (stranger, ValueError, r"highlight got 'stranger', which is not in this graph"),
        (Value(1.0), ValueError, r"an unnamed value \(1\), which is not in this graph"),
        (constant, ValueError, r"a constant: no gradient"),
        ([a, stranger], ValueError, r"'stranger'"),
        ("a", TypeError, r"highlight got 'a'.*one Value"),
        (0.5, TypeError, r"highlight got .*0\.5"),
        ([], TypeError, r"a list of Values"),
        ([a, "b"], TypeError, r"highlight got 'b'"),
    ]:
        with pytest.raises(error, match=said):
            draw(y, highlight=wrong)
    with pytest.raises(ValueError, match="no single values to highlight"):
        draw(network()[2], level="layer", highlight=a)
    with pytest.raises(ValueError, match="goes with no other level, and no highlight"):
        draw(network()[1], neuron=(1, 0), highlight=a)
    assert draw(a + b + c, highlight=c)


def test_a_value_that_no_gradient_reaches_is_refused():
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    y = (a * b).detach() * b
    with pytest.raises(ValueError, match=r"highlight got 'a', which is not in this graph: no route"):
        draw(y, highlight=a)


# --- which level -----------------------------------------------------------------------------


def is_value_level(picture):
    return "Computation graph" in picture.comment


def is_neuron_level(picture):
    return picture.comment.startswith("A network of")


def is_layer_level(picture):
    return picture.comment.startswith("Shapes of a network")


def test_levels_are_chosen_by_size():
    small, middle, wide = network((2, 2, 1)), network((2, 16, 16, 1)), network((2, 30, 1))
    assert is_value_level(draw(small[2]))
    assert is_neuron_level(draw(small[1]))  # a trace is a network, however small
    assert is_neuron_level(draw(middle[2]))
    assert is_neuron_level(draw(middle[1]))
    assert is_layer_level(draw(wide[2]))
    assert is_layer_level(draw(wide[1]))
    deep = network((2, *[3] * 9, 1))
    assert is_layer_level(draw(deep[2]))
    assert is_neuron_level(draw(wide[1], level="neuron"))
    assert is_neuron_level(draw(deep[1], level="neuron"))
    assert is_neuron_level(draw(wide[2], highlight=wide[0].parameters()[0]))


def test_the_bound_between_values_and_neurons():
    def graph(values):
        total = MLP(2, [2, 1], seed=1)([1.0, 2.0])
        count = int(re.search(r"(\d+) values", draw(total, level="value").comment).group(1))
        for _ in range(values - count):
            total = -total
        return total

    assert is_value_level(draw(graph(60)))
    assert is_neuron_level(draw(graph(61)))


def test_a_limit_that_is_asked_for_means_values():
    _, _, loss = network()
    assert is_neuron_level(draw(loss))
    assert is_value_level(draw(loss, limit=400))


def test_graphs_without_places_are_drawn_value_by_value():
    total = Value(1.0, label="w1[0,0]")  # text alone is no place
    for _ in range(80):
        total = total + 1.0
    assert is_value_level(draw(total))
    for _ in range(80):
        total = exp(total * 0.0)
    with pytest.raises(ValueError, match=r"401 values, more than limit=250"):
        draw(total)


def test_a_network_put_together_in_another_way_is_drawn_value_by_value():
    first, second = MLP(2, [4, 4], seed=1), Layer(4, 4, seed=2)
    middle = [a * 2.0 for a in first([1.0, 2.0])]
    second.mark(3)
    y = squared_error([second(middle)], [[1.0] * 4])
    assert is_value_level(draw(y))
    with pytest.raises(ValueError, match="an input that is no neuron's activation"):
        draw(y, level="neuron")


def test_several_samples():
    loss = batch_loss()
    assert is_layer_level(draw(loss))
    assert is_value_level(draw(loss, highlight=loss.parents[0]))  # shapes have nothing to highlight
    assert is_value_level(draw(loss, level="value"))
    with pytest.raises(ValueError, match=r"The graph holds 3 samples.*draw\(model\.trace\(x\).*nn\.per_sample.*layer"):
        draw(loss, level="neuron")
    with pytest.raises(ValueError, match="holds 3 samples"):
        draw(loss, neuron=(1, 0))


def test_what_is_too_large_is_refused_with_what_to_do_instead():
    trace = MLP(3, [130, 2], seed=1).trace([1, 2, 3])
    with pytest.raises(ValueError, match=r"650 weights and up to 130 neurons.*120.*level=.layer.*neuron=\(1, 0\)"):
        draw(trace, level="neuron")
    assert draw(trace, neuron=(1, 129))
    deep = MLP(1, [1] * 61, seed=1).trace([1.0])
    with pytest.raises(ValueError, match=r"61 layers; at most 60"):
        draw(deep, level="layer")


@pytest.mark.parametrize("many", sizes(10_000, 100_000))
def test_a_long_chain_is_refused_at_every_level(many):
    value = Value(1.0)
    for _ in range(many):
        value = value * 1.0000001
    for options in ({}, {"level": "value"}, {"highlight": value}):
        with pytest.raises(ValueError, match=rf"{many:,} operations; at most 2,000 values"):
            draw(value, **options)
    for options in ({"level": "neuron"}, {"level": "layer"}, {"neuron": (1, 0)}):
        with pytest.raises(ValueError, match="no network was found"):
            draw(value, **options)


def test_what_is_no_network():
    with pytest.raises(ValueError, match=r"level='pixel'; there is 'value', 'neuron', 'layer', 'matrix' \(or None\)"):
        draw(Value(1.0), level="pixel")
    with pytest.raises(ValueError, match=r'no network was found.*draw\(value, level="value"\) draws any graph'):
        draw(Value(1.0), level="neuron")
    model, trace, _ = network()
    with pytest.raises(TypeError, match=r"draws a trace, draw\(model\.trace\(x\)\)"):
        draw(model.parameters(), level="neuron")
    with pytest.raises(TypeError, match=r"draw\(trace\.output\[0\]"):
        draw(trace, level="value")
    with pytest.raises(ValueError, match="goes with no other level"):
        draw(trace, level="layer", neuron=(1, 0))


def test_a_trace_without_a_graph_says_so():
    with no_grad():
        trace = MLP(2, [2, 1], seed=1).trace([1, 2])
    for options in ({}, {"level": "neuron"}, {"level": "layer"}, {"neuron": (1, 0)}):
        with pytest.raises(ValueError, match="made under no_grad"):
            draw(trace, **options)


# --- labels, bytes, notebooks ----------------------------------------------------------------


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize(
    "label", [HOSTILE, "two\nlines", "<br/>", "δ" * 200, "--", "\x00\x1b", "]]>", "a&lt;b", "%s \\N \\G"]
)
def test_labels_are_shown_as_typed(label):
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    model.layers[0].neurons[0].w[0].label = label
    x = [Value(0.5, label=label), Value(-1.0)]
    trace = model.trace(x)
    loss = squared_error(trace.output, [30.0])
    loss.label = label
    loss.backward()
    shown = "␤".join(label.split("\n")).replace("\x00", "␀").replace("\x1b", "␛")
    shown = shown if len(shown) <= 40 else shown[:39] + "…"
    found = boxes(draw(loss, level="neuron"))
    assert found["n0_0"][0] == found["n3_0"][0] == shown
    card = " ".join(card_lines(draw(loss, neuron=(1, 0))))
    wanted = " ".join(shown.split())
    assert f"∂L/∂{wanted} = δ · {wanted} =" in card
    ends = [w for title, w in boxes(draw(loss, level="layer")).items() if title == "n3"]
    assert ends[0][0] == shown


def test_the_same_network_gives_the_same_bytes():
    script = (
        "from engine import draw\nfrom nn import MLP, squared_error\n"
        "model = MLP(2, [4, 3, 1], activation='tanh', seed=3)\ntrace = model.trace([0.5, -1.0])\n"
        "loss = squared_error(trace.output, [1.0])\nloss.backward()\nw = model.parameters()\n"
        "for o in ({'level': 'neuron'}, {'level': 'layer'}, {'neuron': (2, 1)}, {'highlight': [w[3], w[0]]}):\n"
        "    print(ascii(draw(loss, **o).source))\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1
    _, _, loss = network()
    picture = draw(loss, level="neuron")
    if rendering.find_renderer():
        assert picture.pipe(format="svg") == draw(loss, level="neuron").pipe(format="svg")


def test_a_notebook_shows_a_network(tmp_path):
    _, trace, _ = network()
    picture = draw(trace)
    assert picture._repr_html_().startswith('<img alt="A network of 2 inputs')
    assert (tmp_path / "n.png").write_bytes(picture.pipe(format="png")) > 1000
    assert picture.save(tmp_path / "n.svg").endswith("n.svg")


def test_a_copy_of_a_trace_is_drawn_like_the_trace():
    import copy

    _, trace, _ = network()
    assert draw(copy.deepcopy(trace)).source == draw(trace).source


def test_numbers_on_lines_are_explained_where_colours_are_of_gradients():
    model = MLP(2, [2, 1], activation="tanh", seed=1)
    loss = squared_error(model.trace([0.5, -1.0]).output, [1.0])
    loss.backward()
    said = "A number alone on a line is its weight w; width and colour are those of ∂L/∂w."
    assert said in draw(loss, level="neuron", weights=True).source
    assert "on a line" not in draw(loss, level="neuron").source
    assert "A number alone on a line is its weight w." in draw(model, weights=True).source
