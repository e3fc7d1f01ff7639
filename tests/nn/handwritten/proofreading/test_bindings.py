"""`proofread` on what an assignment to a name does: a step in two lines, a step that moves nothing, shared helpers."""

import numpy as np
import pytest

from nn import proofread
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import NETWORK, assert_named_and_put_right, fixed

HEAD, STEPS = NETWORK.split("    W1 -= lr * dW1")[0], "[W1, b1, W2, b2], [dW1, db1, dW2, db2]"
LOOP = HEAD + f"    for p, g in zip({STEPS}):\n        p = p - lr * g\n"
FUNCTION = HEAD.replace("lr = 0.1", "lr = 0.1\ndef move(p, g):\n    p = p - lr * g\n") + (
    "    for p, g in zip([W1, b1, W2, b2], [dW1, db1, dW2, db2]):\n        move(p, g)\n"
)


@pytest.mark.parametrize("step", first(1, ["p = -lr * g", "p = lr * g", "p *= lr * g"]))
@pytest.mark.parametrize("name", ["loop", pytest.param("function", marks=pytest.mark.ci)])
def test_a_step_in_the_place_of_what_it_should_move_is_named_and_put_right(name, step):
    script = {"loop": LOOP, "function": FUNCTION}[name].replace("p = p - lr * g", step)
    report = proofread(script)
    assert [line.source for line in report.wrong] == [step]
    assert report.wrong[0].fixes[0].edits[0][1] == "p -= lr * g"


@pytest.mark.ci
@pytest.mark.parametrize("wrong", ["W1 *= lr * dW1", "W1 = W1 * lr * dW1", "W1 /= lr * dW1"])
def test_a_step_that_multiplies_is_named_and_put_right(wrong):
    assert_named_and_put_right(NETWORK, "W1 -= lr * dW1", wrong)


@pytest.mark.ci
@pytest.mark.parametrize("name", ["loop", "function"])
def test_a_step_that_moves_nothing_is_named_and_its_fix_makes_the_script_right(name):
    script = {"loop": LOOP, "function": FUNCTION}[name]
    report = proofread(script)
    assert report.correct is False
    (line,) = report.wrong
    assert line.source == "p = p - lr * g"
    assert line.note == "it moves nothing: p names another array from here on, and b2 stays as it was"
    assert line.fixes[0].edits[0][1] == "p -= lr * g"
    assert proofread(fixed(script, line.fixes[0].edits)).correct is True


RIGHT = {
    "new names": "    for p, g in zip({0}):\n        q = p - lr * g\n        p[:] = q\n",
    "list": "    W1, b1, W2, b2 = [p - lr * g for p, g in zip({0})]\n",
    "appended": (
        "    moved = []\n    for p, g in zip({0}):\n        p = p - lr * g\n        moved.append(p)\n"
        "    W1, b1, W2, b2 = moved\n"
    ),
}


@pytest.mark.parametrize("name", first(1, list(RIGHT)))
def test_a_step_that_is_read_later_is_right(name):
    assert proofread(HEAD + RIGHT[name].format(STEPS)).correct is True


TWO_LINES = HEAD + "".join(f"    {p}_new = {p} - lr * d{p}\n" for p in ("W1", "b1", "W2", "b2"))
TWO_LINES += "    W1, b1 = W1_new, b1_new\n    W2 = W2_new\n    b2 = b2_new\n"
TWO_LINES = TWO_LINES.replace("    W1, b1 = W1_new, b1_new\n", "    W1 = W1_new\n    b1 = b1_new\n")


@pytest.mark.ci
def test_a_step_in_two_lines_is_judged_where_it_is_computed():
    report = proofread(TWO_LINES)
    assert (report.correct, set(report.parameters)) == (True, {"W1", "b1", "W2", "b2"})
    said = {line.source: line.meaning for line in report.lines}
    assert said["W2_new = W2 - lr * dW2"] == "W2 − lr · ∂L/∂W2"
    report = proofread(TWO_LINES.replace("b1_new = b1 - lr", "b1_new = b1 + lr"))
    assert [line.source for line in report.wrong] == ["b1_new = b1 + lr * db1"]


LATER = """\
import numpy as np
rng = np.random.default_rng(0)
x, U, W = rng.normal(size=(3, 2)), rng.normal(size=(2, 4)), rng.normal(size=(4, 4))
y = rng.normal(size=4)
for step in range(2):
    h = np.zeros(4)
    hs = [h]
    loss = 0
    for t in range(3):
        h = np.tanh(x[t] @ U + h @ W)
        hs.append(h)
    loss = 0.5 * np.sum((h - y) ** 2)
    dU, dW = np.zeros_like(U), np.zeros_like(W)
    dh = h - y
    for t in reversed(range(3)):
        da = dh * (1 - hs[t + 1] ** 2)
        dU += np.outer(x[t], da)
        dW += np.outer(hs[t], da)
        dh = da @ W.T
    for param, grad in zip([W, U], [dW, dU]):
        param -= 0.1 * grad
"""


def test_a_loop_moves_all_of_its_parameters_also_those_that_the_first_loss_does_not_feel():
    script = LATER.replace("    loss = 0.5 *", "        loss += np.sum(h @ y)\n    loss +=  0.5 *")
    script = script.replace("    for t in rev", "    for t in rev").replace("da = dh", "dh = dh + y; da = dh")
    report = proofread(script)
    assert (report.correct, set(report.parameters)) == (True, {"U", "W"})


def step(x, h, W):
    out = np.tanh(x + h @ W)
    return out, (h, W, out)


def step_backward(dout, cache):
    h, W, out = cache
    da = dout * (1 - out**2)
    return da, da @ W.T, h.T @ da


def step_backward_without_square(dout, cache):
    h, W, out = cache
    da = dout * (1 - out)
    return da, da @ W.T, h.T @ da


def two_steps(x, p):
    h, first = step(x, x, p["W"])
    out, second = step(x, h, p["W"])
    return out, (first, second)


def two_steps_backward(dout, cache):
    dx, dh, dW = step_backward(dout, cache[1])
    dx_first, dh_first, dW_first = step_backward(dh, cache[0])
    return {"x": dx + dx_first + dh_first, "W": dW + dW_first}


def two_steps_wrong(dout, cache):
    dx, dh, dW = step_backward_without_square(dout, cache[1])
    dx_first, dh_first, dW_first = step_backward_without_square(dh, cache[0])
    return {"x": dx + dx_first + dh_first, "W": dW + dW_first}


def test_a_pair_is_read_into_the_functions_that_it_calls_and_into_a_dict_of_parameters():
    rng = np.random.default_rng(0)
    given = rng.normal(size=(2, 3)), {"W": rng.normal(size=(3, 3))}
    report = proofread(two_steps, two_steps_backward, *given)
    assert (report.correct, report.parameters) == (True, ("x", "p['W']"))


@pytest.mark.ci
def test_the_wrong_line_of_a_pair_is_named_in_the_function_that_it_calls():
    rng = np.random.default_rng(0)
    given = rng.normal(size=(2, 3)), {"W": rng.normal(size=(3, 3))}
    wrong = proofread(two_steps, two_steps_wrong, *given)
    assert [line.source for line in wrong.wrong] == ["da = dout * (1 - out)"]
    assert wrong.wrong[0].fixes[0].edits[0][1] == "da = dout * (1 - out ** 2)"


REGRESSION = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(6, 3)), rng.normal(size=6)
w, b, alpha, m = rng.normal(size=3), 0.1, 0.1, 6
costs = []
def cost(w, b):
    return np.sum((X @ w + b - y) ** 2) / (2 * m)
for i in range(4):
    error = X @ w + b - y
    w = w - alpha * (1 / m) * (X.T @ error)
    b = b - alpha * np.sum(error) / len(X)
    costs.append(cost(w, b))
"""


def test_the_mean_may_stand_in_the_update_and_the_cost_after_it():
    assert proofread(REGRESSION).correct is True
    in_place = REGRESSION.replace("w = w - alpha", "w -= alpha").replace("b = b - alpha", "b -= alpha")
    assert proofread(in_place.replace("size=3), 0.1,", "size=3), np.zeros(1),")).correct is True
    report = proofread(REGRESSION.replace(" / len(X)", ""))
    assert [line.number for line in report.wrong] == [11]
    assert proofread(fixed(REGRESSION.replace(" / len(X)", ""), report.wrong[0].fixes[0].edits)).correct is True


def test_a_loss_that_a_function_gives_back_after_it_moved_the_weights_is_that_before_the_move():
    step = "def train(w):\n    r = X @ w - y\n    loss = 0.5 * np.sum(r**2)\n    w -= 0.1 * X.T @ r\n    return loss\n"
    head = (
        "import numpy as np\nrng = np.random.default_rng(0)\nX, y, w = (rng.normal(size=s) for s in ((5, 3), 5, 3))\n"
    )
    script = head + step + "for epoch in range(3):\n    loss = train(w)\n    print(loss)\n"
    assert proofread(script).correct is True
    assert [line.number for line in proofread(script.replace("X.T @ r", "X.T @ y")).wrong] == [7]


SAMPLED = """\
import numpy as np
np.random.seed(0)
theta, alpha = np.random.randn(4, 3), 0.1
for episode in range(2):
    s = np.random.randn(4)
    z = s @ theta
    pi = np.exp(z) / np.exp(z).sum()
    a = np.random.choice(3, p=pi)
    J = np.log(pi[a])
    dlog = -pi
    dlog[a] += 1
    theta = theta + alpha * np.outer(s, dlog)
"""


def test_what_is_drawn_from_a_policy_is_plain_and_its_logarithm_is_ascended():
    assert proofread(SAMPLED).correct is True


@pytest.mark.ci
def test_the_share_that_comes_back_from_the_next_turn_is_named():
    script = LATER.replace("h = np.tanh(x[t] @ U + h @ W)", "h[t] = np.tanh(x[t] @ U + h[t - 1] @ W)")
    script = script.replace("h = np.zeros(4)", "h = {-1: np.zeros(4)}").replace("        hs.append(h)\n", "")
    script = script.replace("    hs = [h]\n", "").replace("hs[t + 1]", "h[t]").replace("hs[t]", "h[t - 1]")
    script = script.replace(
        "loss = 0.5 * np.sum((h - y) ** 2)", "loss = 0.5 * sum(np.sum((h[t] - y) ** 2) for t in range(3))"
    )
    script = script.replace("    dh = h - y\n", "    dnext = np.zeros(4)\n").replace(
        "dh = da @ W.T", "dnext = da @ W.T"
    )
    script = script.replace("        da = dh", "        dh = h[t] - y + dnext\n        da = dh")
    assert proofread(script).correct is True
    (line,) = proofread(script.replace("h[t] - y + dnext", "h[t] - y")).wrong
    assert line.note == "it lacks the share of ∂L/∂h[t] that comes back from t + 1"
    assert line.first_pass == "turn 1"  # in turn 0, nothing comes back


CENTRED = """\
import numpy as np
rng = np.random.default_rng(4)
W = rng.normal(size=(3, 2)) * 0.5
for episode in range(2):
    taken, rewards = [], []
    for step in range(4):
        s = rng.normal(size=2)
        p = np.exp(W @ s)
        p = p / p.sum()
        a = int(rng.integers(3))
        taken.append((s, p, a))
        rewards.append(float(s[0] * a))
    G = np.zeros(4)
    for t in reversed(range(4)):
        G[t] = rewards[t] + (0.9 * G[t + 1] if t < 3 else 0.0)
    G = G - G.mean()
    dW = np.zeros_like(W)
    for (s, p, a), g in zip(taken, G):
        dlogits = -p * g
        dlogits[a] += g
        dW += np.outer(dlogits, s)
    W += 0.1 * dW
"""

GAIN = "sum(g * np.log(p[a]) for (s, p, a), g in zip(taken, G))"


def test_returns_that_are_centred_in_a_pass_are_no_parameter_and_their_objective_is_ascended():
    report = proofread(CENTRED, objective=GAIN)
    assert (report.correct, report.parameters, report.goes_up) == (True, ("W",), True)


@pytest.mark.ci
def test_a_wrong_line_below_centred_returns_is_named():
    wrong = proofread(CENTRED.replace("dlogits = -p * g", "dlogits = p * g"), objective=GAIN).wrong
    assert [line.source for line in wrong] == ["dlogits = p * g"]


BY_SETATTR = """\
import numpy as np

class Net:
    def __init__(self):
        r = np.random.RandomState(3)
        self.W, self.b = r.randn(3, 2), np.zeros(2)

    def gradients(self, x, y):
        out = x @ self.W + self.b
        self.loss = 0.5 * np.sum((out - y) ** 2)
        d = out - y
        self.grad_W = x.T @ d
        self.grad_b = d.sum(axis=0)

r = np.random.RandomState(4)
x, y = r.randn(5, 3), r.randn(5, 2)
net = Net()
for epoch in range(2):
    net.gradients(x, y)
    for name in ("W", "b"):
        setattr(net, name, getattr(net, name) - 0.1 * getattr(net, "grad_" + name))
"""


@pytest.mark.ci
def test_steps_that_are_taken_by_setattr_are_read():
    assert proofread(BY_SETATTR).correct is True
    [wrong] = proofread(BY_SETATTR.replace("d.sum(axis=0)", "d.mean(axis=0)")).wrong
    assert wrong.source == "self.grad_b = d.mean(axis=0)"
    assert wrong.fixes
    [wrong] = proofread(BY_SETATTR.replace("net, name) - 0.1", "net, name) + 0.1")).wrong
    assert wrong.source.startswith("setattr(net, name, ")
    assert wrong.fixes[0].edits[0][1] == "vars(net)[name] = vars(net)[name] - 0.1 * getattr(net, 'grad_' + name)"


IN_A_DICT = """\
import numpy as np

r = np.random.RandomState(5)
x, y = r.randn(6, 3), r.randn(6, 2)
p = {"W": r.randn(3, 2), "b": np.zeros(2)}
for epoch in range(2):
    out = x @ p["W"] + p["b"]
    loss = np.mean((out - y) ** 2)
    d = 2 * (out - y) / y.size
    g = {"W": x.T @ d, "b": d.sum(axis=0)}
    p = {k: v - 0.1 * g[k] for k, v in p.items()}
"""


@pytest.mark.ci
def test_steps_in_a_comprehension_of_a_dict_have_their_rate():
    assert proofread(IN_A_DICT).correct is True
    report = proofread(IN_A_DICT.replace("2 * (out - y)", "(out - y)"))
    assert report.factor == pytest.approx(0.5)
    [wrong] = proofread(IN_A_DICT.replace("v - 0.1", "v + 0.1")).wrong
    assert wrong.fixes[0].edits[0][1] == "p = {k: v - 0.1 * g[k] for k, v in p.items()}"


CLASS = """\
import numpy as np
rng = np.random.default_rng(3)

class Net:
    def __init__(self):
        self.A, self.B = rng.normal(size=(3, 4)) * 0.5, rng.normal(size=(4, 2)) * 0.5
        self.last_A, self.lr = np.zeros((3, 4)), 0.2

    def learn(self, x, y):
        self.h = np.tanh(x @ self.A)
        out = self.h @ self.B
        loss = np.mean(np.sum((out - y) ** 2, axis=1))
        err = 2 * (out - y) / len(x)
        gB = self.h.T @ err
        gA = x.T @ (err @ self.B.T * (1 - self.h ** 2))
        self.A = self.A - self.lr * gA + 0.5 * self.last_A
        self.last_A = -self.lr * gA
        self.B -= self.lr * gB

net = Net()
for i in range(3):
    net.learn(rng.normal(size=(5, 3)), rng.normal(size=(5, 2)))
"""


def test_what_the_step_before_left_is_no_gradient_and_its_factor_no_rate():
    report = proofread(CLASS)
    assert report.correct is True, report
    assert {line.source: line.meaning for line in report.lines}[
        "self.A = self.A - self.lr * gA + 0.5 * self.last_A"
    ] == "self.A − self.lr · ∂L/∂self.A"


@pytest.mark.parametrize("step", ["self.lr * gB", "-self.lr * gB", "0.2 * gB"])
def test_a_step_in_the_place_of_what_should_take_it_is_wrong_whatever_it_is_called(step):
    report = proofread(CLASS.replace("self.B -= self.lr * gB", f"self.B = {step}"))
    assert [line.source for line in report.wrong] == [f"self.B = {step}"], report
    assert report.wrong[0].fixes, report


def test_a_scaled_array_of_the_forward_pass_is_no_step():
    script = CLASS.replace("self.h = np", "self.h = 0.5 * self.h if False else np")
    assert proofread(script.replace("        out =", "        self.s = 0.7 * self.h\n        out =")).correct is True


OVERWRITTEN = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
A, B = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
rate = 0.05
for step in range(4):
    h = np.tanh(X @ A)
    e = h @ B - y
    loss = 0.5 * np.sum(e**2)
    dB = h.T @ e
    dA = X.T @ (e @ B.T * (1 - h**2))
    for w, dw in zip([A, B], [dA, dB]):
        w = -rate * dw
"""


@pytest.mark.ci
def test_a_step_in_the_place_of_what_a_loop_goes_through_is_put_right_in_place():
    (line,) = proofread(OVERWRITTEN).wrong
    assert line.fixes[0].edits == ((13, "w -= rate * dw"),)
    assert proofread(fixed(OVERWRITTEN, line.fixes[0].edits)).correct is True


GLOBAL = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
w = rng.normal(size=3)
def train():
    global w
    e = X @ w - y
    loss = 0.5 * np.sum(e**2)
    dw = X.T @ e
    w = w - 0.1 * dw
    return loss
for step in range(3):
    train()
"""


def test_a_step_of_a_global_name_is_not_lost():
    assert proofread(GLOBAL).correct is True
    report = proofread(GLOBAL.replace("X.T @ e", "X.T @ y"))
    assert [line.source for line in report.wrong] == ["dw = X.T @ y"]


STEP_FIRST = """\
import numpy as np
rng = np.random.default_rng(0)
X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
w = rng.normal(size=3)
for step in range(4):
    e = X @ w - y
    loss = 0.5 * np.sum(e**2)
    dw = X.T @ e
    w = -0.1 * dw + w
"""


def test_a_step_may_stand_in_front_of_what_it_moves():
    assert proofread(STEP_FIRST).correct is True
    report = proofread(STEP_FIRST.replace("X.T @ e", "X.T @ y"))
    assert [line.source for line in report.wrong] == ["dw = X.T @ y"]


DECAYED = """\
import numpy as np

rng = np.random.default_rng(0)
x, t = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
p = {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
lr, wd = 0.1, 0.01
for epoch in range(3):
    y = x @ p["W"] + p["b"]
    loss = ((y - t) ** 2).sum() / 2 + wd / 2 * sum((v ** 2).sum() for v in p.values())
    d = y - t
    g = {"W": x.T @ d, "b": d.sum(0)}
    for k in p:
        p[k] = p[k] - lr * (g[k] + wd * p[k])
"""


@pytest.mark.ci
def test_a_step_with_a_decay_in_the_place_of_the_array_is_wrong_and_not_a_decay():
    assert proofread(DECAYED).correct is True
    report = proofread(DECAYED.replace("p[k] = p[k] - lr * (g", "p[k] = -lr * (g"))
    (line,) = report.wrong
    assert line.source == "p[k] = -lr * (g[k] + wd * p[k])"
    assert line.fixes[0].edits == ((13, "p[k] = p[k] - lr * (g[k] + wd * p[k])"),)


CHAINED = REGRESSION.replace("    error =", "    dw = db = 0.0\n    error =").replace(
    "alpha * np.sum(error)", "alpha * (db + np.sum(error))"
)


def test_two_names_for_one_number_are_read():
    assert proofread(CHAINED).correct is True
