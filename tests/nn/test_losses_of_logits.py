"""Losses of logits keep their digits: at large common offsets, where probabilities saturate, in derived programs.

The oracle is the same formula with 400 digits.
"""

import math

import mpmath
import numpy as np
import pytest

import nn
from engine import Value, values, vectorize
from nn import MLP, compare, losses, matrix, per_sample

OFFSETS = [0.0, 1e3, -1e3, 1e8, 1e16, -1e16, 1e100, 1e300, -1e300]
DIGITS = 1e-14


def exact(s, y):
    """Loss and gradient of softmax and cross-entropy, with 400 digits."""
    with mpmath.workdps(400):
        s, y = [mpmath.mpf(x) for x in s], [mpmath.mpf(x) for x in y]
        highest = max(s)
        powers = [mpmath.exp(x - highest) for x in s]
        logs = [x - highest - mpmath.log(sum(powers)) for x in s]
        loss = -sum(t * z for t, z in zip(y, logs, strict=True))
        slopes = [sum(y) * p / sum(powers) - t for p, t in zip(powers, y, strict=True)]
        return float(loss), [float(x) for x in slopes], [float(x) for x in logs]


def logits(offset, rng, n):
    """n numbers close to an offset: a few steps of a float apart, or of 1."""
    step = max(1.0, math.ulp(offset))
    return [offset + step * float(k) for k in rng.integers(-6, 7, n)]


def within(found, right, size=1.0):
    """Whether a number is right to the last digits of itself, or of the terms it is made of."""
    return abs(found - right) <= DIGITS * max(abs(right), size)


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("n", [2, 3, 10])
def test_cross_entropy_at_any_offset(n, offset):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        s, k = logits(offset, rng, n), int(rng.integers(n))
        loss, slopes, logs = exact(s, [float(i == k) for i in range(n)])
        given = [Value(x) for x in s]
        total = nn.cross_entropy_with_logits([given], [k])
        total.backward()
        assert within(total.data, loss)
        assert all(within(v.grad, slope) for v, slope in zip(given, slopes, strict=True))
        assert all(within(v.data, right) for v, right in zip(nn.log_softmax(given), logs, strict=True))


def test_without_the_shift_the_digits_would_be_lost():
    """Naive: log Σ e**s − s, each of which is rounded to 16 digits of the offset."""
    s = [1e16, 1e16]
    naive = nn.losses.log_of_sum([Value(x) for x in s]).data - s[0]
    assert naive == 0.0
    assert not within(naive, exact(s, [1.0, 0.0])[0])


@pytest.mark.parametrize("y", [[0.2, 0.5, 0.3], [0.0, 0.0, 0.0], [1.0, 1.0, 0.0]], ids=str)
@pytest.mark.parametrize("offset", OFFSETS)
def test_any_weights_at_any_offset(offset, y):
    s = [offset + 2 * math.ulp(offset), offset, offset + 4 * math.ulp(offset)]
    loss, slopes, _ = exact(s, y)
    for targets in ([y], [[Value(t) for t in y]]):
        given = [Value(x) for x in s]
        total = nn.cross_entropy_with_logits([given], targets)
        total.backward()
        assert within(total.data, loss)
        assert all(within(v.grad, slope) for v, slope in zip(given, slopes, strict=True))


@pytest.mark.parametrize("s", [0.0, 1.5, -1.5, 30.0, -30.0, 40.0, 700.0, -745.0, 1e16, -1e300])
@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_binary_cross_entropy_has_all_its_digits(s, y):
    """Naive: softplus(s) − y s loses a tiny loss in the difference of two large numbers."""
    with mpmath.workdps(400):
        z = mpmath.mpf(s)
        soft = [mpmath.log1p(mpmath.exp(-abs(z))) + max(x, mpmath.mpf(0)) for x in (-z, z)]
        loss = float(y * soft[0] + (1 - y) * soft[1])
        slope = float(1 / (1 + mpmath.exp(-z)) - y) if y != 1 else float(-1 / (1 + mpmath.exp(z)))
    for target in (y, Value(y)):
        given = Value(s)
        total = nn.binary_cross_entropy_with_logits(given, target)
        total.backward()
        assert total.data == pytest.approx(loss, rel=1e-14, abs=5e-324)
        assert given.grad == pytest.approx(slope, rel=1e-14, abs=5e-324)


EXTREMES = [
    ([1e308, -1e308], 0, 0.0, [0, 0]),
    ([1e308, -1e308], 1, math.inf, [1, -1]),
    ([-1.7e308, -1.7e308], 1, math.log(2), [0.5, -0.5]),
    ([1e300, 0.0], 1, 1e300, [1, -1]),
    ([710.0, 0.0], 0, 0.0, [0, 0]),
    ([-math.inf, 0.0], 1, 0.0, [0, 0]),
    ([-math.inf, 0.0], 0, math.inf, [-1, 1]),
]


@pytest.mark.parametrize(("s", "k", "loss", "slopes"), EXTREMES, ids=str)
def test_extremes_are_those_of_pytorch(s, k, loss, slopes):
    given = [Value(x) for x in s]
    total = nn.cross_entropy_with_logits([given], [k])
    total.backward()
    assert total.data == loss
    assert [v.grad for v in given] == pytest.approx(slopes, abs=1e-300)


def test_pytorch_says_the_same():
    torch = pytest.importorskip("torch")
    for s, k, loss, slopes in [*EXTREMES, ([1e16, 1e16], 0, math.log(2), [-0.5, 0.5])]:
        given = torch.tensor([s], dtype=torch.float64, requires_grad=True)
        total = torch.nn.functional.cross_entropy(given, torch.tensor([k]))
        total.backward()
        assert total.item() == pytest.approx(loss)
        assert given.grad[0].tolist() == pytest.approx(slopes, abs=1e-300)


@pytest.mark.parametrize("s", [[math.nan, 0.0], [math.inf, 0.0]])
def test_nan_and_infinity_go_through(s):
    assert math.isnan(nn.cross_entropy_with_logits([[Value(x) for x in s]], [0]).data)


@pytest.mark.parametrize("word", ["bce", "cross_entropy"])
def test_a_derived_program_keeps_the_digits(word):
    row, rng = losses.TABLE[word], np.random.default_rng(1)
    W = values(rng.normal(size=(2, 3)))
    inputs = {"X": values(rng.normal(size=(4, 2))), "Y": values(np.eye(3)[[0, 1, 2, 1]])}
    program = vectorize(row.logits(inputs["X"] @ W, inputs["Y"]), {"W": W}, inputs)
    offset = {"bce": 30.0, "cross_entropy": 1e16}[word]
    S = offset + 2.0 * rng.integers(-3, 4, (4, 3))
    Y = np.eye(3)[[2, 2, 0, 1]]
    X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    given = {"W": S[:2]}, {"X": X, "Y": Y}
    S = X @ S[:2]
    if word == "cross_entropy":
        right = [exact(s, y) for s, y in zip(S, Y, strict=True)]
        loss, delta = np.mean([r[0] for r in right]), np.array([r[1] for r in right])
    else:
        loss = (Y * np.log1p(np.exp(-S)) + (1 - Y) * (S + np.log1p(np.exp(-S)))).sum() / 4
        delta = (1 - Y) / (1 + np.exp(-S)) - Y / (1 + np.exp(S))
    found, gradients = program.value_and_grad(*given)
    assert found == pytest.approx(loss, rel=1e-13)
    np.testing.assert_allclose(gradients["W"], X.T @ delta / 4, rtol=1e-12, atol=1e-14)


# --- outputs that are rounded to 0 or 1: nn.matrix and what stands on it ---------------------------


def saturated(word, z):
    """A last layer whose pre-activations are ±z, and targets that are right, wrong and between."""
    W = np.array([[z, -z, z / 2]])
    X = np.array([[1.0], [-1.0], [0.5]])
    Y = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.25, 0.5, 0.25]])
    return [(W, np.zeros(3))], X, Y, {"bce": "sigmoid", "cross_entropy": "softmax"}[word]


def exact_delta(word, Z, Y):
    if word == "cross_entropy":
        return np.array([exact(z, y)[1] for z, y in zip(Z, Y, strict=True)])
    with mpmath.workdps(400):
        return np.array(
            [[float(1 / (1 + mpmath.exp(-z)) - y) for z, y in zip(*p, strict=True)] for p in zip(Z, Y, strict=True)]
        )


@pytest.mark.parametrize("z", [1.0, 20.0, 28.0, 36.0, 40.0, 745.0, 1e4])
@pytest.mark.parametrize("word", ["bce", "cross_entropy"])
def test_the_delta_of_a_saturated_output_is_a_minus_y(word, z):
    """Naive: G = (a − y)/(a(1 − a)) times f′ is rounding noise from z = 28 on, and 0 · inf from 37 on."""
    params, X, Y, activation = saturated(word, z)
    run = matrix.forward(params, X, [activation])
    loss, delta = matrix.loss_and_delta(run, Y, activation, word, reduction="sum")
    np.testing.assert_allclose(delta, exact_delta(word, run.Z[-1], Y), rtol=1e-13, atol=3e-16)
    assert math.isfinite(loss)
    found = matrix.backward(params, run, None, [activation], delta=delta)
    np.testing.assert_allclose(found.gradients["W1"], X.T @ delta, rtol=1e-15)
    assert found.delta[0] is delta


@pytest.mark.parametrize("z", [20.0, 40.0, 745.0])
@pytest.mark.parametrize("word", ["bce", "cross_entropy"])
def test_compare_and_per_sample_of_a_saturated_output(word, z):
    params, X, Y, activation = saturated(word, z)
    model = MLP.from_arrays(params, activations=[activation])
    report = compare(model, X, Y, loss=word)
    assert report, report
    right = exact_delta(word, X @ params[0][0], Y)
    np.testing.assert_allclose(report.scalar["W1"], X.T @ right / 3, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(report.matrix["W1"], X.T @ right / 3, rtol=1e-12, atol=1e-14)
    view = per_sample(model, X, Y, neuron=(1, 1), loss=word)
    assert view
    assert [sample.delta for sample in view.samples] == pytest.approx(right[:, 1].tolist(), rel=1e-12, abs=1e-15)


def test_a_wrong_delta_is_found_beside_a_saturated_output():
    params, X, Y, activation = saturated("bce", 40.0)
    model = MLP.from_arrays(params, activations=[activation])
    right = compare(model, X, Y, loss="bce").matrix
    assert not compare(model, X, Y, loss="bce", gradients={**right, "W1": 2 * right["W1"]})


def test_without_its_partner_a_loss_goes_through_f_prime():
    """δ is a − y only after the loss's own activation."""
    params, X, Y, _ = saturated("bce", 0.5)
    run = matrix.forward(params, X, ["softmax"])
    value, delta = matrix.loss_and_delta(run, Y, "softmax", "bce")
    other, G = matrix.loss_and_derivative(run.A[-1], Y, "bce")
    assert value == other
    np.testing.assert_array_equal(delta, matrix.through_activation(G, run.Z[-1], run.A[-1], "softmax"))


def test_backward_needs_one_of_the_two():
    params, X, _, activation = saturated("bce", 1.0)
    with pytest.raises(ValueError, match="backward needs G = ∂L/∂A of the last layer, or its delta"):
        matrix.backward(params, matrix.forward(params, X, [activation]), None, [activation])


def test_softmax_over_one_output_has_a_loss_and_no_gradient():
    run = matrix.forward([(np.array([[2.0]]), None)], [[1.0], [3.0]], ["softmax"])
    loss, delta = matrix.loss_and_delta(run, [1.0, 1.0], "softmax", "cross_entropy")
    assert loss == 0
    np.testing.assert_array_equal(delta, [[0.0], [0.0]])
