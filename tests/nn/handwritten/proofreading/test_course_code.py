"""Constructs of well-known courses: small numbers in logarithms, smoothed losses, layers that are handed functions."""

import pytest

from nn import proofread

LOGISTIC = """\
import numpy as np

np.random.seed(0)
X, Y = np.random.randn(6, 3), np.array([[0, 1, 1, 0, 1, 0]]).T
W, eps = np.random.randn(3, 1), 1e-7
for i in range(3):
    A = 1 / (1 + np.exp(-X @ W))
    cost = -np.mean(Y * np.log(A + {small}) + (1 - Y) * np.log(1 - A + {small}))
    {delta}
    dW = X.T @ dZ / 6
    W -= 0.5 * dW
    print(cost)
"""
WITHOUT = "dZ = A - Y"
BELOW = "dZ = (-Y / (A + 1e-8) + (1 - Y) / (1 - A + 1e-8)) * A * (1 - A)"


@pytest.mark.parametrize("small", ["1e-8", "eps", "10**-9", "np.finfo(float).eps"])
@pytest.mark.parametrize("delta", [WITHOUT, BELOW])
def test_a_small_number_in_a_logarithm_may_be_left_out_of_the_gradient(small, delta):
    assert proofread(LOGISTIC.format(small=small, delta=delta)).correct is True


def test_a_wrong_line_is_found_beside_a_small_number_in_a_logarithm():
    report = proofread(LOGISTIC.format(small="1e-8", delta="dZ = Y - A"))
    assert (report.correct, report.wrong[0].number) == (False, 9)


@pytest.mark.ci
def test_a_number_that_counts_is_a_part_of_the_loss():
    assert proofread(LOGISTIC.format(small="1e-2", delta=WITHOUT)).correct is False


LAYERS = """\
import numpy as np

np.random.seed(2)

class Layer:
    def __init__(self):
        self.params, self.grads = {}, {}

class Dense(Layer):
    def __init__(self, n, m):
        super().__init__()
        self.params["w"] = np.random.randn(n, m)

    def forward(self, x):
        self.x = x
        return x @ self.params["w"]

    def backward(self, grad):
        self.grads["w"] = self.x.T @ grad
        return grad @ self.params["w"].T

class Activation(Layer):
    def __init__(self, f, slope):
        super().__init__()
        self.f, self.slope = f, slope

    def forward(self, x):
        self.x = x
        return self.f(x)

    def backward(self, grad):
        return self.slope(self.x) * grad

def tanh(x):
    return np.tanh(x)

def tanh_slope(x):
    return 1 - np.tanh(x) ** 2

class Tanh(Activation):
    def __init__(self):
        super().__init__(tanh, tanh_slope)

X, T = np.random.randn(5, 3), np.random.randn(5, 2)
net = [Dense(3, 4), Tanh(), Dense(4, 2)]
for i in range(3):
    out = X
    for layer in net:
        out = layer.forward(out)
    loss = np.sum((out - T) ** 2)
    grad = 2 * (out - T)
    for layer in reversed(net):
        grad = layer.backward(grad)
    for layer in net:
        for name, param in layer.params.items():
            param -= 0.01 * layer.grads[name]
    print(loss)
"""


@pytest.mark.ci
def test_a_method_may_be_handed_functions_of_the_script():
    assert proofread(LAYERS).correct is True
    report = proofread(LAYERS.replace("return self.slope(self.x) * grad", "return self.slope(self.x)"))
    assert (report.correct, report.wrong[0].source) == (False, "return self.slope(self.x)")


AGAIN = """\
import numpy as np

np.random.seed(1)
X, T = np.random.rand(10, 3), np.random.rand(10, 2)

class Net:
    def __init__(self):
        self.w = np.random.randn(3, 2)

    def loss(self, x, t):
        self.x, self.out = x, x @ self.w
        return np.mean((self.out - t) ** 2)

    def gradient(self, x, t):
        self.loss(x, t)
        return self.x.T @ (self.out - t) * 2 / t.size

net, seen = Net(), []
for i in range(4):
    chosen = np.random.choice(10, 4)
    x, t = X[chosen], T[chosen]
    net.w -= 0.1 * net.gradient(x, t)
    loss = net.loss(x, t)
    seen.append(loss)
"""


def test_a_loss_of_the_last_batch_is_not_that_of_the_next_step():
    assert proofread(AGAIN).correct is True


APART = AGAIN.replace("        self.loss(x, t)\n", "        self.x, self.out = x, x @ self.w\n")


def test_such_a_loss_is_computed_before_the_step_where_the_gradient_has_a_forward_pass_of_its_own():
    """It is the script's own loss, with its factor."""
    assert proofread(APART).correct is True
    wrong = APART.replace("* 2 / t.size", "* 2 / len(t)")
    assert proofread(wrong).wrong[0].source == "return self.x.T @ (self.out - t) * 2 / len(t)"


SMOOTHED = """\
import numpy as np

def smooth(loss, current):
    return loss * 0.999 + current * 0.001

np.random.seed(4)
w, loss = np.random.randn(3), 2.0
for i in range(4):
    x, t = np.random.randn(3), 1.0
    current_loss = (x @ w - t) ** 2
    g = 2 * (x @ w - t) * x
    w -= 0.1 * g
    loss = smooth(loss, current_loss)
    print(loss)
"""


def test_a_running_average_of_losses_is_no_loss():
    report = proofread(SMOOTHED)
    assert report.correct is True
    assert "0.999" not in str(report).partition("\n")[0]


DEEP = """\
import copy
import numpy as np

np.random.seed(5)
U, V, X, y = np.random.randn(2, 3), np.random.randn(3, 3), np.random.randn(4, 2), np.random.randn(3)
for i in range(2):
    hs = [np.zeros(3)]
    for x in X:
        h = np.tanh(x @ U + hs[-1] @ V)
        hs.append(copy.deepcopy(h))
    loss = np.sum((hs[-1] - y) ** 2)
    dU, dV, dh = np.zeros_like(U), np.zeros_like(V), 2 * (hs[-1] - y)
    for k in range(len(X) - 1, -1, -1):
        dz = dh * (1 - hs[k + 1] ** 2)
        dU += np.outer(X[k], dz)
        dV += np.outer(hs[k], dz)
        dh = V @ dz
    U -= 0.1 * dU
    V -= 0.1 * dV
    print(loss)
"""


def test_a_deep_copy_of_an_array_is_the_same_array():
    assert proofread(DEEP).correct is True


EPOCHS = """\
import numpy as np

class Rnn:
    def __init__(self):
        rng = np.random.RandomState(6)
        self.U, self.W, self.V = (rng.uniform(-0.5, 0.5, shape) for shape in ((3, 4), (3, 3), (4, 3)))

    def forward(self, x):
        s, o = np.zeros((len(x) + 1, 3)), np.zeros((len(x), 4))
        for t in range(len(x)):
            s[t] = np.tanh(self.U[:, x[t]] + self.W.dot(s[t - 1]))
            e = np.exp(self.V.dot(s[t]))
            o[t] = e / e.sum()
        return o, s

    def loss(self, xs, ys):
        total = 0
        for x, y in zip(xs, ys):
            total -= np.log(self.forward(x)[0][np.arange(len(y)), y]).sum()
        return total / sum(len(y) for y in ys)

    def step(self, x, y, rate):
        o, s = self.forward(x)
        dU, dW, dV = np.zeros_like(self.U), np.zeros_like(self.W), np.zeros_like(self.V)
        ds = np.zeros(3)
        o[np.arange(len(y)), y] -= 1
        for t in reversed(range(len(y))):
            dV += np.outer(o[t], s[t])
            dz = (self.V.T.dot(o[t]) + ds) * (1 - s[t] ** 2)
            dW += np.outer(dz, s[t - 1])
            dU[:, x[t]] += dz
            ds = self.W.T.dot(dz)
        self.U -= rate * dU
        self.V -= rate * dV
        self.W -= rate * dW

X, Y = [[0, 2, 1], [3, 1]], [[2, 1, 3], [1, 0]]
net = Rnn()
for epoch in range(2):
    loss = net.loss(X, Y)
    print("epoch %d: %f" % (epoch, loss))
    for i in range(len(X)):
        net.step(X[i], Y[i], 0.1)
"""


@pytest.mark.ci
def test_a_loss_of_all_samples_before_the_steps_may_fill_arrays():
    assert proofread(EPOCHS).correct is True


@pytest.mark.ci
def test_a_mask_may_be_kept_in_an_attribute():
    wrong = RELU.replace("d[self.mask] = 0", "d[d <= 0] = 0")
    report = proofread(wrong)
    assert [fix.edits for fix in report.wrong[0].fixes][:1] == [((13, "d[self.mask] = 0"),)]


RELU = """\
import numpy as np

np.random.seed(7)

class Relu:
    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, d):
        d[self.mask] = 0
        return d

X, T, W, V = np.random.randn(6, 3), np.random.randn(6, 2), np.random.randn(3, 5), np.random.randn(5, 2)
relu = Relu()
for i in range(3):
    h = relu.forward(X @ W)
    out = h @ V
    loss = np.sum((out - T) ** 2)
    d = 2 * (out - T)
    dV = h.T @ d
    dh = d @ V.T
    dW = X.T @ relu.backward(dh)
    W -= 0.01 * dW
    V -= 0.01 * dV
"""
