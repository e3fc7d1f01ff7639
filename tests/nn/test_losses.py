"""Losses and gradient descent, against formulas written out in NumPy and central differences of those."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn
from engine import NOT_COMPUTED, Value
from nn import (
    MLP,
    SGD,
    Layer,
    Neuron,
    absolute_error,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    cross_entropy_with_logits,
    hinge,
    huber,
    squared_error,
)
from nn.losses import row_behind

INF = math.inf

# The sum over all entries of A (predictions) and Y (targets), rows are samples.
FORMULAS = {
    squared_error: lambda A, Y: ((A - Y) ** 2).sum(),
    absolute_error: lambda A, Y: np.abs(A - Y).sum(),
    huber: lambda A, Y: np.where(abs(A - Y) <= 1, (A - Y) ** 2 / 2, abs(A - Y) - 1 / 2).sum(),
    binary_cross_entropy: lambda A, Y: -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum(),
    cross_entropy: lambda A, Y: -(Y * np.log(A)).sum(),
    binary_cross_entropy_with_logits: lambda S, Y: (
        -(Y * np.log(1 / (1 + np.exp(-S))) + (1 - Y) * np.log(1 / (1 + np.exp(S)))).sum()
    ),
    cross_entropy_with_logits: lambda S, Y: -(Y * np.log(np.exp(S) / np.exp(S).sum(axis=1, keepdims=True))).sum(),
}
DIVISORS = {"mean": lambda A: A.shape[0], "sum": lambda A: 1, "mean_all": lambda A: A.size}


def slopes(f, A, h=1e-6):
    """∂f/∂A by central differences, entry by entry."""
    out = np.zeros_like(A)
    for index in np.ndindex(*A.shape):
        up, down = A.copy(), A.copy()
        up[index] += h
        down[index] -= h
        out[index] = (f(up) - f(down)) / (2 * h)
    return out


def as_values(A):
    return [[Value(a) for a in row] for row in A]


def grads(values):
    return np.array([[v.grad for v in row] for row in values])


RNG = np.random.default_rng(3)
A = RNG.uniform(0.1, 0.9, (3, 4))
Y = RNG.uniform(0.1, 0.9, (3, 4))

losses = pytest.mark.parametrize("loss", FORMULAS, ids=lambda f: f.__name__)


# --- values and gradients ---------------------------------------------------------------------


@losses
@pytest.mark.parametrize("reduction", DIVISORS)
@pytest.mark.parametrize("factor", [1.0, 0.5, -3, np.float64(2.0)])
def test_a_batch_has_the_loss_and_the_gradients_of_the_formula(loss, reduction, factor):
    def formula(predictions, targets=Y):
        return factor * FORMULAS[loss](predictions, targets) / DIVISORS[reduction](predictions)

    values = as_values(A)
    total = loss(values, Y, reduction=reduction, factor=factor)
    total.backward()
    assert total.data == pytest.approx(formula(A), rel=1e-13)
    np.testing.assert_allclose(grads(values), slopes(formula, A), rtol=1e-6, atol=1e-9)


@losses
def test_each_sample_of_a_batch_has_the_loss_that_it_has_alone(loss):
    row, batch = row_behind(loss), as_values(A)
    parts = row.of_each(batch, Y.tolist(), 0.3, logits=loss is row.logits)
    alone = [loss([a], [y], reduction="sum", factor=0.3) for a, y in zip(batch, Y.tolist(), strict=True)]
    assert [part.data for part in parts] == [part.data for part in alone]
    found = []
    for some in (parts, alone):
        for part in some:
            part.backward()
        found.append(grads(batch))
        for v in batch[0] + batch[1] + batch[2]:
            v.grad = None
    assert (found[0] == found[1]).all()


@losses
def test_mean_over_samples_and_factor_one_are_the_defaults(loss):
    assert loss(as_values(A), Y).data == pytest.approx(FORMULAS[loss](A, Y) / 3, rel=1e-13)


@losses
def test_targets_may_be_values_and_get_gradients(loss):
    targets = as_values(Y)
    loss(as_values(A), targets, reduction="sum").backward()
    np.testing.assert_allclose(grads(targets), slopes(lambda y: FORMULAS[loss](A, y), Y), rtol=1e-6, atol=1e-8)


@losses
@pytest.mark.parametrize("reduction", DIVISORS)
def test_a_flat_list_is_one_sample(loss, reduction):
    a, y = A[:1], Y[:1]
    expected = FORMULAS[loss](a, y) / DIVISORS[reduction](a)
    # Made by a layer, so that it is known to be one sample: its weights are chosen to give the numbers of a.
    flat = MLP.from_arrays([([[1.0] * len(a[0])], a[0])], activations="linear")([0.0])
    total = loss(flat, list(y[0]), reduction=reduction)
    total.backward()
    assert total.data == pytest.approx(expected, rel=1e-13)
    assert loss([flat], y, reduction=reduction).data == total.data
    slope = slopes(lambda p: FORMULAS[loss](p, y) / DIVISORS[reduction](p), a)[0]
    assert [v.grad for v in flat] == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("loss", [squared_error, binary_cross_entropy, binary_cross_entropy_with_logits])
@pytest.mark.parametrize("reduction", DIVISORS)
def test_a_single_value_is_one_sample_of_one_entry(loss, reduction):
    a = np.array([[0.3]])
    expected = FORMULAS[loss](a, np.array([[0.8]]))
    assert loss(Value(0.3), 0.8, reduction=reduction).data == pytest.approx(expected, rel=1e-13)


@losses
@pytest.mark.parametrize("container", [list, tuple, np.array])
def test_containers_do_not_matter(loss, container):
    expected = loss(as_values(A), Y.tolist()).data
    predictions = container([container(row) for row in as_values(A)])
    assert loss(predictions, container([container(row) for row in Y])).data == expected


def test_int_and_numpy_targets_are_numbers():
    assert squared_error([[Value(3.0), Value(5.0)]], [[1, np.int64(2)]]).data == 13.0
    assert squared_error(Value(3.0), np.float32(0.5)).data == 6.25
    assert squared_error(Value(3.0), True).data == 4.0


@pytest.mark.parametrize("targets", [[[1.0], [0.0], [2.0]], np.array([[1.0], [0.0], [2.0]])])
def test_targets_in_a_column_make_each_prediction_a_sample(targets):
    predictions = [Value(0.5), Value(0.25), Value(4.0)]
    total = squared_error(predictions, targets)
    total.backward()
    assert total.data == pytest.approx((0.25 + 0.0625 + 4.0) / 3, rel=1e-15)
    assert [v.grad for v in predictions] == pytest.approx([-1 / 3, 0.5 / 3, 4 / 3], rel=1e-15)


# Numbers whose squares neither vanish nor overflow.
numbers = st.floats(-50, 50)


@given(st.lists(st.tuples(numbers, st.integers(0, 1)), min_size=1, max_size=6))
def test_with_logits_agrees_with_the_sigmoid_where_that_is_exact(pairs):
    """−log σ(s) = log(1 + e**−s) and −log(1 − σ(s)) = log(1 + e**s), by log1p."""
    values = [Value(s) for s, _ in pairs]
    total = binary_cross_entropy_with_logits(values, [y for _, y in pairs], reduction="sum")
    total.backward()
    expected = sum(math.log1p(math.exp(-s if y else s)) for s, y in pairs)
    assert total.data == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert [v.grad for v in values] == pytest.approx(
        [1 / (1 + math.exp(-s)) - y for s, y in pairs], rel=1e-12, abs=1e-12
    )


@given(st.lists(numbers, min_size=2, max_size=6), st.data())
def test_the_gradient_of_cross_entropy_with_logits_is_softmax_minus_one_hot(s, data):
    k = data.draw(st.integers(0, len(s) - 1))
    values = [Value(x) for x in s]
    cross_entropy_with_logits(values, [i == k for i in range(len(s))]).backward()
    powers = [math.exp(x - max(s)) for x in s]
    expected = [p / sum(powers) - (i == k) for i, p in enumerate(powers)]
    assert [v.grad for v in values] == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(st.lists(st.floats(-8, 8), min_size=2, max_size=5), st.data())
def test_probabilities_and_logits_are_the_same_loss(s, data):
    """Softmax and cross-entropy, sigmoid and binary cross-entropy: in one step or in two."""
    y = data.draw(st.lists(st.floats(0, 1), min_size=len(s), max_size=len(s)))
    layer = MLP.from_arrays([([[1.0] * len(s)], s)], activations="softmax").layers[0]
    in_two = cross_entropy(layer([0.0]), y)
    in_one = cross_entropy_with_logits([Value(x) for x in s], y)
    assert in_two.data == pytest.approx(in_one.data, rel=1e-10, abs=1e-10)
    sigmoids = [Value(x).sigmoid() for x in s]
    assert binary_cross_entropy([sigmoids], [y]).data == pytest.approx(
        binary_cross_entropy_with_logits([[Value(x) for x in s]], [y]).data, rel=1e-10, abs=1e-10
    )


# --- extreme values ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("s", "y", "value", "slope"),
    [(1000, 1, 0, 0), (1000, 0, 1000, 1), (-1000, 1, 1000, -1), (-1000, 0, 0, 0), (1000, 0.25, 750, 0.75)],
)
def test_binary_cross_entropy_with_logits_at_a_thousand(s, y, value, slope):
    logit = Value(s)
    total = binary_cross_entropy_with_logits(logit, y)
    total.backward()
    assert (total.data, logit.grad) == (value, slope)


@pytest.mark.parametrize(
    ("s", "y", "value", "slope"),
    [
        ((1000, 0), (1, 0), 0, (0, 0)),
        ((1000, 0), (0, 1), 1000, (1, -1)),
        ((-1000, 1000), (1, 0), 2000, (-1, 1)),
        ((-1000, -1000), (0, 1), math.log(2), (0.5, -0.5)),
        ((1000, 1000, 1000), (0.5, 0.25, 0.25), math.log(3), (1 / 3 - 0.5, 1 / 3 - 0.25, 1 / 3 - 0.25)),
    ],
)
def test_cross_entropy_with_logits_at_a_thousand(s, y, value, slope):
    logits = [Value(x) for x in s]
    total = cross_entropy_with_logits(logits, y)
    total.backward()
    assert total.data == pytest.approx(value, rel=1e-12, abs=1e-12)
    assert [v.grad for v in logits] == pytest.approx(slope, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("a", "y"), [(0, 0), (1, 1)])
def test_a_certain_and_right_probability_costs_nothing(a, y):
    probability = Value(a)
    total = binary_cross_entropy(probability, y)
    total.backward()
    assert total.data == 0
    assert probability.grad == (1 if y == 0 else -1)  # 1/(1 − a), or −1/a


@pytest.mark.parametrize(("a", "y", "slope"), [(0, 1, -INF), (1, 0, INF), (0, 0.5, -INF), (1, 0.5, INF)])
def test_a_certain_and_wrong_probability_costs_the_limit(a, y, slope):
    probability = Value(a)
    total = binary_cross_entropy(probability, y)
    total.backward()
    assert (total.data, probability.grad) == (INF, slope)


def test_cross_entropy_of_certain_probabilities():
    right = [Value(0.0), Value(1.0)]
    total = cross_entropy(right, [0, 1])
    total.backward()
    assert (total.data, right[1].grad) == (0, -1)
    assert right[0].grad == 0
    wrong = [Value(0.0), Value(1.0)]
    total = cross_entropy(wrong, [1, 0])
    total.backward()
    assert (total.data, wrong[0].grad) == (INF, -INF)


def test_a_batch_with_a_masked_sample_has_the_gradients_of_the_others():
    """A row of zeros as target gives a sample no weight."""
    values = as_values([[0.25, 0.75], [0.5, 0.5]])
    total = cross_entropy(values, [[0, 1], [0, 0]], reduction="sum")
    total.backward()
    assert total.data == pytest.approx(-math.log(0.75), rel=1e-15)
    np.testing.assert_allclose(grads(values), [[0, -1 / 0.75], [0, 0]], rtol=1e-15)


def test_a_sample_without_weight_has_loss_and_gradient_zero():
    values = [Value(0.25), Value(0.75)]
    total = cross_entropy(values, [0, 0])
    assert total.data == 0
    total.backward()
    assert [v.grad for v in values] == [0, 0]


@pytest.mark.parametrize("loss", [binary_cross_entropy, cross_entropy])
@pytest.mark.parametrize("outside", [1.5, -0.5, math.nan])
def test_what_is_no_probability_is_refused_and_the_logits_form_named(loss, outside):
    # Naive: -log 1.5 is a number too, below zero, and training goes wrong without a word.
    message = (
        rf"a prediction of {loss.__name__} got {outside}; a probability is needed.*use {loss.__name__}_with_logits"
    )
    with pytest.raises(ValueError, match=message):
        loss([[Value(outside), Value(0.5)]], [[1, 0]])
    with pytest.raises(ValueError, match=rf"a target of {loss.__name__} got {outside}; a probability is needed"):
        loss([[Value(0.5), Value(0.5)]], [[outside, 0]])


# --- absolute, Huber's and hinge ---------------------------------------------------------------


@pytest.mark.parametrize("delta", [0.25, 1.0, 3.0])
@pytest.mark.parametrize("d", [-4.0, -1.0, -0.2, 0.0, 0.1, 1.0, 5.0])
def test_huber_is_a_parabola_with_straight_ends(d, delta):
    inside = abs(d) <= delta
    a = Value(2.0 + d)
    total = huber(a, 2.0, delta=delta)
    total.backward()
    assert total.data == pytest.approx(d * d / 2 if inside else delta * (abs(d) - delta / 2), abs=1e-15)
    assert a.grad == pytest.approx(d if inside else math.copysign(delta, d), abs=1e-15)


@pytest.mark.parametrize("delta", [0, -1.0, math.nan])
def test_a_delta_of_huber_is_positive(delta):
    with pytest.raises(ValueError, match=rf"delta of huber got {delta}; a positive number is needed"):
        huber(Value(1.0), 0.0, delta=delta)


def test_the_absolute_error_of_a_hit_pulls_nowhere():
    a = Value(2.0)
    absolute_error(a, 2.0).backward()
    assert a.grad == 0


@pytest.mark.parametrize(
    ("a", "y", "cost", "slope"), [(0.25, 1, 0.75, -1), (-2, 1, 3, -1), (-2, -1, 0, 0), (1, 1, 0, 0), (3, -1, 4, 1)]
)
def test_hinge_costs_up_to_a_margin_of_one(a, y, cost, slope):
    score = Value(a)
    total = hinge(score, y)
    total.backward()
    assert (total.data, score.grad) == (cost, slope)


def test_hinge_of_a_batch_is_divided_as_the_words_say():
    scores = [[Value(0.5)], [Value(0.0)], [Value(-4.0)]]
    costs = {"mean": 1.5 / 3, "sum": 1.5, "mean_all": 1.5 / 3}
    for reduction, cost in costs.items():
        assert hinge(scores, [[1], [1], [-1]], reduction=reduction, factor=2).data == pytest.approx(2 * cost)


@pytest.mark.parametrize("y", [0, 0.5, 2, math.nan])
def test_a_target_of_hinge_is_one_of_two(y):
    with pytest.raises(ValueError, match=rf"a target of hinge got {y:g}; -1 or 1 is needed"):
        hinge([[Value(0.3)], [Value(0.3)]], [[1], [y]])


@pytest.mark.parametrize("loss", [binary_cross_entropy_with_logits, cross_entropy_with_logits])
@pytest.mark.parametrize("y", [2, -1, math.nan])
def test_a_class_number_among_logits_is_refused_and_one_hot_named(loss, y):
    with pytest.raises(ValueError, match=rf"a target of {loss.__name__} got {y:g}; .* one-hot, as \[0, 0, 1\]"):
        loss([[Value(0.3), Value(2.0)]], [[1, y]])


def test_log_softmax_is_stable_and_softmax_is_its_exponential():
    S = RNG.uniform(-3, 3, 5)
    ours = nn.log_softmax([Value(s) for s in S])
    assert [v.data for v in ours] == pytest.approx(np.log(np.exp(S) / np.exp(S).sum()), rel=1e-13)
    assert [v.data for v in nn.softmax([Value(s) for s in S])] == pytest.approx(np.exp([v.data for v in ours]))
    values = [Value(1000.0), Value(0.0), Value(-1000.0)]
    far = nn.log_softmax(values)
    assert [v.data for v in far] == [0, -1000, -2000]
    far[1].backward()
    assert [v.grad for v in values] == [-1, 1, 0]


# --- what is refused --------------------------------------------------------------------------


@losses
@pytest.mark.parametrize(
    ("a", "y", "shown"),
    [
        ((2,), (3,), r"predictions have shape \(2,\) and targets have shape \(3,\): they must be the same"),
        ((3, 2), (2, 2), r"predictions have shape \(3, 2\) and targets have shape \(2, 2\)"),
        ((3, 2), (3, 1), r"predictions have shape \(3, 2\) and targets have shape \(3, 1\)"),
        ((3,), (2, 1), r"predictions have shape \(3,\) and targets have shape \(2, 1\)"),
        ((3,), (), r"predictions have shape \(3,\) and targets have shape \(\): .* with a row for each sample\."),
    ],
)
def test_shapes_that_differ_are_refused_by_name(loss, a, y, shown):
    predictions = np.vectorize(Value, otypes=[object])(np.full(a, 0.5))
    with pytest.raises(ValueError, match=shown):
        loss(predictions, np.full(y, 0.5))


@losses
@pytest.mark.parametrize(
    ("predictions", "message"),
    [
        ([], "a loss needs at least one sample, and samples of one length; got nothing"),
        ([[]], "got nothing"),
        ([[Value(1.0)], [Value(1.0), Value(2.0)]], r"samples of one length; got shapes \[\(1,\), \(2,\)\]"),
        ([[Value(1.0)], Value(1.0)], r"got shapes \[\(\), \(1,\)\]"),
        ([[[Value(1.0)]]], "a batch is a list of samples, each a list of numbers; got 3 levels of lists"),
    ],
)
def test_what_is_no_batch_is_refused(loss, predictions, message):
    with pytest.raises(ValueError, match=message):
        loss(predictions, [0.5])


@losses
@pytest.mark.parametrize("targets", [[], [[]]])
def test_empty_targets_are_refused(loss, targets):
    with pytest.raises(ValueError, match="a loss needs at least one sample, and samples of one length; got nothing"):
        loss([Value(0.5)], targets)


@losses
def test_predictions_are_values(loss):
    with pytest.raises(TypeError, match=r"a prediction got 0\.5 \(float\); a Value is needed, as a model gives it"):
        loss([0.5], [1.0])


@losses
@pytest.mark.parametrize("wrong", ["1", None, 1j, {0.5}, iter([0.5])])
def test_what_is_no_number_is_refused(loss, wrong):
    with pytest.raises(TypeError, match=r"a loss got .*; numbers or Values are needed, alone or in lists"):
        loss([Value(0.5)], [wrong])
    with pytest.raises(TypeError, match=r"a loss got .*; numbers or Values are needed, alone or in lists"):
        loss(wrong, [0.5])


@losses
def test_an_unknown_reduction_is_refused(loss):
    with pytest.raises(ValueError, match=r"unknown reduction: 'avg' \(must be one of 'mean', 'sum', 'mean_all'\)"):
        loss([Value(0.5)], [0.5], reduction="avg")


@losses
@pytest.mark.parametrize("factor", ["2", None, 1j])
def test_a_factor_is_a_number(loss, factor):
    with pytest.raises(TypeError, match=r"factor got .*; a number is needed"):
        loss([Value(0.5)], [0.5], factor=factor)


def test_a_factor_is_no_value():
    with pytest.raises(TypeError, match=r"factor got Value\(.*Use the number inside it: v\.data"):
        squared_error(Value(0.5), 1.0, factor=Value(2.0))


X3 = [[1.0, 2.0], [0.5, -1.0], [3.0, 0.1]]

# Softmax over one class is refused, below.
several_of_one = pytest.mark.parametrize("loss", [f for f in FORMULAS if f is not cross_entropy_with_logits])


@several_of_one
@pytest.mark.parametrize(
    "make", [lambda: MLP(2, [3, 1], output="sigmoid", seed=1), lambda: Neuron(2, "sigmoid", seed=1)]
)
def test_a_flat_list_from_one_neuron_is_a_batch(loss, make):
    """`[model(x) for x in X]`: naive, the mean divides by 1, as for one sample with three outputs."""
    model = make()
    outputs = [model(x) for x in X3]
    y = [0.0, 1.0, 1.0]
    expected = FORMULAS[loss](np.array([[v.data] for v in outputs]), np.array([[t] for t in y])) / 3
    assert loss(outputs, y).data == pytest.approx(expected, rel=1e-13, abs=1e-15)


@pytest.mark.parametrize("loss", [squared_error, binary_cross_entropy, binary_cross_entropy_with_logits])
@pytest.mark.parametrize("make", [lambda: [Value(0.2), Value(0.3)], lambda: [Neuron(1, "sigmoid")([1]), Value(0.3)]])
def test_a_flat_list_of_unknown_origin_is_refused_where_the_mean_depends_on_it(loss, make):
    with pytest.raises(ValueError, match=r"a flat list of 2 predictions may be one sample or 2 samples.*write \[\[a\]"):
        loss(make(), [0.0, 1.0])
    for reduction in ("sum", "mean_all"):
        assert loss(make(), [0.0, 1.0], reduction=reduction).data > 0


@several_of_one
def test_targets_may_be_flat_beside_a_column_or_a_row(loss):
    values = [Value(0.2), Value(0.3), Value(0.5)]
    column, row = [[v] for v in values], [values]
    assert loss(column, [0, 1, 1]).data == loss(column, [[0], [1], [1]]).data
    assert loss(row, [0, 1, 1]).data == loss(row, [[0, 1, 1]]).data
    assert loss(values, [[0], [1], [1]]).data == loss(column, [[0], [1], [1]]).data
    assert loss(values, [[0, 1, 1]]).data == loss(row, [[0, 1, 1]]).data


def test_a_flat_batch_is_accepted_where_the_number_of_samples_does_not_matter():
    model = MLP(2, [3, 1], seed=1)
    outputs = [model(x) for x in X3]
    total = sum(v.data**2 for v in outputs)
    assert squared_error(outputs, [0, 0, 0], reduction="sum").data == pytest.approx(total, rel=1e-14)
    assert squared_error(outputs, [0, 0, 0], reduction="mean_all").data == pytest.approx(total / 3, rel=1e-14)
    assert squared_error(outputs, [[0], [0], [0]]).data == pytest.approx(total / 3, rel=1e-14)
    assert squared_error([[v] for v in outputs], [[0]] * 3).data == pytest.approx(total / 3, rel=1e-14)


def test_the_outputs_of_one_layer_are_one_sample():
    layer = Layer(2, 3, "tanh", seed=1)
    outputs = layer([1.0, 2.0])
    assert squared_error(outputs, [0, 0, 0]).data == pytest.approx(sum(v.data**2 for v in outputs), rel=1e-14)


@pytest.mark.parametrize(
    "make",
    [lambda seed: Neuron(2, seed=seed), lambda seed: Layer(2, 1, seed=seed), lambda seed: MLP(2, [1], seed=seed)],
)
def test_outputs_of_different_models_may_be_one_sample(make):
    """They stand at the same place, each in its own network, and are not several samples."""
    outputs = [make(seed)([1.0, 2.0]) for seed in (1, 2, 3)]
    expected = sum(v.data**2 for v in outputs)
    assert squared_error(outputs, [0.0, 0.0, 0.0]).data == pytest.approx(expected, rel=1e-14)


def test_the_losses_are_public():
    assert all(getattr(nn, f.__name__) is getattr(nn.losses, f.__name__) is f for f in FORMULAS)


# --- gradient descent -------------------------------------------------------------------------


def test_a_step_moves_against_the_gradient():
    w = [Value(3.0), Value(-2.0), Value(7.0)]
    loss = w[0] * w[0] + w[1] ** 3 + w[2] * 0
    loss.backward()
    SGD(w, lr=0.25).step()
    assert [v.data for v in w] == [3.0 - 0.25 * 6.0, -2.0 - 0.25 * 12.0, 7.0]


def test_steps_follow_the_formula_and_the_loss_falls():
    """A line fitted to points: w ← w − lr · ∂L/∂w by hand, ten times."""
    x, y, lr = np.array([-1.0, 0.5, 2.0]), np.array([-3.0, 0.2, 3.1]), 0.1
    model = Neuron(1, "linear", seed=2)
    w, b = model.w[0].data, 0.0
    optimiser, seen = SGD(model.parameters(), lr), []
    for _ in range(10):
        loss = squared_error([[model([x_n])] for x_n in x], y[:, None])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        seen.append(loss.data)
        error = w * x + b - y
        w, b = w - lr * 2 * (error * x).mean(), b - lr * 2 * error.mean()
        assert [model.w[0].data, model.b.data] == pytest.approx([w, b], rel=1e-12)
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] < seen[0] / 10


def test_zero_grad_makes_gradients_not_computed_and_a_step_then_moves_nothing():
    w = Value(3.0)
    optimiser = SGD([w], 0.1)
    (w * w).backward()
    optimiser.zero_grad()
    assert w.grad is NOT_COMPUTED
    with pytest.warns(UserWarning, match="have no gradient and stay where they are"):
        optimiser.step()
    assert w.data == 3.0


def test_a_step_leaves_gradients_as_they_are():
    w = Value(3.0)
    (w * w).backward()
    SGD([w], 0.1).step()
    assert w.grad == 6.0


def test_any_iterable_of_parameters_will_do():
    model = MLP(2, [2, 1], seed=1)
    optimiser = SGD((v for _, v in model.named_parameters()), 0.1)
    assert [id(v) for v in optimiser.parameters] == [id(v) for v in model.parameters()]


@pytest.mark.parametrize("lr", [0, 0.0, -0.1, math.nan])
def test_a_learning_rate_is_positive(lr):
    with pytest.raises(ValueError, match=r"lr got .*; a positive learning rate is needed"):
        SGD([Value(1.0)], lr)


@pytest.mark.parametrize("lr", ["0.1", None])
def test_a_learning_rate_is_a_number(lr):
    with pytest.raises(TypeError, match=r"lr got .*; a number is needed"):
        SGD([Value(1.0)], lr)


def test_no_parameters_are_refused():
    with pytest.raises(ValueError, match=r"SGD got no parameters: pass model\.parameters\(\)\."):
        SGD([], 0.1)


@pytest.mark.parametrize("wrong", [1.0, None, "w", [Value(1.0)]])
def test_a_parameter_is_a_value(wrong):
    with pytest.raises(TypeError, match=r"a parameter got .*; a Value is needed"):
        SGD([Value(1.0), wrong], 0.1)


def test_a_result_is_no_parameter_and_the_remedy_is_named():
    w = Value(2.0, label="w")
    w = w - 0.1 * w
    with pytest.raises(
        TypeError, match=r"made by sub; a leaf is needed\. `w = w - lr \* w\.grad` .*write `w\.data -= lr \* w\.grad`"
    ):
        SGD([w], 0.1)


def test_a_constant_is_no_parameter():
    with pytest.raises(TypeError, match="which is a constant; a leaf is needed"):
        SGD([Value(2.0).detach()], 0.1)


def test_one_output_and_one_target_fit_with_or_without_a_list():
    """`model(x)` gives a Value for one output, and a target is often written [1.0]."""
    assert squared_error(Value(3.0), [1.0]).data == squared_error([Value(3.0)], 1.0).data == 4.0


def test_a_parameter_listed_twice_moves_once():
    w = Value(3.0)
    optimiser = SGD([w, w], lr=0.5)
    (w * w).backward()
    optimiser.step()
    assert w.data == 0.0


def test_a_model_in_place_of_its_parameters_is_refused_with_the_remedy():
    with pytest.raises(TypeError, match=r"SGD got .*; a list of Values is needed, such as model\.parameters\(\)"):
        SGD(object(), lr=0.1)


def test_softmax_over_one_class_is_refused():
    """Naive: the loss is 0 and every gradient is 0, whatever the network does."""
    with pytest.raises(ValueError, match="softmax over one class is always 1: use binary_cross_entropy_with_logits"):
        cross_entropy_with_logits([[Value(0.3)], [Value(0.2)]], [[1], [0]])


def test_what_a_layer_made_is_one_sample_whatever_the_targets_look_like():
    """Naive: a column of targets makes three samples of one class out of one sample of three classes."""
    outputs = MLP(2, [3, 3], seed=1)([1.0, 2.0])
    with pytest.raises(ValueError, match=r"predictions have shape \(3,\) and targets have shape \(3, 1\)"):
        squared_error(outputs, [[1], [0], [0]])
    model = MLP(2, [3, 1], seed=1)
    with pytest.raises(ValueError, match=r"predictions have shape \(3,\) and targets have shape \(1, 3\)"):
        squared_error([model(x) for x in X3], [[1, 2, 3]])


@pytest.mark.parametrize("prediction", [Value(3.0), [Value(3.0)], [[Value(3.0)]]])
@pytest.mark.parametrize("target", [1.0, [1.0], [[1.0]]])
def test_one_output_and_one_target_agree_in_all_brackets(prediction, target):
    assert squared_error(prediction, target).data == 4.0


def test_a_logit_of_minus_infinity_without_weight_does_not_matter():
    assert cross_entropy_with_logits([Value(-math.inf), Value(0.0)], [0, 1]).data == 0.0


def test_a_scale_of_one_leaves_no_product_in_the_picture():
    assert squared_error(Value(3.0), 1.0).op == "pow"
    assert squared_error(Value(3.0), 1.0, factor=0.5).op == "mul"


def test_two_samples_of_one_neuron_and_one_of_another_are_unclear():
    first, second = Neuron(2, seed=1), Neuron(2, seed=2)
    mixed = [first(X3[0]), first(X3[1]), second(X3[0])]
    with pytest.raises(ValueError, match="a flat list of 3 predictions may be one sample or 3 samples"):
        squared_error(mixed, [0.0, 1.0, 0.0])


# --- parameters without a gradient --------------------------------------------------------------

MISSING = (
    r"^1 of 2 parameters have no gradient and stay where they are: b\. Either loss\.backward\(\) has not run since "
    r"zero_grad\(\), or the loss was made from other values\. This optimiser does not say so again\.$"
)


def test_a_step_warns_of_a_parameter_that_backward_did_not_come_to():
    """Naive: training moves the other parameters only, without a word."""
    w, b = Value(3.0, label="w"), Value(1.0, label="b")
    (w * w).backward()
    with pytest.warns(UserWarning, match=MISSING) as caught:
        SGD([w, b], lr=0.5).step()
    assert (w.data, b.data) == (0.0, 1.0)
    assert [Path(warning.filename).name for warning in caught] == [Path(__file__).name]  # where step() is called


def test_a_step_warns_once_and_each_optimiser_for_itself():
    w, b = Value(3.0, label="w"), Value(1.0, label="b")
    (w * w).backward()
    first, second = SGD([w, b], lr=0.5), SGD([w, b], lr=0.5)
    with pytest.warns(UserWarning, match=MISSING):
        first.step()
    first.step()  # warnings are errors here
    first.zero_grad()
    first.step()
    (w * w).backward()
    with pytest.warns(UserWarning, match=MISSING):
        second.step()


def test_a_step_without_backward_names_the_first_five():
    model = MLP(2, [3, 1], seed=1)
    message = (
        r"13 of 13 parameters have no gradient and stay.*: w1\[0,0\], w1\[0,1\], b1\[0\], w1\[1,0\], w1\[1,1\], …\. "
    )
    with pytest.warns(UserWarning, match=message):
        SGD(model.parameters(), lr=0.1).step()


def test_a_parameter_without_a_label_is_named_by_its_data():
    with pytest.warns(UserWarning, match=r"1 of 1 parameters .*: the one of data 0\.1235\. "):
        SGD([Value(0.123456)], lr=0.1).step()


def test_a_step_says_nothing_where_all_gradients_are_computed():
    used, unused_but_zero = Value(3.0), Value(4.0)
    optimiser = SGD([used, unused_but_zero], lr=0.5)
    (used * used + unused_but_zero * 0).backward()
    optimiser.step()  # a computed zero is no missing gradient; warnings are errors here
    unused_but_zero.grad = 0  # as micrograd clears it
    optimiser.step()


def test_a_warning_comes_late_if_a_gradient_is_missing_late():
    w, b = Value(3.0, label="w"), Value(1.0, label="b")
    optimiser = SGD([w, b], lr=0.125)
    (w * b).backward()
    optimiser.step()
    optimiser.zero_grad()
    (w * w).backward()
    with pytest.warns(UserWarning, match=MISSING):
        optimiser.step()


def test_a_weight_that_became_a_result_is_refused_when_the_model_is_asked_for_it():
    model = Neuron(1, "linear", seed=1)
    model([2.0]).backward()
    lr, (w,) = 0.1, model.w
    model.w = [w - lr * w.grad]
    with pytest.raises(
        TypeError, match=r"made by sub; a leaf is needed\. `w = w - lr \* w\.grad` makes a new value: write"
    ):
        SGD(model.parameters(), lr)
