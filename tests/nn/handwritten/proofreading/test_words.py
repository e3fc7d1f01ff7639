"""The words of a report of `proofread`: what a headline, a wrong line and a remark say, and that it is true."""

import pytest

from nn import proofread
from tests.nn.handwritten.proofreading.scripts import BENCHMARKS

LINE = """\
import numpy as np

rng = np.random.default_rng(1)
X = rng.normal(size=(50, 3))
Y = X @ np.array([[1.0], [-2.0], [0.5]]) + 0.3
W, b = np.zeros((3, 1)), np.zeros((1, 1))
for epoch in range(20):
    pred = X @ W + b
    err = pred - Y
    loss = np.mean((pred - Y) ** 2)
    dW = 2 * X.T @ err / 50
    db = 2 * err.sum(axis=0, keepdims=True) / 50
    W -= 0.1 * dW
    b -= 0.1 * db
"""
NUMBERS = """\
xs, ys = [1.0, 2.0, 3.5, 4.0], [2.1, 3.9, 6.2, 7.8]
m, c = 0.5, 0.1
n = len(xs)
for epoch in range(10):
    dm, dc, loss = 0.0, 0.0, 0.0
    for x, y in zip(xs, ys):
        pred = m * x + c
        loss += (y - pred) ** 2 / n
        dm -= 2 / n * x * (y - pred)
        dc -= 2 / n * (y - pred)
    m -= 0.01 * dm
    c -= 0.01 * dc
"""
BELOW = "What stands below a wrong line is described as it is once that line is right."


def rows_of(report):
    """Return what is said of each wrong line, by its source."""
    return {line.source.strip(): line.note for line in report.wrong}


def first_fix(report):
    """Return the new text of the first wrong line."""
    return report.wrong[0].fixes[0].edits[0][1].strip()


def test_steps_that_go_up_are_wrong_in_the_lines_that_take_them():
    report = proofread(LINE.replace("W -=", "W +=").replace("b -=", "b +="))
    assert rows_of(report) == {
        "W += 0.1 * dW": "the step goes up: W moves by dW = ∂L/∂W",
        "b += 0.1 * db": "the step goes up: b moves by db = ∂L/∂b",
    }
    assert [line.fixes[0].edits[0][1].strip() for line in report.wrong] == ["W -= 0.1 * dW", "b -= 0.1 * db"]
    assert report.headline == (
        "Wrong: the steps of W, b go up L = np.mean((pred - Y) ** 2), not down; 2 lines, the first is line 13."
    )


def test_a_sign_that_comes_in_once_is_said_of_the_array_that_the_line_holds():
    report = proofread(LINE.replace("err = pred - Y", "err = Y - pred"))
    assert rows_of(report) == {"err = Y - pred": "it is −25.000 · ∂L/∂pred, and 25.000 · ∂L/∂pred is needed"}
    assert first_fix(report) == "err = pred - Y"


def test_where_no_loss_is_computed_only_the_sign_is_wrong_and_the_step_is_as_long_as_it_is():
    script = "\n".join(line for line in LINE.splitlines() if not any(name in line for name in ("loss", "err =", "db")))
    script = script.replace("2 * X.T @ err / 50", "X.T @ (Y - pred) / 50")
    report = proofread(script, objective="np.mean((pred - Y) ** 2)")
    assert rows_of(report) == {"dW = X.T @ (Y - pred) / 50": "it is −1/2 · ∂L/∂W: its sign is wrong"}
    assert first_fix(report) == "dW = X.T @ (pred - Y) / 50"
    assert report.lines[-1].meaning == "W − 0.0500 · ∂L/∂W"
    assert report.headline.startswith("Wrong: the step of W goes up L =")


@pytest.mark.parametrize("line", ["dc -= 2 / n * (y - pred)", "dm -= 2 / n * x * (y - pred)"])
def test_a_sum_of_numbers_is_read_as_the_gradient_of_its_parameter(line):
    report = proofread(NUMBERS.replace(line, line.replace("-=", "+=")))
    name = line[1]
    assert rows_of(report) == {line.replace("-=", "+="): f"it is −∂L/∂{name}, and ∂L/∂{name} is needed"}
    assert first_fix(report) == line
    assert report.remarks == (BELOW,)


def test_what_stands_below_a_wrong_line_is_said_to_be_read_as_if_it_were_right():
    assert str(proofread(LINE.replace("pred - Y\n", "pred + Y\n"))).endswith(BELOW)
    assert proofread(LINE.replace("b -=", "b +=")).remarks == ()  # nothing stands below it
    assert proofread(LINE).remarks == ()


@pytest.mark.ci
def test_a_long_wrong_line_is_shown_whole_and_its_message_below():
    line = "dW = 2 * X.T @ (pred - Y) * np.ones_like(pred).mean() / len(Y[:, :1]) / 50"
    rows = str(proofread(LINE.replace("dW = 2 * X.T @ err / 50", line))).splitlines()
    at = rows.index(f"  11  {line}")
    assert rows[at + 1].startswith("            WRONG: it is 1/")
    assert max(map(len, rows)) <= 100


EARLY = """\
import numpy as np

rng = np.random.default_rng(0)


class Linear:
    def __init__(self, n, m):
        self.W, self.b = rng.normal(size=(n, m)) * 0.4, np.zeros(m)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad, lr):
        dW = self.x.T @ grad
        self.b -= lr * grad.sum(axis=0)
        self.W -= lr * dW
        return grad @ self.W.T


X, Y = rng.normal(size=(8, 3)), rng.normal(size=(8, 2))
layers = [Linear(3, 5), Linear(5, 4), Linear(4, 2)]
for epoch in range(3):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = np.mean((out - Y) ** 2)
    grad = 2 * (out - Y) / out.size
    for layer in reversed(layers):
        grad = layer.backward(grad, 0.1)
"""


@pytest.mark.ci
def test_a_step_before_what_is_returned_stands_too_early():
    report = proofread(EARLY)
    (line,) = report.wrong
    assert line.source == "self.W -= lr * dW"
    assert line.note == "it stands too early: line 18 needs self.W as it was before"
    assert [text for _, text in line.fixes[0].edits] == [
        "dx = grad @ self.W.T\n        self.W -= lr * dW",
        "return dx",
    ]
    assert "line 17: dx = grad @ self.W.T; self.W -= lr * dW; line 18: return dx" in " ".join(str(report).split())
    assert "</code>; <code>line 18: " in report._repr_html_()


def test_parameters_of_one_name_are_counted():
    first = EARLY.index("        self.W -= lr * dW")
    right = EARLY[:first] + "        back = grad @ self.W.T\n        self.W -= lr * dW\n        return back\n"
    report = proofread(right + EARLY[EARLY.index("\n\nX, Y") :])
    assert report.correct
    assert "the steps of self.b (3 of them), self.W (3 of them) go down" in report.headline


@pytest.mark.ci
def test_of_a_line_without_a_known_right_value_it_is_said_which_step_is_wrong_with_it():
    (path,) = (BENCHMARKS / "proofreading").rglob("scripts/rnn_many_to_one.py")
    script = path.read_text(encoding="utf-8")
    wrong = "dW += np.outer(da, self.states[t])"
    report = proofread(script.replace("dW += np.outer(da, self.states[t - 1])", wrong, 1))
    assert rows_of(report) == {wrong: "the step of self.W is wrong with it"}


def test_a_sum_of_numbers_that_is_another_one_is_not_told_by_a_number_that_holds_once():
    wrong = "dm -= 2 / n * (y - pred)"
    assert rows_of(proofread(NUMBERS.replace("dm -= 2 / n * x * (y - pred)", wrong))) == {
        wrong: "it is ∂L/∂c, and ∂L/∂m is needed"
    }


def test_a_rate_that_is_written_is_said_as_it_is_written():
    """Another number, or a parameter, may be as large by chance: here `tolerance` and `b` are 0.05."""
    text = """\
import numpy as np
x, y = np.array([0.3, -1.2, 2.0]), np.array([1.0, 0.2, -0.4])
w, b, tolerance = 0.7, 0.05, 0.05
for it in range(3):
    e = w * x + b - y
    cost = 0.5 * np.sum(e ** 2)
    dw, db = e @ x, e.sum()
    w = w - 0.05 * dw
    b = b - 0.05 * db
"""
    said = {line.source: line.meaning for line in proofread(text).lines}
    assert said["w = w - 0.05 * dw"] == "w − 0.0500 · ∂L/∂w"
    assert said["b = b - 0.05 * db"] == "b − 0.0500 · ∂L/∂b"
