"""Forward passes as courses write them, with loops and np.zeros, run on Values with at most one changed line each.

`LAYERS` holds functions for floats. Where a layer fills an array of np.zeros, `CHANGED` has the one line that is
written otherwise for Values; the test changes that line in the source and nothing else. Values are those of the run on
floats; gradients are those of central differences, and of PyTorch where it has such a layer.
"""

import inspect
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from engine import Value, gradients, numbers, values
from engine.arrays import ValueArray

# --- layers for floats ---------------------------------------------------------------------------


def affine(x, w, b):
    rows = x.reshape(x.shape[0], -1)
    return rows.dot(w) + b


def relu(x):
    return np.maximum(0, x)


def leaky_relu(x):
    out = np.copy(x)
    out[x < 0] *= 0.1
    return out


def sigmoid(x):
    positive = x >= 0
    z = np.zeros(x.shape)
    z[positive] = np.exp(-x[positive])
    z[~positive] = np.exp(x[~positive])
    top = np.ones_like(x)
    top[~positive] = z[~positive]
    return top / (1 + z)


def affine_relu(x, w, b):
    scores = x.reshape(len(x), -1) @ w + b
    scores[scores < 0] = 0
    return scores


def two_layer_loss(x, w1, b1, w2, b2, y, reg):
    hidden = np.maximum(x.dot(w1) + b1, 0)
    scores = hidden.dot(w2) + b2
    scores -= scores.max(axis=1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(p[range(len(x)), y]).mean()
    loss += reg * (np.sum(w1 * w1) + np.sum(w2 * w2))
    return loss


def softmax_loss(x, y):
    shifted = x - np.max(x, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    n = x.shape[0]
    return -np.sum(log_p[np.arange(n), y]) / n


def softmax_loss_in_loops(w, x, y):
    loss = 0.0
    for i in range(x.shape[0]):
        scores = x[i].dot(w)
        scores -= np.max(scores)
        p = np.exp(scores) / np.sum(np.exp(scores))
        loss += -np.log(p[y[i]])
    return loss / x.shape[0] + 0.1 * np.sum(w * w)


def svm_loss(x, y):
    n = len(x)
    right = x[np.arange(n), y]
    margins = np.maximum(0, x - right[:, np.newaxis] + 1.0)
    margins[np.arange(n), y] = 0
    return margins.sum() / n


def svm_loss_in_loops(w, x, y):
    loss = 0.0
    for i in range(x.shape[0]):
        scores = x[i].dot(w)
        for j in range(w.shape[1]):
            if j == y[i]:
                continue
            margin = scores[j] - scores[y[i]] + 1
            if margin > 0:
                loss += margin
    return loss / x.shape[0] + np.sum(w * w)


def batch_norm(x, gamma, beta):
    running_mean = np.zeros(x.shape[1], dtype=x.dtype)
    mu, var = x.mean(axis=0), x.var(axis=0)
    running_mean = 0.9 * running_mean + 0.1 * mu
    return gamma * (x - mu) / np.sqrt(var + 1e-5) + beta


def batch_norm_by_steps(x, gamma, beta):
    n, d = x.shape
    mu = 1.0 / n * np.sum(x, axis=0)
    centred = x - mu
    std = np.zeros(d)
    for j in range(d):
        std[j] = np.sqrt(np.mean(centred[:, j] ** 2) + 1e-5)
    return gamma * (centred / std) + beta


def batch_norm_for_testing(x, gamma, beta, running_mean, running_var):
    return gamma * (x - running_mean) / np.sqrt(running_var + 1e-5) + beta


def spatial_batch_norm(x, gamma, beta):
    n, c, h, w = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(-1, c)
    rows = (rows - rows.mean(axis=0)) / np.sqrt(rows.var(axis=0) + 1e-5)
    return (gamma * rows + beta).reshape(n, h, w, c).transpose(0, 3, 1, 2)


def layer_norm(x, gamma, beta):
    out = np.zeros(x.shape)
    for i in range(x.shape[0]):
        out[i] = (x[i] - x[i].mean()) / np.sqrt(x[i].var() + 1e-5)
    return gamma * out + beta


def group_norm(x, gamma, beta, groups):
    n, c, h, w = x.shape
    parts = x.reshape(n * groups, -1).T
    parts = (parts - np.mean(parts, axis=0)) / np.sqrt(np.var(parts, axis=0) + 1e-5)
    return gamma * parts.T.reshape(n, c, h, w) + beta


def dropout(x, p, seed):
    np.random.seed(seed)
    mask = (np.random.rand(*x.shape) < p) / p
    return x * mask


def conv(x, w, b, stride, pad):
    n, _, height, width = x.shape
    f, _, hh, ww = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    rows, columns = 1 + (height + 2 * pad - hh) // stride, 1 + (width + 2 * pad - ww) // stride
    out = np.zeros((n, f, rows, columns))
    for i in range(n):
        for k in range(f):
            for r in range(rows):
                for c in range(columns):
                    window = padded[i, :, r * stride : r * stride + hh, c * stride : c * stride + ww]
                    out[i, k, r, c] = np.sum(window * w[k]) + b[k]
    return out


def conv_by_columns(x, w, b, pad):
    n, c, height, width = x.shape
    f, _, hh, ww = w.shape
    padded = np.pad(x, ((0,), (0,), (pad,), (pad,)))
    rows, columns = height + 2 * pad - hh + 1, width + 2 * pad - ww + 1
    cols = np.zeros((c * hh * ww, n * rows * columns))
    for r in range(rows):
        for k in range(columns):
            patch = padded[:, :, r : r + hh, k : k + ww].reshape(n, -1)
            cols[:, (r * columns + k) * n : (r * columns + k + 1) * n] = patch.T
    out = w.reshape(f, -1).dot(cols) + b.reshape(-1, 1)
    return out.reshape(f, rows, columns, n).transpose(3, 0, 1, 2)


def conv_by_indices(x, w, b):
    n, c, height, width = x.shape
    f, _, hh, ww = w.shape
    rows, columns = height - hh + 1, width - ww + 1
    i = np.tile(np.repeat(np.arange(hh), ww), c).reshape(-1, 1) + np.repeat(np.arange(rows), columns)
    j = np.tile(np.arange(ww), hh * c).reshape(-1, 1) + np.tile(np.arange(columns), rows)
    k = np.repeat(np.arange(c), hh * ww).reshape(-1, 1)
    cols = x[:, k, i, j].transpose(1, 2, 0).reshape(hh * ww * c, -1)
    out = w.reshape(f, -1) @ cols + b.reshape(-1, 1)
    return out.reshape(f, rows, columns, n).transpose(3, 0, 1, 2)


def max_pool(x, size, stride):
    n, c, height, width = x.shape
    rows, columns = 1 + (height - size) // stride, 1 + (width - size) // stride
    out = np.zeros((n, c, rows, columns))
    for r in range(rows):
        for k in range(columns):
            window = x[:, :, r * stride : r * stride + size, k * stride : k * stride + size]
            out[:, :, r, k] = np.max(window, axis=(2, 3))
    return out


def max_pool_by_shape(x):
    n, c, height, width = x.shape
    tiles = x.reshape(n, c, height // 2, 2, width // 2, 2)
    return tiles.max(axis=3).max(axis=4)


def average_pool(x, size):
    n, c, height, width = x.shape
    out = np.zeros((n, c, height // size, width // size))
    for r in range(height // size):
        for k in range(width // size):
            for di in range(size):
                for dj in range(size):
                    out[:, :, r, k] += x[:, :, r * size + di, k * size + dj] / size**2
    return out


def embedding(w, index):
    return w[index]


def embedding_in_loops(w, index):
    out = np.zeros((*index.shape, w.shape[1]))
    for place, word in np.ndenumerate(index):
        out[place] = w[word]
    return out


def rnn_step(x, h, wx, wh, b):
    return np.tanh(x.dot(wx) + h.dot(wh) + b)


def rnn(x, h0, wx, wh, b):
    n, steps, _ = x.shape
    h = np.zeros((n, steps, h0.shape[1]))
    before = h0
    for t in range(steps):
        before = np.tanh(x[:, t].dot(wx) + before.dot(wh) + b)
        h[:, t, :] = before
    return h


def rnn_with_history(x, wx, wh, b):
    steps = x.shape[0]
    h = np.zeros((steps + 1, wh.shape[0]))
    for t in range(steps):
        h[t] = np.tanh(np.dot(wx, x[t]) + np.dot(wh, h[t - 1]) + b)
    return h[:-1]


def lstm_step(x, h, c, wx, wh, b):
    size = h.shape[1]
    a = x.dot(wx) + h.dot(wh) + b
    i, f, o = (1 / (1 + np.exp(-a[:, k * size : (k + 1) * size])) for k in range(3))
    c = f * c + i * np.tanh(a[:, 3 * size :])
    return np.concatenate([o * np.tanh(c), c], axis=1)


def lstm(x, h0, wx, wh, b):
    n, steps, _ = x.shape
    size = h0.shape[1]
    out, h, c = np.zeros((n, steps, size)), h0, np.zeros_like(h0)
    for t in range(steps):
        a = x[:, t] @ wx + h @ wh + b
        i, f, o, g = np.split(a, 4, axis=1)
        i, f, o = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), 1 / (1 + np.exp(-o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        out[:, t] = h
    return out


def gru(x, h0, wx, wh):
    size, h = h0.shape[1], h0
    for t in range(x.shape[1]):
        ax, ah = x[:, t] @ wx, h @ wh
        z = 1 / (1 + np.exp(-(ax[:, :size] + ah[:, :size])))
        r = 1 / (1 + np.exp(-(ax[:, size : 2 * size] + ah[:, size : 2 * size])))
        h = (1 - z) * h + z * np.tanh(ax[:, 2 * size :] + r * ah[:, 2 * size :])
    return h


def temporal_affine(x, w, b):
    n, steps, d = x.shape
    return x.reshape(n * steps, d).dot(w).reshape(n, steps, w.shape[1]) + b


def temporal_softmax_loss(x, y, mask):
    n, steps, v = x.shape
    flat, wanted, counts = x.reshape(n * steps, v), y.reshape(-1), mask.reshape(-1)
    p = np.exp(flat - np.max(flat, axis=1, keepdims=True))
    p /= np.sum(p, axis=1, keepdims=True)
    return -np.sum(counts * np.log(p[np.arange(n * steps), wanted])) / n


def attention(x, wq, wk, wv):
    q, k, v = x @ wq, x @ wk, x @ wv
    scores = q @ k.transpose(0, 2, 1) / np.sqrt(wq.shape[1])
    scores = np.where(np.tril(np.ones(scores.shape[1:])) == 0, -1e9, scores)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.einsum("nts,nsd->ntd", e / e.sum(axis=-1, keepdims=True), v)


def positional_encoding(x):
    _, steps, d = x.shape
    pe = np.zeros((1, steps, d))
    for t in range(steps):
        for j in range(0, d, 2):
            pe[0, t, j], pe[0, t, j + 1] = np.sin(t * 10000 ** (-j / d)), np.cos(t * 10000 ** (-j / d))
    return x + pe


# The one line that is written otherwise for Values, as it stands and as it should be.
CHANGED = {
    sigmoid: ("np.zeros(x.shape)", "np.zeros_like(x)"),
    batch_norm_by_steps: ("np.zeros(d)", "np.zeros_like(x, shape=d)"),
    layer_norm: ("np.zeros(x.shape)", "np.zeros_like(x)"),
    conv: ("np.zeros((n, f, rows, columns))", "np.zeros_like(x, shape=(n, f, rows, columns))"),
    conv_by_columns: ("np.zeros((c * hh", "np.zeros_like(x, shape=(c * hh"),
    max_pool: ("np.zeros((n, c, rows, columns))", "np.zeros_like(x, shape=(n, c, rows, columns))"),
    average_pool: ("np.zeros((n, c", "np.zeros_like(x, shape=(n, c"),
    embedding_in_loops: ("np.zeros((*index", "np.zeros_like(w, shape=(*index"),
    rnn: ("np.zeros((n", "np.zeros_like(x, shape=(n"),
    rnn_with_history: ("np.zeros((steps", "np.zeros_like(wx, shape=(steps"),
    lstm: ("np.zeros((n", "np.zeros_like(x, shape=(n"),
}

# --- inputs: arrays that become Values, and what stays as it is -----------------------------------

RNG = np.random.default_rng(231)


def normal(*shape):
    return RNG.normal(size=shape)


Y, INDEX = np.array([0, 2, 1]), np.array([[0, 3], [3, 1], [2, 0]])
CLASSES, MASK = np.array([[0, 2], [1, 1]]), np.array([[True, False], [True, True]])
IMAGES = normal(2, 2, 4, 4)
FLOATS = normal(3, 4)

LAYERS = {
    affine: ([normal(2, 2, 3), normal(6, 2), normal(2)], []),
    relu: ([normal(3, 4)], []),
    leaky_relu: ([normal(3, 4)], []),
    sigmoid: ([normal(3, 4) * 5], []),
    affine_relu: ([normal(2, 6), normal(6, 3), normal(3)], []),
    two_layer_loss: ([normal(3, 4), normal(4, 3), normal(3), normal(3, 3), normal(3)], [Y, 0.1]),
    softmax_loss: ([normal(3, 4)], [Y]),
    softmax_loss_in_loops: ([normal(4, 3)], [FLOATS, Y]),
    svm_loss: ([normal(3, 4)], [Y]),
    svm_loss_in_loops: ([normal(4, 3)], [FLOATS, Y]),
    batch_norm: ([normal(4, 3), normal(3), normal(3)], []),
    batch_norm_by_steps: ([normal(4, 3), normal(3), normal(3)], []),
    batch_norm_for_testing: ([normal(4, 3), normal(3), normal(3)], [normal(3), normal(3) ** 2]),
    spatial_batch_norm: ([normal(2, 3, 2, 2), normal(3), normal(3)], []),
    layer_norm: ([normal(3, 4), normal(4), normal(4)], []),
    group_norm: ([normal(2, 4, 2, 2), normal(1, 4, 1, 1), normal(1, 4, 1, 1)], [2]),
    dropout: ([normal(3, 4)], [0.6, 0]),
    conv: ([IMAGES, normal(2, 2, 3, 3), normal(2)], [2, 1]),
    conv_by_columns: ([IMAGES, normal(2, 2, 3, 3), normal(2)], [1]),
    conv_by_indices: ([IMAGES, normal(2, 2, 3, 3), normal(2)], []),
    max_pool: ([IMAGES], [2, 2]),
    max_pool_by_shape: ([IMAGES], []),
    average_pool: ([IMAGES], [2]),
    embedding: ([normal(4, 3)], [INDEX]),
    embedding_in_loops: ([normal(4, 3)], [INDEX]),
    rnn_step: ([normal(2, 3), normal(2, 4), normal(3, 4), normal(4, 4), normal(4)], []),
    rnn: ([normal(2, 3, 3), normal(2, 2), normal(3, 2), normal(2, 2), normal(2)], []),
    rnn_with_history: ([normal(3, 2), normal(3, 2), normal(3, 3), normal(3)], []),
    lstm_step: ([normal(2, 3), normal(2, 2), normal(2, 2), normal(3, 8), normal(2, 8), normal(8)], []),
    lstm: ([normal(2, 3, 3), normal(2, 2), normal(3, 8), normal(2, 8), normal(8)], []),
    gru: ([normal(2, 3, 3), normal(2, 2), normal(3, 6), normal(2, 6)], []),
    temporal_affine: ([normal(2, 3, 4), normal(4, 2), normal(2)], []),
    temporal_softmax_loss: ([normal(2, 2, 3)], [CLASSES, MASK]),
    attention: ([normal(2, 3, 4), normal(4, 2), normal(4, 2), normal(4, 2)], []),
    positional_encoding: ([normal(2, 3, 4)], []),
}
NAMES = [layer.__name__ for layer in LAYERS]


def for_values(layer):
    """The layer with its one line changed."""
    if layer not in CHANGED:
        return layer
    source, (line, other) = inspect.getsource(layer), CHANGED[layer]
    assert source.count(line) == 1
    names = {"np": np}
    exec(source.replace(line, other), names)
    return names[layer.__name__]


def weights_for(out):
    """Numbers to multiply a result with, so that its entries count differently."""
    return np.cos(np.arange(np.size(out))).reshape(np.shape(out)) + 0.3


def run_on_values(layer):
    """(numbers of the result, gradients of the weighted sum) on Values."""
    arrays, others = LAYERS[layer]
    given = [values(x) for x in arrays]
    out = for_values(layer)(*given, *others)
    assert isinstance(out, Value | ValueArray)
    np.sum(out * weights_for(out)).backward()
    return numbers(out), [gradients(x) for x in given]


def slopes(function, array, h=1e-5):
    """Central differences of a function of one array, for each entry."""
    found = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        up, down = array.copy(), array.copy()
        up[place] += h
        down[place] -= h
        found[place] = (function(up) - function(down)) / (2 * h)
    return found


def by_differences(layer):
    arrays, others = LAYERS[layer]

    def loss(k, x):
        out = layer(*arrays[:k], x, *arrays[k + 1 :], *others)
        return np.sum(out * weights_for(out))

    return [slopes(partial(loss, k), x) for k, x in enumerate(arrays)]


def check(layer):
    found, gradient = run_on_values(layer)
    arrays, others = LAYERS[layer]
    np.testing.assert_allclose(found, layer(*[x.copy() for x in arrays], *others), rtol=1e-12, atol=1e-13)
    for ours, right in zip(gradient, by_differences(layer), strict=True):
        np.testing.assert_allclose(ours, right, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("layer", LAYERS, ids=NAMES)
def test_a_layer_runs_on_values_with_at_most_one_changed_line(layer):
    check(layer)


@pytest.mark.parametrize("layer", CHANGED, ids=[layer.__name__ for layer in CHANGED])
def test_without_the_changed_line_a_message_says_which_line_to_write(layer):
    arrays, others = LAYERS[layer]
    with pytest.raises(TypeError, match=r"np\.zeros_like\(W, shape="):
        layer(*[values(x) for x in arrays], *others)


@pytest.mark.parametrize("layer", CHANGED, ids=[layer.__name__ for layer in CHANGED])
def test_the_changed_line_runs_on_floats_as_before(layer):
    arrays, others = LAYERS[layer]
    np.testing.assert_array_equal(for_values(layer)(*arrays, *others), layer(*arrays, *others))


@pytest.mark.parametrize("layer", [affine, conv, rnn, lstm, batch_norm, embedding], ids=lambda layer: layer.__name__)
def test_a_wrong_gradient_would_be_noticed(layer, monkeypatch):
    right = gradients
    monkeypatch.setitem(globals(), "gradients", lambda x: right(x) * 1.0001)
    with pytest.raises(AssertionError):
        check(layer)


def test_the_page_about_course_code_names_every_layer_and_each_changed_line():
    page = (Path(__file__).parents[3] / "docs" / "how" / "numpy.md").read_text(encoding="utf-8")
    assert len(LAYERS) >= 28
    assert f"The tests run {len(LAYERS)} forward functions" in page
    for layer in LAYERS:
        assert f"`{layer.__name__}`" in page
    for layer, (part, other) in CHANGED.items():
        (line,) = [x.strip() for x in inspect.getsource(layer).splitlines() if part in x]
        assert f"| `{layer.__name__}` | `{line}` | `{line.replace(part, other)}` |" in page
