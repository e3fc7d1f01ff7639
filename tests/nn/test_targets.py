"""How targets may be written: rows, a flat list for one output, class numbers; and what is refused, by every reader."""

import math

import numpy as np
import pytest

import nn
from engine import Value, gradients, values, vectorize
from nn import MLP, accuracy, compare, diagnose, evaluate, fit, matrix, per_sample
from nn.batches import class_row, target_rows
from tests.examples import first

RNG = np.random.default_rng(4)
S = RNG.normal(size=(4, 3))
CLASSES = [2, 0, 1, 1]
ONE_HOT = np.eye(3)[CLASSES]

WRITTEN = {
    "a list": CLASSES,
    "a tuple": tuple(CLASSES),
    "an array": np.array(CLASSES),
    "small integers": np.array(CLASSES, dtype=np.int8),
    "floats": np.array(CLASSES, dtype=float),
    "a column": [[label] for label in CLASSES],
    "NumPy numbers": [np.int64(label) for label in CLASSES],
}
written = pytest.mark.parametrize("labels", WRITTEN.values(), ids=WRITTEN)


def as_values(array):
    return [[Value(x) for x in row] for row in array]


def probabilities(s):
    powers = np.exp(s - s.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


LOSSES = {
    "cross_entropy": (nn.cross_entropy, probabilities(S)),
    "cross_entropy_with_logits": (nn.cross_entropy_with_logits, S),
}
classified = pytest.mark.parametrize(("loss", "outputs"), LOSSES.values(), ids=LOSSES)


@written
@classified
@pytest.mark.parametrize("reduction", ["mean", "sum", "mean_all"])
def test_a_class_number_is_its_one_hot_row(loss, outputs, labels, reduction):
    by_rows, by_numbers = as_values(outputs), as_values(outputs)
    expected = loss(by_rows, ONE_HOT, reduction=reduction)
    found = loss(by_numbers, labels, reduction=reduction)
    expected.backward()
    found.backward()
    assert found.data == expected.data
    assert [[v.grad for v in row] for row in by_numbers] == [[v.grad for v in row] for row in by_rows]


@classified
def test_one_sample_takes_its_class_bare_or_in_brackets(loss, outputs):
    row = outputs[0]
    expected = loss([[Value(x) for x in row]], [[0, 0, 1]]).data
    for predictions in ([Value(x) for x in row], [[Value(x) for x in row]]):
        for label in (2, [2], [[2]], np.int64(2), np.array(2), np.array([2])):
            assert loss(predictions, label).data == expected


@classified
def test_as_many_numbers_as_outputs_for_one_sample_are_its_row(loss, outputs):
    """[0, 1, 0] beside one sample of three outputs is one-hot, and [0, 1, 0] beside three samples are classes."""
    assert loss(as_values(outputs[:1]), [0, 1, 0]).data == loss(as_values(outputs[:1]), [[0, 1, 0]]).data
    three = loss(as_values(outputs[:3]), [0, 1, 0]).data
    assert three == loss(as_values(outputs[:3]), [[1, 0, 0], [0, 1, 0], [1, 0, 0]]).data


@classified
@pytest.mark.parametrize(("label", "shown"), [(3, "3"), (-1, "-1"), (-100, "-100"), (7.0, "7")])
def test_a_class_that_does_not_exist_is_refused(loss, outputs, label, shown):
    with pytest.raises(ValueError, match=rf"a class got {shown}; a whole number from 0 to 2 is needed"):
        loss(as_values(outputs), [0, 1, label, 2])


@classified
@pytest.mark.parametrize("label", [0.5, math.nan, math.inf])
def test_what_is_no_whole_number_is_no_class(loss, outputs, label):
    with pytest.raises(ValueError, match=r"shape \(4, 3\) and targets have shape \(4,\).* whole number"):
        loss(as_values(outputs), [0, 1, label, 2])


@pytest.mark.parametrize(
    "loss", [nn.squared_error, nn.absolute_error, nn.huber, nn.hinge, nn.binary_cross_entropy], ids=lambda f: f.__name__
)
def test_other_losses_take_no_class_numbers(loss):
    """Naive: NumPy's broadcasting would compare every output with the number of the class."""
    with pytest.raises(ValueError, match=r"predictions have shape \(4, 3\) and targets have shape \(4,\)"):
        loss(as_values(probabilities(S)), [1, 1, 1, 1])


# --- a class that is a Value, as `vectorize` has it -------------------------------------------------


@pytest.mark.parametrize("label", [0, 1, 2])
def test_a_class_that_is_a_value_chooses_in_the_graph(label):
    given = Value(float(label))
    row = class_row(given, 3)
    assert [v.data for v in row] == [float(k == label) for k in range(3)]
    total = nn.cross_entropy_with_logits([[Value(x) for x in S[0]]], [given])
    total.backward()
    assert given.grad == 0


@pytest.mark.parametrize("way", ["classes", "rows"])
def test_a_derived_program_is_right_for_other_classes_and_other_largest_logits(way):
    """Naive: the class, or the place of the largest logit, of the traced sample stays in the program."""
    model = MLP.from_arrays([(S.T, None)], activations="linear")  # logits are rows of X @ S.T
    traced = {"classes": [0, 0], "rows": np.eye(4)[[0, 0]]}[way]
    inputs = {"X": values([[5.0, 0.0, 0.0], [4.0, 1.0, 0.0]]), "Y": values(traced)}
    logits = [model.trace(list(x)).output for x in inputs["X"]]
    program = vectorize(nn.cross_entropy_with_logits(logits, inputs["Y"]), model, inputs)
    for seed in range(5):
        rng = np.random.default_rng(seed)
        X, fresh = rng.normal(size=(2, 3)) * 10, rng.integers(0, 4, 2)
        W = rng.normal(size=(3, 4))
        loss, found = program.value_and_grad(
            {"W1": W}, {"X": X, "Y": fresh.astype(float) if way == "classes" else np.eye(4)[fresh]}
        )
        P = probabilities(X @ W)
        assert loss == pytest.approx(-np.log(P[[0, 1], fresh]).mean(), rel=1e-10)
        np.testing.assert_allclose(found["W1"], X.T @ (P - np.eye(4)[fresh]) / 2, rtol=1e-10, atol=1e-12)


def test_a_value_that_is_no_class_is_refused():
    with pytest.raises(ValueError, match="a class got 3; a whole number from 0 to 2 is needed"):
        class_row(Value(3.0), 3)
    with pytest.raises(ValueError, match="whole number"):
        nn.cross_entropy_with_logits(as_values(S), values([0.0, 1.0, 0.5, 2.0]))


# --- rows for a reader ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("targets", "samples", "outputs", "rows"),
    [
        ([[1, 2], [3, 4]], 2, 2, [[1, 2], [3, 4]]),
        ([1, 2], 2, 1, [[1], [2]]),
        ([1, 2], 1, 2, [[1, 2]]),
        (7, 1, 1, [[7]]),
        ([[[7]]], 1, 1, None),
        ([[1, 2]], 2, 1, None),
        ([[1], [2]], 1, 2, None),
        ([1, 2, 3], 2, 1, None),
        (7, 2, 1, None),
        ([1, 0], 2, 3, None),
    ],
)
def test_targets_as_rows(targets, samples, outputs, rows):
    if rows is None and np.ndim(targets) == 3:
        with pytest.raises(ValueError, match="3 levels of lists"):
            target_rows(targets, samples, outputs)
    else:
        assert target_rows(targets, samples, outputs) == rows


# --- the same in every reader -----------------------------------------------------------------------

X = RNG.normal(size=(4, 2))


def softmax_model():
    return MLP(2, [3], output="softmax", seed=1)


def one_output():
    return MLP(2, [3, 1], activation="tanh", output="sigmoid", seed=1)


def of_compare(model, Y, loss):
    return compare(model, X, Y, loss=loss).matrix


def of_per_sample(model, Y, loss):
    return {"w": np.array(per_sample(model, X, Y, neuron=(1, 0), loss=loss).batch)}


def of_diagnose(model, Y, loss, **words):
    arrays = model.arrays()
    count = len(model.layers)
    nothing = [(np.zeros(np.shape(arrays[f"W{k}"])), np.zeros(len(arrays[f"b{k}"]))) for k in range(1, count + 1)]
    report = diagnose(model, X, Y, nothing, loss=loss, **words)
    assert not report.problem, report.problem
    return report.right


def of_matrix(model, Y, loss):
    A = np.array([[v.data for v in model.trace(x).output] for x in X])
    value, G = matrix.loss_and_derivative(A, Y, loss)
    return {"loss": value, "G": G}


def of_evaluate(model, Y, loss):
    return evaluate(model, X, Y, loss=loss, metrics=["accuracy"])


def of_fit(model, Y, loss):
    history = fit(model, X, Y, loss=loss, epochs=3, seed=1, progress=False, metrics=["accuracy"])
    return {"losses": np.array(history.updates), **{f"{k}": v for k, v in history.epochs[-1].columns.items()}}


def of_accuracy(model, Y, loss):
    return {"accuracy": accuracy(nn.predict(model, X), Y)}


READERS = [of_compare, of_per_sample, of_diagnose, of_matrix, of_evaluate, of_fit, of_accuracy]
readers = pytest.mark.parametrize("reader", READERS, ids=lambda f: f.__name__)


def same(found, expected):
    assert found.keys() == expected.keys()
    for name, numbers in expected.items():
        np.testing.assert_allclose(found[name], numbers, rtol=1e-12, atol=1e-15)


@readers
@written
def test_every_reader_takes_class_numbers(reader, labels):
    same(reader(softmax_model(), labels, "cross_entropy"), reader(softmax_model(), ONE_HOT, "cross_entropy"))


@readers
@pytest.mark.parametrize("loss", first(0, ["mse", "bce", "mae", "huber", "hinge"], 2))
def test_every_reader_takes_a_flat_list_for_one_output(reader, loss):
    flat = [1, -1, -1, 1] if loss == "hinge" else [1, 0, 0, 1]
    column = [[y] for y in flat]
    same(reader(one_output(), flat, loss), reader(one_output(), column, loss))
    same(reader(one_output(), np.array(flat), loss), reader(one_output(), column, loss))


@readers
@pytest.mark.parametrize("label", [3, -1])
def test_every_reader_refuses_a_class_that_does_not_exist(reader, label):
    message = f"a class got {label}; a whole number from 0 to 2 is needed"
    Y = [0, 1, label, 2]
    if reader is of_diagnose:
        with pytest.raises(AssertionError, match=message):
            reader(softmax_model(), Y, "cross_entropy")
        return
    with pytest.raises(ValueError, match=message):
        reader(softmax_model(), Y, "cross_entropy")


@readers
@pytest.mark.parametrize("Y", [[0, 1, 0], [0, 1, 0, 1, 0], [[0, 1, 0]]], ids=["three", "five", "a row"])
def test_every_reader_refuses_too_few_and_too_many(reader, Y):
    for model, loss in ((one_output(), "bce"), (softmax_model(), "cross_entropy")):
        with pytest.raises((ValueError, AssertionError), match=r"shape|samples"):
            reader(model, Y, loss)


@readers
@pytest.mark.parametrize("target", [0, 2.0, 0.5])
def test_every_reader_of_hinge_wants_a_sign(reader, target):
    if reader is of_accuracy:
        return  # it takes no loss
    with pytest.raises((ValueError, AssertionError), match=rf"a target of hinge got {target:g}; -1 or 1 is needed"):
        reader(one_output(), [1, -1, target, 1], "hinge")


@readers
@pytest.mark.parametrize("target", [2, -0.5])
def test_every_reader_of_a_cross_entropy_wants_a_probability(reader, target):
    if reader is of_accuracy:
        return
    with pytest.raises((ValueError, AssertionError), match=rf"a target of .* got {target:g}; a probability is needed"):
        reader(one_output(), [1, 0, target, 1], "bce")
    rows = ONE_HOT.copy()
    rows[1, 2] = target
    with pytest.raises((ValueError, AssertionError), match=rf"a target of .* got {target:g}; a probability is needed"):
        reader(softmax_model(), rows, "cross_entropy")


def test_class_numbers_where_samples_are_columns():
    arrays = of_diagnose(softmax_model(), ONE_HOT, "cross_entropy")
    model = softmax_model()
    params = [(np.array(numbers_of(model, "W1")), np.array(numbers_of(model, "b1")))]
    nothing = [(np.zeros((2, 3)), np.zeros(3))]
    for Y in (CLASSES, [CLASSES], ONE_HOT.T):
        report = diagnose(params, X.T, Y, nothing, activations="softmax", loss="cross_entropy", samples="columns")
        assert not report.problem
        same(report.right, arrays)


def numbers_of(model, name):
    return np.vectorize(lambda v: v.data, otypes=[float])(np.array(model.arrays()[name]))


def test_for_other_losses_diagnose_says_how_to_write_classes():
    with pytest.raises(AssertionError, match=r"For class numbers write one-hot rows: np\.eye\(classes\)\[labels\]"):
        of_diagnose(softmax_model(), CLASSES, "mse")


def test_tensors_are_targets_too():
    torch = pytest.importorskip("torch")
    assert nn.cross_entropy_with_logits(as_values(S), torch.tensor(CLASSES)).data == pytest.approx(
        float(torch.nn.functional.cross_entropy(torch.tensor(S), torch.tensor(CLASSES))), rel=1e-13
    )
    same(
        of_fit(softmax_model(), torch.tensor(CLASSES), "cross_entropy"),
        of_fit(softmax_model(), ONE_HOT, "cross_entropy"),
    )


def test_the_gradient_of_class_numbers_is_the_one_of_the_rows_on_arrays_of_values():
    logits = values(S)
    nn.cross_entropy_with_logits(logits, CLASSES).backward()
    np.testing.assert_allclose(gradients(logits), (probabilities(S) - ONE_HOT) / 4, rtol=1e-12, atol=1e-15)
