"""`judge`: what is rounding, what is a rounded number, and what is neither."""

import math

import numpy as np
import pytest

from engine.checking.agreement import Agreement, judge, judge_all, stands_out

RNG = np.random.default_rng(0)
N, J, K = 7, 4, 3  # samples, inputs, neurons


def product(dtype=float, seed=0):
    """X.T @ D computed in a dtype, the same in 80 bits, and the size of its terms."""
    rng = np.random.default_rng(seed)
    X, D = rng.normal(size=(N, J)).astype(dtype), rng.normal(size=(N, K)).astype(dtype)
    exact = np.longdouble(X).T @ np.longdouble(D)
    return X.T @ D, exact.astype(float), np.abs(X).T.astype(float) @ np.abs(D).astype(float)


def printed(array):
    """The numbers that `print` shows, read back."""
    text = np.array2string(array, threshold=10**9, max_line_width=10**9)
    return np.array(text.replace("[", " ").replace("]", " ").split(), dtype=float).reshape(array.shape)


def scientific(array, digits):
    return np.array([float(f"{x:.{digits - 1}e}") for x in array.flat]).reshape(array.shape)


# --- right -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_another_order_of_addition_is_equal(seed):
    mine, right, scale = product(seed=seed)
    found = judge(mine[::-1], right[::-1], scale[::-1])
    assert found.kind == "equal"
    assert found.digits == 15
    assert found.sentence == "right"
    assert found.agrees.all()


def test_terms_that_cancel_leave_rounding_and_nothing_else():
    terms = np.array([1e8, 1 / 3, -1e8, 1e-9])
    mine, right = terms.sum(), math.fsum(terms)
    assert mine != right
    assert judge(mine, right, np.abs(terms).sum())
    assert not judge(mine, right, abs(right))


@pytest.mark.parametrize("size", [1e-300, 1e-160, 1e-16, 1.0, 1e16, 1e200])
def test_the_size_of_all_numbers_makes_no_difference(size):
    mine, right, scale = product()
    assert judge(mine * size, right * size, scale * size).kind == "equal"
    for wrong in (2 * mine, -mine, 0 * mine, mine + 1e-6 * np.abs(mine).max()):
        assert judge(wrong * size, right * size, scale * size).kind == "different"


@pytest.mark.parametrize("decimals", range(4, 11))
def test_numbers_rounded_to_decimals_are_right_to_these(decimals):
    _, right, scale = product()
    found = judge(np.round(right, decimals), right, scale)
    assert (found.kind, found.unit, found.digits) == ("rounded", "decimals", decimals)
    assert found.sentence == f"right to {decimals} digits after the point; it looks rounded"
    assert found.error <= 0.51 * 10**-decimals


@pytest.mark.parametrize("digits", range(3, 11))
def test_numbers_rounded_to_significant_digits_are_right_to_these(digits):
    right = product()[1]
    right = right * 10.0 ** RNG.integers(-9, 9, size=right.shape)
    found = judge(scientific(right, digits), right, np.abs(right))
    assert (found.kind, found.unit, found.digits) == ("rounded", "digits", digits)
    assert found.sentence == f"right to {digits} digits; it looks rounded"


@pytest.mark.parametrize("size", [1e-12, 1e-5, 1e-2, 1.0, 1e3, 1e7])
@pytest.mark.parametrize("dtype", [np.float32, float])
def test_what_print_shows_is_right(size, dtype):
    mine, right, scale = product(dtype)
    assert judge(printed(mine * dtype(size)), right * size, scale * size)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "given", [lambda a: a, lambda a: a.astype(float), lambda a: a.tolist()], ids=["32", "64", "list"]
)
def test_a_computation_in_float32_is_right_to_its_digits(seed, given):
    mine, right, scale = product(np.float32, seed)
    found = judge(given(mine), right, scale)
    assert (found.kind, found.unit) == ("rounded", "float32")
    assert found.sentence in {f"right to {k} digits; it looks rounded, to float32" for k in (6, 7)}


@pytest.mark.parametrize("decimals", [4, 5, 6])
def test_float32_rounded_to_decimals_is_right_to_these(decimals):
    mine, right, scale = product(np.float32)
    for given in (np.round(mine, decimals), np.round(mine.astype(float), decimals)):
        found = judge(given, right, scale)
        assert found.kind == "rounded"
        assert found.digits in (decimals, decimals - 1)


def test_a_computation_in_float16_is_right_to_its_digits():
    mine, right, scale = product(np.float16)
    assert judge(mine, right, scale).unit == "float16"
    assert judge(mine.astype(float), right, scale).kind == "different"  # nothing says that it was float16
    assert judge(-mine, right, scale).kind == "different"
    assert judge(2 * mine, right, scale).kind == "different"


# --- wrong ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("rounded", [lambda a: a, np.float32, lambda a: np.round(a, 4), lambda a: np.round(a, 8)])
@pytest.mark.parametrize("change", [lambda a: 2 * a, lambda a: -a, lambda a: a / 2, lambda a: a[::-1], lambda a: 0 * a])
def test_no_factor_sign_or_order_is_taken_for_rounding(change, rounded):
    _, right, scale = product()
    assert judge(rounded(change(right)), right, scale).kind == "different"


def test_random_numbers_are_never_rounded():
    rng = np.random.default_rng(1)
    for seed in range(300):
        _, right, scale = product(seed=seed)
        wrong = rng.normal(size=right.shape)
        for given in (wrong, np.float32(wrong), np.round(wrong, 4), np.round(wrong, 2), scientific(wrong, 3)):
            assert judge(given, right, scale).kind == "different"


@pytest.mark.parametrize("size", [1e-10, 1e-8, 1e-6, 1e-3])
def test_one_entry_off_is_no_rounding_and_is_found(size):
    _, right, scale = product()
    wrong = right.copy()
    wrong[2, 1] += size
    found = judge(wrong, right, scale)
    assert found.kind == "different"
    assert np.argwhere(~found.agrees).tolist() == [[2, 1]]
    assert found.error == pytest.approx(size, rel=1e-3)


def test_one_entry_off_among_rounded_ones_is_found():
    _, right, scale = product()
    wrong = right.copy()
    wrong[2, 1] += 0.01
    wrong = np.round(wrong, 5)
    found = judge(wrong, right, scale)
    assert found.kind == "different"
    assert np.argwhere(~found.agrees).tolist() == [[2, 1]]
    wrong[0, 0] = np.round(wrong[0, 0] + 2e-5, 5)
    assert np.argwhere(~judge(wrong, right, scale).agrees).tolist() == [[0, 0], [2, 1]]


@pytest.mark.parametrize(
    ("mine", "right"), [([0.1], [0.12]), ([0.1, 0.1, -0.1], [0.12, 0.05, -0.08]), ([36.0], [35.7]), ([0.01], [0.012])]
)
def test_too_few_digits_say_nothing(mine, right):
    found = judge(mine, right, 1.0)
    assert found.kind == "different"
    assert not found


def test_numbers_that_may_be_right_but_are_too_coarse_say_so():
    found = judge([0.01, 0.0], [0.0121, 0.0032], 1.0)
    assert found.coarse
    assert not found
    assert found.sentence.endswith("which are too few to tell whether it is right")


def test_zeros_are_no_rounding():
    found = judge(np.zeros(3), [1e-9, -2e-9, 3e-9], 1e-9)
    assert found.kind == "different"
    assert not found.coarse


# --- arrays of one origin ------------------------------------------------------------------------


def test_arrays_rounded_alike_speak_for_one_another():
    right = {"W": np.array([[0.51234567, -1.2345678]]), "b": np.array([0.00023]), "c": np.array([0.00001])}
    rounded = {name: np.round(array, 4) for name, array in right.items()}
    found = judge_all({name: (rounded[name], right[name], 1.0) for name in right})
    assert [each.kind for each in found.values()] == ["rounded"] * 3
    assert {each.digits for each in found.values()} == {4}
    wrong = judge_all(
        {**{name: (rounded[name], right[name], 1.0) for name in right}, "b": (0 * right["b"], right["b"], 1)}
    )
    assert not wrong["b"]


def test_each_array_has_its_own_tolerance():
    found = judge_all({"large": ([1e6], [1e6], 1e6), "small": ([3e-16], [-1e-16], 1e-16)})
    assert found["large"].kind == "equal"
    assert found["small"].kind == "different"


def test_an_array_stands_out_from_its_rounding_or_does_not():
    d = np.exp(RNG.normal(size=(5, 4)))
    d /= d.sum(axis=1, keepdims=True)
    d -= np.eye(4)[[0, 1, 2, 3, 0]]  # softmax's δ: each row sums to 0
    assert stands_out(d, np.abs(d))
    assert not stands_out(d.sum(axis=1), np.abs(d).sum(axis=1))
    assert not stands_out([], 1.0)
    assert not stands_out([0.0], 0.0)
    assert not stands_out([math.nan, 1.0], 1.0)
    assert stands_out([1e-200], 1e-200)


# --- what is defined at the edges ------------------------------------------------------------------


def test_nan_and_infinities_agree_with_themselves_only():
    assert judge([math.nan, math.inf, -math.inf], [math.nan, math.inf, -math.inf], 1.0).kind == "equal"
    for mine, right in [(1.0, math.nan), (math.nan, 1.0), (math.inf, -math.inf), (1e308, math.inf), (math.inf, 0.0)]:
        found = judge(mine, right, 1.0)
        assert found.kind == "different"
        assert found.error == math.inf


@pytest.mark.parametrize("scale", [math.nan, math.inf])
def test_a_scale_that_is_not_finite_allows_nothing(scale):
    assert judge([1.0], [2.0], scale).kind == "different"
    assert judge([1.0], [1.0], scale).kind == "equal"


@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (1,), (2, 1, 2)])
def test_any_shape_will_do(shape):
    right = np.full(shape, 1 / 3)
    found = judge(right, right, 1.0)
    assert isinstance(found, Agreement)
    assert found.kind == "equal"
    assert found.agrees.shape == shape
    assert found.error == 0.0
    if right.size:
        assert judge(-right, right, 1.0).kind == "different"
        assert judge(np.round(right, 6), right, 1.0).kind == "rounded"


def test_shapes_must_be_the_same():
    with pytest.raises(ValueError, match=r"yours has shape \(3, 1\) and right has shape \(3,\)"):
        judge(np.ones((3, 1)), np.ones(3), 1.0)


@pytest.mark.parametrize("dtype", [np.int64, np.uint8, bool, object, np.float16, np.float32, np.longdouble])
def test_any_real_dtype_will_do(dtype):
    assert judge(np.array([1, 0, 1], dtype=dtype), [1.0, 0.0, 1.0], 1.0).kind == "equal"
    assert judge(np.array([1, 0, 1], dtype=dtype), [2.0, 0.0, 2.0], 1.0).kind == "different"


@pytest.mark.parametrize("given", [["x"], [1j], [object()]])
def test_what_is_not_a_number_is_refused(given):
    with pytest.raises(TypeError, match=r"yours .*real numbers are needed"):
        judge(given, [1.0], 1.0)


def test_numbers_that_a_float_cannot_hold_apart_are_no_crash():
    assert judge([5e-324], [5e-324], 0.0).kind == "equal"
    assert judge([1.7e308], [-1.7e308], 1.0).kind == "different"
    assert judge([5e-324], [1e-323], 0.0).kind == "different"
