"""Gaussian process: hyperparameters of a squared exponential kernel + noise by the gradient
of the negative log marginal likelihood (Rasmussen & Williams, eq. 5.8 and 5.9).
theta = log [lengthscale, signal std, noise std]"""
import numpy as np


def kernel_parts(theta, x):
    ell, sf, sn = np.exp(theta)
    sq = (x[:, None] - x[None, :]) ** 2
    Kf = sf ** 2 * np.exp(-0.5 * sq / ell ** 2)
    return Kf, sq / ell ** 2, sn ** 2 * np.eye(len(x))


def evidence(theta, x, y):
    """Return (nlml, gradient)."""
    Kf, scaled, noise = kernel_parts(theta, x)
    Lc = np.linalg.cholesky(Kf + noise)
    alpha = np.linalg.solve(Lc.T, np.linalg.solve(Lc, y))
    nlml = 0.5 * y @ alpha + np.log(np.diag(Lc)).sum() + 0.5 * len(y) * np.log(2 * np.pi)
    # backward
    Linv = np.linalg.inv(Lc)
    inner = Linv.T @ Linv - np.outer(alpha, alpha)      # K^-1 - alpha alpha'
    dK = (Kf * scaled, 2 * Kf, 2 * noise)               # d K / d theta_j
    grad = np.array([0.5 * np.sum(inner * d) for d in dK])
    return nlml, grad


def nadam(theta, x, y, lr=0.1, steps=25, b1=0.9, b2=0.999):
    m, v = np.zeros(3), np.zeros(3)
    for t in range(1, steps + 1):
        f, g = evidence(theta, x, y)
        # update
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g * g
        m_bar = b1 * m / (1 - b1 ** (t + 1)) + (1 - b1) * g / (1 - b1 ** t)
        theta = theta - lr * m_bar / (np.sqrt(v / (1 - b2 ** t)) + 1e-8)
        if t % 8 == 1:
            print("step", t, "nlml", round(f, 4), "theta", np.exp(theta).round(3))
    return theta


def predict(theta, x, y, xs):
    Kf, _, noise = kernel_parts(theta, np.r_[x, xs])
    n = len(x)
    return Kf[n:, :n] @ np.linalg.solve(Kf[:n, :n] + noise[:n, :n], y)


rng = np.random.default_rng(2006)
x = np.linspace(0, 5, 10)
y = np.sin(1.5 * x) + 0.1 * rng.normal(size=10)
theta = nadam(np.log([0.5, 1.0, 0.3]), x, y)
xs = np.array([0.7, 2.3, 4.1])
print("prediction", predict(theta, x, y, xs).round(2), "truth", np.sin(1.5 * xs).round(2))
