"""Arrays that are filled step by step start as constants and take results; each message can be followed."""

import operator
import re

import numpy as np
import pytest

from engine import Value, gradients, no_grad, numbers, values
from engine.arrays import ValueArray
from nn import audit

torch = pytest.importorskip("torch")

W = np.array([[0.5, -1.3, 0.9], [1.7, 0.2, -0.6]])


def constant(x):
    return isinstance(x, Value) and not x.requires_grad


# --- arrays of constants -------------------------------------------------------------------------

LIKE = {
    "zeros_like": (lambda w: np.zeros_like(w), 0.0, (2, 3)),
    "ones_like": (lambda w: np.ones_like(w), 1.0, (2, 3)),
    "full_like": (lambda w: np.full_like(w, 2.5), 2.5, (2, 3)),
    "empty_like": (lambda w: np.empty_like(w), np.nan, (2, 3)),  # what was not filled is seen
    "shape": (lambda w: np.zeros_like(w, shape=(4, 2)), 0.0, (4, 2)),
    "a whole number as shape": (lambda w: np.ones_like(w, shape=4), 1.0, (4,)),
    "no axes": (lambda w: np.zeros_like(w, shape=()), 0.0, ()),
    "of an entry": (lambda w: np.zeros_like(w[0, 0], shape=(2,)), 0.0, (2,)),
    "of a view": (lambda w: np.zeros_like(w.T), 0.0, (3, 2)),
    "dtype=float": (lambda w: np.zeros_like(w, dtype=float), 0.0, (2, 3)),
    "dtype=np.float32": (lambda w: np.zeros_like(w, dtype=np.float32), 0.0, (2, 3)),
    "dtype=w.dtype": (lambda w: np.zeros_like(w, dtype=w.dtype), 0.0, (2, 3)),
    "order": (lambda w: np.zeros_like(w, order="F"), 0.0, (2, 3)),
    "empty": (lambda w: np.zeros_like(w[:0]), 0.0, (0, 3)),
}


@pytest.mark.parametrize(("make", "number", "shape"), LIKE.values(), ids=LIKE)
def test_an_array_like_values_holds_constants(make, number, shape):
    made = make(values(W))
    assert (type(made), made.shape) == (ValueArray, shape)
    assert all(map(constant, made.flat))
    np.testing.assert_array_equal(numbers(made), np.full(shape, number))
    assert len({id(x) for x in made.flat}) == made.size


@pytest.mark.parametrize("dtype", [bool, int, np.int8, np.uint64], ids=lambda d: d.__name__)
def test_an_array_like_values_of_whole_numbers_is_numpys(dtype):
    made = np.ones_like(values(W), dtype=dtype)
    assert (type(made), made.dtype) == (np.ndarray, dtype)
    assert np.full_like(values(W), 3, dtype=dtype, shape=2).tolist() == [dtype(3)] * 2


def test_full_like_of_a_list_broadcasts():
    assert numbers(np.full_like(values(W), [1.0, 2.0, 3.0])).tolist() == [[1.0, 2.0, 3.0]] * 2


# --- results in their place: the gradients of PyTorch ----------------------------------------------


def history(np_, w, out):
    for t in range(2):
        out[t + 1] = np_.tanh(w[t] * 2 + out[t])
    return out


def columns(np_, w, out):
    for j in range(3):
        out[j, :2] += w[:, j] * (j + 1)
        out[j, :2] += w[:, j]
    return out


def entries(np_, w, out):
    for i in range(2):
        for j in range(3):
            out[i, j] = w[i, j] * w[0, 0]
    return out


def masked(np_, w, out):
    out[:2] = w
    out[out < 0] = 0
    out[out > 1] *= 2
    return out


def negative_steps(np_, w, out):
    if np_ is torch:  # which has no negative steps
        out[[2, 0]] = w.flip(1)
    else:
        out[::-2, ::-1] = w
    return out


def ellipsis(np_, w, out):
    out[..., 1] = w[0]
    return out


def broadcast(np_, w, out):
    out[:] = w[1]
    return out


def in_place(np_, w, out):
    out += w[0]
    out *= w[1]
    out -= 1.0
    out /= 2.0
    out **= 2
    return out


def scattered(np_, w, out):
    out[[2, 0]] = w
    return out


def numbers_first(np_, w, out):
    out[0] = np_.ones(3) * 5
    out[1] = w[0] * 5
    return out


FILLS = (history, columns, entries, masked, negative_steps, ellipsis, broadcast, in_place, scattered, numbers_first)


@pytest.mark.parametrize("fill", FILLS, ids=lambda f: f.__name__)
def test_a_filled_array_has_the_gradients_of_pytorch(fill):
    w, t = values(W), torch.tensor(W, requires_grad=True)
    out = fill(np, w, np.zeros_like(w, shape=(3, 3)))
    theirs = fill(torch, t, torch.zeros(3, 3, dtype=torch.float64))
    np.testing.assert_allclose(numbers(out), theirs.detach().numpy(), rtol=1e-15)
    weights = np.arange(9.0).reshape(3, 3) - 2.5
    (out * weights).sum().backward()
    (theirs * torch.tensor(weights)).sum().backward()
    np.testing.assert_allclose(gradients(w), t.grad.numpy(), rtol=1e-14, atol=1e-15)


def test_what_is_written_is_copied_and_the_source_keeps_its_own_gradient():
    w = values([1.0, 2.0])
    h, out = w * 3, np.zeros_like(w, shape=(2, 2))
    out[0] = h
    (out.sum() + 10 * h[0]).backward()
    assert gradients(out[0]).tolist() == [1.0, 1.0]
    assert gradients(h).tolist() == [11.0, 1.0]


def test_a_half_filled_array_computes_with_its_constants():
    w = values(W)
    out = np.zeros_like(w)
    out[0] = w[0]
    for f in (np.exp, np.abs, np.sin, np.square, lambda x: x @ W.T, lambda x: x.mean(axis=0), lambda x: x.dot(W.T)):
        np.testing.assert_allclose(numbers(f(out)), f(np.array([W[0], [0.0] * 3])), rtol=1e-14)


def test_a_parameter_may_be_written_into_an_array_of_constants():
    h0 = values([1.0, 2.0], label="h0")
    out = np.zeros_like(h0, shape=(3, 2))
    out[0] = h0
    out[1] = out[0] * 2
    out.sum().backward()
    assert gradients(h0).tolist() == [3.0, 3.0]


PUTS = {
    "scalar": lambda a: operator.setitem(a, (0, 1), 3.0),
    "list": lambda a: operator.setitem(a, 0, [1.0, 2.0, 3.0]),
    "nested list": lambda a: operator.setitem(a, slice(None), [[1, 2, 3], [4, 5, 6]]),
    "array of no axes into an entry": lambda a: operator.setitem(a, (0, 1), np.array(3.0)),
    "leading axis of one": lambda a: operator.setitem(a, 0, np.ones((1, 3))),
    "fill": lambda a: a.fill(2.0),
    "copyto": lambda a: np.copyto(a, 4.0),
    "copyto where": lambda a: np.copyto(a, [1.0, 2.0, 3.0], where=[True, False, True]),
    "fill_diagonal": lambda a: np.fill_diagonal(a, [7.0, 8.0]),
    "putmask": lambda a: np.putmask(a, W > 0, [1.0, 2.0]),
    "place": lambda a: np.place(a, W > 0, [1.0, 2.0]),
    "put": lambda a: np.put(a, [0, -1], [5.0, 6.0]),
    "put_along_axis": lambda a: np.put_along_axis(a, np.array([[0], [2]]), 3.0, axis=1),
    "add.at": lambda a: np.add.at(a, ([0, 0, 1], [1, 1, 2]), [1.0, 2.0, 4.0]),
    "add.at of rows": lambda a: np.add.at(a, [1, 1], np.ones((2, 3))),
    "add.at with a slice": lambda a: np.add.at(a, (slice(None), [0, 0]), 1.0),
    "add.at no place": lambda a: np.add.at(a, [], 1.0),
    "multiply.at": lambda a: np.multiply.at(a, [0], 3.0),
    "negative.at": lambda a: np.negative.at(a, [0]),
    "maximum.at": lambda a: np.maximum.at(a, [0], 1.5),
    "out=": lambda a: np.add(W, 1.0, out=a),
    "a += b": lambda a: operator.iadd(a, [1.0, 2.0, 3.0]),
    "a row +=": lambda a: operator.iadd(a[0], 1.0),
    "a transpose +=": lambda a: operator.iadd(a.T, 1.0),
    "divide out where": lambda a: np.divide(1.0, W, out=a, where=W > 0.3),
    "concatenate out": lambda a: np.concatenate([W[:1], W[:1]], out=a),
    "sum out": lambda a: np.sum(W, axis=0, out=a[0]),
}


@pytest.mark.parametrize("put", PUTS.values(), ids=PUTS)
def test_what_is_put_in_is_what_numpy_puts_in(put):
    ours, theirs = np.full_like(values(W), 2.0), np.full_like(W, 2.0)
    put(ours)
    put(theirs)
    assert all(isinstance(x, Value) for x in ours.flat)
    np.testing.assert_array_equal(numbers(ours), theirs)


def test_add_at_adds_up_where_an_index_repeats_as_pytorchs_index_add_does():
    w, t = values(W), torch.tensor(W, requires_grad=True)
    out = np.zeros_like(w, shape=(4, 3))
    np.add.at(out, [1, 1], w * w)
    theirs = torch.zeros(4, 3, dtype=t.dtype).index_add(0, torch.tensor([1, 1]), t * t)
    np.testing.assert_array_equal(numbers(out), theirs.detach().numpy())
    (out**2).sum().backward()
    (theirs**2).sum().backward()
    np.testing.assert_allclose(gradients(w), t.grad.numpy(), rtol=1e-14)


@pytest.mark.parametrize(
    "put", [lambda a: operator.setitem(a, 0, [1.0, 2.0]), lambda a: operator.setitem(a, (0, 0), [1.0, 2.0])]
)
def test_what_does_not_fit_is_refused_as_by_numpy(put):
    for array in (np.zeros_like(values(W)), np.zeros_like(W)):
        with pytest.raises(ValueError, match=r"broadcast|sequence"):
            put(array)


# --- each message, followed to the letter --------------------------------------------------------


def message_of(run):
    with pytest.raises(TypeError) as caught:
        run()
    return str(caught.value)


def test_the_message_of_an_assignment_names_a_line_that_works():
    w = values(W, label="W")
    out = np.zeros((2, 3))
    message = message_of(lambda: operator.setitem(out, 0, w[0] * 2))
    line = "np.zeros_like(W, shape=shape)"
    assert line in message
    out = eval(line, {"np": np, "W": w, "shape": (2, 3)})
    out[0] = w[0] * 2
    out[1, 2] = w[0, 0]
    out.sum().backward()
    assert gradients(w).tolist() == [[3.0, 2.0, 2.0], [0.0, 0.0, 0.0]]


INTO_FLOATS = {
    "+=": lambda target, w: operator.iadd(target, w),
    "ufunc out": lambda target, w: np.exp(w, out=target),
    "function out": lambda target, w: np.concatenate([w[:1], w[:1]], out=target),
    "add.at": lambda target, w: np.add.at(target, [0], w[:1]),
    "copyto": lambda target, w: np.copyto(target, w),
    "sum out": lambda target, w: np.sum(np.stack([w, w]), axis=0, out=target),
}


@pytest.mark.parametrize("run", INTO_FLOATS.values(), ids=INTO_FLOATS)
def test_the_message_of_an_array_of_floats_names_a_line_that_works(run):
    w = values(W, label="W")
    target = np.zeros((2, 3))
    message = message_of(lambda: run(target, w))
    line = re.search(r"np\.zeros_like\(W, shape=\(2, 3\)\)", message).group()
    assert "np.zeros((2, 3))" in message
    target = eval(line, {"np": np, "W": w})
    run(target, w)
    expected = np.zeros((2, 3))
    run(expected, W)
    np.testing.assert_allclose(numbers(target), expected, rtol=1e-15)
    target.sum().backward()
    assert gradients(w).any()


def test_the_other_way_of_that_message_works_as_well():
    w, total = values(W), np.zeros((2, 3))
    assert "write a = a + … in place of a += …" in message_of(lambda: operator.iadd(total, w))
    total = total + w
    assert type(total) is ValueArray


def test_the_ways_that_the_message_of_a_leaf_names_work():
    w = values(W, label="W")
    message = message_of(lambda: operator.isub(w, 0.1))
    (w * w).sum().backward()
    for line in ("W = values(numbers(W) - lr * gradients(W))", "W[0, 1].data = 3.0", "W = W.copy()"):
        assert line in message
        names = {"W": w, "values": values, "numbers": numbers, "gradients": gradients, "lr": 0.1}
        exec(line, names)
    changed = w.copy()
    changed -= 0.1
    assert "np.zeros_like(W, shape=(…))" in message


def test_the_message_of_a_float_names_what_works():
    loss = (values(W) ** 2).sum()
    assert "v.data or loss.item() gives the number" in message_of(lambda: float(loss))
    assert loss.item() == pytest.approx((W**2).sum(), rel=1e-15)
    assert type(loss.item()) is float


def test_the_message_of_backward_names_what_works():
    for w in (values(W), values([[1.0]])):
        assert "loss = a.sum()" in message_of(w.backward)
        w.sum().backward()
        assert gradients(w).all()


# --- an RNN whose history stands in an array: `audit` calls the right gradient right ---------------


def recurrent(wx, wh, wy, x, y, make):
    steps, size = len(x), wh.shape[0]
    hist, loss = make((steps + 1, size)), 0.0
    for t in range(steps):
        h = np.tanh(wx @ x[t] + wh @ hist[t])
        hist[t + 1] = h
        loss = loss + 0.5 * np.sum((wy @ h - y[t]) ** 2)
    return loss, hist


def test_a_history_in_an_array_of_constants_does_not_cut_the_graph():
    rng = np.random.default_rng(5)
    x, y = rng.normal(size=(3, 1)), rng.normal(size=3)
    given = {"Wx": rng.normal(size=(2, 1)), "Wh": rng.normal(size=(2, 2)) * 0.6, "Wy": rng.normal(size=(1, 2))}
    _, hs = recurrent(*given.values(), x, y, np.zeros)
    hand, later = {name: np.zeros_like(w) for name, w in given.items()}, 0.0
    for t in reversed(range(3)):
        error = given["Wy"] @ hs[t + 1] - y[t]
        hand["Wy"] += np.outer(error, hs[t + 1])
        delta = (given["Wy"].T @ error + later) * (1 - hs[t + 1] ** 2)
        hand["Wx"] += np.outer(delta, x[t])
        hand["Wh"] += np.outer(delta, hs[t])
        later = given["Wh"].T @ delta
    v = {name: values(w, label=name) for name, w in given.items()}
    loss, _ = recurrent(*v.values(), x, y, lambda shape: np.zeros_like(v["Wx"], shape=shape))
    report = audit(loss, v, hand)
    assert bool(report), str(report)
    hand["Wh"] = hand["Wh"] * 1.01
    assert not audit(loss, v, hand)


def test_gradients_in_an_array_of_constants_are_numbers_for_audit():
    w = values([1.0, 2.0], label="w")
    hand = np.zeros_like(w)
    hand += 2 * numbers(w)
    assert bool(audit((w * w).sum(), {"w": w}, {"w": hand}))


def test_under_no_grad_an_array_of_constants_takes_what_is_computed_there():
    w = values(W)
    with no_grad():
        out = np.zeros_like(w)
        out[0] = w[0] * 2
        out += 1
    assert all(map(constant, out.flat))
    assert numbers(out)[0].tolist() == (W[0] * 2 + 1).tolist()


def test_nan_to_num_in_place_is_refused():
    with pytest.raises(TypeError, match=r"np\.nan_to_num got copy=False"):
        np.nan_to_num(values(W) * 1.0, copy=False)
