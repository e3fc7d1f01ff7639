"""The pictures of the lesson plan, ready for slides: each as SVG and as PNG, in `docs/pictures/slides`.

A function for each session. `docs/make_pictures.py` makes them, with all others.
"""

import math
import random
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib import pyplot
from matplotlib.figure import Figure

from engine import Value, draw, tanh
from engine.drawing import dot
from engine.drawing.picture import Picture
from nn import MLP, Adam, compare, fit, per_sample, plot_decision_boundary, squared_error

BLUE, RED, GREEN = "#2166ac", "#b2182b", "#1b7837"
FOLDER = Path(__file__).parent / "pictures" / "slides"


def slide(name: str, picture: Picture | Figure) -> None:
    """One picture for slides, as SVG and as PNG."""
    for suffix in ("svg", "png"):
        if isinstance(picture, Figure):
            day = {"Date": None} if suffix == "svg" else {}  # the same bytes on any day
            picture.savefig(FOLDER / f"{name}.{suffix}", dpi=144, metadata=day)
        else:
            picture.save(FOLDER / f"{name}.{suffix}")
    if isinstance(picture, Figure):
        pyplot.close(picture)


def session1() -> None:
    """One neuron, before and after its loss was traced back; the loss over one weight, with its slope."""
    w1, w2, b = Value(0.8, label="w1"), Value(-0.4, label="w2"), Value(0.1, label="b")
    x1, x2 = Value(0.5, label="x1"), Value(2.0, label="x2")
    s = w1 * x1 + w2 * x2 + b
    s.label = "s"
    a = tanh(s)
    a.label = "a"
    slide("1_neuron", draw(a, theme="slide"))
    L = 0.5 * (a - 1.0) ** 2
    L.label = "L"
    L.backward()
    slide("1_neuron_gradients", draw(L, theme="slide"))

    def loss(w: np.ndarray | float) -> np.ndarray | float:
        return 0.5 * (np.tanh(w * 0.5 - 0.8 + 0.1) - 1.0) ** 2

    figure, ax = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
    w, near = np.linspace(-4, 8, 200), np.linspace(-1.5, 3.1, 2)
    ax.plot(w, loss(w), color=BLUE, linewidth=3, label="L")
    ax.plot(near, L.data + w1.grad * (near - 0.8), color=RED, linewidth=2, linestyle="--", label="slope ∂L/∂w1")
    ax.plot([0.8], [L.data], "o", color=RED, markersize=10)
    ax.set_xlabel("w1")
    ax.set_ylabel("L")
    ax.legend(frameon=False)
    slide("1_slope", figure)


def session2() -> None:
    """Along a route multiply, over all routes add; the smallest graph with two routes."""
    a, b, c = Value(2.0, label="a"), Value(-3.0, label="b"), Value(5.5, label="c")
    y = tanh(a * b + c)
    y.label = "y"
    y.backward()
    slide("2_one_route", draw(y, highlight=a, theme="slide"))
    for v in (a, b, c):
        v.grad = None
    y = tanh(a * b + c) * a
    y.label = "y"
    y.backward()
    slide("2_two_routes", draw(y, highlight=a, theme="slide"))
    x = Value(3.0, label="x")
    square = x * x
    square.label = "x·x"
    square.backward()
    slide("2_square", draw(square, theme="slide"))


def small_mlp() -> MLP:
    """The network of the pages under Learn: 2-3-1, tanh."""
    W1, W2 = [[0.1, 0.4, -0.2], [0.3, -0.5, 0.6]], [[0.7], [-0.4], [0.2]]
    return MLP.from_arrays([(W1, [0.0, 0.1, 0.2]), (W2, [0.0])], activations=["tanh", "linear"], orientation="in_out")


def session3() -> None:
    """δ · x: the network, one neuron's card, and what one weight reaches."""
    model = small_mlp()
    trace = model.trace([0.5, -0.3])
    L = squared_error(trace.output, [1.0], factor=0.5)
    L.label = "L"
    L.backward()
    slide("3_network", draw(trace, level="neuron", theme="slide"))
    slide("3_card", draw(trace, neuron=(1, 1), theme="slide"))
    slide("3_one_weight", draw(L, level="neuron", highlight=model.layers[0].neurons[1].w[0], theme="slide"))


def session4() -> None:
    """Layers with their shapes; an entry of dW as row times column, also as a page; dW as a sum of outer products."""
    model, X, Y = small_mlp(), [[0.5, -0.3], [-0.8, 0.9]], [[1.0], [0.0]]
    traces = [model.trace(x) for x in X]
    L = squared_error([trace.output for trace in traces], Y, factor=0.5)
    L.label = "L"
    L.backward()
    product = draw(traces, level="matrix", theme="slide")
    slide("4_product", product)
    product.save(FOLDER / "4_product.html")
    slide("4_layers", draw(L, level="layer", theme="slide"))

    alone = compare(model, X, Y, factor=0.5, reduction="sum").per_sample["W1"] / 2
    parts = {"sample 0:  x₀ᵀ δ₀": alone[0], "sample 1:  x₁ᵀ δ₁": alone[1], "their sum:  X.T @ δ": alone.sum(axis=0)}
    figure, axes = pyplot.subplots(1, 3, figsize=(10, 3), layout="constrained")
    for ax, sign, (title, part) in zip(axes, ("", "+", "="), parts.items(), strict=True):
        heat(ax, part, np.abs(alone.sum(axis=0)).max())
        ax.set_title(title)
        ax.text(-0.12, 0.5, sign, transform=ax.transAxes, fontsize=26, ha="center", va="center")
    axes[0].set_ylabel("input j")
    slide("4_outer_products", figure)


def heat(ax: pyplot.Axes, matrix: np.ndarray, largest: float) -> None:
    """A small matrix with its numbers: blue is positive, red negative."""
    ax.imshow(matrix, cmap="RdBu", vmin=-1.6 * largest, vmax=1.6 * largest)
    for (row, column), number in np.ndenumerate(matrix):
        ax.text(column, row, f"{number:+.3f}".replace("-", "−"), ha="center", va="center")
    ax.set_xticks(range(matrix.shape[1]))
    ax.set_yticks(range(matrix.shape[0]))
    ax.set_xlabel("neuron i")


def session5() -> None:
    """A gradient with a mistake in it: right, yours, and their quotient."""
    X, Y = np.array([[0.5, -0.3], [-0.8, 0.9], [0.2, 0.7]]), np.array([[1.0], [0.0], [1.0]])
    W1, b1 = np.array([[0.1, 0.4, -0.2], [0.3, -0.5, 0.6]]), np.array([0.0, 0.1, 0.2])
    W2, b2 = np.array([[0.7], [-0.4], [0.2]]), np.array([0.0])
    model = MLP.from_arrays([(W1, b1), (W2, b2)], activations="sigmoid", orientation="in_out")
    report = compare(model, X, Y, factor=0.5)
    A1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
    A2 = 1 / (1 + np.exp(-(A1 @ W2 + b2)))
    yours = X.T @ (((A2 - Y) / 3 * A2 * (1 - A2)) @ W2.T)  # without σ′ of the hidden layer
    right = report.scalar["W1"]
    figure, axes = pyplot.subplots(1, 3, figsize=(10, 3), layout="constrained")
    parts = {"right": right, "yours, without σ′": yours, "yours / right": yours / right}
    for ax, (title, matrix) in zip(axes, parts.items(), strict=True):
        heat(ax, matrix, np.abs(matrix).max())
        ax.set_title(title)
    axes[0].set_ylabel("input j")
    slide("5_quotient", figure)


def session6() -> None:
    """One set of weights; three regimes on the same data; what exclusive or looks like when it is learned."""
    weights = [[[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]], [[0.7], [-0.8], [0.9]]]
    model = MLP.from_arrays(weights, activations="sigmoid", orientation="in_out")
    view = per_sample(model, [[0, 1], [1, 0.5], [-1, 2]], [[1], [0], [1]], neuron=(2, 0), factor=0.5)
    slide("6_one_set_of_weights", view.draw(theme="slide"))

    rng = random.Random(3)
    X = [[2 * k / 23 - 1] for k in range(24)]
    Y = [[math.sin(3 * x) + rng.gauss(0, 0.1)] for (x,) in X]
    figure, ax = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
    regimes = (("after each sample", 1, BLUE, "-"), ("after six", 6, GREEN, "--"), ("after all 24", None, RED, ":"))
    for name, size, colour, line in regimes:
        model = MLP(1, [8, 1], activation="tanh", seed=1)
        history = fit(model, X, Y, factor=0.5, lr=0.05, epochs=150, batch_size=size, seed=1, progress=False)
        ax.plot([e.number for e in history], history.loss, label=name, color=colour, linestyle=line, linewidth=3)
    ax.set_yscale("log")
    ax.set_xlabel("epochs (looks at all samples)")
    ax.set_ylabel("loss")
    ax.legend(frameon=False, title="the weights move")
    slide("6_regimes", figure)

    X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0]
    model = MLP(2, [3, 1], activation="tanh", output="sigmoid", seed=2)
    fit(model, X, Y, loss="bce", optimizer=Adam(model.parameters(), lr=0.05), epochs=300, progress=False)
    figure, ax = pyplot.subplots(figsize=(6, 6), layout="constrained")
    plot_decision_boundary(model, X, Y, ax=ax, steps=100)
    slide("6_exclusive_or", figure)


SESSIONS = (session1, session2, session3, session4, session5, session6)


def make(folder: Path) -> list[Path]:
    """All of them, into a folder."""
    global FOLDER
    FOLDER = folder
    FOLDER.mkdir(parents=True, exist_ok=True)
    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "chalkgrad", "font.size": 14})  # the same bytes each time
    dot.ACROSS = 20  # a slide is wide: graphs of this many values still grow from left to right
    for session in SESSIONS:
        session()
    return sorted(FOLDER.iterdir())
