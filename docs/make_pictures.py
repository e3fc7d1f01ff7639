"""All pictures of the docs, made again by one command: `python docs/make_pictures.py`.

They are written into `docs/pictures` beside this file, or into the folder that is named; those for slides
(`slides.py`) into its folder `slides`. The renderer that comes with us draws the graphs, also where there is
another one, so that the same code gives the same bytes. The steps of the page are photographed in a browser: the
extra `browser` and a Chromium are needed for these. Slides need matplotlib.
"""

import contextlib
import io
import runpy
import shutil
import sys
import sysconfig
import tempfile
from pathlib import Path

import slides

from engine import Value, draw, step_page, tanh
from engine.drawing import rendering
from nn import MLP, command, per_sample, squared_error

ROOT = Path(__file__).parent.parent
FOLDER = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "docs" / "pictures"


def expression() -> None:
    """A highlighted route in an expression: a reaches y in two ways."""
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(5.5, label="c")
    y = tanh(a * b + c) * a
    y.label = "y"
    y.backward()
    draw(y, highlight=a).save(FOLDER / "highlight_expression.svg")


def small_network() -> None:
    """The shape of question 3, 3-4-1, sigmoid, no biases, with other weights: neurons, and one highlighted weight."""
    model = MLP(3, [4, 1], activation="sigmoid", output="sigmoid", bias=False, seed=1)
    loss = squared_error(model.trace([1.0, 0.0, 1.0]).output, [1.0], factor=0.5)
    loss.label = "C"
    loss.backward()
    weight = model.layers[0].neurons[1].w[2]
    draw(loss, level="neuron").save(FOLDER / "neurons_small.svg")
    draw(loss, level="neuron", highlight=weight).save(FOLDER / "highlight_neurons.svg")
    draw(loss, level="value", highlight=weight).save(FOLDER / "highlight_values.svg")


def large_network() -> None:
    """MLP(2, [16, 16, 1]): 982 values, too many to draw one by one; one neuron's card."""
    model = MLP(2, [16, 16, 1], activation="tanh", seed=7)
    trace = model.trace([0.5, -1.0])
    loss = squared_error(trace.output, [1.0])
    loss.label = "L"
    loss.backward()
    draw(loss, level="neuron").save(FOLDER / "neurons.svg")
    draw(trace, neuron=(1, 3)).save(FOLDER / "card.svg")
    draw(loss, level="layer").save(FOLDER / "layers.svg")


def batch() -> None:
    """Question 0: δ · x of each sample, and their mean."""
    weights = [[[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]], [[0.7], [-0.8], [0.9]]]
    model = MLP.from_arrays(weights, activations="sigmoid", orientation="in_out")
    view = per_sample(model, [[0, 1], [1, 0.5], [-1, 2]], [[1], [0], [1]], neuron=(2, 0), factor=0.5)
    view.draw().save(FOLDER / "per_sample.svg")


def product() -> None:
    """Why dW1 = X.T @ δ1: the row and the column of one entry, for four samples."""
    model = MLP(3, [2, 1], activation="tanh", seed=1)
    samples = [[0.5, -1.0, 0.2], [1.0, 0.3, -0.7], [-0.4, 0.8, 0.9], [0.1, 0.2, -0.3]]
    traces = [model.trace(x) for x in samples]
    loss = sum((squared_error(trace.output, [1.0], factor=0.5) for trace in traces), Value(0.0)) / len(traces)
    loss.backward()
    draw(traces, level="matrix", entry=(0, 1)).save(FOLDER / "product.svg")


def report() -> None:
    """Question 3 as a script, read line by line: the page that `chalkgrad proofread FILE --html` writes."""
    from playwright.sync_api import sync_playwright

    script = ROOT / "playground" / "scripts" / "3_textbook.py"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        written = Path(folder) / "report.html"
        with contextlib.redirect_stdout(io.StringIO()):
            command.main(["proofread", str(script), "--objective", "0.5*((y - a2)**2).sum()", "--html", str(written)])
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1000, "height": 700}, device_scale_factor=1.5)
        page.goto(written.as_uri())
        page.locator("main > :not(h1)").first.screenshot(path=FOLDER / "proofread.png")
        chromium.close()


def steps() -> None:
    """Three steps of the page: before, while and after the second contribution reaches z, which two values use."""
    from playwright.sync_api import sync_playwright

    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(5.5, label="c")
    z = a * b + c
    z.label = "z"
    y = tanh(z) * a + z * 0.5
    y.label = "y"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        step_page(y, Path(folder) / "steps.html")
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1280, "height": 720})
        page.goto((Path(folder) / "steps.html").as_uri())
        for step in range(1, 6):
            page.keyboard.press("ArrowRight")
            if step in (2, 4, 5):
                page.screenshot(path=FOLDER / f"step_{step}.png")
        chromium.close()


if __name__ == "__main__":
    rendering.find_renderer = lambda: shutil.which(rendering.BUNDLED, path=sysconfig.get_path("scripts"))
    sys.argv = ["tour.py", str(FOLDER)]
    runpy.run_path(str(ROOT / "demos" / "tour.py"))
    for make in (expression, small_network, large_network, batch, product, report, steps):
        make()
    slides.make(FOLDER / "slides")
    print("\n".join(map(str, sorted([*FOLDER.glob("*.svg"), *FOLDER.glob("*.png"), *FOLDER.glob("slides/*")]))))
