"""Linear models, lab 2: one factor with three levels, dummy coding, ridge.

The intercept is *not* penalised (ask yourself why!).
"""
import numpy as np

LEVELS = ["control", "drug_a", "drug_b"]


def design(group, age):
    """Return the n x 4 design matrix [1, drug_a, drug_b, age_centred]."""
    n = len(group)
    X = np.zeros((n, 4))
    X[:, 0] = 1.0
    for i, g in enumerate(group):
        if g != LEVELS[0]:                 # reference level gets no column
            X[i, LEVELS.index(g)] = 1.0
    X[:, 3] = (age - age.mean()) / age.std()
    return X


def penalised_rss(beta, X, y, lam):
    """RSS(beta) + lam * ||beta without intercept||^2"""
    r = y - X @ beta
    return r @ r + lam * np.sum(beta[1:] ** 2)


def gradient(beta, X, y, lam):
    """Gradient of penalised_rss w.r.t. beta."""
    # backward
    r = y - X @ beta
    g = -2.0 * X.T @ r
    g[1:] += 2.0 * lam * beta[1:]
    return g


def fit(X, y, lam=0.5, lr=0.02, steps=30):
    beta = np.zeros(X.shape[1])
    path = [beta.copy()]
    for k in range(steps):
        g = gradient(beta, X, y, lam)
        # update
        beta = beta - lr * g
        path.append(beta.copy())
    return beta, path


if __name__ == "__main__":
    rng = np.random.default_rng(11)
    group = ["control", "drug_a", "drug_b"] * 4
    age = rng.uniform(20, 60, size=12)
    X = design(group, age)
    y = X @ np.array([5.0, 1.0, -2.0, 0.3]) + 0.1 * rng.normal(size=12)

    # gradient check
    b0 = rng.normal(size=4)
    num = np.array([(penalised_rss(b0 + 1e-6 * e, X, y, .5) - penalised_rss(b0 - 1e-6 * e, X, y, .5)) / 2e-6
                    for e in np.eye(4)])
    assert np.allclose(num, gradient(b0, X, y, .5), rtol=1e-4)

    beta, path = fit(X, y)
    D = np.diag([0., 1., 1., 1.])
    exact = np.linalg.solve(X.T @ X + .5 * D, X.T @ y)
    print("gradient descent", beta.round(3))
    print("closed form     ", exact.round(3))
    print("objective", penalised_rss(beta, X, y, .5))
