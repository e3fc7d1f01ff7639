"""`proofread` on lines that change a part of an array or all of it, on branches, and on numbers with rates."""

import pytest

from nn import proofread
from tests.examples import first

pytestmark = pytest.mark.ci  # the corpus and the common scripts are read every day

SMOOTHED = """\
import numpy as np
rng = np.random.default_rng(5)
feats, kinds = rng.normal(size=(6, 4)), np.array([2, 0, 1, 1, 2, 0])
feats[:, -1] = 1.0
goal = np.full((6, 3), 0.05)
goal[np.arange(6), kinds] += 0.85
K = rng.normal(size=(4, 3)) * 0.5
decay = 0.3
for turn in range(3):
    s = feats @ K
    q = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    cost = -(goal * np.log(q)).sum() / 6 + 0.5 * decay * (K[:-1] ** 2).sum()
    g = q.copy()
    g -= goal
    g /= 6
    dK = feats.T @ g
    dK[:-1] += decay * K[:-1]
    K -= 0.3 * dK
"""
COUNTS = """\
import numpy as np
y, x = [3, 0, 4, 2, 6], [0.2, -1.0, 0.5, 0.1, 0.9]
beta, log_r = np.array([0.4, 0.2]), 0.3
for turn in range(3):
    r, mu, loglik = np.exp(log_r), np.empty(5), 0.0
    for i in range(5):
        mu[i] = np.exp(beta[0] + beta[1] * x[i])
        loglik += sum(np.log(r + j) for j in range(0, y[i]))
        loglik += r * np.log(r / (r + mu[i])) + y[i] * np.log(mu[i] / (r + mu[i]))
    g_beta, g_r = np.zeros(2), 0.0
    for i in range(5):
        u = (y[i] - mu[i]) * r / (r + mu[i])
        g_beta += u * np.array([1.0, x[i]])
        g_r += sum(1.0 / (r + j) for j in range(0, y[i]))
        g_r += np.log(r / (r + mu[i])) + 1.0 - (r + y[i]) / (r + mu[i])
    g_log_r = r * g_r
    beta = beta + 0.02 * g_beta
    log_r = log_r + 0.02 * g_log_r
"""
NAMED = """\
import numpy as np
rng = np.random.default_rng(1)
X, y = rng.normal(size=(7, 3)), rng.normal(size=(7, 1))
pars = {"U": rng.normal(size=(3, 4)), "V": rng.normal(size=(4, 1))}
def back(pars, H, out):
    d = 2 * (out - y) / len(y)
    return {"dV": H.T @ d, "dU": X.T @ (d @ pars["V"].T * (1 - H ** 2))}
def moved(pars, grads, lr):
    U = pars["U"] - lr * grads["dU"]
    V = pars["V"] - lr * grads["dV"]
    return {"U": U, "V": V}
for turn in range(3):
    H = np.tanh(X @ pars["U"])
    out = H @ pars["V"]
    loss = np.mean((out - y) ** 2)
    pars = moved(pars, back(pars, H, out), 0.7)
"""
LEAKY = """\
import numpy as np
rng = np.random.default_rng(4)
class Leaky:
    def __init__(self, alpha=0.5):
        self.alpha = alpha
    def forward(self, z):
        self.z, self.h = z, np.where(z > 0, z, self.alpha * (np.exp(z) - 1))
        return self.h
    def backward(self, up):
        slope = np.where(self.z > 0, 1.0, self.h + self.alpha)
        return up * slope
X, y = rng.normal(size=(7, 3)), rng.normal(size=(7, 2))
A, B = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
act = Leaky()
for turn in range(3):
    h = act.forward(X @ A)
    out = h @ B
    loss = np.mean((out - y) ** 2)
    d = 2 * (out - y) / y.size
    dB = h.T @ d
    dA = X.T @ act.backward(d @ B.T)
    A, B = A - 0.1 * dA, B - 0.1 * dB
"""
WEIGHED = """\
import numpy as np
rng = np.random.default_rng(6)
X, y, w = rng.normal(size=(7, 3)), (rng.random(7) > 0.4) * 1.0, rng.random(7) + 0.5
beta, c = rng.normal(size=3), 0.1
for turn in range(3):
    p = 1 / (1 + np.exp(-(X @ beta + c)))
    loss = -np.sum(w * (y * np.log(p) + (1 - y) * np.log(1 - p))) / np.sum(w) + 0.1 * np.sum(beta ** 2)
    off = p - y
    off = w * off / np.sum(w)
    dbeta = X.T @ off + 0.2 * beta
    dc = off.sum()
    beta = beta - 0.4 * dbeta
    c = c - 0.4 * dc
"""
ROLLED = """\
import numpy as np
rng = np.random.default_rng(7)
start, push, seen = rng.normal(size=5), rng.normal(size=(5, 4)), rng.normal(size=(5, 5))
n, a, b, rate = 5, 0.8, 0.5, 0.1
s = np.zeros((n, 5))
for turn in range(4):
    s[:, 0] = start
    for k in range(4):
        s[:, k + 1] = s[:, k] - 0.3 * a * np.sin(s[:, k]) + b * push[:, k]
    J = np.sum((s[:, 1:] - seen[:, 1:]) ** 2) / n
    back = np.zeros(n)
    ga = gb = 0.0
    for k in range(3, -1, -1):
        back = back + 2 * (s[:, k + 1] - seen[:, k + 1]) / n
        ga -= 0.3 * np.sum(back * np.sin(s[:, k]))
        gb += np.sum(back * push[:, k])
        back = back * (1 - 0.3 * a * np.cos(s[:, k]))
    a -= 5 * rate * ga
    b -= rate * gb
    start = start - rate * back
"""
BLOCKS = """\
import numpy as np
rng = np.random.default_rng(9)
X, y = rng.normal(size=(6, 3)), np.array([1, 0, 2, 2, 0, 1])
blocks = [(rng.normal(size=(3, 4)), rng.normal(size=(4, 3))) for _ in range(2)]
for turn in range(2):
    h, kept = X, []
    for A, B in blocks:
        z = h @ A
        r = np.maximum(z, 0)
        kept.append((h, z, r))
        h = h + r @ B
    probs = np.exp(h) / np.exp(h).sum(axis=1, keepdims=True)
    logs = np.log(probs)
    loss = -logs[range(6), y].mean()
    dlogs = np.zeros((6, 3))
    dlogs[range(6), y] = -1 / 6
    dprobs = dlogs / probs
    dh = probs * (dprobs - (dprobs * probs).sum(axis=1, keepdims=True))
    for i in (1, 0):
        (A, B), (before, z, r) = blocks[i], kept[i]
        dr = dh @ B.T
        dz = dr * (z > 0)
        dB, dA = r.T @ dh, before.T @ dz
        dh = dh + dz @ A.T
        A -= 0.2 * dA
        B -= 0.2 * dB
"""
EMBEDDED = """\
import numpy as np
rng = np.random.default_rng(2)
toks, nxt = np.array([0, 2, 1, 2, 3]), np.array([2, 1, 2, 3, 0])
E, U = rng.normal(size=(4, 3)), rng.normal(size=(3, 4))
for turn in range(3):
    h = E[toks]
    q = np.exp(h @ U) / np.exp(h @ U).sum(axis=1, keepdims=True)
    loss = -np.log(q[range(5), nxt]).mean()
    d = q.copy()
    d[range(5), nxt] -= 1
    d /= 5
    dU = h.T @ d
    dE = np.zeros_like(E)
    np.add.at(dE, toks, d @ U.T)
    E -= 0.3 * dE
    U -= 0.3 * dU
"""
SCRIPTS = [SMOOTHED, COUNTS, NAMED, LEAKY, WEIGHED, ROLLED, BLOCKS, EMBEDDED]
MISTAKES = {
    "a penalty on all for that on a part": (SMOOTHED, "dK[:-1] += decay * K[:-1]", "dK += decay * K"),
    "chosen entries for all": (SMOOTHED, "g -= goal", "g[np.arange(6), kinds] -= 1"),
    "a range from 1, and no counter of a loop that is over": (
        COUNTS,
        "g_r += sum((1.0 / (r + j) for j in range(0, y[i])))",
        "g_r += sum((1.0 / (r + j) for j in range(1, y[i])))",
    ),
    "a step of a dict made anew that goes up": (
        NAMED,
        "U = pars['U'] - lr * grads['dU']",
        "U = pars['U'] + lr * grads['dU']",
    ),
    "a rate at the array": (NAMED, "V = pars['V'] - lr * grads['dV']", "V = pars['V'] * lr - grads['dV']"),
    "a term of a branch": (
        LEAKY,
        "slope = np.where(self.z > 0, 1.0, self.h + self.alpha)",
        "slope = np.where(self.z > 0, 1.0, self.h)",
    ),
    "branches exchanged": (
        LEAKY,
        "slope = np.where(self.z > 0, 1.0, self.h + self.alpha)",
        "slope = np.where(self.z > 0, self.h + self.alpha, 1.0)",
    ),
    "other rows that are added to": (EMBEDDED, "np.add.at(dE, toks, d @ U.T)", "np.add.at(dE, nxt, d @ U.T)"),
    "a sign above weights": (WEIGHED, "off = p - y", "off = y - p"),
    "a count above steps of several rates": (
        ROLLED,
        "back = back + 2 * (s[:, k + 1] - seen[:, k + 1]) / n",
        "back = back + 2 * (s[:, k + 1] - seen[:, k + 1])",
    ),
    "a name in the place of a slope, in two blocks": (BLOCKS, "dz = dr * (z > 0)", "dz = dr"),
    "a product for a quotient": (BLOCKS, "dprobs = dlogs / probs", "dprobs = probs * dlogs"),
}


def quoted(script):
    """A script with the quotes of `ast.unparse`, and its sums."""
    count = "1.0 / (r + j) for j in range(0, y[i])"
    return script.replace('"', "'").replace(f"sum({count})", f"sum(({count}))")


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_are_right_as_they_stand(script):
    assert proofread(script).correct is True


@pytest.mark.parametrize("name", first(0, list(MISTAKES), 4))
def test_the_line_that_was_changed_is_named_with_what_stood_there(name):
    script, right, wrong = MISTAKES[name]
    script = quoted(script)
    assert script.count(f"    {right}\n") == 1
    report = proofread(script.replace(f"    {right}\n", f"    {wrong}\n"))
    number = script[: script.index(f"    {right}\n")].count("\n") + 1
    assert report.wrong[0].number == number, report
    assert ((number, right),) in [fix.edits for fix in report.wrong[0].fixes], report


def test_an_attribute_in_a_branch_gets_the_array_that_it_lacks():
    right, wrong = (
        "slope = np.where(self.z > 0, 1.0, self.h + self.alpha)",
        "slope = np.where(self.z > 0, 1.0, self.alpha)",
    )
    report = proofread(LEAKY.replace(right, wrong))
    number = LEAKY[: LEAKY.index(right)].count("\n") + 1
    assert report.wrong[0].fixes[0].edits == ((number, right.replace("self.h + self.alpha", "self.alpha + self.h")),)
