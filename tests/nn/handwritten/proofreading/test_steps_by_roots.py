"""Steps that are no multiples of their gradients: which gradient goes into which, and a root that was left out."""

import pytest

from nn import proofread
from tests.examples import first
from tests.nn.handwritten.proofreading.scripts import line_of

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

LAYERS = """\
import numpy as np
rs = np.random.RandomState(4)

class Affine:
    def __init__(self, m, n):
        self.kernel, self.shift = rs.randn(m, n) * 0.7, rs.randn(n) * 0.2
    def forward(self, h):
        self.h = h
        return h @ self.kernel + self.shift
    def backward(self, delta):
        self.k_move = self.h.T @ delta
        self.s_move = delta.sum(axis=0)
        return delta @ self.kernel.T

class Tanh:
    def forward(self, h):
        self.t = np.tanh(h)
        return self.t
    def backward(self, delta):
        return delta * (1 - self.t ** 2)

layers = [Affine(3, 4), Tanh(), Affine(4, 3), Tanh(), Affine(3, 2)]
inputs, wanted = rs.randn(5, 3), rs.randn(5, 2)
state = {}
for n in range(1, 5):
    h = inputs
    for layer in layers:
        h = layer.forward(h)
    loss = np.mean((h - wanted) ** 2)
    delta = 2 * (h - wanted) / h.size
    for layer in layers[::-1]:
        delta = layer.backward(delta)
    for k, layer in enumerate(layers):
        if not isinstance(layer, Affine):
            continue
        for tensor, moved, tag in ((layer.kernel, layer.k_move, "k"), (layer.shift, layer.s_move, "s")):
            first, second = state.get((k, tag), (0.0, 0.0))
            first = 0.9 * first + 0.1 * moved
            second = 0.99 * second + 0.01 * moved * moved
            state[k, tag] = first, second
            tensor -= 0.01 * (first / (1 - 0.9 ** n)) / (np.sqrt(second / (1 - 0.99 ** n)) + 0.0001)
"""
RMS = """\
import numpy as np
rng = np.random.default_rng(5)
X, y = rng.normal(size=(8, 4)), rng.normal(size=8)
w, seen = rng.normal(size=4), np.zeros(4)
for _ in range(4):
    r = X @ w - y
    loss = 0.5 * np.mean(r ** 2)
    slope = X.T @ r / len(y)
    seen = 0.95 * seen + 0.05 * slope ** 2
    w -= 0.02 * slope / (np.sqrt(seen) + 0.0001)
"""
MISTAKES = {
    "slope": (LAYERS, "return delta * (1 - self.t ** 2)", "return delta * (1 - self.t)"),
    "root": (RMS, "(np.sqrt(seen) + 0.0001)", "(seen + 0.0001)"),
    "root of layers": (LAYERS, "(np.sqrt(second / (1 - 0.99 ** n)) + 0.0001)", "(second / (1 - 0.99 ** n) + 0.0001)"),
}


@pytest.mark.parametrize("script", [LAYERS, RMS], ids=["layers", "rms"])
def test_steps_that_are_no_multiples_of_the_gradients_are_right(script):
    assert proofread(script).correct is True


@pytest.mark.ci
@pytest.mark.parametrize("name", first(2, list(MISTAKES), 5))
def test_what_is_wrong_in_them_is_named_and_mended(name):
    """The gradients of all layers have one name; without its root, the divisor makes long gradients short steps."""
    script, right, wrong = MISTAKES[name]
    assert right in script
    report = proofread(script.replace(right, wrong))
    assert [line.number for line in report.wrong] == [line_of(right, script)]
    assert any(fix.edits[0][1].strip() in script for fix in report.wrong[0].fixes)


UNPACKED = """\
import numpy as np
rng = np.random.default_rng(6)
def affine(x, w):
    return x @ w, (x, w)
def affine_back(dout, kept):
    x, w = kept
    dw = x.T @ dout
    return dout @ w.T, dw
x0, wanted = rng.normal(size=(5, 3)), rng.normal(size=(5, 2))
P = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))]
V = [0 * p for p in P]
for turn in range(4):
    s, kept1 = affine(x0, P[0])
    a = np.tanh(s)
    out, kept2 = affine(a, P[1])
    gap = out - wanted
    huber = np.where(abs(gap) < 1, 0.5 * gap ** 2, abs(gap) - 0.5).sum()
    da, g2 = affine_back(np.clip(gap, -1, 1), kept2)
    _, g1 = affine_back(da * (1 - a * a), kept1)
    for k, g in enumerate([g1, g2]):
        V[k] = 0.6 * V[k] + g
        P[k] = P[k] - 0.05 * V[k]
"""


@pytest.mark.parametrize("at", first(1, [1, 0]))
def test_what_was_unpacked_in_an_earlier_pass_is_no_parameter(at):
    """`w` of the first pass is an array that has moved since; a number that is called huber is the loss."""
    assert proofread(UNPACKED, at=at).correct is True
    report = proofread(UNPACKED.replace("da * (1 - a * a)", "da * (1 - a)"), at=at)
    assert [line.source for line in report.wrong] == ["_, g1 = affine_back(da * (1 - a), kept1)"]


STOPS = """\
import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 1))
params = {"W": rng.normal(size=(3, 4)), "V": rng.normal(size=(4, 1))}
m = {k: np.zeros_like(p) for k, p in params.items()}
v = {k: np.zeros_like(p) for k, p in params.items()}
for t in range(1, 4):
    h = np.tanh(X @ params["W"])
    loss = np.mean((h @ params["V"] - y) ** 2)
    grads = {}
    # backward
    d = 2 * (h @ params["V"] - y) / len(y)
    grads["V"] = h.T @ d
    ds = (d @ params["V"].T) * (1 - h ** 2)
    grads["W"] = X.T @ ds
    # end
    for k in params:
        m[k] = 0.9 * m[k] + 0.1 * grads[k]
        v[k] = 0.999 * v[k] + 0.001 * grads[k] ** 2
        params[k] -= 0.01 * (m[k] / (1 - 0.9 ** t)) / (np.sqrt(v[k] / (1 - 0.999 ** t)) + 1e-8)
"""


def test_a_gradient_whose_line_stops_is_what_goes_into_the_step():
    right, wrong = 'grads["V"] = h.T @ d', 'grads["V"] = h @ d'
    assert proofread(STOPS).correct is True
    (line,) = proofread(STOPS.replace(right, wrong)).wrong
    assert (line.source, line.note.startswith("it stops here")) == (wrong, True)
    assert line.fixes[0].edits == ((line_of(right, STOPS), "grads['V'] = h.T @ d"),)


NUMBERED = (
    STOPS.replace('"V"', '"p2"')
    .replace('"W"', '"p1"')
    .replace(
        'grads["p1"] = X.T @ ds',
        """for l in (1,):
        grads["p%d" % l] = X.T @ ds""",
    )
)


@pytest.mark.ci
def test_a_gradient_of_another_shape_is_named_by_the_key_that_it_has_in_its_turn():
    assert proofread(NUMBERED).correct is True
    (line,) = proofread(NUMBERED.replace("X.T @ ds", "h.T @ ds")).wrong
    assert line.source == 'grads["p%d" % l] = h.T @ ds'
    assert line.fixes[0].edits[0][1] == "grads['p%d' % l] = X.T @ ds"


WHOLE = STOPS.replace("    grads = {}", "    own = params\n    grads = {}")


@pytest.mark.ci
def test_a_parameter_under_another_name_is_not_taken_for_its_gradient_where_that_has_another_shape():
    (line,) = proofread(WHOLE.replace('grads["W"] = X.T @ ds', 'grads["W"] = h.T @ ds')).wrong
    assert line.source == 'grads["W"] = h.T @ ds'


SHORT = """\
import numpy as np

rng = np.random.default_rng(21)
x, y = rng.normal(size=(5, 4)), rng.normal(size=(5, 3))
w1, w2 = rng.normal(size=(4, 6)), rng.normal(size=(6, 3))
for t in range(4):
    h = np.tanh(x.dot(w1))
    loss = np.square(h.dot(w2) - y).sum()
    grad_out = 2.0 * (h.dot(w2) - y)
    grad_w2 = h.T.dot(grad_out)
    grad_w1 = x.T.dot(grad_out.dot(w2.T) * (1 - h ** 2))
    norm = np.sqrt((grad_w1 ** 2).sum() + (grad_w2 ** 2).sum())
    factor = min(1.0, 8.0 / norm)
    w1 -= 0.01 * factor * grad_w1
    w2 -= 0.01 * factor * grad_w2
"""


@pytest.mark.ci
def test_how_short_gradients_are_kept_is_not_known_of_a_script_that_stops_before_and_no_factor_of_the_loss():
    assert proofread(SHORT).correct is True
    report = proofread(SHORT.replace("grad_w1 = x.T.dot(", "grad_w1 = x.dot("))
    assert [line.source[:16] for line in report.wrong] == ["grad_w1 = x.dot("]
    assert report.wrong[0].fixes[0].edits[0][1].startswith("grad_w1 = x.T.dot(")
    assert "Besides" not in str(report)


MULTIPLIED = """\
import numpy as np
rng = np.random.default_rng(5)
X, y = rng.normal(size=(8, 6)), rng.normal(size=8)
w, seen = rng.normal(size=6), np.zeros(6)
for _ in range(4):
    r = X @ w - y
    loss = 0.5 * np.mean(r ** 2)
    dw = X.T @ r / 8
    seen += dw ** 2
    w -= 0.1 * dw * np.sqrt(seen)
"""


@pytest.mark.parametrize("start", ["zeros", "ones"])
def test_a_step_that_is_multiplied_by_the_root_is_named_and_put_right(start):
    wrong = MULTIPLIED.replace("zeros", start)
    report = proofread(wrong)
    assert [line.source for line in report.wrong] == ["w -= 0.1 * dw * np.sqrt(seen)"], report
    assert report.wrong[0].fixes[0].edits == ((10, "w -= 0.1 * dw / np.sqrt(seen)"),)
    assert proofread(wrong.replace("dw * np.sqrt(seen)", "dw / np.sqrt(seen)")).correct is True
