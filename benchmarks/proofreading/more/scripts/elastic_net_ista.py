# objective: 0.5 / N * np.sum((Phi @ beta + intercept - y) ** 2) + 0.5 * alpha * (1 - l1_ratio) * np.sum(beta ** 2)
# elastic net by proximal gradient: only the smooth part is differentiated,
# the l1 part goes through the soft threshold
import numpy as np

def soft(v, thr):
    return np.sign(v) * np.maximum(np.abs(v) - thr, 0)

gen = np.random.default_rng(31)
N, P = 12, 6
Phi = gen.normal(size=(N, P))
true = np.array([2., 0, 0, -1.5, 0, 0.5])
y = Phi @ true + 0.05 * gen.normal(size=N) + 0.7
alpha, l1_ratio, lr = 0.1, 0.5, 0.1

beta, intercept = gen.normal(size=P) * 0.01, 0.0
path = [beta.copy()]
for sweep in range(30):
    resid = Phi @ beta + intercept - y
    # backward
    g_beta = Phi.T @ resid / N + alpha * (1 - l1_ratio) * beta
    g_int = resid.sum() / N
    # update
    beta = soft(beta - lr * g_beta, lr * alpha * l1_ratio)
    intercept = intercept - lr * g_int
    path.append(beta.copy())
print('nonzero:', np.flatnonzero(beta), 'beta', beta.round(2), 'b0', round(intercept, 2))
