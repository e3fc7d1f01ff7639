# Quantile regression (pinball loss) for 3 quantiles, functional style with closures
import numpy as np

def make_model(tau, lr):
    coef = np.zeros(2)
    best = coef.copy()
    def fit(A, y, steps):
        nonlocal coef, best
        lowest = np.inf
        for s in range(steps):
            u = y - A @ coef
            pin = np.mean(np.where(u >= 0, tau * u, (tau - 1) * u))
            if pin < lowest:
                lowest, best = pin, coef.copy()      # subgradient steps are not monotone
            # backward
            slope = np.where(u >= 0, -tau, 1 - tau) / len(y)
            g = A.T @ slope
            # update
            coef = coef - lr / np.sqrt(1 + s) * g
        return lowest
    def predict(x):
        return best[0] + best[1] * x
    return fit, predict

rs = np.random.RandomState(1)
x = rs.uniform(0, 3, 12)
y = 1 + 2 * x + (0.3 + x) * rs.standard_normal(12)
A = np.column_stack((np.ones_like(x), x))

for tau in (0.1, 0.5, 0.9):
    fit, predict = make_model(tau, lr=0.8)
    low = fit(A, y, steps=30)
    print("tau %.1f  pinball %.4f  below: %d of 12" % (tau, low, (y < predict(x)).sum()))
