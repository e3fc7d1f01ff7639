"""`vectorize`: the matrix version that comes out of a scalar network, its text, its numbers, and what it refuses."""

import ast
import gc
import html
import itertools
import math
import random
import re
import weakref

import numpy as np
import pytest

import engine
from engine import Value, vectorize
from engine.table.primitive import ListOp
from nn import MLP, losses, matrix
from nn.losses import add
from tests.engine.lifting.test_lifting_graphs import engine_gradients, pasted

RNG = random.Random(5)
N, SIZES = 6, (3, [5, 4, 2])
X = [[RNG.uniform(-1, 1) for _ in range(3)] for _ in range(N)]
CLASSES = [[1.0, 0.0] if RNG.random() < 0.5 else [0.0, 1.0] for _ in range(N)]
SIGNS = [[1.0 if y else -1.0 for y in row] for row in CLASSES]


def mean(sample_loss):
    """A loss of a batch from that of one sample, as those of `nn.losses`."""

    def of_batch(predictions, targets):
        return losses.reduce(
            lambda sample: sample_loss([a for a, _ in sample], [y for _, y in sample]),
            losses.pair(predictions, targets, flat_is_clear=True),
            "mean",
            1.0,
        )

    return of_batch


def entries(f):
    """A loss that adds up a term for each output."""
    return mean(lambda a, y: add([f(a_i, y_i) for a_i, y_i in zip(a, y, strict=True)]))


def huber(a, y):
    """½e² up to |e| = 1, then |e| − ½, in one formula: m (|e| − ½m) with m = min(|e|, 1)."""
    size = abs(a - y)
    small = size.min(0.5)
    return small * (size - 0.5 * small)


def shifted_softmax(a, y):
    """Cross-entropy by hand, with the row max where a learner takes out the largest."""
    highest = engine.max(*a)
    powers = [(s - highest).exp() for s in a]
    total = add(powers)
    return -add([y_i * (p / total).log() for y_i, p in zip(y, powers, strict=True)])


def log_softmax(a, y):
    """The same from the row logsumexp."""
    total = engine.logsumexp(a)
    return -add([y_i * (s - total) for y_i, s in zip(y, a, strict=True)])


LOSSES = {
    "squared error": (losses.squared_error, "linear", CLASSES),
    "mean absolute": (entries(lambda a, y: abs(a - y)), "linear", CLASSES),
    "huber": (entries(huber), "linear", CLASSES),
    "hinge": (entries(lambda a, y: (1 - y * a).relu()), "linear", SIGNS),
    "hinge with max": (entries(lambda a, y: engine.max(1 - y * a, 0.0)), "linear", SIGNS),
    "binary cross-entropy": (losses.binary_cross_entropy, "sigmoid", CLASSES),
    "binary cross-entropy with logits": (losses.binary_cross_entropy_with_logits, "linear", CLASSES),
    "cross-entropy": (losses.cross_entropy, "softmax", CLASSES),
    "cross-entropy with logits": (losses.cross_entropy_with_logits, "linear", CLASSES),
    "softmax by hand": (mean(shifted_softmax), "linear", CLASSES),
    "log-softmax": (mean(log_softmax), "linear", CLASSES),
}


def values(nested):
    """Nested lists of leaves."""
    return [values(x) for x in nested] if isinstance(nested, list) else Value(nested)


def network(output="linear", activation="tanh"):
    return MLP(*SIZES, activation=activation, output=output, seed=1)


def derive(loss, model, targets, batch=None):
    """The program of the whole batch, or of its first sample."""
    inputs = {"X": values(X), "Y": values(targets)} if batch is None else {"X": values(X[0]), "Y": values(targets[0])}
    rows = list(zip(inputs["X"], inputs["Y"], strict=True)) if batch is None else [(inputs["X"], inputs["Y"])]
    root = loss([model.trace(x).output for x, _ in rows], [y for _, y in rows])
    return vectorize(root, model, inputs, batch=batch)


def scalar(loss, model, targets):
    """Loss and gradients by the engine, the gradients as arrays."""
    root = loss([model.trace(x).output for x in X], targets)
    named = model.arrays()
    leaves = model.parameters()
    flat = dict(zip(leaves, engine_gradients(root, leaves), strict=True))
    return root.data, {
        name: np.array([[flat[v] for v in row] if isinstance(row, list) else flat[row] for row in rows])
        for name, rows in named.items()
    }


def agree(found, right, tolerance=1e-12):
    """Losses and gradients, within 1e-12 of the largest number or of 1."""
    numbers = [right[0], *np.concatenate([d.ravel() for d in right[1].values()])]
    scale = max(1.0, *map(abs, numbers))
    assert abs(found[0] - right[0]) <= tolerance * scale
    assert found[1].keys() == right[1].keys()
    for name, d in right[1].items():
        assert found[1][name].shape == d.shape
        assert np.abs(found[1][name] - d).max() <= tolerance * scale, name


# --- networks and losses --------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [None, "mean"])
@pytest.mark.parametrize("name", LOSSES)
def test_a_network_with_any_loss(name, batch):
    loss, output, targets = LOSSES[name]
    model = network(output)
    program = derive(loss, model, targets, batch)
    inputs = {"X": X, "Y": targets}
    agree(program.value_and_grad(model, inputs), scalar(loss, model, targets))
    assert program(model, inputs) == program.value_and_grad(model, inputs)[0]

    for p in model.parameters():  # new numbers, the same program
        p.data += 0.3
    found = program.value_and_grad(model, inputs)
    agree(found, scalar(loss, model, targets))
    there = pasted(program)(*[np.array(x) for x in (*program.load(model).values(), X, targets)])
    assert float(there[0]) == found[0]
    assert all(np.array_equal(there[1][n], found[1][n]) for n in found[1])


@pytest.mark.parametrize("batch", [None, "mean"])
@pytest.mark.parametrize("name", [name for name in LOSSES if name not in ("softmax by hand",)])
def test_a_plain_network_needs_no_index_array(name, batch):
    loss, output, targets = LOSSES[name]
    source = derive(loss, network(output), targets, batch).source
    code = "\n".join(line.partition("#")[0] for line in source.splitlines())
    assert "np.array(" not in code
    assert not any(word in code for word in ("einsum", "picked", "bincount", "add.at", "joined"))
    lines = [line.partition("#")[0].strip() for line in source.splitlines()]
    for line in (
        *("Z1 = X @ W1 + b1", "Z2 = A1 @ W2 + b2", "Z3 = A2 @ W3 + b3", "A1 = np.tanh(Z1)"),
        *(
            "dW3 = A2.T @ dZ3",
            "dA2 = dZ3 @ W3.T",
            "dZ2 = dA2 * (1 - A2 * A2)",
            "db2 = dZ2.sum(axis=0)",
            "dW1 = X.T @ dZ1",
        ),
    ):
        assert line in lines, line


ACTIVATIONS = ["relu", "leaky_relu", "elu", "softplus", "silu", "gelu", "tanh", "sigmoid", "sin", "exp", "linear"]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation):
    model = network(activation=activation)
    program = derive(losses.squared_error, model, CLASSES, "sum")
    total = lambda a, y: losses.squared_error(a, y, reduction="sum")  # noqa: E731
    agree(program.value_and_grad(model, {"X": X, "Y": CLASSES}), scalar(total, model, CLASSES))


def test_it_agrees_with_the_textbook_matrix_version():
    """nn.handwritten.matrix was written by hand, and knows nothing of the engine's graph."""
    model = network("sigmoid")
    program = derive(losses.squared_error, model, CLASSES)
    params = program.load(model)
    weights = [(params[f"W{k}"], params[f"b{k}"]) for k in (1, 2, 3)]
    acts = ["tanh", "tanh", "sigmoid"]
    run = matrix.forward(weights, X, acts)
    loss, G = matrix.loss_and_derivative(run.A[-1], CLASSES)
    agree(
        program.value_and_grad(params, {"X": X, "Y": CLASSES}), (loss, matrix.backward(weights, run, G, acts).gradients)
    )


def test_weights_stored_the_other_way_round():
    model = network()
    inputs = {"X": values(X), "Y": values(CLASSES)}
    root = losses.squared_error([model.trace(x).output for x in inputs["X"]], inputs["Y"])
    program = vectorize(root, model.arrays(orientation="out_in"), inputs)
    assert "Z1 = X @ W1.T + b1 " in program.source
    assert "dW1 = dZ1.T @ X " in program.source
    assert "dW1[i,j] = Σ_n dZ1[n,i]·X[n,j]" in program.source
    _, right = scalar(losses.squared_error, model, CLASSES)
    _, found = program.value_and_grad(model.arrays(orientation="out_in"), {"X": X, "Y": CLASSES})
    assert np.abs(found["W2"] - right["W2"].T).max() < 1e-12


def test_a_batch_of_any_size():
    model = network()
    program = derive(losses.squared_error, model, CLASSES, "mean")
    for size in (1, 2, N):
        loss, gradients = program.value_and_grad(model, {"X": X[:size], "Y": CLASSES[:size]})
        root = losses.squared_error([model.trace(x).output for x in X[:size]], CLASSES[:size])
        assert loss == pytest.approx(root.data, abs=1e-12)
        leaf = model.layers[0].neurons[2].w[1]
        assert gradients["W1"][1, 2] == pytest.approx(engine_gradients(root, [leaf])[0], abs=1e-12)


def test_extreme_numbers_stay_what_they_are_in_the_engine():
    model = MLP.from_arrays([([[1000.0, -1000.0]], None)], activations="softmax")
    x, y = [Value(1.0)], values([0.0, 1.0])
    program = vectorize(
        losses.cross_entropy_with_logits([model.trace(x).layers[0].values.s], [y]), model, {"x": x, "y": y}
    )
    loss, gradients = program.value_and_grad(model, {"x": [1.0], "y": [0.0, 1.0]})
    assert loss == 2000.0
    assert gradients["W1"].tolist() == [[1.0, -1.0]]


def test_zero_times_infinity_is_not_hidden():
    w, x = Value(0.0), Value(1.0)
    program = vectorize((w * x).relu() * x, {"w": w}, {"x": x})
    loss, gradients = program.value_and_grad({"w": 0.0}, {"x": math.inf})
    assert math.isnan(loss)
    v, u = Value(0.0), Value(math.inf)
    root = (v * u).relu() * u
    assert math.isnan(root.data)
    assert math.isnan(gradients["w"]) == math.isnan(engine_gradients(root, [v])[0])


# --- rows at their kinks, at the edges of their domains, and far out ------------------------------------

FAR = [-math.inf, -1000.0, -40.0, -1.0, -0.0, 0.0, 1e-300, 0.5, 1.0, 40.0, 1000.0, math.inf, math.nan]


def points_of(row):
    """Where a row is compared: its samples and kinks, and numbers far out, alone and in pairs."""
    if isinstance(row, ListOp):
        far = [(x, 1.0, -2.0, y) for x in FAR for y in FAR]
    else:
        far = list(itertools.product(FAR, repeat=len(row.partials)))
    return [*row.samples, *[point for point, _ in row.kinks], *far]


def as_the_engine_has_it(row, point, moving):
    """Value and gradients of a row; None where the engine refuses the operands, or their derivative."""
    operands = [Value(x) if i in moving else x for i, x in enumerate(point)]
    try:
        out = row(*row.split(operands)) if isinstance(row, ListOp) else row(*operands)
    except (engine.DomainError, OverflowError):
        return None
    return [out.data, *engine_gradients(out, [operands[i] for i in moving])]


@pytest.mark.parametrize("row", engine.ops.TABLE.values(), ids=lambda row: row.name)
def test_a_row_does_at_its_edges_what_the_engine_does(row):
    moving_first = row.partials[0] is None  # polygamma: the order is a number
    compared = 0
    programs = {}
    for point in points_of(row):
        moving = list(range(moving_first, len(point)))
        right = as_the_engine_has_it(row, point, moving)
        if right is None:
            continue
        key = (len(point), point[0] if moving_first else None)
        if key not in programs:
            leaves = [Value(x) for x in point]
            operands = [leaves[i] if i in moving else point[i] for i in range(len(point))]
            out = row(*row.split(operands)) if isinstance(row, ListOp) else row(*operands)
            programs[key] = vectorize(out, {"x": [leaves[i] for i in moving]})
        loss, gradients = programs[key].value_and_grad({"x": [point[i] for i in moving]})
        found = [loss, *gradients["x"].tolist()]
        promised = 1 if any(map(math.isnan, point)) else len(right)  # a partial at NaN says nothing
        far_out = any(map(math.isinf, point))  # where the engine takes a limit, the plain formula may be NaN
        for i, (x, y) in list(enumerate(zip(found, right, strict=True)))[:promised]:
            close = x == y or (math.isnan(x) and math.isnan(y)) or math.isclose(x, y, rel_tol=1e-12, abs_tol=1e-300)
            assert close or (i > 0 and far_out and math.isnan(x)), (row.name, point, found, right)
        compared += 1
    assert compared >= len(row.samples) + len(row.kinks)


# --- the networks of the demos ---------------------------------------------------------------------------

DEMOS = {
    "question 0": ([2, 3, 1], ["sigmoid", "sigmoid"], False, 3),
    "question 1": ([3, 4, 2], ["sigmoid", "linear"], False, 1),
    "question 2": ([2, 3], ["sigmoid"], False, 1),
    "question 3": ([3, 4, 1], ["sigmoid", "sigmoid"], False, 4),
    "question 4": ([2, 3, 1], ["sigmoid", "linear"], True, 1),
    "the tour": ([3, 4, 1], ["sigmoid", "sigmoid"], True, 4),
}


@pytest.mark.parametrize("orientation", ["in_out", "out_in"])
@pytest.mark.parametrize("name", DEMOS)
def test_the_networks_of_the_demos(name, orientation):
    sizes, acts, bias, samples = DEMOS[name]
    model = MLP(sizes[0], sizes[1:], acts, bias=bias, seed=2)
    x, y = leaves(samples, sizes[0], seed=4), leaves(samples, sizes[-1], seed=5)
    root = losses.squared_error([model.trace(row).output for row in x], y, factor=0.5)
    source = check(root, model.arrays(orientation=orientation), {"X": x, "Y": y}).source
    assert "np.array(" not in source
    assert f"dW1 = {'X.T @ dZ1' if orientation == 'in_out' else 'dZ1.T @ X'} " in source or samples == 1


def test_a_loss_with_derivatives_in_it():
    """The gradient penalty of the demo: the graph of the first derivative is a graph like any other."""
    model, x = MLP(1, [4, 1], activation="tanh", seed=1), Value(0.5)
    (slope,) = engine.grad(model([x]), [x])
    check(slope**2 + (model([x]) - 1.0) ** 2, model.arrays(), {"x": x})


# --- graphs that are no plain networks --------------------------------------------------------------


def check(root, params, inputs=None):
    """The program of a graph gives what the engine gives, and so does its source."""
    program = vectorize(root, params, inputs)
    named = {**params, **(inputs or {})}
    numbers = [
        np.array(engine.numbers(np.array(x, dtype=object))) if isinstance(x, list) else x.data for x in named.values()
    ]
    found = program.value_and_grad(
        dict(zip(params, numbers, strict=False)), dict(zip(inputs or {}, numbers[len(params) :], strict=True))
    )
    flat = {name: list(np.array(x, dtype=object).ravel()) for name, x in params.items()}
    right = {
        name: engine_gradients(root, leaves).reshape(np.shape(np.array(params[name], dtype=object)))
        for name, leaves in flat.items()
    }
    agree(found, (root.data, right))
    agree(pasted(program)(*map(np.array, numbers)), (root.data, right))
    return program


def leaves(*shape, seed=0):
    rng = random.Random(f"{shape} {seed}")
    return values(np.array([rng.uniform(-1, 1) for _ in range(math.prod(shape))]).reshape(shape).tolist())


def affine(W, x, b=None):
    rows = [add([w * v for w, v in zip(row, x, strict=True)]) for row in W]
    return rows if b is None else [r + c for r, c in zip(rows, b, strict=True)]


def test_a_recurrent_network():
    W, U, b, X = leaves(4, 4), leaves(4, 3), leaves(4), leaves(5, 3)
    h = [Value(0.0).detach()] * 4
    for x in X:
        h = [(s + t).tanh() for s, t in zip(affine(W, h, b), affine(U, x), strict=True)]
    program = check(add([v * v for v in h]), {"W": W, "U": U, "b": b}, {"X": X})
    assert "W @ h[t - 1]" in program.source
    assert "for t in range(len(X)):" in program.source
    assert "for t in reversed(range(len(X))):" in program.source


@pytest.mark.ci
def test_a_long_recurrent_network():
    """Its weights collect a share from each step, and its loss a term: more than Python nests."""
    W, X = leaves(2, 2), leaves(1200, 2)
    h, states = [Value(0.0).detach()] * 2, []
    for x in X:
        h = [(s + v).tanh() for s, v in zip(affine(W, h), x, strict=True)]
        states.append(h[0] * h[0])
    check(add(states), {"W": W}, {"X": X})


def attention(X, Wq, Wk, Wv, heads):
    """Scaled dot-product attention over all positions, written with scalars."""
    size = len(Wq) // heads
    queries, keys, vs = ([affine(W, x) for x in X] for W in (Wq, Wk, Wv))
    out = []
    for q in queries:
        row = []
        for h in range(heads):
            part = slice(h * size, (h + 1) * size)
            scores = [engine.dot(q[part], k[part]) / size**0.5 for k in keys]
            total = engine.logsumexp(scores)
            weights = [(s - total).exp() for s in scores]
            row += [engine.dot(weights, [v[part][c] for v in vs]) for c in range(size)]
        out.append(row)
    return out


def test_attention():
    X, Wq, Wk, Wv = leaves(5, 4), leaves(6, 4, seed=1), leaves(6, 4, seed=2), leaves(6, 4, seed=3)
    out = attention(X, Wq, Wk, Wv, heads=2)
    program = check(add([v * v for row in out for v in row]), {"Wq": Wq, "Wk": Wk, "Wv": Wv}, {"X": X})
    assert ".swapaxes(-1, -2)" in program.source  # a stack of matrix products, one for each head
    assert len(program.source.splitlines()) < 80


def test_attention_as_one_sample_of_a_batch():
    X, Wq, Wk, Wv = leaves(5, 4), leaves(6, 4, seed=1), leaves(6, 4, seed=2), leaves(6, 4, seed=3)
    out = attention(X, Wq, Wk, Wv, heads=2)
    params = {"Wq": Wq, "Wk": Wk, "Wv": Wv}
    program = vectorize(add([v * v for row in out for v in row]), params, {"X": X}, batch="sum")
    batch = [[[random.Random(f"{n}{i}{j}").uniform(-1, 1) for j in range(4)] for i in range(5)] for n in range(3)]
    numbers = program.load(params)
    roots = [add([v * v for row in attention(x, Wq, Wk, Wv, heads=2) for v in row]) for x in batch]
    loss, gradients = program.value_and_grad(numbers, {"X": batch})
    assert loss == pytest.approx(sum(root.data for root in roots), rel=1e-12)
    flat = [w for row in Wk for w in row]
    right = sum(engine_gradients(root, flat) for root in roots).reshape(6, 4)
    assert np.abs(gradients["Wk"] - right).max() < 1e-12


def test_a_convolution_shares_its_weights_and_max_pooling_chooses():
    image, kernel = leaves(6, 6), leaves(3, 3)
    maps = [
        [add([kernel[a][b] * image[i + a][j + b] for a in range(3) for b in range(3)]) for j in range(4)]
        for i in range(4)
    ]
    pooled = [[engine.max(*[maps[i + a][j + b] for a in (0, 1) for b in (0, 1)]) for j in (0, 2)] for i in (0, 2)]
    program = check(add([v.tanh() for row in pooled for v in row]), {"kernel": kernel}, {"image": image})
    other = {"kernel": np.flip(program.load({"kernel": kernel})["kernel"]), "image": np.ones((6, 6)) + np.eye(6)}
    fresh, pixels = values(other["kernel"].tolist()), other["image"].tolist()
    maps = [
        [add([fresh[a][b] * pixels[i + a][j + b] for a in range(3) for b in range(3)]) for j in range(4)]
        for i in range(4)
    ]
    pooled = [[engine.max(*[maps[i + a][j + b] for a in (0, 1) for b in (0, 1)]) for j in (0, 2)] for i in (0, 2)]
    root = add([v.tanh() for row in pooled for v in row])
    loss, gradients = program.value_and_grad({"kernel": other["kernel"]}, {"image": other["image"]})
    assert loss == pytest.approx(root.data, abs=1e-12)  # the largest are others now, and are found
    assert np.abs(gradients["kernel"].ravel() - engine_gradients(root, [w for row in fresh for w in row])).max() < 1e-12


def test_a_graph_with_nothing_in_common():
    a, b, c = Value(0.5, label="a"), Value(-1.5, label="b"), Value(2.0, label="c")
    check((a * b + c).tanh() / (b - a**2).exp() + (c.log() * a).sin(), {"a": a, "b": b, "c": c})


@pytest.mark.ci
def test_a_chain_of_four_thousand_operations():
    x = Value(0.3, label="x")
    y = x
    for _ in range(2000):
        y = y.sin() + 0.5
    check(y, {"x": x})


def test_a_parameter_that_the_loss_does_not_use_has_gradient_zero():
    w, unused = leaves(2), leaves(2, 2)
    check(w[0] * w[0], {"w": w, "unused": unused})


def test_gradients_share_no_memory():
    w, x = leaves(3), leaves(3)
    program = vectorize(add([a * b for a, b in zip(w, x, strict=True)]), {"w": w}, {"x": x})
    numbers = np.array([1.0, 2.0, 3.0])
    _, gradients = program.value_and_grad({"w": numbers}, {"x": numbers})
    gradients["w"][0] = 7.0
    assert numbers[0] == 1.0


# --- what is frozen, and what is refused ------------------------------------------------------------


def test_naming_a_number_is_refused():
    w = Value(1.0)
    with pytest.raises(
        TypeError, match=r"^y contains 2.0 \(float\); a Value is needed. A plain number leaves no trace"
    ):
        vectorize((w - 2.0) ** 2, {"w": w}, {"y": 2.0})
    with pytest.raises(TypeError, match="y contains a constant"):
        vectorize((w - 2.0) ** 2, {"w": w}, {"y": Value(2.0).detach()})
    with pytest.raises(TypeError, match=r"contains .* a result of mul; a leaf is needed"):
        vectorize((w - 2.0) ** 2, {"w": w * 2})


def test_what_has_no_name_is_frozen_and_listed():
    w, x, y = Value(1.0), Value(2.0, label="x"), Value(3.0)
    program = vectorize((w * x * 1.5 - y) ** 2, {"w": w}, {"y": y})
    assert program.constants == [("x", 2.0)]
    assert program({"w": 2.0}, {"y": 1.0}) == 25.0


def test_frozen_targets_of_a_batch_stay_right():
    model = network()
    root = losses.squared_error([model.trace(x).output for x in X], CLASSES)
    program = vectorize(root, model)
    agree(program.value_and_grad(model), scalar(losses.squared_error, model, CLASSES))
    assert "Z1 = C1 @ W1 + b1" in program.source


def test_one_value_has_one_name():
    w = Value(1.0)
    with pytest.raises(ValueError, match=r"^u and v\[1\] are the same Value: give it one name"):
        vectorize(w * w, {"u": w, "v": [Value(2.0), w]})
    with pytest.raises(ValueError, match="W is both in params and in inputs"):
        vectorize(w * w, {"W": w}, {"W": Value(1.0)})


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda p, i: (p, {"X": i["X"]}), ValueError, r"inputs got the names \['X'\]; \['X', 'Y'\] are needed"),
        (lambda p, i: ({**p, "W9": 1.0}, i), ValueError, r"params got the names .*'W9'\]; "),
        (lambda p, i: (p, {**i, "X": X[0]}), ValueError, r"X has shape \(3,\); the program was derived for \(6, 3\)"),
        (lambda p, i: (p, {**i, "X": "no"}), TypeError, r"X contains 'no' \(str\); numbers are needed"),
        (lambda p, i: (p, 3), TypeError, r"inputs got 3 \(int\); a dict is needed"),
    ],
)
def test_wrong_arguments_are_named(change, error, message):
    model = network()
    program = derive(losses.squared_error, model, CLASSES)
    with pytest.raises(error, match=message):
        program.value_and_grad(*change(program.load(model), {"X": X, "Y": CLASSES}))


def test_batches_that_do_not_fit_are_named():
    model = network()
    program = derive(losses.squared_error, model, CLASSES, "mean")
    with pytest.raises(ValueError, match="inputs have different numbers of samples: X 6, Y 5"):
        program.value_and_grad(model, {"X": X, "Y": CLASSES[:5]})
    with pytest.raises(ValueError, match=r"X has shape \(3,\); \(N, 3\) is needed, N samples"):
        program.value_and_grad(model, {"X": X[0], "Y": CLASSES})
    with pytest.raises(ValueError, match="batch='median'; there is 'mean', 'sum'"):
        vectorize(Value(1.0) * 2, {}, batch="median")


# --- a function of one sample -------------------------------------------------------------------------


def sample_loss(model):
    return lambda x, y: losses.squared_error([model.trace(x).output], [y])


@pytest.mark.parametrize("batch", ["mean", "sum"])
def test_a_function_of_one_sample(batch):
    model = network()
    program = vectorize(sample_loss(model), model, {"X": X, "Y": CLASSES}, batch=batch)
    right = scalar(lambda a, y: losses.squared_error(a, y, reduction=batch), model, CLASSES)
    agree(program.value_and_grad(model, {"X": X, "Y": CLASSES}), right)
    program.check(sample_loss(model), model, {"X": X, "Y": CLASSES})


def test_a_constant_that_differs_between_samples_is_refused_by_name():
    model = MLP(1, [1], seed=1)
    seen = iter([0.25, 0.75])
    with pytest.raises(ValueError, match=r"differs between samples: 0.25 and 0.75, operand 2 of sub"):
        vectorize(lambda x: (model(x) - next(seen)) ** 2, model, {"x": [[1.0], [2.0]]}, batch="mean")


def test_a_branch_that_goes_two_ways_is_refused():
    w = Value(2.0)
    with pytest.raises(ValueError, match=r"two samples give different graphs. A Python branch"):
        vectorize(lambda x: w * x if x.data > 0 else w.exp() * x, {"w": w}, {"x": [1.0, -1.0]}, batch="mean")


def test_a_term_without_inputs_counts_once_per_sample():
    w, x = Value(2.0), Value(3.0)
    for batch, expected in (("mean", 1.0), ("sum", 4.0)):
        program = vectorize(w * x + w * w, {"w": w}, {"x": x}, batch=batch)
        loss, gradients = program.value_and_grad({"w": 2.0}, {"x": [0.0, 0.0, 0.0, 0.0]})
        assert (loss, float(gradients["w"])) == (4.0 * expected, 4.0 * expected)
        alone = vectorize(w * w, {"w": w}, {"x": x}, batch=batch)
        assert alone.value_and_grad({"w": 2.0}, {"x": [0.0] * 4}) == (4.0 * expected, {"w": 4.0 * expected})


def test_check_finds_a_branch():
    w = Value(2.0)

    def loss(x):
        return w * x if x.data > 0 else w * w * x

    x = Value(1.0)
    program = vectorize(loss(x), {"w": w}, {"x": x})
    program.check(loss, {"w": w}, {"x": 5.0})
    with pytest.raises(
        ValueError, match=r"the loss is -2.0 in the program and -4.0 in a fresh trace. .*: a Python branch"
    ):
        program.check(loss, {"w": w}, {"x": -1.0})


def test_check_finds_a_wrong_gradient_and_keeps_gradients():
    w = Value(2.0)
    w.grad = 5.0
    program = vectorize(w * 2.0, {"w": w})
    with pytest.raises(ValueError, match=r"dw is 2.0 in the program and 4.0 in a fresh trace"):
        program.check(lambda: w * w, {"w": w}, {})
    assert w.grad == 5.0


# --- parameters in and out, and the map back ----------------------------------------------------------


def test_training_at_array_speed_gives_the_engines_history():
    model, twin = network(), network()
    program = derive(losses.squared_error, model, CLASSES, "mean")
    params, history, right = program.load(model), [], []
    for _ in range(20):
        loss, gradients = program.value_and_grad(None, {"X": X, "Y": CLASSES})
        history.append(loss)
        for name, d in gradients.items():
            params[name] -= 0.1 * d
        root = losses.squared_error([twin.trace(x).output for x in X], CLASSES)
        right.append(root.data)
        twin.zero_grad()
        root.backward()
        for p in twin.parameters():
            p.data -= 0.1 * p.grad
    program.store(model)
    assert history == pytest.approx(right, abs=1e-10)
    assert [p.data for p in model.parameters()] == pytest.approx([p.data for p in twin.parameters()], abs=1e-10)


def test_load_copies_and_store_checks():
    model = network()
    program = derive(losses.squared_error, model, CLASSES)
    params = program.load(model)
    params["W1"] += 1.0
    assert model.layers[0].neurons[0].w[0].data != params["W1"][0, 0]
    program.store(model)
    assert model.layers[0].neurons[0].w[0].data == params["W1"][0, 0]
    with pytest.raises(ValueError, match="the model has the parameters"):
        program.load({"W1": leaves(3, 5)})
    with pytest.raises(ValueError, match=r"W1 has shape \(2, 2\); the program was derived for \(3, 5\)"):
        program.store(model, {**params, "W1": np.zeros((2, 2))})


def test_where_a_value_is():
    model = network()
    inputs = {"X": values(X), "Y": values(CLASSES)}
    traces = [model.trace(x) for x in inputs["X"]]
    program = vectorize(losses.squared_error([t.output for t in traces], inputs["Y"]), model, inputs)
    assert str(program.where(model.layers[1].neurons[3].w[2])) == "W2[2, 3]"
    assert str(program.where(traces[4].layers[0].values.s[1])) == "Z1[4, 1]"
    assert str(program.where(traces[4].layers[1].values.a[0])) == "A2[4, 0]"
    assert str(program.where(inputs["Y"][5][1])) == "Y[5, 1]"
    product = traces[4].layers[0].values.s[1].parents[1]
    assert product.op == "mul"
    assert str(program.where(product)) == "part of Z1[4, 1]"
    with pytest.raises(ValueError, match="is not in the graph"):
        program.where(Value(1.0))


def test_where_agrees_with_the_numbers():
    """Each value is where the program computes its number."""
    model = network("softmax")
    inputs = {"X": values(X), "Y": values(CLASSES)}
    root = losses.cross_entropy([model.trace(x).output for x in inputs["X"]], inputs["Y"])
    program = vectorize(root, model, inputs)
    function = ast.parse(program.source).body[-1]
    function.body[-1] = ast.parse("return locals()").body[0]
    namespace = {}
    exec(
        compile(
            ast.fix_missing_locations(ast.Module([*ast.parse(program.source).body[:-1], function], [])), "x", "exec"
        ),
        namespace,
    )
    arrays = namespace["value_and_grad"](*program.load(model).values(), np.array(X), np.array(CLASSES))
    checked = 0
    for value in engine.graph.with_leaves(root):
        if value.requires_grad and not (place := program.where(value)).part:
            assert np.asarray(arrays[place.array])[place.index] == pytest.approx(value.data, abs=1e-12)
            checked += 1
    assert checked > 200


def test_names_come_from_labels():
    w, x = leaves(3), leaves(3)
    h = [(a * b).tanh() for a, b in zip(w, x, strict=True)]
    for i, v in enumerate(h):
        v.label = f"hidden[{i}]"
    root = add(h)
    root.label = "C"
    source = vectorize(root, {"w": w}, {"lambda": x}).source
    assert "hidden = np.tanh(mul1)" in source
    assert "C = hidden.sum()" in source
    assert "def value_and_grad(w, lambda_):" in source


def test_names_that_would_clash_are_kept_apart():
    a, b, c = Value(2.0), Value(3.0), Value(5.0)
    program = vectorize(a * b * c, {"dW": a, "W": b, "N": c})
    loss, gradients = program.value_and_grad({"dW": 2.0, "W": 3.0, "N": 5.0})
    assert (loss, {name: float(d) for name, d in gradients.items()}) == (30.0, {"dW": 15.0, "W": 10.0, "N": 6.0})


def test_whole_numbers_are_numbers():
    w, x = leaves(3), leaves(3)
    program = vectorize(add([a * b for a, b in zip(w, x, strict=True)]), {"w": w}, {"x": x})
    _, gradients = program.value_and_grad({"w": np.array([1, 2, 3])}, {"x": np.array([True, False, True])})
    assert gradients["w"].tolist() == [1.0, 0.0, 1.0]
    assert gradients["w"].dtype == float


def test_the_same_graph_gives_the_same_source():
    first, second = (derive(losses.cross_entropy, network("softmax"), CLASSES).source for _ in range(2))
    assert first == second


def test_deriving_leaves_the_graph_alone():
    model = network()
    root = losses.squared_error([model.trace(x).output for x in X], CLASSES)
    root.backward()
    before = [p.grad for p in model.parameters()]
    program = vectorize(root, model)
    program.value_and_grad(model)
    assert [p.grad for p in model.parameters()] == before


def test_a_dropped_program_frees_its_graph():
    gc.disable()
    try:
        model = network()
        root = losses.squared_error([model.trace(x).output for x in X], CLASSES)
        program = vectorize(root, model)
        there = weakref.ref(root)
        del root
        assert there() is not None
        del program
        assert there() is None
    finally:
        gc.enable()


def test_a_row_of_ones_own():
    from engine.extend import Op

    cube = Op("cube", lambda x: x**3, (lambda x, out: 3 * x**2,), doc="x³.", latex="{}^3", samples=((0.5,),))
    w = leaves(3)
    program = vectorize(add([cube(v) for v in w]), {"w": w})
    loss, gradients = program.value_and_grad({"w": [1.0, 2.0, 3.0]})
    assert loss == 36.0
    assert gradients["w"].tolist() == [3.0, 12.0, 27.0]
    pair = engine.extend.Op("2nd power", lambda x: x**2, (lambda x, out: 2 * x,), doc="x².", latex="{}^2", samples=())
    with pytest.raises(ValueError, match="cannot write the row '2nd power' as NumPy"):
        vectorize(pair(w[0]), {"w": w})
    assert "# cube is a row of your own: define cube here, for arrays" in program.source


# --- what is shown ------------------------------------------------------------------------------------


def shown_text(page):
    """The text of highlighted HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", page))


def test_a_notebook_shows_the_source_highlighted():
    program = derive(losses.cross_entropy, network("softmax"), CLASSES)
    page = program._repr_html_()
    assert shown_text(page).strip() == program.source.strip()
    assert '<span style="color:light-dark(#7a1f7a, #d3a6ff)">def</span> value_and_grad' in page
    assert re.search(r'<span style="color:light-dark\(#5f6b5f, #a3acb6\)"># \(6, 5\)', page)


def test_a_picture_shows_arrays_with_shapes():
    program = derive(losses.squared_error, network(), CLASSES)
    picture = engine.draw(program)
    assert "Z1 (6, 5)" in picture.comment
    for words in ("<b>W2</b> (5, 4), parameter", "<b>X</b> (6, 3), input", "Z2 = A1 @ W2 + b2", "dW1 = X.T @ dZ1"):
        assert words in picture.source
    assert "array_A1 -> array_Z2" in picture.source
    assert picture.pipe(format="svg").rstrip().endswith(b"</svg>")


def test_the_scalar_graph_is_drawn_beside_its_arrays_on_request():
    a, b = Value(2.0, label="a"), Value(3.0, label="b")
    picture = engine.draw(vectorize(a * b + a, {"a": a}, {"b": b}), level="value")
    assert "the scalar graph" in picture.source
    assert "the same as arrays: 1 step" in picture.source
    assert picture.pipe(format="svg").count(b"<text") > 10


def test_explaining_a_weight_points_at_its_line():
    model = network()
    inputs = {"X": values(X), "Y": values(CLASSES)}
    root = losses.squared_error([model.trace(x).output for x in inputs["X"]], inputs["Y"])
    program = vectorize(root, model, inputs)
    w = model.layers[0].neurons[3].w[1]
    [(number, line)] = program.lines(w)
    assert program.source.splitlines()[number - 1].strip().startswith(line)
    assert line == "dW1 = X.T @ dZ1"
    told = engine.explain(root, w, routes=1, program=program).text()
    assert told.endswith(f"In the derived program\nThis gradient is dW1[1, 3]: line {number}, dW1 = X.T @ dZ1.")
    assert "In the derived program" not in engine.explain(root, w, routes=1).text()


def test_every_line_says_what_it_stands_for():
    source = derive(losses.squared_error, network(), CLASSES).source
    for comment in (
        "# (6, 5)  Z1[n,i] = Σ_j X[n,j]·W1[j,i] + b1[i]",
        "# (6, 5)  A1[n,i] = tanh(Z1[n,i])",
        "# (3, 5)  dW1[j,i] = Σ_n dZ1[n,i]·X[n,j]",
        "# (5,)  db1[i] = Σ_n dZ1[n,i]",
        "# (6, 5)  dA1[n,j] = Σ_i dZ2[n,i]·W2[j,i]",
    ):
        assert comment in source, comment
