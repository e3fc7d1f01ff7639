"""What NumPy copies has gradients of its own, as in PyTorch; what is a view has those of its source."""

import copy

import numpy as np
import pytest

import engine
from engine import Value, draw, explain, gradients, no_grad, numbers, values, vectorize
from engine.arrays import ValueArray

torch = pytest.importorskip("torch")

A = np.arange(12.0).reshape(3, 4) / 4 - 1.3
MASK = A > 0
ROWS = np.array([0, 2, 0])


def filled(w):
    out = np.zeros_like(w, shape=(2, 4))
    out[1] = w[2]
    return out


def torch_filled(t):
    out = torch.zeros(2, 4, dtype=t.dtype)
    out[1] = t[2]
    return out


# Each on an array of Values, and the same in PyTorch.
COPIES = {
    "gathered rows": (lambda w: w[[0, 2, 0]], lambda t: t[[0, 2, 0]]),
    "an array as index": (lambda w: w[ROWS], lambda t: t[torch.tensor(ROWS)]),
    "two lists": (lambda w: w[[0, 2, 0], [1, 1, 1]], lambda t: t[[0, 2, 0], [1, 1, 1]]),
    "a list beside a slice": (lambda w: w[:, [3, 1, 1]], lambda t: t[:, [3, 1, 1]]),
    "a two-dimensional index": (lambda w: w[np.array([[0, 1], [2, 0]])], lambda t: t[torch.tensor([[0, 1], [2, 0]])]),
    "negative": (lambda w: w[[-1, 0]], lambda t: t[[-1, 0]]),
    "arange": (lambda w: w[np.arange(3), [0, 3, 1]], lambda t: t[torch.arange(3), torch.tensor([0, 3, 1])]),
    "ix_": (lambda w: w[np.ix_([0, 2], [1, 3])], lambda t: t[torch.tensor([[0], [2]]), torch.tensor([[1, 3]])]),
    "mask": (lambda w: w[MASK], lambda t: t[torch.tensor(MASK)]),
    "mask of rows": (lambda w: w[[True, False, True]], lambda t: t[torch.tensor([True, False, True])]),
    "mask and newaxis": (lambda w: w[MASK][:, None], lambda t: t[torch.tensor(MASK)][:, None]),
    "copy": (lambda w: w.copy(), lambda t: t.clone()),
    "np.copy": (np.copy, torch.clone),
    "np.array(copy) by plus": (np.positive, torch.clone),
    "astype": (lambda w: w.astype(float), lambda t: t.clone()),
    "flatten": (lambda w: w.flatten(), lambda t: t.clone().flatten()),
    "where": (lambda w: np.where(MASK, w, 0), lambda t: torch.where(torch.tensor(MASK), t, 0.0)),
    "where both": (lambda w: np.where(MASK, w, w[::-1]), lambda t: torch.where(torch.tensor(MASK), t, t.flip(0))),
    "select": (lambda w: np.select([MASK, ~MASK], [w, 2.0]), lambda t: torch.where(torch.tensor(MASK), t, 2.0)),
    "take": (lambda w: np.take(w, [1, 1, 0], axis=1), lambda t: t[:, [1, 1, 0]]),
    "take, a method": (lambda w: w.take([5, 0, 5]), lambda t: t.take(torch.tensor([5, 0, 5]))),
    "take_along_axis": (
        lambda w: np.take_along_axis(w, np.argsort(-A, axis=0), axis=0),
        lambda t: torch.take_along_dim(t, torch.tensor(np.argsort(-A, axis=0).copy()), dim=0),
    ),
    "compress": (lambda w: w.compress([True, False, True], axis=0), lambda t: t[[0, 2]]),
    "extract": (lambda w: np.extract(MASK, w), lambda t: t[torch.tensor(MASK)]),
    "repeat": (lambda w: np.repeat(w, 2, axis=0), lambda t: t.repeat_interleave(2, dim=0)),
    "repeat, a method": (lambda w: w.repeat(2, axis=1), lambda t: t.repeat_interleave(2, dim=1)),
    "tile": (lambda w: np.tile(w, (2, 1)), lambda t: t.tile(2, 1)),
    "broadcast_to": (lambda w: np.broadcast_to(w[0], (2, 4)), lambda t: t[0].broadcast_to(2, 4).clone()),
    "broadcast_arrays": (
        lambda w: np.broadcast_arrays(w[:, :1], np.ones(4))[0],
        lambda t: t[:, :1].broadcast_to(3, 4).clone(),
    ),
    "resize": (lambda w: np.resize(w, (2, 8)), lambda t: torch.cat([t.flatten(), t.flatten()[:4]]).reshape(2, 8)),
    "roll": (lambda w: np.roll(w, 1, axis=1), lambda t: t.roll(1, dims=1)),
    "sort": (lambda w: np.sort(-w, axis=0), lambda t: (-t).sort(dim=0)[0]),
    "concatenate": (lambda w: np.concatenate([w, w[:1]]), lambda t: torch.cat([t, t[:1]])),
    "stack": (lambda w: np.stack([w[0], w[1]]), lambda t: torch.stack([t[0], t[1]])),
    "stack of single ones": (lambda w: np.stack([w[0, 0], w[0, 0]]), lambda t: torch.stack([t[0, 0], t[0, 0]])),
    "vstack": (lambda w: np.vstack([w, np.ones(4)]), lambda t: torch.vstack([t, torch.ones(4, dtype=t.dtype)])),
    "hstack": (lambda w: np.hstack([w, w]), lambda t: torch.hstack([t, t])),
    "append": (lambda w: np.append(w, 3.0), lambda t: torch.cat([t.flatten(), torch.tensor([3.0])])),
    "insert": (lambda w: np.insert(w[0], 0, 1.0), lambda t: torch.cat([torch.tensor([1.0]), t[0]])),
    "delete": (lambda w: np.delete(w, 1, axis=0), lambda t: t[[0, 2]]),
    "pad": (lambda w: np.pad(w, 1), lambda t: torch.nn.functional.pad(t, (1, 1, 1, 1))),
    "pad edge": (lambda w: np.pad(w[0], 1, mode="edge"), lambda t: t[0][[0, 0, 1, 2, 3, 3]]),
    "tril": (np.tril, torch.tril),
    "diag": (lambda w: np.diag(w[0]), lambda t: torch.diag(t[0])),
    "meshgrid": (lambda w: np.meshgrid(w[0], w[1])[0], lambda t: torch.meshgrid(t[0], t[1], indexing="xy")[0].clone()),
    "windows": (lambda w: np.lib.stride_tricks.sliding_window_view(w[0], 2), lambda t: t[0].unfold(0, 2, 1).clone()),
    "full_like": (lambda w: np.full_like(w, w[0, 1]), lambda t: t[0, 1].expand(3, 4).clone()),
    "written": (filled, torch_filled),
    "nan_to_num": (np.nan_to_num, torch.nan_to_num),
}


def weights_for(shape):
    return np.cos(np.arange(np.prod(shape))).reshape(shape)


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_has_the_gradients_of_pytorch_and_so_has_its_source(name):
    ours, theirs = COPIES[name]
    w, t = values(A), torch.tensor(A, requires_grad=True)
    h, s = w * w, t * t  # a result: its gradient is that of the last backward pass
    s.retain_grad()
    k, c = ours(h), theirs(s)
    c.retain_grad()
    assert type(k) is ValueArray
    np.testing.assert_allclose(numbers(k), c.detach().numpy(), rtol=1e-15)
    ((k * weights_for(k.shape)).sum() + (h * 5).sum()).backward()
    ((c * torch.tensor(weights_for(k.shape))).sum() + (s * 5).sum()).backward()
    reached = np.vectorize(lambda x: x.requires_grad, otypes=[bool])(np.asarray(k))  # constants have no gradient
    close = {"rtol": 1e-14, "atol": 1e-15}
    np.testing.assert_allclose(gradients(k)[reached], c.grad.numpy()[reached], **close)
    np.testing.assert_allclose(gradients(h), s.grad.numpy(), **close)
    np.testing.assert_allclose(gradients(w), t.grad.numpy(), **close)


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_of_leaves_is_made_of_results(name):
    w = values(A)
    k = COPIES[name][0](w)
    assert not any(x.is_leaf and x.requires_grad for x in k.flat)
    assert all(isinstance(x, Value) for x in k.flat)


VIEWS = {
    "row": lambda w: w[0],
    "slice": lambda w: w[1:, ::2],
    "negative step": lambda w: w[::-1, ::-2],
    "ellipsis": lambda w: w[..., 1],
    "newaxis": lambda w: w[:, None, 1:2],
    "whole": lambda w: w[...],
    "T": lambda w: w.T,
    "mT": lambda w: w.mT,
    "transpose": lambda w: np.transpose(w),
    "swapaxes": lambda w: w.swapaxes(0, 1),
    "moveaxis": lambda w: np.moveaxis(w, 0, 1),
    "reshape": lambda w: w.reshape(2, 6),
    "np.reshape": lambda w: np.reshape(w, -1),
    "reshape of a transpose": lambda w: w.T.reshape(-1),
    "ravel": lambda w: w.ravel(),
    "squeeze": lambda w: np.squeeze(w[:1]),
    "expand_dims": lambda w: np.expand_dims(w, 0),
    "flip": lambda w: np.flip(w, axis=1),
    "split": lambda w: np.split(w, 2, axis=1)[1],
    "diagonal": lambda w: np.diagonal(w),
    "diag of a matrix": lambda w: np.diag(w),
    "iteration": lambda w: next(iter(w)),
    "rot90": lambda w: np.rot90(w),
    "atleast_2d": lambda w: np.atleast_2d(w),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_view_has_the_values_of_its_source(view):
    w = values(A)
    assert type(view(w)) is ValueArray
    assert {id(x) for x in np.asarray(view(w)).flat} <= {id(x) for x in np.asarray(w).flat}


def test_a_view_writes_through_and_its_gradient_is_the_total_of_the_entry():
    w = values([[1.0, 2.0], [3.0, 4.0]])
    row = w[0]
    (row.sum() + 4 * w[0, 1]).backward()
    assert gradients(row).tolist() == [1.0, 5.0]
    w[0, 1].data = 7.0
    assert numbers(row).tolist() == [1.0, 7.0]


def test_a_shallow_copy_by_the_copy_module_shares_the_values_and_a_deep_one_none():
    w = values(A)
    assert copy.copy(w)[0, 0] is w[0, 0]
    assert copy.deepcopy(w)[0, 0] is not w[0, 0]


def test_copies_under_no_grad_and_of_constants_are_constants():
    w = values(A)
    with no_grad():
        assert not w[[0]][0, 0].requires_grad
    zeros = np.zeros_like(w)
    assert zeros[[0, 1]][0, 0] is zeros[0, 0]


@pytest.mark.parametrize("empty", [[], np.zeros((0, 3)), np.zeros((2, 0))], ids=["list", "rows", "columns"])
def test_empty_arrays_are_copied_and_chosen(empty):
    w = values(empty)
    for k in (w.copy(), w[np.zeros(len(w), dtype=bool)], np.where(np.zeros(w.shape, dtype=bool), w, 1), w[...]):
        assert (type(k), k.size) == (ValueArray, 0)


def test_an_array_of_no_axes_is_copied():
    w = values(2.0)
    k = w.copy()
    (k[()] * 3 + w[()] * 4).backward()
    assert (gradients(k), gradients(w)) == (3.0, 7.0)
    assert w[...].shape == ()
    assert w[()] is w[...][()]


def test_an_index_of_values_is_refused_and_says_what_to_write():
    w, index = values(A), values([0, 1])
    for wrong in (index, (slice(None), index)):
        with pytest.raises(IndexError, match=r"numbers\(i\)\.astype\(int\)"):
            w[wrong]
    assert w[numbers(index).astype(int)].shape == (2, 4)
    with pytest.raises(IndexError, match="out of bounds"):
        w[5]


# --- what others print of a copy -----------------------------------------------------------------


def test_a_program_uses_what_was_copied():
    def loss(c, embedded):
        return ((embedded(c) * [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]) ** 2).sum()

    c = values(A[:, :2], label="C")
    copied = vectorize(loss(c, lambda c: c[[0, 2, 0]]), {"C": c})
    same = vectorize(loss(c, lambda c: values([c[0], c[2], c[0]])), {"C": c})
    assert copied.source == same.source
    value, found = copied.value_and_grad({"C": A[::-1, :2]}, {})
    t = torch.tensor(A[::-1, :2].copy(), requires_grad=True)
    right = ((t[[0, 2, 0]] * torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])) ** 2).sum()
    right.backward()
    np.testing.assert_allclose(value, right.item(), rtol=1e-14)
    np.testing.assert_allclose(found["C"], t.grad.numpy(), rtol=1e-13)


def test_a_program_of_a_copy_alone_and_of_a_copied_constant():
    a = values([2.0, 3.0], label="a")
    program = vectorize(a[[1]].copy()[0] * np.full_like(a, 2.0).copy()[0], {"a": a})
    value, found = program.value_and_grad({"a": [5.0, 7.0]}, {})
    assert (float(value), found["a"].tolist()) == (14.0, [0.0, 2.0])


@pytest.mark.parametrize("copies", [1, 3])
def test_a_program_of_a_copied_leaf(copies):
    a = values([2.0, 3.0], label="a")
    loss = a[1]
    for _ in range(copies):
        loss = loss.identity()
    value, found = vectorize(loss, {"a": a}).value_and_grad({"a": [5.0, 7.0]}, {})
    assert (float(value), found["a"].tolist()) == (7.0, [0.0, 1.0])


def test_a_drawing_and_an_explanation_show_the_copy():
    a = Value(2.0, label="a")
    k = engine.identity(a)
    k.label = "k"
    assert "copy" in draw(k * 3).source
    text = str(explain(k * 3, a))
    assert "k = a" in text
    assert "∂k/∂a" in text


RELUS = {
    "np.maximum": lambda z: np.maximum(z, 0),
    "np.maximum, swapped": lambda z: np.maximum(0, z),
    "np.clip": lambda z: np.clip(z, 0, None),
    "np.fmax": lambda z: np.fmax(z, 0),
    "engine.relu": engine.relu,
    "np.maximum of a list": lambda z: np.maximum(np.stack(list(z)), 0),
    "np.maximum of values(plain)": lambda z: np.maximum(values(np.array(list(z))), 0),
    "np.maximum of a copy": lambda z: np.maximum(z.copy(), 0),
    "np.maximum of a filled array": lambda z: np.maximum(np.zeros_like(z) + z, 0),
}


@pytest.mark.parametrize("relu", RELUS.values(), ids=RELUS)
def test_a_program_chooses_afresh_where_the_relu_is_a_row_of_the_table(relu):
    x, k0 = np.array([0.2, 1.0, -0.5, 0.8, 0.1, -1.2, 0.6]), np.array([0.4, -0.7, 0.3])

    def loss(np_, k, relu):
        r = relu(np_.stack([(x_[i : i + 3] * k).sum() for i in range(5)]))
        return (r**2 + r).sum()

    x_ = x
    k = values(k0, label="k")
    program = vectorize(loss(np, k, relu), {"k": k})
    value, found = program.value_and_grad({"k": -k0}, {})
    x_ = torch.tensor(x)
    t = torch.tensor(-k0, requires_grad=True)
    right = loss(torch, t, torch.relu)
    right.backward()
    assert float(value) == pytest.approx(right.item(), rel=1e-12)
    np.testing.assert_allclose(found["k"], t.grad.numpy(), rtol=1e-12)
