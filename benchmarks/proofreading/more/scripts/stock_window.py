# stock price from the 3 days before (don't use for real money)
import numpy as np
np.random.seed(42)
price = 100 + np.cumsum(np.random.randn(15))
ret = np.diff(price)                  # work on differences
win = 3
X = np.array([ret[i:i + win] for i in range(len(ret) - win)])
y = ret[win:]
n = len(y)
n_train = 8
coef = np.zeros(win)
icpt = 0.0
vel_c = np.zeros(win)
vel_i = 0.0
mom = 0.8
for t in range(24):
    pred = X[:n_train] @ coef + icpt
    diff = pred - y[:n_train]
    mae = abs(diff).mean()                # nicer to read
    mse = (diff ** 2).mean()              # <- this one is minimised
    # backward
    g_c = 2 / n_train * X[:n_train].T @ diff
    g_i = 2 / n_train * diff.sum()
    # update
    vel_c = mom * vel_c - 0.02 * g_c
    vel_i = mom * vel_i - 0.02 * g_i
    coef = coef + vel_c
    icpt = icpt + vel_i
    if not t % 8:
        print(f"t={t} mse={mse:.4f} mae={mae:.4f}")

p = X[n_train:] @ coef + icpt
print("test mae", abs(p - y[n_train:]).mean(), "always 0 would give", abs(y[n_train:]).mean())
