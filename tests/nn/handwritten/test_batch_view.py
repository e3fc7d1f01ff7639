"""One neuron over a batch: δ · x of each sample, and their mean, as text, as HTML and as a picture.

The numbers are checked against central differences and against the question's own (tests/data/scenarios.json).
"""

import html.parser
import json
import math
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from engine import NOT_COMPUTED
from engine.drawing import Picture, rendering
from engine.table.notation import number
from nn import MLP, compare, losses, per_sample

SVG = "{http://www.w3.org/2000/svg}"
SEED0 = json.loads((Path(__file__).parents[2] / "data" / "scenarios.json").read_text(encoding="utf-8"))["seed0"]


def question():
    """The network of question 0, and its batch."""
    inputs = SEED0["inputs"]
    model = MLP.from_arrays([inputs["W1"], inputs["W2"]], activations="sigmoid", orientation="in_out")
    return model, inputs["X"], inputs["Y"]


def network(sizes=(2, 3, 2), samples=4, activation="tanh", output="sigmoid", seed=1, **options):
    rng = random.Random(seed)
    model = MLP(sizes[0], sizes[1:], activation=activation, output=output, seed=seed, **options)
    X = [[rng.uniform(-1, 1) for _ in range(sizes[0])] for _ in range(samples)]
    Y = [[rng.choice([0.0, 1.0]) for _ in range(sizes[-1])] for _ in range(samples)]
    return model, X, Y


def difference(model, X, Y, parameter, **words):
    """∂L/∂w by a central difference of the batch loss."""
    loss, h, data = losses.TABLE[words.pop("loss", "mse")], 1e-6, parameter.data
    found = []
    for step in (h, -h):
        parameter.data = data + step
        found.append(loss([model.trace(x).output for x in X], Y, **words).data)
    parameter.data = data
    return (found[0] - found[1]) / (2 * h)


class Cells(html.parser.HTMLParser):
    """The texts of the cells of an HTML table, row by row."""

    def __init__(self):
        super().__init__()
        self.rows, self.is_in_a_table = [], False

    def handle_starttag(self, tag, attrs):
        self.is_in_a_table |= tag == "table"
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self.is_in_a_table &= tag != "table"

    def handle_data(self, data):
        if self.is_in_a_table:
            self.rows[-1][-1] += data


def html_rows(view):
    parser = Cells()
    parser.feed(view._repr_html_())
    return parser.rows


def text_rows(view):
    """The rows of the printed table, split into words."""
    return [re.split(r"\s{2,}", line.strip()) for line in repr(view).splitlines() if line.startswith("  ")]


# --- the numbers -----------------------------------------------------------------------------


def test_question_0_has_one_gradient_for_each_sample_and_one_mean():
    model, X, Y = question()
    view = per_sample(model, X, Y, neuron=(2, 0), loss="mse", factor=0.5)
    for sample, expected in zip(view.samples, SEED0["expected"]["per_sample_dW2"], strict=True):
        assert sample.products == pytest.approx(expected, abs=1e-12)
    assert view.combined == pytest.approx([row[0] for row in SEED0["expected"]["dW2"]], abs=1e-12)
    assert view.batch == pytest.approx(view.combined, abs=1e-12)
    assert bool(view)


@pytest.mark.parametrize("reduction", ["mean", "sum", "mean_all"])
@pytest.mark.parametrize(
    ("loss", "output"), [("mse", "linear"), ("bce", "sigmoid"), ("cross_entropy", "softmax"), ("mse", "softmax")]
)
@pytest.mark.parametrize("neuron", [(1, 2), (2, 1)])
def test_the_samples_combine_to_the_gradient_of_the_batch(loss, output, reduction, neuron):
    model, X, Y = network(output=output)
    words = {"loss": loss, "reduction": reduction, "factor": 0.7}
    view = per_sample(model, X, Y, neuron=neuron, **words)
    assert view
    chosen = model.layers[neuron[0] - 1].neurons[neuron[1]]
    slopes = [difference(model, X, Y, p, **words) for p in [*chosen.w, chosen.b]]
    assert view.batch == pytest.approx(slopes, rel=1e-6, abs=1e-8)
    assert view.combined == pytest.approx(slopes, rel=1e-6, abs=1e-8)
    for n, sample in enumerate(view.samples):
        alone = [difference(model, X[n : n + 1], Y[n : n + 1], p, **words) for p in [*chosen.w, chosen.b]]
        assert sample.products == pytest.approx(alone, rel=1e-6, abs=1e-8)
        assert sample.products == tuple(sample.delta * x for x in sample.x)


@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 6), st.integers(0, 10**6), st.booleans())
def test_any_network_and_batch(inputs, outputs, samples, seed, bias):
    model, X, Y = network((inputs, 3, outputs), samples, seed=seed, bias=bias)
    view = per_sample(model, X, Y, neuron=(1, seed % 3), loss="bce")
    assert view
    assert len(view.columns) == inputs + bias
    report = compare(model, X, Y, loss="bce")
    assert view.batch[:inputs] == pytest.approx(report.matrix["W1"][:, seed % 3], abs=1e-10)


def test_a_disagreement_is_told():
    view = per_sample(*network(), neuron=(1, 0))
    wrong = replace(view, batch=(view.batch[0] + 1e-9, *view.batch[1:]))
    assert not wrong
    assert "IS NOT the gradient of the batch" in repr(wrong)
    assert "IS NOT the gradient of the batch" in wrong.draw().comment
    assert "IS NOT the gradient of the batch" in wrong.draw(theme="slide").source
    assert not replace(view, combined=(math.nan, *view.combined[1:]))


def test_the_gradients_of_the_model_are_left_as_they_were():
    model, X, Y = network()
    model.parameters()[0].grad = 7.0
    per_sample(model, X, Y, neuron=(1, 0))
    assert model.parameters()[0].grad == 7.0
    assert model.parameters()[1].grad is NOT_COMPUTED
    with pytest.raises(ValueError, match="probability"):
        per_sample(*network(output="linear"), neuron=(1, 0), loss="bce")
    failing = network(output="linear")
    failing[0].parameters()[0].grad = 7.0
    with pytest.raises(ValueError, match="probability"):
        per_sample(*failing, neuron=(1, 0), loss="bce")
    assert failing[0].parameters()[0].grad == 7.0


def test_one_sample_may_be_a_flat_list():
    view = per_sample(MLP(2, [1], seed=1), [1.0, 2.0], [0.5], neuron=(1, 0))
    assert len(view.samples) == 1
    assert view.samples[0].x == (1.0, 2.0, 1.0)


# --- the table -------------------------------------------------------------------------------


@pytest.mark.parametrize(("reduction", "word"), [("mean", "mean"), ("mean_all", "mean"), ("sum", "sum")])
def test_the_table_has_a_row_for_each_sample_then_mean_or_sum_and_batch(reduction, word):
    model, X, Y = network()
    view = per_sample(model, X, Y, neuron=(1, 2), reduction=reduction)
    expected = [["δ", "∂L/∂w1[2,0]", "∂L/∂w1[2,1]", "∂L/∂b1[2]"]]
    for n, sample in enumerate(view.samples):
        expected.append([f"sample {n}", number(sample.delta), *map(number, sample.products)])
    ends = [[word, *map(number, view.combined)], ["batch", *map(number, view.batch)]]
    rows = text_rows(view)
    assert rows == [*expected, *ends]
    assert html_rows(view) == [["", *expected[0]], *expected[1:], *([e[0], "", *e[1:]] for e in ends)]
    assert repr(view).endswith(f"The {word} of the samples is the gradient of the batch (within 1e-12).")
    assert len({len(line) for line in repr(view).splitlines() if line.startswith("  ")}) == 1  # columns are aligned


def test_a_large_table_is_cut_and_says_so():
    model, X, Y = network((12, 1), samples=30)
    view = per_sample(model, X, Y, neuron=(1, 0))
    assert len(view.samples) == 30
    assert len(view.columns) == 13
    for rows in (text_rows(view), html_rows(view)):
        assert [row[0] for row in rows if row[0].startswith("sample")] == [f"sample {n}" for n in range(20)]
    said = "Not shown: 10 more samples and 5 more weights; they are in view.samples."
    assert said in repr(view)
    assert said in view._repr_html_()
    assert said in view.draw().source
    assert view


# --- the picture -----------------------------------------------------------------------------


def picture_words(picture):
    if rendering.find_renderer() is None:
        pytest.skip("no renderer on this machine")
    root = ET.fromstring(picture.pipe(format="svg"))
    found = {}
    for group in root.iter(f"{SVG}g"):
        if group.get("class") not in ("node", "edge"):
            continue
        found[group.find(f"{SVG}title").text] = [t.text.replace("\xa0", " ").strip() for t in group.iter(f"{SVG}text")]
    return found


@pytest.mark.usefixtures("renderer")
def test_the_picture_shows_every_product_the_mean_and_one_set_of_weights():
    model, X, Y = question()
    view = per_sample(model, X, Y, neuron=(2, 0), factor=0.5)
    picture = view.draw()
    assert isinstance(picture, Picture)
    found = picture_words(picture)
    told = " ".join(found["samples"])
    for n, sample in enumerate(view.samples):
        row = rf"sample {n} {re.escape(number(sample.delta))}"
        for x, product in zip(sample.x, sample.products, strict=True):
            row += (
                rf" \({re.escape(number(sample.delta))}\)\({re.escape(number(x))}\) [=≈] {re.escape(number(product))}"
            )
        assert re.search(row, told), told
    assert told.endswith(" ".join(["mean = sum / 3", *map(number, view.combined)]))
    names = ["w2[0,0]", "w2[0,1]", "w2[0,2]"]
    assert found["weights"] == ["one set of weights", *names, "0.700", "−0.800", "0.900"]
    assert any("->" in title for title in found)


def test_colours_of_the_picture_show_the_sign():
    model = MLP(1, [1], init="ones", bias=False)
    view = per_sample(model, [[1.0], [-1.0], [0.0]], [[0.0], [-3.0], [0.0]], neuron=(1, 0))
    assert [sample.products for sample in view.samples] == [(2.0,), (-4.0,), (0.0,)]
    plus, minus, zero = (
        bytes.fromhex(re.search(r'bgcolor="#(\w{6})"', view.draw().source.split(f"sample {n}<")[1]).group(1))
        for n in range(3)
    )
    assert plus[2] > plus[0]  # more blue than red
    assert minus[0] > minus[2]
    assert zero == b"\xff\xff\xff"


@pytest.mark.usefixtures("renderer")
@pytest.mark.parametrize("label", ['<b>&"\\]]></svg>|{x}', "two\nlines", "</table>", "\x00"])
def test_labels_are_shown_as_typed(label):
    model, X, Y = network()
    model.layers[0].neurons[0].w[0].label = label
    view = per_sample(model, X, Y, neuron=(1, 0))
    shown = "␤".join(label.split("\n")).replace("\x00", "␀")
    assert shown in picture_words(view.draw())["weights"]
    assert html_rows(view)[0][2] == f"∂L/∂{shown}"
    assert f"∂L/∂{shown}" in repr(view)


def test_numbers_that_are_none_are_drawn_too():
    model = MLP(1, [1], activation="exp", output="exp", init="ones", seed=1)
    view = per_sample(model, [[800.0], [0.0]], [[0.0], [1.0]], neuron=(1, 0))
    assert not view or view.batch
    assert "inf" in repr(view) or "nan" in repr(view)
    assert view.draw().source


def test_the_same_batch_gives_the_same_bytes():
    first, second = (per_sample(*network(), neuron=(1, 1)) for _ in range(2))
    assert first.draw().source == second.draw().source
    assert repr(first) == repr(second)


# --- what is refused -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"neuron": (0, 0)}, ValueError, r"no neuron=\(0, 0\): layers count from 1.*\[3, 2\] neurons"),
        ({"neuron": (3, 0)}, ValueError, r"no neuron=\(3, 0\)"),
        ({"neuron": (2, 2)}, ValueError, r"no neuron=\(2, 2\)"),
        ({"neuron": (1, -1)}, ValueError, r"no neuron=\(1, -1\)"),
        ({"neuron": 1}, TypeError, r"a pair \(layer, i\)"),
        ({"neuron": (1, 0.5)}, TypeError, "a pair"),
        ({"neuron": (True, 0)}, TypeError, "a pair"),
        ({"neuron": (1, 0), "loss": "l2"}, ValueError, "unknown loss: 'l2'"),
        ({"neuron": (1, 0), "reduction": "avg"}, ValueError, "unknown reduction: 'avg'"),
        ({"neuron": (1, 0), "factor": "2"}, TypeError, "factor"),
    ],
)
def test_words_and_neurons_that_do_not_exist(options, error, said):
    with pytest.raises(error, match=said):
        per_sample(*network(), **options)


def test_shapes_that_do_not_fit():
    model, X, Y = network()
    with pytest.raises(ValueError, match=r"X has 4 samples and Y has 3"):
        per_sample(model, X, Y[:3], neuron=(1, 0))
    with pytest.raises(ValueError, match=r"X has shape \(4, 1\); \(samples, 2\) is needed"):
        per_sample(model, [[1.0]] * 4, Y, neuron=(1, 0))
    with pytest.raises(TypeError, match=r"per_sample got .*an MLP is needed"):
        per_sample("model", X, Y, neuron=(1, 0))


def test_it_is_loaded_only_when_it_is_asked_for():
    room = "nn.handwritten.batch_view"
    script = f"import sys, nn; assert '{room}' not in sys.modules; nn.per_sample; assert 'numpy' in sys.modules"
    subprocess.run([sys.executable, "-c", script], check=True)
    assert "per_sample" in nn.__all__
    assert "per_sample" in dir(nn)


def test_what_cancels_is_the_gradient_but_for_rounding():
    """Each sample comes twice, with an error of either sign: the shares cancel up to rounding, which is above 1e-12."""
    rng = random.Random(0)
    model = MLP(2, [1], activation="linear", seed=1)
    X = [[rng.gauss(0, 1e5), rng.gauss(0, 1e5)] for _ in range(20)]
    predictions = [model(x).data for x in X]
    Y = [[a + 3e4] for a in predictions] + [[a - 3e4] for a in predictions]
    view = per_sample(model, X + X, Y, neuron=(1, 0))
    assert view
    assert any(abs(a - b) > 1e-12 * max(1, abs(a), abs(b)) for a, b in zip(view.combined, view.batch, strict=True))
    assert repr(view).endswith("The mean of the samples is the gradient of the batch (but for rounding).")
