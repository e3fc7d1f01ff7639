"""`proofread` on pairs of functions, and on scripts that compute gradients and take no steps."""

from pathlib import Path

import numpy as np
import pytest

from nn import proofread
from tests.nn.handwritten.proofreading import pair_functions as written
from tests.nn.handwritten.proofreading.scripts import NETWORK

RNG = np.random.default_rng(0)
x, w, b = RNG.normal(size=(4, 3)), RNG.normal(size=(3, 2)), RNG.normal(size=2)


def affine(x, w, b):
    out = x @ w + b
    return out, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = x.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def affine_of_means(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = x.T @ dout
    db = dout.mean(axis=0)
    return dx, dw, db


def by_name(dout, cache):
    x, w = cache
    return {"dw": x.T @ dout, "db": dout.sum(axis=0), "dx": dout @ w.T}


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_backward(dout, x):
    p = softmax(x)
    return p * (dout - (dout * p).sum(axis=1, keepdims=True))


def softmax_flat(dout, x):
    p = softmax(x)
    return p * (dout - (dout * p).sum(axis=1))


@pytest.mark.parametrize("backward", [affine_backward, by_name])
def test_a_right_pair_is_right(backward):
    before = x.copy(), w.copy(), b.copy()
    report = proofread(affine, backward, x, w, b)
    assert report.correct is True
    assert report.parameters == ("x", "w", "b")
    assert all(np.array_equal(*each) for each in zip(before, (x, w, b), strict=True))
    assert str(report).startswith("Right: the gradients of x, w, b are those of L = ")


def test_a_pair_without_a_cache():
    assert proofread(softmax, softmax_backward, RNG.normal(size=(4, 3))).correct is True


@pytest.mark.parametrize(
    ("forward", "backward", "given", "line"),
    [
        (affine, affine_of_means, (x, w, b), "db = dout.mean(axis=0)"),
        (softmax, softmax_flat, (RNG.normal(size=(4, 4)),), "return p * (dout - (dout * p).sum(axis=1))"),
    ],
    ids=["mean", "keepdims"],
)
def test_the_wrong_line_of_a_pair_is_named_where_it_stands(forward, backward, given, line):
    report = proofread(forward, backward, *given)
    assert report.correct is False
    (wrong,) = report.wrong
    assert wrong.source == line
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert source[wrong.number - 1].strip() == line
    assert wrong.fixes


# --- the ways to write a pair ------------------------------------------------------------------------


@pytest.mark.parametrize("pair", written.RIGHT.values(), ids=[name.replace(" ", "-") for name in written.RIGHT])
def test_a_right_pair_is_right_however_it_is_written(pair):
    names, *given = pair
    report = proofread(*given)
    assert report.correct is True, report
    assert report.parameters == tuple(names.split())


def test_a_pair_leaves_its_inputs_its_object_and_its_random_numbers_as_they_were():
    layer, given = written.Layer(w.copy(), b.copy()), x.copy()
    state = written.by_chance.bit_generator.state["state"]
    np.random.seed(3)
    first = np.random.rand()
    np.random.seed(3)
    for each in (written.in_place, written.in_place_backward), (written.dropped, written.dropped_backward):
        proofread(*each, given)
    proofread(layer.forward, layer.backward, given)
    assert np.array_equal(given, x)
    assert not hasattr(layer, "x")
    assert not layer.dw.any()
    assert written.by_chance.bit_generator.state["state"] == state
    assert np.random.rand() == first


def test_the_gradients_that_an_object_keeps_are_judged():
    right, wrong = written.Layer(w, b), written.Mean(w, b)
    assert proofread(right.forward, right.backward, x).parameters == ("x", "self.w", "self.b")
    report = proofread(wrong.forward, wrong.backward, x)
    assert [line.source for line in report.wrong] == ["self.db = dout.mean(axis=0)"]


class Keeper:
    def forward(self, x, w):
        self.x, self.w = x, w
        return np.tanh(x @ w)

    def backward(self, dout):
        s = 1 - np.tanh(self.x @ self.w) ** 2
        return dout * s @ self.w.T, self.x.T @ (dout * s)


class Halved(Keeper):
    def backward(self, dout):
        s = 1 - np.tanh(self.x @ self.w) ** 2
        dx = dout * s @ self.w.T
        dw = self.x.T @ dout
        return dx, dw

    def forward(self, x, w):
        self.x, self.w = x, w
        return np.tanh(x @ w)


keeper, halved = Keeper(), Halved()


def of_keeper(x, w):
    return keeper.forward(x, w)


def back_of_keeper(dout):
    return keeper.backward(dout)


def of_halved(x, w):
    return halved.forward(x, w)


def back_of_halved(dout):
    return halved.backward(dout)


def test_the_wrong_line_of_a_class_is_named_where_functions_only_call_its_object():
    assert proofread(of_keeper, back_of_keeper, x, w).correct
    report = proofread(of_halved, back_of_halved, x, w)
    assert [line.source for line in report.wrong] == ["dw = self.x.T @ dout"]
    assert not hasattr(halved, "x")


def test_a_line_that_is_right_by_its_name_is_not_the_one_that_brings_a_factor_in():
    report = proofread(written.standardised, written.standardised_without_its_mean, x)
    assert [line.source for line in report.wrong] == ["dx += np.ones_like(diff) * dmean"]


def gradient_transposed(dout, a, b):
    da = dout @ b.T
    db = dout.T @ a
    return da, db


def test_the_drawn_gradient_is_not_what_the_learner_drew():
    """With a dout that is the same array as `a`, dout.T @ a is as good as a.T @ dout."""
    a, b = np.random.default_rng(0).normal(size=(3, 3)), np.eye(3) + 1
    assert [line.name for line in proofread(written.product, gradient_transposed, a, b).wrong] == ["db"]


def test_gradients_in_another_order_are_found_and_said():
    report = proofread(written.affine, written.other_order, x, w, b)
    assert report.correct is True
    assert report.remarks == ("The gradients are returned in another order than the inputs: those of b, w, x.",)
    square = x[:3]
    report = proofread(written.product, written.product_other_order, square, square.T @ square)
    assert report.correct is True  # of the same shape, and without names: told apart by their numbers
    assert "those of b, a" in report.remarks[0]


def test_a_gradient_that_is_not_returned_is_said():
    report = proofread(written.affine, written.keeps_one_to_itself, x, w, b)
    assert report.remarks == ("No gradient of b is returned.",)


def stops(dout, cache):
    dx = dout @ cache["w"]
    dw = cache["x"].T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


def stops_before_a_dict(dout, cache):
    dx = dout @ cache["w"]
    return {"x": dx, "w": cache["x"].T @ dout, "b": dout.sum(axis=0)}


def by_a_number(x, w, t):
    return (x @ w) * np.exp(t), {"x": x, "w": w, "t": t}


def stops_before_a_number(dout, cache):
    scale = np.exp(cache["t"])
    dt = np.sum(dout * (cache["x"] @ cache["w"])) * scale
    dx = dout @ cache["w"] * scale
    return dx, cache["x"].T @ dout * scale, np.array(dt)


def stops_while_it_fills_a_dict(dout, cache):
    grads = {"db": dout.sum(axis=0)}
    grads["dx"] = dout @ cache["w"]
    grads["dw"] = cache["x"].T @ dout
    return grads


def transposed(dout, cache):
    return dout @ cache["w"].T, dout.T @ cache["x"], dout.sum(axis=0)


def sine_of_sine(dout, x):
    return dout * np.sin(x)


def slopeless(dout, x):
    return dout * 2


@pytest.mark.parametrize(
    ("forward", "backward", "given", "line", "fix"),
    [
        (written.affine, stops, (x, w, b), 'dx = dout @ cache["w"]', "dx = dout @ cache['w'].T"),
        (written.affine, stops_before_a_dict, (x, w, b), 'dx = dout @ cache["w"]', "dx = dout @ cache['w'].T"),
        (by_a_number, stops_before_a_number, (x, w, np.array(0.4)), 'dx = dout @ cache["w"]', "cache['w'].T"),
        (written.affine, stops_while_it_fills_a_dict, (x, w, b), 'grads["dx"]', "= dout @ cache['w'].T"),
        pytest.param(
            *(written.affine, transposed, (x, w, b), "return dout @ ", "cache['x'].T @ dout"), marks=pytest.mark.ci
        ),
        pytest.param(*(written.scaled_by(3.0)[0], slopeless, (x,), "return dout * 2", ""), marks=pytest.mark.ci),
    ],
    ids=["stops", "before-a-dict", "before-a-number", "in-a-dict", "transposed", "no-adjoint"],
)
def test_a_pair_whose_shapes_do_not_fit_is_read_to_its_end(forward, backward, given, line, fix):
    report = proofread(forward, backward, *given)
    assert report.correct is False
    assert report.wrong[0].source.startswith(line)
    assert not fix or fix in str(report.wrong[0].fixes)


def through_a_slope(dout, x):
    s = written.sigmoid(x)
    slope = x * (1 - x)
    return dout * slope * np.ones_like(s)


def through_a_sum(dout, x):
    p = softmax(x)
    inner = dout.sum(axis=1, keepdims=True)
    return p * (dout - inner)


@pytest.mark.parametrize(
    ("forward", "backward", "edit"),
    [
        (written.sigmoid, through_a_slope, "slope = s * (1 - s)"),
        (softmax, through_a_sum, "inner = (dout * p).sum(axis=1, keepdims=True)"),
    ],
    ids=["slope", "sum"],
)
def test_a_wrong_line_that_is_no_adjoint_is_found_by_what_comes_out_of_it(forward, backward, edit):
    (wrong,) = proofread(forward, backward, x).wrong
    assert wrong.fixes[0].edits == ((wrong.number, edit),)


BETA = 1.7


def swish(x):
    s = 1 / (1 + np.exp(-BETA * x))
    return x * s, (x, s)


def without_the_constant(dout, cache):
    x, s = cache
    bend = s * (1 - s)
    local = s + x * bend
    return local * dout


def bent(x):
    y = x**2 + BETA * x**3
    return np.sin(y), (x, y)


def without_the_power(dout, cache):
    x, y = cache
    by_x = 2 * x + BETA * x**2
    by_y = np.cos(y)
    total = by_y * by_x
    return dout * total


@pytest.mark.parametrize(
    ("forward", "backward", "line"),
    [
        (swish, without_the_constant, "bend = s * (1 - s)"),
        (bent, without_the_power, "by_x = 2 * x + BETA * x**2"),
    ],
    ids=["constant", "power"],
)
def test_a_wrong_local_derivative_is_named_and_not_the_line_that_uses_it(forward, backward, line):
    (wrong,) = proofread(forward, backward, x).wrong
    assert wrong.source == line
    assert wrong.fixes


EDGE = 1


def smooth(x, k):
    wide = np.pad(x, ((0, 0), (EDGE, EDGE)))
    count = wide.shape[1] - len(k) + 1
    z = np.empty((len(x), count))
    for t in range(count):
        z[:, t] = wide[:, t : t + len(k)] @ k
    return np.maximum(z, 0).mean(axis=1)


def cut_off_at_one_end(dout, x, k):
    wide = np.pad(x, ((0, 0), (EDGE, EDGE)))
    count = wide.shape[1] - len(k) + 1
    dwide, dk = np.zeros(wide.shape), np.zeros(len(k))
    for t in range(count):
        part = wide[:, t : t + len(k)]
        z = part @ k
        dz = dout / count * (z > 0)
        dk += dz @ part
        dwide[:, t : t + len(k)] += np.outer(dz, k)
    dx = dwide[:, : -2 * EDGE]
    return dx, dk


@pytest.mark.ci
def test_a_line_that_is_an_adjoint_is_not_wrong_before_one_whose_right_value_explains_all():
    report = proofread(smooth, cut_off_at_one_end, RNG.normal(size=(4, 5)), RNG.normal(size=3))
    assert [line.source for line in report.wrong] == ["dx = dwide[:, : -2 * EDGE]"]


def tanh(x):
    return np.tanh(x)


def brackets_too_early(dout, x):
    p = np.tanh(x)
    return dout * (1 - p) ** 2


def slope_of_another(dout, x):
    p = np.tanh(x)
    return dout * (p * (1 - p))


@pytest.mark.parametrize("backward", [brackets_too_early, slope_of_another], ids=["brackets", "slope"])
def test_brackets_and_the_slope_of_another_activation_are_small_edits(backward):
    (wrong,) = proofread(tanh, backward, x).wrong
    assert wrong.fixes[0].edits == ((wrong.number, "return dout * (1 - p ** 2)"),)


def test_what_cannot_be_read_is_said_in_a_sentence():
    def fails(x):
        raise ValueError("no such layer")

    report = proofread(fails, written.sigmoid_backward, x)
    assert report.problem.startswith("the forward function stops in line ")
    assert report.problem.endswith("with ValueError: no such layer.")
    report = proofread(lambda x: x * 2, lambda dout, x: dout * 2, x)
    assert "a lambda has no name" in report.problem
    assert "source" in proofread(np.exp, written.sigmoid_backward, x).problem
    assert "no gradient" in proofread(written.sigmoid, lambda_free, x).problem


def lambda_free(dout, x):
    return None


# --- scripts that take no steps ----------------------------------------------------------------------

GRADIENTS = NETWORK.split("    W1 -= lr * dW1")[0].replace("for epoch in range(3):", "if True:")


def test_a_script_that_takes_no_steps_is_judged_by_its_gradients():
    report = proofread(GRADIENTS)
    assert report.correct is True
    assert sorted(report.parameters) == ["W1", "W2", "b1", "b2"]
    assert max(line.number for line in report.lines) <= len(GRADIENTS.splitlines())
    wrong = proofread(GRADIENTS.replace("A1.T @ dZ2", "A1.T @ dZ2 * 2"))
    assert [line.name for line in wrong.wrong] == ["dW2"]


def test_gradients_can_be_named():
    script = GRADIENTS.replace("dW1", "slope").replace("dW2", "other")
    report = proofread(script, parameters=["W1", "W2"], gradients=["slope", "other"])
    assert (report.correct, report.parameters) == (True, ("W1", "W2"))
    with pytest.raises(ValueError, match="as many"):
        proofread(script, parameters=["W1"], gradients=["slope", "other"])


def test_functions_without_a_source_are_refused_in_a_sentence():
    names = {"np": np}
    exec("def f(x): return x * 2\ndef g(dout, x): return dout * 2", names)
    report = proofread(names["f"], names["g"], x)
    assert report.correct is None
    assert "source" in report.problem


def weighted_log_loss(z, weight):
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    each = -logp[:, 0]
    loss = (weight * each).sum() / weight.sum()
    return loss, (logp, weight, each, loss)


def weighted_log_loss_back(dloss, kept):
    logp, weight, each, loss = kept
    dz = np.exp(logp)
    dz[:, 0] -= 1
    dz = dloss * weight[:, None] * dz / weight.sum()
    dweight = dloss * (each - loss) / weight.sum()
    return dz, dweight


def test_the_loss_of_a_pair_is_what_it_returns_times_what_is_above_whatever_is_called_a_loss():
    assert proofread(weighted_log_loss, weighted_log_loss_back, x, np.arange(1.0, len(x) + 1)).correct is True


def swish(x):
    return x / (1 + np.exp(-1.5 * x))


def factor_wrong(dout, x):
    s = 1 / (1 + np.exp(-1.5 * x))
    first = s
    second = x * s * (1 - s)
    return dout * (first + second)


def test_a_factor_that_a_local_derivative_lacks_is_missing_in_its_own_line():
    report = proofread(swish, factor_wrong, np.array([0.3, -1.2, 0.8]))
    assert [line.source for line in report.wrong] == ["second = x * s * (1 - s)"]
    assert report.wrong[0].fixes


def smoothed_loss(z, soft):
    shifted = z - z.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(soft * logp).sum() / len(z), (logp, soft)


def smoothed_loss_down(dloss, kept):
    logp, soft = kept
    mass = soft.sum(axis=1, keepdims=True)
    dz = soft - np.exp(logp) * mass
    return dz / len(logp) * dloss


def test_the_line_with_the_wrong_sign_is_named_where_no_step_has_one():
    """The steps below a pair are not the learner's: none of them can have the other sign."""
    soft = np.array([[0.6, 0.3, 0.2], [0.1, 0.5, 0.1]])
    report = proofread(smoothed_loss, smoothed_loss_down, np.array([[0.2, -0.4, 0.9], [1.1, 0.3, -0.7]]), soft)
    assert [line.source for line in report.wrong] == ["dz = soft - np.exp(logp) * mass"]
    assert report.wrong[0].fixes[0].edits[0][1] == "dz = np.exp(logp) * mass - soft"


def cooled(z, heat):
    return z / heat, (z, heat)


def cooled_down(dout, kept):
    z, heat = kept
    return dout / heat, np.array([-np.sum(dout * z) / heat**2])


def test_a_gradient_of_one_number_may_have_another_shape():
    """That of the temperature has the shape (1, 1), and the temperature (1,)."""
    report = proofread(cooled, cooled_down, np.array([[0.3, -1.2], [0.4, 0.9]]), np.array([0.7]))
    assert report.correct is True, report
