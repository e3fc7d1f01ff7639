"""What `diagnose` says: nothing untrue of rounding, saturation, kinks, other forward passes; and in a beginner's words.

Right gradients come from formulas written out here, or from central differences of a loss written out here.
"""

import re

import numpy as np
import pytest

from nn import diagnose
from tests.examples import first

RNG = np.random.default_rng(0)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


class Two:
    """3-4-1 with biases: tanh and linear, squared error, five samples."""

    def __init__(self, seed=0):
        rng = np.random.default_rng(seed)
        self.X, self.Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 1))
        self.W1, self.b1, self.W2, self.b2 = (rng.normal(size=s) for s in ((3, 4), 4, (4, 1), 1))
        self.Z1 = self.X @ self.W1 + self.b1
        self.A1 = np.tanh(self.Z1)
        self.A2 = self.A1 @ self.W2 + self.b2
        self.d2 = 2 * (self.A2 - self.Y) / 5
        self.d1 = self.d2 @ self.W2.T * (1 - self.A1**2)
        self.params = [(self.W1, self.b1), (self.W2, self.b2)]

    def grads(self, d1=None, d2=None):
        d1, d2 = self.d1 if d1 is None else d1, self.d2 if d2 is None else d2
        return [(self.X.T @ d1, d1.sum(0)), (self.A1.T @ d2, d2.sum(0))]

    def diagnose(self, gradients, **words):
        given = {"activations": ["tanh", "linear"], "loss": "mse", **words}
        return diagnose(self.params, self.X, self.Y, gradients, **given)


def differences(loss, arrays, step=1e-5):
    """Central differences of loss(*arrays)."""
    found = []
    for a in arrays:
        g = np.zeros_like(a)
        for index in np.ndindex(*a.shape):
            kept = a[index]
            a[index] = kept + step
            above = loss(*arrays)
            a[index] = kept - step
            g[index] = (above - loss(*arrays)) / (2 * step)
            a[index] = kept
        found.append(g)
    return found


def ids(report):
    return [finding.mistake for finding in report.findings]


# --- one mistake, one finding ----------------------------------------------------------------------


def test_a_mistake_with_three_names_and_one_fix_is_one_finding():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 1))
    W1, b1, W2, b2 = rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=(4, 1)), rng.normal(size=1)
    A1 = np.maximum(0, X @ W1 + b1)
    d2 = 2 * (A1 @ W2 + b2 - Y) / 6
    d1 = d2 @ W2.T
    given = [(X.T @ d1, d1.sum(0)), (A1.T @ d2, d2.sum(0))]
    report = diagnose([(W1, b1), (W2, b2)], X, Y, given, activations=["relu", "linear"], loss="mse")
    assert ids(report) == ["missing_hidden_deriv"]
    assert set(report.findings[0].also) == {"deriv_wrong_layer", "wrong_act_deriv"}
    text = str(report)
    assert text.startswith("You left out relu′ in layer 1. (missing_hidden_deriv, also called ")
    assert "cannot tell" not in text
    assert text.count("fix:") == 1


def test_softmax_has_no_derivative_for_each_entry_in_any_sentence():
    X, Y, W = RNG.normal(size=(4, 2)), np.eye(3)[[0, 2, 1, 1]], RNG.normal(size=(2, 3))
    S = softmax(X @ W)
    d = -Y / S * S * (1 - S)
    words = {"activations": "softmax", "loss": "cross_entropy", "reduction": "sum"}
    report = diagnose([W], X, Y, [X.T @ d], **words)
    assert ids(report) == ["softmax_diag"]
    assert report.findings[0].also == ()
    for slope in (1 - S**2, S, 1.0):  # of other activations
        text = str(diagnose([W], X, Y, [X.T @ (-Y / S * slope)], **words))
        assert "A1 * (1 - A1)" not in text, text


def test_kron_is_not_offered_where_it_makes_no_difference():
    P = [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 3)), np.ones(3)), (np.ones((3, 2)), np.ones(2))]
    X, Y = np.array([[0.8, 0.4], [0.3, 0.3]]), np.array([[0.6, 0.2], [0.1, 0.9]])
    A1 = sigmoid(X @ P[0][0] + 1)
    A2 = sigmoid(A1 @ P[1][0] + 1)
    A3 = sigmoid(A2 @ P[2][0] + 1)
    d3 = (A3 - Y) * A3 * (1 - A3)
    d2 = d3 @ P[2][0].T * A2 * (1 - A2)
    d1 = d2 @ P[1][0].T * A1 * (1 - A1)
    given = [(X.T @ d1, d1.sum(0)), (A1.T @ d2, d2.sum(0)), (A2.T @ d3, d3.sum(0))]
    words = {"activations": "sigmoid", "loss": "mse", "factor": 0.5}
    report = diagnose(P, X, Y, given, reduction="sum", **words, orientation="in_out")
    assert report.correct
    assert "kron" not in f"{report}{report.details}{report.also_possible}"
    x, d = X[:1], d1[:1]
    one = diagnose([P[0][0]], x, [[1.0, 0.0, 1.0]], [np.outer(d, x)], **words)
    assert "kron" not in str(one)


# --- δ is blamed only where that follows ---------------------------------------------------------------


def cases_of_a_right_delta():
    t = Two()
    w = RNG.uniform(0.5, 2, size=(5, 1))
    W = RNG.normal(size=(3, 1))
    d = (sigmoid(t.X @ W) - (t.Y > 0)) / 5
    one = {"activations": "sigmoid", "loss": "bce"}
    flat = RNG.normal(size=(3, 1))
    yield "slipped index", ([W], t.X, 1.0 * (t.Y > 0), [d.sum() * t.X[[-1]].T]), one
    yield "an unknown product", ([W], t.X, 1.0 * (t.Y > 0), [(t.X.T @ d) * flat]), one
    two = {"activations": ["tanh", "linear"], "loss": "mse"}
    decayed = [(g + 0.1 * W, b) for (g, b), (W, _) in zip(t.grads(), t.params, strict=True)]
    yield "weight decay", (t.params, t.X, t.Y, decayed), two
    e2 = t.d2 * w
    e1 = e2 @ t.W2.T * (1 - t.A1**2)
    yield "weighted samples", (t.params, t.X, t.Y, t.grads(e1, e2)), two
    yield "another output", (t.params, t.X, t.Y, other_output(t)), two


def other_output(t):
    B = np.tanh(t.A2)
    d2 = 2 * (B - t.Y) / 5 * (1 - B**2)
    return t.grads(d2 @ t.W2.T * (1 - t.A1**2), d2)


CASES = list(cases_of_a_right_delta())


@pytest.mark.parametrize(("given", "words"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_a_right_delta_is_not_blamed(given, words):
    report = diagnose(*given, **words)
    assert not report.correct
    assert "The first wrong δ" not in str(report), report


def test_what_these_gradients_are_right_for_is_said():
    t = Two()
    text = str(t.diagnose(other_output(t)))
    assert "right gradients of another network: one with tanh in layer 2, where you said linear" in text
    weights = np.array([[1.0], [2.0], [0.5], [1.0], [3.0]])
    d2 = t.d2 * weights
    text = str(t.diagnose(t.grads(d2 @ t.W2.T * (1 - t.A1**2), d2)))
    assert "weights 1, 2, 0.5, 1, 3" in text
    text = str(t.diagnose([(1.2345 * W, 1.2345 * b) for W, b in t.grads()]))
    assert "1.2345 times the right one" in text


def test_a_wrong_delta_is_named_where_the_arrays_prove_it():
    """More inputs than samples: a random dW is made of no δ at all."""
    rng = np.random.default_rng(3)
    X, Y, W = rng.normal(size=(3, 7)), rng.normal(size=(3, 2)), rng.normal(size=(7, 2))
    d = 2 * (np.tanh(X @ W) - Y) / 3 * (1 - np.tanh(X @ W) ** 2)
    made = X.T @ (d * rng.uniform(0.5, 2, d.shape))
    assert "The first wrong δ is δ1" in str(diagnose([W], X, Y, [made], activations="tanh", loss="mse"))
    text = str(diagnose([W], X, Y, [rng.normal(size=(7, 2))], activations="tanh", loss="mse"))
    assert "cannot tell which" in text


def wide(folded=False):
    """5-4-2 for three samples, so that δ can be read off dW; what is stored, the gradients, X, Y, and words."""
    rng = np.random.default_rng(1)
    X, Y, W1, b1, W2, b2 = (rng.normal(size=s) for s in ((3, 5), (3, 2), (5, 4), 4, (4, 2), 2))
    A1 = np.tanh(X @ W1 + b1)
    d2 = 2 * (A1 @ W2 + b2 - Y) / 3
    d1 = d2 @ W2.T * (1 - A1**2) * rng.uniform(0.5, 2, (3, 4))
    words = {"activations": ["tanh", "linear"], "loss": "mse", "bias": "last_row" if folded else "separate"}
    pairs = [(W1, b1), (W2, b2)], [(X.T @ d1, d1.sum(0)), (A1.T @ d2, d2.sum(0))]
    return *([np.vstack(pair) for pair in each] if folded else each for each in pairs), X, Y, words


@pytest.mark.parametrize("db", [None, np.ones(7)], ids=["none", "another shape"])
def test_a_db_without_a_number_for_each_neuron_proves_nothing_of_its_delta(db):
    params, (first, second), X, Y, words = wide()
    text = str(diagnose(params, X, Y, [(first[0], db), second], **words))
    assert "dW1 was made rightly of a δ1" in text
    assert "one and the same" not in text
    assert "it is delta1.sum(axis=0), of shape (4,)." in text
    assert "dW1 and db1 were made of one and the same δ1" in str(diagnose(params, X, Y, [first, second], **words))


def test_a_factor_of_samples_or_of_an_array_is_not_blamed_on_delta():
    """No bias: dW of a δ with a factor for each sample is that of inputs with the same factors."""
    rng = np.random.default_rng(0)
    X, Y, W1, W2 = (rng.normal(size=s) for s in ((3, 5), (3, 2), (5, 4), (4, 2)))
    A1 = np.tanh(X @ W1)
    d2 = 2 * (A1 @ W2 - Y) / 3
    d1 = d2 @ W2.T * (1 - A1**2)
    unit = X / np.linalg.norm(X, axis=1, keepdims=True)
    words = {"activations": ["tanh", "linear"], "loss": "mse"}
    for made, said in (
        (1.7 * X.T @ d1, "dW1 is 1.7 times the right one"),
        (unit.T @ d1, "or in what it is multiplied"),
    ):
        text = str(diagnose([W1, W2], X, Y, [made, A1.T @ d2], **words))
        assert said in text
        assert "The first wrong δ" not in text
    linear = 2 * (X @ W1[:, :2] - Y) / 3
    text = str(diagnose([W1[:, :2]], X, Y, [unit.T @ linear], activations="linear", loss="mse"))
    assert "or in what it is multiplied with, X" in text
    assert "made rightly of yours" not in text
    made = X.T @ (d1 * [[1.0], [2.3], [0.4]]), (d1 * [[1.0], [2.3], [0.4]]).sum(0)
    text = str(diagnose([(W1, 0 * W1[0]), W2], X, Y, [made, A1.T @ d2], **words))
    assert "The first wrong δ is δ1" in text  # here db bears it out


def test_of_a_bias_row_alone_no_delta_is_blamed():
    params, (first, second), X, Y, words = wide(folded=True)
    assert "bias row of dW1 were made of one and the same δ1" in str(diagnose(params, X, Y, [first, second], **words))
    right = diagnose(params, X, Y, [first, second], **words).right["dW1"]
    row, rest = right.copy(), right.copy()
    row[-1] *= [1.3, 0.2, -2.1, 0.7]
    text = str(diagnose(params, X, Y, [row, second], **words))
    assert "dW1 without its bias row is right" in text
    assert "The first wrong δ" not in text
    rest[1, 2] += 0.25
    text = str(diagnose(params, X, Y, [rest, second], **words))
    assert "The bias row of dW1 is right" in text
    assert "The first wrong δ" not in text


def test_the_fix_of_a_bias_row_leaves_the_biases_out_of_the_penalty():
    params, (_, second), X, Y, words = wide(folded=True)
    right = diagnose(params, X, Y, [params[0], second], l2=0.1, **words).right
    mine = right["dW1"].copy()
    mine[:-1] -= 0.1 * params[0][:-1]
    report = diagnose(params, X, Y, [mine, right["dW2"]], l2=0.1, **words)
    assert ids(report) == ["l2_wrong"]
    W1, (W2, b2) = params[0], (params[1][:-1], params[1][-1])
    A1 = np.tanh(X @ W1[:-1] + W1[-1])
    found = {"np": np, "X": X, "W1": W1, "ones": np.ones((3, 1))}
    found["delta1"] = 2 * (A1 @ W2 + b2 - Y) / 3 @ W2.T * (1 - A1**2)
    exec(report.findings[0].fix, found)
    assert np.allclose(found["dW1"], right["dW1"], rtol=0, atol=1e-12)


# --- rounding --------------------------------------------------------------------------------------------

ROUNDINGS = {f"{k} decimals": lambda g, k=k: np.round(g, k) for k in range(4, 11)} | {
    "single": lambda g: g.astype(np.float32),
    "single, cast back": lambda g: g.astype(np.float32).astype(float),
    "single, rounded": lambda g: np.round(g.astype(np.float32), 5).astype(float),
}


@pytest.mark.parametrize("how", ROUNDINGS)
@pytest.mark.ci
def test_right_gradients_that_were_rounded_are_right_and_never_named(how):
    for seed in range(6):
        t = Two(seed)
        report = t.diagnose([tuple(map(ROUNDINGS[how], layer)) for layer in t.grads()])
        assert report.correct, report
        assert report.explanations == []
        assert "looks rounded" in str(report)


@pytest.mark.parametrize("how", ["4 decimals", "6 decimals", "single", "single, cast back"])
def test_mistakes_are_found_in_rounded_numbers(how):
    t = Two()
    given = t.grads(d1=t.d2 @ t.W2.T)
    report = t.diagnose([tuple(map(ROUNDINGS[how], layer)) for layer in given])
    assert ids(report) == ["missing_hidden_deriv"]


def test_a_difference_beyond_the_rounding_is_no_rounding():
    t = Two()
    (dW1, db1), second = t.grads()
    dW1 = np.round(dW1, 6)
    dW1[0, 0] += 3e-4
    report = t.diagnose([(dW1, np.round(db1, 6)), tuple(np.round(g, 6) for g in second)])
    assert not report.correct
    assert report.explanations == []


@pytest.mark.parametrize("size", [1e-4, 1e-6, 1e-8])
def test_a_small_random_difference_is_never_named(size):
    rng = np.random.default_rng(1)
    for seed in range(4):
        t = Two(seed)
        given = [tuple(g * (1 + size * rng.normal(size=g.shape)) for g in layer) for layer in t.grads()]
        report = t.diagnose(given)
        assert not report.correct
        assert report.explanations == []


def test_numbers_that_were_rounded_to_nothing_are_not_called_wrong():
    t = Two()
    tiny = {"activations": ["tanh", "linear"], "loss": "mse", "factor": 1e-6}
    zeros = [tuple(np.zeros_like(g) for g in layer) for layer in t.grads()]
    report = diagnose(t.params, t.X, t.Y, zeros, **tiny)
    assert str(report).startswith("Cannot tell: ")
    assert report.explanations == []
    text = str(t.diagnose(zeros))
    assert "Cannot tell" not in text
    (dW1, _), second = t.grads()
    assert ids(t.diagnose([(dW1, np.zeros(4)), second])) == ["bias_missing"]


@pytest.mark.parametrize(("decimals", "named"), [(4, []), (8, ["prop_updated_W"])])
def test_a_mistake_is_named_only_if_it_fits_a_hundred_times_better_than_the_right_gradient(decimals, named):
    t = Two()
    step = t.A1.T @ t.d2
    off = np.abs(t.X.T @ (t.d2 @ step.T * (1 - t.A1**2))).max()
    eta = 4e-4 / off  # the largest entry of dW1 is off by 0.0004
    d1 = t.d2 @ (t.W2 - eta * step).T * (1 - t.A1**2)
    given = [tuple(np.round(g, decimals) for g in layer) for layer in t.grads(d1=d1)]
    report = t.diagnose(given, learning_rate=eta)
    assert not report.correct
    assert ids(report) == named


# --- saturated outputs, tiny gradients -----------------------------------------------------------------


@pytest.mark.parametrize("z", [5.0, 20.0, 28.0, 36.0, 40.0, 800.0])
@pytest.mark.parametrize("wrong", [-5.0, 2.0, 0.0, 1.001])
def test_a_saturated_sigmoid_with_its_cross_entropy_is_judged_by_a_minus_y(z, wrong):
    words = {"activations": ["sigmoid"], "loss": "bce"}
    a = sigmoid(np.array([[z]]))
    right = a * 1.0
    assert diagnose([[[z]]], [[1.0]], [[0.0]], [right], **words).correct
    report = diagnose([[[z]]], [[1.0]], [[0.0]], [wrong * right], **words)
    assert not report.correct
    assert "Correct" not in str(report)


@pytest.mark.parametrize("z", [20.0, 36.0, 800.0])
def test_so_is_a_saturated_softmax(z):
    X, Y = np.array([[1.0, 0.5], [-1.0, 0.25]]), np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]])
    W = np.array([[z, -z, 0.1], [0.3, 0.1, -0.2]])
    d = (softmax(X @ W) - Y) / 2
    words = {"activations": "softmax", "loss": "cross_entropy"}
    report = diagnose([W], X, Y, [X.T @ d], **words)
    assert report.correct
    assert "saturated" in str(report)
    for wrong in (2 * d, -d, d + 1e-6):
        assert not diagnose([W], X, Y, [X.T @ wrong], **words).correct


@pytest.mark.ci
def test_each_array_has_its_own_tolerance_in_a_deep_net_with_vanishing_gradients():
    rng, layers = np.random.default_rng(0), 14
    Ws = [rng.normal(size=(3, 3)) * 0.3 for _ in range(layers)]
    X, Y = rng.normal(size=(2, 3)), rng.random(size=(2, 3))
    A = [X]
    for W in Ws:
        A.append(sigmoid(A[-1] @ W))
    d, G = (A[-1] - Y) * A[-1] * (1 - A[-1]), [None] * layers
    for i in reversed(range(layers)):
        G[i] = A[i].T @ d
        d = d @ Ws[i].T * A[i] * (1 - A[i])
    assert np.abs(G[0]).max() < 1e-12
    words = {"activations": "sigmoid", "loss": "mse", "reduction": "sum", "factor": 0.5, "orientation": "in_out"}
    assert diagnose(Ws, X, Y, G, **words).correct
    for k, wrong in ((0, -3 * G[0]), (1, rng.normal(size=(3, 3)) * np.abs(G[1]).max()), (0, 1.0001 * G[0])):
        report = diagnose(Ws, X, Y, [*G[:k], wrong, *G[k + 1 :]], **words)
        assert not report.correct
        assert "Correct" not in str(report)


# --- kinks -------------------------------------------------------------------------------------------------


def exclusive_or(slope):
    """XOR, zero start biases: the sample (0, 0) has z = 0 in every neuron."""
    rng = np.random.default_rng(0)
    X, Y = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[0], [1], [1], [0.0]])
    W1, b1, W2, b2 = rng.normal(size=(2, 3)), np.zeros(3), rng.normal(size=(3, 1)), np.full(1, 0.2)
    Z = X @ W1 + b1
    e = 2 * (np.maximum(Z, 0) @ W2 + b2 - Y) / 4
    d = e @ W2.T * np.where(Z == 0, slope, Z > 0)
    given = [(X.T @ d, d.sum(0)), (np.maximum(Z, 0).T @ e, e.sum(0))]
    return diagnose([(W1, b1), (W2, b2)], X, Y, given, activations=["relu", "linear"], loss="mse")


@pytest.mark.parametrize("slope", [0.0, 1.0, 0.5, 0.3, np.array([0.1, 0.9, 0.4])], ids=["0", "1", "½", "0.3", "each"])
def test_any_derivative_between_the_sides_of_a_kink_is_right_and_said_so(slope):
    report = exclusive_or(slope)
    assert report.correct, report
    assert "exactly at its kink" in str(report)


@pytest.mark.parametrize("slope", [-0.1, 1.1, 2.0])
def test_none_outside_them_is(slope):
    assert not exclusive_or(slope).correct


@pytest.mark.parametrize(
    ("loss", "Y", "slopes"), [("mae", 1.5, (-1.0, 0.0, 0.4, 1.0)), ("hinge", 1.0, (-1.0, -0.5, 0.0))]
)
def test_the_kinks_of_a_loss_have_the_same_convention(loss, Y, slopes):
    X, W = np.array([[1.0, 0.5], [2.0, 1.0]]), np.array([[0.5], [1.0]]) * Y
    assert (X[0] @ W)[0] == (1.0 * Y if Y == 1.0 else 1.5)
    A, targets = X @ W, np.array([[Y], [Y if loss == "hinge" else 0.0]])
    G = np.sign(A - targets) if loss == "mae" else -targets * (targets * A < 1)
    words = {"activations": "linear", "loss": loss, "reduction": "sum"}
    for slope in slopes:
        G[0, 0] = slope
        assert diagnose([W], X, targets, [X.T @ G], **words).correct, slope
    G[0, 0] = 1.2 if loss == "mae" else -1.2
    assert not diagnose([W], X, targets, [X.T @ G], **words).correct


def test_an_array_that_is_right_at_a_kink_is_not_called_wrong():
    rng = np.random.default_rng(0)
    X, Y, W1, b1, W2, b2 = (rng.normal(size=s) for s in ((4, 3), (4, 2), (3, 4), 4, (4, 2), 2))
    X[1] = b1[:] = 0.0
    Z1 = X @ W1
    d2 = 2 * (np.maximum(Z1, 0) @ W2 + b2 - Y) / 4
    d1 = d2 @ W2.T * (Z1 >= 0)
    unknown = np.maximum(Z1, 0).T @ d2 + rng.normal(size=(4, 2))
    given = [(X.T @ d1, d1.sum(0)), (unknown, d2.sum(0))]
    report = diagnose([(W1, b1), (W2, b2)], X, Y, given, activations=["relu", "linear"], loss="mse")
    assert "Right: dW1, db1, db2." in str(report)
    assert np.allclose(report.right["db1"], d1.sum(0))


# --- a name that may come about by chance ----------------------------------------------------------------

ONE_WEIGHT = np.array([[0.6]]), np.array([[0.3], [1.1], [-0.7]]), np.array([[0.2], [-0.5], [0.9]])


@pytest.mark.parametrize("activation", first(1, ["relu", "tanh", "sigmoid"]))
def test_one_short_number_fits_many_formulas_and_names_none(activation):
    W, X, Y = ONE_WEIGHT
    for number in (-1.9, -1.5, -1.1, -0.7, -0.3, 0.7, 0.9):
        report = diagnose([W], X, Y, [np.array([[number]])], activations=activation, loss="mse")
        assert report.explanations == [], f"{number}: {report}"
        assert "another network" not in str(report), f"{number}: {report}"
    made = 2 * X.T @ (np.tanh(X @ W) - Y) / 3
    assert ids(diagnose([W], X, Y, [made], activations="tanh", loss="mse")) == ["missing_output_deriv"]


def test_a_mistake_that_fits_two_decimals_is_not_said_to_be_none():
    """The README's case, rounded so far that the right numbers are not much further away than the wrong ones."""
    X, Y = np.array([[0.5, -0.3], [-0.8, 0.9]]), np.array([[1.0], [0.0]])
    W1, b1 = np.array([[0.1, 0.4, -0.2], [0.3, -0.5, 0.6]]), np.array([0.0, 0.1, 0.2])
    W2, b2 = np.array([[0.7], [-0.4], [0.2]]), np.array([0.0])
    A1 = np.tanh(X @ W1 + b1)
    d2 = (A1 @ W2 + b2 - Y) / 2
    d1 = d2 @ W2.T
    mine = [(X.T @ d1, d1.sum(axis=0)), (A1.T @ d2, d2.sum(axis=0))]
    for decimals, said in ((2, "too few digits, to tell which mistake"), (4, "You left out tanh′ in layer 1")):
        given = [tuple(np.round(array, decimals) for array in pair) for pair in mine]
        words = {"activations": ["tanh", "linear"], "loss": "mse", "factor": 0.5}
        assert said in str(diagnose([(W1, b1), (W2, b2)], X, Y, given, **words))


def test_where_a_gradient_is_zero_that_is_the_reason():
    """All relu units are off, so layer 1 has the gradient 0, and N is 5."""
    t = Two()
    b1 = np.full(4, -100.0)
    d2 = 2 * (t.b2 - t.Y) / 5
    given = [(0 * t.W1, 0 * b1), (0 * t.W2, d2.sum(0))]
    words = {"activations": ["relu", "linear"], "loss": "mse"}
    report = diagnose([(t.W1, b1), (t.W2, t.b2)], t.X, t.Y, given, **words)
    assert report.correct
    assert "the right values of dW1, db1 and dW2 are zero here" in str(report)
    assert "N = 1" not in report.details
    whys = {str(p): (p.layers, p.why) for p in report.also_possible}
    assert whys["sum_not_mean"] == ((1,), "the gradient is 0 here")
    assert whys["prop_activation"] == ((1,), "the gradient is 0 here")
    one = [(t.X[:1].T @ t.d1[:1] * 5, t.d1[0] * 5), (t.A1[:1].T @ t.d2[:1] * 5, t.d2[0] * 5)]
    words = {"activations": ["tanh", "linear"], "loss": "mse"}
    report = diagnose(t.params, t.X[:1], t.Y[:1], one, **words)
    assert "sum_not_mean in layers 1, 2: N = 1: sum and mean are the same" in report.details


# --- outputs and the loss come first ---------------------------------------------------------------------


def test_outputs_of_another_forward_pass_are_named_and_no_delta_is_blamed():
    rng = np.random.default_rng(2)
    X, Y, W = rng.normal(size=(4, 2)), np.eye(3)[[0, 2, 1, 1]], rng.normal(size=(2, 3))
    Z = X @ W
    wrong = np.exp(Z) / np.exp(Z).sum(axis=0)
    words = {"activations": "softmax", "loss": "cross_entropy"}
    report = diagnose([W], X, Y, [X.T @ (wrong - Y) / 4], outputs=wrong, **words)
    assert not report.correct
    assert report.explanations == []
    text = str(report)
    assert "softmax of layer 1 taken over the samples, the wrong axis" in text
    assert "δ" not in text
    assert diagnose([W], X, Y, [X.T @ (softmax(Z) - Y) / 4], outputs=softmax(Z), **words).correct


def test_a_loss_of_few_digits_is_not_named_by_chance():
    """One of some hundred other losses is 1.37 to three digits, whatever the network."""
    t = Two()
    right = ((t.A2 - t.Y) ** 2).sum() / 5
    for value in np.round(np.linspace(0.1, 2.0, 20) * right, 2):
        text = str(t.diagnose(t.grads(), loss_value=value))
        assert "Yours is" not in text or np.isclose(value, right, rtol=0.01), text
    assert "Yours is right for reduction='sum'" in str(t.diagnose(t.grads(), loss_value=5 * right))
    assert "Yours is right for reduction='sum'" in str(t.diagnose(t.grads(), loss_value=round(5 * right, 5)))


def test_of_a_right_backward_pass_is_not_said_that_nothing_is_said():
    t = Two()
    text = str(t.diagnose(t.grads(), loss_value=1.0))
    assert "Your gradients are right for the stated network and loss." in text
    assert "nothing is said" not in text


@pytest.mark.parametrize("columns", [False, True], ids=["rows", "columns"])
def test_another_activation_is_named_with_its_layer(columns):
    t = Two()
    A2 = sigmoid(t.Z1) @ t.W2 + t.b2
    d2 = 2 * (A2 - t.Y) / 5
    d1 = d2 @ t.W2.T * sigmoid(t.Z1) * (1 - sigmoid(t.Z1))
    given = [(t.X.T @ d1, d1.sum(0)), (sigmoid(t.Z1).T @ d2, d2.sum(0))]
    if columns:
        words = {"activations": ["tanh", "linear"], "loss": "mse", "samples": "columns"}
        report = diagnose(t.params, t.X.T, t.Y.T, given, outputs=A2.T, **words)
    else:
        report = t.diagnose(given, outputs=A2)
    assert "a network with sigmoid in layer 1, where you said tanh" in str(report)
    assert "Your backward pass is right for that network." in str(report)
    assert "first wrong" not in str(report)


def test_outputs_that_nothing_explains_are_still_said_to_differ():
    t = Two()
    report = t.diagnose(t.grads(), outputs=t.A2 + np.arange(5)[:, None])
    assert not report.correct
    assert "4 of 5 outputs differ, the first is [1,0]: yours 1.242, right 0.242." in str(report)
    assert "Your gradients are right for the stated network and loss." in str(report)


LOSSES = [
    ("the sum", lambda t: ((t.A2 - t.Y) ** 2).sum(), "reduction='sum'"),
    ("half of it", lambda t: 0.5 * ((t.A2 - t.Y) ** 2).sum() / 5, "factor=0.5"),
    ("absolute", lambda t: np.abs(t.A2 - t.Y).sum() / 5, "loss='mae'"),
    ("another forward pass", lambda t: ((np.tanh(t.A2) - t.Y) ** 2).sum() / 5, "tanh in layer 2"),
]


@pytest.mark.parametrize(("value", "said"), [row[1:] for row in LOSSES], ids=[row[0] for row in LOSSES])
def test_another_loss_is_named(value, said):
    t = Two()
    report = t.diagnose(t.grads(d1=t.d1 * 3), loss_value=value(t))
    assert not report.correct
    assert said in str(report)
    assert "δ" not in str(report)


def test_the_stated_loss_and_outputs_pass():
    t = Two()
    value = ((t.A2 - t.Y) ** 2).sum() / 5
    assert t.diagnose(t.grads(), outputs=t.A2, loss_value=value).correct
    assert ids(t.diagnose(t.grads(d1=t.d2 @ t.W2.T), outputs=t.A2, loss_value=value)) == ["missing_hidden_deriv"]
    assert t.diagnose(t.grads(), outputs=t.A2.astype(np.float32), loss_value=np.float32(value)).correct


def test_a_loss_without_its_penalty_is_named():
    t = Two()
    given = [(g + 0.2 * W, b) for (g, b), (W, _) in zip(t.grads(), t.params, strict=True)]
    report = t.diagnose(given, l2=0.1, loss_value=((t.A2 - t.Y) ** 2).sum() / 5)
    assert "the loss without λ Σ W²" in str(report)


# --- options -------------------------------------------------------------------------------------------


def test_l2_masks_and_a_bias_in_the_first_row_agree_with_central_differences():
    t, rng = Two(), np.random.default_rng(5)
    mask = (rng.random((5, 4)) < 0.7) / 0.7

    def loss(W1, b1, W2, b2):
        A1 = np.tanh(t.X @ W1 + b1) * mask
        return ((A1 @ W2 + b2 - t.Y) ** 2).sum() / 5 + 0.3 * ((W1**2).sum() + (W2**2).sum())

    g = differences(loss, [a.copy() for a in (t.W1, t.b1, t.W2, t.b2)])
    rounded = [np.round(a, 6) for a in g]
    report = t.diagnose([tuple(rounded[:2]), tuple(rounded[2:])], l2=0.3, masks=[mask])
    assert report.correct, report
    joined = [np.vstack([b, W]) for W, b in t.params]
    given = [np.vstack([rounded[1], rounded[0]]), np.vstack([rounded[3], rounded[2]])]
    words = {"activations": ["tanh", "linear"], "loss": "mse", "bias": "first_row", "l2": 0.3, "masks": [mask]}
    assert diagnose(joined, t.X, t.Y, given, **words).correct
    ones = np.hstack([np.ones((5, 1)), t.X])
    assert diagnose(joined, ones, t.Y, given, **words).correct


@pytest.mark.parametrize(
    ("c", "said"),
    [(0.0, "left out"), (-0.2, "wrong sign"), (0.1, "left out the 2"), (0.05, "has another derivative")],
)
def test_a_wrong_derivative_of_the_penalty_is_told(c, said):
    t = Two()
    given = [(g + c * W, b) for (g, b), (W, _) in zip(t.grads(), t.params, strict=True)]
    report = t.diagnose(given, l2=0.1)
    assert ids(report) == ["l2_wrong"]
    assert said in report.findings[0].headline
    flipped = [(-g, -b) for g, b in [(g + 0.2 * W, b) for (g, b), (W, _) in zip(t.grads(), t.params, strict=True)]]
    assert ids(t.diagnose(flipped, l2=0.1)) == ["sign_flipped"]


# --- words -----------------------------------------------------------------------------------------------


def test_a_report_reads_as_a_sentence_an_id_and_a_line_of_code():
    t = Two()
    report = t.diagnose(t.grads(d1=t.d2 @ t.W2.T))
    assert report.findings[0].headline == "You left out tanh′ in layer 1"
    first, *rest = str(report).splitlines()
    assert first.startswith("You left out tanh′ in layer 1. (missing_hidden_deriv")
    assert "  fix: delta1 = (delta2 @ W2.T) * (1 - A1 * A1)" in rest
    assert "left over" not in str(report)
    assert "left over" in report.details


@pytest.mark.parametrize("samples", ["rows", "columns"])
@pytest.mark.parametrize(("reduction", "count"), [("mean", "{n}"), ("mean_all", "Y.size"), ("sum", "")])
def test_the_fix_counts_samples_by_code_and_not_by_a_number(samples, reduction, count):
    rng = np.random.default_rng(1)
    X, Y, W = rng.normal(size=(7, 3)), rng.uniform(size=(7, 2)), rng.normal(size=(3, 2))
    A1 = sigmoid(X @ W)
    c = {"mean": 7, "mean_all": 14, "sum": 1}[reduction]
    words = {"activations": "sigmoid", "loss": "mse", "reduction": reduction, "samples": samples}
    turn = (lambda a: a) if samples == "rows" else (lambda a: a.T)
    report = diagnose([W], turn(X), turn(Y), [X.T @ (2 * (A1 - Y) / c)], **words)
    finding = next(f for e in report.explanations for f in e if f.mistake == "missing_output_deriv")
    assert not re.search(r"0\.\d{3}", finding.fix), finding.fix
    assert count.format(n="len(X)" if samples == "rows" else "X.shape[1]") in finding.fix
    names = {"np": np, "X": turn(X), "Y": turn(Y), "A1": turn(A1), "W1": W}
    made = eval(finding.fix.partition(" = ")[2], names)
    assert np.allclose(turn(made), 2 * (A1 - Y) / c * A1 * (1 - A1))


@pytest.mark.parametrize(("c", "name"), [(5.0, "sum_not_mean"), (0.2, "extra_mean"), (2.0, "factor_two")])
def test_the_fix_of_a_constant_is_code_too(c, name):
    t = Two()
    given = [(c * W, c * b) for W, b in t.grads()]
    finding = next(f for e in t.diagnose(given).explanations for f in e if f.mistake == name)
    target, _, formula = finding.fix.partition(" = ")
    k = int(target[2:])
    made = eval(formula, {"X": t.X, "Y": t.Y, f"dW{k}": given[k - 1][0]})
    assert np.allclose(made, t.grads()[k - 1][0])


def test_a_right_gradient_gets_one_line():
    t = Two()
    assert len(str(t.diagnose(t.grads())).splitlines()) == 1


def test_equal_start_weights_get_a_hint():
    t = Two()
    W1, W2 = np.full((3, 4), 0.5), np.full((4, 1), 0.25)
    A1 = np.tanh(t.X @ W1)
    d2 = 2 * (A1 @ W2 - t.Y) / 5
    given = [t.X.T @ (d2 @ W2.T * (1 - A1**2)), A1.T @ d2]
    report = diagnose([W1, W2], t.X, t.Y, given, activations=["tanh", "linear"], loss="mse")
    assert report.correct
    assert "All 4 neurons of layer 1 start with equal weights" in str(report)
    assert "so they stay equal" in str(report)
    W2 = np.array([[0.25], [0.25], [0.5], [1.0]])
    d2 = 2 * (A1 @ W2 - t.Y) / 5
    given = [t.X.T @ (d2 @ W2.T * (1 - A1**2)), A1.T @ d2]
    report = diagnose([W1, W2], t.X, t.Y, given, activations=["tanh", "linear"], loss="mse")
    assert "Neurons 0 and 1 of layer 1" in str(report)
    t = Two()
    assert "stay equal" not in str(t.diagnose(t.grads()))


# --- what cannot be compared -----------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [0.0, float("nan"), float("inf")])
def test_a_loss_that_is_nothing_gets_a_sentence(factor):
    t = Two()
    report = t.diagnose(t.grads(), factor=factor)
    assert not report.correct
    assert "factor got" in report.problem


def test_a_network_without_a_value_gets_a_sentence_and_a_step_too_far_none():
    X, Y = np.array([[800.0, 1.0], [2.0, 3.0]]), np.array([[0.5], [0.25]])
    W1, W2 = np.array([[1.0, 0.5], [0.25, 1.0]]), np.array([[1.0], [0.5]])
    report = diagnose([W1, W2], X, Y, [W1, W2], activations=["exp", "sin"], loss="mse", orientation="in_out")
    assert "no value at this point" in report.problem
    X[0, 0] = 6.0  # exp is finite; a step along the gradient is not
    report = diagnose(
        [W1, W2], X, Y, [W1, W2], activations=["exp", "sin"], loss="mse", outputs=[[9.0], [9.0]], orientation="in_out"
    )
    assert "forward pass" in str(report)
    assert not diagnose([W1, W2], X, Y, [W1, W2], activations=["exp", "sin"], loss="mse", orientation="in_out").correct


class Tensor:
    """As PyTorch's with requires_grad: it turns into an array only after detach."""

    def __init__(self, array, free=False):
        self.array, self.free = array, free
        self.shape, self.ndim = array.shape, array.ndim

    def detach(self):
        return Tensor(self.array, free=True)

    def cpu(self):
        return self

    def numpy(self):
        if not self.free:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        return self.array

    def __array__(self, *args, **kwargs):
        return self.numpy()

    def __len__(self):
        return len(self.array)

    def __iter__(self):
        return map(Tensor, self.array)


def test_tensors_that_require_grad_are_read():
    t = Two()
    params = [tuple(map(Tensor, layer)) for layer in t.params]
    given = [tuple(map(Tensor, layer)) for layer in t.grads()]
    words = {"activations": ["tanh", "linear"], "loss": "mse"}
    assert diagnose(params, Tensor(t.X), Tensor(t.Y), given, outputs=Tensor(t.A2), **words).correct
    single = [tuple(Tensor(g.astype(np.float32)) for g in layer) for layer in t.grads()]
    assert diagnose(params, Tensor(t.X), Tensor(t.Y), single, **words).correct
    flipped = [tuple(Tensor(-g) for g in layer) for layer in t.grads()]
    assert ids(diagnose(params, Tensor(t.X), Tensor(t.Y), flipped, **words)) == ["sign_flipped"]


@pytest.mark.parametrize(
    ("masks", "said"), [([np.ones((5, 4))] * 3, "masks has 3 entries"), ([np.ones((2, 2))], "mask1 has shape (2, 2)")]
)
def test_masks_that_do_not_fit_get_a_sentence(masks, said):
    t = Two()
    assert said in t.diagnose(t.grads(), masks=masks).problem


def test_pytorchs_tensors_are_read_in_every_precision():
    torch = pytest.importorskip("torch")
    t = Two()
    W, b = (torch.tensor(a, requires_grad=True) for a in (t.W1, t.b1))
    X, Y = torch.tensor(t.X), torch.tensor(np.tile(t.Y, (1, 4)))
    outputs = torch.tanh(X @ W + b)
    loss = ((outputs - Y) ** 2).sum() / 5
    loss.backward()
    words = {"activations": "tanh", "loss": "mse", "outputs": outputs, "loss_value": loss}
    assert diagnose([(W, b)], X, Y, [(W.grad, b.grad)], **words).correct
    assert diagnose([[W, b]], X, Y, [W.grad, b.grad], **words).correct
    for kind in (torch.float32, torch.float16, torch.bfloat16):
        assert diagnose([(W, b)], X, Y, [(W.grad.to(kind), b.grad.to(kind))], **words).correct, kind
    assert ids(diagnose([(W, b)], X, Y, [(-W.grad, -b.grad)], **words)) == ["sign_flipped"]


@pytest.mark.parametrize("seed", range(5))
def test_cross_entropy_of_outputs_that_are_0_gets_a_report(seed):
    """relu gives outputs of exactly 0, whose logarithm and slope are infinite."""
    rng = np.random.default_rng(seed)
    X, W, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
    given = [(rng.normal(size=W.shape), rng.normal(size=2))]
    report = diagnose([(W, b)], X, np.eye(2)[[0, 1, 0, 1]], given, activations=["relu"], loss="cross_entropy")
    assert not report.correct
    assert str(report)


@pytest.mark.parametrize("c", [-1.0, 5.0, 2.0, 7.0])
def test_the_fix_of_a_constant_names_every_array_that_it_is_for(c):
    t = Two()
    for explanation in t.diagnose([(c * W, c * b) for W, b in t.grads()]).explanations:
        (finding,) = explanation
        assert all(name in finding.fix for name in ("dW1", "db1", "dW2", "db2")), finding


def test_arrays_that_need_another_line_have_their_own():
    """Each layer divided what was divided above: layer 1 by N² too often, layer 2 by N."""
    t = Two()
    (d1, e1), (d2, e2) = t.grads()
    (finding,) = t.diagnose([(d1 / 25, e1 / 25), (d2 / 5, e2 / 5)]).findings
    code, _, comment = finding.fix.partition("  # ")
    assert code == "dW2 = dW2 * len(X); dW1 = dW1 * len(X) ** 2"
    assert comment == "and so db2; and so db1"


def test_an_update_that_came_too_early_is_said_to_go_below():
    t = Two()
    W2 = t.W2 - 0.1 * t.A1.T @ t.d2
    (finding,) = t.diagnose(t.grads(t.d2 @ W2.T * (1 - t.A1**2)), learning_rate=0.1).findings
    assert finding.mistake == "prop_updated_W"
    assert finding.fix.endswith("# move the update of W2 below this line")


def test_two_mistakes_in_one_layer_do_not_contradict_one_another():
    """dW is half, db is 1/N: neither is said to be right, and the second headline goes on in lower case."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(5, 3)), rng.normal(size=(5, 1))
    W, b = np.zeros((3, 1)), np.zeros(1)
    r = X @ W + b - Y
    words = {"activations": "linear", "loss": "mse", "factor": 0.5, "reduction": "sum"}
    text = str(diagnose([(W, b)], X, Y, [(X.T @ r / 2, r.mean(0))], **words))
    assert "Your gradient is half of the right one, in dW1 only. (factor_two)" in text
    assert "  and your db1 is 1/N times the right one. (bias_scale)" in text
    assert "is right:" not in text
    assert "Hint: W1 is 0 throughout" in text


# --- gradients of a network with a linear output ------------------------------------------------------------


@pytest.mark.parametrize(("c", "loss"), [(1.0, ""), (0.5, "factor=0.5"), (5.0, "reduction='sum'")])
@pytest.mark.parametrize("outputs", [1, 2])
def test_a_linear_output_is_named_where_tanh_was_said_of_every_layer(c, loss, outputs):
    rng = np.random.default_rng(outputs)
    X, Y = rng.normal(size=(5, 2)), rng.normal(size=(5, outputs))
    W1, b1, W2, b2 = (rng.normal(size=s) for s in ((2, 3), 3, (3, outputs), outputs))
    A1 = np.tanh(X @ W1 + b1)
    d2 = c * 2 * (A1 @ W2 + b2 - Y) / 5
    d1 = d2 @ W2.T * (1 - A1**2)
    mine = [(X.T @ d1, d1.sum(0)), (A1.T @ d2, d2.sum(0))]
    text = str(diagnose([(W1, b1), (W2, b2)], X, Y, mine, activations="tanh", loss="mse"))
    assert "no activation in layer 2, where you said tanh" in text
    assert "say so: activations=['tanh', 'linear']" in text
    assert loss in text
    assert "weights" not in text


def test_no_weights_of_samples_are_made_up():
    """With one output, any wrong δ is the right one times a number for each sample."""
    t = Two()
    d2 = t.d2 * np.array([[0.5243], [1.318], [-0.2791], [2.117], [0.7713]]) ** 3
    text = str(t.diagnose(t.grads(d2 @ t.W2.T * (1 - t.A1**2), d2)))
    assert "count with the weights" not in text
    assert "Look at δ2, of the output: for the samples it is 0.1441, 2.29, " in text
    d2 = t.d2 * (1 / np.array([[3.0], [7.0], [3.0], [7.0], [3.0]]))
    assert "count with the weights 0.3333, 0.1429, " in str(t.diagnose(t.grads(d2 @ t.W2.T * (1 - t.A1**2), d2)))


# --- options that no loss and no step has -------------------------------------------------------------------


@pytest.mark.parametrize(("word", "given"), [("l2", -1), ("learning_rate", -1), ("learning_rate", 0)])
def test_an_option_out_of_its_range_is_refused_with_its_value(word, given):
    t = Two()
    report = t.diagnose(t.grads(), **{word: given})
    assert re.match(rf"Cannot compare: {word} got {given}; a .*number .*is needed", str(report))


def test_masks_that_are_no_list_are_refused():
    t = Two()
    assert str(t.diagnose(t.grads(), masks=3)).startswith("Cannot compare: masks got 3 (int); a list with a mask for")


def test_the_tints_of_a_heat_map_are_explained():
    t = Two()
    html = t.diagnose([(2 * W, 2 * b) for W, b in t.grads()])._repr_html_()
    largest = np.abs(t.grads()[0][0]).max()
    assert f"dW1: yours, tinted: blue is too large, red too small, the deepest by {largest:.3f}; white is right" in html
