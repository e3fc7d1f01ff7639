"""SciPy's special functions of Values have the gradients of PyTorch; with numbers they are what they were."""

import inspect
import subprocess
import sys

import numpy as np
import pytest

from engine import Value, gradients, numbers, values
from engine.arrays import ValueArray

special = pytest.importorskip("scipy.special")
torch = pytest.importorskip("torch")
from scipy.special import log_softmax, logsumexp, softmax  # noqa: E402  # names from before engine sees them

A = np.array([[0.5, -1.3, 0.9], [1.7, 0.2, -0.6]])
P = 1 / (1 + np.exp(-A))
TIES = np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 2.0]])
FAR = np.array([[1e16, 1e16, 0.0], [-1e4, -1e4, -1e4 - 1]])
B = np.array([[0.5, 2.0, 1.0], [1.0, 0.0, 3.0]])

UFUNCS = {
    "expit": (special.expit, torch.special.expit, A),
    "logit": (special.logit, torch.special.logit, P),
    "log_expit": (special.log_expit, torch.nn.functional.logsigmoid, A * 10),
    "erf": (special.erf, torch.special.erf, A),
    "erfc": (special.erfc, torch.special.erfc, A),
    "gammaln": (special.gammaln, torch.special.gammaln, P),
    "expm1": (special.expm1, torch.special.expm1, A),
    "log1p": (special.log1p, torch.special.log1p, A + 2),
    "exp2": (special.exp2, torch.special.exp2, A),
    "ndtr": (special.ndtr, torch.special.ndtr, A),
    "entr": (special.entr, torch.special.entr, P),
    "xlogy": (lambda a: special.xlogy(a, P), lambda t: torch.special.xlogy(t, torch.tensor(P)), A),
    "xlog1py": (lambda a: special.xlog1py(P, a), lambda t: torch.special.xlog1py(torch.tensor(P), t), P),
}
FUNCTIONS = {
    "softmax": (lambda a: softmax(a, axis=1), lambda t: torch.softmax(t, 1)),
    "softmax of columns": (lambda a: special.softmax(a, axis=0), lambda t: torch.softmax(t, 0)),
    "softmax of all": (lambda a: special.softmax(a), lambda t: torch.softmax(t.ravel(), 0).reshape(t.shape)),
    "log_softmax": (lambda a: log_softmax(a, axis=-1), lambda t: torch.log_softmax(t, -1)),
    "log_softmax of all": (
        lambda a: special.log_softmax(a),
        lambda t: torch.log_softmax(t.ravel(), 0).reshape(t.shape),
    ),
    "logsumexp": (lambda a: logsumexp(a, axis=1), lambda t: torch.logsumexp(t, 1)),
    "logsumexp, keepdims": (lambda a: special.logsumexp(a, 0, keepdims=True), lambda t: torch.logsumexp(t, 0, True)),
    "logsumexp of all": (lambda a: special.logsumexp(a), lambda t: torch.logsumexp(t, (0, 1))),
    "logsumexp of both axes": (lambda a: special.logsumexp(a, axis=(0, 1)), lambda t: torch.logsumexp(t, (0, 1))),
    "logsumexp with b": (
        lambda a: logsumexp(a, axis=1, b=B),
        lambda t: (torch.tensor(B) * torch.exp(t)).sum(1).log(),
    ),
}


def check(function, theirs, array, rtol=1e-12):
    w, t = values(array), torch.tensor(array, requires_grad=True)
    out, expected = function(w), theirs(t)
    assert isinstance(out, Value | ValueArray)
    assert np.shape(out) == tuple(expected.shape)
    np.testing.assert_allclose(numbers(out), expected.detach().numpy(), rtol=rtol, atol=1e-14)
    weights = np.cos(np.arange(np.size(numbers(out)))).reshape(np.shape(out)) + 0.3
    np.sum(out * weights).backward()
    (expected * torch.tensor(weights)).sum().backward()
    np.testing.assert_allclose(gradients(w), t.grad.numpy(), rtol=rtol, atol=1e-14)


@pytest.mark.parametrize(("function", "theirs", "array"), UFUNCS.values(), ids=UFUNCS)
def test_a_ufunc_of_scipy_has_the_values_and_gradients_of_pytorch(function, theirs, array):
    check(function, theirs, array)
    np.testing.assert_allclose(numbers(function(values(array))), function(array), rtol=1e-12)


@pytest.mark.parametrize("array", [A, TIES, -TIES], ids=["apart", "ties", "other ties"])
@pytest.mark.parametrize(("function", "theirs"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_of_scipy_has_the_values_and_gradients_of_pytorch(function, theirs, array):
    check(function, theirs, array)
    np.testing.assert_allclose(numbers(function(values(array))), function(array), rtol=1e-12)


def test_digamma_has_the_derivative_that_scipy_names():
    for function in (special.digamma, special.psi):
        w = values(P)
        out = function(w)
        out.sum().backward()
        np.testing.assert_allclose(numbers(out), function(P), rtol=1e-12)
        np.testing.assert_allclose(gradients(w), special.polygamma(1, P), rtol=1e-12)


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_large_numbers_lose_no_digits(name):
    check(*FUNCTIONS[name], FAR)


def test_the_gradients_of_logsumexp_at_large_numbers_are_the_softmax():
    w = values(FAR)
    logsumexp(w, axis=1).sum().backward()
    np.testing.assert_allclose(gradients(w), torch.softmax(torch.tensor(FAR), 1).numpy(), rtol=1e-12)


def test_zero_times_the_logarithm_of_zero_is_zero():
    for function, theirs in ((special.xlogy, torch.special.xlogy), (special.xlog1py, torch.special.xlog1py)):
        edge = 0.0 if function is special.xlogy else -1.0
        assert numbers(function(values([0.0]), edge)).tolist() == [0.0]
        assert numbers(function(0.0, values([edge]))).tolist() == [0.0]
        assert theirs(torch.tensor([0.0]), torch.tensor([edge])).tolist() == [0.0]


def test_single_values_lists_and_plain_arrays_of_values_are_taken():
    v, u = Value(0.3), Value(-0.8)
    for given in ([v, u], np.array([v, u]), (v, u), values([v, u])):
        out = softmax(given)
        assert type(out) is ValueArray
        np.testing.assert_allclose(numbers(out), special.softmax([0.3, -0.8]), rtol=1e-15)
    assert special.expit(v).data == pytest.approx(special.expit(0.3), rel=1e-15)
    logsumexp([v, u]).backward()
    np.testing.assert_allclose([v.grad, u.grad], softmax([0.3, -0.8]), rtol=1e-14)


def test_with_numbers_the_functions_are_what_they_were():
    values(A)
    for function in (softmax, log_softmax, logsumexp):
        assert getattr(special, function.__name__) is function
        assert "axis" in inspect.signature(function).parameters
        assert function.__doc__.startswith(("Compute", "\\n", "Logarithm")) or "softmax" in function.__doc__
    assert logsumexp([1, 2], b=[1, -1], return_sign=True)[1] == -1.0
    np.testing.assert_allclose(softmax(A, 1).sum(axis=1), [1.0, 1.0], rtol=1e-15)
    with pytest.raises(TypeError, match="unexpected keyword"):
        softmax(A, axes=1)


def test_return_sign_is_refused():
    with pytest.raises(TypeError, match=r"np\.log\(np\.abs"):
        logsumexp(values(A), return_sign=True)


def test_a_function_without_a_row_is_refused_by_scipys_name():
    with pytest.raises(TypeError, match=r"scipy\.special\.ndtri does not work on Values"):
        special.ndtri(values(P))


def test_scipy_is_not_loaded_by_arrays_and_may_be_loaded_later():
    program = (
        "import sys\n"
        "from engine import values\n"
        "w = values([1.0, 2.0])\n"
        "assert 'scipy' not in sys.modules\n"
        "from scipy.special import logsumexp, expit\n"
        "v = w * 1\n"
        "print(type(logsumexp(v)).__name__, type(expit(w)).__name__, round(float(logsumexp([1.0, 2.0])), 6))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Value", "ValueArray", "2.313262"]
