"""Proportional odds model for a 4-level rating (ordinal logistic regression).

Cut points must be increasing.  We use   c_1 = a_0,  c_k = c_{k-1} + exp(a_{k-1}).
P(Y <= k | x) = sigmoid(c_k - x'b)
"""
import numpy as np


def sigma(t):
    return 1.0 / (1.0 + np.exp(-t))


def cutpoints(a):
    return np.cumsum(np.concatenate([a[:1], np.exp(a[1:])]))


def nll_and_grad(a, b, X, y):
    """Mean negative log likelihood with its gradient (ga, gb). y in 0..K-1."""
    n, K = len(y), len(a) + 1
    c = cutpoints(a)
    eta = X @ b
    nll = 0.0
    gc = np.zeros(K - 1)
    geta = np.zeros(n)
    for i in range(n):
        k = y[i]
        up = sigma(c[k] - eta[i]) if k < K - 1 else 1.0
        lo = sigma(c[k - 1] - eta[i]) if k > 0 else 0.0
        prob = up - lo
        nll -= np.log(prob) / n
        # backward
        dup = -1.0 / (n * prob) * up * (1 - up)
        dlo = +1.0 / (n * prob) * lo * (1 - lo)
        if k < K - 1:
            gc[k] += dup
        if k > 0:
            gc[k - 1] += dlo
        geta[i] = -(dup + dlo)
    gb = X.T @ geta
    # c_k depends on a_0..a_k  -> reversed cumulative sum
    tail = np.cumsum(gc[::-1])[::-1]
    ga = tail.copy()
    ga[1:] *= np.exp(a[1:])
    return nll, ga, gb


rng = np.random.default_rng(8)
X = rng.normal(size=(12, 2))
latent = X @ [1.5, -1.0] + rng.logistic(size=12)
y = np.digitize(latent, [-1.0, 0.0, 1.5])
a, b = np.array([-1.0, 0.0, 0.0]), np.zeros(2)
for step in range(15):
    nll, ga, gb = nll_and_grad(a, b, X, y)
    # update
    a = a - 0.3 * ga
    b = b - 0.3 * gb
    if step % 5 == 0:
        print("step", step, "nll", round(nll, 4))
assert np.all(np.diff(cutpoints(a)) > 0)
print("cuts", cutpoints(a), "slopes", b)
