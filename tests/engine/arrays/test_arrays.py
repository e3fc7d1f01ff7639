"""Arrays of Values: NumPy computes on them, gradients come back, and nothing leaves the graph without a word."""

import copy
import operator
import pickle
import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import engine
from engine import DomainError, Value, no_grad
from engine.arrays import ValueArray, gradients, numbers, values
from engine.arrays.array import BY_FUNCTION, REFUSED, call_function, call_ufunc
from engine.arrays.functions import FUNCTIONS, LOOK, MOVE
from engine.arrays.ufuncs import ENTRYWISE, FOLDS, OF_DATA, SAME
from engine.extend import with_leaves
from engine.ops import TABLE
from nn import MLP, squared_error

A = np.array([[0.5, -1.3, 0.9], [1.7, 0.2, -0.6]])
B = np.array([[0.3, -0.7], [1.1, 0.4], [-0.9, 1.6]])
A.flags.writeable = B.flags.writeable = False


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def all_values(result):
    """Whether a result is a Value, or arrays of nothing but Values."""
    if isinstance(result, list | tuple):
        return all(map(all_values, result))
    if isinstance(result, ValueArray):
        return result.dtype == object and all(isinstance(x, Value) for x in result.flat)
    return isinstance(result, Value)


# --- forward passes against HIPS autograd ------------------------------------------------------


def softmax_by_hand(np, a, b):
    z = a @ b
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    return -np.log(p[[0, 1], [1, 0]]).mean()


def bias_column(np, a, b):
    x = np.concatenate([np.ones((2, 1)), a], axis=1)
    w = np.concatenate([np.full((1, 2), 0.25), b], axis=0)
    return (np.tanh(x @ w) ** 2).sum()


def standardised(np, a, b):
    z = a @ b + 0.1
    return (((z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)) ** 3).sum() + z.std()


def logistic(np, a, b):
    p = 1 / (1 + np.exp(-(a @ b)))
    y = np.array([[0.0, 1.0], [1.0, 1.0]])
    return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()


PASSES = {
    "softmax_by_hand": softmax_by_hand,
    "bias_column": bias_column,
    "standardised": standardised,
    "logistic": logistic,
    "relu": lambda np, a, b: np.maximum(0, a @ b).sum(),
    "leaky": lambda np, a, b: np.where(a > 0, a, 0.1 * a).sum() * b[0, 0],
    "clip": lambda np, a, b: (np.clip(a, -0.5, 0.7) * b.T).sum(),
    "clip_one_side": lambda np, a, b: (np.clip(a, None, 0.7) * b.T).sum(),
    "mask": lambda np, a, b: ((a > 0) * a * b.T).sum(),
    "sign": lambda np, a, b: (np.sign(a) * b.T).sum(),
    "slices": lambda np, a, b: (a[:, 1:] @ b[1:] * a[0, ::-2][None, :]).sum(),
    "transposes": lambda np, a, b: ((a.T @ b.T) ** 2).sum() + np.transpose(a)[2, 0] * np.swapaxes(b, 0, 1)[0, 1],
    "vectors": lambda np, a, b: a[0] @ b[:, 0] * (a @ b[:, 1])[1] * (a[1] @ b)[0],
    "dot": lambda np, a, b: np.dot(a, b)[0, 1] * np.dot(a[0], b[:, 1]) + np.dot(2.0, a[0, 0]),
    "stacked_matmul": lambda np, a, b: (np.stack([a, 2 * a, a * a]) @ b).sum(),
    "outer": lambda np, a, b: (np.outer(a[0], b[:, 1]) ** 2).sum(),
    "inner": lambda np, a, b: (np.inner(a, b.T) ** 2).sum(),
    "tensordot": lambda np, a, b: (np.tensordot(a, b, axes=([0, 1], [1, 0])) ** 2) + np.tensordot(a, b, 1)[0, 1],
    "einsum": lambda np, a, b: (np.einsum("ij,jk->ki", a, b) ** 2).sum() + np.einsum("ij,ji", a, b),
    "einsum_stretched": lambda np, a, b: (
        (np.einsum("ij,ij->j", a[:, :1], a[:1]) ** 2).sum()
        + np.einsum("ij,ij->", a[:1, :], a)
        + (np.einsum("ij,ij->i", a, a[:, 1:2]) ** 2).sum()
    ),
    "einsum_outer": lambda np, a, b: (np.einsum("ij,kl->jl", a, b) ** 2).sum(),
    "einsum_three": lambda np, a, b: (np.einsum("ij,jk,lj->il", a, b, a) ** 2).sum(),
    "reductions": lambda np, a, b: (a.sum(axis=0) * b.mean(axis=1)).sum() * a.prod() * np.prod(b, axis=0)[1],
    "keepdims": lambda np, a, b: (a / np.sum(a, axis=1, keepdims=True) * b.T.mean(axis=0, keepdims=True)).sum(),
    "both_axes": lambda np, a, b: np.sum(a, axis=(0, 1)) * np.mean(b, axis=(-1, 0)) + a.sum() ** 2,
    "extremes": lambda np, a, b: a.max() * b.min() + (np.max(a, axis=1) * np.min(b, axis=0)).sum(),
    "cumsum": lambda np, a, b: (np.cumsum(a, axis=1) ** 2).sum() + (np.cumsum(b) ** 3).sum(),
    "var_ddof": lambda np, a, b: np.var(a, ddof=1) * np.var(b, axis=0, ddof=1)[0] + np.std(a, axis=1)[1],
    "stacks": lambda np, a, b: (np.vstack([a, b.T]) * np.hstack([a.T, b]).T.sum()).sum() + np.stack([a, b.T]).prod(),
    "column_stack": lambda np, a, b: (np.column_stack([a[0], b[:, 0]]) ** 2).sum(),
    "pad": lambda np, a, b: (np.pad(a, ((1, 1), (0, 0)), "constant") @ b).sum() ** 2,
    "tile": lambda np, a, b: (np.tile(a, (2, 1)) * np.repeat(b.T, 2, axis=0)).sum(),
    "roll": lambda np, a, b: (np.roll(a, 1, axis=1) * np.flipud(b.T) * np.fliplr(a)).sum(),
    "diff": lambda np, a, b: (np.diff(a) ** 2).sum() * np.trace(a @ b),
    "triangles": lambda np, a, b: (np.triu(a) @ np.tril(b)).sum() ** 2,
    "expand": lambda np, a, b: (np.expand_dims(a, 2) * b[None]).sum(axis=1)[0, 1] * np.squeeze(a[:1, :1]),
    "sort": lambda np, a, b: (np.sort(a[0]) * np.array([1.0, 2.0, 4.0])).sum() * b[0, 0],
    "reshape": lambda np, a, b: (np.reshape(a, (3, 2)) * b).sum() + (a.ravel() * b.reshape(-1)).sum() ** 2,
    "powers": lambda np, a, b: (a**2 + 2.0**b.T + np.abs(a) ** 1.5).sum() + np.square(b).sum(),
    "logs": lambda np, a, b: (np.log1p(a * a) + np.expm1(b.T) + np.logaddexp(a, b.T)).sum(),
    "split": lambda np, a, b: sum((x * x).sum() * (i + 1) for i, x in enumerate(np.split(a, 3, axis=1))) * b[0, 0],
    "numpy_numbers": lambda np, a, b: (np.float64(2) * a - np.float32(1)).sum() * (np.int64(3) / b).sum(),
    "swapped_where": lambda np, a, b: np.where(np.array([True, False, True]), a, b.T)[:, 1:].prod(),
    "running_product": lambda np, a, b: np.exp(np.log(a[1, :2]).sum()) * np.arctan(b).sum(),
}


@pytest.mark.parametrize("name", PASSES)
@pytest.mark.filterwarnings("ignore:invalid value encountered")
def test_a_forward_pass_has_the_loss_and_the_gradients_of_autograd(name):
    forward = PASSES[name]
    a, b = values(A, label="a"), values(B, label="b")
    loss = forward(np, a, b)
    assert type(loss) is Value
    loss.backward()
    expected = autograd.grad(lambda both: forward(anp, *both))((A, B))
    close(loss.data, forward(np, A, B))
    close(gradients({"a": a, "b": b})["a"], expected[0])
    close(gradients({"a": a, "b": b})["b"], expected[1])


def test_a_wrong_gradient_would_be_noticed(monkeypatch):
    monkeypatch.setitem(ENTRYWISE, np.tanh, lambda x: x.tanh().detach() + 0.999 * (x - x.detach()))
    with pytest.raises(AssertionError):
        test_a_forward_pass_has_the_loss_and_the_gradients_of_autograd("bias_column")


# --- each ufunc --------------------------------------------------------------------------------

POINTS = {1: [(0.3,), (0.8,)], 2: [(0.3, 0.8), (0.9, 0.4)]}


@pytest.mark.parametrize("ufunc", ENTRYWISE, ids=lambda f: f.__name__)
def test_each_ufunc_is_numpys_with_central_differences_as_gradients(ufunc):
    shift = 1.0 if ufunc is np.arccosh else 0.0
    for point in POINTS[ufunc.nin]:
        given_ = [np.array([x + shift]) for x in point]
        arrays = [values(x) for x in given_]
        out = ufunc(*arrays)
        assert all_values(out)
        close(numbers(out), ufunc(*given_))
        out[0].backward()
        for i, array in enumerate(arrays):
            h = 1e-6
            up, down = ([x + s * h * (k == i) for k, x in enumerate(given_)] for s in (1, -1))
            slope = (ufunc(*up) - ufunc(*down)) / (2 * h)
            np.testing.assert_allclose(array.grad, slope, rtol=1e-8, atol=1e-9)


def test_every_row_that_numpy_has_under_some_name_is_reached():
    without = {"sigmoid", "softplus", "relu", "leaky_relu", "elu", "silu", "gelu", "erf", "lgamma", "digamma"}
    without |= {"erfc", "polygamma", "step"}  # NumPy has no such ufunc
    lists = {"sum", "prod", "dot", "logsumexp"}  # reductions and products
    made_of_rows = {np.conjugate, np.fabs, np.float_power, np.square, np.reciprocal, np.exp2, np.fmax, np.fmin}
    made_of_rows |= {np.degrees, np.rad2deg, np.radians, np.deg2rad}
    assert len(ENTRYWISE) - len(made_of_rows) == len(TABLE.keys() - without - lists)


@pytest.mark.parametrize("row", [r for r in TABLE.values() if r.name in ("relu", "sigmoid", "gelu", "tanh", "abs")])
def test_a_function_of_the_engine_works_entry_by_entry(row):
    array = values(A)
    out = row(array)
    assert all_values(out)
    out.sum().backward()
    for x, y, g in zip(A.flat, out.flat, gradients(array).flat, strict=True):
        single = Value(x)
        result = row(single)
        result.backward()
        assert (result.data, float(single.grad)) == (y.data, g)


# --- shapes, as in NumPy -----------------------------------------------------------------------

FLOATS = st.floats(-2, 2).map(lambda x: round(x, 3))


@given(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3, min_side=0), st.data())
def test_broadcasting_is_numpys(shapes, data):
    x, y = (data.draw(hnp.arrays(float, shape, elements=FLOATS)) for shape in shapes.input_shapes)
    a, b = values(x), values(y)
    for op in (operator.add, operator.sub, operator.mul):
        for out in (op(a, b), op(a, y), op(x, b)):
            assert np.shape(out) == op(x, y).shape
            assert all_values(out)
            close(numbers(out), op(x, y))
    if x.size and y.size:
        (np.asarray(a * b, dtype=object).sum()).backward()
        close(gradients(a), autograd.grad(lambda u: anp.sum(u * y))(x))


@given(hnp.mutually_broadcastable_shapes(signature="(n?,k),(k,m?)->(n?,m?)", max_dims=2, max_side=3), st.data())
def test_matrix_products_are_numpys_and_those_of_single_products(shapes, data):
    x, y = (data.draw(hnp.arrays(float, shape, elements=FLOATS)) for shape in shapes.input_shapes)
    a, b = values(x), values(y)
    out = a @ b
    assert np.shape(out) == (x @ y).shape
    close(numbers(out), x @ y)
    np.sum(out).backward()
    plain_a, plain_b = (np.array(values(z)) for z in (x, y))  # NumPy alone: a chain of + and ×
    result = plain_a @ plain_b
    np.asarray(result, dtype=object).sum().backward()
    close(gradients(a), gradients(plain_a))
    close(gradients(b), gradients(plain_b))


@given(hnp.arrays(float, hnp.array_shapes(min_dims=0, max_dims=3, max_side=3), elements=FLOATS), st.data())
def test_reductions_are_numpys(x, data):
    axis = data.draw(st.none() | hnp.valid_tuple_axes(x.ndim) | st.sampled_from([*range(-x.ndim, x.ndim), None]))
    options = {"axis": axis, "keepdims": data.draw(st.booleans())}
    masked = options | {"where": data.draw(hnp.arrays(bool, x.shape)), "initial": 0.5}
    cases = [(name, options) for name in ("sum", "mean", "max", "min", "prod", "var")]
    cases += [(name, masked) for name in ("sum", "max", "min", "prod")]
    for name, given_ in cases:
        expected = getattr(np, name)(x, **given_)
        for out in (getattr(np, name)(values(x), **given_), getattr(values(x), name)(**given_)):
            assert np.shape(out) == np.shape(expected)
            assert all_values(out)
            np.testing.assert_allclose(numbers(out), expected, rtol=1e-9, atol=1e-12)


def test_an_edge_of_a_matrix_product_carries_the_input():
    W, x = values([[0.1, 0.2], [0.3, 0.4]], label="w"), np.array([5.0, 7.0])
    s = W @ x
    assert s[1].op == "dot"
    assert [p.label for p in s[1].parents][:2] == ["w[1,0]", "w[1,1]"]
    assert s[1].partials[:2] == (5.0, 7.0)


# --- what goes in ------------------------------------------------------------------------------


def test_leaves_are_labelled_by_their_place():
    assert values(np.zeros((11, 2)), label="w")[10, 0].label == "w[10,0]"
    assert values([1, 2], label="b")[1].label == "b[1]"
    assert values(3.0, label="c")[()].label == "c"
    assert values([1, 2])[1].label == ""


@pytest.mark.parametrize(
    ("array", "shape"), [(2, ()), ([], (0,)), ([[1, 2]], (1, 2)), (np.ones((2, 1, 3), dtype=np.int8), (2, 1, 3))]
)
def test_numbers_of_any_shape_become_leaves(array, shape):
    made = values(array)
    assert (type(made), made.shape) == (ValueArray, shape)
    assert all(x.is_leaf and x.requires_grad and type(x.data) is float for x in made.flat)
    close(numbers(made), np.asarray(array, dtype=float))


def test_values_are_kept_and_numbers_beside_them_become_leaves():
    v = Value(2.0, label="mine")
    made = values([[v, 1.0]], label="w")
    assert made[0, 0] is v
    assert (made[0, 1].label, made[0, 1].requires_grad) == ("w[0,1]", True)


def test_a_networks_parameters_go_in_and_their_gradients_come_out():
    model = MLP(2, [3, 1], activation="tanh", seed=1)
    X, Y = np.array([[0.5, -1.0], [0.2, 0.3]]), np.array([[1.0], [0.0]])
    W = {name: values(rows) for name, rows in model.arrays().items()}
    hidden = np.tanh(X @ W["W1"] + W["b1"])
    loss = ((hidden @ W["W2"] + W["b2"] - Y) ** 2).sum() / 2
    loss.backward()
    found = gradients(model.arrays())
    model.zero_grad()
    squared_error([model(x) for x in X], Y).backward()
    assert found.keys() == W.keys()
    for name, rows in model.arrays().items():
        close(found[name], gradients(rows))
        close(numbers(W)[name], numbers(rows))


@pytest.mark.parametrize(
    ("given_", "message"),
    [
        ("abc", "values(…) got 'abc' (str); each entry must be a real number or a Value."),
        (None, "values(…) got None (NoneType)"),
        ([1.0, None], "values(…) got None (NoneType)"),
        ([[1.0, "a"]], "values(…) got 'a' (str)"),
        ([1j], "values(…) got 1j (complex)"),
        (np.array([1j]), "values(…) got array([0.+1.j]) (ndarray)"),
        (np.array(["a"]), "values(…) got array(['a']"),
        (np.array(["2020-01-01"], dtype="datetime64[ns]"), "real numbers or Values are needed"),
        ({"W1": [1.0]}, "values(…) got {'W1': [1.0]} (dict)"),
        ([[1, 2], [3]], "values(…) got [[1, 2], [3]] (list), whose rows have different lengths"),
        ([np.ones((2, 3)), np.ones((2, 2))], "whose rows have different lengths"),
    ],
    ids=repr,
)
def test_what_is_no_array_of_numbers_is_refused(given_, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        values(given_)


# --- what comes out ----------------------------------------------------------------------------


def test_gradients_before_backward_are_an_error():
    with pytest.raises(RuntimeError, match="no backward pass has reached any of the 2 entries"):
        gradients(values([1.0, 2.0]))
    with pytest.raises(RuntimeError, match=r"Call loss\.backward\(\) first"):
        gradients({"W1": values([[1.0]]), "b1": values([2.0])})
    with pytest.raises(RuntimeError, match="all 2 entries are constants"), no_grad():
        gradients(values([1.0, 2.0]) * 2)


def test_an_unused_entry_and_an_unused_layer_have_gradient_zero():
    w, unused = values([1.0, 2.0]), values([[3.0]])
    (w[0] * w[0]).backward()
    assert gradients(w).tolist() == [2.0, 0.0]
    found = gradients({"w": w, "unused": unused})
    assert [x.tolist() for x in found.values()] == [[2.0, 0.0], [[0.0]]]
    assert {x.dtype for x in found.values()} == {np.dtype(float)}
    assert w.grad.tolist() == [2.0, 0.0]


def test_a_gradient_of_zero_is_not_the_same_as_none():
    w = values([1.0, 2.0])
    (w * 0.0).sum().backward()
    assert gradients(w).tolist() == [0.0, 0.0]
    assert gradients(values([])).shape == (0,)


def test_gradients_and_numbers_read_lists_plain_arrays_and_single_values():
    v, u = Value(2.0), Value(5.0)
    (v * u).backward()
    assert gradients([[v, u]]).tolist() == [[5.0, 2.0]]
    assert gradients(np.array([v, u])).tolist() == [5.0, 2.0]
    assert gradients(v) == 5.0
    assert numbers([[v, 1]]).tolist() == [[2.0, 1.0]]
    with pytest.raises(TypeError, match=r"got 1.0 \(float\); only a Value has a gradient"):
        gradients([v, 1.0])
    with pytest.raises(TypeError, match="each entry must be"):
        numbers(["a"])
    with pytest.raises(ValueError, match="different lengths"):
        gradients([[v, u], [v]])


def test_numbers_are_a_copy():
    w = values([1.0, 2.0])
    numbers(w)[0] = 7.0
    assert w[0].data == 1.0


# --- entries are Values, always ----------------------------------------------------------------


def test_one_entry_is_a_value_and_a_part_is_an_array():
    w = values(A)
    assert [type(x) for x in (w[0, 1], w[0], w[:, :1], w[w > 0], w[[0, 1], [1, 0]])] == [Value] + 4 * [ValueArray]
    assert w[0, 1] is w.flat[1] is w.tolist()[0][1] is w[0, 1:][0]
    assert [type(x) for x in w.sum(axis=0)] == [Value] * 3
    assert type(values(2.0)[()]) is Value
    assert type(np.exp(values(2.0))) is Value


LIFTED = {
    "concatenate": lambda w: np.concatenate([np.ones((2, 1)), w], axis=1),
    "concatenate with lists": lambda w: np.concatenate([w[0], [1.0, w[0, 0]]]),
    "where": lambda w: np.where(w > 0, w, 0),
    "pad": lambda w: np.pad(w, 1),
    "tril": np.tril,
    "diag": lambda w: np.diag(w[0]),
    "append": lambda w: np.append(w, 3.0),
    "insert": lambda w: np.insert(w, 0, 1.0, axis=1),
    "block": lambda w: np.block([[w, np.eye(2)]]),
    "stack": lambda w: np.stack([w, A]),
    "empty sum": lambda w: w[:0].sum(axis=0),
    "clip": lambda w: np.clip(w, 0.0, 0.5),
    "maximum": lambda w: np.maximum(0, w),
    "under no_grad": no_grad(lambda w: w @ B),
}


@pytest.mark.parametrize("compute", LIFTED.values(), ids=LIFTED)
def test_numbers_among_values_become_constants(compute):
    assert all_values(compute(values(A)))


def test_an_empty_product_is_a_constant():
    assert not (values(np.ones((2, 0))) @ np.ones((0, 2)))[0, 0].requires_grad


def nothing_but_values(result):
    """Whether a result has no entry that lost its Value: what NumPy says about shapes and types counts as none."""
    if isinstance(result, list | tuple):
        return all(map(nothing_but_values, result))
    if isinstance(result, np.ndarray):
        return result.dtype == object and all(isinstance(x, Value) for x in result.flat)
    return result is None or isinstance(result, Value | str | type | np.dtype)


def full_name(function):
    return f"{getattr(function, '__module__', 'numpy')}.{function.__name__}"


ASKED = {f for m in (np, np.linalg, np.fft) for f in vars(m).values() if hasattr(f, "_implementation")}
ASKED |= {f for f in vars(np).values() if isinstance(f, np.ufunc)}
MATRIX_RANK = np.linalg.matrix_rank  # asked about its first argument only
ARGUMENTS = [lambda w: (w,), lambda w: (w, w), lambda w: (w, 0), lambda w: (w, A), lambda w: (A, w)]


@pytest.mark.parametrize("function", sorted(ASKED, key=full_name), ids=full_name)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_function_of_numpy_gives_values_or_refuses(function, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for arguments in ARGUMENTS:
        w = values(A)
        before = w.ravel().tolist()
        refusals = (TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError, DomainError)
        try:
            result = function(*arguments(w))
        except refusals:
            continue
        finally:
            assert all(x is y for x, y in zip(before, w.ravel().tolist(), strict=True))
        if function in LOOK or function in OF_DATA or function in SAME:
            continue
        given_back = [x for x in (result if isinstance(result, list | tuple) else [result]) if x is not A]
        of_numbers = {
            np.atleast_1d,
            np.atleast_2d,
            np.atleast_3d,
            np.broadcast_arrays,
            np.real_if_close,
            MATRIX_RANK,
            np.meshgrid,
        }
        assert function in of_numbers or nothing_but_values(given_back), result


def test_that_test_sees_many_functions():
    assert len(ASKED) > 250
    assert nothing_but_values(values(A))
    assert not nothing_but_values([A, values(A)])
    assert not nothing_but_values(np.array([Value(1.0), 0.0]))
    assert not nothing_but_values(np.float64(2.0))


@pytest.mark.parametrize("function", sorted(FUNCTIONS, key=full_name), ids=full_name)
def test_every_function_of_the_table_is_one_that_numpy_asks_about(function):
    assert hasattr(function, "_implementation")
    assert function not in MOVE or function not in LOOK


# --- what is refused ---------------------------------------------------------------------------

REFUSALS = {
    "floor": (lambda w: np.floor(w), "np.floor does not work on Values"),
    "floor divide": (lambda w: w // 2, "np.floor_divide does not work on Values"),
    "remainder": (lambda w: w % 2, "np.remainder does not work on Values"),
    "round": (lambda w: w.round(1), "np.round does not work on Values"),
    "inverse": (lambda w: np.linalg.inv(w[:2, :2]), "np.linalg.inv does not work on Values"),
    "fft": (lambda w: np.fft.fft(w), "np.fft.fft does not work on Values"),
    "what to do": (lambda w: np.median(w), "np.sort(a)[len(a) // 2] is the middle one"),
    "at": (lambda w: np.add.at(w, 0, 1.0), "in the place of leaves"),
    "reduceat": (lambda w: np.add.reduceat(w, [0]), "np.add.reduceat does not work"),
    "copyto": (lambda w: np.copyto(w, 1.0), "in the place of leaves"),
    "text": (lambda w: w + "a", "np.add got 'a' (str)"),
    "None": (lambda w: w + None, "np.add got None (NoneType)"),
    "complex": (lambda w: w * 1j, "np.multiply got 1j (complex)"),
    "object": (lambda w: w + np.array([None] * 3), "np.add got None (NoneType) in an array"),
    "dtype": (lambda w: w.sum(dtype=int), "np.sum got dtype="),
    "where": (lambda w: w.mean(where=w), "a condition is about the data, such as a > 0"),
    "initial": (lambda w: w.max(initial="a"), "np.max got 'a' (str)"),
    "out": (lambda w: np.concatenate([w, w], out=np.ones((4, 3))), "np.concatenate should write Values into array("),
    "into floats": (lambda w: operator.iadd(np.ones((2, 3)), w), "np.add should write Values into array("),
    "where of an outer product": (lambda w: np.multiply.outer(w, w, where=A > 0), "np.multiply.outer got where="),
    "where of == between Values": (lambda w: np.equal(w[0, 0], w[0, 1], where=False), "np.equal got where=False"),
    "trim_zeros": (lambda w: np.trim_zeros(w[0]), "the numbers say what is cut off"),
    "condition": (lambda w: np.where(w, 1.0, 0.0), "a condition is about the data, such as a > 0"),
    "pad mode": (lambda w: np.pad(w, 1, mode="mean"), "np.pad got mode='mean'"),
    "einsum words": (lambda w: np.einsum(w, "ij", w, "ij"), "a list of whole numbers from 0 to 51 is needed"),
    "astype": (lambda w: w.astype(int), "For the numbers write numbers(a).astype(int)"),
    "asarray": (lambda w: np.asarray(w, dtype=float), "A Value does not turn into a float"),
    "float": (lambda w: float(w[:1, 0].sum()), "A Value does not turn into a float"),
    "float of 0-d": (lambda w: float(values(1.0)), "A Value does not turn into a float"),
    "int of 0-d": (lambda w: int(values(1.0)), "A Value does not turn into a float"),
    "bool of 0-d": (lambda w: bool(values(1.0)), "A Value has no truth of its own"),
    "backward": (lambda w: w.backward(), "an array of shape (2, 3); make it one number: loss = a.sum()"),
    "backward of one": (
        lambda w: w[:1, :1].backward(),
        "an array of shape (1, 1); make it one number: loss = a.sum().",
    ),
    "constructor": (lambda w: ValueArray([1.0]), "write values(array)"),
    "a list row": (lambda w: engine.sum(w), "np.sum(a, axis=…)"),
    "float into": (lambda w: np.ones(2).__setitem__(0, w[0, 0]), "A Value does not turn into a float"),
}


@pytest.mark.parametrize(("compute", "message"), REFUSALS.values(), ids=REFUSALS)
def test_what_would_cut_the_graph_is_refused_by_name(compute, message):
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        compute(values(A))


@pytest.mark.parametrize("name", [n for n in REFUSED if hasattr(np.ndarray, n)])
def test_a_method_that_makes_no_sense_is_refused_by_name(name):
    with pytest.raises(TypeError, match=re.escape(f"a.{name} does not work on Values: {REFUSED[name]}")):
        getattr(values(A), name)()


def test_the_data_attribute_says_what_to_write():
    w = values(A)
    for wrong in (lambda: w.data, lambda: setattr(w, "data", A)):
        with pytest.raises(AttributeError, match=re.escape("numbers(a) gives the numbers")):
            wrong()
    for name in ("label", "grad"):
        with pytest.raises(AttributeError):
            setattr(w, name, 1.0)


NATIVE = {  # what ndarray itself does right on objects: it moves entries, tells shapes, or gives entries away
    *("T", "mT", "base", "ctypes", "device", "diagonal", "dtype", "dump", "dumps", "flags"),
    *("itemsize", "nbytes", "ndim", "ravel", "reshape", "setflags", "shape", "size", "squeeze", "strides"),
    *("swapaxes", "to_device", "tolist", "transpose", "view"),
}
OWN = {"astype", "compress", "copy", "data", "fill", "flat", "flatten", "item", "real"}


def test_every_attribute_of_ndarray_was_looked_at():
    public = {name for name in dir(np.ndarray) if not name.startswith("_")}
    assert public <= NATIVE | OWN | {*BY_FUNCTION} | {*REFUSED}
    assert OWN | {n for n in (*BY_FUNCTION, *REFUSED) if n in public} <= {*vars(ValueArray)}


@pytest.mark.parametrize("name", sorted(NATIVE - {"base", "ctypes", "device", "dtype", "dump", "dumps", "flags"}))
def test_what_ndarray_does_itself_keeps_every_value(name):
    w = values(A[:, :2])
    if not hasattr(w, name):
        pytest.skip("another NumPy has it")
    result = getattr(w, name)
    arguments = {"reshape": (4,), "swapaxes": (0, 1), "to_device": ("cpu",)}
    result = result(*arguments.get(name, ())) if callable(result) else result
    flat = np.array(result, dtype=object).ravel() if not isinstance(result, int | tuple | None) else []
    assert all(isinstance(x, Value) for x in flat if x is not None)


def test_compress_keeps_the_entries_where_the_condition_is_true():
    w = values(A)
    assert numbers(w.compress([False, True], axis=0)).tolist() == [[1.7, 0.2, -0.6]]
    assert numbers(w.compress([True, False, True])).tolist() == [0.5, 0.9]
    assert w.compress([True])[0].parents == (w[0, 0],)


def test_the_real_part_is_the_array_itself_and_cannot_be_written():
    w = values(A)
    assert w.real is w
    with pytest.raises(AttributeError):
        w.real = 0.0
    assert w[0, 0].requires_grad


# --- in place ----------------------------------------------------------------------------------

IN_PLACE = {
    "-=": lambda w: operator.isub(w, 0.1 * A),
    "*= results": lambda w: operator.imul(w, w),
    "@=": lambda w: operator.imatmul(w[:, :2], B[:2]),
    "a part": lambda w: operator.isub(w[:, 1], 1.0),
    "entry": lambda w: operator.setitem(w, (0, 1), 3.0),
    "entry -=": lambda w: operator.setitem(w, (0, 1), w[0, 1] - 0.1),
    "mask": lambda w: operator.setitem(w, w < 0, 0),
    "fill": lambda w: w.fill(0.0),
    "out=": lambda w: np.exp(w, out=w),
    "out of floats": lambda w: np.exp(A, out=w),
    "no_grad": no_grad(lambda w: operator.isub(w, 0.1 * A)),
    "at": lambda w: np.subtract.at(w, [0, 0], 0.1),
    "fill_diagonal": lambda w: np.fill_diagonal(w, 0.0),
    "copyto": lambda w: np.copyto(w, A),
    "putmask": lambda w: np.putmask(w, w < 0, 0.0),
    "place": lambda w: np.place(w, w < 0, [1.0]),
    "put": lambda w: np.put(w, [0, 2], 5.0),
    "put_along_axis": lambda w: np.put_along_axis(w, np.array([[0], [1]]), 3.0, axis=1),
    "reshaped": lambda w: operator.setitem(w.reshape(-1), 0, 3.0),
    "transposed": lambda w: operator.iadd(w.T, 3.0),
}


@pytest.mark.parametrize("change", IN_PLACE.values(), ids=IN_PLACE)
def test_leaves_are_not_replaced_by_results(change):
    w = values(A)
    before = w.ravel().tolist()
    with pytest.raises(TypeError, match=re.escape("W = values(numbers(W) - lr * gradients(W))")):
        change(w)
    assert all(x is y for x, y in zip(before, w.flat, strict=True))


@pytest.mark.parametrize("index", [0, slice(None), slice(1, 3)])
def test_the_flat_entries_are_there_to_read(index):
    w = values(A)
    with pytest.raises(ValueError, match="read-only"):
        w.flat[index] = 3.0
    assert [x.data for x in w.flat] == A.ravel().tolist()


def test_results_change_in_place_and_the_graph_keeps_what_was_there():
    w = values(A)
    z = w @ B
    z += np.array([0.1, -0.2])
    z[z < 0] *= 0.01
    z[0, 0] = 3.0
    assert not z[0, 0].requires_grad
    u = z
    u @= np.eye(2)
    assert u is z
    assert all_values(z)
    (z**2).sum().backward()

    def forward(a):
        y = a @ B + np.array([0.1, -0.2])
        y = anp.where(y < 0, 0.01 * y, y)
        return anp.sum((y * np.array([[0.0, 1.0], [1.0, 1.0]])) ** 2)

    close(gradients(w), autograd.grad(forward)(A))


def test_a_leaf_may_take_the_place_of_a_leaf():
    w, v = values(A), Value(9.0)
    w[0, 0] = v
    w[1] = w[0]
    assert w[0, 0] is w[1, 0] is v


# --- data: comparisons and questions -----------------------------------------------------------


def test_comparisons_and_questions_look_at_the_data():
    w = values(A)
    for op in (operator.lt, operator.le, operator.gt, operator.ge):
        for found, expected in ((op(w, 0.2), op(A, 0.2)), (op(0.2, w), op(0.2, A)), (op(w, w), op(A, A))):
            assert (type(found), found.dtype, found.tolist()) == (np.ndarray, bool, expected.tolist())
    assert np.isnan(values([np.nan, 1.0])).tolist() == [True, False]
    assert np.isfinite(values([np.inf, 1.0])).tolist() == [False, True]
    assert (np.argmax(w), w.argmax(axis=1).tolist(), w.argsort().tolist()) == (3, [2, 0], A.argsort().tolist())
    assert np.allclose(w, A)
    assert np.shape(w) == (2, 3)


def test_equality_compares_data():
    w = values(A)
    other = w.copy()
    other[0, 0] = Value(0.25)
    assert (w == other).tolist() == [[False, True, True], [True, True, True]]
    assert (w != other).tolist() == [[True, False, False], [False, False, False]]
    assert w[0, 1] in w
    assert -1.3 in w
    assert 7.0 not in w


# --- Value ∘ NumPy -----------------------------------------------------------------------------

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
SCALARS = [np.float64, np.float32, np.float16, np.longdouble, np.int64, np.uint8, np.bool_]


@pytest.mark.parametrize("scalar", SCALARS, ids=lambda s: s.__name__)
@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
def test_a_numpy_scalar_beside_a_value_gives_a_value(op, scalar):
    v = Value(2.0)
    for out, expected in ((op(v, scalar(1)), op(2.0, 1.0)), (op(scalar(1), v), op(1.0, 2.0))):
        assert type(out) is Value
        assert out.data == expected


@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
def test_a_value_beside_an_array_broadcasts(op):
    x = np.array([[1.0, 2.0, 4.0]])
    for left in (True, False):
        for array in (x, values(x)):
            v = Value(2.0)
            out = op(v, array) if left else op(array, v)
            assert out.shape == x.shape
            assert all(type(y) is Value for y in out.flat)
            out.sum().backward()
            expected = autograd.grad(lambda u, left=left: (op(u, x) if left else op(x, u)).sum())(2.0)
            assert v.grad == pytest.approx(expected, rel=1e-12)


class Asked(Value):
    """A Value that NumPy asks, too."""

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return call_ufunc(ufunc, method, inputs, options)

    def __array_function__(self, func, types, args, kwargs):
        return call_function(func, types, args, kwargs)


def test_a_value_that_numpy_asks_gives_arrays_of_values():
    v = Asked(2.0)
    for out in (v * np.ones(3), np.ones(3) - v, np.ones(3) / v, np.stack([v, v]), np.where([True, False], v, 0.0)):
        assert type(out) is ValueArray
        assert all_values(out)
    for out in (np.sign(v), np.arctan(v), np.clip(v, 0.0, 1.0), np.maximum(v, 3.0), np.float64(2) * v, np.sum(v)):
        assert isinstance(out, Value)
    assert bool(np.isnan(v)) is False
    with pytest.raises(TypeError, match=r"for numbers compare v\.data == "):
        operator.eq(np.float64(2.0), v)
    with pytest.raises(TypeError, match=r"np\.floor does not work"):
        np.floor(v)


# --- the object itself -------------------------------------------------------------------------


def test_it_prints_its_numbers():
    assert repr(values([[1.0, -0.5], [2.0, 3.0]])) == "ValueArray([[ 1. , -0.5],\n            [ 2. ,  3. ]])"
    assert repr(values(np.ones((0, 3)))) == "ValueArray([], shape=(0, 3))"
    assert repr(values(2.0)) == "ValueArray(2.)"
    assert str(values([1.0, 2.0])) == f"{values([1.0, 2.0])}" == "[1. 2.]"
    with np.printoptions(formatter={"float": "{: 0.3f}".format}):
        assert str(values([[0.0284]])) == "[[ 0.028]]"


def test_it_is_copied_with_its_graph_and_pickled_with_its_values():
    w = values(A, label="w")
    loss = (w @ B).sum()
    twin, twin_loss = copy.deepcopy((w, loss))
    assert type(twin) is type(copy.copy(w)) is ValueArray
    assert copy.copy(w)[0, 0] is w[0, 0]
    twin_loss.backward()
    close(gradients(twin), gradients_of(A))
    assert w[0, 0] is not twin[0, 0]
    loaded, loaded_loss = pickle.loads(pickle.dumps((w, loss)))
    loaded_loss.backward()
    assert (type(loaded), loaded[0, 1].label) == (ValueArray, "w[0,1]")
    close(gradients(loaded), gradients_of(A))


def gradients_of(a):
    return autograd.grad(lambda x: anp.sum(x @ B))(a)


def test_new_leaves_each_step_train_and_the_graph_does_not_grow():
    X, y = np.array([[0.0, 1.0], [1.0, 0.5], [1.0, 1.0]]), np.array([[1.0], [0.0], [1.0]])
    w, by_hand, sizes = np.array([[0.3], [-0.2]]), np.array([[0.3], [-0.2]]), set()
    for _ in range(20):
        W = values(w)
        loss = ((X @ W - y) ** 2).mean()
        loss.backward()
        sizes.add(len(with_leaves(loss)))
        w = numbers(W) - 0.3 * gradients(W)
        by_hand = by_hand - 0.3 * 2 / 3 * X.T @ (X @ by_hand - y)
    close(w, by_hand)
    assert len(sizes) == 1


def test_a_tie_of_max_gives_the_gradient_to_the_first():
    w = values([1.0, 1.0, 0.0])
    (w.max() + np.maximum(w[2], 0.0) + np.clip(w, 0.0, 1.0).sum()).backward()
    assert gradients(w).tolist() == [2.0, 1.0, 2.0]


def test_reductions_make_one_node():
    w = values(A)
    assert (w.sum().op, (w @ B)[0, 0].op, w.prod().op, np.logaddexp.reduce(w[0]).op) == (
        "sum",
        "dot",
        "prod",
        "logsumexp",
    )
    assert {FOLDS[np.add], FOLDS[np.multiply], FOLDS[np.logaddexp]} == {TABLE[n] for n in ("sum", "prod", "logsumexp")}


def test_a_maximum_of_nothing_is_refused():
    for f in (np.max, np.min, np.mean, np.var):
        with pytest.raises(ValueError, match="of no entries"):
            f(values([]))


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_the_spread_of_equal_numbers_has_the_derivative_0(axis):
    a = values(np.full((2, 3), 1.5))
    spread = np.sum(np.std(a, axis=axis))
    spread.backward()
    assert spread.data == 0
    assert (gradients(a) == 0).all()


@pytest.mark.parametrize("name", ["sum", "prod", "max", "min"])
def test_a_mask_works_where_no_axis_is_reduced(name):
    for x in (A, np.array(0.5)):
        given_ = {"axis": (), "where": x > 0, "initial": 0.25}
        close(numbers(getattr(np, name)(values(x), **given_)), getattr(np, name)(x, **given_))


def test_rows_of_different_lengths_get_advice_that_works():
    with pytest.raises(ValueError, match=r"different lengths.* make one call for each: W1, b1 = values\(W1\)"):
        values([[1, 2], [3]])
    with pytest.raises(ValueError, match=r"different lengths.*give a dict"):
        numbers([[1, 2], [3]])
