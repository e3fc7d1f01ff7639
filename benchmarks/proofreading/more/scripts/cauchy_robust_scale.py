"""Robust regression by a Cauchy likelihood; scale is estimated too (s = exp(rho)).
Nesterov's accelerated gradient: the gradient is evaluated at the look-ahead point."""
import numpy as np


def nll(w, X, y):
    """w = [coefficients..., rho]"""
    r = (y - X @ w[:-1]) / np.exp(w[-1])
    return np.mean(np.log(np.pi) + w[-1] + np.log(1 + r ** 2))


def dnll(w, X, y):
    # backward
    s = np.exp(w[-1])
    r = (y - X @ w[:-1]) / s
    psi = 2 * r / (1 + r ** 2)                 # redescending influence function
    g = np.empty_like(w)
    g[:-1] = -X.T @ psi / (len(y) * s)
    g[-1] = 1 - np.mean(psi * r)
    return g


def check_gradient(f, df, w, *args, h=1e-6, tol=1e-6):
    for j in range(len(w)):
        e = np.zeros(len(w))
        e[j] = h
        num = (f(w + e, *args) - f(w - e, *args)) / (2 * h)
        assert abs(num - df(w, *args)[j]) < tol, j


def nesterov(w, X, y, lr=0.2, mu=0.7, steps=30):
    v = np.zeros_like(w)
    best = (np.inf, None)
    for k in range(steps):
        g = dnll(w + mu * v, X, y)
        # update
        v = mu * v - lr * g
        w = w + v
        f = nll(w, X, y)
        if f < best[0]:
            best = (f, w.copy())
    return best


rng = np.random.default_rng(1964)
X = np.column_stack([np.ones(12), rng.normal(size=12)])
y = X @ [1.0, 2.0] + 0.1 * rng.normal(size=12)
y[[2, 7]] += [15, -20]                          # gross outliers
w0 = np.array([0.0, 0.0, 0.5])
check_gradient(nll, dnll, w0, X, y)
f, w = nesterov(w0, X, y)
print("Cauchy:", w[:-1].round(2), "scale", np.exp(w[-1]).round(2), "nll", round(f, 3))
print("OLS:   ", np.linalg.lstsq(X, y, rcond=None)[0].round(2))
