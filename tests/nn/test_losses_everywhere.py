"""Every loss, through every reader, after every activation: against formulas in NumPy and their central differences."""

import functools
import math
import warnings
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pytest

import engine
import nn
import nn.__main__
from engine import values, vectorize
from nn import MLP, SGD, audit, compare, diagnose, evaluate, fit, losses, matrix, per_sample
from nn.networks.activations import NAMES
from tests.examples import first
from tests.nn.formulas import ACTIVATIONS, DIVISORS, LOSSES

PROBABILITIES = ("bce", "cross_entropy")
COMMON = ["linear", "relu", "tanh", "sigmoid", "softmax"]
HIDDEN = "tanh"


class Case(NamedTuple):
    """A network, a batch, and targets: as written (rows, flat, classes), and as rows."""

    params: list
    activation: str
    X: np.ndarray
    written: object
    Y: np.ndarray
    loss: str

    @property
    def names(self):
        return [HIDDEN, self.activation]

    def model(self):
        return MLP.from_arrays(self.params, activations=self.names)

    @property
    def fits(self):
        """Whether the loss takes what the activation gives: True, False, or None where a probability is 0 or 1."""
        A = forward(self.params, self.X, self.activation)
        if self.loss not in PROBABILITIES or ((A > 0) & (A < 1)).all():
            return True
        return None if ((A >= 0) & (A <= 1)).all() else False


def forward(params, X, activation):
    (W1, b1), (W2, b2) = params
    return ACTIVATIONS[activation](np.tanh(X @ W1 + b1) @ W2 + b2)


def case(loss, activation, way, seed=0):
    """A batch of five; targets written as rows, as a flat list for one output, or as class numbers."""
    rng = np.random.default_rng(seed)
    outputs = 1 if way == "flat" else 3
    X = rng.normal(size=(5, 2))
    params = [(rng.normal(size=(2, 4)), rng.normal(size=4)), (rng.normal(size=(4, outputs)), rng.normal(size=outputs))]
    classes = rng.integers(0, outputs, 5)
    Y = {
        "hinge": lambda: rng.choice([-1.0, 1.0], (5, outputs)),
        "bce": lambda: rng.choice([0.0, 1.0], (5, outputs)),
        "cross_entropy": lambda: np.eye(outputs)[classes],
    }.get(loss, lambda: rng.normal(size=(5, outputs)))()
    written = {"rows": Y, "flat": Y[:, 0].tolist(), "classes": classes.tolist()}[way]
    return Case(params, activation, X, written, Y, loss)


def right(given, reduction="mean"):
    """The loss, and its gradients by central differences."""
    divisor = DIVISORS[reduction](given.Y)

    def loss():
        return LOSSES[given.loss](forward(given.params, given.X, given.activation), given.Y) / divisor

    gradients = {}
    for k, layer in enumerate(given.params, start=1):
        for letter, array in zip("Wb", layer, strict=True):
            gradients[f"{letter}{k}"] = found = np.zeros_like(array)
            for index in np.ndindex(array.shape):
                kept, h = array[index], 1e-6
                array[index] = kept + h
                up = loss()
                array[index] = kept - h
                found[index] = (up - loss()) / (2 * h)
                array[index] = kept
    return loss(), gradients


@functools.cache
def known(loss, activation, way):
    """The same of a case, once for all its readers."""
    return right(case(loss, activation, way))


# --- the readers: each gives (loss or None, gradients or None) ------------------------------------


def of_model(model):
    found = {}
    for k, layer in enumerate(model.layers, start=1):
        found[f"W{k}"] = np.array([[w.grad for w in neuron.w] for neuron in layer.neurons]).T
        found[f"b{k}"] = np.array([neuron.b.grad for neuron in layer.neurons])
    return found


def by_function(given):
    model = given.model()
    total = losses.TABLE[given.loss]([model.trace(x).output for x in given.X], given.written)
    total.backward()
    return total.data, of_model(model)


def by_evaluate(given):
    found = evaluate(given.model(), given.X, given.written, loss=given.loss, metrics=["accuracy"])
    assert 0 <= found["accuracy"] <= 1
    return found["loss"], None


def by_fit(given, **options):
    model = given.model()
    before = {name: np.array(array) for name, array in model.arrays().items()}
    before = {name: np.vectorize(lambda v: v.data, otypes=[float])(array) for name, array in before.items()}
    history = fit(
        model,
        given.X,
        given.written,
        loss=given.loss,
        optimizer=SGD(model.parameters(), lr=1.0),
        epochs=1,
        metrics=["accuracy"],
        progress=False,
        **options,
    )
    after = {name: np.vectorize(lambda v: v.data, otypes=[float])(np.array(a)) for name, a in model.arrays().items()}
    return history.loss[0] if history.loss else math.nan, {name: before[name] - after[name] for name in before}


def by_fit_vectorized(given):
    return by_fit(given, vectorized=True)


def by_compare(given):
    report = compare(given.model(), given.X, given.written, loss=given.loss)
    assert report, report
    assert losses.TABLE[given.loss].text in repr(report)
    for name, array in report.scalar.items():
        np.testing.assert_allclose(report.matrix[name], array, rtol=1e-9, atol=1e-12)
    return report.loss.matrix, report.matrix


def by_per_sample(given):
    """The weights of one neuron of the last layer."""
    view = per_sample(given.model(), given.X, given.written, neuron=(2, 0), loss=given.loss)
    assert view
    assert len(view.samples) == len(given.X)
    expected = right(given)[1]
    np.testing.assert_allclose(view.batch, [*expected["W2"][:, 0], expected["b2"][0]], rtol=1e-5, atol=1e-7)
    return None, None


def by_matrix(given):
    run = matrix.forward(given.params, given.X, given.names)
    loss, G = matrix.loss_and_derivative(run.A[-1], given.written, given.loss)
    return loss, matrix.backward(given.params, run, G, given.names).gradients


def by_delta(given):
    run = matrix.forward(given.params, given.X, given.names)
    loss, delta = matrix.loss_and_delta(run, given.written, given.activation, given.loss)
    return loss, matrix.backward(given.params, run, None, given.names, delta=delta).gradients


def by_vectorize(given):
    """A program derived at other parameters, samples and targets: nothing that was chosen there may stay in it."""
    others = [case(given.loss, given.activation, way_of(given), seed) for seed in range(5, 50)]
    other = next((other for other in others if other.fits is given.fits), others[0])
    model = other.model()
    inputs = {"X": values(other.X), "Y": values(other.written)}
    total = losses.TABLE[given.loss]([model.trace(list(x)).output for x in inputs["X"]], inputs["Y"])
    program = vectorize(total, model, inputs)
    params = {
        f"{letter}{k}": a for k, layer in enumerate(given.params, 1) for letter, a in zip("Wb", layer, strict=True)
    }
    return program.value_and_grad(params, {"X": given.X, "Y": np.array(given.written, dtype=float)})


def way_of(given):
    return "rows" if np.ndim(given.written) == 2 else "flat" if given.Y.shape[1] == 1 else "classes"


def by_audit(given):
    model = given.model()
    total = losses.TABLE[given.loss]([model.trace(x).output for x in given.X], given.written)
    _, hand = by_matrix(given)
    assert audit(total, model.arrays(), hand)
    assert not audit(total, model.arrays(), {**hand, "W1": -hand["W1"]})
    return None, None


def by_diagnose(given):
    report = diagnosed(given, by_matrix(given)[1])
    assert report.correct, report
    return None, report_gradients(report)


def diagnosed(given, gradients, **words):
    pairs = [(gradients[f"W{k}"], gradients[f"b{k}"]) for k in (1, 2)]
    words = {"activations": given.names, "loss": given.loss, **words}
    return diagnose(given.params, given.X, given.written, pairs, **words)


def report_gradients(report):
    return {name.removeprefix("d"): array for name, array in report.right.items()}


READERS = [by_function, by_evaluate, by_fit, by_fit_vectorized, by_compare, by_per_sample, by_matrix, by_delta]
READERS += [by_vectorize, by_audit, by_diagnose]
readers = pytest.mark.parametrize("reader", READERS, ids=lambda f: f.__name__)
WAYS = [(loss, way) for loss in LOSSES for way in ("rows", "flat")] + [("cross_entropy", "classes")]
ways = pytest.mark.parametrize(("loss", "way"), WAYS, ids=[" ".join(pair) for pair in WAYS])


def test_every_loss_and_every_activation_is_here():
    assert set(LOSSES) == set(losses.TABLE)
    assert set(ACTIVATIONS) == set(NAMES)


@readers
@ways
@pytest.mark.parametrize("activation", first(len(COMMON), [*COMMON, *sorted(ACTIVATIONS.keys() - set(COMMON))]))
def test_every_reader_gives_the_loss_and_the_gradients_of_the_formula(activation, loss, way, reader):
    given = case(loss, activation, way)
    if given.fits is False:
        return refused(reader, given)
    if given.fits is None or (activation == "softmax" and way == "flat"):
        return at_a_limit(reader, given)
    expected, gradients = known(loss, activation, way)
    found, found_gradients = reader(given)
    assert found is None or found == pytest.approx(expected, rel=1e-10)
    for name, array in (found_gradients or {}).items():
        np.testing.assert_allclose(array, gradients[name], rtol=1e-5, atol=1e-7, err_msg=name)
    return None


def refused(reader, given):
    """What is no probability is named, and by every reader in the same words."""
    message = r"a prediction of (binary_)?cross_entropy got .*; a probability is needed"
    if reader is by_diagnose:
        nothing = {name: np.zeros_like(a) for name, a in right(given._replace(loss="mse"))[1].items()}
        report = diagnosed(given, nothing)
        assert report.correct is not True
        assert report.problem
        assert "a prediction of" in report.problem
        return
    with pytest.raises(ValueError, match=message):
        reader(given)


def at_a_limit(reader, given):
    """Where a probability is 0 or 1 the loss may be infinite: a result, or a sentence, and no other exception."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "the loss became (inf|nan) in epoch 1", RuntimeWarning)
        with suppress(ValueError, AssertionError):  # NaN agrees with nothing, and a report may say so
            diagnosed(given, right(given)[1]) if reader is by_diagnose else reader(given)


# --- the same for the other words -----------------------------------------------------------------


@pytest.mark.parametrize("way", ["rows", "classes"])
@pytest.mark.parametrize("reduction", DIVISORS)
def test_a_class_number_is_divided_like_its_one_hot_row(reduction, way):
    """Naive: `mean_all` divides by the numbers that are written, one for each sample, and not by the outputs."""
    given = case("cross_entropy", "softmax", way)
    scale = 0.5 * len(given.X) / DIVISORS[reduction](given.Y)
    words = {"loss": "cross_entropy", "reduction": reduction, "factor": 0.5}
    expected, gradients = right(given)
    found = {
        "evaluate": evaluate(given.model(), given.X, given.written, **words)["loss"],
        "compare": compare(given.model(), given.X, given.written, **words).loss.matrix,
        **{
            f"fit, vectorized={vectorized}": fit(
                given.model(), given.X, given.written, epochs=1, progress=False, vectorized=vectorized, **words
            ).loss[0]
            for vectorized in (False, True)
        },
    }
    assert found == {name: pytest.approx(scale * expected, rel=1e-12) for name in found}
    hand = {name: scale * array for name, array in by_matrix(given)[1].items()}
    assert diagnosed(given, hand, reduction=reduction, factor=0.5).correct
    view = per_sample(given.model(), given.X, given.written, neuron=(2, 1), **words)
    np.testing.assert_allclose(view.batch[:-1], scale * gradients["W2"][:, 1], rtol=1e-5, atol=1e-8)


# --- a new loss is one row ------------------------------------------------------------------------


def log_cosh():
    """A loss that is not in the table."""
    return losses.Loss(
        "log_cosh",
        value=lambda a, y: engine.log(engine.cosh(a - y)),
        derivative=lambda a, y: engine.tanh(a - y),
        text="Σ log cosh(a − y)",
        latex=r"\sum \log \cosh(a - y)",
        numpy="np.tanh(A - Y)",
        targets=losses.NUMBER,
        outputs=losses.NUMBER,
        samples=((-1.5, 0.25), (0.5, 2.0), (2.5, 0.5)),
    )


@readers
@pytest.mark.parametrize("activation", ["linear", "tanh", "softmax"])
def test_a_new_loss_is_one_row(activation, reader, monkeypatch):
    monkeypatch.setitem(losses.TABLE, "log_cosh", log_cosh())
    monkeypatch.setitem(LOSSES, "log_cosh", lambda A, Y: np.log(np.cosh(A - Y)).sum())
    given = case("log_cosh", activation, "rows")
    expected, gradients = right(given)
    found, found_gradients = reader(given)
    assert found is None or found == pytest.approx(expected, rel=1e-10)
    for name, array in (found_gradients or {}).items():
        np.testing.assert_allclose(array, gradients[name], rtol=1e-5, atol=1e-7, err_msg=name)


def test_a_new_loss_has_its_mistakes_and_its_words(monkeypatch, capsys):
    monkeypatch.setitem(losses.TABLE, "log_cosh", log_cosh())
    given = case("log_cosh", "linear", "rows")
    run = matrix.forward(given.params, given.X, given.names)

    def gradients(G):
        return matrix.backward(given.params, run, G / 5, given.names).gradients

    wrong = diagnosed(given, gradients(2 * (run.A[-1] - given.Y)))
    assert wrong.findings[0].mistake == "wrong_loss_deriv"
    assert "np.tanh(A2 - Y)" in wrong.findings[0].fix
    assert "the derivative of mse" in str(wrong)
    as_mse = diagnosed(given, gradients(np.tanh(run.A[-1] - given.Y)), loss="mse")
    assert "the derivative of log_cosh" in str(as_mse)
    with pytest.raises(SystemExit):
        nn.__main__.main(["diagnose", "--help"])
    assert "log_cosh" in capsys.readouterr().out
    with pytest.raises(ValueError, match=r"unknown loss: 'log_cash' \(must be one of 'mse', .*'log_cosh'\)"):
        compare(given.model(), given.X, given.Y, loss="log_cash")


def test_a_row_with_half_a_partner_is_refused():
    with pytest.raises(ValueError, match="has some of partner, of_logits and delta: all or none are needed"):
        replace(log_cosh(), partner="tanh")
