"""`diagnose` and the command line with every loss: right gradients, flipped signs, another loss's derivative, noise."""

import re
import subprocess
import sys

import numpy as np
import pytest

import nn.__main__
from nn import diagnose
from nn.losses import TABLE

RNG = np.random.default_rng(0)
N = 5
X = RNG.normal(size=(N, 3))
PARAMS = [(RNG.normal(size=(3, 4)), RNG.normal(size=4)), (RNG.normal(size=(4, 3)), RNG.normal(size=3))]
OUTPUT = {"bce": "sigmoid", "cross_entropy": "softmax"}
TARGETS = {
    "hinge": RNG.choice([-1.0, 1.0], (N, 3)),
    "bce": RNG.choice([0.0, 1.0], (N, 3)),
    "cross_entropy": np.eye(3)[RNG.integers(0, 3, N)],
}
ELSE = RNG.normal(size=(N, 3))
words = pytest.mark.parametrize("loss", TABLE)

# ∂L/∂a before the loss's constant, as a learner would write it.
DERIVATIVES = {
    "mse": lambda a, y: 2 * (a - y),
    "mae": lambda a, y: np.sign(a - y),
    "huber": lambda a, y: np.clip(a - y, -1, 1),
    "hinge": lambda a, y: np.where(y * a < 1, -y, 0),
    "bce": lambda a, y: (a - y) / (a * (1 - a)),
    "cross_entropy": lambda a, y: -y / a,
}


def network(loss, output=None):
    (W1, b1), (W2, b2) = PARAMS
    output = output or OUTPUT.get(loss, "linear")
    A1 = np.tanh(X @ W1 + b1)
    Z2 = A1 @ W2 + b2
    powers = np.exp(Z2)
    A2 = {"linear": Z2, "sigmoid": 1 / (1 + np.exp(-Z2)), "softmax": powers / powers.sum(1, keepdims=True)}[output]
    return A1, A2, TARGETS.get(loss, ELSE), output


def through(G, A2, output):
    """δ of the last layer."""
    if output == "softmax":
        return A2 * (G - (G * A2).sum(1, keepdims=True))
    return G * (A2 * (1 - A2) if output == "sigmoid" else 1)


def gradients(loss, G, output=None):
    A1, A2, _, output = network(loss, output)
    d2 = through(G, A2, output) / N
    d1 = d2 @ PARAMS[1][0].T * (1 - A1**2)
    return [(X.T @ d1, d1.sum(0)), (A1.T @ d2, d2.sum(0))]


def report_on(loss, made, output=None, **given):
    _, _, Y, output = network(loss, output)
    return diagnose(PARAMS, X, Y, made, activations=["tanh", output], loss=loss, **given)


def right(loss):
    _, A2, Y, _ = network(loss)
    return DERIVATIVES[loss](A2, Y)


def turned(made):
    return [(-dW, -db) for dW, db in made]


@words
def test_a_right_gradient_is_right(loss):
    assert report_on(loss, gradients(loss, right(loss))).correct


@words
def test_a_flipped_sign_is_named(loss):
    report = report_on(loss, turned(gradients(loss, right(loss))))
    assert report.correct is False
    assert [finding.mistake for finding in report.findings] == ["sign_flipped"]


@words
def test_a_missing_mean_is_named(loss):
    made = [(N * dW, N * db) for dW, db in gradients(loss, right(loss))]
    assert report_on(loss, made).findings[0].mistake == "sum_not_mean"


AMONG_PROBABILITIES = {"huber": "a − y", "hinge": "−y"}
"""What these derivatives are where all numbers are from 0 to 1."""

PAIRS = [
    (loss, other)
    for loss in TABLE
    for other in TABLE
    if loss != other and not (loss in OUTPUT) < (other in OUTPUT)  # a logarithm needs probabilities
]


@pytest.mark.parametrize(("loss", "other"), PAIRS, ids=[" ".join(pair) for pair in PAIRS])
def test_the_derivative_of_another_loss_is_named(loss, other):
    _, A2, Y, _ = network(loss)
    made = gradients(loss, DERIVATIVES[other](A2, Y))
    report = report_on(loss, made)
    assert report.correct is False
    assert ("wrong_loss_deriv",) in [explanation.mistakes for explanation in report.explanations], report
    finding = wrong_derivative_in(report)
    same = AMONG_PROBABILITIES.get(other) if loss in OUTPUT else None
    assert f"starts from {same or f'the derivative of {other}'}." in finding.sentence
    assert N * evaluated(finding.fix, A2, Y) == pytest.approx(right(loss), rel=1e-3)


def wrong_derivative_in(report):
    return next(f for explanation in report.explanations for f in explanation if f.mistake == "wrong_loss_deriv")


def evaluated(fix, A2, Y):
    """The line of a fix, run."""
    return eval(re.fullmatch(r"G = (.*)", fix)[1], {"np": np, "A2": A2, "X": X, "Y": Y})


@words
def test_the_fix_of_a_slip_is_a_line_that_gives_the_right_gradient(loss):
    _, A2, Y, _ = network(loss)
    report = report_on(loss, gradients(loss, (A2 - Y) ** 3))
    assert N * evaluated(wrong_derivative_in(report).fix, A2, Y) == pytest.approx(right(loss), rel=1e-3)


@words
def test_random_numbers_are_wrong_and_have_no_name(loss):
    rng = np.random.default_rng(9)
    made = [(rng.normal(size=W.shape), rng.normal(size=b.shape)) for W, b in PARAMS]
    report = report_on(loss, made)
    assert report.correct is False
    assert not report.findings
    assert "Wrong" in str(report)


@words
@pytest.mark.parametrize("reduction", ["mean", "sum", "mean_all"])
@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_reductions_and_factors(loss, reduction, factor):
    scale = factor * N / {"mean": N, "sum": 1, "mean_all": 3 * N}[reduction]
    made = [(scale * dW, scale * db) for dW, db in gradients(loss, right(loss))]
    assert report_on(loss, made, reduction=reduction, factor=factor).correct


@words
def test_a_better_point_is_one_that_the_loss_takes(loss):
    report = report_on(loss, gradients(loss, right(loss)))
    point = report.suggest_point()
    A = np.tanh(point.X @ point.params[0][0] + point.params[0][1]) @ point.params[1][0] + point.params[1][1]
    assert np.isfinite(A).all()
    nothing = [(np.zeros_like(W), np.zeros_like(b)) for W, b in point.params]
    again = diagnose(point.params, point.X, point.Y, nothing, activations=["tanh", network(loss)[3]], loss=loss)
    assert not again.problem
    assert all(map(TABLE[loss].targets.holds, point.Y.flat))


@pytest.mark.parametrize("loss", ["MSE", "l1", "huber_loss", ""])
def test_a_misspelled_word_is_a_problem_with_the_words_there_are(loss):
    report = diagnose(PARAMS, X, ELSE, [], activations="tanh", loss=loss)
    assert re.search(r"unknown loss: .*must be one of 'mse', 'mae', 'huber', 'hinge', 'bce', 'cross", report.problem)


def test_softmax_with_targets_that_do_not_sum_to_one_is_told_no_a_minus_y():
    """δ = a − y holds for targets that sum to 1; for others it would be an untrue line."""
    _, A2, _, _ = network("cross_entropy")
    Y = TARGETS["cross_entropy"] * np.array([[1.0], [0.5], [1.0], [0.0], [1.0]])
    made = gradients("cross_entropy", -Y / A2)
    given = {"activations": ["tanh", "softmax"], "loss": "cross_entropy"}
    report = diagnose(PARAMS, X, Y, made, **given)
    assert report.correct
    assert "a − y" not in str(report)
    wrong = diagnose(PARAMS, X, Y, gradients("cross_entropy", (-Y / A2) * (A2 * (1 - A2))), **given)
    assert all("(A2 - Y)" not in finding.fix for finding in wrong.findings)
    assert "cancels" in str(report_on("cross_entropy", gradients("cross_entropy", right("cross_entropy"))))


def test_an_error_without_its_other_factor_blames_no_cross_entropy():
    """Naive: "Cross-entropy after sigmoid cancels f′ already" is said of every loss that is not mse."""
    _, A2, Y, _ = network("mae", "sigmoid")
    G = np.sign(A2 - Y) * A2 * (1 - A2)
    report = report_on("mae", gradients("mae", G, "sigmoid"), "sigmoid")
    assert report.findings[0].mistake == "extra_output_deriv"
    assert "Cross-entropy" not in report.findings[0].sentence
    assert "Once is enough" in report.findings[0].sentence


# --- the command line -----------------------------------------------------------------------------


@words
def test_the_command_line_takes_every_word_of_its_help(loss, tmp_path, capsys):
    _, _, Y, output = network(loss)
    for made, code in ((gradients(loss, right(loss)), 0), (turned(gradients(loss, right(loss))), 1)):
        arrays = {
            f"{d}{letter}{k}": a
            for d, layers in (("", PARAMS), ("d", made))
            for k, layer in enumerate(layers, 1)
            for letter, a in zip("Wb", layer, strict=True)
        }
        np.savez(tmp_path / "case.npz", X=X, Y=Y, **arrays)
        command = ["diagnose", str(tmp_path / "case.npz"), "--activations", f"tanh,{output}", "--loss", loss]
        assert nn.__main__.main(command) == code
        assert capsys.readouterr().out.startswith(("Correct", "Your gradient has the wrong sign. (sign_flipped)")[code])


def test_class_numbers_on_the_command_line(tmp_path):
    made = gradients("cross_entropy", right("cross_entropy"))
    arrays = {f"W{k}": W for k, (W, _) in enumerate(PARAMS, 1)} | {f"b{k}": b for k, (_, b) in enumerate(PARAMS, 1)}
    arrays |= {f"dW{k}": W for k, (W, _) in enumerate(made, 1)} | {f"db{k}": b for k, (_, b) in enumerate(made, 1)}
    np.savez(tmp_path / "case.npz", X=X, Y=TARGETS["cross_entropy"].argmax(1), **arrays)
    command = [sys.executable, "-m", "nn", "diagnose", "case.npz", "--activations", "tanh,softmax"]
    found = subprocess.run(
        [*command, "--loss", "cross_entropy"], capture_output=True, text=True, encoding="utf-8", cwd=tmp_path
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.startswith("Correct")
