import numpy as np

rng = np.random.RandomState(23)
X = rng.randn(8, 3)
y = X @ np.array([2.0, -1.0, 0.5]) + rng.standard_t(2, 8)
W = rng.randn(3, 4) * 0.4
c = np.zeros(4)
v = rng.randn(4) * 0.4
delta = 1.0
lr = 0.05

def softplus(u):
    return np.log1p(np.exp(u))

for it in range(3):
    u = X @ W + c
    s = softplus(u)
    r = s @ v - y
    small = np.abs(r) <= delta
    huber = np.where(small, 0.5 * r ** 2, delta * (np.abs(r) - 0.5 * delta))
    loss = huber.mean()
    # backward
    dr = np.where(small, r, delta * np.sign(r)) / len(y)  #! dr = np.where(small, delta * np.sign(r), r) / len(y)  #! dr = np.where(small, r, delta) / len(y)  #! dr = np.where(small, r, np.abs(r)) / len(y)
    dv = s.T @ dr  #! dv = u.T @ dr
    ds = dr[:, None] * v[None, :]
    du = ds / (1 + np.exp(-u))  #! du = ds / (1 + np.exp(u))  #! du = ds / (1 + np.exp(-s))  #! du = ds * s
    dW = X.T @ du  #! dW = X.T @ ds
    dc = du.sum(axis=0)  #! dc = du.mean(axis=0)  #! dc = du.sum()
    # update
    W -= lr * dW
    c -= lr * dc
    v -= lr * dv
    # end
    print(f"{it}: {loss:.4f} ({small.sum()} inside)")
