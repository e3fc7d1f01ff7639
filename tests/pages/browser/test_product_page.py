"""The page of a product in a real browser: every entry by key and by click, what lights, the numbers, no request."""

import re

import numpy as np
import pytest

from engine import draw
from nn import MLP, squared_error
from tests.browsers import assert_accessible, required

required()

X = np.array([[0.5, -1.0, 0.2], [1.0, 0.3, -0.7], [-0.4, 0.8, 0.9], [0.1, 0.2, -0.3]])

SNAPSHOT = """() => {
  const lit = (kind) => [...document.querySelectorAll('.' + kind + ' td.lit')].map((c) => c.textContent);
  return {
    left: lit('left'), right: lit('right'), result: lit('result'),
    terms: [...document.querySelectorAll('#terms tbody tr')].map((r) => [...r.cells].map((c) => c.textContent)),
    sum: [...document.querySelectorAll('#terms tfoot td')].map((c) => c.textContent),
    rule: document.getElementById('rule').textContent,
    says: document.getElementById('says').textContent,
    lines: document.querySelectorAll('#routes line.lit').length,
    routes: [...document.querySelectorAll('#routes g.lit [text-anchor=middle]')].map((t) => t.textContent),
    focus: document.activeElement.textContent,
  };
}"""


def batch(sizes=(3, 2, 1), x=X):
    """The traces of some samples; δ and W of the first layer by NumPy: tanh, then linear, the mean of ½(a − ½)²."""
    model = MLP(sizes[0], list(sizes[1:]), activation="tanh", seed=1)
    traces = [model.trace(row) for row in x.tolist()]
    loss = sum((squared_error(t.output, [0.5] * sizes[-1], factor=0.5) for t in traces), start=0.0) / len(x)
    loss.backward()
    W = [np.array([[w.data for w in n.w] for n in layer.neurons]).T for layer in model.layers]
    b = [np.array([n.b.data for n in layer.neurons]) for layer in model.layers]
    a = np.tanh(x @ W[0] + b[0])
    return traces, ((a @ W[1] + b[1] - 0.5) / len(x)) @ W[1].T * (1 - a**2), W[0]


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens the page of a picture; at the end, no error was reported and nothing was asked for."""
    contexts, complaints, asked = [], [], []

    def open_page(picture, width=1280, height=800, colours="light"):
        path = tmp_path / f"matrix{len(contexts)}.html"
        picture.save(path)
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, color_scheme=colours))
        page = contexts[-1].new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append((request.url, path.as_uri())))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
    assert all(url == own for url, own in asked)


def as_floats(texts):
    return [float(text.replace("−", "-")) for text in texts]


def assert_lit(found, left, right, value):
    """What is lit, each term, the sum and the route are those of this row and this column."""
    np.testing.assert_allclose(as_floats(found["left"]), left, rtol=5.1e-3, atol=5.1e-4)
    np.testing.assert_allclose(as_floats(found["right"]), right, rtol=5.1e-3, atol=5.1e-4)
    np.testing.assert_allclose(as_floats(found["result"]), [value], rtol=5.1e-3, atol=5.1e-4)
    pairs = [as_floats(re.findall(r"\(([^)]*)\)", term[1])) for term in found["terms"]]
    assert pairs == [list(pair) for pair in zip(as_floats(found["left"]), as_floats(found["right"]), strict=True)]
    assert found["sum"][-1] == found["result"][0]


def test_every_entry_is_reached_by_the_keys(opened):
    traces, delta, _ = batch()
    page = opened(draw(traces, level="matrix", entry=(2, 1)))
    page.keyboard.press("Home")
    for j in range(3):
        for i in (0, 1) if j % 2 == 0 else (1, 0):
            found = page.evaluate(SNAPSHOT)
            assert_lit(found, X.T[j], delta[:, i], X.T[j] @ delta[:, i])
            assert found["rule"] == f"dW1[{j},{i}] = Σ_n X.T[{j},n] · δ1[n,{i}]"
            assert found["says"].startswith(found["rule"])
            assert found["focus"] == found["result"][0]
            assert found["lines"] == 4  # the one weight, in every sample
            ends = [text for pair in zip(found["left"], found["right"], strict=True) for text in pair]
            assert found["routes"] == ends
            page.keyboard.press("ArrowRight" if j % 2 == 0 else "ArrowLeft")
        page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    assert page.evaluate("lit[which]") == [2, 1]


@pytest.mark.ci
def test_every_entry_is_reached_by_a_click(opened):
    traces, delta, W = batch()
    page = opened(draw(traces, level="matrix"))
    page.click("text=dX = δ1 @ W1.T")
    for n in range(4):
        for j in range(3):
            page.locator(".result tbody tr").nth(n).locator("td").nth(j).click()
            found = page.evaluate(SNAPSHOT)
            assert_lit(found, delta[n], W.T[:, j], delta[n] @ W.T[:, j])
            assert found["lines"] == 2  # one input, to both neurons
    page.click("text=db1 = δ1.sum(axis=0)")
    for i in range(2):
        page.locator(".result td").nth(i).click()
        found = page.evaluate(SNAPSHOT)
        np.testing.assert_allclose(as_floats(found["right"]), delta[:, i], rtol=5.1e-3, atol=5.1e-4)
        assert found["lines"] == 4
        assert found["sum"][0] == f"db1[{i}]"
    assert page.title() == "Why db1 = δ1.sum(axis=0)"


def test_a_long_sum_is_folded_and_large_arrays_show_their_ends(opened):
    x = np.random.default_rng(0).normal(size=(20, 8))
    traces, delta, _ = batch((8, 12, 1), x)
    page = opened(draw(traces, level="matrix", entry=(5, 7)), 390, 844)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 800})
    found = page.evaluate(SNAPSHOT)
    assert len(found["terms"]) == 8
    assert found["terms"][6][1] == "13 more"
    page.click("text=All 20 terms")
    found = page.evaluate(SNAPSHOT)
    terms = as_floats([term[3] for term in found["terms"]])
    np.testing.assert_allclose(terms, x[:, 5] * delta[:, 7], rtol=5.1e-3, atol=5.1e-4)
    page.locator(".result td.lit").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(SNAPSHOT)["rule"].startswith("dW1[5,8] = ")


@pytest.mark.ci
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["laptop", "phone"])
def test_axe_finds_nothing(opened, colours, size):
    page = opened(draw(batch()[0], level="matrix"), *size, colours)
    for choice in range(3):
        page.click(f"#choices button:nth-child({choice + 1})")
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
