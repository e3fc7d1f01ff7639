"""The backprop checker on gradients that were written by hand, right ones and wrong ones.

No test uses the mistake table to make a wrong gradient: the lines stand here, or in `benchmarks/learners.py`, as a
learner would write them in NumPy.
"""

import importlib.util
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.table.notation import number
from nn import MLP, diagnose
from nn.handwritten.diagnosis.points import Possible
from nn.handwritten.mistakes import TABLE
from tests.examples import sizes

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def load(name):
    """A module of benchmarks/, which is no package."""
    sys.path.insert(0, str(BENCHMARKS))
    try:
        spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(BENCHMARKS))


learners = load("learners")
kinds = load("kinds")
confusion = load("confusion")


# --- a network by hand: rows are samples, W is (inputs, units), tanh and then sigmoid ----------------


class Hand:
    """2-3-2, tanh and sigmoid, squared error over 4 samples; each test writes its own backward pass."""

    def __init__(self, N=4, seed=3):
        rng = np.random.default_rng(seed)
        self.W1, self.b1 = rng.normal(size=(2, 3)), rng.normal(size=3)
        self.W2, self.b2 = rng.normal(size=(3, 2)), rng.normal(size=2)
        self.X, self.Y, self.N = rng.normal(size=(N, 2)), rng.uniform(size=(N, 2)), N
        self.Z1 = self.X @ self.W1 + self.b1
        self.A1 = np.tanh(self.Z1)
        self.Z2 = self.A1 @ self.W2 + self.b2
        self.A2 = 1 / (1 + np.exp(-self.Z2))
        self.d2 = 2 * (self.A2 - self.Y) / N * self.A2 * (1 - self.A2)
        self.d1 = self.d2 @ self.W2.T * (1 - self.A1**2)

    @property
    def params(self):
        return [(self.W1, self.b1), (self.W2, self.b2)]

    def grads(self, d1=None, d2=None):
        d1, d2 = self.d1 if d1 is None else d1, self.d2 if d2 is None else d2
        return [(self.X.T @ d1, d1.sum(axis=0)), (self.A1.T @ d2, d2.sum(axis=0))]

    def diagnose(self, gradients, **words):
        given = {"activations": ["tanh", "sigmoid"], "loss": "mse", **words}
        return diagnose(self.params, self.X, self.Y, gradients, **given)


@pytest.fixture
def hand():
    return Hand()


def ids(report):
    return [finding.mistake for finding in report.findings]


def equal(report):
    """The sets of ids that explain the numbers equally well."""
    return [set(e.mistakes) for e in report.explanations if e.rank == 1]


# --- the table -----------------------------------------------------------------------------------


def test_the_table_has_every_id_once():
    assert len(TABLE) == len({*learners.IDS, *kinds.IDS}) == len(learners.IDS) + len(kinds.IDS)
    assert set(TABLE) == {*learners.IDS, *kinds.IDS}


@pytest.mark.parametrize(
    ("loss", "output", "bias"), [("mse", "tanh", "separate"), ("cross_entropy", "softmax", "last_row")]
)
def test_every_line_of_the_table_has_words(hand, loss, output, bias):
    layers = hand.params if bias == "separate" else [np.vstack([W, b]) for W, b in hand.params]
    words = {"activations": ["sigmoid", output], "loss": loss, "bias": bias, "l2": 0.1, "masks": [np.ones((4, 3))]}
    network = diagnose(layers, hand.X, np.eye(2)[[0, 1, 1, 0]], layers, **words).network
    for row in TABLE.values():
        for seat in network.seats:
            for member in row.members(seat):
                said = [row.head(seat, member), row.says(seat, member), row.fix(seat, member)]
                assert all(said), row.id
                assert not set("{}") & set("".join(said)), row.id  # a template that was not filled


@pytest.mark.parametrize("mistake", learners.IDS)
@pytest.mark.ci
def test_a_mistake_is_found_in_random_networks(mistake):
    rng = np.random.default_rng([7, learners.IDS.index(mistake)])
    for _ in range(4):
        net, handed, plans = confusion.drawn(rng, mistake)
        report = confusion.verdict(net, handed, rng)
        assert {mistake} in equal(report), (plans, report)
        (found,) = next(e for e in report.explanations if e.mistakes == (mistake,))
        assert found.evidence < 1e-6
        assert found.sentence
        assert found.fix
        assert found.affected
        made = set(plans[mistake].layers)
        assert set(found.layers) & made, (plans, report)


@pytest.mark.slow
@pytest.mark.parametrize("mistake", learners.IDS)
def test_a_mistake_is_found_in_many_random_networks(mistake):
    rng = np.random.default_rng([11, learners.IDS.index(mistake)])
    for _ in range(60):
        net, handed, plans = confusion.drawn(rng, mistake)
        assert {mistake} in equal(confusion.verdict(net, handed, rng)), plans


@pytest.mark.parametrize("many", sizes(8, 40))
def test_two_mistakes_are_found_together(many):
    listed, _, _ = confusion.pairs(np.random.default_rng(5), many)
    assert listed >= 0.9 * many


def test_right_gradients_raise_no_alarm():
    assert confusion.false_alarms(np.random.default_rng(8), 120) == []


@pytest.mark.parametrize("many", [*sizes(8, 60), pytest.param(120, marks=pytest.mark.slow)])
def test_wrong_gradients_are_never_called_correct(many):
    assert confusion.passed_over(np.random.default_rng(9), many) == []


# --- where, and what came of it ------------------------------------------------------------------


def test_a_missing_derivative_names_its_layer_and_what_it_made_wrong(hand):
    report = hand.diagnose(hand.grads(d1=hand.d2 @ hand.W2.T))
    (finding,) = report.findings
    assert (finding.mistake, finding.layers, finding.affected) == ("missing_hidden_deriv", (1,), ("dW1", "db1"))
    assert "(4, 3)" in finding.sentence
    assert finding.fix == "delta1 = (delta2 @ W2.T) * (1 - A1 * A1)"


def test_a_mistake_at_the_output_names_the_last_layer_and_all_that_inherited_it(hand):
    d2 = 2 * (hand.A2 - hand.Y) / hand.N
    (finding,) = hand.diagnose(hand.grads(d2 @ hand.W2.T * (1 - hand.A1**2), d2)).findings
    assert (finding.mistake, finding.layers) == ("missing_output_deriv", (2,))
    assert finding.affected == ("dW1", "db1", "dW2", "db2")


def test_a_mistake_of_the_whole_pass_names_every_layer(hand):
    (finding,) = hand.diagnose([(-dW, -db) for dW, db in hand.grads()]).findings
    assert (finding.mistake, finding.layers) == ("sign_flipped", (1, 2))


def test_a_flipped_sign_in_one_layer_names_that_layer(hand):
    (dW1, db1), second = hand.grads()
    (finding,) = hand.diagnose([(-dW1, -db1), second]).findings
    assert (finding.mistake, finding.layers) == ("sign_flipped", (1,))


def test_the_worked_entry_has_both_numbers_and_the_product():
    hand = Hand(N=1)
    dW1 = hand.X.T @ hand.d1
    wrong = dW1.copy()
    wrong[0] *= -1  # no row of the table: nothing to work out
    assert not hand.diagnose([(wrong, hand.d1[0]), (hand.A1.T @ hand.d2, hand.d2[0])]).findings
    (finding,) = hand.diagnose([(-dW1, -hand.d1[0]), (hand.A1.T @ hand.d2, hand.d2[0])]).findings
    j, i = np.unravel_index(np.abs(dW1).argmax(), dW1.shape)
    assert finding.entry.startswith(f"dW1[{j},{i}]: yours ")
    assert f"x_{j} · δ_{i}" in finding.entry
    shown = [dW1[j, i], hand.X[0, j], hand.d1[0, i]]
    assert all(number(x) in finding.entry for x in shown), finding.entry


def test_two_at_once(hand):
    (dW1, db1), (_, db2) = hand.grads()
    report = hand.diagnose([(-dW1, -db1), (-hand.d2, -db2)])
    assert set(ids(report)) == {"sign_flipped", "missing_input"}
    by_id = {finding.mistake: finding for finding in report.findings}
    assert by_id["missing_input"].layers == (2,)
    assert by_id["missing_input"].affected == ("dW2",)
    assert by_id["sign_flipped"].layers == (1, 2)


def test_the_step_itself_is_a_sign_and_a_learning_rate(hand):
    report = hand.diagnose([(-0.1 * dW, -0.1 * db) for dW, db in hand.grads()], learning_rate=0.1)
    assert {"sign_flipped", "lr_included"} in equal(report)
    assert all(finding.layers == (1, 2) for finding in report.findings)


def test_dividing_in_each_layer_again_is_one_mistake():
    hand = Hand(N=5)
    (dW1, db1), second = hand.grads()
    (finding,) = hand.diagnose([(dW1 / 5, db1 / 5), second]).findings
    assert (finding.mistake, finding.layers) == ("extra_mean", (1,))


def test_a_matrix_product_with_the_derivative_has_another_shape(hand):
    d1 = (hand.d2 @ hand.W2.T) @ (1 - hand.A1**2).T
    (finding,) = hand.diagnose([(hand.X.T @ d1, d1.sum(axis=0)), hand.grads()[1]]).findings
    assert (finding.mistake, finding.layers) == ("matmul_for_hadamard", (1,))


def test_equal_explanations_stand_at_one_rank():
    hand = Hand(N=2)
    report = hand.diagnose([(2 * dW, 2 * db) for dW, db in hand.grads()])
    assert {"sum_not_mean"} in equal(report)
    assert {"factor_two"} in equal(report)
    assert {e.rank for e in report.explanations if len(e) == 1} == {1}
    assert "factor_two" in report.also_possible or ids(report) == ["factor_two"]


# --- other reductions and factors, the learning rate ----------------------------------------------


def test_a_gradient_that_is_right_for_a_sum_says_so(hand):
    report = hand.diagnose([(4 * dW, 4 * db) for dW, db in hand.grads()])
    assert ids(report) == ["sum_not_mean"]
    assert "reduction='sum'" in report.findings[0].sentence


def test_a_gradient_that_is_right_for_another_factor_says_so(hand):
    report = hand.diagnose([(dW / 2, db / 2) for dW, db in hand.grads()])
    assert ids(report) == ["factor_two"]
    assert "factor=0.5" in report.findings[0].sentence


@pytest.mark.parametrize("rate", [0.1, 0.37, 0.00123])
def test_a_learning_rate_is_recognised(hand, rate):
    report = hand.diagnose([(rate * dW, rate * db) for dW, db in hand.grads()], learning_rate=rate)
    assert ids(report) == ["lr_included"]


@pytest.mark.parametrize("rate", [0.1, 0.37])
def test_so_is_the_update_that_came_too_early(hand, rate):
    moved = hand.W2 - rate * hand.A1.T @ hand.d2
    gradients = hand.grads(d1=hand.d2 @ moved.T * (1 - hand.A1**2))
    report = hand.diagnose(gradients, learning_rate=rate)
    assert ids(report) == ["prop_updated_W"]
    assert report.findings[0].layers == (1,)


# --- layouts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(-1,), (1, -1), (-1, 1)])
def test_a_bias_is_a_vector_a_row_or_a_column(hand, shape):
    params = [(hand.W1, hand.b1.reshape(shape)), (hand.W2, hand.b2.reshape(shape))]
    words = {"activations": ["tanh", "sigmoid"], "loss": "mse"}
    gradients = [(dW, db.reshape(shape)) for dW, db in hand.grads()]
    assert diagnose(params, hand.X, hand.Y, gradients, **words).correct
    assert diagnose(params, hand.X, hand.Y, hand.grads(), **words).correct
    wrong = [(dW, 4 * db.reshape(shape)) for dW, db in hand.grads()]
    assert ids(diagnose(params, hand.X, hand.Y, wrong, **words)) == ["bias_scale"]


def test_columns_are_samples_and_rows_are_neurons():
    """As in Andrew Ng's course: Z = W X + b, dW = dZ Xᵀ / m."""
    rng = np.random.default_rng(0)
    m = 5
    X, Y = rng.normal(size=(3, m)), (rng.random((1, m)) < 0.5) * 1.0
    W1, b1, W2, b2 = rng.normal(size=(4, 3)), rng.normal(size=(4, 1)), rng.normal(size=(1, 4)), np.zeros((1, 1))
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dZ2 = A2 - Y
    dZ1 = (W2.T @ dZ2) * (1 - A1**2)
    right = [(dZ1 @ X.T / m, dZ1.sum(axis=1, keepdims=True) / m), (dZ2 @ A1.T / m, dZ2.sum(axis=1, keepdims=True) / m)]
    words = {"activations": ["tanh", "sigmoid"], "loss": "bce", "orientation": "out_in", "samples": "columns"}
    params = [(W1, b1), (W2, b2)]
    report = diagnose(params, X, Y, right, **words)
    assert report.correct
    assert "a − y" in repr(report)

    no_axis = [(right[0][0], np.sum(dZ1) / m), right[1]]
    assert ids(diagnose(params, X, Y, no_axis, **words)) == ["bias_sum_all"]
    not_divided = [(m * dW, m * db) for dW, db in right]
    assert ids(diagnose(params, X, Y, not_divided, **words)) == ["sum_not_mean"]
    per_sample = [(right[0][0], dZ1 / m), right[1]]
    (finding,) = diagnose(params, X, Y, per_sample, **words).findings
    assert finding.mistake == "bias_not_summed"
    assert "(4, 5)" in finding.sentence
    turned = [(right[0][0].T, right[0][1]), right[1]]
    (finding,) = diagnose(params, X, Y, turned, **words).findings
    assert (finding.mistake, finding.fix) == ("transposed", "dW1 = delta1 @ X.T")
    dz1 = (W2.T @ dZ2) * (1 - A1)
    half = [(dz1 @ X.T / m, dz1.sum(axis=1, keepdims=True) / m), right[1]]
    assert ids(diagnose(params, X, Y, half, **words)) == ["wrong_act_deriv"]


def test_the_bias_is_the_last_row():
    """Theta with a bias row, back-propagated through all of it: the wrong row is dropped."""
    rng = np.random.default_rng(1)
    T1, T2 = rng.normal(size=(3, 4)), rng.normal(size=(5, 2))
    X, Y = rng.normal(size=(6, 2)), rng.normal(size=(6, 2))
    ones = np.ones((6, 1))
    A1 = np.tanh(np.hstack([X, ones]) @ T1)
    E = 2 * (np.hstack([A1, ones]) @ T2 - Y) / 6
    d2 = np.hstack([A1, ones]).T @ E
    right = (E @ T2.T)[:, :-1] * (1 - A1**2)
    wrong = (E @ T2.T)[:, 1:] * (1 - A1**2)
    words = {"activations": ["tanh", "linear"], "loss": "mse", "bias": "last_row"}
    assert diagnose([T1, T2], X, Y, [np.hstack([X, ones]).T @ right, d2], **words).correct
    assert diagnose([T1, T2], np.hstack([X, ones]), Y, [np.hstack([X, ones]).T @ right, d2], **words).correct
    (finding,) = diagnose([T1, T2], X, Y, [np.hstack([X, ones]).T @ wrong, d2], **words).findings
    assert (finding.mistake, finding.layers, finding.affected) == ("bias_row_wrong", (1,), ("dW1",))
    turned = [(np.hstack([X, ones]).T @ right).T, d2.T]
    turned_words = {**words, "orientation": "out_in"}
    assert diagnose([T1.T, T2.T], X, Y, turned, **turned_words).correct
    no_row = [(np.hstack([X, ones]).T @ right)[:-1], d2]
    assert ids(diagnose([T1, T2], X, Y, no_row, **words)) == ["bias_missing"]


BIAS_ROW = [
    ("missing_input", lambda p: [p.d1, p.R2]),
    ("missing_input", lambda p: [np.ones((4, 1)) * p.d1.sum(axis=0), p.R2]),
    ("kron", lambda p: [np.kron(p.XX, p.d1), p.R2]),
    ("kron", lambda p: [np.kron(p.X, p.d1), p.R2]),
    ("transposed", lambda p: [p.R1.T, p.R2.T]),
    ("transposed", lambda p: [p.R1, p.R2.T]),
    ("weight_as_input", lambda p: [p.T1 * p.d1.sum(axis=0), p.R2]),
    ("weight_as_input", lambda p: [np.vstack([p.T1[:-1] * p.d1.sum(axis=0), p.d1.sum(axis=0)]), p.R2]),
    ("wrong_input", lambda p: [p.AA.T @ p.d1, p.R2]),
    ("wrong_input", lambda p: [p.A1.T @ p.d1, p.R2]),
    ("preact_as_input", lambda p: [p.R1, np.hstack([p.Z1, p.one]).T @ p.d2]),
    ("bias_missing", lambda p: [p.R1[:-1], p.R2]),
    ("bias_missing", lambda p: [np.vstack([p.R1[:-1], np.zeros((1, 4))]), p.R2]),
    ("bias_scale", lambda p: [np.vstack([p.R1[:-1], 5 * p.R1[-1:]]), p.R2]),
    ("elementwise", lambda p: [p.XX * p.d1, p.R2]),
    ("one_sample_only", lambda p: [np.outer(p.XX[-1], p.d1[-1]), np.outer(p.AA[-1], p.d2[-1])]),
    ("missing_hidden_deriv", lambda p: [p.XX.T @ (p.d2 @ p.T2.T)[:, :-1], p.R2]),
]


class BiasRow:
    """3-4-2 with the bias as the last row of each matrix, tanh and sigmoid, five samples."""

    def __init__(self):
        rng = np.random.default_rng(3)
        self.T1, self.T2 = rng.normal(size=(4, 4)), rng.normal(size=(5, 2))
        self.X, self.Y, self.one = rng.normal(size=(5, 3)), rng.normal(size=(5, 2)), np.ones((5, 1))
        self.XX = np.hstack([self.X, self.one])
        self.Z1 = self.XX @ self.T1
        self.A1 = np.tanh(self.Z1)
        self.AA = np.hstack([self.A1, self.one])
        A2 = 1 / (1 + np.exp(-(self.AA @ self.T2)))
        self.d2 = 2 * (A2 - self.Y) / 5 * A2 * (1 - A2)
        self.d1 = (self.d2 @ self.T2.T)[:, :-1] * (1 - self.A1**2)
        self.R1, self.R2 = self.XX.T @ self.d1, self.AA.T @ self.d2


@pytest.mark.parametrize("turn", [False, True], ids=["rows", "columns"])
@pytest.mark.parametrize(("mistake", "wrong"), BIAS_ROW, ids=[f"{row[0]} {i}" for i, row in enumerate(BIAS_ROW)])
def test_mistakes_are_found_in_matrices_with_a_bias_row(mistake, wrong, turn):
    p = BiasRow()
    words = {"activations": ["tanh", "sigmoid"], "loss": "mse", "bias": "last_row"}
    given = [[p.T1, p.T2], p.X, p.Y, wrong(p)]
    if turn:
        words |= {"orientation": "out_in", "samples": "columns"}
        given = [[p.T1.T, p.T2.T], p.X.T, p.Y.T, [g.T for g in wrong(p)]]
    report = diagnose(*given, **words)
    assert {mistake} in equal(report), report


def test_a_flat_vector_is_one_sample():
    x, t = np.array([0.5, -1.0]), np.array([1.0, 0.0])
    W1, W2 = np.array([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]), np.array([[0.7, 0.8], [0.9, 1.0], [1.1, 1.2]])
    h = 1 / (1 + np.exp(-x @ W1))
    err = h @ W2 - t
    delta = (W2 @ err) * h * (1 - h)
    words = {"activations": ["sigmoid", "linear"], "loss": "mse", "factor": 0.5}
    right = np.outer(x, delta), np.outer(h, err)
    assert diagnose([W1, W2], x, t, list(right), **words).correct
    assert ids(diagnose([W1, W2], x, t, [delta, right[1]], **words)) == ["missing_input"]
    assert {"kron"} in equal(diagnose([W1, W2], x, t, [np.kron(x, delta), right[1]], **words))
    assert {"transposed"} in equal(diagnose([W1, W2], x, t, [right[0].T, right[1]], **words))


def test_one_neuron_may_have_flat_weights_and_targets():
    rng = np.random.default_rng(4)
    X, w, y = rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=5)
    words = {"activations": ["linear"], "loss": "mse"}
    right = 2 * X.T @ (X @ w - y) / 5
    assert diagnose([w], X, y, [right], **words).correct
    assert ids(diagnose([w], X, y, [-right], **words)) == ["sign_flipped"]


def test_a_model_stands_for_params_and_activations(hand):
    model = MLP.from_arrays(hand.params, activations=["tanh", "sigmoid"])
    assert diagnose(model, hand.X, hand.Y, hand.grads(), loss="mse").correct
    out_in = [(dW.T, db) for dW, db in hand.grads()]
    assert diagnose(model, hand.X, hand.Y, out_in, loss="mse", orientation="out_in").correct


def test_gradients_may_be_a_flat_list_or_a_dict(hand):
    (dW1, db1), (dW2, db2) = hand.grads()
    assert hand.diagnose([dW1, db1, dW2, db2]).correct
    assert hand.diagnose({"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}).correct


# --- no false alarms -----------------------------------------------------------------------------


def test_a_loop_over_samples_a_complex_step_and_a_rewritten_constant_are_right(hand):
    loop = [[np.zeros((2, 3)), np.zeros(3)], [np.zeros((3, 2)), np.zeros(2)]]
    for n in range(hand.N):
        e2 = (hand.A2[n] - hand.Y[n]) * (hand.A2[n] - hand.A2[n] ** 2) * (2 / hand.N)
        e1 = hand.W2.dot(e2) / np.cosh(hand.Z1[n]) ** 2
        loop[0][0] += np.outer(hand.X[n], e1)
        loop[0][1] += e1
        loop[1][0] += hand.A1[n][:, None] * e2
        loop[1][1] += e2
    assert hand.diagnose([tuple(layer) for layer in loop]).correct

    def loss(W1):
        A2 = 1 / (1 + np.exp(-(np.tanh(hand.X @ W1 + hand.b1) @ hand.W2 + hand.b2)))
        return ((A2 - hand.Y) ** 2).sum() / hand.N

    step = np.zeros((2, 3))
    for index in np.ndindex(2, 3):
        W = hand.W1.astype(complex)
        W[index] += 1e-30j
        step[index] = loss(W).imag / 1e-30
    assert hand.diagnose([(step, hand.grads()[0][1]), hand.grads()[1]]).correct


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
@pytest.mark.ci
def test_any_derivative_at_the_kink_of_relu_is_right(slope):
    X, W1, W2 = np.array([[1.0, 1.0], [0.5, 2.0]]), np.array([[1.0, 0.5], [-1.0, 0.25]]), np.array([[0.7], [0.3]])
    Z = X @ W1
    assert Z[0, 0] == 0
    E = 2 * (np.maximum(Z, 0) @ W2 - 1) / 2
    D = E @ W2.T * np.where(Z == 0, slope, Z > 0)
    gradients = [X.T @ D, np.maximum(Z, 0).T @ E]
    words = {"activations": ["relu", "linear"], "loss": "mse", "orientation": "in_out"}
    assert diagnose([W1, W2], X, np.ones((2, 1)), gradients, **words).correct
    assert not diagnose([W1, W2], X, np.ones((2, 1)), [X.T @ (D + 0.1), gradients[1]], **words).correct


@pytest.mark.parametrize(("name", "loss"), [("sigmoid", "bce"), ("softmax", "cross_entropy"), ("sigmoid", "mse")])
@pytest.mark.parametrize("size", [30.0, 200.0, 1000.0])
def test_a_saturated_output_raises_no_alarm(name, loss, size):
    X = np.array([[size, -1.0], [-size, 2.0], [0.3, 0.1]])
    W, Y = np.array([[1.0, -1.0], [0.2, 0.1]]), np.array([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    Z = X @ W
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    with np.errstate(over="ignore"):
        A = e / e.sum(axis=1, keepdims=True) if name == "softmax" else 1 / (1 + np.exp(-Z))
    D = (A - Y) / 3 if loss != "mse" else 2 * (A - Y) / 3 * A * (1 - A)
    report = diagnose([W], X, Y, [X.T @ D], activations=[name], loss=loss, orientation="in_out")
    assert report.correct, report


def test_single_precision_is_judged_by_its_digits(hand):
    single = [tuple(g.astype(np.float32) for g in layer) for layer in hand.grads()]
    assert hand.diagnose(single).correct
    flipped = [tuple(-g for g in layer) for layer in single]
    assert ids(hand.diagnose(flipped)) == ["sign_flipped"]


def test_rounding_is_told_from_a_mistake(hand):
    """Single precision that was cast back."""
    gradients = [tuple(g.astype(np.float32).astype(float) for g in layer) for layer in hand.grads()]
    report = hand.diagnose(gradients)
    assert report.correct
    assert "looks rounded, to float32" in repr(report)


# --- points that prove little ----------------------------------------------------------------------


def test_zero_gradients_are_called_vacuous():
    X, W, Y = np.array([[1.0, 2.0], [3.0, 1.0]]), np.array([[-1.0], [-1.0]]), np.zeros((2, 1))
    report = diagnose([W], X, Y, [np.zeros((2, 1))], activations=["relu"], loss="mse")
    assert report.correct
    assert report.vacuous
    assert "vacuous" in repr(report)


def test_one_sample_cannot_tell_a_sum_from_a_mean():
    hand = Hand(N=1)
    report = hand.diagnose(hand.grads())
    assert report.correct
    assert report.vacuous
    assert "sum_not_mean" in report.also_possible
    possible = next(p for p in report.also_possible if p.mistake == "sum_not_mean")
    assert possible.layers == (1, 2)
    assert "N = 1" in possible.why
    assert "transposed" not in report.also_possible


def test_an_ordinary_point_excludes_all_mistakes():
    hand = Hand(N=7)
    assert hand.diagnose(hand.grads()).also_possible == []
    assert not hand.diagnose(hand.grads()).vacuous


@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
def test_a_symmetric_matrix_hides_a_missing_transpose_and_the_suggested_point_shows_it(orientation):
    rng = np.random.default_rng(2)
    W1, W2 = rng.normal(size=(2, 3)), np.array([[1.0, 0.2, 0.3], [0.2, -1.0, 0.4], [0.3, 0.4, 0.5]])

    def gradients(W1, W2, X, Y, mistaken):
        turn = (lambda W: W.T) if orientation == "out_in" else (lambda W: W)
        A1 = np.tanh(X @ turn(W1))
        E = 2 * (A1 @ turn(W2) - Y) / len(X)
        D = E @ (turn(W2) if mistaken else turn(W2).T) * (1 - A1**2)
        return [turn(X.T @ D), turn(A1.T @ E)]

    words = {"activations": ["tanh", "linear"], "loss": "mse", "orientation": orientation}
    X, Y = rng.normal(size=(5, 2)), rng.normal(size=(5, 3))
    stored = W1.T if orientation == "out_in" else W1
    report = diagnose([stored, W2], X, Y, gradients(stored, W2, X, Y, True), **words)
    assert report.correct
    assert "prop_untransposed" in report.also_possible
    point = report.suggest_point()
    (P1, _), (P2, _) = point.params
    again = diagnose(point.params, point.X, point.Y, gradients(P1, P2, point.X, point.Y, True), **words)
    assert ids(again) == ["prop_untransposed"]
    assert diagnose(point.params, point.X, point.Y, gradients(P1, P2, point.X, point.Y, False), **words).correct


def test_the_suggested_point_is_in_the_learners_layout():
    rng = np.random.default_rng(2)
    T, X = rng.normal(size=(2, 4)), rng.normal(size=(3, 1))
    A = 1 / (1 + np.exp(-(T @ np.vstack([X, np.ones((1, 1))]))))
    D = A - np.array([[1.0], [0.0]])
    words = {"orientation": "out_in", "samples": "columns", "bias": "last_row"}
    dT = D @ np.vstack([X, np.ones((1, 1))]).T
    report = diagnose([T], X, [[1.0], [0.0]], [dT], activations="sigmoid", loss="bce", **words)
    assert report.correct
    point = report.suggest_point()
    (P, none), *rest = point.params
    assert P.shape == T.shape
    assert none is None
    assert rest == []
    assert point.X.shape[0] == 3
    assert point.Y.shape == (2, point.X.shape[1])


def test_a_possible_mistake_is_its_id_and_can_be_pickled():
    possible = Possible("kron", (1, 2), "for one row sample kron is the outer product")
    again = pickle.loads(pickle.dumps(possible))
    assert (again, again.layers, again.why) == (possible, possible.layers, possible.why)


# --- where nothing explains the numbers -------------------------------------------------------------


def test_an_unknown_mistake_is_narrowed_down_to_its_delta():
    hand = Hand(N=2)
    report = hand.diagnose(hand.grads(d1=hand.d1 * np.array([1.0, 3.3, 0.7])))
    assert not report.correct
    assert report.explanations == []
    text = repr(report)
    assert "Right: dW2, db2." in text
    assert "The first wrong δ is δ1" in text
    n, i = np.unravel_index(np.abs(hand.d1 * np.array([0.0, 2.3, -0.3])).argmax(), hand.d1.shape)
    assert f"sample {n}, neuron {i}" in text
    assert f"{hand.d1[n, i]:.6g}" in text


def test_a_right_delta_with_a_wrong_product_is_told_apart(hand):
    (dW1, db1), second = hand.grads()
    wrong = dW1.copy()
    wrong[1, 2] += 0.25
    text = repr(hand.diagnose([(wrong, db1), second]))
    assert "db1 is right, so δ1 most likely is, too" in text
    assert "Only 1 of 6 entries of dW1 is wrong: dW1[1,2]." in text


def test_a_shape_that_nothing_explains_is_named(hand):
    text = repr(hand.diagnose([(np.ones((5, 7)), hand.grads()[0][1]), hand.grads()[1]]))
    assert "dW1 has shape (5, 7), where (2, 3) is right" in text


# --- what cannot be read -------------------------------------------------------------------------

NAN = float("nan")
LAYER = [[0.1, 0.2], [0.3, 0.4]]
DEGENERATE = [
    ({"X": [[1.0, NAN]]}, "X[0,1] is nan"),
    ({"Y": [[NAN, 1.0]]}, "Y[0,0] is nan"),
    ({"params": [[[0.1, NAN], [0.3, 0.4]]]}, "W1[0,1] is nan"),
    ({"gradients": [[[0.1, 0.2], [NAN, 0.4]]]}, "dW1[1,0] is nan"),
    ({"gradients": [[[0.1, 0.2], [float("inf"), 0.4]]]}, "dW1[1,0] is inf"),
    ({"gradients": [LAYER, LAYER]}, "gradients has 2 layers, and the network has 1"),
    ({"gradients": []}, "gradients got []"),
    ({"gradients": None}, "gradients got None"),
    ({"gradients": [None]}, "dW1 is missing"),
    ({"gradients": [(LAYER, [0.1, 0.2])]}, "layer 1 has no b in params"),
    ({"gradients": [[["a", "b"], ["c", "d"]]]}, "an array of real numbers is needed"),
    ({"gradients": [[[1.0], [1.0, 2.0]]]}, "all rows of one length"),
    ({"gradients": [np.array(LAYER) * 1j]}, "complex"),
    ({"X": np.zeros((0, 2)), "Y": np.zeros((0, 2))}, "X is empty"),
    ({"X": [[1.0, 2.0, 3.0]]}, "X has shape (1, 3)"),
    ({"X": [[1.0], [2.0]]}, "samples='columns'"),
    ({"Y": [[1.0, 0.0], [0.0, 1.0]]}, "Y has shape (2, 2)"),
    ({"X": [[1.0, 2.0], [3.0, 4.0]], "Y": [0, 1]}, "one-hot"),
    ({"params": []}, "params got []"),
    ({"params": [LAYER, [[1.0], [2.0], [3.0]]]}, "stored the other way round"),
    ({"params": [(LAYER, [0.1, 0.2, 0.3])]}, "b1 has shape (3,)"),
    ({"activations": ["sigmoid", "tanh"]}, "2 activations for 1 layer: one"),
    ({"activations": ["sigmoyd"]}, "unknown activation"),
    ({"activations": None}, "activations got None"),
    ({"activations": "tanh", "loss": "bce", "X": [[-1.0, -2.0]]}, "a probability is needed"),
    ({"activations": "exp", "X": [[800.0, 900.0]], "params": [[[9.0, 9.0], [9.0, 9.0]]]}, "no finite gradient"),
]


@pytest.mark.parametrize(("changed", "said"), DEGENERATE, ids=[said for _, said in DEGENERATE])
def test_what_cannot_be_read_gets_a_sentence(changed, said):
    given = {
        "params": [LAYER],
        "X": [[-1.0, 2.0]],
        "Y": [[1.0, 0.0]],
        "gradients": [LAYER],
        "activations": "sigmoid",
        "loss": "mse",
        **changed,
    }
    arrays = [given.pop(name) for name in ("params", "X", "Y", "gradients")]
    report = diagnose(*arrays, **given, orientation="in_out")
    assert not report.correct
    assert said in report.problem
    assert said in repr(report)
    assert report.findings == report.explanations == report.also_possible == []
    assert report.suggest_point() is None or isinstance(report.suggest_point(), tuple)


@pytest.mark.parametrize("word", ["loss", "reduction", "orientation", "samples", "bias"])
def test_a_misspelled_word_is_a_problem(hand, word):
    report = hand.diagnose(hand.grads(), **{word: "mean_"})
    assert f"unknown {word}: 'mean_'" in report.problem


@pytest.mark.parametrize("name", ["factor", "l2", "learning_rate", "loss_value"])
@pytest.mark.parametrize("given", ["1", None, [1.0, 2.0], 10**400], ids=["text", "None", "a list", "too large"])
def test_an_option_that_is_not_a_number_is_a_problem(hand, name, given):
    if given is None and name in ("learning_rate", "loss_value"):
        assert hand.diagnose(hand.grads(), **{name: None}).correct
    else:
        assert f"{name} got " in hand.diagnose(hand.grads(), **{name: given}).problem


def test_a_missing_bias_gradient_is_a_mistake_not_an_error(hand):
    (dW1, _), second = hand.grads()
    (finding,) = hand.diagnose([(dW1, None), second]).findings
    assert (finding.mistake, finding.affected) == ("bias_missing", ("db1",))
    (finding,) = hand.diagnose([dW1, second]).findings
    assert finding.mistake == "bias_missing"


@pytest.mark.parametrize(
    "make",
    [
        lambda a: a.tolist(),
        lambda a: a.astype(object),
        lambda a: np.asfortranarray(a),
        lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
        lambda a: np.ma.asarray(a),
        lambda a: tuple(map(tuple, a)) if a.ndim == 2 else tuple(a),
    ],
    ids=["lists", "objects", "columns first", "a view", "masked", "tuples"],
)
def test_arrays_of_any_kind_are_read(hand, make):
    words = {"activations": ["tanh", "sigmoid"], "loss": "mse"}
    params = [(make(W), make(b)) for W, b in hand.params]
    gradients = [(make(dW), make(db)) for dW, db in hand.grads()]
    assert diagnose(params, make(hand.X), make(hand.Y), gradients, **words).correct
    gradients[0] = (make(-hand.grads()[0][0]), make(-hand.grads()[0][1]))
    assert ids(diagnose(params, make(hand.X), make(hand.Y), gradients, **words)) == ["sign_flipped"]


def test_nothing_that_was_handed_in_changes(hand):
    gradients = [(-dW, -db) for dW, db in hand.grads()]
    arrays = [a for layer in [*hand.params, *gradients, (hand.X, hand.Y)] for a in layer]
    before = [a.copy() for a in arrays]
    repr(hand.diagnose(gradients))
    assert all((a == b).all() for a, b in zip(arrays, before, strict=True))


@pytest.mark.ci
def test_a_large_network_is_diagnosed_without_large_arrays():
    """Where a Kronecker product of the batch would have a billion entries."""
    rng = np.random.default_rng(0)
    W, X, Y = rng.normal(0, 0.05, (400, 20)), rng.uniform(size=(300, 400)), np.eye(20)[rng.integers(0, 20, 300)]
    Z = X @ W
    A = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    report = diagnose([W], X, Y, [X.T @ (A - Y)], activations="softmax", loss="cross_entropy")
    assert ids(report) == ["sum_not_mean"]


# --- how it is shown -----------------------------------------------------------------------------


def test_a_report_prints_a_sentence_the_id_and_the_remedy(hand):
    text = repr(hand.diagnose(hand.grads(d1=hand.d2 @ hand.W2.T)))
    assert text.startswith("You left out tanh′ in layer 1. (missing_hidden_deriv)")
    assert "fix: delta1 = (delta2 @ W2.T) * (1 - A1 * A1)" in text
    assert "wrong by it: dW1, db1" in text


def test_a_notebook_gets_a_heat_map(hand):
    html = hand.diagnose(hand.grads(d1=hand.d2 @ hand.W2.T))._repr_html_()
    assert html.count("<table") == 4
    assert "dW1: yours, tinted" in html
    assert "dW2: right" in html
    shapeless = hand.diagnose([(hand.d1, hand.grads()[0][1]), hand.grads()[1]])._repr_html_()
    assert "dW1: shape (4, 3), where shape (2, 3) is right" in shapeless


def test_the_fix_fixes(hand):
    """The line is NumPy: run with the learner's names, it makes the right array."""
    names = {"np": np, "X": hand.X, "Y": hand.Y, "A1": hand.A1, "A2": hand.A2, "Z1": hand.Z1, "W2": hand.W2}
    names |= {"delta2": hand.d2, "delta1": hand.d1}
    wrong = {
        "dW2": [hand.grads()[0], (hand.d2, hand.grads()[1][1])],
        "delta1": hand.grads(d1=hand.d2 @ hand.W2.T),
        "db2": [hand.grads()[0], (hand.grads()[1][0], hand.d2)],
        "delta2": hand.grads((hand.A2 - hand.Y) @ hand.W2.T * (1 - hand.A1**2) / 2, (hand.A2 - hand.Y) / 2),
    }
    right = {"dW2": hand.grads()[1][0], "delta1": hand.d1, "db2": hand.grads()[1][1], "delta2": hand.d2}
    for name, gradients in wrong.items():
        (finding,) = hand.diagnose(gradients).findings
        target, _, formula = finding.fix.partition(" = ")
        assert target == name
        assert np.allclose(eval(formula, dict(names)), right[name], rtol=1e-12, atol=1e-15)
