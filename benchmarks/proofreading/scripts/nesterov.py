import numpy as np
rng = np.random.default_rng(5)
A = rng.normal(size=(6, 3))
y = rng.normal(size=6)
w = rng.normal(size=3)
v = np.zeros(3)
mu, lr = 0.9, 0.02
for k in range(3):
    r = A @ w - y
    loss = 0.5 * r @ r
    # backward
    g = A.T @ r
    # end
    v_prev = v
    v = mu * v - lr * g
    w += -mu * v_prev + (1 + mu) * v
