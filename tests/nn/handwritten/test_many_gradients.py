"""Right and wrong hand gradients of random networks, through `audit` and `compare`.

The hand gradients are NumPy's, written here; the forward passes that `audit` sees are the scripts of learners. A
quarter of the networks have saturated outputs. `pytest -m slow` runs 2,000 of each, every other run a sample.
"""

from itertools import pairwise

import numpy as np
import pytest

import engine
from engine import values
from nn import MLP, audit, compare
from tests.examples import first

HIDDEN = ["sigmoid", "tanh", "relu", "leaky_relu", "linear", "softplus"]
PAIRS = [
    ("mse", "linear"),
    ("mse", "sigmoid"),
    ("mse", "tanh"),
    ("bce", "sigmoid"),
    ("cross_entropy", "softmax"),
    ("mae", "linear"),
    ("huber", "linear"),
]
OWN = [("bce", "sigmoid"), ("cross_entropy", "softmax")]
ROUNDED = ["float64", "float32", "float32 as lists", *(f"{k} decimals" for k in range(4, 11)), "print", "6 digits"]


def activation(name, z):
    if name == "softmax":
        powers = np.exp(z - z.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
    return {
        "sigmoid": lambda: 1 / (1 + np.exp(-z)),
        "tanh": lambda: np.tanh(z),
        "relu": lambda: np.maximum(z, 0),
        "leaky_relu": lambda: np.where(z > 0, z, z * z.dtype.type(0.01)),
        "linear": lambda: z,
        "softplus": lambda: np.log1p(np.exp(-np.abs(z))) + np.maximum(z, 0),
    }[name]()


def slope(name, z, a):
    return {
        "sigmoid": lambda: a * (1 - a),
        "tanh": lambda: 1 - a * a,
        "relu": lambda: (z > 0).astype(z.dtype),
        "leaky_relu": lambda: np.where(z > 0, z.dtype.type(1), z.dtype.type(0.01)),
        "linear": lambda: np.ones_like(z),
        "softplus": lambda: 1 / (1 + np.exp(-z)),
    }[name]()


def problem(rng, saturated):
    """Parameters, samples, targets, activations and loss."""
    depth, samples = int(rng.integers(1, 4)), int(rng.integers(1, 8))
    sizes = rng.integers(1, 5, size=depth + 1)
    loss, output = PAIRS[rng.integers(len(PAIRS))]
    if saturated:
        loss, output = [*OWN, ("mse", "sigmoid")][rng.integers(3)]
    if output == "softmax":
        sizes[-1] = max(sizes[-1], 2)
    names = [HIDDEN[rng.integers(len(HIDDEN))] for _ in range(depth - 1)] + [output]
    params = [(rng.normal(size=(a, b)), rng.normal(size=b)) for a, b in pairwise(sizes)]
    if saturated:
        factor = rng.choice([5, 10, 20])
        params[-1] = (params[-1][0] * factor, params[-1][1] * factor)
    X, Y = rng.normal(size=(samples, sizes[0])), rng.normal(size=(samples, sizes[-1]))
    if loss == "bce":
        Y = (Y > 0) * 1.0
    if loss == "cross_entropy":
        Y = np.eye(sizes[-1])[rng.integers(sizes[-1], size=samples)]
    return params, X, Y, names, loss


def by_hand(params, X, Y, names, loss, dtype=float):
    """The textbook's backward pass, computed in a dtype throughout."""
    params = [(W.astype(dtype), b.astype(dtype)) for W, b in params]
    A, Z, Y = [X.astype(dtype)], [], Y.astype(dtype)
    with np.errstate(all="ignore"):
        for (W, b), name in zip(params, names, strict=True):
            Z.append(A[-1] @ W + b)
            A.append(activation(name, Z[-1]))
        error, found = A[-1] - Y, {}
        if (loss, names[-1]) in OWN:
            delta = error / len(X)
        else:
            G = {"mse": lambda: 2 * error, "mae": lambda: np.sign(error), "huber": lambda: np.clip(error, -1, 1)}
            delta = G[loss]() / len(X) * slope(names[-1], Z[-1], A[-1])
        for k in reversed(range(len(params))):
            found[f"W{k + 1}"], found[f"b{k + 1}"] = A[k].T @ delta, delta.sum(axis=0)
            if k:
                delta = (delta @ params[k][0].T) * slope(names[k - 1], Z[k - 1], A[k])
    return found


def rounded(array, how):
    if "decimals" in how:
        return np.round(array, int(how.split()[0]))
    if how == "6 digits":
        return np.array([float(f"{x:.5e}") for x in array.flat]).reshape(array.shape)
    if how == "print":
        text = np.array2string(array, threshold=10**9, max_line_width=10**9)
        return np.array(text.replace("[", " ").replace("]", " ").split(), dtype=float).reshape(array.shape)
    return array.tolist() if how == "float32 as lists" else array


def script(params, X, Y, names, loss):
    """The loss by a learner's own lines, and the arrays of Values that they began with."""
    V, a = {}, X
    for k, ((W, b), name) in enumerate(zip(params, names, strict=True), start=1):
        V[f"W{k}"], V[f"b{k}"] = values(W, label=f"W{k}"), values(b, label=f"b{k}")
        z = a @ V[f"W{k}"] + V[f"b{k}"]
        if name == "softmax":
            powers = np.exp(z - np.array([[max(v.data for v in row)] for row in z]))
            a = powers / powers.sum(axis=1, keepdims=True)
        elif name == "sigmoid":
            a = 1 / (1 + np.exp(-z))
        else:
            rows = {"tanh": np.tanh, "relu": lambda z: np.maximum(0, z), "linear": lambda z: z}
            a = {**rows, "leaky_relu": engine.leaky_relu, "softplus": engine.softplus}[name](z)
    if loss == "bce":
        return -(Y * np.log(a) + (1 - Y) * np.log(1 - a)).sum() / len(X), V
    if loss == "cross_entropy":
        return -(Y * np.log(a)).sum() / len(X), V
    if loss == "huber":
        d = abs(a - Y)
        m = np.minimum(d, 1.0)
        return (m * (d - 0.5 * m)).sum() / len(X), V
    return ((a - Y) ** 2 if loss == "mse" else abs(a - Y)).sum() / len(X), V


def spoiled(right, rng):
    """A copy with one mistake in it, and its name."""
    found = {name: array.copy() for name, array in right.items()}
    name = list(found)[rng.integers(len(found))]
    array, size = found[name], max(float(np.abs(found[name]).max()), 1e-9)
    how = ["sign", "factor", "one factor", "random", "entry", "offset", "float32", "decimals", "rolled"][
        rng.integers(9)
    ]
    if how in ("sign", "factor", "float32", "decimals"):
        c = {"sign": -1.0, "factor": rng.choice([2, 0.5, 3, 1.01]), "float32": 1.02, "decimals": 1.5}[how]
        found = {key: c * each for key, each in found.items()}
        if how == "float32":
            found = {key: np.float32(each) for key, each in found.items()}
        if how == "decimals":
            found = {key: np.round(each, 6) for key, each in found.items()}
    elif how == "one factor":
        found[name] = array * rng.choice([2, -1, 0.5, 1.001])
    elif how == "random":
        found[name] = rng.normal(size=array.shape) * size
    elif how == "entry":
        array.flat[rng.integers(array.size)] += rng.uniform(1, 2) * rng.choice([1e-7, 1e-4, 0.1]) * size
    elif how == "offset":
        found[name] = array + 1.2345e-3
    else:
        array.flat[:] = np.roll(array.ravel(), 1)
    return found, how


def audited(case, gradients):
    with np.errstate(all="ignore"):
        loss, V = script(*case)
        return audit(loss, V, gradients, sample_count=len(case[1]))


def check_right(seed):
    """A right gradient is right, or nothing can be said of it: the digits are not there, or the loss lost them."""
    case = problem(np.random.default_rng(seed), saturated=seed % 4 == 0)
    how = ROUNDED[seed // 4 % len(ROUNDED)]
    dtype = np.float32 if "float32" in how else float
    gradients = {name: rounded(array, how) for name, array in by_hand(*case, dtype=dtype).items()}
    params, X, Y, *words = case
    exact = [tuple(array.astype(dtype).astype(float) for array in pair) for pair in params]
    case = (exact, X.astype(dtype).astype(float), Y.astype(dtype).astype(float), *words)
    report = audited(case, gradients)
    assert {each.verdict for each in report.arrays.values()} <= {"right", "unclear"}, (seed, how, report)
    compared = compare(
        MLP.from_arrays(case[0], activations=case[3], orientation="in_out"),
        *case[1:3],
        loss=case[4],
        gradients=gradients,
        orientation="in_out",
    )
    assert all(each or each.coarse for each in compared.agreements.values()), (seed, how, compared)
    return bool(report), bool(compared)


def check_wrong(seed):
    """A wrong gradient is never right, unless all that was changed is below the rounding of the right one."""
    rng = np.random.default_rng(seed)
    case = problem(rng, saturated=seed % 4 == 0)
    right = by_hand(*case)
    wrong, how = spoiled(right, rng)
    changes = [np.abs(wrong[name] - right[name]).max() for name in right]
    if max(changes) < 1e-12 or all(np.abs(wrong[n] - a).max() <= 1e-9 * np.abs(a).max() for n, a in right.items()):
        return  # as good as right
    assert not audited(case, wrong), (seed, how)
    compared = compare(
        MLP.from_arrays(case[0], activations=case[3], orientation="in_out"),
        *case[1:3],
        loss=case[4],
        gradients=wrong,
        orientation="in_out",
    )
    assert not compared, (seed, how)


@pytest.mark.parametrize("start", range(0, 96, 12))
def test_right_gradients_are_never_called_wrong(start):
    found = [check_right(seed) for seed in range(start, start + 12)]
    assert sum(audited for audited, _ in found) >= 8
    assert sum(compared for _, compared in found) >= 9


@pytest.mark.parametrize("seed", [1152, 1732, 2548])
def test_a_difference_of_almost_equal_numbers_is_rounded(seed):
    """An output of 1 − 2e-13 for the target 1: a − y has three digits, and what is made from the logits has sixteen."""
    check_right(seed)


@pytest.mark.parametrize("start", first(4, range(0, 96, 12)))
def test_wrong_gradients_are_never_called_right(start):
    for seed in range(start, start + 12):
        check_wrong(seed)


@pytest.mark.slow
def test_two_thousand_right_gradients_are_never_called_wrong():
    found = [check_right(seed) for seed in range(1000, 3000)]
    assert sum(audited for audited, _ in found) > 0.95 * len(found)
    assert sum(compared for _, compared in found) > 0.98 * len(found)


@pytest.mark.slow
def test_two_thousand_wrong_gradients_are_never_called_right():
    for seed in range(1000, 3000):
        check_wrong(seed)
