# RBF-Netz: centres, widths and output weights are all learned
import numpy as np

rs = np.random.RandomState(9)
x = np.linspace(-2, 2, 11)[:, None]
t = np.exp(-x[:, 0] ** 2) - 0.5 * x[:, 0]
M = 4
c = rs.uniform(-2, 2, (M, 1))
log_s = np.zeros(M)                  # width = exp(log_s), stays positive
w = rs.randn(M) * 0.2
w_0 = 0.0
eta = 0.05

for epoche in range(30):
    order = rs.permutation(len(x))
    for i in order:
        diff = x[i] - c                              # M x 1
        dist2 = (diff ** 2).sum(axis=1)
        phi = np.exp(-dist2 / (2 * np.exp(2 * log_s)))
        y = w @ phi + w_0
        E_i = 0.5 * (y - t[i]) ** 2
        # backward
        e = y - t[i]
        grad_w = e * phi
        grad_w0 = e
        common = e * w * phi / np.exp(2 * log_s)
        grad_c = common[:, None] * diff
        grad_log_s = common * dist2
        # update
        w -= eta * grad_w
        w_0 -= eta * grad_w0
        c -= eta * grad_c
        log_s -= eta * grad_log_s
    if epoche % 10 == 9:
        PHI = np.exp(-((x - c.T) ** 2) / (2 * np.exp(2 * log_s)))
        print("Epoche", epoche + 1, "E gesamt", 0.5 * np.sum((PHI @ w + w_0 - t) ** 2))
