"""`audit`: hand gradients of any script, beside the graph of its loss."""

import math

import numpy as np
import pytest

from engine import NOT_COMPUTED, Value, values
from nn import MLP, audit, squared_error


class Script:
    """A learner's own forward pass: two layers with a skip connection, which is no plain network."""

    def __init__(self, N=5):
        rng = np.random.default_rng(0)
        self.N = N
        self.X, self.Y = rng.normal(size=(N, 3)), rng.normal(size=(N, 2))
        self.numbers = {"W1": rng.normal(size=(3, 3)), "W2": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
        self.V = {name: values(array, label=name) for name, array in self.numbers.items()}
        H = np.tanh(self.X @ self.V["W1"]) + self.X
        self.loss = ((H @ self.V["W2"] + self.V["b"] - self.Y) ** 2).sum() / N

    @property
    def right(self):
        """The gradients, by hand."""
        W1, W2, b = self.numbers.values()
        T = np.tanh(self.X @ W1)
        H = T + self.X
        E = 2 * (H @ W2 + b - self.Y) / self.N
        return {"W1": self.X.T @ (E @ W2.T * (1 - T**2)), "W2": H.T @ E, "b": E.sum(axis=0)}

    def audit(self, **changed):
        return audit(self.loss, self.V, {**self.right, **changed})


@pytest.fixture
def script():
    return Script()


def test_right_gradients_of_any_architecture_are_right(script):
    report = script.audit()
    assert report
    assert report.correct
    assert {each.verdict for each in report.arrays.values()} == {"right"}
    assert "3 of 3 hand gradients are right" in repr(report)


def test_names_may_begin_with_d(script):
    assert audit(script.loss, script.V, {f"d{name}": array for name, array in script.right.items()})


MULTIPLES = [
    (-1, {}, "sign is flipped"),
    (2, {}, "2: "),
    (0.5, {}, "½"),
    (5, {"samples": 5}, "N = 5"),
    (0.2, {"samples": 5}, "1/N"),
    (5, {}, "5 passes or samples"),
    (0.03, {"learning_rate": 0.03}, "learning rate"),
    (-0.03, {"learning_rate": 0.03}, "the step itself"),
    (2.7, {}, "2.7"),
    (1 + 1e-9, {}, "times 1.000000001."),
    (3 + 1e-7, {}, "times 3.0000001."),
    (0.2, {"learning_rate": 0.2, "samples": 5}, "the learning rate is in it; or 1/N = 0.2: divided by"),
    (0.2, {"samples": 5}, "once too often, or the learning rate is in it"),
    (2, {"samples": 2}, "if the loss takes the mean; or 2: a factor ½"),
    (0.5, {"learning_rate": 0.5}, "the learning rate is in it; or ½"),
]


@pytest.mark.parametrize(("c", "words", "said"), MULTIPLES)
def test_a_constant_multiple_is_named(script, c, words, said):
    report = audit(script.loss, script.V, {**script.right, "W1": c * script.right["W1"]}, **words)
    assert not report
    assert report["W1"].verdict == "multiple"
    assert math.isclose(report["W1"].factor, c)
    assert said in report["W1"].sentence
    assert report["W2"]
    assert "2 of 3" in repr(report)


def test_a_transposed_array_is_named_square_or_not(script):
    assert script.audit(W1=script.right["W1"].T)["W1"].verdict == "transposed"
    report = script.audit(W2=-script.right["W2"].T)
    assert report["W2"].verdict == "transposed"
    assert report["W2"].factor == pytest.approx(-1)


def test_an_array_summed_over_an_axis_is_named(script):
    right = script.right["W2"]
    for given in (right.sum(axis=0), right.sum(axis=0, keepdims=True), right.sum(axis=0) * np.ones((3, 1))):
        found = script.audit(W2=given)["W2"]
        assert found.verdict == "summed"
        assert "axis 0" in found.sentence
    assert script.audit(W2=right.sum())["W2"].verdict == "summed"
    assert script.audit(b=np.full(2, script.right["b"].sum()))["b"].verdict == "summed"


def test_a_sum_that_is_missing_is_named(script):
    W1, W2, b = script.numbers.values()
    H = np.tanh(script.X @ W1) + script.X
    per_sample = 2 * (H @ W2 + b - script.Y) / script.N
    found = script.audit(b=per_sample)["b"]
    assert found.verdict == "missing axis"
    assert "axis 0" in found.sentence
    assert script.audit(b=per_sample.T)["b"].verdict == "missing axis"


def test_wrong_entries_are_named_from_the_first_on(script):
    wrong = script.right["W1"].copy()
    wrong[1, 2] += 0.5
    wrong[2, 0] += 0.5
    report = script.audit(W1=wrong)
    assert report["W1"].verdict == "wrong"
    assert "2 of 9 entries are wrong, from dW1[1,2] on" in report["W1"].sentence
    assert [e.name for e in report["W1"].entries if not e.agrees] == ["dW1[1,2]", "dW1[2,0]"]
    assert "dW1[1,2]: yours" in repr(report)


def test_a_wrong_row_is_named(script):
    wrong = script.right["W2"].copy()
    wrong[1] *= 1.5
    assert "only in row 1" in script.audit(W2=wrong)["W2"].sentence


@pytest.mark.parametrize("size", [1e-8, 1e-6, 1e-3, 1.0])
def test_no_wrong_entry_is_called_right(script, size):
    for index in np.ndindex(3, 3):
        wrong = script.right["W1"].copy()
        wrong[index] += size * np.abs(wrong).max()
        assert not script.audit(W1=wrong)["W1"]


def test_a_shape_that_fits_nothing_is_told(script):
    found = script.audit(W1=np.ones((4, 4)))["W1"]
    assert found.verdict == "shape"
    assert "shape (4, 4), where (3, 3) is right" in found.sentence


def test_a_bias_may_be_a_row(script):
    assert script.audit(b=script.right["b"].reshape(1, 2))


def test_gradients_and_earlier_grads_are_left_alone(script):
    first = script.V["W1"][0, 0]
    assert first.grad is NOT_COMPUTED
    assert script.audit()
    assert first.grad is NOT_COMPUTED
    first.grad = 7.0
    assert script.audit()
    assert first.grad == 7.0


def test_the_parameters_of_a_model_will_do():
    model = MLP(2, [2, 1], activation="tanh", seed=1)
    loss = squared_error(model.trace([0.5, -1.0]).output, [1.0])
    trace = model.trace([0.5, -1.0])
    E = 2 * (trace.output[0].data - 1.0)
    W2 = np.array([w.data for w in model.layers[1].neurons[0].w])
    a = np.array(trace.layers[0].a)
    d = E * W2 * (1 - a**2)
    right = {"W1": np.outer([0.5, -1.0], d), "b1": d, "W2": E * a[:, None], "b2": [E]}
    assert audit(loss, model.arrays(), right)


def test_what_cannot_be_audited_is_refused_in_a_sentence(script):
    with pytest.raises(TypeError, match=r"one Value is needed, .* lost its graph"):
        audit(script.loss.data, script.V, script.right)
    with pytest.raises(TypeError, match="an array of Values is needed"):
        audit(script.loss, {"W1": script.numbers["W1"]}, {"W1": script.right["W1"]})
    with pytest.raises(ValueError, match="the names must agree"):
        audit(script.loss, script.V, {"W1": script.right["W1"]})
    with pytest.raises(ValueError, match="no route leads from the loss to W1"):
        audit(script.loss, {"W1": values(script.numbers["W1"])}, {"W1": script.right["W1"]})
    with pytest.raises(TypeError, match="a dict is needed"):
        audit(script.loss, script.V, [1.0])


def test_numbers_that_are_none_are_told(script):
    found = script.audit(b=[1.0, float("nan")])["b"]
    assert not found
    assert "is not finite everywhere, first at [1]" in found.sentence
    assert "cannot be read" in script.audit(b=["x", "y"])["b"].sentence


def test_zeros_are_right_but_prove_little():
    w = values([1.0, 2.0])
    report = audit((w * 0.0).sum(), {"w": w}, {"w": [0.0, 0.0]})
    assert report
    assert "proves little" in repr(report)


def test_a_single_value_is_a_parameter_too():
    w = Value(3.0)
    assert audit(w * w, {"w": w}, {"w": 6.0})
    assert audit(w * w, {"w": w}, {"w": -6.0})["w"].factor == -1


@pytest.mark.parametrize(
    ("word", "given"), [("learning_rate", -1), ("samples", -2), ("sample_count", "x"), ("sample_count", 0)]
)
def test_an_option_out_of_its_range_is_refused_with_its_value(word, given):
    W = values([[1.0], [2.0]])
    loss = (np.array([[3.0, 4.0]]) @ W).sum()
    with pytest.raises(ValueError, match=rf"{word} got {given!r}.* is needed"):
        audit(loss, {"W": W}, {"W": [[3.0], [4.0]]}, **{word: given})


def test_one_entry_is_not_all_1_entries():
    W = values([[2.0]])
    assert "dW: right, its one entry." in str(audit((3 * W).sum(), {"W": W}, {"W": [[3.0]]}))
