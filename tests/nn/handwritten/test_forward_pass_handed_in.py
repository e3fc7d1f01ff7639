"""`compare(outputs=…, loss_value=…)`: a learner's forward pass is checked before their gradients."""

import numpy as np
import pytest

from nn import MLP, compare

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(4, 2)), np.eye(3)[[0, 2, 1, 1]]
P = [(rng.normal(size=(2, 3)), rng.normal(size=3)), (rng.normal(size=(3, 3)), rng.normal(size=3))]
NAMES = ["tanh", "softmax"]


def softmax(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def forward(hidden=np.tanh, last=softmax, params=P):
    (W1, b1), (W2, b2) = params
    A1 = hidden(X @ W1 + b1)
    return A1, last(A1 @ W2 + b2)


def cross_entropy(a):
    return float(-(Y * np.log(a)).sum() / len(X))


def gradients():
    A1, A2 = forward()
    d2 = (A2 - Y) / len(X)
    d1 = d2 @ P[1][0].T * (1 - A1**2)
    return {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": A1.T @ d2, "b2": d2.sum(axis=0)}


def run(**words):
    model = MLP.from_arrays(P, activations=NAMES, orientation="in_out")
    return compare(model, X, Y, loss="cross_entropy", gradients=gradients(), **words, orientation="in_out")


def test_a_loss_that_was_not_given_is_not_shown_as_the_learners():
    report = run()
    assert report
    assert report.loss is None
    text = repr(report)
    assert next(row for row in text.splitlines() if row.strip().startswith("loss")).endswith("not given")
    assert "loss agree" not in text.lower()


def test_the_right_forward_pass_is_said_to_agree():
    A2 = forward()[1]
    report = run(outputs=A2, loss_value=cross_entropy(A2))
    assert report
    assert "Your outputs and your loss agree, too." in repr(report)
    assert "Your outputs agree, too." in repr(run(outputs=A2))
    assert "Your loss agrees, too." in repr(run(loss_value=cross_entropy(A2)))


@pytest.mark.parametrize("change", [np.float32, lambda a: np.round(a, 6), lambda a: a.tolist(), lambda a: a.T])
def test_outputs_may_be_rounded_lists_or_stand_in_columns(change):
    assert run(outputs=change(forward()[1]))


OTHERS = {
    "axis 0": (
        lambda: forward(last=lambda z: softmax(z, axis=0))[1],
        "taken over the samples, the wrong axis",
    ),
    "logits": (lambda: forward(last=lambda z: z)[1], "no activation in layer 2, where you said softmax"),
    "sigmoid": (lambda: forward(last=lambda z: 1 / (1 + np.exp(-z)))[1], "sigmoid in layer 2, where you said softmax"),
    "relu": (lambda: forward(hidden=lambda z: np.maximum(z, 0))[1], "relu in layer 1, where you said tanh"),
    "no bias": (lambda: forward(params=[(P[0][0], 0 * P[0][1]), P[1]])[1], "no bias in layer 1"),
    "transposed": (lambda: forward(params=[P[0], (P[1][0].T, P[1][1])])[1], "W2 transposed"),
    "not divided": (lambda: forward(last=np.exp)[1], "softmax of layer 2 without the division by the sum"),
    "twice": (lambda: forward(last=lambda z: softmax(softmax(z)))[1], "softmax of layer 2 applied twice"),
}


@pytest.mark.parametrize(("outputs", "said"), OTHERS.values(), ids=OTHERS)
def test_another_forward_pass_is_named_and_no_gradient_is_judged(outputs, said):
    report = run(outputs=outputs())
    assert not report
    text = repr(report)
    assert "The forward pass differs" in text
    assert said in text
    assert "δ" not in text
    assert "DIFFER" not in text


def test_outputs_that_fit_nothing_are_placed():
    A2 = forward()[1].copy()
    A2[:, 1] += 0.1
    assert "Only output 1 is wrong." in repr(run(outputs=A2))
    A2 = forward()[1].copy()
    A2[2] = [0.2, 0.3, 0.5]
    text = repr(run(outputs=A2))
    assert "3 of 12 outputs differ, the first is [2,0]" in text
    assert "Only sample 2 is wrong." in text


def test_a_loss_of_wrong_outputs_is_said_to_be_right_for_them():
    other = forward(hidden=lambda z: np.maximum(z, 0))[1]
    assert "Your loss is right for your outputs." in repr(run(outputs=other, loss_value=cross_entropy(other)))


LOSSES = {
    "sum": (lambda L: 4 * L, "right for reduction='sum'"),
    "all entries": (lambda L: L / 3, "right for reduction='mean_all'"),
    "half": (lambda L: L / 2, "right for reduction='mean' and factor=0.5"),
    "sign": (lambda L: -L, "the loss with the wrong sign"),
    "penalty": (lambda L: L + 0.01 * sum((W * W).sum() for W, _ in P), "plus 0.01 · Σ W², a penalty"),
    "mse": (lambda L: float(((forward()[1] - Y) ** 2).sum() / 4), "right for loss='mse'"),
}


@pytest.mark.parametrize(("change", "said"), LOSSES.values(), ids=LOSSES)
def test_another_loss_is_named(change, said):
    A2 = forward()[1]
    report = run(outputs=A2, loss_value=change(cross_entropy(A2)))
    assert not report
    text = repr(report)
    assert "The loss differs" in text
    assert said in text
    assert "so it is the line of the loss" in text
    assert "DIFFER" not in text


def test_a_loss_alone_may_tell_that_the_forward_pass_differs():
    other = forward(hidden=lambda z: np.maximum(z, 0))[1]
    text = repr(run(loss_value=cross_entropy(other)))
    assert "Yours is that of a network with" in text
    assert "relu in layer 1, where you said tanh" in text


def test_a_loss_that_fits_nothing_asks_for_the_outputs():
    assert "With outputs=, your predictions" in repr(run(loss_value=123.456789))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"outputs": np.ones((2, 3))}, r"outputs has shape \(2, 3\); \(4, 3\) is needed"),
        ({"outputs": [["a"]]}, "outputs got .*; an array of real numbers is needed"),
        ({"loss_value": [1.0, 2.0]}, r"loss_value got \[1.0, 2.0\].*; one number is needed"),
        ({"loss_value": "low"}, "loss_value got .*; one number is needed"),
    ],
)
def test_what_does_not_fit_is_refused(words, said):
    with pytest.raises(ValueError, match=said):
        run(**words)
