"""Pairs of functions in all the ways in which people write them: what they take, what they return, where they stand."""

import functools

import numpy as np

RNG = np.random.default_rng(0)
x, w, b = RNG.normal(size=(4, 3)), RNG.normal(size=(3, 2)), RNG.normal(size=2)
square = RNG.normal(size=(3, 3))
by_chance = np.random.default_rng(5)


def affine(x, w, b):
    return x @ w + b, {"x": x, "w": w}


def by_name(dout, cache):
    return {"dw": cache["x"].T @ dout, "db": dout.sum(axis=0), "dx": dout @ cache["w"].T}


def cache_first(cache, upstream):
    return upstream @ cache["w"].T, cache["x"].T @ upstream, upstream.sum(axis=0)


def keeps_one_to_itself(dout, cache):
    return dout @ cache["w"].T, cache["x"].T @ dout, None


def other_order(dout, cache):
    return dout.sum(axis=0), cache["x"].T @ dout, dout @ cache["w"].T


def product(a, b):
    return a @ b


def times_backward(dout, a, b):
    return dout * b, dout * a


def times(a, b):
    return a * b


def product_other_order(dout, a, b):
    return a.T @ dout, dout @ b.T


def powers(x, p):
    return x**p


def powers_backward(dout, x, p):
    return dout * p * x ** (p - 1), None


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_backward(dout, out):
    return dout * out * (1 - out)


def mean_squares(a, t):
    return ((a - t) ** 2).mean(), (a, t)


def mean_squares_backward(cache):
    a, t = cache
    return 2 * (a - t) / a.size


def mean_squares_times(cache, dout=1.0):
    a, t = cache
    return dout * 2 * (a - t) / a.size


def dropped(x):
    mask = by_chance.random(x.shape) < 0.5
    return x * mask / 0.5, mask


def dropped_backward(dout, mask):
    return dout * mask / 0.5


def in_place(x):
    x -= x.mean(axis=0)
    return x * x, x


def in_place_backward(dout, x):
    dout *= 2 * x
    dout -= dout.mean(axis=0)
    return dout


def cell(x, h, c):
    new = c * sigmoid(x) + h
    return np.tanh(new), new, (x, c, new)


def cell_backward(dh, dc, cache):
    x, c, new = cache
    d = dc + dh * (1 - np.tanh(new) ** 2)
    s = sigmoid(x)
    return d * c * s * (1 - s), d, d * s


def stacked(x, weights):
    hs = [x]
    for each in weights:
        hs.append(np.tanh(hs[-1] @ each))
    return hs[-1], hs


def stacked_backward(dout, hs, weights):
    grads = [None] * len(weights)
    for i in reversed(range(len(weights))):
        dout = dout * (1 - hs[i + 1] ** 2)
        grads[i] = hs[i].T @ dout
        dout = dout @ weights[i].T
    return dout, grads


def squares_added(*arrays):
    return sum(each**2 for each in arrays), arrays


def squares_added_backward(dout, cache):
    return [2 * each * dout for each in cache]


def spread(x, w):
    s = np.tanh(x @ w)
    return s, x, w, s


def spread_backward(dout, cache):
    x, w, s = cache
    ds = dout * (1 - s**2)
    return ds @ w.T, x.T @ ds


def doubled(p, x):
    p["w"] *= 2.0
    return x @ p["w"], (p, x)


def doubled_backward(dout, cache):
    p, x = cache
    return {"w": 2 * x.T @ dout}, dout @ p["w"].T


def standardised(x):
    n = x.shape[0]
    mean = x.sum(0, keepdims=True) / n
    diff = x - mean
    diff2 = diff**2
    var = diff2.sum(0, keepdims=True) / (n - 1)
    inv = (var + 1e-5) ** -0.5
    return diff * inv, (n, diff, var, inv)


def standardised_without_its_mean(dlogit, stuff):
    n, diff, var, inv = stuff
    ddiff = inv * dlogit
    dinv = (diff * dlogit).sum(0, keepdims=True)
    dvar = (-0.5 * (var + 1e-5) ** -1.5) * dinv
    ddiff2 = (1.0 / (n - 1)) * np.ones_like(diff) * dvar
    ddiff += 2 * diff * ddiff2
    dx = ddiff.copy()
    dmean = (-ddiff).sum(0)
    dx += np.ones_like(diff) * dmean
    return dx


class Called:
    def __call__(self, x):
        self.x = x
        return np.sin(x)

    def backward(self, dout):
        return dout * np.cos(self.x)


class Layer:
    def __init__(self, w, b):
        self.w, self.b = w, b
        self.dw, self.db = np.zeros_like(w), np.zeros_like(b)

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, dout):
        self.dw = self.x.T @ dout
        self.db = dout.sum(axis=0)
        return dout @ self.w.T


class Mean(Layer):
    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, dout):
        self.dw = self.x.T @ dout
        self.db = dout.mean(axis=0)
        return dout @ self.w.T


class Square:
    @staticmethod
    def forward(ctx, x):
        ctx["x"] = x
        return x**2

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * 2 * ctx["x"]


def scaled_by(k):
    def forward(x):
        return k * x**2

    def backward(dout, x):
        return 2 * k * x * dout

    return forward, backward


sine = lambda x: np.sin(x)  # noqa: E731
sine_backward = lambda dout, x: dout * np.cos(x)  # noqa: E731

cubed = functools.partial(powers, p=3)
cubed_backward = functools.partial(powers_backward, p=3)
layer, called = Layer(w, b), Called()

# What is judged, the two functions, the inputs.
RIGHT = {
    "a dict of gradients": ("x w b", affine, by_name, x, w, b),
    "the cache first": ("x w b", affine, cache_first, x, w, b),
    "inputs again": ("x", powers, powers_backward, x, 3),
    "numbers": ("a b", times, times_backward, 2.0, 3.0),
    "the result again": ("x", sigmoid, sigmoid_backward, x),
    "a loss": ("a", mean_squares, mean_squares_backward, x, x / 3),
    "a loss, times dout": ("a", mean_squares, mean_squares_times, x, x / 3),
    "a mask by chance": ("x", dropped, dropped_backward, x),
    "arrays changed in place": ("x", in_place, in_place_backward, x),
    "two results": ("x h c", cell, cell_backward, x, x / 2, x / 3),
    "a list of weights": ("x weights[0] weights[1]", stacked, stacked_backward, x, [square, square.T + 1]),
    "as many arrays as are given": ("arrays_0 arrays_1", squares_added, squares_added_backward, x, x / 3),
    "what is kept in one cache": ("x w", spread, spread_backward, x, w),
    "a dict changed in place": ("p['w'] x", doubled, doubled_backward, {"w": w}, x),
    "an object that is called": ("x", called, called.backward, x),
    "methods": ("x self.w self.b", layer.forward, layer.backward, x),
    "static methods": ("x", Square.forward, Square.backward, {}, x),
    "a closure": ("x", *scaled_by(3.0), x),
    "lambdas": ("x", sine, sine_backward, x),
    "partials": ("x", cubed, cubed_backward, x),
}
