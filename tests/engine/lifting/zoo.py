"""Losses of many kinds on arrays of Values, each with its parameters and inputs: what learners lift.

Each maker takes a generator of random numbers and gives (loss, params, inputs, more), more options of `vectorize`.
"""

import numpy as np

import engine
from engine import Value, values
from nn import MLP, losses


def arrays(rng, **shapes):
    """Arrays of leaves with these names and shapes."""
    return {name: values(rng.normal(size=shape), label=name) for name, shape in shapes.items()}


def total(cells):
    """The sum of a list, of any length, without a start at 0."""
    first, *others = cells
    for cell in others:
        first = first + cell
    return first


def convolution(rng, size=4, kernel=3, step=1):
    """A kernel over an image, cell by cell."""
    a = arrays(rng, K=(kernel, kernel), X=(size, size))
    X, K = a["X"], a["K"]
    places = [(i, j) for i in range(0, size - kernel + 1, step) for j in range(0, size - kernel + 1, step)]
    window = [(p, q) for p in range(kernel) for q in range(kernel)]
    cells = [total([X[i + p, j + q] * K[p, q] for p, q in window]).tanh() for i, j in places]
    return total(cells), {"K": K}, {"X": X}, {}


def convolution_of_a_batch(rng):
    """Two channels in, three out, a bias, and a batch of two images."""
    a = arrays(rng, K=(3, 2, 2, 2), b=(3,), X=(2, 2, 4, 3))
    cells = []
    for n, c, i, j in np.ndindex(2, 3, 3, 2):
        window = a["X"][n, :, i : i + 2, j : j + 2]
        cells.append(((window * a["K"][c]).sum() + a["b"][c]).tanh())
    return total([cell * cell for cell in cells]), {"K": a["K"], "b": a["b"]}, {"X": a["X"]}, {}


def convolution_one_axis(rng):
    """A kernel of three over seven numbers, every second place."""
    a = arrays(rng, k=(3,), x=(7,))
    z = np.stack([np.sum(a["x"][i : i + 3] * a["k"]) for i in range(0, 5, 2)])
    return np.sum(np.maximum(z, 0) ** 2 + z), {"k": a["k"]}, {"x": a["x"]}, {}


def pooling(rng):
    """The mean and the largest of each 2×2 block."""
    a = arrays(rng, W=(4, 4), X=(4, 4))
    Z = np.tanh(a["W"] * a["X"])
    blocks = Z.reshape(2, 2, 2, 2).transpose(0, 2, 1, 3)
    means = blocks.reshape(2, 2, 4).mean(axis=2)
    largest = blocks.reshape(2, 2, 4).max(axis=2)
    return (means * largest).sum(), {"W": a["W"]}, {"X": a["X"]}, {}


def rnn(rng):
    """A recurrent network that starts at zeros."""
    a = arrays(rng, Wx=(2, 3), Wh=(3, 3), Wo=(3, 1), X=(3, 2))
    h, loss = np.zeros(3), 0
    for t in range(3):
        h = np.tanh(a["X"][t] @ a["Wx"] + h @ a["Wh"])
        loss = loss + ((h @ a["Wo"]) ** 2).sum()
    X = a.pop("X")
    return loss, a, {"X": X}, {}


def rnn_of_a_batch(rng):
    """The same for a batch, with a bias."""
    a = arrays(rng, Wx=(2, 3), Wh=(3, 3), b=(3,), X=(4, 3, 2))
    h = np.zeros((4, 3))
    for t in range(3):
        h = np.tanh(a["X"][:, t] @ a["Wx"] + h @ a["Wh"] + a["b"])
    X = a.pop("X")
    return (h**2).mean(), a, {"X": X}, {}


def lstm(rng):
    """Gates as slices of one product; cell and state start at zeros."""
    a = arrays(rng, W=(5, 12), b=(12,), X=(3, 2))
    h, c = np.zeros(3), np.zeros(3)
    for t in range(3):
        z = np.concatenate([h, a["X"][t]]) @ a["W"] + a["b"] if t else a["X"][t] @ a["W"][3:] + a["b"]
        f, i, o = (engine.sigmoid(z[k * 3 : k * 3 + 3]) for k in range(3))
        c = f * c + i * np.tanh(z[9:])
        h = o * np.tanh(c)
    return (h**2).sum(), {"W": a["W"], "b": a["b"]}, {"X": a["X"]}, {}


def gru(rng):
    """Three pairs of matrices, starting at zeros."""
    a = arrays(rng, **{f"{kind}{gate}": (3, 3) if kind == "U" else (2, 3) for gate in "zrh" for kind in "UW"}, X=(3, 2))
    h = np.zeros(3)
    for t in range(3):
        x = a["X"][t]
        z = engine.sigmoid(x @ a["Wz"] + h @ a["Uz"])
        r = engine.sigmoid(x @ a["Wr"] + h @ a["Ur"])
        h = (1 - z) * h + z * np.tanh(x @ a["Wh"] + (r * h) @ a["Uh"])
    X = a.pop("X")
    return (h**2).sum(), a, {"X": X}, {}


def attention(rng, heads=2):
    """Heads that attend over five places."""
    a = arrays(rng, Wq=(4, 6), Wk=(4, 6), Wv=(4, 6), Wo=(6, 2), X=(5, 4))
    Q, K, V = (a["X"] @ a[name] for name in ("Wq", "Wk", "Wv"))
    width, outs = 6 // heads, []
    for head in range(heads):
        part = slice(head * width, (head + 1) * width)
        scores = Q[:, part] @ K[:, part].T / np.sqrt(width)
        weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        outs.append(weights @ V[:, part])
    out = np.concatenate(outs, axis=1) @ a["Wo"]
    X = a.pop("X")
    return (out**2).mean(), a, {"X": X}, {}


def causal_attention(rng):
    """Each place attends to those before it: rows of different lengths."""
    a = arrays(rng, Wq=(3, 2), Wk=(3, 2), X=(4, 3))
    Q, K = a["X"] @ a["Wq"], a["X"] @ a["Wk"]
    loss = 0
    for t in range(4):
        scores = [engine.dot([*Q[t]], [*K[s]]) for s in range(t + 1)]
        loss = loss + engine.logsumexp(scores)
    return loss, {"Wq": a["Wq"], "Wk": a["Wk"]}, {"X": a["X"]}, {}


def embedding(rng):
    """Rows picked with repeats, and a class for each."""
    a = arrays(rng, C=(5, 3), W=(3, 4))
    logits = a["C"][[0, 2, 0, 4]] @ a["W"]
    loss = 0
    for row, label in zip(logits, [1, 0, 3, 3], strict=True):
        loss = loss + engine.logsumexp([*row]) - row[label]
    return loss, a, {}, {}


def batch_norm(rng):
    """Mean and variance over the batch, scale and shift."""
    a = arrays(rng, W=(3, 4), g=(4,), s=(4,), X=(5, 3))
    Z = a["X"] @ a["W"]
    normed = (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + 1e-5)
    out = np.tanh(a["g"] * normed + a["s"])
    X = a.pop("X")
    return (out**2).sum(), a, {"X": X}, {}


def layer_norm(rng):
    """The same along the other axis."""
    a = arrays(rng, W=(3, 4), g=(4,), s=(4,), X=(5, 3))
    Z = a["X"] @ a["W"]
    normed = (Z - Z.mean(axis=1, keepdims=True)) / np.sqrt(Z.var(axis=1, keepdims=True) + 1e-5)
    X = a.pop("X")
    return ((a["g"] * normed + a["s"]) ** 3).mean(), a, {"X": X}, {}


def outer_products(rng):
    """u v' + v u', and a matrix times its transpose."""
    a = arrays(rng, u=(3,), v=(3,), A=(3, 2))
    M = np.outer(a["u"], a["v"]) + np.outer(a["v"], a["u"]) + a["A"] @ a["A"].T
    return (np.tanh(M) ** 2).sum() + np.trace(M @ M), a, {}, {}


def einsums(rng):
    """A bilinear form and a stack of matrix products."""
    a = arrays(rng, T=(2, 3, 4), A=(5, 3), B=(5, 4), S=(2, 4, 3))
    form = np.einsum("kij,ni,nj->nk", a["T"], a["A"], a["B"])
    stack = a["T"] @ a["S"]
    A, B = a.pop("A"), a.pop("B")
    return np.tanh(form).sum() + (stack**2).mean(), a, {"A": A, "B": B}, {}


def slices(rng):
    """Parts of arrays: shifted, every second, a corner, a column, a diagonal."""
    a = arrays(rng, W=(4, 5), x=(9,))
    W, x = a["W"], a["x"]
    loss = (x[1:] * x[:-1]).sum() + (x[::2] ** 2).sum() + (W[1:3, 1:4] * W[:2, 2:]).sum()
    loss = loss + (W[:, 2] * x[:4]).sum() + np.trace(W[:, :4]) ** 2 + np.tanh(W[1:, 0] + x[5:8]).sum()
    return loss, a, {}, {}


def reshaped(rng):
    """Rows of one shape against rows of another."""
    a = arrays(rng, W=(4, 6), V=(8, 3), w=(12,), X=(2, 3, 4))
    flat = a["X"].reshape(6, 4) @ a["W"]
    folded = np.tanh(flat.reshape(4, 9)).sum(axis=1) * a["V"].reshape(4, 6).sum(axis=1)
    cut = np.tanh(a["w"].reshape(3, 4) * a["W"].reshape(2, 12)[0].reshape(3, 4))
    X = a.pop("X")
    return folded.sum() + cut.sum() + (a["V"].reshape(6, 4) * a["W"].T).sum(), a, {"X": X}, {}


def flattened(rng):
    """An image flattened into a layer, and an array used flat and square."""
    a = arrays(rng, W=(9, 2), K=(3, 3), X=(3, 3))
    layer = np.tanh((a["X"] * a["K"]).reshape(9) @ a["W"])
    X = a.pop("X")
    return (layer**2).sum() + np.sin(a["K"].reshape(9)[2:7]).sum(), a, {"X": X}, {}


def broadcast(rng):
    """Columns, rows and numbers spread over a matrix."""
    a = arrays(rng, r=(3,), c=(4, 1), s=(), M=(4, 3))
    Z = a["M"] * a["r"] + a["c"] - a["s"] * a["M"]
    return np.exp(-Z * Z).mean() + (a["c"] * a["r"]).sum(), {k: a[k] for k in ("r", "c", "s")}, {"M": a["M"]}, {}


def constants(rng):
    """Plain arrays among the Values: targets, coefficients, a one-hot."""
    a = arrays(rng, W=(3, 4), b=(4,))
    X, Y = rng.normal(size=(5, 3)), np.eye(4)[[0, 3, 1, 1, 2]]
    Z = X @ a["W"] + a["b"]
    logs = np.log(np.exp(Z).sum(axis=1, keepdims=True)) - Z
    return (Y * logs).mean() + (np.arange(4.0) * a["b"]).sum(), a, {}, {}


def weight_decay(rng):
    """A network with a penalty for each matrix."""
    model = MLP(3, [4, 2], activation="relu", seed=3)
    X, Y = values(rng.normal(size=(5, 3)), label="X"), values(rng.normal(size=(5, 2)), label="Y")
    loss = losses.squared_error([model(x) for x in X], [[*y] for y in Y])
    return loss + 0.01 * total([p * p for p in model.parameters()]), model, {"X": X, "Y": Y}, {}


def one_sample(rng, output="softmax", loss=losses.cross_entropy, how="mean"):
    """A network from the graph of one sample."""
    model = MLP(3, [4, 3], activation="tanh", output=output, seed=2)
    x, y = [Value(v) for v in rng.normal(size=3)], [Value(v) for v in (0.0, 1.0, 0.0)]
    return loss([model.trace(x).output], [y]), model, {"X": x, "Y": y}, {"batch": how}


def one_convolved_sample(rng):
    """A convolution of one sample, for batches."""
    loss, params, inputs, _ = convolution(rng, size=5, step=2)
    return loss, params, inputs, {"batch": "sum"}


def powers(rng):
    """Exponents that are Values, hypot, max and min of arrays."""
    a = {name: values(rng.uniform(0.5, 2, size=(3, 2)), label=name) for name in "xyz"}
    found = a["x"] ** a["y"] + np.hypot(a["x"], a["z"]) + np.maximum(a["y"], a["z"]) * np.minimum(a["x"], 1.0)
    return (found / (1 + a["z"])).sum(), a, {}, {}


def ragged(rng):
    """Sums of different lengths."""
    a = arrays(rng, W=(5, 4), v=(4,))
    loss = 0
    for i, row in enumerate(a["W"]):
        loss = loss + np.tanh(sum(row[j] * a["v"][j] for j in range(1 + i % 4)) + a["v"][0])
    return loss, a, {}, {}


def products(rng):
    """Running sums and products, and products of lists."""
    a = arrays(rng, w=(5,), V=(3, 4))
    return np.cumsum(a["w"]).sum() * np.prod(a["w"]) + np.tanh(np.prod(a["V"], axis=1)).sum(), a, {}, {}


def padded(rng):
    """A convolution with a border of zeros."""
    a = arrays(rng, K=(3, 3), X=(3, 3))
    wide = np.pad(a["X"], 1)
    cells = [(wide[i : i + 3, j : j + 3] * a["K"]).sum() for i in range(3) for j in range(3)]
    return (np.tanh(np.stack(cells)) ** 2).sum(), {"K": a["K"]}, {"X": a["X"]}, {}


def triangles(rng):
    """Loops that run up to a diagonal, along it, and over what stands beside each other."""
    a = arrays(rng, A=(4, 4), B=(4, 4), x=(4,), u=(6,), y=(4,))
    A, B, x, u = a["A"], a["B"], a["x"], a["u"]
    below = [total([A[i, j] * x[j] for j in range(i + 1)]) for i in range(4)]
    beside = [u[i] - 2 * u[i + 1] + u[i + 2] for i in range(4)]
    above = total([A[i, j] * B[i, j] for i in range(4) for j in range(i + 1, 4)])
    along = total([B[i, i] for i in range(4)])
    dot = total([x[i] * a["y"][i] for i in range(4)])
    y = a.pop("y")
    return (
        total([b.tanh() * v for b, v in zip(below, beside, strict=True)]) + above * along + dot.tanh(),
        a,
        {"y": y},
        {},
    )


MAKERS = [
    *(convolution, convolution_of_a_batch, convolution_one_axis, pooling, rnn, rnn_of_a_batch, lstm, gru, attention),
    *(causal_attention, embedding, batch_norm, layer_norm, outer_products, einsums, slices, reshaped, flattened),
    *(broadcast, constants, weight_decay, one_sample, one_convolved_sample, powers, ragged, products, padded),
    triangles,
]
