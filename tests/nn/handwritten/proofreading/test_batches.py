"""A loss that is computed of all samples, beside a loop in which each step is taken on some of them."""

import pytest

from nn import proofread

SAMPLES = """\
import numpy as np

np.random.seed(3)
points = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
labels = np.array([[0.0], [1], [1], [0]])
U, c = np.random.randn(2, 3), np.zeros(3)
V, e = np.random.randn(3, 1), np.zeros(1)

def squash(z):
    return 1 / (1 + np.exp(-z))

def answer(x):
    return squash(squash(x @ U + c) @ V + e)

for epoch in range(5):
    for x, t in zip(points, labels):
        h = squash(x @ U + c)
        out = squash(h @ V + e)
        d_out = (out - t) * out * (1 - out)
        d_h = (V @ d_out) * h * (1 - h)
        V -= 0.5 * np.outer(h, d_out)
        e -= 0.5 * d_out
        U -= 0.5 * np.outer(x, d_h)
        c -= 0.5 * d_h
    print(epoch, 0.5 * np.sum((answer(points) - labels) ** 2))
"""
BATCHES = """\
import numpy as np

class Classifier:
    def __init__(self, lam):
        self.rng, self.lam, self.history = np.random.RandomState(1), lam, []
        self.w, self.b = self.rng.normal(0, 0.1, (3, 2)), np.zeros(2)

    def _net(self, X):
        z = np.dot(X, self.w) + self.b
        return z, 1 / (1 + np.exp(-np.clip(z, -250, 250)))

    def _cost(self, onehot, output):
        penalty = self.lam * np.sum(self.w**2)
        misses = onehot * np.log(output) + (1 - onehot) * np.log(1 - output)
        cost = -np.sum(misses) + penalty
        return cost

    def fit(self, X, onehot, size):
        for epoch in range(3):
            order = np.arange(len(X))
            self.rng.shuffle(order)
            for start in range(0, len(X) - size + 1, size):
                chosen = order[start : start + size]
                z, out = self._net(X[chosen])
                delta = out - onehot[chosen]
                grad_w = X[chosen].T @ delta
                step_w = grad_w + 2 * self.lam * self.w
                self.w -= 0.05 * step_w
                self.b -= 0.05 * delta.sum(axis=0)
            z, out = self._net(X)
            cost = self._cost(onehot, out)
            self.history.append(cost)

data = np.random.RandomState(0)
Classifier(0.01).fit(data.randn(8, 3), np.eye(2)[data.randint(0, 2, 8)], 4)
"""
BEFORE = """\
import numpy as np

rng = np.random.default_rng(5)
X = rng.normal(size=(3, 9))
T = (X.sum(axis=0, keepdims=True) > 0).astype(float)
W, b = rng.normal(size=(1, 3)), np.zeros((1, 1))

def out(X):
    return 1.0 / (1.0 + np.exp(-(np.dot(W, X) + b)))

def cross_entropy(A, T):
    return -np.sum(T * np.log(A) + (1 - T) * np.log(1 - A)) / T.shape[1]

for epoch in range(3):
    if epoch % 2 == 0:
        print("cost", cross_entropy(out(X), T))
    for i in rng.permutation(X.shape[1]):
        x = X[:, [i]]
        a = out(x)
        dz = a - T[:, [i]]
        W -= 0.2 * np.dot(dz, x.T)
        b -= 0.2 * dz
"""
AT_THE_END = """\
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(10, 3))
y = X @ np.array([1.0, -2.0, 0.5]) + 0.3
w, b = np.zeros(3), 0.0
for turn in range(20):
    pred = X.dot(w) + b
    err = pred - y
    dw = 2 * X.T.dot(err) / len(y)
    db = 2 * err.mean()
    w = w - 0.1 * dw
    b = b - 0.1 * db
print("mse", np.mean((X.dot(w) + b - y) ** 2))
"""
IN_A_METHOD = """\
import numpy as np

class Net:
    def __init__(self):
        self.A, self.B = np.random.randn(4, 2), np.random.randn(1, 4)

    def run(self, x):
        return self.B @ np.tanh(self.A @ x)

    def learn(self, x, t):
        h = np.tanh(self.A @ x)
        dy = self.B @ h - t
        dB = dy @ h.T
        dA = ((self.B.T @ dy) * (1 - h**2)) @ x.T
        self.B -= 0.05 * dB
        self.A -= 0.05 * dA

np.random.seed(2)
data = [(np.random.randn(2, 1), np.random.randn(1, 1)) for _ in range(6)]
net = Net()
for epoch in range(4):
    for x, t in data:
        net.learn(x, t)
    print(sum(0.5 * np.sum((net.run(x) - t) ** 2) for x, t in data) / len(data))
"""
BY_THE_BOOK = """\
import numpy as np

class Network:
    def __init__(self, sizes):
        rng = np.random.RandomState(4)
        self.biases = [rng.randn(n, 1) for n in sizes[1:]]
        self.weights = [rng.randn(n, m) / np.sqrt(m) for m, n in zip(sizes, sizes[1:])]

    def feed(self, a):
        for b, w in zip(self.biases, self.weights):
            a = np.tanh(w @ a + b)
        return a

    def total_cost(self, pairs):
        return sum(0.5 * np.sum((self.feed(x) - y) ** 2) for x, y in pairs) / len(pairs)

    def train(self, pairs, size, eta):
        for epoch in range(3):
            for k in range(0, len(pairs), size):
                self.update(pairs[k : k + size], eta)
            print("epoch {0}: cost {1:.5f}".format(epoch, self.total_cost(pairs)))

    def update(self, batch, eta):
        sums_b = [np.zeros(b.shape) for b in self.biases]
        sums_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in batch:
            nabla_b, nabla_w = self.backprop(x, y)
            sums_b = [s + n for s, n in zip(sums_b, nabla_b)]
            sums_w = [s + n for s, n in zip(sums_w, nabla_w)]
        self.weights = [w - eta / len(batch) * s for w, s in zip(self.weights, sums_w)]
        self.biases = [b - eta / len(batch) * s for b, s in zip(self.biases, sums_b)]

    def backprop(self, x, y):
        nabla_b, nabla_w = [0] * len(self.biases), [0] * len(self.weights)
        activations = [x]
        for b, w in zip(self.biases, self.weights):
            activations.append(np.tanh(w @ activations[-1] + b))
        delta = (activations[-1] - y) * (1 - activations[-1] ** 2)
        nabla_b[-1], nabla_w[-1] = delta, delta @ activations[-2].T
        delta = (self.weights[-1].T @ delta) * (1 - activations[-2] ** 2)
        nabla_b[-2], nabla_w[-2] = delta, delta @ activations[-3].T
        return nabla_b, nabla_w

rng = np.random.RandomState(0)
Network([2, 3, 1]).train([(rng.randn(2, 1), rng.randn(1, 1)) for _ in range(6)], 2, 0.3)
"""
ALL = {
    "by the book": BY_THE_BOOK,
    "samples": SAMPLES,
    "batches": BATCHES,
    "before": BEFORE,
    "at the end": AT_THE_END,
    "in a method": IN_A_METHOD,
}


@pytest.mark.parametrize("name", ALL)
def test_steps_on_some_samples_are_right_though_the_loss_is_that_of_all(name):
    report = proofread(ALL[name])
    assert report.correct, report
    assert "read was that of one step" in " ".join(str(report).split())


@pytest.mark.ci
@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("samples", "d_out = (out - t) * out * (1 - out)", "d_out = out - t"),
        ("samples", "(V @ d_out) * h * (1 - h)", "(V @ d_out) * h"),
        ("samples", "np.outer(x, d_h)", "np.outer(x, h)"),
        ("batches", "grad_w + 2 * self.lam", "grad_w + self.lam"),
        ("batches", "out - onehot[chosen]", "onehot[chosen] - out"),
        ("batches", "self.w -= 0.05 * step_w", "self.w -= 0.05 * delta"),
        ("before", "W -= 0.2 * np.dot(dz, x.T)", "W -= 0.2 * np.dot(a, x.T)"),
        ("before", "b -= 0.2 * dz", "b += 0.2 * dz"),
        ("at the end", "X.T.dot(err)", "X.T.dot(pred)"),
        ("at the end", "db = 2 * err.mean()", "db = 2 * err.sum()"),
        ("in a method", "(1 - h**2)", "(1 - h)"),
        ("by the book", "delta, delta @ activations[-2].T", "delta, delta @ activations[-1].T"),
    ],
)
def test_the_wrong_line_of_such_a_script_is_named_with_a_fix(name, right, wrong):
    script = ALL[name].replace(right, wrong)
    report = proofread(script)
    assert [line.number for line in report.wrong] == [script[: script.index(wrong)].count("\n") + 1], report
    assert report.wrong[0].fixes


@pytest.mark.ci
def test_the_objective_is_written_with_arrays_of_the_step():
    assert proofread(SAMPLES).objective == "0.5 * np.sum((out - t) ** 2)"
    assert proofread(BATCHES).objective == "self._cost(onehot[chosen], out)"
    assert proofread(AT_THE_END).objective == "np.mean((pred - y) ** 2)"


def test_a_check_of_the_gradients_moves_no_parameter():
    script = """\
import numpy as np

rng = np.random.default_rng(0)
X, y, w = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3)

def loss_of(w):
    return np.mean((X @ w - y) ** 2)

nudge, eps = np.zeros(3), 1e-4
for i in range(3):
    nudge[i] = eps
    slope = (loss_of(w + nudge) - loss_of(w - nudge)) / (2 * eps)
    nudge[i] = 0
loss = loss_of(w)
dw = 2 * X.T @ (X @ w - y) / 5
w = w - 0.1 * dw
"""
    report = proofread(script)
    assert report.correct, report
    assert report.parameters == ("w",)


COMPREHENSION = """\
import numpy as np

class Net:
    def __init__(self):
        self.A, self.B = np.random.randn(4, 2), np.random.randn(1, 4)

    def learn(self, x, t):
        h = np.tanh(self.A @ x)
        y = self.B @ h
        loss = 0.5 * ((y - t) ** 2).item()
        dy = y - t
        dB = dy @ h.T
        dA = ((self.B.T @ dy) * (1 - h**2)) @ x.T
        self.B -= 0.05 * dB
        self.A -= 0.05 * dA
        return loss

np.random.seed(2)
data = [(np.random.randn(2, 1), np.random.randn(1, 1)) for _ in range(6)]
net = Net()
for epoch in range(4):
    losses = [net.learn(x, t) for x, t in data]
    print(epoch, sum(losses))
"""


def test_a_comprehension_that_trains_is_a_loop():
    assert proofread(COMPREHENSION).correct
    wrong = COMPREHENSION.replace("dB = dy @ h.T", "dB = y @ h.T")
    assert [line.source for line in proofread(wrong).wrong] == ["dB = y @ h.T"]


def test_a_helper_in_a_comprehension_is_none():
    script = """\
import numpy as np

def squash(z):
    out = 1 / (1 + np.exp(-z))
    return out

rng = np.random.default_rng(0)
x, t = rng.normal(size=(4, 3)), rng.random((2, 4, 1))
heads = [rng.normal(size=(3, 1)) for _ in range(2)]
for step in range(3):
    outs = [squash(x @ head) for head in heads]
    loss = sum(0.5 * np.sum((out - target) ** 2) for out, target in zip(outs, t))
    for i in range(2):
        heads[i] = heads[i] - 0.1 * x.T @ ((outs[i] - t[i]) * outs[i] * (1 - outs[i]))
"""
    assert proofread(script).correct


@pytest.mark.ci
def test_a_penalty_that_is_divided_by_all_samples_is_not_called_wrong():
    script = BY_THE_BOOK.replace("in pairs) / len(pairs)", "in pairs) / len(pairs) + 0.1 / len(pairs) * self.size()")
    size = "    def size(self):\n        return sum(np.sum(w**2) for w in self.weights)\n\n"
    script = script.replace("    def train(", size + "    def train(")
    script = script.replace("[w - eta / len(batch) * s for", "[w - eta * (s / len(batch) + 0.2 / 6 * w) for")
    assert proofread(script).correct is not False
