"""Pictures of training: the numbers in them are those of the model and its history."""

import sys

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
    matplotlib.pyplot.close("all")


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


def test_the_regions_are_what_the_model_says():
    """A model that looks at x[0] only: the boundary is the line x[0] = 0.5."""
    ax = plot_decision_boundary(lambda x: Value(x[0]), X, Y, steps=41)
    (contour,) = [c for c in ax.collections if isinstance(c, matplotlib.contour.QuadContourSet)]
    below, above = (path.vertices for path in contour.get_paths())
    assert [below[:, 0].min(), above[:, 0].max()] == pytest.approx([-0.15, 1.15])
    assert [below[:, 1].min(), above[:, 1].max()] == pytest.approx([-0.15, 1.15])
    assert below[:, 0].max() == pytest.approx(above[:, 0].min())
    assert below[:, 0].max() == pytest.approx(0.5, abs=1.3 / 40)
    points = {tuple(map(float, xy)) for c in ax.collections if c is not contour for xy in c.get_offsets()}
    assert points == {(0, 0), (0, 1), (1, 0), (1, 1)}


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
