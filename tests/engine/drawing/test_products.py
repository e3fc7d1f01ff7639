"""Level "matrix", picture and page: numbers, shapes, what is lit and what is written, beside NumPy by hand."""

import base64
import html
import json
import math
import re

import numpy as np
import pytest

from engine import Value, draw
from nn import MLP, squared_error

X = np.array([[0.5, -1.0, 0.2], [1.0, 0.3, -0.7], [-0.4, 0.8, 0.9], [0.1, 0.2, -0.3]])
Y = np.array([[1.0], [0.0], [1.0], [0.5]])


def batch(sizes=(3, 2, 1), x=X, backward=True, **options):
    model = MLP(sizes[0], list(sizes[1:]), activation="tanh", seed=1, **options)
    traces = [model.trace(row) for row in x.tolist()]
    loss = sum((squared_error(t.output, [0.5] * sizes[-1], factor=0.5) for t in traces), start=0.0) / len(x)
    if backward:
        loss.backward()
    return model, traces


def by_hand(model, x=X):
    """A, δ and W (inputs, neurons) of each layer: tanh, a linear output, the mean of ½Σ(a − ½)²."""
    W = [np.array([[w.data for w in n.w] for n in layer.neurons]).T for layer in model.layers]
    b = [np.array([n.b.data for n in layer.neurons]) for layer in model.layers]
    A = [x]
    for k in range(len(W)):
        Z = A[-1] @ W[k] + b[k]
        A.append(Z if k == len(W) - 1 else np.tanh(Z))
    delta = [(A[-1] - 0.5) / len(x)]
    for k in range(len(W) - 1, 0, -1):
        delta.insert(0, delta[0] @ W[k].T * (1 - A[k] ** 2))
    return A, delta, W


def tables(picture):
    """Each array of the picture: its name and shape, its printed numbers by row, and which of them are lit."""
    found = {}
    for label in re.findall(r"array\d+ \[label=<(.*?)>\]", picture.source):
        rows = re.findall(r"<tr>(.*?)</tr>", label)
        name, shape = re.fullmatch(r"<td[^>]*><b>(.*?)</b> <font[^>]*>(.*?)</font></td>", rows[0]).groups()
        cells = [re.findall(r"<td (border=[^>]*)>(.*?)</td>", row) for row in rows[2:]]
        lit = {
            (i, j) for i, row in enumerate(cells) for j, (style, _) in enumerate(row) if style.startswith('border="3"')
        }
        found[name] = (shape, [[float(x.replace("−", "-")) for _, x in row] for row in cells], lit)
    return found


def words(picture):
    """The lines below the arrays."""
    label = re.search(r"label=<(<table.*?</table>)>", picture.source)[1]
    return [html.unescape(re.sub("<[^>]*>", "", row)) for row in re.findall(r"<tr>(.*?)</tr>", label)]


def assert_shows(shown, right):
    np.testing.assert_allclose(shown, right, rtol=5.1e-3, atol=5.1e-4)


@pytest.mark.parametrize("layer", [1, 2, 3])
@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
def test_the_gradient_of_the_weights(layer, orientation):
    model, traces = batch((3, 4, 2, 2))
    A, delta, _ = by_hand(model)
    a, d = A[layer - 1], delta[layer - 1]
    before = "X" if layer == 1 else f"A{layer - 1}"
    found = tables(draw(traces, level="matrix", layer=layer, orientation=orientation, entry=(1, 0)))
    if orientation == "in_out":
        expected = {f"{before}.T": a.T, f"δ{layer}": d, f"dW{layer}": a.T @ d}
    else:
        expected = {f"δ{layer}.T": d.T, before: a, f"dW{layer}": d.T @ a}
    assert list(found) == list(expected)
    for (shape, numbers, _), right in zip(found.values(), expected.values(), strict=True):
        assert shape == str(right.shape)
        assert_shows(numbers, right)
    lit = [lit for _, _, lit in found.values()]
    assert lit == [{(1, n) for n in range(4)}, {(n, 0) for n in range(4)}, {(1, 0)}]


@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
def test_the_gradient_of_what_comes_in(orientation):
    model, traces = batch((3, 4, 2))
    A, delta, W = by_hand(model)
    found = tables(draw(traces, level="matrix", layer=2, of="A", entry=(3, 1), orientation=orientation))
    names = ["δ2", "W2.T" if orientation == "in_out" else "W2", "dA1"]
    assert list(found) == names
    assert_shows(found["dA1"][1], delta[1] @ W[1].T)
    assert_shows(found[names[1]][1], W[1].T)
    assert [lit for _, _, lit in found.values()] == [{(3, 0), (3, 1)}, {(0, 1), (1, 1)}, {(3, 1)}]
    assert A[1].shape == (4, 4)


def test_the_gradient_of_a_bias_sums_over_samples():
    model, traces = batch()
    _, delta, _ = by_hand(model)
    picture = draw(traces, level="matrix", of="b", entry=1)
    found = tables(picture)
    assert {name: shape for name, (shape, _, _) in found.items()} == {"δ1": "(4, 2)", "db1": "(2,)"}
    assert_shows(found["db1"][1], [delta[0].sum(axis=0)])
    assert found["δ1"][2] == {(n, 1) for n in range(4)}
    assert ".sum(axis=0)" in picture.source
    assert words(picture)[0] == "db1[1] = Σ_n δ1[n,1]"


def test_one_trace_is_a_batch_of_one():
    model, traces = batch(x=X[:1])
    A, delta, _ = by_hand(model, X[:1])
    assert_shows(tables(draw(traces[0], level="matrix"))["dW1"][1], np.outer(A[0][0], delta[0][0]))


def test_the_largest_entry_is_lit_where_none_is_asked_for():
    model, traces = batch()
    A, delta, _ = by_hand(model)
    gradient = A[0].T @ delta[0]
    (lit,) = tables(draw(traces, level="matrix"))["dW1"][2]
    assert lit == np.unravel_index(np.abs(gradient).argmax(), gradient.shape)


@pytest.mark.parametrize("entry", [(i, j) for i in range(3) for j in range(2)])
def test_the_sum_below_is_that_of_the_lit_row_and_column(entry):
    _, traces = batch()
    picture = draw(traces, level="matrix", entry=entry)
    rule, numbers, *_ = words(picture)
    assert rule == f"dW1[{entry[0]},{entry[1]}] = Σ_n X.T[{entry[0]},n] · δ1[n,{entry[1]}]"
    terms = re.findall(r"\(([−\d.e]+)\)\(([−\d.e]+)\)", numbers)
    printed = [[float(x.replace("−", "-")) for x in term] for term in terms]
    found = tables(picture)
    assert printed == [[found["X.T"][1][entry[0]][n], found["δ1"][1][n][entry[1]]] for n in range(4)]
    total = float(re.split("[=≈]", numbers)[-1].replace("−", "-"))
    assert math.isclose(sum(a * b for a, b in printed), total, rel_tol=0.02, abs_tol=1e-4)


def test_the_wrong_order_is_shown_as_what_it_is():
    _, traces = batch()
    assert words(draw(traces, level="matrix"))[-1] == (
        "δ1 @ X is (4, 2) @ (4, 3): the inner sizes, 2 and 4, do not fit"
    )
    _, square = batch((2, 2, 2), X[:2, :2])
    assert words(draw(square, level="matrix"))[-1] == (
        "δ1 @ X is (2, 2) @ (2, 2): it fits here by chance, and is another array"
    )
    _, near = batch((2, 2, 2), np.array([[1.0, 1e-6], [0.0, 1.0]]))  # nearly the unit matrix: the same to three digits
    assert words(draw(near, level="matrix"))[-1].endswith("and is another array")
    _, unit = batch((2, 2, 2), np.eye(2))
    assert words(draw(unit, level="matrix"))[-1].endswith("and gives the same numbers")
    _, wide = batch((3, 2, 1), X[:2])
    assert words(draw(wide, level="matrix"))[-1] == (
        "δ1 @ X is (2, 2) @ (2, 3): it fits here by chance, and has the shape (2, 3), which is not that of dW1"
    )
    _, single = batch((1, 1), X[:1, :1])
    assert words(draw(single, level="matrix"))[-1].endswith("by chance, and gives the same numbers")


def test_a_large_array_shows_its_ends_and_what_is_lit():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(20, 30))
    model, traces = batch((30, 12, 1), x)
    A, delta, _ = by_hand(model, x)
    picture = draw(traces, level="matrix", entry=(12, 7))
    found = tables(picture)
    assert found["dW1"][0] == "(30, 12)"
    at = np.ix_([0, 1, 11, 12, 13, 29], [0, 1, 6, 7, 8, 11])
    cells = [row for row in found["dW1"][1] if row]
    assert_shows(cells, (A[0].T @ delta[0])[at])
    assert words(picture)[1].endswith(", 20 terms")


def test_softmax_layers_have_a_delta_too():
    model = MLP(3, [2, 3], activation="tanh", output="softmax", seed=1)
    trace = model.trace(X[0].tolist())
    loss = -(trace.output[1].log())
    loss.backward()
    exponentials = np.exp(trace.layers[1].s)
    expected = exponentials / exponentials.sum() - [0, 1, 0]
    assert_shows(tables(draw(trace, level="matrix", layer=2))["δ2"][1], [expected])


@pytest.mark.usefixtures("renderer")
def test_it_is_drawn():
    _, traces = batch()
    svg = draw(traces, level="matrix").pipe(format="svg").decode()
    assert svg.count(">δ1<") == 1
    assert svg.count(">0.0570<") == 1  # an entry of dW1 that stands nowhere else


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"layer": 3}, ValueError, "layers count from 1, and this network has 2"),
        ({"layer": 0}, ValueError, "layer=0"),
        ({"layer": True}, ValueError, "layer=True"),
        ({"of": "Z"}, ValueError, 'there is "W", "A" and "b"'),
        ({"orientation": "rows"}, ValueError, '"in_out"'),
        ({"entry": (3, 0)}, ValueError, r"dW1 has the shape \(3, 2\)"),
        ({"entry": (0, -1)}, ValueError, "dW1 has the shape"),
        ({"entry": 1}, TypeError, "a pair is needed"),
        ({"entry": (0.5, 1)}, TypeError, "a pair is needed"),
        ({"of": "b", "entry": 2}, ValueError, r"db1 has the shape \(2,\)"),
    ],
)
def test_what_is_not_there_is_refused(options, error, says):
    _, traces = batch()
    with pytest.raises(error, match=says):
        draw(traces, level="matrix", **options)


def test_what_is_not_one_network_with_one_trace_for_each_sample_is_refused():
    _, traces = batch()
    _, others = batch((3, 4, 1))
    together = sum((t.output[0] for t in traces), start=0.0)
    for wrong in ([], [*traces, others[0]], together):
        with pytest.raises(ValueError, match="the traces of one network, one for each sample"):
            draw(wrong, level="matrix")
    with pytest.raises(TypeError, match="draws a trace"):
        draw(X, level="matrix")


def test_a_delta_that_was_not_computed_is_not_shown_as_zero():
    _, traces = batch(backward=False)
    with pytest.raises(ValueError, match="not computed yet: call backward"):
        draw(traces, level="matrix")


@pytest.mark.parametrize("options", [{"of": "b"}, {"layer": 2}, {"entry": (0, 0)}])
@pytest.mark.parametrize("level", ["value", "neuron", "layer", None])
def test_options_of_the_matrix_picture_are_not_ignored_elsewhere(level, options):
    model, traces = batch(x=X[:1])
    with pytest.raises(ValueError, match=f'{next(iter(options))} says which product level="matrix" draws'):
        draw(traces[0], level=level, **options)
    with pytest.raises(ValueError, match="no highlight"):
        draw(traces, level="matrix", highlight=model.layers[0].neurons[0].w[0])


@pytest.mark.parametrize("level", ["value", "neuron", None])
def test_an_orientation_is_not_ignored_where_no_matrix_is_written(level):
    _, traces = batch(x=X[:1])
    with pytest.raises(ValueError, match="orientation says how level"):
        draw(traces[0], level=level, orientation="out_in")


# --- the page ------------------------------------------------------------------------------------


def on_page(page):
    """What a page holds: its products by the name of their result, and which comes first."""
    data = json.loads(re.search(r'id="data">(.*?)</script>', page.html, re.DOTALL)[1])
    products = {product["result"]["name"]: product for product in data["products"]}
    return products, list(products)[data["first"]]


def as_float(text):
    return float(text.replace("−", "-"))


def numbers_of(grid):
    return [[as_float(text) for text, _, _ in row] for row in grid["cells"]]


def assert_is(product, left, right, result):
    """The arrays, their shapes, and each entry with its terms, as NumPy has them."""
    for grid, array in zip((product["left"], product["right"], product["result"]), (left, right, result), strict=True):
        if array is not None:
            assert_shows(numbers_of(grid), np.atleast_2d(array))
            assert grid["shape"] == str(array.shape)
    for (i, j), value in np.ndenumerate(np.atleast_2d(result)):
        entry = product["entries"][i][j]
        terms = [[*re.findall(r"\(([^)]*)\)", numbers), total] for numbers, _, total in entry["terms"]]
        if left is None:
            assert_shows([as_float(x) for x, _ in terms], right[:, j])
        else:
            factors = np.stack([left[i], right[:, j], left[i] * right[:, j]], axis=1)
            assert_shows([[as_float(x) for x in term] for term in terms], factors)
        assert_shows(as_float(re.split("[=≈]", entry["says"])[-1].split(",")[0]), value)
        assert entry["rule"].startswith(f"{entry['name']} = Σ_{product['over']} ")


@pytest.mark.parametrize("layer", [1, 2])
def test_the_page_has_every_entry_of_every_gradient_of_a_layer(layer):
    model, traces = batch((3, 4, 2))
    A, delta, W = by_hand(model)
    a, d, w = A[layer - 1], delta[layer - 1], W[layer - 1]
    products, first = on_page(draw(traces, level="matrix", layer=layer).page())
    before = "X" if layer == 1 else "A1"
    assert list(products) == [f"dW{layer}", f"d{before}", f"db{layer}"]
    assert first == f"dW{layer}"
    assert_is(products[f"dW{layer}"], a.T, d, a.T @ d)
    assert_is(products[f"d{before}"], d, w.T, d @ w.T)
    assert_is(products[f"db{layer}"], None, d, d.sum(axis=0))


def test_the_page_in_the_other_orientation():
    model, traces = batch()
    A, delta, W = by_hand(model)
    products, _ = on_page(draw(traces, level="matrix", orientation="out_in").page())
    assert products["dW1"]["code"] == "δ1.T @ X"
    assert_is(products["dW1"], delta[0].T, A[0], delta[0].T @ A[0])
    assert_is(products["dX"], delta[0], W[0].T, delta[0] @ W[0].T)


def test_the_small_graph_has_the_numbers_of_the_layer():
    model, traces = batch()
    A, delta, W = by_hand(model)
    products, _ = on_page(draw(traces, level="matrix").page())
    ways = [product["way"] for product in products.values()]
    for way, ends in zip(ways, (A[0], delta[0] @ W[0].T, np.ones_like(delta[0])), strict=True):
        assert_shows([[as_float(x) for x in row] for row in way["ends"]], ends)
        assert_shows([[as_float(x) for x in row] for row in way["delta"]], delta[0])
    assert [way["of"] for way in ways] == ["W", "A", "b"]


def test_the_page_begins_with_what_was_drawn():
    _, traces = batch()
    products, first = on_page(draw(traces, level="matrix", of="A", entry=(3, 1)).page())
    assert first == "dX"
    assert products["dX"]["start"] == [3, 1]


def test_the_page_shows_the_wrong_order_as_what_does_not_fit():
    _, traces = batch()
    products, _ = on_page(draw(traces, level="matrix").page())
    swapped = products["dW1"]["swapped"]
    assert (swapped["left"]["name"], swapped["left"]["sizes"]) == ("δ1", [4, 2])
    assert (swapped["right"]["name"], swapped["right"]["sizes"]) == ("X", [4, 3])
    assert not swapped["fits"]
    assert swapped["says"] == "the inner sizes, 2 and 4, do not fit"
    assert products["db1"]["swapped"] is None


def test_the_page_is_saved_as_one_file_that_asks_for_nothing(tmp_path):
    _, traces = batch()
    picture = draw(traces, level="matrix")
    path = tmp_path / "made" / "matrix.html"
    assert picture.save(path) == str(path)
    text = path.read_text(encoding="utf-8")
    assert text == picture.page().html
    assert not re.search(r"(src|href)=|url\(|https?://(?!www\.w3\.org/2000/svg)", text)
    path.write_text("kept")
    picture.save(path, skip_existing=True)
    assert path.read_text() == "kept"
    with pytest.raises(ValueError, match=r"ends in \.html or \.htm"):
        picture.page().save(tmp_path / "matrix.txt")


@pytest.mark.usefixtures("renderer")
def test_a_notebook_shows_the_page_in_a_frame():
    _, traces = batch()
    page = draw(traces, level="matrix").page()
    shown = page._repr_html_()
    assert '<iframe title="Why dW1 = X.T @ δ1" sandbox="allow-scripts" srcdoc="' in shown
    picture = base64.b64decode(re.search(r'src="data:image/svg\+xml;base64,(.*?)"', shown)[1])
    assert picture == draw(traces, level="matrix").pipe(format="svg")  # where a notebook is not trusted
    assert "until you trust it" in shown
    assert repr(page) == "<Page: Why dW1 = X.T @ δ1. .save('page.html') writes it to a file.>"


def test_other_pictures_have_no_page(tmp_path):
    picture = draw(Value(1.0) * 2.0)
    with pytest.raises(ValueError, match=r"only pictures of products have a page.*step_page"):
        picture.page()
    with pytest.raises(ValueError, match="only pictures of products"):
        picture.save(tmp_path / "graph.html")
    assert not list(tmp_path.iterdir())


def test_a_page_that_would_be_too_large_is_refused(monkeypatch):
    _, traces = batch()
    picture = draw(traces, level="matrix")
    monkeypatch.setattr("engine.drawing.products.page.TERMS", 55)  # 24 for dW1, 24 for dX, 8 for db1
    with pytest.raises(ValueError, match=r"have 56 terms; a page holds at most 55\. Draw fewer samples"):
        picture.page()
