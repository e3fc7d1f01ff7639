"""`draw(program, line=…)`: each line that is a product, with the numbers of the trace, beside NumPy by hand."""

import json
import re

import numpy as np
import pytest

from engine import Value, draw, vectorize
from engine.arrays import values
from engine.drawing.products.picture import picture_of_product
from engine.lifting.one_product import product_on
from nn import MLP, squared_error
from tests import small_graphs

X, Y = np.array([[0.5, -0.3], [-0.8, 0.9], [0.1, 0.7]]), np.array([[1.0], [0.0], [0.5]])
W1, b1 = np.array([[0.1, 0.4, -0.2], [0.3, -0.5, 0.6]]), np.array([0.0, 0.1, 0.2])
W2, b2 = np.array([[0.7], [-0.4], [0.2]]), np.array([0.3])


def model():
    return MLP.from_arrays([(W1, b1), (W2, b2)], activations=["tanh", "linear"], orientation="in_out")


def of_a_batch():
    """Derived from a function of one sample: all samples that were given are shown."""
    network = model()
    return vectorize(
        lambda x, y: squared_error(network.trace(x).output, y, factor=0.5), network, {"X": X, "Y": Y}, batch="mean"
    )


def of_one_graph():
    network, inputs = model(), {"X": values(X), "Y": values(Y)}
    loss = squared_error([network.trace(x).output for x in inputs["X"]], inputs["Y"], factor=0.5)
    return vectorize(loss, network, inputs)


def by_hand():
    """Each array of the backward pass: tanh, a linear output, the mean of ½(a − y)²."""
    A1 = np.tanh(X @ W1 + b1)
    dZ2 = (A1 @ W2 + b2 - Y) / len(X)
    dZ1 = dZ2 @ W2.T * (1 - A1**2)
    return {"A1": A1, "dZ1": dZ1, "dZ2": dZ2}


def on_page(picture):
    """The product that a picture shows, and its numbers by part."""
    (product,) = json.loads(re.search(r'id="data">(.*?)</script>', picture.page().html, re.DOTALL)[1])["products"]
    parts = {
        part: np.array([[float(text.replace("−", "-")) for text, _, _ in row] for row in product[part]["cells"]])
        for part in ("left", "right", "result")
        if product[part]
    }
    return product, parts


@pytest.mark.parametrize("derive", [of_a_batch, of_one_graph])
def test_every_line_that_is_a_product_shows_its_arrays(derive):
    program, hand = derive(), by_hand()
    A1, dZ1, dZ2 = hand["A1"], hand["dZ1"], hand["dZ2"]
    expected = {
        "Z1": (X, W1, X @ W1),
        "Z2": (A1, W2, A1 @ W2),
        "dW2": (A1.T, dZ2, A1.T @ dZ2),
        "dA1": (dZ2, W2.T, dZ2 @ W2.T),
        "dW1": (X.T, dZ1, X.T @ dZ1),
        "db1": (None, dZ1, dZ1.sum(axis=0)[None]),
    }
    for name, arrays in expected.items():
        product, parts = on_page(draw(program, line=name))
        for part, right in zip(("left", "right", "result"), arrays, strict=True):
            if right is not None:
                np.testing.assert_allclose(parts[part], right, rtol=5.1e-3, atol=5.1e-4, err_msg=f"{name}, {part}")
        (number,) = [
            n for n, text in enumerate(program.source.splitlines(), 1) if text.strip().startswith(f"{name} = ")
        ]
        assert draw(program, line=number).source == draw(program, line=name).source
        assert product["meaning"] in program.source.splitlines()[number - 1]


def test_an_entry_is_lit_and_its_sum_written_out():
    picture = draw(of_a_batch(), line="dW1", entry=(1, 2))
    dZ1 = by_hand()["dZ1"]
    rule, total = re.search(
        r"(dW1\[1,2\] = Σ_n X\.T\[1,n\] · dZ1\[n,2\]) .*[=≈] (\S+) is lit", picture.comment
    ).groups()
    assert rule
    assert float(total.replace("−", "-")) == pytest.approx(X.T[1] @ dZ1[:, 2], rel=5e-3)
    assert "dZ1 @ X is (3, 3) @ (3, 2): it fits here by chance" in picture.source


def test_a_part_of_a_line_is_named_by_its_code():
    product, _ = on_page(draw(of_a_batch(), line="Z1", entry=(2, 0)))
    assert product["result"]["name"] == "(X @ W1)"
    assert product["entries"][2][0]["rule"] == "(X @ W1)[2,0] = Σ_j X[2,j] · W1[j,0]"


def test_vectors_have_one_index_and_an_outer_product_has_no_sum():
    network = model()
    x = values(X[0])
    program = vectorize(squared_error(network.trace(x).output, [1.0], factor=0.5), network, {"x": x})
    a1 = np.tanh(X[0] @ W1 + b1)
    d2 = a1 @ W2 + b2 - 1.0
    d1 = (d2 @ W2.T) * (1 - a1**2)
    product, parts = on_page(draw(program, line="dW1"))
    np.testing.assert_allclose(parts["result"], np.outer(X[0], d1), rtol=5.1e-3, atol=5.1e-4)
    assert product["code"] == "np.outer(x, dZ1)"
    assert product["entries"][1][2]["rule"] == "dW1[1,2] = x[1] · dZ1[2]"
    assert "np.outer(dZ1, x) is the transpose, of the shape (3, 2)" in product["wrong"]
    product, parts = on_page(draw(program, line="dA1", entry=2))
    assert (product["left"]["shape"], product["result"]["shape"]) == ("(1,)", "(3,)")
    np.testing.assert_allclose(parts["result"], (d2 @ W2.T)[None], rtol=5.1e-3, atol=5.1e-4)
    assert product["start"] == [0, 2]


def test_a_matrix_times_a_vector():
    w, x = np.array([[1.0, 2.0], [3.0, -4.0], [0.5, 0.1]]), np.array([0.5, -2.0])
    source = (
        "import numpy as np\ndef value_and_grad(w, x):\n    z = w @ x  # (3,)  z[i] = Σ_j w[i,j]·x[j]\n    return z"
    )
    product, parts = on_page(picture_of_product(product_on(source, {}, {"w": w, "x": x}, "z", 1)))
    np.testing.assert_allclose(parts["result"][:, 0], w @ x, rtol=5.1e-3)
    assert product["result"]["shape"] == "(3,)"
    assert product["start"] == [1, 0]
    assert product["entries"][1][0]["rule"] == "z[1] = Σ_j w[1,j] · x[j]"


def test_what_is_no_product_is_refused_with_the_lines_that_are():
    program = of_a_batch()
    lines = program.source.splitlines()
    products = [n for n, text in enumerate(lines, 1) if re.search(r" @ |\.sum\(axis=0\)", text.partition("  # ")[0])]
    tanh = next(n for n, text in enumerate(lines, 1) if "np.tanh" in text)
    there = ", ".join(map(str, products))
    with pytest.raises(
        ValueError, match=rf"line {tanh} is not a product: A1 = np.tanh\(Z1\)\..* on the lines {there}\."
    ):
        draw(program, line=tanh)
    for wrong in (1, 1000, "W3"):
        with pytest.raises(ValueError, match=r"of program\.source, and make .*dW1"):
            draw(program, line=wrong)
    with pytest.raises(TypeError, match="a number of a line is needed"):
        draw(program, line=True)
    with pytest.raises(ValueError, match=r"dW1 has the shape \(2, 3\)"):
        draw(program, line="dW1", entry=(2, 0))
    with pytest.raises(ValueError, match=r"line names a line of a program"):
        draw(Value(1.0) * 2.0, line=3)


def test_arrays_alone_are_drawn_unless_the_scalar_graph_is_asked_for():
    program = of_one_graph()
    assert "the scalar graph" not in draw(program).source
    beside = draw(program, level="value").source
    assert "the scalar graph" in beside
    assert draw(program).source.count("array_A1 -> array_Z2") == beside.count("array_A1 -> array_Z2") == 1
    for options in ({"level": "layer"}, {"entry": (0, 0)}):
        with pytest.raises(ValueError, match=r'draw\(program\) shows arrays; level="value" puts the scalar graph'):
            draw(program, **options)


@pytest.mark.parametrize("name", [small_graphs.HOSTILE[0], small_graphs.HOSTILE[4]])
def test_no_name_gets_into_the_page_as_markup(name):
    w, x = values([[1.0, 2.0]]), values([[0.5], [-2.0]])
    program = vectorize((w @ x).sum(), {name: w}, {"x": x})
    page = draw(program, line=next(n for n in range(1, 40) if is_product(program, n))).page().html
    assert not re.search(r"<(img|script(?! type=|>))", page.replace("<script>", "", 1))
    assert page.count("</script>") == 2


def is_product(program, line):
    text = program.source.splitlines()[line - 1].partition("  # ")[0] if line <= program.source.count("\n") else ""
    return " @ " in text or "np.outer(" in text


@pytest.mark.usefixtures("renderer")
def test_a_program_of_three_layers_can_be_read_on_a_laptop():
    network = MLP(2, [4, 4, 1], activation="tanh", seed=1)
    program = vectorize(lambda x, y: squared_error(network.trace(x).output, y), network, {"X": X, "Y": Y}, batch="mean")
    svg = draw(program).pipe(format="svg").decode()
    assert float(re.search(r'<svg width="(\d+)pt"', svg)[1]) * 96 / 72 < 1280  # in its own size, with text of 12 pt
