"""The matrix version and its comparison with the scalar engine.

The oracle for gradients is a loss written here in NumPy, and its central differences. The oracle for the
comparison is a list of wrong lines, planted in the matrix version: each must be found, at the right entries.
"""

import html
import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from engine import NOT_COMPUTED, Value
from nn import MLP, compare, matrix, squared_error
from nn.handwritten.comparison import Entry
from tests.nn.formulas import ACTIVATIONS, DIVISORS, LOSSES

ORIENTATIONS = ("in_out", "out_in")


def outputs(params, X, names, orientation):
    """The activations of the last layer; params are (W, b or None), stored as `orientation` says."""
    A = X
    for (W, b), name in zip(params, names, strict=True):
        Z = A @ (W if orientation == "in_out" else W.T)
        A = ACTIVATIONS[name](Z if b is None else Z + b)
    return A


def batch_loss(params, X, Y, names, orientation, loss="mse", reduction="mean", factor=1.0):
    A = outputs(params, X, names, orientation)
    return factor * LOSSES[loss](A, Y) / DIVISORS[reduction](A)


def slopes(params, h=1e-6, **given):
    """{"W1": ∂L/∂W1, …} by central differences of `batch_loss`."""
    found = {}
    for k, layer in enumerate(params, start=1):
        for letter, array in zip("Wb", layer, strict=True):
            if array is None:
                continue
            found[f"{letter}{k}"] = slope = np.zeros_like(array)
            for index in np.ndindex(*array.shape):
                kept = array[index]
                array[index] = kept + h
                up = batch_loss(params, **given)
                array[index] = kept - h
                slope[index] = (up - batch_loss(params, **given)) / (2 * h)
                array[index] = kept
    return found


def problem(names, orientation, bias, samples, seed=0, loss=None):
    """Random parameters for layers of 3, 4, … neurons, a batch, and targets that suit the loss, or any but hinge."""
    rng = np.random.default_rng(seed)
    sizes = [*[2, 3, 4, 2][: len(names)], 3]
    params = []
    for nin, nout in pairwise(sizes):
        W = rng.uniform(-1, 1, (nin, nout) if orientation == "in_out" else (nout, nin))
        params.append((W, rng.uniform(-1, 1, nout) if bias else None))
    Y = rng.uniform(0.1, 0.9, (samples, sizes[-1]))
    Y = np.where(Y > 0.5, 1.0, -1.0) if loss == "hinge" else Y / Y.sum(axis=1, keepdims=True)
    return params, rng.uniform(-1.5, 1.5, (samples, sizes[0])), Y


def assert_gradients(found, expected, tolerance=1e-6):
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert found[name].shape == array.shape
        np.testing.assert_allclose(found[name], array, rtol=tolerance, atol=tolerance, err_msg=name)


# --- forward, loss, backward ------------------------------------------------------------------

# Each loss with the output activations it takes.
OUTPUTS = [
    *(("mse", "linear"), ("mse", "softmax"), ("bce", "sigmoid"), ("cross_entropy", "softmax")),
    *(("mae", "linear"), ("huber", "linear"), ("hinge", "linear")),
]


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
@pytest.mark.parametrize(("loss", "output"), OUTPUTS)
@pytest.mark.parametrize("hidden", ACTIVATIONS)
def test_backward_is_the_derivative_of_the_loss(hidden, loss, output, bias, orientation):
    names = [hidden, "tanh", output]
    for samples in (1, 2, 3, 4):
        reduction = ("mean", "sum", "mean_all")[samples % 3]
        given = {"reduction": reduction, "factor": 0.5 * samples}
        params, X, Y = problem(names, orientation, bias, samples, seed=samples, loss=loss)
        run = matrix.forward(params, X, names, orientation=orientation)
        value, G = matrix.loss_and_derivative(run.A[-1], Y, loss, **given)
        found = matrix.backward(params, run, G, names, orientation=orientation)
        everything = {"X": X, "Y": Y, "names": names, "orientation": orientation, "loss": loss, **given}
        assert value == pytest.approx(batch_loss(params, **everything), rel=1e-12)
        assert_gradients(found.gradients, slopes(params, **everything))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_forward_keeps_z_and_a_of_each_layer(orientation):
    names = ["relu", "sigmoid"]
    params, X, _ = problem(names, orientation, True, 4)
    run = matrix.forward(params, X, names, orientation=orientation)
    W = [W if orientation == "in_out" else W.T for W, _ in params]
    Z1 = X @ W[0] + params[0][1]
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W[1] + params[1][1]
    for found, expected in zip([*run.A, *run.Z], [X, A1, 1 / (1 + np.exp(-Z2)), Z1, Z2], strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_backward_keeps_delta_of_each_layer():
    """½ Σ (a − y)² on sigmoid layers, by the textbook: δ2 = (a − y) a (1 − a), δ1 = δ2 W2ᵀ a1 (1 − a1)."""
    names = ["sigmoid", "sigmoid"]
    params, X, Y = problem(names, "in_out", True, 3)
    run = matrix.forward(params, X, names, orientation="in_out")
    _, G = matrix.loss_and_derivative(run.A[-1], Y, "mse", reduction="sum", factor=0.5)
    A1, A2 = run.A[1:]
    delta2 = (A2 - Y) * A2 * (1 - A2)
    delta1 = delta2 @ params[1][0].T * A1 * (1 - A1)
    found = matrix.backward(params, run, G, names, orientation="in_out").delta
    np.testing.assert_allclose(found[0], delta1, rtol=1e-13)
    np.testing.assert_allclose(found[1], delta2, rtol=1e-13)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("reduction", DIVISORS)
def test_the_derivative_of_each_loss(loss, reduction):
    rng = np.random.default_rng(1)
    A, Y = rng.uniform(0.1, 0.9, (3, 2)), rng.uniform(0.1, 0.9, (3, 2))
    if loss in ("mae", "huber", "hinge"):  # on both sides of their kinks
        A = np.array([[-3.0, 0.4], [2.5, 0.1], [0.7, -0.3]])
        Y = np.where(Y > 0.5, 1.0, -1.0)
    _, G = matrix.loss_and_derivative(A, Y, loss, reduction=reduction, factor=-2.0)
    for index in np.ndindex(3, 2):
        E = np.zeros((3, 2))
        E[index] = 1e-6
        slope = (LOSSES[loss](A + E, Y) - LOSSES[loss](A - E, Y)) / 2e-6
        assert G[index] == pytest.approx(-2.0 * slope / DIVISORS[reduction](A), rel=1e-6)


@pytest.mark.parametrize("loss", ["bce", "cross_entropy"])
def test_certain_probabilities_without_weight_cost_nothing(loss):
    A = Y = np.array([[0.0, 1.0], [1.0, 0.0]])
    value, G = matrix.loss_and_derivative(A, Y, loss)
    assert value == 0
    assert np.isfinite(G).all()
    value, G = matrix.loss_and_derivative(A, 1 - Y, loss)
    assert value == math.inf
    assert np.isinf(G).any()


def test_softmax_and_sigmoid_give_the_limit_for_large_pre_activations():
    Z = np.array([[1000.0, -1000.0], [-1000.0, -1000.0]])
    np.testing.assert_array_equal(matrix.activate(Z, "softmax"), [[1, 0], [0.5, 0.5]])
    np.testing.assert_array_equal(matrix.activate(Z, "sigmoid"), [[1, 0], [0, 0]])


def test_many_layers_are_named_in_order():
    """W2 comes before W10."""
    names = ["tanh"] * 11
    params = [(np.eye(2), np.zeros(2)) for _ in names]
    run = matrix.forward(params, [[0.1, 0.2]], names, orientation="in_out")
    found = matrix.backward(params, run, np.ones((1, 2)), names, orientation="in_out").gradients
    assert list(found) == [f"{letter}{k}" for k in range(1, 12) for letter in "Wb"]


def test_steps_of_ones_own_stand_in_for_the_textbooks():
    params, X, Y = problem(["tanh"], "in_out", True, 2)
    steps = replace(matrix.TEXTBOOK["in_out"], bias_gradient=lambda delta: delta.mean(axis=0))
    run = matrix.forward(params, X, ["tanh"], steps=steps)
    _, G = matrix.loss_and_derivative(run.A[-1], Y)
    own = matrix.backward(params, run, G, ["tanh"], steps=steps).gradients
    textbook = matrix.backward(params, run, G, ["tanh"]).gradients
    np.testing.assert_allclose(own["b1"], textbook["b1"] / 2, rtol=1e-15)
    np.testing.assert_array_equal(own["W1"], textbook["W1"])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: matrix.forward([], [[1.0]], [], orientation="rows"), "unknown orientation: 'rows'"),
        (lambda: matrix.backward([], matrix.Forward([], []), 0, [], orientation="rows"), "unknown orientation: 'rows'"),
        (
            lambda: matrix.loss_and_derivative(np.ones((1, 1)), [[1]], "l2"),
            r"unknown loss: 'l2' \(must be one of 'mse'",
        ),
        (lambda: matrix.loss_and_derivative(np.ones((1, 1)), [[1]], reduction="avg"), "unknown reduction: 'avg'"),
    ],
)
def test_unknown_words_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("Y", [[1.0, 0.0], [[1.0, 0.0, 1.0]], 1.0, [[1.0], [0.0]]])
def test_a_loss_does_not_broadcast_its_targets(loss, Y):
    """(3, 1) minus (3,) would be (3, 3) without a word, and the loss wrong."""
    with pytest.raises(ValueError, match=r"\(3, 1\).*" + str(np.shape(Y)).replace("(", r"\(").replace(")", r"\)")):
        matrix.loss_and_derivative(np.full((3, 1), 0.5), Y, loss)


# --- compare: what is right -------------------------------------------------------------------


def model_of(params, names, orientation):
    return MLP.from_arrays(params, activations=names, orientation=orientation)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize(("loss", "output"), [*OUTPUTS, ("mse", "relu"), ("bce", "softmax")])
@pytest.mark.parametrize("reduction", DIVISORS)
def test_both_ways_give_the_derivative_of_the_loss(reduction, loss, output, orientation):
    names = ["sigmoid", "tanh", output]
    params, X, Y = problem(names, orientation, True, 3, seed=5, loss=loss)
    report = compare(
        model_of(params, names, orientation), X, Y, loss=loss, reduction=reduction, factor=0.5, orientation=orientation
    )
    given = {"names": names, "orientation": orientation, "loss": loss, "factor": 0.5}
    expected = slopes(params, X=X, Y=Y, reduction=reduction, **given)
    assert report
    assert report.loss.scalar == pytest.approx(batch_loss(params, X, Y, reduction=reduction, **given), rel=1e-12)
    assert report.loss.matrix == pytest.approx(report.loss.scalar, rel=1e-13)
    assert_gradients(report.scalar, expected)
    assert_gradients(report.matrix, expected)
    assert_gradients(report.combined, expected)
    for n in range(3):
        alone = slopes(params, X=X[n : n + 1], Y=Y[n : n + 1], reduction=reduction, **given)
        assert_gradients({name: stack[n] for name, stack in report.per_sample.items()}, alone)


@st.composite
def comparisons(draw):
    """A random network and batch, with everything that may be chosen."""
    depth = draw(st.integers(1, 3))
    loss, output = draw(st.sampled_from(OUTPUTS))
    hidden = st.sampled_from([name for name in ACTIVATIONS if name != "exp"])  # twice in a row it overflows
    names = [*draw(st.lists(hidden, min_size=depth - 1, max_size=depth - 1)), output]
    sizes = draw(st.lists(st.integers(1, 4), min_size=depth + 1, max_size=depth + 1))
    bias = draw(st.lists(st.booleans(), min_size=depth, max_size=depth))
    model = MLP(sizes[0], sizes[1:], names, bias=bias, seed=draw(st.integers(0, 10**6)))
    for p in model.parameters():
        p.data += draw(st.floats(-0.5, 0.5))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    samples = draw(st.integers(1, 4))
    X, Y = rng.normal(size=(samples, sizes[0])), rng.uniform(0, 1, (samples, sizes[-1]))
    if loss != "mse" and draw(st.booleans()):
        Y = np.round(Y)
        Y[:, 0] = 1  # no sample without any weight
    if loss == "hinge":
        Y = np.where(Y > 0.5, 1.0, -1.0)
    words = {
        "loss": loss,
        "reduction": draw(st.sampled_from(list(DIVISORS))),
        "orientation": draw(st.sampled_from(ORIENTATIONS)),
        "factor": draw(st.sampled_from([1.0, 0.5, -2.0])),
    }
    return model, X, Y, words


@given(comparisons())
def test_random_networks_agree(case):
    model, X, Y, words = case
    report = compare(model, X, Y, **words)
    assert report, report
    samples = len(X)
    combine = np.sum if words["reduction"] == "sum" else np.mean
    for name, values in model.arrays(orientation=words["orientation"]).items():
        assert report.scalar[name].shape == report.matrix[name].shape == np.shape(values)
        assert report.per_sample[name].shape == (samples, *np.shape(values))
        np.testing.assert_allclose(
            combine(report.per_sample[name], axis=0), report.scalar[name], rtol=1e-12, atol=1e-12
        )
    assert list(report.scalar) == list(report.matrix) == list(report.per_sample) == list(model.arrays())
    assert len(report.entries) == 1 + len(model.parameters())
    assert report.largest_difference <= 1e-12 * max(1, *(abs(e.scalar) for e in report.entries))


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_entries_stand_where_the_weights_stand(orientation):
    model = MLP(2, [3, 1], "tanh", seed=1)
    x = [0.5, -1.0]
    squared_error(model(x), 1.0).backward()
    report = compare(model, x, [1.0], orientation=orientation)
    w = model.layers[0].neurons[2].w[1]
    assert report.scalar["W1"][(1, 2) if orientation == "in_out" else (2, 1)] == w.grad
    assert [e.name for e in report.entries if e.scalar == w.grad] == [
        "dW1[1,2]" if orientation == "in_out" else "dW1[2,1]"
    ]
    assert [e.name for e in report.entries][:3] == ["loss", "dW1[0,0]", "dW1[0,1]"]
    assert report.entries[-1].name == "db2[0]"


@pytest.mark.parametrize(
    ("X", "Y"),
    [
        ([0.5, -1.0], [1.0]),
        ((0.5, -1.0), 1.0),
        (np.array([0.5, -1.0]), np.array([[1]])),
        ([[0.5, -1.0]], [[1]]),
        (np.array([[0.5, -1.0]], dtype=np.float32), [1]),
    ],
)
def test_one_sample_may_be_flat(X, Y):
    model = MLP(2, [3, 1], "tanh", seed=1)
    expected = compare(model, [[0.5, -1.0]], [[1.0]])
    report = compare(model, X, Y)
    assert report
    assert [e.scalar for e in report.entries] == [e.scalar for e in expected.entries]


def test_integers_are_numbers():
    model = MLP(2, [2, 1], "tanh", seed=1)
    assert compare(model, [[1, 2], [3, 4]], [[0], [1]])


def test_the_defaults_are_mse_mean_in_out():
    model = MLP(2, [3, 2], "tanh", seed=1)
    X, Y = [[0.5, -1.0], [1.0, 2.0]], [[0.0, 1.0], [1.0, 0.0]]
    spelled = compare(model, X, Y, loss="mse", reduction="mean", factor=1.0, orientation="in_out")
    assert [tuple(e) for e in compare(model, X, Y).entries] == [tuple(e) for e in spelled.entries]


@pytest.mark.parametrize(("loss", "output"), [("cross_entropy", "softmax"), ("cross_entropy", "sigmoid")])
def test_a_masked_sample_has_no_gradient(loss, output):
    """A target row of zeros gives its sample no weight."""
    report = compare(MLP(2, [2], output=output, seed=1), [[1, 2], [3, 4]], [[1, 0], [0, 0]], loss=loss)
    assert report
    assert not report.per_sample["W1"][1].any()
    assert report.per_sample["W1"][0].any()


# --- compare: what is wrong -------------------------------------------------------------------

NAMES = ("tanh", "sigmoid")


def batch(samples=2):
    """A model of two layers whose sizes, 2, 2 and 2, hide a wrong shape; two samples hide it best."""
    rng = np.random.default_rng(8)
    model = MLP(2, [2, 2], *NAMES, seed=3)
    for layer in model.layers:
        for neuron in layer.neurons:
            neuron.b.data = rng.uniform(-1, 1)
    return model, rng.normal(size=(samples, 2)), rng.uniform(0, 1, (samples, 2))


def wrong_names(report):
    """The arrays in which an entry differs."""
    return {entry.name.split("[")[0] for entry in report.entries if not entry.agrees}


def only_last_layer(derivative):
    """δ of hidden layers without f′; the last one, sigmoid, as it should be."""
    return lambda G, Z, A, name: G * derivative(A) if name == "sigmoid" else G


EVERY = {"dW1", "db1", "dW2", "db2"}
WEIGHTS = {"dW1", "dW2"}
BIASES = {"db1", "db2"}
FIRST = {"dW1", "db1"}

# What is done wrong: step, the wrong line, and where it must show.
PLANTED = {
    "no f′": ("through_activation", lambda G, Z, A, name: G, EVERY),
    "no f′ in the hidden layer": ("through_activation", only_last_layer(lambda A: A * (1 - A)), FIRST),
    "f′ at A in place of Z": (
        "through_activation",
        lambda G, Z, A, name: G * (1 - np.tanh(A) ** 2 if name == "tanh" else A * (1 - A)),
        FIRST,
    ),
    "f′ of the wrong activation": ("through_activation", lambda G, Z, A, name: G * A * (1 - A), FIRST),
    "the incoming gradient dropped": (
        "through_activation",
        lambda G, Z, A, name: 1 - A**2 if name == "tanh" else A * (1 - A),
        EVERY,
    ),
    # Flipped at each layer, the sign is right again in the layer before.
    "sign flipped": (
        "through_activation",
        lambda G, Z, A, name: -matrix.through_activation(G, Z, A, name),
        {"dW2", "db2"},
    ),
    "sign flipped in the last layer": (
        "through_activation",
        lambda G, Z, A, name: matrix.through_activation(-G if name == "sigmoid" else G, Z, A, name),
        EVERY,
    ),
    "δ transposed": ("through_activation", lambda G, Z, A, name: matrix.through_activation(G, Z, A, name).T, EVERY),
    "a row shifted": (
        "through_activation",
        lambda G, Z, A, name: np.roll(matrix.through_activation(G, Z, A, name), 1, axis=0),
        WEIGHTS | FIRST,
    ),
    "dW transposed": ("weight_gradient", lambda A, delta: delta.T @ A, WEIGHTS),
    "dW not summed": ("weight_gradient", lambda A, delta: A * delta, WEIGHTS),
    "dW without the input": (
        "weight_gradient",
        lambda A, delta: np.broadcast_to(delta.sum(axis=0), (2, 2)),
        WEIGHTS,
    ),
    "dW averaged once more": ("weight_gradient", lambda A, delta: A.T @ delta / len(A), WEIGHTS),
    "dW of the last sample": ("weight_gradient", lambda A, delta: np.outer(A[-1], delta[-1]), WEIGHTS),
    "dW a little too large": ("weight_gradient", lambda A, delta: A.T @ delta * (1 + 1e-9), WEIGHTS),
    "db averaged": ("bias_gradient", lambda delta: delta.mean(axis=0), BIASES),
    "db over the wrong axis": ("bias_gradient", lambda delta: delta.sum(axis=1), BIASES),
    "db one number for all": ("bias_gradient", lambda delta: np.full(2, delta.sum()), BIASES),
    "db of the last sample": ("bias_gradient", lambda delta: delta[-1], BIASES),
    "db zero": ("bias_gradient", lambda delta: np.zeros(2), BIASES),
    "W not transposed on the way back": ("back_through_weights", lambda delta, W: delta @ W, FIRST),
    "W left out on the way back": ("back_through_weights", lambda delta, W: delta, FIRST),
    "b left out of Z": ("affine", lambda A, W, b: A @ W, {"loss", *EVERY}),
    "W transposed in Z": ("affine", lambda A, W, b: A @ W.T + b, {"loss", *EVERY}),
    "another activation": ("activate", lambda Z, name: np.tanh(Z), {"loss", *EVERY}),
}


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("mistake", PLANTED)
def test_a_wrong_line_in_the_matrix_version_is_found_where_it_shows(mistake, orientation, monkeypatch):
    step, line, where = PLANTED[mistake]
    if orientation == "out_in":  # the same mistake, for W stored the other way round
        line = {
            "weight_gradient": lambda A, delta, line=line: line(A, delta).T,
            "back_through_weights": lambda delta, W, line=line: line(delta, W.T),
            "affine": lambda A, W, b, line=line: line(A, W.T, b),
        }.get(step, line)
    model, X, Y = batch()
    assert compare(model, X, Y, orientation=orientation)
    monkeypatch.setitem(matrix.TEXTBOOK, orientation, replace(matrix.TEXTBOOK[orientation], **{step: line}))
    report = compare(model, X, Y, orientation=orientation)
    assert not report
    assert wrong_names(report) == where
    assert "DIFFER" in repr(report)
    for entry in report.entries:
        marked = next(line for line in repr(report).splitlines() if line.strip().startswith(f"{entry.name} "))
        assert ("≠" in marked) == (not entry.agrees)


# What a row of the table says instead: value and derivative. The scalar engine is given the right value.
WRONG_LOSSES = {
    "½ in the derivative only": (lambda A, Y: (A - Y) ** 2, lambda A, Y: A - Y),
    "½ in the value only": (lambda A, Y: (A - Y) ** 2 / 2, lambda A, Y: 2 * (A - Y)),
    "y − a": (lambda A, Y: (A - Y) ** 2, lambda A, Y: 2 * (Y - A)),
    "absolute error": (lambda A, Y: np.abs(A - Y), lambda A, Y: np.sign(A - Y)),
    "value off by 1e-9": (lambda A, Y: (A - Y) ** 2 + 1e-9, lambda A, Y: 2 * (A - Y)),
}


def right_loss(predictions, targets, *, reduction, factor):
    entries = [
        (a - y) ** 2 for row, of_row in zip(predictions, targets, strict=True) for a, y in zip(row, of_row, strict=True)
    ]
    divisor = {"mean": len(predictions), "sum": 1, "mean_all": len(entries)}[reduction]
    return factor / divisor * sum(entries[1:], entries[0])


@pytest.mark.parametrize(
    ("mistake", "where"),
    [
        ("½ in the derivative only", EVERY),
        ("½ in the value only", {"loss"}),
        ("y − a", EVERY),
        ("absolute error", {"loss", *EVERY}),
        ("value off by 1e-9", {"loss"}),
    ],
)
def test_a_wrong_loss_in_the_matrix_version_is_found(mistake, where, monkeypatch):
    model, X, Y = batch()
    value, derivative = WRONG_LOSSES[mistake]
    row = replace(nn.losses.TABLE["mse"], value=value, derivative=derivative, function=right_loss)
    monkeypatch.setitem(nn.losses.TABLE, "mse", row)
    report = compare(model, X, Y)
    assert not report
    assert wrong_names(report) == where


@pytest.mark.parametrize("words", [{"factor": 0.5}, {"reduction": "sum"}, {"reduction": "mean_all"}])
def test_a_wrong_loss_in_the_scalar_version_is_found(words, monkeypatch):
    """The comparison looks both ways: here it is the scalar side that ignores what it was told."""
    model, X, Y = batch(3)
    assert compare(model, X, Y, **words)
    row = replace(nn.losses.TABLE["mse"], function=lambda a, y, **_: right_loss(a, y, reduction="mean", factor=1.0))
    monkeypatch.setitem(nn.losses.TABLE, "mse", row)
    report = compare(model, X, Y, **words)
    assert not report
    assert wrong_names(report) == {"loss", *EVERY}


def test_per_sample_gradients_that_do_not_combine_are_found():
    model, X, Y = batch()
    report = compare(model, X, Y)
    assert report.samples_agree
    wrong = replace(report, combined={**report.combined, "b2": report.combined["b2"] + 1e-9})
    assert not wrong
    assert not wrong.samples_agree
    assert "The mean of the 2 per-sample gradients IS NOT the batch gradient." in repr(wrong)


@pytest.mark.parametrize("name", ["W1", "b1", "W2", "b2"])
@pytest.mark.parametrize(("off", "agrees"), [(1e-9, False), (-1e-11, False), (1e-14, True), (math.nan, False)])
def test_a_single_entry_that_is_off_is_found_and_named(name, off, agrees):
    model, X, Y = batch()
    mine = {key: array.copy() for key, array in compare(model, X, Y).matrix.items()}
    mine[name].flat[-1] += off
    report = compare(model, X, Y, gradients=mine, orientation="in_out")
    last = ",".join(["1"] * mine[name].ndim)
    assert bool(report) is agrees
    assert [e.name for e in report.entries if not e.agrees] == ([] if agrees else [f"d{name}[{last}]"])
    assert math.isnan(report.largest_difference) == math.isnan(off)
    if not agrees:
        assert f"1 of 12 entries DIFFER: d{name}[{last}]; largest difference" in repr(report)


@pytest.mark.parametrize(
    ("scalar", "other", "agrees"),
    [
        (1e6, 1e6 + 1e-7, True),
        (1e6, 1e6 + 1e-5, False),
        (-1e-13, 1e-13, True),
        (1.0, -1.0, False),
        (0.0, -0.0, True),
        (math.inf, math.inf, True),
        (-math.inf, -math.inf, True),
        (math.inf, -math.inf, False),
        (math.inf, 1.0, False),
        (1.0, -math.inf, False),
        (math.nan, math.nan, False),
        (math.nan, 1.0, False),
    ],
)
def test_numbers_agree_within_1e_12_of_the_larger_one_or_of_1(scalar, other, agrees):
    assert Entry("x", scalar, other).agrees is agrees
    assert Entry("x", other, scalar).agrees is agrees


@pytest.mark.parametrize("wrong", [math.inf, -math.inf])
def test_an_infinite_gradient_is_not_a_finite_one(wrong):
    model, X, Y = batch()
    mine = {key: array.copy() for key, array in compare(model, X, Y).matrix.items()}
    mine["W1"][0, 1] = wrong
    report = compare(model, X, Y, gradients=mine, orientation="in_out")
    assert not report
    assert report.largest_difference == math.inf


def test_two_infinite_losses_agree():
    model = MLP.from_arrays([([[1.0]], [-1.0])], activations="linear")
    report = compare(model, [[1.0]], [[1.0]], loss="bce")  # −log 0
    assert report
    assert (report.loss.scalar, report.loss.matrix) == (math.inf, math.inf)
    assert (report.scalar["b1"], report.matrix["b1"]) == ([-math.inf], [-math.inf])
    assert report.largest_difference == 0


def test_the_difference_has_a_sign():
    assert Entry("x", 2.0, 3.0).difference == -1.0
    assert Entry("x", math.inf, math.inf).difference == 0.0


# --- a learner's own gradients ----------------------------------------------------------------


def learner(params, X, Y):
    """Mean squared error on a tanh and a sigmoid layer, (in, out), as one writes it by hand."""
    (W1, b1), (W2, b2) = params
    A1 = np.tanh(X @ W1 + b1)
    A2 = 1 / (1 + np.exp(-(A1 @ W2 + b2)))
    dZ2 = 2 * (A2 - Y) / len(X) * A2 * (1 - A2)
    dZ1 = dZ2 @ W2.T * (1 - A1**2)
    return {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0)}


@pytest.fixture
def own():
    """A model (2, 3, 4) with its batch, and hand-written gradients for it."""
    params, X, _ = problem(NAMES, "in_out", True, 5, seed=9)
    rng = np.random.default_rng(4)
    Y = rng.uniform(0, 1, (5, 3))
    return MLP.from_arrays(params, activations=NAMES, orientation="in_out"), X, Y, learner(params, X, Y)


def test_a_learners_gradients_take_the_place_of_the_textbooks(own):
    model, X, Y, mine = own
    report = compare(model, X, Y, gradients=mine, orientation="in_out")
    assert report
    assert all((report.matrix[name] == mine[name]).all() for name in mine)
    mine["W2"][1, 0] += 0.5
    report = compare(model, X, Y, gradients=mine, orientation="in_out")
    assert not report
    assert [e.name for e in report.entries if not e.agrees] == ["dW2[1,0]"]
    assert report.largest_difference == pytest.approx(0.5, rel=1e-9)


@pytest.mark.parametrize(
    "change",
    [
        lambda g: {f"d{name}": array for name, array in g.items()},
        lambda g: {f"d{name}" if name[0] == "W" else name: array for name, array in g.items()},
        lambda g: dict(reversed(g.items())),
        lambda g: {name: array.tolist() for name, array in g.items()},
        lambda g: {name: array[None, :] if name[0] == "b" else array for name, array in g.items()},
        lambda g: {name: array[:, None] if name[0] == "b" else array for name, array in g.items()},
    ],
    ids=["dW1", "mixed names", "any order", "lists", "bias as row", "bias as column"],
)
def test_names_and_bias_shapes_that_are_accepted(own, change):
    model, X, Y, mine = own
    report = compare(model, X, Y, gradients=change(mine), orientation="in_out")
    assert report
    assert {name: array.shape for name, array in report.matrix.items()} == {
        name: array.shape for name, array in mine.items()
    }


def test_gradients_of_a_model_stored_out_in(own):
    model, X, Y, mine = own
    turned = {name: array.T for name, array in mine.items()}
    assert compare(model, X, Y, gradients=turned, orientation="out_in")
    with pytest.raises(ValueError, match="It fits when transposed"):
        compare(model, X, Y, gradients=mine, orientation="out_in")


def test_a_learners_gradients_are_not_changed(own):
    model, X, Y, mine = own
    column = mine["b1"][:, None].copy()
    compare(model, X, Y, gradients={**mine, "b1": column}, orientation="in_out")
    assert column.shape == (len(mine["b1"]), 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda g: {**g, "W1": g["W1"].T},
            r"^dW1 has shape \(3, 2\); \(2, 3\) is needed, the shape of W1\. It fits when transposed\.$",
        ),
        (lambda g: {**g, "W1": g["W1"][0]}, r"^dW1 has shape \(3,\); \(2, 3\) is needed, the shape of W1\.$"),
        (lambda g: {**g, "W1": g["W1"].ravel()}, r"^dW1 has shape \(6,\); \(2, 3\) is needed, the shape of W1\.$"),
        (lambda g: {**g, "W2": np.ones((5, 3))}, r"^dW2 has shape \(5, 3\); \(3, 3\) is needed, the shape of W2\.$"),
        (lambda g: {**g, "b2": np.ones((5, 3))}, r"^db2 has shape \(5, 3\); \(3,\) is needed, the shape of b2\.$"),
        (lambda g: {**g, "b1": 0.5}, r"^db1 has shape \(\); \(3,\) is needed"),
        (
            lambda g: {name: g[name] for name in ("W1", "W2")},
            r"gradients has \['W1', 'W2'\]; \['W1', 'W2', 'b1', 'b2'\] are needed",
        ),
        (lambda g: {**g, "W3": g["W1"]}, r"gradients has \['W1', 'W2', 'W3', 'b1', 'b2'\]; \['W1', 'W2', 'b1', 'b2'\]"),
        (lambda g: {}, r"gradients has \[\]; \['W1', 'W2', 'b1', 'b2'\] are needed"),
    ],
)
def test_gradients_that_do_not_fit_are_refused_with_both_shapes(own, change, message):
    model, X, Y, mine = own
    with pytest.raises(ValueError, match=message):
        compare(model, X, Y, gradients=change(mine), orientation="in_out")


def test_a_bias_gradient_is_a_list_a_row_or_a_column_and_nothing_else():
    """Six numbers as (2, 3) are δ or dW under the wrong name, not the gradient of six biases."""
    model = MLP(1, [6], seed=1)
    with pytest.raises(ValueError, match=r"db1 has shape \(2, 3\); \(6,\) is needed, the shape of b1"):
        compare(model, [[1.0]], [[0.0] * 6], gradients={"W1": np.ones((1, 6)), "b1": np.ones((2, 3))})


@pytest.mark.parametrize(
    "wrong",
    [[[1.0, 2.0, 3.0], [4.0]], "gradient", [[None] * 3] * 2, [["1"] * 3] * 2],
    ids=["ragged", "text", "None", "numbers as text"],
)
def test_a_gradient_that_is_no_array_of_numbers_is_refused_by_name(own, wrong):
    model, X, Y, mine = own
    with pytest.raises(ValueError, match=r"^dW1 got .*needed"):
        compare(model, X, Y, gradients={**mine, "W1": wrong}, orientation="in_out")


def test_a_gradient_given_twice_is_refused(own):
    model, X, Y, mine = own
    with pytest.raises(ValueError, match=r"gradients has .*W1.* needed"):
        compare(
            model,
            X,
            Y,
            gradients={"W1": -mine["W1"], **{f"d{name}": array for name, array in mine.items()}},
            orientation="in_out",
        )


def test_gradients_of_a_model_without_bias(own):
    X = own[1]
    model = MLP(2, [1], bias=False, seed=1)
    w, Y = np.array([[w.data] for w in model.layers[0].neurons[0].w]), np.ones((5, 1))
    assert compare(model, X, Y, gradients={"W1": X.T @ (2 * (X @ w - Y)) / 5})
    with pytest.raises(ValueError, match=r"gradients has \['W1', 'b1'\]; \['W1'\] are needed"):
        compare(model, X, Y, gradients={"W1": w, "b1": [0.0]})


# --- what a comparison leaves alone -----------------------------------------------------------


def state(model):
    return [(p.data, repr(p.grad), p.label) for p in model.parameters()]


def test_a_comparison_leaves_gradients_not_computed():
    model, X, Y = batch()
    compare(model, X, Y)
    assert all(p.grad is NOT_COMPUTED for p in model.parameters())


def test_a_comparison_leaves_parameters_and_gradients_as_they_were():
    model, X, Y = batch()
    trace = model.trace(X[0])
    squared_error(trace.output, Y[0]).backward()
    model.layers[0].neurons[0].b.grad = None
    model.layers[0].neurons[1].b.grad = 5.0
    before, delta = state(model), trace.layers[0].delta
    assert compare(model, X, Y)
    assert state(model) == before
    assert trace.layers[0].delta == delta


def test_a_comparison_that_fails_midway_leaves_them_too(monkeypatch):
    model, X, Y = batch()
    squared_error(model(X[0]), Y[0]).backward()
    before = state(model)

    def breaks(predictions, targets, **words):
        squared_error(predictions, targets)
        raise ZeroDivisionError("midway")

    monkeypatch.setitem(nn.losses.TABLE, "mse", replace(nn.losses.TABLE["mse"], function=breaks))
    with pytest.raises(ZeroDivisionError, match="midway"):
        compare(model, X, Y)
    assert state(model) == before


def test_gradients_left_over_do_not_enter_the_comparison():
    model, X, Y = batch()
    expected = [e.scalar for e in compare(model, X, Y).entries]
    for p in model.parameters():
        p.grad = 100.0
    assert [e.scalar for e in compare(model, X, Y).entries] == expected


def test_the_batch_is_not_changed():
    model, X, Y = batch()
    kept = X.copy(), Y.copy()
    compare(model, X, Y)
    np.testing.assert_array_equal([X, Y], kept)


# --- what is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("X", "Y", "message"),
    [
        ([[1, 2, 3]], [[1]], r"^X has shape \(1, 3\); \(samples, 2\) is needed for this model\.$"),
        ([1, 2, 3], [[1]], r"^X has shape \(3,\); \(samples, 2\) is needed for this model\.$"),
        ([[[1, 2]]], [[1]], r"^X has shape \(1, 1, 2\); \(samples, 2\) is needed for this model\.$"),
        ([], [[1]], r"^X has shape \(0,\); \(samples, 2\) is needed for this model\.$"),
        (np.ones((0, 2)), np.ones((0, 1)), r"^X has shape \(0, 2\); \(samples, 2\) is needed for this model\.$"),
        ([[1, 2], [3, 4]], [1, 0, 1], r"^Y has shape \(3,\); \(samples, 1\) is needed for this model\.$"),
        ([[1, 2], [3, 4]], [[1, 0, 1]], r"^Y has shape \(1, 3\); \(samples, 1\) is needed for this model\.$"),
        ([[1, 2]], [[1, 0]], r"^Y has shape \(1, 2\); \(samples, 1\) is needed for this model\.$"),
        ([[1, 2], [3, 4]], [[1]], r"^X has 2 samples and Y has 1: each sample needs its targets\.$"),
        ([[1, 2]], [[1], [0]], r"^X has 1 sample and Y has 2: each sample needs its targets\.$"),
        ([[1, 2], [3]], [[1]], r"^X got \[\[1, 2\], \[3\]\] \(list\); rows of 2 numbers are needed"),
        ([[1, 2]], [["a"]], r"^Y got \[\['a'\]\] \(list\); rows of 1 numbers are needed, one for each sample"),
        ([[1, 2j]], [[1]], r"^X got .*; rows of 2 numbers are needed"),
    ],
)
def test_batches_that_do_not_fit_are_refused_by_name(X, Y, message):
    with pytest.raises(ValueError, match=message):
        compare(MLP(2, [1], seed=1), X, Y)


@pytest.mark.parametrize("entry", [None, "1"])
@pytest.mark.parametrize("where", ["X", "Y"])
def test_text_and_none_are_no_numbers_in_a_batch(entry, where):
    """NumPy would read "1" as 1 and None as NaN."""
    X, Y = ([[1.0, entry]], [[1.0]]) if where == "X" else ([[1.0, 2.0]], [[entry]])
    with pytest.raises(ValueError, match=rf"^{where} got .*; rows of \d numbers are needed"):
        compare(MLP(2, [1], seed=1), X, Y)


def test_values_are_no_numbers_in_a_batch():
    with pytest.raises(ValueError, match=r"X got .*; rows of 2 numbers are needed"):
        compare(MLP(2, [1], seed=1), [[Value(1.0), Value(2.0)]], [[1.0]])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"loss": "l2"},
            r"unknown loss: 'l2' \(must be one of 'mse', 'mae', 'huber', 'hinge', 'bce', 'cross_entropy'\)",
        ),
        ({"reduction": "avg"}, r"unknown reduction: 'avg' \(must be one of 'mean', 'sum', 'mean_all'\)"),
        ({"orientation": "rows"}, r"unknown orientation: 'rows' \(must be one of 'in_out', 'out_in'\)"),
    ],
)
def test_unknown_words_are_refused_by_compare(words, message):
    with pytest.raises(ValueError, match=message):
        compare(MLP(2, [1], seed=1), [[1, 2]], [[1]], **words)


@pytest.mark.parametrize("factor", ["0.5", None])
def test_a_factor_is_a_number(factor):
    with pytest.raises(TypeError, match=r"factor got .*; a number is needed"):
        compare(MLP(2, [1], seed=1), [[1, 2]], [[1]], factor=factor)


def test_what_is_no_probability_is_named():
    model = MLP.from_arrays([([[-2.0]], None)], activations="linear")
    with pytest.raises(ValueError, match=r"a prediction of binary_cross_entropy got -2\.0; a probability is needed"):
        compare(model, [[1.0]], [[1.0]], loss="bce")


# --- printing ---------------------------------------------------------------------------------


def test_a_comparison_prints_what_was_compared(own):
    model, X, Y, _ = own
    text = repr(compare(model, X, Y, factor=0.5))
    assert text.splitlines()[0] == (
        "Scalar engine beside the matrix version: L = 0.5 · Σ (a − y)² / 5 samples, weights in_out (inputs, neurons)"
    )
    assert text.splitlines()[2].split() == ["scalar", "matrix", "difference"]
    assert "dW1 = X.T @ δ1, shape (2, 3) (inputs, neurons): entry [j,i] is ∂L/∂w1_ij" in text
    assert "db1 = δ1.sum(axis=0), shape (3,) (neurons,)" in text
    assert "dW2 = A1.T @ δ2, shape (3, 3) (inputs, neurons)" in text
    assert "All 22 entries agree within 1e-12; largest difference " in text
    assert text.endswith("The mean of the 5 per-sample gradients is the batch gradient.")


def test_huge_numbers_agree_as_parts_of_themselves_and_are_short():
    text = str(compare(MLP(2, [2, 1], activation="relu", seed=1), np.full((2, 2), 1e200), np.zeros((2, 1))))
    assert "entries agree within 1e-12 of their size; largest difference " in text
    assert "0000000000000000" not in text.replace("+0.000000000000000", "")


def test_the_other_orientation_prints_the_other_formula(own):
    model, X, Y, _ = own
    text = repr(compare(model, X, Y, orientation="out_in", reduction="sum"))
    assert "weights out_in (neurons, inputs)" in text
    assert "L = Σ (a − y)² over 5 samples, weights" in text
    assert "dW1 = δ1.T @ X, shape (3, 2) (neurons, inputs)" in text
    assert "dW2 = δ2.T @ A1, shape (3, 3) (neurons, inputs): entry [i,j] is ∂L/∂w2_ij" in text
    assert text.endswith("The sum of the 5 per-sample gradients is the batch gradient.")


def test_one_sample_and_mean_all_are_said_in_words():
    model = MLP(2, [2], seed=1)
    assert "L = Σ (a − y)² / 1 sample, weights" in repr(compare(model, [1, 2], [0, 1]))
    assert "per-sample" not in repr(compare(model, [1, 2], [0, 1]))
    text = repr(compare(model, [[1, 2]] * 3, [[0, 1]] * 3, reduction="mean_all"))
    assert "L = Σ (a − y)² / 6 entries of 3 samples, weights" in text


def test_every_entry_has_a_line_with_both_numbers_and_the_difference():
    model = MLP.from_arrays([([[0.5], [-0.25]], [1.0])], activations="linear")
    report = compare(model, [[2.0, 4.0]], [[0.0]], gradients={"W1": [[4.0], [8.5]], "b1": [2.0]})
    lines = {line.split()[0]: line.split()[1:] for line in repr(report).splitlines() if line.startswith("  ")}
    assert lines["loss"] == ["+1.000000000000000", "not", "given"]
    assert lines["dW1[0,0]"] == ["+4.000000000000000", "+4.000000000000000", "0"]
    assert lines["dW1[1,0]"] == ["+8.000000000000000", "+8.500000000000000", "-5.0e-01", "≠"]
    assert lines["db1[0]"] == ["+2.000000000000000", "+2.000000000000000", "0"]
    assert "1 of 3 entries DIFFER: dW1[1,0]; largest difference 5.0e-01." in repr(report)


def test_a_long_comparison_is_shortened_and_says_so():
    model = MLP(30, [40, 1], "tanh", seed=1)
    report = compare(model, np.ones((1, 30)), [[0.5]])
    lines = repr(report).splitlines()
    assert len(lines) < 80
    shown = sum(line.lstrip().startswith("dW1[") for line in lines)
    assert f"  … {1200 - shown} more that agree, in report.entries" in lines
    assert len(report.entries) == 1 + 30 * 40 + 40 + 40 + 1


def test_a_wrong_entry_far_down_is_still_shown():
    model = MLP(30, [40, 1], "tanh", seed=1)
    X, Y = np.ones((1, 30)), [[0.5]]
    mine = {name: array.copy() for name, array in compare(model, X, Y).matrix.items()}
    mine["W1"][29, 39] += 1
    text = repr(compare(model, X, Y, gradients=mine))
    assert any(line.lstrip().startswith("dW1[29,39] ") and line.endswith("≠") for line in text.splitlines())
    assert "1 of 1281 entries DIFFER: dW1[29,39];" in text


def test_a_long_comparison_that_is_all_wrong_is_shortened_too():
    model = MLP(30, [40, 1], "tanh", seed=1)
    X, Y = np.ones((1, 30)), [[0.5]]
    mine = {name: -array for name, array in compare(model, X, Y).matrix.items()}
    text = repr(compare(model, X, Y, gradients=mine))
    named = ", ".join(f"dW1[0,{i}]" for i in range(8))
    assert f"1281 of 1281 entries DIFFER: {named}, …; largest difference" in text
    assert len(text.splitlines()) < 250


def test_in_a_notebook_it_is_the_same_text_escaped():
    model, X, Y = batch()
    report = replace(compare(model, X, Y), title="a < b & c")
    page = report._repr_html_()
    assert page.startswith('<pre style="font-family:monospace;')
    assert html.unescape(page.partition(">")[2]) == f"{report!r}</pre>"
    assert ">a &lt; b &amp; c\n" in page
    assert "dW1[0,0]" in page


def test_gradients_handed_in_are_called_yours(own):
    model, X, Y, mine = own
    report = compare(model, X, Y, gradients=mine, orientation="in_out")
    assert repr(report).startswith("Scalar engine beside your gradients: L = Σ")
    assert repr(report).splitlines()[2].split() == ["scalar", "yours", "difference"]


def test_what_is_no_model_or_no_dict_is_refused(own):
    model, X, Y, _ = own
    with pytest.raises(TypeError, match=r"compare got .*; an MLP is needed, or your matrices and their activations="):
        compare(model.layers[0], X, Y)
    with pytest.raises(TypeError, match="an MLP is needed, or your matrices and their activations="):
        compare(model.arrays(), X, Y)
    with pytest.raises(TypeError, match=r"gradients got .*; a dict is needed, \{'W1': …, 'b1': …\}, or a list"):
        compare(model, X, Y, gradients=3.0, orientation="in_out")


def test_a_bias_must_have_a_number_for_each_neuron():
    """Naive: a column of three biases broadcasts over three samples, and every neuron gets the wrong one."""
    params = [(np.ones((2, 3)), np.ones((3, 1)))]
    with pytest.raises(ValueError, match=r"b has shape \(3, 1\); \(3,\) is needed, a number for each neuron"):
        matrix.forward(params, np.ones((3, 2)), ["linear"])


def test_one_activation_serves_all_layers_of_the_matrix_version():
    params = [(np.ones((2, 2)), None), (np.ones((2, 1)), None)]
    runs = [matrix.forward(params, [[0.1, 0.2]], names, orientation="in_out") for names in ("tanh", ["tanh", "tanh"])]
    assert runs[0].A[-1] == runs[1].A[-1]
    with pytest.raises(ValueError, match="unknown activation: 'tahn'"):
        matrix.forward(params, [[0.1, 0.2]], ["tahn", "tanh"], orientation="in_out")


def test_a_model_the_matrix_version_cannot_hold_is_refused():
    """Naive: shared or mixed neurons are compared with formulas that are not theirs, and DIFFER."""
    tied = MLP(2, [2, 2], seed=1)
    tied.layers[1] = tied.layers[0]
    with pytest.raises(ValueError, match="a parameter is shared between neurons"):
        compare(tied, [1, 2], [0, 1])
    mixed = MLP(2, [2], seed=1)
    mixed.layers[0].neurons[0].activation = "tanh"
    with pytest.raises(ValueError, match="layer 1 has neurons with different activations, or only some with a bias"):
        compare(mixed, [1, 2], [0, 1])
    mixed = MLP(2, [2], seed=1)
    mixed.layers[0].neurons[1].b = None
    with pytest.raises(ValueError, match="layer 1 has neurons with different activations, or only some with a bias"):
        compare(mixed, [1, 2], [0, 1])


def test_the_matrix_version_takes_lists_and_names_a_batch_without_rows():
    params = [([[1.0], [2.0]], [0.5])]
    assert matrix.forward(params, [[3.0, 4.0]], "linear").A[1].tolist() == [[11.5]]
    with pytest.raises(ValueError, match=r"X has shape \(2,\); \(samples, inputs\) is needed"):
        matrix.forward(params, [3.0, 4.0], "linear")


def test_late_gradients_still_list_rows_when_many_came_before():
    text = repr(compare(MLP(30, [40, 1], "tanh", seed=1), np.ones((1, 30)), [[0.5]]))
    assert "dW2[0,0]" in text
    assert "dW2[1,0]" in text
    assert "db2[0]" in text
