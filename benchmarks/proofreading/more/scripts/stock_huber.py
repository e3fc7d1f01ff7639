# stock returns with some crashes => Huber loss so that the crashes do not rule everything
import numpy as np
rng = np.random.RandomState(17)
r = 0.5 * rng.randn(14)
r[[4, 10]] = -4.0
lags = 2
X = np.column_stack([np.ones(len(r) - lags)] + [r[k:len(r) - lags + k] for k in range(lags)])
y = r[lags:]
DELTA = 1.0

def huber(e):
    small = np.abs(e) <= DELTA
    return np.where(small, 0.5 * e ** 2, DELTA * (np.abs(e) - 0.5 * DELTA)).mean()

def huber_grad(e):
    return np.where(np.abs(e) <= DELTA, e, DELTA * np.sign(e)) / e.size

w = np.array([0.0, 0.0, 0.0])
path = [w]
lr0 = 0.4
for t in range(1, 31):
    e = X @ w - y
    loss = huber(e)
    # backward
    gw = X.T @ huber_grad(e)
    # update
    w = w - lr0 / np.sqrt(t) * gw
    path.append(w)
    if t in [1, 3, 10, 30]:
        print("t=%d huber=%.5f rmse=%.5f" % (t, loss, np.sqrt(np.mean(e ** 2))))
print("distance walked", sum(np.linalg.norm(p1 - p0) for p0, p1 in zip(path, path[1:])))
