"""Pictures of training: the numbers in them are those of the model and its history."""

import sys
from itertools import pairwise

import numpy as np
import pytest

import nn
from engine import Value
from nn import MLP, fit, plot_decision_boundary, plot_history, plot_weights

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")

X = [[0, 0], [0, 1], [1, 0], [1, 1]]
Y = [0, 1, 1, 0]


@pytest.fixture(autouse=True)
def closed_figures():
    yield
    pytest.importorskip("matplotlib.pyplot").close("all")


def trained(**words):
    model = MLP(2, [4, 1], activation="tanh", output="sigmoid", seed=1)
    return model, fit(model, X, Y, lr=1.0, epochs=8, **words)


def test_curves():
    _, history = trained(metrics=["accuracy"], validation=(X, Y))
    ax = history.plot()
    curves = {line.get_label(): line.get_ydata().tolist() for line in ax.get_lines()}
    assert curves == {"loss": history.loss, "val_loss": history["val_loss"]}
    (right,) = [other for other in ax.figure.axes if other is not ax]
    assert {line.get_label(): line.get_ydata().tolist() for line in right.get_lines()} == {
        name: history[name] for name in ("accuracy", "val_accuracy")
    }
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["loss", "val_loss", "accuracy", "val_accuracy"]


def test_a_loss_that_falls_far_is_drawn_on_a_logarithmic_axis():
    _, history = trained()
    assert plot_history(history).get_yscale() == "linear"
    assert plot_history(history, log=True).get_yscale() == "log"
    line = MLP(1, [1], seed=1)
    assert plot_history(fit(line, [[0.0], [1.0]], [1.0, 3.0], epochs=200)).get_yscale() == "log"
    with pytest.raises(ValueError, match="no complete epoch"):
        plot_history(nn.training.history.History())


def regions(ax):
    """Of each class, in their order: the points of each shade, palest first; and the lines between classes."""
    contours = [c for c in ax.collections if isinstance(c, matplotlib.contour.QuadContourSet)]
    filled = [[path.vertices for path in c.get_paths()] for c in contours if c.filled]
    return filled, [path.vertices for c in contours if not c.filled for path in c.get_paths()], contours


def test_the_regions_are_what_the_model_says():
    """A model that looks at x[0] only: the boundary is the line x[0] = 0.5, and nothing is surer than the far ends."""
    ax = plot_decision_boundary(lambda x: Value(x[0]), X, Y, steps=14)  # coarse, and none of its points is on the line
    (below, above), lines, contours = regions(ax)
    for shades, sign in ((below, -1), (above, 1)):
        edges = [sorted((shade[:, 0].min(), shade[:, 0].max()), reverse=sign < 0) for shade in shades]
        assert edges[0][0] == pytest.approx(0.5)
        assert edges[-1][1] == pytest.approx(0.5 + sign * 0.65)
        assert all(near[1] == pytest.approx(far[0]) for near, far in pairwise(edges))
        assert all(shade[:, 1].min() == pytest.approx(-0.15) for shade in shades)
    assert np.concatenate(lines)[:, 0] == pytest.approx(0.5)
    for contour in contours:
        if contour.filled:  # the surer, the darker
            light = [sum(colour[:3]) for colour in contour.get_facecolor()]
            assert light == sorted(light, reverse=True)
    points = {tuple(map(float, xy)) for c in ax.collections if c not in contours for xy in c.get_offsets()}
    assert points == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_the_legend_covers_no_sample():
    ax = plot_decision_boundary(lambda x: Value(x[0]), X, Y, steps=3)
    ax.figure.draw_without_rendering()
    assert ax.get_legend().get_window_extent().y0 >= ax.get_window_extent().y1


def test_a_threshold_moves_the_boundary_and_a_class_that_never_leads_has_no_region():
    for threshold, places, shaded in ((0.75, 0.75, 2), (9.0, None, 1)):
        filled, lines, _ = regions(plot_decision_boundary(lambda x: Value(x[0]), X, Y, steps=9, threshold=threshold))
        assert len(filled) == shaded
        assert [x for line in lines for x in line[:, 0]] == [pytest.approx(places)] * sum(map(len, lines))


def test_three_classes_have_three_colours():
    model = MLP(2, [3], output="softmax", seed=2)
    ax = plot_decision_boundary(model, [[0, 0], [1, 0], [0, 1]], nn.one_hot([0, 1, 2]))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["class 0", "class 1", "class 2"]
    with pytest.raises(ValueError, match="drawn for two inputs; the samples have 1"):
        plot_decision_boundary(model, [[0.0]], [0])


@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
def test_heat_maps_show_weights_and_gradients(orientation):
    model, _ = trained()
    model.zero_grad()
    nn.squared_error(model([0.5, -1.0]), 1.0).backward()
    for what, read in (("weights", lambda v: v.data), ("gradients", lambda v: v.grad)):
        figure = plot_weights(model, what=what, orientation=orientation)
        images = [ax.images[0] for ax in figure.axes if ax.images and ax.get_title()]
        for k, image in enumerate(images, start=1):
            shown = np.ma.filled(image.get_array(), np.nan)
            shown = shown if orientation == "in_out" else shown.T
            arrays = model.arrays()
            assert shown[:-2].tolist() == [[read(v) for v in row] for row in arrays[f"W{k}"]]
            assert shown[-1].tolist() == [read(v) for v in arrays[f"b{k}"]]
            axis = image.axes.yaxis if orientation == "in_out" else image.axes.xaxis
            assert [label.get_text() for label in axis.get_ticklabels()] == [*map(str, range(len(shown) - 2)), "b"]
            assert image.get_clim() == (-np.nanmax(np.abs(shown)), np.nanmax(np.abs(shown)))
        assert len(images) == 2


@pytest.mark.ci
def test_a_notebook_draws_each_plot_once():
    nbformat, nbclient = (pytest.importorskip(name) for name in ("nbformat", "nbclient"))
    start = "from nn import *\nmodel = MLP(2, [1], seed=1)"
    cells = [start, "plot_weights(model)", "figure = plot_weights(model)", "figure", "plot_weights(model);\nmodel"]
    cells += ["ax = plot_decision_boundary(model, [[0, 0], [1, 1]], [0, 1])"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbclient.NotebookClient(book, kernel_name="python3").execute()
    pictures = [sum("image/png" in output.get("data", {}) for output in cell.outputs) for cell in book.cells]
    assert pictures == [0, 1, 1, 1, 1, 1]


def test_what_cannot_be_drawn_is_refused():
    model = MLP(2, [1], seed=1)
    with pytest.raises(ValueError, match="some gradients are not computed"):
        plot_weights(model, what="gradients")
    with pytest.raises(ValueError, match="unknown what: 'biases'"):
        plot_weights(model, what="biases")
    with pytest.raises(TypeError, match=r"plot_weights got .*; an MLP is needed"):
        plot_weights([model])


def test_without_matplotlib_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ModuleNotFoundError, match="plots need matplotlib: python -m pip install matplotlib"):
        trained()[1].plot()
