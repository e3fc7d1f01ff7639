# Gaussian process regression: tune log length-scale, log amplitude, log noise on the NLML
import numpy as np

rng = np.random.default_rng(40)
x = np.sort(rng.uniform(0, 5, 10))
y = np.sin(2 * x) + 0.1 * rng.standard_normal(10)
N = len(x)
D2 = (x[:, None] - x[None, :]) ** 2

log_l, log_a, log_s = 0.5, 0.0, -1.0
lr = 0.02

def kernel(log_l, log_a):
    return np.exp(2 * log_a) * np.exp(-0.5 * D2 / np.exp(2 * log_l))

trace = []
for epoch in range(30):
    Kf = kernel(log_l, log_a)
    Ky = Kf + np.exp(2 * log_s) * np.eye(N)
    L = np.linalg.cholesky(Ky)
    alpha = np.linalg.solve(L.T, np.linalg.solve(L, y))
    nlml = 0.5 * y @ alpha + np.log(np.diag(L)).sum() + 0.5 * N * np.log(2 * np.pi)
    trace.append(nlml)

    # backward
    Kinv = np.linalg.inv(Ky)
    # d nlml / dK = 0.5 (K^-1 - alpha alpha^T), Rasmussen & Williams eq 5.9 with flipped sign
    Q = 0.5 * (Kinv - np.outer(alpha, alpha))
    d_log_l = np.sum(Q * Kf * D2 / np.exp(2 * log_l))
    d_log_a = np.sum(Q * 2 * Kf)
    d_log_s = np.trace(Q) * 2 * np.exp(2 * log_s)

    # update
    log_l -= lr * d_log_l
    log_a -= lr * d_log_a
    log_s -= lr * d_log_s
print('length %.3f amp %.3f noise %.3f' % tuple(np.exp([log_l, log_a, log_s])))
print('nlml', trace[0], '->', trace[-1])
