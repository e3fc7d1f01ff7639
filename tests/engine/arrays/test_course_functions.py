"""Functions of NumPy and SciPy that course code uses: values of NumPy, gradients of central differences."""

import itertools
import math
import operator
import re

import numpy as np
import pytest

from engine import Value, gradients, numbers, values
from engine.arrays import ValueArray
from engine.arrays.refusals import INSTEAD

A = np.array([[0.5, -1.3, 0.9], [1.7, 0.2, -0.6]])
B = np.array([[0.3, -0.7], [1.1, 0.4], [-0.9, 1.6]])
P = np.abs(A) + 0.1  # positive
C = np.arange(24.0).reshape(2, 3, 4) / 7 - 1.5
C = np.sin(C * 5)  # in no order
N = np.array([[0.5, np.nan, 0.9], [1.7, 0.2, np.nan]])
MASK = np.array([[True, False, True], [False, True, True]])


def slopes(function, arrays, k, h=1e-6):
    found = np.zeros(arrays[k].shape)
    for place in np.ndindex(arrays[k].shape):
        up, down = ([x.copy() for x in arrays] for _ in range(2))
        up[k][place] += h
        down[k][place] -= h
        found[place] = (function(*up) - function(*down)) / (2 * h)
    return found


def weights_for(shape):
    return np.cos(np.arange(np.prod(shape, dtype=int))).reshape(shape) + 0.3


def check(function, *arrays):
    """The values are NumPy's, and the gradients those of central differences; NaN among the numbers has none."""
    given = [values(x) for x in arrays]
    out = function(*given)
    assert isinstance(out, Value | ValueArray)
    right = np.asarray(function(*arrays), dtype=float)  # np.frompyfunc gives objects
    assert np.shape(out) == np.shape(right)
    np.testing.assert_allclose(numbers(out), right, rtol=1e-13, atol=1e-14)
    np.sum(out * weights_for(np.shape(out))).backward()

    def loss(*xs):
        result = np.asarray(function(*xs), dtype=float)
        return np.sum(result * weights_for(np.shape(result)))

    for k, (x, array) in enumerate(zip(given, arrays, strict=True)):
        finite = np.isfinite(array)
        np.testing.assert_allclose(gradients(x)[finite], slopes(loss, arrays, k)[finite], rtol=1e-7, atol=1e-8)


ONE = {
    "norm": lambda a: np.linalg.norm(a),
    "norm of rows": lambda a: np.linalg.norm(a, axis=1),
    "norm, keepdims": lambda a: a / np.linalg.norm(a, axis=1, keepdims=True),
    "norm 1": lambda a: np.linalg.norm(a, 1, axis=0),
    "norm 2 of a vector": lambda a: np.linalg.norm(a[0], 2),
    "norm 3": lambda a: np.linalg.norm(a[0], ord=3),
    "norm inf": lambda a: np.linalg.norm(a, np.inf, axis=1),
    "norm -inf": lambda a: np.linalg.norm(a, -np.inf, axis=1),
    "Frobenius": lambda a: np.linalg.norm(a, "fro"),
    "norm of a matrix, 1": lambda a: np.linalg.norm(a, 1),
    "norm of a matrix, inf": lambda a: np.linalg.norm(a, np.inf),
    "norm of a matrix, -inf, keepdims": lambda a: np.linalg.norm(a, -np.inf, axis=(0, 1), keepdims=True),
    "norm of both axes": lambda a: np.linalg.norm(a, axis=(0, 1)),
    "vector_norm": lambda a: np.linalg.vector_norm(a, axis=1, ord=2),
    "matrix_norm": lambda a: np.linalg.matrix_norm(a),
    "trace": lambda a: np.trace(a),
    "trace, offset": lambda a: np.trace(a, offset=1),
    "linalg.trace": lambda a: np.linalg.trace(a),
    "a.trace": lambda a: a.trace(),
    "average": lambda a: np.average(a),
    "average of columns": lambda a: np.average(a, axis=0),
    "average, weights": lambda a: np.average(a, axis=1, weights=[1.0, 2.0, 4.0]),
    "average, all weights": lambda a: np.average(a, weights=P),
    "average, keepdims": lambda a: np.average(a, axis=1, weights=[1.0, 2.0, 4.0], keepdims=True),
    "average, returned": lambda a: np.average(a, axis=0, returned=True)[0],
    "ptp": lambda a: np.ptp(a),
    "ptp of rows": lambda a: np.ptp(a, axis=1, keepdims=True),
    "fmax": lambda a: np.fmax(a, 0.3),
    "fmin": lambda a: np.fmin(0.3, a),
    "convolve": lambda a: np.convolve(a[0], a[1]),
    "convolve same": lambda a: np.convolve(a[0], a[1, :2], "same"),
    "correlate": lambda a: np.correlate(a[0], a[1, :2]),
    "correlate full": lambda a: np.correlate(a[0], a[1], mode="full"),
    "windows": lambda a: np.lib.stride_tricks.sliding_window_view(a, (2, 2)).sum(axis=(2, 3)) ** 2,
    "windows of rows": lambda a: np.lib.stride_tricks.sliding_window_view(a, 2, axis=1).max(axis=-1),
    "matrix_transpose": lambda a: np.matrix_transpose(a) * 2,
    "cumulative_sum": lambda a: np.cumulative_sum(a, axis=1, include_initial=True) ** 2,
    "nancumless cumsum": lambda a: np.cumsum(a, axis=-1) ** 2,
    "negative axis of cumprod": lambda a: np.cumprod(a, axis=-2),
    "sum initial": lambda a: np.sum(a, axis=0, initial=5.0),
    "sum where": lambda a: np.sum(a, axis=1, where=MASK),
    "a.sum where": lambda a: a.sum(where=MASK, initial=2.0),
    "prod where": lambda a: np.prod(a, axis=0, where=MASK, initial=2.0),
    "max initial": lambda a: np.max(a, axis=0, initial=1.0),
    "max where": lambda a: np.max(a, axis=1, where=MASK, initial=-9.0),
    "a.min initial": lambda a: a.min(axis=1, initial=0.0, keepdims=True),
    "mean where": lambda a: np.mean(a, axis=1, where=MASK),
    "a.mean where": lambda a: a.mean(where=MASK),
    "mean where of rows": lambda a: np.mean(a, axis=0, where=[[True], [False]], keepdims=True),
    "var where": lambda a: np.var(a, axis=1, where=MASK, ddof=0),
    "var correction": lambda a: np.var(a, axis=1, correction=1),
    "std mean": lambda a: np.std(a, axis=1, mean=np.mean(a, axis=1, keepdims=True)),
    "add.reduce where": lambda a: np.add.reduce(a, axis=1, where=MASK, initial=1.0),
    "maximum.reduce": lambda a: np.maximum.reduce(a, axis=None),
    "subtract.reduce": lambda a: np.subtract.reduce(a, axis=1),
    "dtype=float": lambda a: np.exp(a, dtype=float) + a.sum(dtype=float) + np.mean(a, dtype=np.float64),
    "astype": lambda a: a.astype(float) * a.astype(np.float64).astype("float64", copy=False),
    "np.astype": lambda a: np.astype(a, float) * 2,
    "einsum dots": lambda a: np.einsum("...i,...i->...", a, a),
    "einsum dots to the left": lambda a: np.einsum("...i,ij->...j", a, B),
    "einsum dots, no arrow": lambda a: np.einsum("...i,ij", a, B),
    "einsum diagonal": lambda a: np.einsum("ii->i", a[:, :2] * 2),
    "einsum trace": lambda a: np.einsum("ii", a[:, :2]) ** 2,
    "einsum lists": lambda a: np.einsum(a, [0, 1], B, [1, 2], [0, 2]),
    "einsum lists with dots": lambda a: np.einsum(a, [..., 0], a, [..., 0], [...]),
    "einsum lists, no result": lambda a: np.einsum(a, [1, 0], B, [0, 2]),
    "einsum transposes": lambda a: np.einsum("ij->ji", a) * 2,
    "einsum optimize": lambda a: np.einsum("ij,jk,kl->il", a, B, A, optimize=True),
    "einsum order of the alphabet": lambda a: np.einsum("ba", a) * np.arange(6.0).reshape(3, 2),
    "outer of ufunc": lambda a: np.subtract.outer(a[0], a[1]),
    "kron": lambda a: np.kron(a[0], a[1]),
    "cross": lambda a: np.cross(a[0], a[1]),
    "trapezoid": lambda a: np.trapezoid(a, axis=1),
    "ediff1d": lambda a: np.ediff1d(a),
    "clip, a method of X": lambda a: np.asarray(A).clip(a - 0.1, a + 0.05),
    "degrees": lambda a: np.degrees(a) + np.deg2rad(a),
    "vectorize": lambda a: np.vectorize(lambda v: 1 / (1 + np.exp(-v)))(a),
    "frompyfunc": lambda a: np.frompyfunc(lambda v: v * v, 1, 1)(a) * 1.0,
    "select": lambda a: np.select([A > 1, A > 0], [a * a, 2 * a], default=-1.0),
    "matrix_power": lambda a: np.linalg.matrix_power(a[:, :2], 3),
    "matrix_power 0": lambda a: np.linalg.matrix_power(a[:, :2], 0) * a[0, 0],
    "multi_dot": lambda a: np.linalg.multi_dot([a, B, A]),
    "X.dot(W)": lambda a: np.tanh(B.dot(a)),
    "X.dot(w)": lambda a: np.maximum(B.T.dot(a[0]), 0),
    "x.dot(w)": lambda a: A[0].dot(a[0]) ** 2,
    "a.dot": lambda a: a.dot(B),
    "ufunc where": lambda a: np.multiply(a, 2.0, out=np.zeros_like(a), where=MASK),
    "iterating": lambda a: sum(x * x for row in a for x in row),
    "unpacking": lambda a: operator.mul(*a[:, 0]),
    "meshgrid": lambda a: operator.mul(*np.meshgrid(a[0], a[1])),
    "real": lambda a: np.real(a) * a.conj() + np.conjugate(a),
    "nan_to_num": lambda a: np.nan_to_num(a) * 2,
}

NEWER = {"matrix_transpose": "matrix_transpose", "cumulative_sum": "cumulative_sum", "np.astype": "astype"}


@pytest.mark.parametrize("function", ONE.values(), ids=ONE)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_function_of_course_code(function):
    check(function, A)


TWO = {
    "vecdot": lambda a, b: np.vecdot(a, b.T),
    "vecdot of an axis": lambda a, b: np.vecdot(a.T, b, axis=0),
    "linalg.vecdot": lambda a, b: np.linalg.vecdot(a, b.T),
    "matvec": lambda a, b: np.matvec(a, b[:, 0]),
    "vecmat": lambda a, b: np.vecmat(a[0], b),
    "linalg.matmul": lambda a, b: np.linalg.matmul(a, b),
    "linalg.outer": lambda a, b: np.linalg.outer(a[0], b[:, 0]),
    "average": lambda a, b: np.average(a, axis=1, weights=b[:, 1] ** 2 + 1),
    "convolve": lambda a, b: np.convolve(b[:, 0], a[0, :2], "valid"),
    "fmax": lambda a, b: np.fmax(a, b.T),
    "where": lambda a, b: np.where(MASK, a * b.T, 0.0),
    "einsum": lambda a, b: np.einsum("i...,...i->i...", a, b),
    "hypot": lambda a, b: np.hypot(a, b.T),
}


@pytest.mark.parametrize("function", TWO.values(), ids=TWO)
def test_a_function_of_two_arrays(function):
    check(function, A, B)


WITHOUT_NAN = {
    "nansum": lambda a: np.nansum(a, axis=1),
    "nanmean": lambda a: np.nanmean(a, axis=1, keepdims=True),
    "nanmax": lambda a: np.nanmax(a, axis=1),
    "nanmin": lambda a: np.nanmin(a),
    "nanprod": lambda a: np.nanprod(a, axis=0),
    "nanvar": lambda a: np.nanvar(a, axis=1, ddof=0),
    "nanstd": lambda a: np.nanstd(a),
    "nansum where": lambda a: np.nansum(a, where=MASK),
    "nan_to_num": lambda a: np.nan_to_num(a, nan=0.0) * 3,
    "fmax": lambda a: np.fmax(a, 0.3),
    "fmin of NaN": lambda a: np.fmin(a, N[::-1])[:, 0],
    "where": lambda a: np.where(np.isnan(a), 0.0, a),
}


@pytest.mark.parametrize("function", WITHOUT_NAN.values(), ids=WITHOUT_NAN)
def test_a_function_that_leaves_nan_out(function):
    check(function, N)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_convolve_and_correlate_of_all_lengths(size, mode):
    a = np.sin(np.arange(4.0) + 1)
    v = np.cos(np.arange(size) * 2.0)
    for function, first, second in itertools.product((np.convolve, np.correlate), (a, values(a)), (v, values(v))):
        if first is a and second is v:
            continue
        np.testing.assert_allclose(numbers(function(first, second, mode)), function(a, v, mode), rtol=1e-14, atol=1e-15)


THREE_AXES = {
    "norm": lambda c: np.linalg.norm(c, axis=(0, 2)),
    "norm of matrices": lambda c: np.linalg.norm(c, 1, axis=(2, 0), keepdims=True),
    "trace": lambda c: np.trace(c, axis1=0, axis2=1),
    "linalg.trace": lambda c: np.linalg.trace(c),
    "einsum": lambda c: np.einsum("...ij,...kj->...ik", c, c),
    "einsum diagonal in the middle": lambda c: np.einsum("iji->j", c[:, :, :2] * 1),
    "average": lambda c: np.average(c, axis=1, weights=[1.0, 2.0, 3.0]),
    "max of two axes": lambda c: np.max(c, axis=(0, 2), initial=-5.0),
    "mean of two axes": lambda c: np.mean(c, axis=(-1, 0), keepdims=True, where=C > -0.9),
    "windows": lambda c: np.lib.stride_tricks.sliding_window_view(c, (2, 2), axis=(1, 2)).mean(axis=(-2, -1)),
    "matrix_transpose": lambda c: c.mT @ c,
    "take_along_axis": lambda c: np.take_along_axis(c, np.argmax(C, axis=2)[..., None], axis=2),
    "tensordot": lambda c: np.tensordot(c, c, axes=([0, 1], [0, 1])),
    "fancy beside slices": lambda c: c[[0, 1, 0], 1:, ::-2],
    "ellipsis and lists": lambda c: c[..., [0, 0, 3]],
    "newaxis": lambda c: c[:, None, 1, :, None],
}


@pytest.mark.parametrize("function", THREE_AXES.values(), ids=THREE_AXES)
def test_a_function_of_three_axes(function):
    check(function, C)


def test_a_norm_of_zeros_has_gradient_zero_as_in_pytorch():
    torch = pytest.importorskip("torch")
    for order in (2, 1, 3):
        w, t = values([0.0, 0.0]), torch.zeros(2, dtype=torch.float64, requires_grad=True)
        np.linalg.norm(w, order).backward()
        torch.linalg.vector_norm(t, order).backward()
        assert gradients(w).tolist() == t.grad.tolist() == [0.0, 0.0]


def test_the_largest_entry_beside_an_equal_initial_one_sends_nothing_as_relu():
    w = values([0.0, -1.0])
    w.max(initial=0.0).backward()
    assert gradients(w).tolist() == [0.0, 0.0]


# --- == and questions ----------------------------------------------------------------------------

T, Y = np.array([1.0, 0.0, 2.0]), np.array([1.0, 1.0, 2.0])
EQUAL = {
    "==": operator.eq,
    "!=": operator.ne,
    "np.equal": np.equal,
    "np.not_equal": np.not_equal,
    "array_equal": np.array_equal,
    "array_equiv": np.array_equiv,
    "isclose": np.isclose,
    "isin": np.isin,
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
    "outer": np.equal.outer,
    "with a new axis": lambda t, y: t[:, None] == y,
    "mean": lambda t, y: (t == y).mean(),
    "with the largest": lambda t, y: t == y.max(),
    "largest with": lambda t, y: y.max() == t,
    "in": lambda t, y: y[1] in t,
    "not in": lambda t, y: y[1] * 7 in t,
    "where": lambda t, y: np.equal(t, y, where=T > 0, out=np.zeros(3, dtype=bool)),
    "dtype": lambda t, y: np.not_equal(t, y, dtype=bool),
    "all": lambda t, y: np.all(t == y) or np.all(t),
    "any": lambda t, y: np.any(t, axis=0) and t.any() and not y.all(),
    "logical_not": lambda t, y: np.logical_not(t),
    "searchsorted": lambda t, y: np.searchsorted(np.sort(t), y),
    "argpartition": lambda t, y: np.argpartition(t, 1)[1],
    "lexsort": lambda t, y: np.lexsort((t, y)),
    "less out": lambda t, y: np.less(t, y, out=np.zeros(3, dtype=bool)),
    "logical_and.reduce": lambda t, y: np.logical_and.reduce(t),
}


@pytest.mark.parametrize("ask", EQUAL.values(), ids=EQUAL)
def test_a_question_about_data_is_answered_as_numpy_does(ask):
    right = ask(T, Y)
    for t, y in ((values(T), Y), (T, values(Y)), (values(T), values(Y))):
        found = ask(t, y)
        assert type(found) in (type(right), bool, np.bool)
        np.testing.assert_array_equal(found, right)


@pytest.mark.parametrize(
    "other", [1.0, 1, np.float32(1), True, [1.0, 0.0, 2.0], (1.0, 0.0, 2.0), np.array(1.0)], ids=repr
)
def test_an_array_equals_numbers_and_lists_entry_by_entry(other):
    for array in (T, values(T)):
        assert (array == other).tolist() == (other == array).tolist() == (T == other).tolist()
        assert (array != other).tolist() == (T != other).tolist()


@pytest.mark.parametrize("other", [None, "a", ["a", "b", "c"]], ids=repr)
def test_an_array_equals_nothing_that_is_no_number_as_in_numpy(other):
    np.testing.assert_array_equal(values(T) == other, T == other)
    np.testing.assert_array_equal(values(T) != other, T != other)


def test_arrays_that_do_not_fit_are_not_compared():
    with pytest.raises(ValueError, match="broadcast"):
        _ = values(T) == np.ones(2)


def test_a_mask_of_the_largest_entries_has_gradients_as_in_numpy_code():
    x = values([[1.0, 3.0, 2.0], [4.0, 0.0, 4.0]])
    mask = x == x.max(axis=1, keepdims=True)
    assert mask.tolist() == [[False, True, False], [True, False, True]]
    (x * mask).sum().backward()
    assert gradients(x).tolist() == mask.astype(float).tolist()


def test_between_two_single_values_it_stays_identity_and_with_arrays_of_no_axes_it_is_data():
    v, u = Value(1.0), Value(1.0)
    assert v == v  # the same one
    assert v != u
    assert not np.equal(v, u)
    assert np.equal(v, v)
    assert bool(values(1.0) == u)
    assert bool(values(1.0) == values(1.0))
    with pytest.raises(TypeError, match=r"v\.data == 1\.0"):
        _ = v == 1.0


def test_a_plain_array_beside_an_array_of_values_compares_data():
    plain = np.array([Value(1.0), Value(5.0)])
    assert (plain == values([1.0, 2.0])).tolist() == [True, False]
    assert (plain == plain.max()).tolist() == [False, True]


# --- what X.dot(W) gives -------------------------------------------------------------------------

FOLLOWING = {
    "exp": np.exp,
    "maximum": lambda z: np.maximum(z, 0),
    "max": lambda z: z.max(axis=1, keepdims=True),
    "argmax": lambda z: z.argmax(axis=1),
    "isnan": np.isnan,
    "arcsin": lambda z: np.arctan(z),
    "sign": np.sign,
    "clip": lambda z: np.clip(z, -0.5, 0.5),
    "where": lambda z: np.where(z > 0, z, 0.0),
    "mask": lambda z: z * (z > 0),
    "concatenate": lambda z: np.concatenate([z, np.ones((3, 1))], axis=1),
    "in place": lambda z: operator.iadd(z, 1.0),
    "z[z < 0] = 0": lambda z: operator.setitem(z, z < 0, 0) or z,
    "zeros_like": np.zeros_like,
    "std": lambda z: z.std(axis=0),
    "log": lambda z: np.log(np.exp(z).sum(axis=1)),
    "sort": lambda z: np.sort(z, axis=1),
    "norm": lambda z: np.linalg.norm(z, axis=1),
    "==": lambda z: z == z.max(),
    "fancy": lambda z: z[np.arange(3), [0, 2, 1]],
    "repr": lambda z: repr(np.round(numbers(z), 12)) if isinstance(z, ValueArray) else repr(np.round(z, 12)),
    "floor of numbers": lambda z: np.floor(numbers(z)),
    "logaddexp": lambda z: np.logaddexp(z, 0),
    "isclose": lambda z: np.isclose(z, 0.1),
    "pad": lambda z: np.pad(z, 1),
    "square": np.square,
    "astype": lambda z: z.astype(float),
    "einsum": lambda z: np.einsum("ij,ij->i", z, z),
    "item": lambda z: z[0, 0].item(),
    "nonzero": lambda z: np.nonzero(z > 0)[0],
}


@pytest.mark.parametrize("following", FOLLOWING.values(), ids=FOLLOWING)
def test_what_x_dot_w_gives_is_an_array_of_values(following):
    w = values(A)
    z = B.dot(w)
    assert type(z) is ValueArray
    found, right = following(z), following(B.dot(A))
    if isinstance(found, str):
        assert found == right
    else:
        found = numbers(found) if isinstance(found, Value | ValueArray) else found
        np.testing.assert_allclose(found, right, rtol=1e-13, atol=1e-15)


LEFT = [B, B.astype(np.float32), np.array([[1, 2], [3, 4]]), B[0], np.ones((3, 0)), np.ones((2, 2, 2))]


@pytest.mark.parametrize("x", LEFT, ids=np.shape)
def test_x_dot_w_of_every_shape(x):
    w = values(A[: x.shape[-1]])
    found = x.dot(w)
    assert all(isinstance(y, Value) for row in found.reshape(-1, 3) for y in row)
    np.testing.assert_allclose(numbers(found), x.dot(numbers(w)), rtol=1e-6)


# --- what is refused says what to write instead ---------------------------------------------------

SQUARE = np.array([[2.0, 0.3], [0.1, 1.5]])
REFUSED = {
    "inv": (lambda w: np.linalg.inv(w), "chooses pivots"),
    "det": (lambda w: np.linalg.det(w), "a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]"),
    "solve": (lambda w: np.linalg.solve(w, w), "chooses pivots"),
    "solve of numbers": (lambda w: np.linalg.solve(SQUARE, w), "chooses pivots"),
    "cholesky": (lambda w: np.linalg.cholesky(w), "chooses pivots"),
    "svd": (lambda w: np.linalg.svd(w), "chooses pivots"),
    "lstsq": (lambda w: np.linalg.lstsq(w, w), "chooses pivots"),
    "pinv": (lambda w: np.linalg.pinv(w), "chooses pivots"),
    "eigh": (lambda w: np.linalg.eigh(w), "chooses pivots"),
    "nuclear norm": (lambda w: np.linalg.norm(w, "nuc"), "singular values have no row"),
    "norm 2 of a matrix": (lambda w: np.linalg.norm(w, 2), "singular values have no row"),
    "negative power": (lambda w: np.linalg.matrix_power(w, -1), "needs an inverse"),
    "median": (lambda w: np.median(w), "np.sort(a)[len(a) // 2]"),
    "percentile": (lambda w: np.percentile(w, 50), "np.sort(a)"),
    "interp": (lambda w: np.interp(w, [0, 1], [0, 1]), "fp[i] + (x - xp[i])"),
    "floor": (lambda w: np.floor(w), "np.floor(numbers(a))"),
    "ceil": (lambda w: np.ceil(w), "np.ceil(numbers(a))"),
    "rint": (lambda w: np.rint(w), "np.rint(numbers(a))"),
    "trunc": (lambda w: np.trunc(w), "np.trunc(numbers(a))"),
    "round": (lambda w: np.round(w, 2), "np.round(numbers(a))"),
    "a.round": (lambda w: w.round(), "np.round(numbers(a))"),
    "round()": (lambda w: np.around(w), "(numbers(a))"),
    "fix": (lambda w: np.fix(w), "(numbers(a))"),
    "%": (lambda w: w % 2, "a - m * np.floor(numbers(a) / m)"),
    "mod": (lambda w: np.mod(w, 2), "a - m * np.floor(numbers(a) / m)"),
    "fmod": (lambda w: np.fmod(w, 2), "a - m * np.floor(numbers(a) / m)"),
    "//": (lambda w: w // 2, "numbers(a) // m"),
    "divmod": (lambda w: np.divmod(w, 2), "a - m * np.floor"),
    "modf": (lambda w: np.modf(w), "np.modf(numbers(a))"),
    "heaviside": (lambda w: np.heaviside(w, 0), "engine.step(a)"),
    "copysign": (lambda w: np.copysign(w, -1), "np.abs(a) * np.sign(numbers(b))"),
    "cbrt": (lambda w: np.cbrt(w), "np.abs(a) ** (1 / 3)"),
    "unique": (lambda w: np.unique(w), "np.unique(numbers(a))"),
    "histogram": (lambda w: np.histogram(w), "np.histogram(numbers(a))"),
    "bincount": (lambda w: np.bincount([0, 1], weights=w[0]), "np.bincount(numbers(a))"),
    "fft": (lambda w: np.fft.fft(w), "C @ a and S @ a"),
    "cov": (lambda w: np.cov(w), "centred @ centred.T"),
    "partition": (lambda w: np.partition(w, 1), "np.sort(a)"),
    "reduceat": (lambda w: np.add.reduceat(w, [0]), "a[i:j].sum()"),
    "apply_along_axis": (lambda w: np.apply_along_axis(np.sum, 0, w), "np.stack([f(row) for row in a])"),
    "choose": (lambda w: np.choose([0, 1], w), "index with the numbers"),
    "piecewise": (lambda w: np.piecewise(w, [A[:, :2] > 0], [1, 2]), "np.where(a > 0, …, …)"),
    "gradient": (lambda w: np.gradient(w), "(a[2:] - a[:-2]) / 2"),
    "out of a question": (lambda w: np.less(w, 0.0, out=w), "leave it out"),
    "where without out": (lambda w: np.exp(w, where=SQUARE > 1), "give both"),
    "float32": (lambda w: w.astype(np.float32), "numbers(a).astype(float32)"),
    "whole numbers": (lambda w: w.astype(int), "numbers(a).astype(int)"),
    "booleans": (lambda w: w.astype("bool"), "numbers(a).astype('bool')"),
    "&": (lambda w: w & w, "(a > 0) & (b > 0)"),
    "~": (lambda w: ~w, "~(a > 0)"),
    "unknown": (lambda w: np.i0(w), "For gradients write it with what there is"),
}


@pytest.mark.parametrize(("compute", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_says_what_to_write(compute, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        compute(values(SQUARE))


def test_what_the_refusals_name_is_right():
    """Each replacement that a sentence names, run on Values; the values are those of what was refused."""
    a, w = values(SQUARE), values([0.3, -1.2, 2.5])
    x = numbers(w)
    close = np.testing.assert_allclose
    assert (a[0, 0] * a[1, 1] - a[0, 1] * a[1, 0]).data == pytest.approx(np.linalg.det(SQUARE), rel=1e-14)
    assert np.sort(w)[len(w) // 2].data == np.median(x)
    close(numbers(w - 2 * np.floor(numbers(w) / 2)), x % 2)
    close(numbers(np.abs(w) * np.sign(numbers(-w))), np.copysign(x, -x))
    close(numbers(np.sign(numbers(w)) * np.abs(w) ** (1 / 3)), np.cbrt(x))
    close(numbers(np.sin(np.pi * w) / (np.pi * w)), np.sinc(x))
    centred = a - a.mean(axis=1, keepdims=True)
    close(numbers(centred @ centred.T / (a.shape[1] - 1)), np.cov(SQUARE))
    close(numbers((w[2:] - w[:-2]) / 2), np.gradient(x)[1:-1])
    close(numbers(np.stack([w[i:j].sum() for i, j in [(0, 1), (1, 3)]])), np.add.reduceat(x, [0, 1]))
    xp, fp, at = np.array([0.0, 1.0, 2.0]), values([1.0, 3.0, 2.0]), values([0.5, 1.25])
    i = np.searchsorted(xp, numbers(at)) - 1
    close(
        numbers(fp[i] + (at - xp[i]) * (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i])), np.interp([0.5, 1.25], xp, [1, 3, 2])
    )
    low, high = values(1.0), values(3.0)
    close(numbers(low + (high - low) * np.linspace(0, 1, 5)), np.linspace(1, 3, 5))
    index, choices, n = np.array([1, 0, 1]), [w, 2 * w], 3
    close(numbers(np.stack(choices)[index, np.arange(n)]), np.choose(index, [x, 2 * x]))
    k = np.arange(3)
    angles = 2 * np.pi * np.outer(k, k) / 3
    close(numbers(np.cos(angles) @ w), np.fft.fft(x).real, atol=1e-14)
    close(numbers(-np.sin(angles) @ w), np.fft.fft(x).imag, atol=1e-14)


def test_every_sentence_of_a_refusal_is_whole():
    for name, sentence in INSTEAD.items():
        text = sentence.format(name=f"np.{name}")
        assert "{" not in text
        assert not text.endswith(".")


# --- one number ----------------------------------------------------------------------------------


def test_item_is_the_float_of_one_entry():
    w = values(A)
    for x, right in ((w.sum(), A.sum()), (w[:1, :1], 0.5), (values(2.0), 2.0), (w[0, 1], -1.3)):
        assert type(x.item()) is float
        assert x.item() == pytest.approx(right, rel=1e-15)
    assert (w.item(1), w.item((1, 2)), w.item(1, 2)) == (-1.3, -0.6, -0.6)
    with pytest.raises(ValueError, match="size 1"):
        w.item()
    with pytest.raises(IndexError):
        w.item(6)


def test_a_reduction_can_be_reduced_again():
    w = values(A)
    low = w.min()
    assert (low.shape, low.ndim, low.size, np.shape(low), np.ndim(low)) == ((), 0, 1, (), 0)
    for again in (low.sum(), low.mean(), low.prod(), low.max(), low.min(), low.sum(axis=None), low.T, low.squeeze()):
        assert again is low
    assert low.max(5.0).data == 5.0
    for name in ("sum", "prod", "max", "min"):  # with options it is what NumPy makes of one number
        for options in ({"initial": 5.0}, {"initial": 5.0, "where": False}, {"axis": 0}, {"keepdims": True}):
            ours, theirs = getattr(low, name)(**options), getattr(np.float64(-1.3), name)(**options)
            assert isinstance(ours, Value)
            assert ours.data == theirs
        with pytest.raises(TypeError):
            getattr(low, name)(nonsense=1)
    with pytest.raises(TypeError):
        low.max(5.0, nonsense=1)
    with pytest.raises(ValueError, match="axes"):
        low.transpose(0)
    assert (low.reshape(1, 1).shape, low.ravel().shape, low.flatten().shape) == ((1, 1), (1,), (1,))
    assert low.astype(float).data == low.data
    assert (low.std().data, low.var().data, low.argmax()) == (0.0, 0.0, 0)
    assert (low.dot(values([1.0, 2.0])).shape, low.tolist()) == ((2,), low)
    assert low.copy().op == "identity"
    w.min().sum().backward()
    assert gradients(w).tolist() == (A.min() == A).astype(float).tolist()


@pytest.mark.parametrize(
    ("compute", "message"),
    [
        (lambda v: round(v), "round(v.item(), 2) is the number"),
        (lambda v: round(v, 3), "f'{v:.2f}' its text"),
        (lambda v: v % 2, "v - m * math.floor(v.item() / m)"),
        (lambda v: 7 % v, "v - m * math.floor(v.item() / m)"),
        (lambda v: divmod(v, 2), "v - m * math.floor(v.item() / m)"),
        (lambda v: v // 2, "v.item() // m"),
        (lambda v: 7.0 // v, "v.item() // m"),
        (lambda v: v ^ 2, "a**b is the power"),
        (lambda v: 2 ^ v, "a**b is the power"),
        (lambda v: np.float64(7) % v, "a - m * np.floor(numbers(a) / m)"),
    ],
    ids=[
        "round",
        "round to digits",
        "%",
        "% on the right",
        "divmod",
        "//",
        "// on the right",
        "^",
        "^ on the right",
        "a number of NumPy's",
    ],
)
def test_operators_of_floats_without_a_row_say_what_to_write(compute, message):
    with pytest.raises(TypeError, match=re.escape(message)):
        compute(Value(3.7))


def test_the_remainder_that_is_named_is_right():
    v, m = Value(-3.7), 2
    out = v - m * math.floor(v.item() / m)
    out.backward()
    assert (out.data, v.grad) == (pytest.approx(-3.7 % 2), 1.0)


def test_a_float_of_a_loss_is_refused_and_names_item():
    for loss in (values(A).sum(), values(1.0), values([1.0])):
        with pytest.raises(TypeError, match=r"loss\.item\(\)"):
            float(loss)


# --- what values(…) takes ------------------------------------------------------------------------


def test_tensors_become_leaves():
    torch = pytest.importorskip("torch")
    t = torch.tensor(A, requires_grad=True)
    given = [t, t.detach(), t.float().double(), torch.nn.Parameter(t), list(t), [list(row) for row in t]]
    for tensor in given:
        w = values(tensor, label="w")
        np.testing.assert_allclose(numbers(w), A, rtol=1e-6)
        assert (w[1, 2].label, w[1, 2].is_leaf) == ("w[1,2]", True)
    assert numbers(values(torch.tensor([1.5, 2.0], dtype=torch.bfloat16))).tolist() == [1.5, 2.0]
    assert numbers(values(torch.tensor([1, 2]))).tolist() == [1.0, 2.0]
    assert numbers(values(torch.tensor(True))) == 1.0
    assert values(torch.tensor(2.5)).shape == ()
    with pytest.raises(TypeError, match="real numbers or Values are needed"):
        values(torch.tensor([1j]))
    with pytest.raises(TypeError, match=r"Use the number inside it: a\.item\(\)"):
        Value(torch.tensor(1.0))


def test_arrays_of_no_axes_are_numbers_for_values_and_refused_with_a_reason_by_value():
    assert values(np.array(1.0)).shape == ()
    assert numbers(values([np.array(1.0), np.array(2)])).tolist() == [1.0, 2.0]
    with pytest.raises(TypeError, match=re.escape("array(1.) (ndarray); a number is needed")) as caught:
        Value(np.array(1.0))
    assert "Use the number inside it: a.item()." in str(caught.value)
    assert Value(np.array(1.0).item()).data == 1.0
    with pytest.raises(TypeError, match=re.escape("values(a) makes an array of Values.")):
        Value(np.array([1.0, 2.0]))


def test_masked_arrays_are_refused_with_a_reason_where_something_is_masked():
    masked = np.ma.array([1.0, 2.0], mask=[False, True])
    for wrong in (lambda: values(masked), lambda: values([1.0, 2.0]) * masked, lambda: values([masked, masked])):
        with pytest.raises(ValueError, match=r"a\.filled\(0\.0\)"):
            wrong()
    assert numbers(values(np.ma.array([1.0, 2.0]))).tolist() == [1.0, 2.0]
    assert values([1.0, 2.0]).sum(where=~masked.mask).data == 1.0
    assert numbers(values(masked.filled(0.0))).tolist() == [1.0, 0.0]


JOINS = {
    "np.stack": np.stack,
    "np.vstack": np.vstack,
    "np.hstack": np.hstack,
    "np.dstack": np.dstack,
    "np.column_stack": np.column_stack,
    "np.concatenate": np.concatenate,
    "np.stack along an axis": lambda a: np.stack(a, axis=-1),
    "np.cumsum along an axis": lambda a: np.cumsum(a, axis=0),
    "np.convolve by number": lambda a: np.convolve(np.ravel(a), np.ravel(a), 1),
    "np.correlate by number": lambda a: np.correlate(np.ravel(a), np.ravel(a), 2),
}


@pytest.mark.parametrize("name", JOINS)
@pytest.mark.parametrize("x", [A, A[0], A[:, :1], np.array(0.5)], ids=lambda x: str(x.shape))
def test_one_array_is_taken_as_the_list_of_its_rows(name, x):
    """Naive: NumPy asks the entries of a row, which ask NumPy, without end."""
    try:
        right = JOINS[name](x)
    except (TypeError, ValueError) as error:
        with pytest.raises(type(error)):
            JOINS[name](values(x))
        return
    w = values(x)
    ours = JOINS[name](w)
    np.testing.assert_allclose(numbers(ours), right, rtol=1e-13, atol=1e-14)
    ours.sum().backward()
    assert (gradients(w) != 0).all()
