"""A square matrix fits both ways: without `orientation=` every public function that reads one warns."""

import inspect
import warnings

import numpy as np
import pytest

import engine
import nn
from engine import values
from nn import MLP, audit, compare, diagnose, matrix

W, X, Y = np.array([[0.1, -0.2], [0.3, 0.4]]), np.array([[0.5, -1.0], [0.25, 2.0]]), np.array([[1.0, 0.0], [0.5, 1.0]])
OBLONG = np.array([[0.1, -0.2, 0.5], [0.3, 0.4, -0.6]])
RUN = matrix.forward([(W, None)], X, ["linear"], orientation="in_out")
MODEL = MLP.from_arrays([W], activations="linear", orientation="in_out")

READ = {
    "nn.MLP.from_arrays": lambda W, **words: MLP.from_arrays([W], activations="linear", **words),
    "nn.compare": lambda W, **words: compare([W], X, X @ W, activations="linear", **words),
    "nn.diagnose": lambda W, **words: diagnose([W], X, X @ W, [W], activations="linear", loss="mse", **words),
    "nn.matrix.forward": lambda W, **words: matrix.forward([(W, None)], X, ["linear"], **words),
    "nn.matrix.backward": lambda W, **words: matrix.backward(
        [(W, None)], matrix.forward([(W, None)], X, ["linear"], orientation="in_out"), X @ W, ["linear"], **words
    ),
}
"""Those that read matrices which may be stored either way."""

WRITE = {"nn.MLP.arrays", "nn.plot_weights", "engine.draw"}
"""Those whose `orientation` is that of what they give or show: nothing is read in it."""


def functions(package):
    """The public functions and methods of a package, by their full names."""
    for name in package.__all__ if hasattr(package, "__all__") else vars(package):
        thing = getattr(package, name)
        full = f"{package.__name__}.{name}".replace("nn.handwritten.", "nn.")
        if name.startswith("_"):
            continue
        if thing is matrix:
            yield from functions(thing)
        elif inspect.isclass(thing):
            yield from (
                (f"{full}.{inner}", getattr(thing, inner)) for inner in vars(thing) if not inner.startswith("_")
            )
        elif inspect.isfunction(thing) and thing.__module__.partition(".")[0] in ("nn", "engine"):
            yield full, thing


def oriented():
    """The names of those with a parameter `orientation`."""
    found = set()
    for package in (nn, engine):
        for name, thing in functions(package):
            try:
                parameters = inspect.signature(thing).parameters
            except (TypeError, ValueError):
                continue
            found |= {name} if "orientation" in parameters else set()
    return found


def test_every_public_function_with_an_orientation_is_here():
    assert oriented() == {*READ, *WRITE}


@pytest.mark.parametrize("name", READ)
def test_a_square_matrix_without_orientation_is_warned_of(name):
    with pytest.warns(UserWarning, match=r"W1 is square, \(2, 2\), and fits both ways.*orientation=") as caught:
        READ[name](W)
    assert caught[0].filename == __file__  # the line that should say it


@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
@pytest.mark.parametrize("name", READ)
def test_with_an_orientation_there_is_no_warning(name, orientation):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        READ[name](W, orientation=orientation)


@pytest.mark.parametrize("shape", [(2, 3), (2, 1)], ids=str)
@pytest.mark.parametrize("name", READ)
def test_another_matrix_needs_no_orientation(name, shape):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        READ[name](np.resize(OBLONG, shape))


def test_one_number_is_the_same_both_ways():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        MLP.from_arrays([[[0.5]]], activations="linear")


def test_gradients_for_a_model_with_a_square_matrix_are_warned_of():
    with pytest.warns(UserWarning, match="W1 is square"):
        compare(MODEL, X, Y, gradients=[X.T @ (X @ W - Y)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compare(MODEL, X, Y)  # nothing of the learner's is read


FORMS = {"a dict": {"W1": OBLONG, "b1": [0.1, 0.2, 0.3]}, "pairs": [(OBLONG, [0.1, 0.2, 0.3])]}


@pytest.mark.parametrize("form", FORMS)
def test_parameters_and_gradients_are_taken_as_a_dict_and_as_pairs(form):
    D = (X @ OBLONG + [0.1, 0.2, 0.3]) - 0.5
    dW, db = X.T @ D, D.sum(axis=0)
    mine = {"W1": dW, "b1": db} if form == "a dict" else [(dW, db)]
    words = {"activations": "linear", "loss": "mse", "reduction": "sum", "factor": 0.5, "gradients": mine}
    assert compare(FORMS[form], X, np.full((2, 3), 0.5), **words)
    assert diagnose(FORMS[form], X, np.full((2, 3), 0.5), **words)
    arrays = {"W1": values(OBLONG, label="W1"), "b1": values(FORMS["a dict"]["b1"], label="b1")}
    loss = ((X @ arrays["W1"] + arrays["b1"] - 0.5) ** 2).sum() / 2
    assert audit(loss, arrays if form == "a dict" else [(arrays["W1"], arrays["b1"])], mine)
    assert MLP.from_arrays(FORMS[form], activations="linear").arrays()["b1"][2].data == 0.3
