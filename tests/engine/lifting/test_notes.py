"""`program.notes`: what a program has from the numbers of its trace, said; and `check=`, which tries new numbers."""

import gc
import re
import weakref

import numpy as np
import pytest

import engine
from engine import Value, values, vectorize
from engine.recording import compared
from nn import MLP, losses

K = np.array([0.4, -0.7, 0.3])
X = np.array([0.2, 1.0, -0.5, 0.8, 0.1, -1.2, 0.6])


def masked(z):
    copy = z * 1
    copy[copy < 0] = 0
    return copy


def filled_by_a_mask(z):
    copy = z * 1
    copy[np.array([v.data < 0 for v in copy])] = 0  # the mask is plain, and the comparison was of numbers
    return copy


def by_a_branch(z):
    return np.stack([v if v > 0 else 0 * v for v in z])


CHOSEN = {
    "np.where": lambda z: np.where(z > 0, z, 0),
    "np.where with a mask of numbers": lambda z: np.where(engine.numbers(z) > 0, z, 0 * z),
    "a mask as a factor": lambda z: z * (z > 0),
    "np.maximum on a plain object array": lambda z: np.maximum(np.array(list(z)), 0),
    "max of Python": lambda z: [max(v, 0 * v) for v in z],
    "sorted": lambda z: sorted(z, key=lambda v: v)[2:],
    "np.sort": lambda z: np.sort(z)[2:],
    "np.argmax": lambda z: z[np.argmax(z) :],
    "a[a < 0] = 0": masked,
    "a[mask] = 0": filled_by_a_mask,
    "a branch": by_a_branch,
    "a branch the other way": lambda z: np.stack([0 * v if 0 >= v else v for v in z]),
    "entries picked by a condition": lambda z: z[z > 0],
    "np.where of two arrays": lambda z: np.where(z > z[::-1], z, z[::-1]),
    "np.compress": lambda z: np.compress(z > 0, z),
}

KEPT = {
    "np.maximum": lambda z: np.maximum(z, 0),
    "np.clip": lambda z: np.clip(z, 0, None),
    "relu": lambda z: engine.relu(z),
    "abs": lambda z: (np.abs(z) + z) / 2,
    "engine.max of each": lambda z: np.stack([engine.max(v, 0.0) for v in z]),
}


def loss_of(k, relu):
    """A convolution of a plain array with k, a relu in some spelling, and a sum."""
    z = np.stack([np.sum(X[i : i + 3] * k) for i in range(5)])
    return sum(v**2 + v for v in relu(z))


def choices_of(program):
    """The notes on what was chosen."""
    return [note for note in program.notes if "chosen" in note]


@pytest.mark.parametrize("name", CHOSEN)
def test_what_a_condition_chose_is_noted(name):
    k = values(K, label="k")
    program = vectorize(loss_of(k, CHOSEN[name]), {"k": k})
    (note,) = choices_of(program)
    assert "these numbers only" in note
    assert f"notes: {len(program.notes)}" in repr(program)
    assert "condition" in program._repr_html_()
    head = program.source.partition("    #")[2].partition("\n    sum1")[0]
    assert " ".join(head.replace("    # ", "").split()) == note  # at the top of the text, which may be pasted


@pytest.mark.parametrize("name", KEPT)
def test_what_chooses_afresh_is_not_noted(name):
    k = values(K, label="k")
    program = vectorize(loss_of(k, KEPT[name]), {"k": k}, check=lambda k: loss_of(k, KEPT[name]))
    assert not choices_of(program)
    assert "condition" not in program.source
    assert program.notes[-1] == "Checked: loss and gradients agree with check=… at 8 sets of new numbers."


@pytest.mark.parametrize("name", CHOSEN)
def test_check_finds_what_was_chosen(name):
    k = values(K, label="k")
    with pytest.raises(ValueError, match=r"check: with new numbers (the loss|dk\[\d\]) is .* in the program and"):
        vectorize(loss_of(k, CHOSEN[name]), {"k": k}, check=lambda k: loss_of(k, CHOSEN[name]))


def test_check_finds_a_branch_on_data():
    w, x = Value(0.5, label="w"), Value(2.0, label="x")

    def loss(w, x):
        return w * x if w.data * x.data > 0 else w * x * x

    program = vectorize(loss(w, x), {"w": w}, {"x": x})
    assert program.notes == ()  # v.data leaves no trace: this is what check is for
    with pytest.raises(ValueError, match="check: with new numbers the loss is"):
        vectorize(loss(w, x), {"w": w}, {"x": x}, check=loss)


def test_check_finds_a_frozen_number():
    w, x = values([0.5, 1.0], label="w"), values([2.0, 3.0], label="x")

    def loss(w, x):
        return (w * x).sum() * x[0].data

    with pytest.raises(ValueError, match="check"):
        vectorize(loss(w, x), {"w": w}, {"x": x}, check=loss)


def test_what_is_compared_is_named():
    W, b = values(np.eye(2), label="W"), values([1.0, 2.0], label="b")
    z = np.tanh(W @ b)
    z[0].label = z[1].label = "z"
    top = max(z[0], z[1])
    program = vectorize(top * b[0] + W[0, 1] * b[1], {"W": W, "b": b})
    assert len(choices_of(program)) == 1
    W, b = values(np.eye(2), label="W"), values([1.0, 2.0], label="b")
    assert W[0, 0] < b[1]
    (note,) = vectorize((W @ b).sum(), {"W": W, "b": b}).notes
    assert note.startswith("1 of 4 entries of W and 1 of 2 entries of b were compared")


def test_a_comparison_of_the_loss_says_nothing():
    w = Value(2.0, label="w")
    loss = w * w
    assert loss > 1
    assert vectorize(loss, {"w": w}).notes == ()


def test_comparing_keeps_nothing_alive():
    before = len(compared._compared)
    v = Value(1.0)
    assert v < 2
    watch = weakref.ref(v)
    del v
    gc.collect()
    assert watch() is None
    assert len(compared._compared) <= before


# --- constants ------------------------------------------------------------------------------------------


def test_a_plain_network_has_few_notes():
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    x, y = values([0.5, -0.3], label="x"), values([1.0], label="y")
    loss = losses.squared_error([model(x)], [y[0]], factor=0.5)
    assert vectorize(loss, model, {"X": x, "Y": y}, batch="mean").notes == (
        "This number is a constant of the graph: 0.5.",
    )


def test_numbers_of_the_graph_are_noted():
    w = values([1.0, 2.0], label="w")
    total = (w**3).sum() * 0.25 + 7 - w[0] / 4
    (note,) = vectorize(total, {"w": w}).notes  # an exponent is none, nor the 0 that `sum` starts with
    assert note == "These numbers are constants of the graph: 0.25, 7 and 4."
    assert vectorize(sum(w), {"w": w}).notes == ()


def test_many_numbers_are_counted():
    w = values(np.ones((9, 2)), label="w")
    (note,) = vectorize((np.arange(2.0, 20.0).reshape(9, 2) * w).sum(), {"w": w}).notes
    assert note == "These numbers are constants of the graph: 2, 3, 4 and 15 more."


def test_leaves_without_a_name_are_noted():
    w, t = Value(2.0, label="w"), Value(0.3, label="target")
    (note,) = vectorize((w - t) ** 2, {"w": w}).notes
    assert note == "1 leaf got no name in params or inputs and stays a constant: 'target' at 0.3."
    (note,) = vectorize((w - Value(1.0)) * Value(5.0), {"w": w}).notes
    assert note.startswith("2 leaves got no name")


def test_a_product_of_one_factor_has_no_constant():
    w = values([3.0], label="w")
    assert vectorize(engine.prod([w[0]]) ** 2, {"w": w}).notes == ()


# --- check: how it is called ------------------------------------------------------------------------------


def pair():
    """Parameters and inputs."""
    rng = np.random.default_rng(2)
    return {"W": values(rng.normal(size=(3, 2)), label="W")}, {"X": values(rng.normal(size=(4, 3)), label="X")}


def squares(W, X):
    return ((X @ W) ** 2).mean()


CALLS = {
    "by name": squares,
    "by name, the other way round": lambda X, W: squares(W, X),
    "in order": lambda a, b: squares(a, b),
    "keywords": lambda **arrays: squares(arrays["W"], arrays["X"]),
    "positions": lambda *arrays: squares(*arrays),
    "with a default": lambda W, X, power=2: squares(W, X),
}


@pytest.mark.parametrize("name", CALLS)
def test_check_is_called_by_name_or_in_order(name):
    params, inputs = pair()
    program = vectorize(squares(**params, **inputs), params, inputs, check=CALLS[name])
    assert "8 sets" in program.notes[-1]


@pytest.mark.parametrize("wrong", [lambda W: W, lambda W, Z: W, lambda a, b, c: a, lambda: None, 3, "loss"])
def test_check_that_cannot_be_called(wrong):
    params, inputs = pair()
    with pytest.raises(TypeError, match="check"):
        vectorize(squares(**params, **inputs), params, inputs, check=wrong)


def test_check_has_to_give_a_value():
    params, inputs = pair()
    with pytest.raises(TypeError, match=r"check=… gave .*; a Value is needed"):
        vectorize(squares(**params, **inputs), params, inputs, check=lambda W, X: 3.0)


def test_check_of_lists_gets_lists():
    w, x = [Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]

    def loss(w, x):
        assert type(w) is type(x) is list
        return sum(a * b for a, b in zip(w + w, x + x, strict=True))

    assert "8 sets" in vectorize(loss(w, x), {"w": w}, {"x": x}, check=loss).notes[-1]


def test_check_of_a_single_value():
    w, x = Value(1.0, label="w"), Value(2.0, label="x")
    assert "8 sets" in vectorize(w * x.exp(), {"w": w}, {"x": x}, check=lambda w, x: w * x.exp()).notes[-1]


def test_check_leaves_gradients_alone():
    params, inputs = pair()
    loss = squares(**params, **inputs)
    loss.backward()
    before = engine.gradients(params["W"])
    vectorize(loss, params, inputs, check=squares)
    assert np.array_equal(engine.gradients(params["W"]), before)


def test_check_keeps_to_the_domain():
    """Where f raises for numbers below 0, those above are tried; and new numbers differ from the old ones."""
    x = values([0.5, 2.0, 4.0], label="x")
    seen = []

    def loss(x):
        seen.append(engine.numbers(x))
        return np.log(x).sum()

    program = vectorize(np.log(x).sum(), {"x": x}, check=loss)
    inside = sum((each > 0).all() for each in seen)
    assert 4 <= inside < 8
    assert f"at {inside} sets" in program.notes[-1]
    assert len({tuple(each) for each in seen}) == 8


def test_check_that_always_fails():
    x = values([0.5, -2.0], label="x")

    def loss(x):
        raise ZeroDivisionError("never")

    with pytest.raises(
        ValueError, match="no finite loss at any of 8 sets of new numbers; the first time it raised Zero"
    ):
        vectorize((x * x).sum(), {"x": x}, check=loss)


def test_an_error_of_the_learners_is_shown():
    x = values([0.5, -2.0], label="x")
    with pytest.raises(AttributeError, match="shapes"):
        vectorize((x * x).sum(), {"x": x}, check=lambda x: x.shapes)


@pytest.mark.parametrize("batch", ["mean", "sum"])
def test_check_with_a_batch(batch):
    model = MLP(2, [3, 2], activation="tanh", seed=1)

    def loss(W1, b1, W2, b2, X, Y):
        hidden = np.tanh(np.array(X) @ np.array(W1) + np.array(b1))
        return sum((a - y) ** 2 for a, y in zip(hidden @ np.array(W2) + np.array(b2), Y, strict=True)) * 0.5

    x, y = [Value(0.5), Value(-0.3)], [Value(1.0), Value(0.0)]
    root = losses.squared_error([model(x)], [y], factor=0.5)
    program = vectorize(root, model, {"X": x, "Y": y}, batch=batch, check=loss)
    assert "8 sets" in program.notes[-1]
    with pytest.raises(ValueError, match="check"):
        vectorize(root, model, {"X": x, "Y": y}, batch=batch, check=lambda **a: loss(**a) * 2)


def test_check_with_a_function_of_a_sample():
    params = {"w": values([0.5, 2.0], label="w")}
    inputs = {"x": np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.7]])}
    w = params["w"]
    program = vectorize(
        lambda x: (w[0] * x[0] + w[1] * x[1]).tanh(),
        params,
        inputs,
        batch="sum",
        check=lambda w, x: (w[0] * x[0] + w[1] * x[1]).tanh(),
    )
    assert "8 sets" in program.notes[-1]


def test_whole_numbers_may_stay_what_they_are():
    """One-hot targets of a loss that refuses others: every other time only their order changes."""
    Z, Y = values(np.eye(3) * 0.3, label="Z"), values(np.eye(3), label="Y")

    def loss(Z, Y):
        targets = engine.numbers(Y)
        if not ((targets == 0) | (targets == 1)).all():
            raise ValueError("one-hot targets are needed")
        return ((Z - Y) ** 2).sum()

    assert "4 sets" in vectorize(loss(Z, Y), {"Z": Z}, {"Y": Y}, check=loss).notes[-1]


# --- lines that are no more than a table ---------------------------------------------------------------


def test_what_is_picked_by_a_table_is_noted():
    x = values(np.arange(6.0), label="x")
    program = vectorize(sum(engine.sin(x[i]) * x[j] for i, j in ((0, 3), (2, 1), (5, 0), (1, 4))), {"x": x})
    (note,) = [note for note in program.notes if "table" in note]
    assert all(name in note for name in re.findall(r"picked\d", program.source))


def test_sums_of_different_lengths_are_noted():
    x = values(np.arange(9.0), label="x")
    program = vectorize(sum(sum(x[k] for k in which).tanh() for which in ((0, 4), (1, 2, 7), (3, 5, 6, 8))), {"x": x})
    assert any("sums of different lengths" in note for note in program.notes)


def test_a_textbook_program_has_no_such_note():
    x, W = values(np.ones((3, 2))), values(np.ones((2, 2)))
    assert vectorize((np.tanh(x @ W) ** 2).sum(), {"W": W}, {"x": x}).notes == ()
