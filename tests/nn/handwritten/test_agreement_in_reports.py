"""`audit` and `compare` by one idea of agreement: rounding, structures, kinks, tensors, cut graphs."""

import numpy as np
import pytest

from engine import Value, values
from nn import MLP, audit, compare


def printed(array):
    text = np.array2string(array, threshold=10**9, max_line_width=10**9)
    return np.array(text.replace("[", " ").replace("]", " ").split(), dtype=float).reshape(array.shape)


# --- rounding is never taken for structure ---------------------------------------------------------


class Softmax:
    """Softmax and cross-entropy in a learner's lines; the δ of softmax sums to 0 over the classes."""

    def __init__(self):
        rng = np.random.default_rng(0)
        self.X, self.Y = rng.normal(size=(4, 2)), np.eye(3)[[0, 2, 1, 1]]
        self.W, self.b = rng.normal(size=(2, 3)), np.zeros(3)
        powers = np.exp(self.X @ self.W + self.b)
        self.p = powers / powers.sum(axis=1, keepdims=True)
        self.d = self.p - self.Y
        self.rng = rng

    def audit(self, W, b):
        V = {"W": values(self.W, label="W"), "b": values(self.b, label="b")}
        e = np.exp(self.X @ V["W"] + V["b"])
        p = e / e.sum(axis=1, keepdims=True)
        return audit(-(self.Y * np.log(p)).sum(), V, {"W": W, "b": b}, sample_count=4)


@pytest.fixture
def softmax():
    return Softmax()


def test_a_wrong_gradient_is_no_multiple_of_rounding(softmax):
    X, p, d = softmax.X, softmax.p, softmax.d
    cases = [(X.T @ p, p.sum(axis=0)), (softmax.rng.normal(size=(2, 3)), softmax.rng.normal(size=3))]
    extra = d * p * (1 - p)
    for W, b in [*cases, (X.T @ extra, extra.sum(axis=0))]:
        report = softmax.audit(W, b)
        assert [each.verdict for each in report.arrays.values()] == ["wrong", "wrong"]
        assert "summed" not in repr(report)
        assert "e+1" not in repr(report)


def test_one_wrong_entry_is_one_wrong_entry(softmax):
    W = softmax.X.T @ softmax.d
    W[0, 0] += 0.1
    report = softmax.audit(W, softmax.d.sum(axis=0))
    assert report["W"].sentence == "1 of 6 entries are wrong, from dW[0,0] on; only in row 0."
    assert report["b"]


def test_a_structure_that_is_there_is_still_named(softmax):
    W, b = softmax.X.T @ softmax.d, softmax.d.sum(axis=0)
    assert softmax.audit(W.sum(axis=0), b)["W"].verdict == "summed"
    assert softmax.audit(W.T, b)["W"].verdict == "transposed"
    assert softmax.audit(-4 * W, b)["W"].factor == pytest.approx(-4)
    assert softmax.audit(W, softmax.d)["b"].verdict == "missing axis"


def test_a_number_is_no_multiple_of_a_number_and_no_sum_of_any_vector():
    m = Value(0.5, label="m")
    loss = (m * 3 - 1) ** 2  # its gradient is 3
    report = audit(loss, {"m": m}, {"m": 17.123})
    assert report["m"].verdict == "wrong"
    assert "times" not in repr(report)
    assert audit(loss, {"m": m}, {"m": [1.0, 5.0, -2.0]})["m"].verdict == "shape"
    assert audit(loss, {"m": m}, {"m": [1.0, 4.0, -2.0]})["m"].verdict == "missing axis"
    assert audit(loss, {"m": m}, {"m": -3.0})["m"].factor == -1
    assert audit(loss, {"m": m}, {"m": 6.0})["m"].factor == 2
    assert audit(loss, {"m": m}, {"m": 9.0})["m"].verdict == "wrong"


def test_a_vector_with_one_entry_that_counts_is_no_multiple_either():
    w = values([1.0, 2.0, 3.0], label="w")
    loss = w[0] * 3.0 + (w[1] + w[2]) * 0.0
    assert audit(loss, {"w": w}, {"w": [17.1, 0.0, 0.0]})["w"].verdict == "wrong"
    assert audit(loss, {"w": w}, {"w": [-3.0, 0.0, 0.0]})["w"].verdict == "multiple"


# --- each array has its own tolerance ----------------------------------------------------------------


def sigmoid(v):
    return 1 / (1 + np.exp(-v))


class Deep:
    """14 sigmoid layers: the first gradients are of size 1e-14."""

    def __init__(self, layers=14):
        rng = np.random.default_rng(0)
        self.params = [rng.normal(size=(3, 3)) * 0.3 for _ in range(layers)]
        self.X, self.Y = rng.normal(size=(2, 3)), rng.random(size=(2, 3))
        A = [self.X]
        for W in self.params:
            A.append(sigmoid(A[-1] @ W))
        d, self.right = (A[-1] - self.Y) * A[-1] * (1 - A[-1]), {}
        for i in reversed(range(layers)):
            self.right[f"W{i + 1}"] = A[i].T @ d
            d = d @ self.params[i].T * A[i] * (1 - A[i])
        self.noise = rng.normal(size=(3, 3)) * np.abs(self.right["W2"]).max()

    def audit(self, **changed):
        V = {f"W{i}": values(W, label=f"W{i}") for i, W in enumerate(self.params, start=1)}
        a = self.X
        for W in V.values():
            a = sigmoid(a @ W)
        return audit(0.5 * ((a - self.Y) ** 2).sum(), V, {**self.right, **changed})

    def compare(self, **changed):
        model = MLP.from_arrays(self.params, activations="sigmoid", orientation="in_out")
        words = {"reduction": "sum", "factor": 0.5}
        return compare(model, self.X, self.Y, gradients={**self.right, **changed}, **words, orientation="in_out")


def test_tiny_gradients_are_right_and_wrong_like_others():
    deep = Deep()
    assert np.abs(deep.right["W1"]).max() < 1e-13
    assert deep.audit()
    assert deep.compare()
    wrong = {"W1": -3 * deep.right["W1"], "W2": deep.noise}
    report = deep.audit(**wrong)
    assert report["W1"].factor == pytest.approx(-3)
    assert report["W2"].verdict == "wrong"
    compared = deep.compare(**wrong)
    assert {e.name[:3] for e in compared.entries if not e.agrees} == {"dW1", "dW2"}
    assert "Cannot" not in repr(compared)


def test_tiny_gradients_that_were_printed_are_right():
    deep = Deep()
    assert deep.audit(W1=printed(deep.right["W1"]))["W1"].sentence.endswith("it looks rounded.")
    assert deep.compare(W1=printed(deep.right["W1"]))


# --- rounded numbers ------------------------------------------------------------------------------------


def line(dtype):
    rng = np.random.default_rng(0)
    X, W, Y = (rng.normal(size=shape).astype(dtype) for shape in ((4, 2), (2, 3), (4, 3)))
    return X, W, Y, 2 * X.T @ (X @ W - Y)


ROUNDED = {
    "float32": (np.float32, lambda g: g, "it looks rounded, to float32"),
    "8 decimals": (float, lambda g: np.round(g, 8), "right to 8 digits after the point; it looks rounded"),
    "4 decimals": (float, lambda g: np.round(g, 4), "right to 4 digits after the point; it looks rounded"),
    "print": (float, printed, "right to 8 digits after the point; it looks rounded"),
}


@pytest.mark.parametrize(("dtype", "change", "said"), ROUNDED.values(), ids=ROUNDED)
def test_right_gradients_that_were_rounded_are_right(dtype, change, said):
    X, W, Y, right = line(dtype)
    V = values(W.astype(float), label="W")
    report = audit(((X.astype(float) @ V - Y) ** 2).sum(), {"W": V}, {"W": change(right)})
    assert report
    assert said in report["W"].sentence
    model = MLP.from_arrays([W], activations="linear")
    compared = compare(model, X, Y, reduction="sum", gradients={"W1": change(right)})
    assert compared
    assert said in repr(compared)
    assert "≠" not in repr(compared)


def test_numbers_that_differ_differ_visibly():
    X, W, Y, right = line(float)
    wrong = right * (1 + 1e-9)
    V = values(W, label="W")
    text = repr(audit(((X @ V - Y) ** 2).sum(), {"W": V}, {"W": wrong + np.eye(2, 3) * 1e-10}))
    for row in text.splitlines():
        if "yours" in row:
            yours, _, right_one = row.partition("yours ")[2].partition(", right ")
            assert yours != right_one
    compared = compare(MLP.from_arrays([W * 1e-9], activations="linear"), X * 1e-9, Y, gradients={"W1": right})
    marked = [row.split() for row in repr(compared).splitlines() if row.endswith("≠")]
    assert marked
    assert all(row[1] != row[2] for row in marked)


def test_numbers_with_too_few_digits_are_neither_right_nor_wrong():
    w = values([1.0], label="w")
    report = audit(w[0] * 0.012, {"w": w}, {"w": [0.01]})
    assert not report
    assert report["w"].verdict == "unclear"
    assert "too few to tell" in repr(report)


# --- saturated outputs ------------------------------------------------------------------------------------


@pytest.mark.parametrize("z", [20.0, 28.0, 36.0, 40.0])
def test_a_saturated_sigmoid_is_compared_by_a_minus_y(z):
    model = MLP.from_arrays([np.array([[z]])], activations="sigmoid")
    assert compare(model, [[1.0]], [[0.0]], loss="bce", gradients={"W1": [[1 / (1 + np.exp(-z))]]})
    for wrong in (2.0, -5.0, 0.0, 1.001):
        assert not compare(model, [[1.0]], [[0.0]], loss="bce", gradients={"W1": [[wrong]]})


def test_a_saturated_softmax_is_compared_by_a_minus_y():
    W = np.array([[50.0, -50.0, 0.0]])
    model = MLP.from_arrays([W], activations="softmax")
    right = np.exp(W - 50) / np.exp(W - 50).sum() - [0.0, 1.0, 0.0]
    assert compare(model, [[1.0]], [[0.0, 1.0, 0.0]], loss="cross_entropy", gradients={"W1": right})
    wrong = 2 * right
    assert not compare(model, [[1.0]], [[0.0, 1.0, 0.0]], loss="cross_entropy", gradients={"W1": wrong})


@pytest.mark.parametrize("z", [28.0, 33.0, 36.0])
def test_a_loss_that_lost_its_digits_makes_nothing_right(z):
    for hand in (2.0, -5.0, 1.2):
        w = values([z], label="w")
        assert not audit(-np.log(1 - sigmoid(w)).sum(), {"w": w}, {"w": [hand]})


def test_an_infinite_loss_is_said_and_a_right_gradient_is_not_called_wrong():
    w = values([40.0], label="w")
    with np.errstate(all="ignore"):
        loss = -np.log(1 - sigmoid(w)).sum()
    report = audit(loss, {"w": w}, {"w": [1.0]})
    assert report["w"].verdict == "unclear"
    assert "no finite slope" in repr(report)


# --- kinks ---------------------------------------------------------------------------------------------------

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]]), np.array([[0], [1], [1], [0.0]])
RELUS = {
    "maximum(z, 0)": lambda z: np.maximum(z, 0),
    "maximum(0, z)": lambda z: np.maximum(0, z),
    "z * (z > 0)": lambda z: z * (z > 0),
    "z * (z >= 0)": lambda z: z * (z >= 0),
    "(|z| + z) / 2": lambda z: (abs(z) + z) / 2,
}
MASKS = {">": lambda z: (z > 0) * 1.0, ">=": lambda z: (z >= 0) * 1.0, "half": lambda z: np.where(z == 0, 0.5, z > 0)}


class Xor:
    """Zero start biases: for the sample [0, 0] every pre-activation is exactly 0, in both hidden layers."""

    def __init__(self):
        rng = np.random.default_rng(0)
        sizes = ((2, 3), (3, 3), (3, 1))
        self.params = [(rng.normal(size=shape), np.zeros(shape[1])) for shape in sizes]
        self.params[-1] = (self.params[-1][0], np.full(1, 0.2))

    def by_hand(self, first, second, factor=1.0):
        (W1, b1), (W2, b2), (W3, b3) = self.params
        X, Y = XOR
        Z1 = X @ W1 + b1
        A1 = np.maximum(Z1, 0)
        Z2 = A1 @ W2 + b2
        A2 = np.maximum(Z2, 0)
        e = factor * 2 * (A2 @ W3 + b3 - Y) / 4
        d2 = (e @ W3.T) * second(Z2)
        d1 = (d2 @ W2.T) * first(Z1)
        found = {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": A1.T @ d2, "b2": d2.sum(axis=0)}
        return {**found, "W3": A2.T @ e, "b3": e.sum(axis=0)}

    def audit(self, relu, gradients):
        V, a = {}, XOR[0]
        for k, (W, b) in enumerate(self.params, start=1):
            V[f"W{k}"], V[f"b{k}"] = values(W, label=f"W{k}"), values(b, label=f"b{k}")
            z = a @ V[f"W{k}"] + V[f"b{k}"]
            a = relu(z) if k < 3 else z
        return audit(((a - XOR[1]) ** 2).sum() / 4, V, gradients, sample_count=4)

    def compare(self, gradients):
        model = MLP.from_arrays(self.params, activations=["relu", "relu", "linear"], orientation="in_out")
        return compare(model, *XOR, gradients=gradients, orientation="in_out")


@pytest.mark.parametrize("first", MASKS)
@pytest.mark.parametrize("second", MASKS)
def test_any_slope_between_the_two_sides_of_a_kink_is_right(first, second):
    xor = Xor()
    mine = xor.by_hand(MASKS[first], MASKS[second])
    for relu in RELUS.values():
        assert xor.audit(relu, mine)
    compared = xor.compare(mine)
    assert compared
    assert compared.largest_difference < 1e-12
    assert ("kink" in repr(compared)) == (compared.kinks > 0)


def test_slopes_may_differ_from_kink_to_kink():
    rng = np.random.default_rng(3)
    xor = Xor()
    mine = xor.by_hand(*[lambda z: np.where(z == 0, rng.random(z.shape), z > 0)] * 2)
    assert xor.audit(RELUS["maximum(z, 0)"], mine)
    compared = xor.compare(mine)
    assert compared
    assert "exact kinks" in repr(compared)


def test_a_slope_beyond_the_two_sides_is_wrong():
    xor = Xor()
    for mask in (lambda z: np.where(z == 0, 1.3, z > 0), lambda z: np.where(z == 0, -0.5, z > 0)):
        mine = xor.by_hand(MASKS[">="], mask)
        assert not xor.audit(RELUS["maximum(z, 0)"], mine)
        assert not xor.compare(mine)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.ci
def test_a_wrong_gradient_at_a_kink_is_wrong(mask):
    xor = Xor()
    mine = xor.by_hand(MASKS[mask], MASKS[mask], factor=2.0)
    for relu in RELUS.values():
        assert not xor.audit(relu, mine)
    assert not xor.compare(mine)


def test_a_weight_of_zero_times_an_input_of_one_is_no_kink():
    w = values([0.0, 0.5, -0.5], label="w")
    loss = (w * np.array([1.0, 0.0, 1.0])).sum()
    assert not audit(loss, {"w": w}, {"w": [0.0, 0.0, 1.0]})
    assert audit(loss, {"w": w}, {"w": [1.0, 0.0, 1.0]})


def test_ties_of_max_and_abs_are_kinks():
    w = values([1.0, 1.0, 0.0], label="w")
    loss = np.maximum(w[0], w[1]) + abs(w[2])
    for hand in ([1.0, 0.0, 0.0], [0.0, 1.0, -1.0], [0.5, 0.5, 1.0], [0.25, 0.75, 0.3]):
        assert audit(loss, {"w": w}, {"w": hand})
    for hand in ([1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [1.0, 0.0, 1.1]):
        assert not audit(loss, {"w": w}, {"w": hand})


# --- tensors, names, cut graphs ---------------------------------------------------------------------------------


class Tensor:
    """What makes a tensor one for us: it must be detached before NumPy takes it."""

    def __init__(self, array, requires_grad=True):
        self.array, self.requires_grad = np.asarray(array), requires_grad

    def detach(self):
        return Tensor(self.array, requires_grad=False)

    def cpu(self):
        return self

    def numpy(self):
        if self.requires_grad:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self.array

    def __array__(self, *_, **__):
        return self.numpy()

    def __len__(self):
        return len(self.array)


def test_tensors_that_require_grad_are_read():
    X, W, Y, right = line(np.float32)
    V = values(W.astype(float), label="W")
    loss = ((X.astype(float) @ V - Y) ** 2).sum()
    assert audit(loss, {"W": V}, {"W": Tensor(right)})
    assert audit(loss, {"W": V}, {"W": [Tensor(row) for row in right]})
    assert not audit(loss, {"W": V}, {"W": Tensor(-right)})
    model = MLP.from_arrays([W], activations="linear")
    assert compare(model, Tensor(X), Tensor(Y), reduction="sum", gradients={"W1": Tensor(right)})


def test_real_tensors_are_read():
    torch = pytest.importorskip("torch")
    X, W, Y, _ = line(np.float32)
    w = torch.tensor(W, requires_grad=True)
    total = ((torch.tensor(X) @ w - torch.tensor(Y)) ** 2).sum()
    total.backward()
    model = MLP.from_arrays([W], activations="linear")
    words = {"reduction": "sum", "outputs": torch.tensor(X) @ w, "loss_value": total}
    assert compare(model, torch.tensor(X), torch.tensor(Y), gradients={"W1": w.grad}, **words)
    V = values(W.astype(float), label="W")
    assert audit(((X.astype(float) @ V - Y) ** 2).sum(), {"W": V}, {"W": w.grad})
    with pytest.raises(TypeError, match="one Value is needed"):
        audit(total, {"W": V}, {"W": w.grad})


def test_a_gradient_given_twice_is_refused():
    w = Value(3.0)
    with pytest.raises(ValueError, match="the names must agree"):
        audit(w * w, {"w": w}, {"w": 1.0, "dw": 6.0})


def test_names_are_printed_without_their_control_characters():
    w = Value(3.0)
    text = repr(audit(w * w, {"w\x1b[31m": w}, {"w\x1b[31m": 1.0}))
    assert "\x1b" not in text


def test_a_graph_that_data_cut_is_said():
    x = np.array([[0.3], [-1.2]])
    W, H = values([[0.7]], label="W"), values([[0.4]], label="H")
    first = np.tanh(x[:1] @ W)
    second = np.tanh(x[1:] @ W + np.array([[first[0, 0].data]]) @ H)  # as `v.data` leaves it
    W0, H0, h1 = 0.7, 0.4, np.tanh(0.3 * 0.7)
    h2 = np.tanh(-1.2 * W0 + h1 * H0)
    d2 = 2 * h2 * (1 - h2**2)
    d1 = (2 * h1 + d2 * H0) * (1 - h1**2)
    right = {"W": [[-1.2 * d2 + 0.3 * d1]], "H": [[d2 * h1]]}
    report = audit((first**2 + second**2).sum(), {"W": W, "H": H}, right)
    assert not report
    assert report.cuts == 1
    assert "was the graph cut there" in repr(report)
    whole = np.tanh(x[1:] @ W + first @ H)
    assert audit((first**2 + whole**2).sum(), {"W": W, "H": H}, right)
