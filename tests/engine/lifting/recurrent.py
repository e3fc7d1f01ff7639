"""Losses of recurrent networks of all kinds, on arrays of Values or of numbers: what becomes a loop, and what does not.

Each takes its parameters and inputs by name. `KINDS` has for each the shapes of its parameters, those of its inputs
as a function of the length, and what is to become of it.
"""

import numpy as np

import engine

CELL = {"Wx": (2, 3), "Wh": (3, 3), "b": (3,), "Wy": (3, 2), "c": (2,)}


def same(found, right):
    """Whether losses and gradients agree to 1e-12 of the largest number, or of 1."""
    (loss, gradients), (right_loss, right_gradients) = found, right
    assert gradients.keys() == right_gradients.keys()
    pairs = [(loss, right_loss), *((gradients[name], d) for name, d in right_gradients.items())]
    scale = max(1.0, *(float(np.abs(d).max()) for _, d in pairs))
    return all(np.shape(x) == np.shape(y) and np.abs(x - y).max() <= 1e-12 * scale for x, y in pairs)


def squares(xs):
    """The sum of squares."""
    return (xs * xs).sum()


def from_a_state(Wx, Wh, b, Wy, c, h0, X, Y):
    """It starts from a state that is learned."""
    h, loss = h0, 0
    for x, y in zip(X, Y, strict=True):
        h = np.tanh(x @ Wx + h @ Wh + b)
        loss = loss + squares(h @ Wy + c - y)
    return loss


def mean_over_steps(Wx, Wh, b, Wy, c, X, Y):
    """The length is a number of the graph."""
    return from_a_state(Wx, Wh, b, Wy, c, np.zeros(3), X, Y) / len(X)


def decayed(Wx, Wh, b, Wy, c, X, Y):
    """Weight decay beside it."""
    return from_a_state(Wx, Wh, b, Wy, c, np.zeros(3), X, Y) + 0.3 * squares(Wh)


def next_row(Wx, Wh, b, Wy, c, X):
    """The target is the next input."""
    return from_a_state(Wx, Wh, b, Wy, c, np.zeros(3), X[:-1], X[1:])


def teacher_forced(Wx, Wh, b, Wy, c, start, Y):
    """The input is the last target; at first, a start."""
    h, x, loss = np.zeros(3), start, 0
    for y in Y:
        h = np.tanh(x @ Wx + h @ Wh + b)
        loss = loss + squares(h @ Wy + c - y)
        x = y
    return loss


def pooled(Wx, Wh, b, Wy, c, X, y):
    """The mean of all states."""
    h, total = np.zeros(3), np.zeros(3)
    for x in X:
        h = np.tanh(x @ Wx + h @ Wh + b)
        total = total + h
    return squares(total / len(X) @ Wy + c - y)


def classified(Wx, Wh, b, Wy, c, X, Y):
    """Softmax and cross-entropy at every step."""
    h, loss = np.zeros(3), 0
    for x, y in zip(X, Y, strict=True):
        h = np.tanh(x @ Wx + h @ Wh + b)
        logits = h @ Wy + c
        loss = loss + engine.logsumexp([*logits]) - (logits * y).sum()
    return loss


def batch_of_sequences(Wx, Wh, b, Wy, c, X, y):
    """Time is the second axis."""
    h = np.zeros((4, 3))
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ Wx + h @ Wh + b)
    return squares(h @ Wy + c - y)


def one_number(w, u, b, x, y):
    """A state of one number."""
    h = 0.0
    for x_t in x:
        h = engine.tanh(x_t * w + u * h + b)
    return (h - y) ** 2


def fed_back(Wx, Wh, b, Wy, c, X, Y):
    """The output is an input of the next step."""
    h, y, loss = np.zeros(3), np.zeros(2), 0
    for x, target in zip(X, Y, strict=True):
        h = np.tanh((x + y) @ Wx + h @ Wh + b)
        y = h @ Wy + c
        loss = loss + squares(y - target)
    return loss


def discounted(Wx, Wh, b, Wy, c, X, Y):
    """Another factor at each step."""
    h, loss = np.zeros(3), 0
    for t, (x, y) in enumerate(zip(X, Y, strict=True)):
        h = np.tanh(x @ Wx + h @ Wh + b)
        loss = loss + 0.9**t * squares(h @ Wy + c - y)
    return loss


def two_steps_back(Wx, Wh, b, Wy, c, X, Y):
    """A state that is read two steps later: these are two chains side by side, and are computed in pairs."""
    h, before, loss = np.zeros(3), np.zeros(3), 0
    for x, y in zip(X, Y, strict=True):
        h, before = np.tanh(x @ Wx + before @ Wh + b), h
        loss = loss + squares(h @ Wy + c - y)
    return loss


def last_row_again(Wx, Wh, b, Wy, c, X, Y):
    """The last row is read after the loop, too."""
    h = np.zeros(3)
    for x in X:
        h = np.tanh(x @ Wx + h @ Wh + b)
    return squares(h @ Wy + c - Y[0] * X[len(X) - 1])


def both_ways(Wx, Wh, b, Wy, c, Ux, Uh, X, y):
    """One network from the first row on, one from the last."""
    h, g = np.zeros(3), np.zeros(3)
    for x in X:
        h = np.tanh(x @ Wx + h @ Wh + b)
    for x in X[::-1]:
        g = np.tanh(x @ Ux + g @ Uh)
    return squares((h + g) @ Wy + c - y)


def every_second(Wx, Wh, b, Wy, c, X, Y):
    """A loss at every second step."""
    h, loss = np.zeros(3), 0
    for t, (x, y) in enumerate(zip(X, Y, strict=True)):
        h = np.tanh(x @ Wx + h @ Wh + b)
        loss = loss + squares(h @ Wy + c - y) if t % 2 else loss
    return loss


def encoded(We, Wx, Wh, b, Wy, c, X, Y):
    """Each row goes through a layer of its own first: that layer is computed for all rows at once."""
    return from_a_state(Wx, Wh, b, Wy, c, np.zeros(3), np.tanh(X @ We), Y)


def rows_encoded(We, Wx, Wh, b, Wy, c, X, y):
    """The same with one target."""
    h = np.zeros(3)
    for x in X:
        h = np.tanh(np.tanh(x @ We) @ Wx + h @ Wh + b)
    return squares(h @ Wy + c - y)


def convolved(K, X):
    """A kernel goes over the state."""
    h = np.tanh(X[0])
    for x in X[1:]:
        border = np.pad(h, 1)
        h = np.tanh(np.stack([border[i : i + 3] @ K for i in range(len(x))]) + x)
    return squares(h)


def with_a_neighbour(Wx, Wh, X):
    """Each entry of the state is the larger of two sums, the last one the first once more."""
    h = np.zeros(4)
    for x in X:
        z = x @ Wx + h @ Wh
        larger = np.maximum(z[:-1], z[1:])
        h = np.tanh(np.concatenate([larger, larger[:1]]))
    return squares(h)


def rows(length):
    """Inputs and targets."""
    return {"X": (length, 2), "Y": (length, 2)}


def to_one(length):
    """Inputs and one target."""
    return {"X": (length, 2), "y": (2,)}


KINDS = {
    from_a_state: (CELL | {"h0": (3,)}, rows, "any length"),
    decayed: (CELL, rows, "any length"),
    next_row: (CELL, lambda length: {"X": (length, 2)}, "any length"),
    teacher_forced: (CELL | {"start": (2,)}, lambda length: {"Y": (length, 2)}, "any length"),
    classified: (CELL, rows, "any length"),
    batch_of_sequences: (CELL, lambda length: {"X": (4, length, 2), "y": (4, 2)}, "any length"),
    one_number: ({"w": (), "u": (), "b": ()}, lambda length: {"x": (length,), "y": ()}, "any length"),
    mean_over_steps: (CELL, rows, "this length"),
    pooled: (CELL, to_one, "this length"),
    fed_back: (CELL, rows, "this length"),
    last_row_again: (CELL, rows, "this length"),
    both_ways: (CELL | {"Ux": (2, 3), "Uh": (3, 3)}, to_one, "this length"),
    encoded: (CELL | {"We": (2, 2)}, rows, "this length"),
    rows_encoded: (CELL | {"We": (2, 2)}, to_one, "this length"),
    discounted: (CELL, rows, "no loop"),
    two_steps_back: (CELL, rows, ""),
    every_second: (CELL, rows, "no loop"),
    convolved: ({"K": (3,)}, lambda length: {"X": (length, 8)}, "no loop"),
    with_a_neighbour: ({"Wx": (4, 4), "Wh": (4, 4)}, lambda length: {"X": (length, 4)}, "any length"),
}
