"""Which number of a script `proofread` takes as its loss, and what else it understands of how scripts are written.

Each script is right as it stands, and wrong with one line changed: it must be read in both cases.
"""

import pytest

from nn import proofread
from tests.examples import first

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

PLAIN = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
w, b = rng.normal(size=3), 0.5
for step in range(4):
    r = X @ w + b - y
    {loss}
    dw = 2 * X.T @ r / len(y)
    db = 2 * r.mean()
    {step}
    {shown}
"""
STEP = "w, b = w - 0.1 * dw, b - 0.1 * db"


def plain(loss="badness = np.square(r).mean()", step=STEP, shown="print(step, badness)"):
    return PLAIN.format(loss=loss, step=step, shown=shown)


TRIED = plain(
    """try:
        mse = np.mean(r ** 2)
    except FloatingPointError:
        mse = np.inf""",
    shown="print(mse)",
)
OUT = plain(
    "half = np.mean(r ** 2)",
    "np.subtract(w, 0.1 * dw, out=w)\n    np.subtract(b, 0.1 * db, out=b)",
    "print(half)",
).replace("b = rng.normal(size=3), 0.5", "b = rng.normal(size=3), np.array(0.5)")
CHECKED = plain("loss_value = np.mean(r ** 2)", shown="print(loss_value)").replace(
    "for step",
    """def cost_of(p):
    total = 0.0
    it = np.nditer(p, flags=["multi_index"])
    while not it.finished:
        old = p[it.multi_index]
        p[it.multi_index] = old + 1e-5
        total += np.mean((X @ p + b - y) ** 2)
        p[it.multi_index] = old
        it.iternext()
    return np.round(total, 3)
cost_of(w)
for step""",
)
GIVEN = plain("pass", shown="history.append(mean_square(w, b))").replace(
    "for step",
    """def mean_square(w, b):
    r = X @ w + b - y
    return np.mean(r ** 2)
history = [mean_square(w, b)]
for step""",
)
MASKED = plain("mse = np.sum(r ** 2) / 6", shown="print(mse)").replace(
    "y = rng.normal(size=(6, 3)), rng.normal(size=6)",
    """y = rng.normal(size=(6, 3)), np.array([1, 2, np.nan, 0, 3, 1], dtype=float)
seen = (~np.isnan(y)).astype(float)
y = np.where(np.isnan(y), 0, y)""",
)
MASKED = MASKED.replace("r = X @ w + b - y", "r = seen * (X @ w + b - y)")
LISTED = plain("made = [X]\n    made.append(X @ w + b)").replace("print(step, badness)", "pass")
ADDED_UP = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
w = rng.normal(size=3)
for step in range(4):
    total, dw = 0.0, np.zeros(3)
    for x, t in zip(X, y):
        r = x @ w - t
        total += r ** 2
        dw += 2 * r * x
    w -= 0.1 * dw / len(y)
"""
FILLED = """\
import numpy as np
rng = np.random.default_rng(0)
data = [(0, 1, 0.5), (1, 2, -1.0), (2, 0, 2.0), (0, 2, 1.5)]
U, V = rng.normal(size=(3, 2)), rng.normal(size=(3, 2))
cache = {"U": np.ones((3, 2)), "V": np.ones((3, 2))}
for step in range(2):
    loss, dU, dV = 0.0, np.zeros_like(U), np.zeros_like(V)
    for i, j, r in data:
        e = U[i] @ V[j] - r
        loss += 0.5 * e ** 2
        dU[i] += e * V[j]
        dV[j] += e * U[i]
    for k, p, g in [("U", U, dU), ("V", V, dV)]:
        cache[k] += g ** 2
        p -= 0.05 * g / np.sqrt(cache[k])
"""
BY_LAYER = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
class Dense:
    def __init__(self, rows, columns):
        self.W = rng.normal(size=(rows, columns))
        self.square = np.zeros((rows, columns))
    def forward(self, x):
        self.x = x
        return x @ self.W
    def backward(self, grad):
        grad_W = self.x.T @ grad
        grad_x = grad @ self.W.T
        self.square = 0.9 * self.square + 0.1 * grad_W ** 2
        self.W -= 0.01 * grad_W / np.sqrt(self.square + 1e-8)
        return grad_x
one, two = Dense(3, 4), Dense(4, 2)
for step in range(2):
    out = two.forward(one.forward(X))
    loss = 0.5 * np.sum((out - y) ** 2)
    one.backward(two.backward(out - y))
"""
COMPARED = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(6, 3)), (rng.random((6, 1)) > 0.5).astype(float)
params = {"W": rng.normal(size=(3, 4)), "V": rng.normal(size=(4, 1))}
def forward(params):
    A = np.tanh(X @ params["W"])
    P = np.clip(1 / (1 + np.exp(-A @ params["V"])), 1e-9, 1 - 1e-9)
    return A, P, -np.mean(y * np.log(P) + (1 - y) * np.log(1 - P))
def backward(params, A, P):
    dS = (P - y) / len(y)
    dV = A.T @ dS
    dZ = dS @ params["V"].T * (1 - A ** 2)
    return {"W": X.T @ dZ, "V": dV}
def check(params, eps=1e-6):
    A, P, _ = forward(params)
    grads = backward(params, A, P)
    for name in params:
        numeric = np.zeros_like(params[name])
        for index in np.ndindex(*numeric.shape):
            held = params[name][index]
            params[name][index] = held + eps
            above = forward(params)[2]
            params[name][index] = held - eps
            below = forward(params)[2]
            params[name][index] = held
            numeric[index] = (above - below) / (2 * eps)
        if not np.allclose(numeric, grads[name], atol=1e-5):
            raise AssertionError(f"the gradient of {name} is wrong")
check(params)
for step in range(3):
    A, P, loss = forward(params)
    grads = backward(params, A, P)
    for name in params:
        params[name] -= 0.5 * grads[name]
"""
KEPT_UP = """\
import numpy as np
rng = np.random.default_rng(0)
X, Y, W = rng.normal(size=(8, 3)), rng.normal(size=(8, 2)), rng.normal(size=(3, 2))
held = np.zeros_like(W)
for i in range(8):
    out = X[i] @ W
    loss = 0.5 * np.sum((out - Y[i]) ** 2)
    held += np.outer(X[i], out - Y[i])
    if (i + 1) % 4 == 0:
        W -= 0.1 * held
        held[:] = 0
"""
ROOTED = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
w, cache = rng.normal(size=3), np.zeros(3)
for step in range(3):
    r = X @ w - y
    loss = np.sum(r**2)
    dw = -2 * X.T @ r
    cache = 0.9 * cache + 0.1 * dw**2
    w += 0.1 * dw / (np.sqrt(cache) + 1e-8)
"""
WHOLE = """\
import numpy as np
rng = np.random.default_rng(0)
X, G, W = rng.normal(size=(3, 5, 9)), rng.normal(size=(4, 5, 9)), rng.normal(size=(4, 3))
def forward(X, W):
    a = np.zeros((4, 5, 9))
    for t in range(9):
        a[:, :, t] = W @ X[:, :, t]
    return a
a = forward(X, W)
dW = np.einsum("abt,cbt->ac", G, X)
W = W - 0.1 * dW
"""
SCRIPTS = {
    "a loss that is called like none": (plain(), None),
    "a loss in a try": (TRIED, None),
    "steps by out=": (OUT, None),
    "numerical differences, and a loss_value": (CHECKED, None),
    "an objective that calls a function of the script": (GIVEN, "mean_square(w, b)"),
    "data that are not known": (MASKED, None),
}


@pytest.mark.parametrize("name", first(4, list(SCRIPTS)))
def test_a_script_is_read_whether_it_is_right_or_wrong(name):
    script, objective = SCRIPTS[name]
    assert proofread(script, objective=objective).correct is True
    wrong = "dw = X.T @ r / len(y)"
    report = proofread(script.replace("dw = 2 * X.T @ r / len(y)", wrong), objective=objective)
    assert report.correct is False
    assert [line.source for line in report.wrong] == [wrong]


@pytest.mark.parametrize("shown", ["worst = np.abs(r).mean()", "spread = w @ w", "last = r[0]"])
def test_a_number_that_is_no_loss_is_not_taken_as_one(shown):
    report = proofread(plain(shown, shown=f"print({shown.split()[0]})"))
    assert report.correct is None
    assert "computes no loss" in report.problem


def test_an_objective_may_name_a_list_that_is_appended_to():
    report = proofread(LISTED, objective="np.mean((made[-1] - y) ** 2)")
    assert report.correct is True


def test_an_objective_may_name_what_a_loop_adds_up():
    assert proofread(ADDED_UP, objective="total / len(y)").correct is True
    report = proofread(ADDED_UP.replace("r * x", "r * w"), objective="total / len(y)")
    assert [line.source for line in report.wrong] == ["dw += 2 * r * w"]


def test_a_layer_may_move_before_the_gradient_of_the_one_below_is_there():
    """By the root of a mean square, so that what goes into each step is judged."""
    assert proofread(BY_LAYER).correct is True


def test_an_objective_may_name_an_array_that_is_filled_entry_by_entry():
    filled = ADDED_UP.replace("r = x @ w - t", "r = o[0] - t").replace("total += r ** 2", "pass")
    filled = filled.replace(
        "        r =", "        o = np.zeros(1)\n        for k in range(1):\n            o[k] = x @ w\n        r ="
    )
    assert proofread(filled, objective="np.sum((o - t) ** 2) / 6").correct is True
    report = proofread(filled.replace("r * x", "r * w"), objective="np.sum((o - t) ** 2) / 6")
    assert [line.source for line in report.wrong] == ["dw += 2 * r * w"]


@pytest.mark.ci
def test_gradients_that_are_filled_entry_by_entry_go_into_adagrad():
    assert proofread(FILLED).correct is True
    report = proofread(FILLED.replace("e * U[i]", "e * U[j]"))
    assert [line.source for line in report.wrong] == ["dV[j] += e * U[j]"]


def test_what_a_part_of_the_loss_goes_into_is_the_loss():
    script = plain("ce = np.mean(r ** 2)\n    total = ce + 0.05 * (w ** 2).sum()", shown="print(total)")
    script = script.replace("dw = 2 * X.T @ r / len(y)", "dw = 2 * X.T @ r / len(y) + 0.1 * w")
    assert proofread(script).correct is True


@pytest.mark.parametrize("name", first(3, ["neg_elbo", "neg_log_likelihood", "elbo_loss", "elbo"]))
def test_the_negative_of_what_is_ascended_is_descended(name):
    report = proofread(plain(f"{name} = np.mean(r ** 2)", shown=f"print({name})"))
    assert report.correct is (name != "elbo")


@pytest.mark.ci
@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("dZ = dS @ params['V'].T * (1 - A ** 2)", "dZ = dS @ params['V'].T * (1 - A)"),
        pytest.param("dV = A.T @ dS", "dV = dS.T @ A", marks=pytest.mark.slow),
        ("params[name] -= 0.5 * grads[name]", "params[name] -= 0.5 * grads[name].T"),
    ],
    ids=["slope", "shape", "step"],
)
def test_a_check_of_the_gradients_that_fails_is_not_what_is_read(right, wrong):
    script = COMPARED.replace('"V"', "'V'")
    assert proofread(script).correct is True
    assert right in script
    report = proofread(script.replace(right, wrong))
    assert [line.source for line in report.wrong] == [wrong]


@pytest.mark.ci
def test_gradients_are_added_up_over_turns_that_take_no_step():
    assert proofread(KEPT_UP).correct is True
    report = proofread(KEPT_UP.replace("np.outer(X[i], out - Y[i])", "np.outer(X[i], out)"))
    assert [line.number for line in report.wrong] == [8]


@pytest.mark.parametrize(("slope", "step", "is_right"), [("-", "+", 1), ("", "-", 1), ("-", "-", 0), ("", "+", 0)])
def test_which_way_a_step_by_the_root_of_a_mean_square_goes(slope, step, is_right):
    script = ROOTED.replace("= -2", f"= {slope}2").replace("w +=", f"w {step}=")
    assert proofread(script).correct is bool(is_right)


def test_an_array_that_a_function_fills_is_none_of_its_parameters():
    assert proofread(WHOLE, objective="np.sum(a * G)").correct is True


def test_a_surrogate_is_a_loss():
    report = proofread(plain("surrogate = np.square(r).mean() + 0 * X.sum()", shown="left = surrogate * 2"))
    assert report.correct
    assert report.objective.startswith("np.square(r)")


def test_numbers_without_a_name_are_tried_for_a_while_only(monkeypatch):
    monkeypatch.setattr("nn.handwritten.proofreading.passes.UNNAMED_SECONDS", 0.0)
    assert "computes no loss" in proofread(plain()).problem


@pytest.mark.parametrize("line", ["base = 0.9 * base + 0.1 * y[0]", "base = (1 - keep) * base + keep * y[0]"])
def test_a_number_that_is_averaged_from_pass_to_pass_takes_no_steps(line):
    script = plain("loss = np.square(r - base).mean()", shown=line).replace("r.mean()", "(r - base).mean()")
    script = script.replace("X.T @ r", "X.T @ (r - base)").replace("w, b =", "keep, base = 0.2, 0.5\nw, b =", 1)
    assert proofread(script).correct
    assert proofread(script.replace("2 * X.T", "X.T")).correct is False


SAMPLES = """\
import numpy as np

rng = np.random.default_rng(7)
X, t = rng.normal(size=(5, 3)), rng.normal(size=5)
w, n = rng.normal(size=3), 5
for epoch in range(4):
    total, dw = 0.0, np.zeros(3)
    for x, goal in zip(X, t):
        d = x @ w - goal
        loss = 0.5 * d**2
        total += SHARE
        dw += (x * d) DIVIDED
    w -= 0.1 * dw
"""


@pytest.mark.parametrize(("share", "divided"), [("loss / n", "/ n"), ("0.5 * loss", "/ 2"), ("loss", "")])
def test_losses_of_samples_are_added_up_as_the_script_adds_them(share, divided):
    script = SAMPLES.replace("SHARE", share).replace("DIVIDED", divided)
    assert proofread(script).correct
    report = proofread(script.replace("x * d", "x + d"))
    assert [line.source for line in report.wrong] == [f"dw += (x + d) {divided}".strip()]


@pytest.mark.parametrize(
    "shown",
    first(
        2,
        [
            "total = data_loss + penalty_loss",
            "print(f'step {step}: {data_loss + penalty_loss:.3f}')",
            "whole = data_loss + penalty_loss",
            "kept[step] = data_loss + penalty_loss",
            "print('%d %f' % (step, data_loss + penalty_loss))",
            "history.append(data_loss + penalty_loss)",
        ],
    ),
)
def test_the_sum_of_a_loss_and_a_penalty_is_the_loss_of_both(shown):
    script = plain("data_loss = np.mean(r ** 2)\n    penalty_loss = 0.05 * (w ** 2).sum()", shown=shown)
    script = script.replace("w, b =", "kept, history = np.zeros(4), []\nw, b =", 1)
    script = script.replace("/ len(y)", "/ len(y) + 0.1 * w")
    report = proofread(script)
    assert report.correct, report
    assert report.objective == "data_loss + penalty_loss"
    report = proofread(script.replace("+ 0.1 * w", "+ 0.2 * w"))
    assert [line.name for line in report.wrong] == ["dw"]


def test_the_difference_of_two_losses_is_none():
    lines = "loss = np.mean(r ** 2)\n    gone = loss - last_cost\n    last_cost = loss"
    script = plain(lines, shown="print(gone)").replace("w, b =", "last_cost = 1.0\nw, b =", 1)
    assert proofread(script).objective == "np.mean(r ** 2)"


def test_a_loss_that_fills_an_array_is_found_beside_a_prediction_after_training():
    script = plain("J_history[step] = np.mean(r ** 2) + 0 * b", shown="pass")
    script = script.replace("w, b =", "J_history = np.zeros(4)\nw, b =", 1) + "price = np.ones(3) @ w + b\nprint(price)"
    assert proofread(script).correct is True
    report = proofread(script.replace("2 * X.T", "X.T"))
    assert [line.name for line in report.wrong] == ["dw"]


def test_the_memory_of_an_optimiser_is_none_of_the_parameters_that_a_loss_leaves_out():
    step = "m = 0.9 * m + 0.1 * dw\n    w, b = w - 0.1 * m / (1 - 0.9 ** (step + 1)), b - 0.1 * db"
    script = plain(step=step).replace("for step", "m = np.zeros(3)\nfor step")
    assert proofread(script).correct is True
    report = proofread(script.replace("2 * X.T @ r", "X.T @ r"))
    assert [wrong.source for wrong in report.wrong] == ["dw = X.T @ r / len(y)"], report


ENTRIES = """\
import numpy as np
rng = np.random.default_rng(2)
x, k, b = rng.normal(size=(2, 6)), rng.normal(size=(3, 2)), rng.normal(size=(1, 2))

def entry(part, kernel, bias):
    out = np.sum(part * kernel)
    out = out + float(np.squeeze(bias))
    return out

def forward(x, k, b):
    out = np.zeros((2, 4, 2))
    for i in range(2):
        for j in range(4):
            for c in range(2):
                out[i, j, c] = entry(x[i, j:j + 3], k[:, c], b[:, c])
    return out

def backward(dout):
    dk, db = np.zeros_like(k), np.zeros_like(b)
    for i in range(2):
        for j in range(4):
            for c in range(2):
                dk[:, c] += x[i, j:j + 3] * dout[i, j, c]
                db[:, c] += dout[i, j, c]
    return dk, db

out = forward(x, k, b)
dk, db = backward(out)
"""


def test_an_objective_is_not_that_of_a_function_that_calls_one_entry_as_the_array_is_called():
    assert proofread(ENTRIES, objective="0.5 * np.sum(out ** 2)").correct is True
    wrong = ENTRIES.replace("j:j + 3] * dout", "j:j + 3] * out")
    wrong = wrong.replace("backward(out)", "backward(2 * out)")
    report = proofread(wrong, objective="np.sum(out ** 2)")
    assert report.wrong[0].source.startswith("dk[:, c] +="), report


COUNTS = """\
import numpy as np

rng = np.random.default_rng(14)
days, visits = rng.normal(size=(8, 2)), rng.poisson(2.0, size=8)
A = np.column_stack([np.ones(8), days])
beta, drift = 0.1 * rng.normal(size=3), np.zeros(3)
for turn in range(4):
    line = A @ beta
    mean = np.exp(line)
    gap = visits - mean
    score = A.T @ gap
    score[1:] -= 0.2 * beta[1:]
    drift = 0.7 * drift + 0.05 * score
    beta = beta + drift
"""
LIKELY = "np.sum(visits * line - mean) - 0.1 * np.sum(beta[1:] ** 2)"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("gap = visits - mean", "gap = visits - line"),
        ("score[1:] -= 0.2 * beta[1:]", "score[1:] += 0.2 * beta[1:]"),
    ],
)
def test_an_objective_with_a_penalty_taken_off_is_meant_to_grow(right, wrong):
    report = proofread(COUNTS, objective=LIKELY)
    assert report.correct is True
    assert "goes up" in report.headline
    report = proofread(COUNTS.replace(right, wrong), objective=LIKELY)
    assert [line.source for line in report.wrong] == [wrong], report
    assert report.wrong[0].fixes[0].edits[0][1] == right
    assert "Weight decay" not in str(report)  # the objective has it


def test_an_objective_that_says_nothing_of_its_way_goes_where_all_steps_go():
    script = COUNTS.replace("    score[1:] -= 0.2 * beta[1:]\n", "")
    assert proofread(script, objective="np.sum(visits * line - mean)").correct is True
    assert proofread(script, objective="np.sum((visits - mean) ** 2)").correct is False


def test_without_a_loss_the_length_of_the_steps_is_not_spoken_of():
    report = proofread(COUNTS.replace("gap = visits - mean", "gap = mean - visits"), objective=LIKELY)
    assert report.correct is False
    assert "Besides" not in str(report)


BRANCHES = """\
import numpy as np
rng = np.random.default_rng(1)
X, y = rng.normal(size=(7, 3)), 3 * rng.normal(size=7)
w = rng.normal(size=3)
for _ in range(3):
    loss, dw = 0.0, np.zeros(3)
    for i in range(7):
        r = X[i] @ w - y[i]
        if abs(r) <= 1:
            loss += 0.5 * r ** 2 / 7
            dr = r / 7
        elif r > 0:
            loss += (r - 0.5) / 7
            dr = 1 / 7
        else:
            loss += (-r - 0.5) / 7
            dr = -1 / 7
        dw += dr * X[i]
    w -= 0.1 * dw
"""


@pytest.mark.parametrize("first", ["0.5 * r ** 2", "(r - 0.5)", "(-r - 0.5)"])
def test_a_sum_that_each_branch_of_a_condition_adds_to_is_one_loss(first):
    """Whichever branch the last sample takes; and none of the branches is said to be the loss."""
    last = {"0.5 * r ** 2": 0.1, "(r - 0.5)": 5.0, "(-r - 0.5)": -5.0}[first]
    script = BRANCHES.replace("w = rng", f"y[-1] = X[-1] @ np.ones(3) - {last}\nw = np.ones(3) + 0 * rng")
    report = proofread(script)
    assert (report.correct, report.objective) == (True, "loss")
    wrong = proofread(script.replace("dw += dr * X[i]", "dw += dr * X[0]"))
    assert [line.number for line in wrong.wrong] == [19]
