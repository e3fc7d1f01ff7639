"""Kinds of mistakes beside the ids: each made by hand in `benchmarks/kinds.py`, and named by `diagnose`."""

import sys
from pathlib import Path

import numpy as np
import pytest

from nn import diagnose
from nn.handwritten.mistakes import TABLE
from tests.examples import first

BENCHMARKS = str(Path(__file__).parents[3] / "benchmarks")
sys.path.insert(0, BENCHMARKS)
try:
    import kinds
    import learners
finally:
    sys.path.remove(BENCHMARKS)


def test_every_id_has_a_learner():
    assert set(TABLE) == set(learners.IDS) | set(kinds.IDS)


@pytest.mark.parametrize("kind", kinds.KINDS)
@pytest.mark.ci
def test_a_kind_is_named_in_random_networks(kind):
    rng = np.random.default_rng([3, list(kinds.KINDS).index(kind)])
    named = shown = 0
    while shown < 6:
        with np.errstate(all="ignore"):
            net, grads, wanted, words = kinds.KINDS[kind](rng)
        arrays = [g for layer in grads for g in (layer if isinstance(layer, tuple) else (layer,)) if g is not None]
        if not all(np.isfinite(g).all() for g in arrays):
            continue
        params, X, Y, gradients, given = kinds.handed(net, grads, str(rng.choice(["in_out", "out_in"])))
        report = diagnose(params, X, Y, gradients, **given, **words)
        if report.correct:
            continue  # the point does not show it
        shown += 1
        named += any(len(e) == 1 and set(e.mistakes) & wanted for e in report.explanations)
    assert named >= 5, kind


@pytest.mark.ci
def test_right_gradients_of_saturated_networks_are_right_and_wrong_ones_are_not():
    rng = np.random.default_rng(4)
    for _ in range(40):
        net, grads = kinds.saturated(rng)
        params, X, Y, gradients, words = kinds.handed(net, grads)
        assert diagnose(params, X, Y, gradients, **words).correct
        k = int(rng.integers(net.L))
        size = max(float(np.abs(grads[k][0]).max()), net.s)
        wrong = grads[k][0] + size * 10 ** rng.uniform(-6, 1) * rng.choice([-1, 1], grads[k][0].shape)
        report = diagnose(params, X, Y, [*gradients[:k], (wrong, grads[k][1]), *gradients[k + 1 :]], **words)
        assert not report.correct


@pytest.mark.parametrize("loss", first(0, ["mse", "bce", "cross_entropy", "mae", "huber", "hinge"], 3))
@pytest.mark.parametrize("activation", list(learners.FORWARD))
def test_every_loss_after_every_activation_gets_a_report(loss, activation):
    rng = np.random.default_rng(6)
    X, W1, W2 = rng.normal(size=(3, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    Y = np.array([[1.0, -1.0], [-1.0, 1.0], [1.0, 1.0]]) if loss == "hinge" else np.eye(2)[[0, 1, 0]]
    for given in ([rng.normal(size=(3, 4)), rng.normal(size=(4, 2))], [W1.T, W2], [-W1, np.zeros((4, 2))]):
        report = diagnose([W1, W2], X, Y, given, activations=["tanh", activation], loss=loss)
        assert not report.correct
        assert str(report)


# --- an update that came too early, with a second mistake and a rate that was not stated ------------------


class Early:
    """Two layers, leaky_relu and linear, whose W2 moved by 0.05 · dW2 before δ was sent back through it."""

    def __init__(self, neurons=3):
        rng = np.random.default_rng(12)
        self.X, self.Y = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
        self.W1, self.b1, self.W2 = (
            rng.normal(size=(2, neurons)),
            rng.normal(size=neurons),
            rng.normal(size=(neurons, 2)),
        )
        self.Z1 = self.X @ self.W1 + self.b1
        self.slope = np.where(self.Z1 > 0, 1, 0.01)
        self.A1 = self.Z1 * self.slope
        self.d2 = 2 * (self.A1 @ self.W2 - self.Y) / 5
        self.G1 = self.d2 @ (self.W2 - 0.05 * (self.A1.T @ self.d2)).T

    def diagnose(self, d1, times=1.0):
        gradients = [(times * (self.X.T @ d1), times * d1.sum(axis=0)), times * (self.A1.T @ self.d2)]
        params, words = [(self.W1, self.b1), self.W2], {"activations": ["leaky_relu", "linear"], "loss": "mse"}
        return diagnose(params, self.X, self.Y, gradients, **words)


def test_the_rate_is_solved_for_beside_a_wrong_derivative():
    early = Early()
    report = early.diagnose(early.G1 * early.slope * early.Z1)
    assert {"prop_updated_W", "extra_z_factor"} in [set(e.mistakes) for e in report.explanations if e.rank == 1]
    updated = next(f for f in report.findings if f.mistake == "prop_updated_W")
    assert "W2 − 0.05 · dW2" in updated.sentence


def test_one_of_two_mistakes_is_also_called_by_names_of_its_own_line_only():
    early = Early()
    report = early.diagnose(early.G1 * early.slope * early.Z1)
    assert "You updated W2 before you sent the error back through it. (prop_updated_W)" in str(report)
    assert "extra_z_factor, also called wrong_act_deriv" in str(report)


def test_the_rate_is_solved_for_beside_a_constant_with_few_numbers():
    rng = np.random.default_rng(3)
    X, Y, W1, W2 = rng.normal(size=(4, 1)), rng.normal(size=(4, 2)), rng.normal(size=(1, 1)), rng.normal(size=(1, 2))
    A1 = np.tanh(X @ W1)
    d2 = 2 * (A1 @ W2 - Y)  # summed over the samples
    d1 = d2 @ (W2 - 0.1 * A1.T @ d2).T * (1 - A1**2)
    words = {"activations": ["tanh", "linear"], "loss": "mse"}
    report = diagnose([W1, W2], X, Y, [X.T @ d1, A1.T @ d2], **words)
    assert {"prop_updated_W", "sum_not_mean"} in [set(e.mistakes) for e in report.explanations if e.rank == 1]


def test_a_usual_rate_is_tried_where_a_wrong_product_hides_it():
    """Without a bias, nothing in layer 2 says what δ2 was: only dW2, which was made of Z1."""
    rng = np.random.default_rng(6)
    X, Y = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))
    W1, W2, W3 = rng.normal(size=(2, 3)), rng.normal(size=(3, 3)), rng.normal(size=(3, 2))
    Z1 = X @ W1
    A1 = np.tanh(Z1)
    A2 = np.tanh(A1 @ W2)
    d3 = 2 * (A2 @ W3 - Y) / 5
    d2 = d3 @ (W3 - 0.05 * A2.T @ d3).T * (1 - A2**2)
    d1 = d2 @ W2.T * (1 - A1**2)
    words = {"activations": ["tanh", "tanh", "linear"], "loss": "mse"}
    report = diagnose([W1, W2, W3], X, Y, [X.T @ d1, Z1.T @ d2, A2.T @ d3], **words, orientation="in_out")
    assert {"prop_updated_W", "preact_as_input"} in [set(e.mistakes) for e in report.explanations if e.rank == 1]


def test_a_derivative_that_is_nearly_1_is_one_for_all_samples():
    """f′ of one sample is 1 to seven digits: that is not f′ left out."""
    rng = np.random.default_rng(0)
    W, X, Y = np.array([[1.0]]), np.array([[0.4], [3e-4]]), rng.normal(size=(2, 1))
    A = np.sin(X @ W)
    d = 2 * (A - Y) / 2 * np.cos(X[1] @ W)
    report = diagnose([W], X, Y, [X.T @ d], activations="sin", loss="mse")
    assert [f.mistake for f in report.findings] == ["one_jacobian"]
