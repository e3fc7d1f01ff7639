import numpy as np
rng = np.random.RandomState(15)
E = rng.randn(6, 3) * 0.7
M = rng.randn(3, 3) * 0.7
now, later = np.array([0, 4, 2, 4]), np.array([4, 2, 4, 5])
for epoch in range(2):
    x = E[now]
    h = np.tanh(x @ M)
    z = h @ E.T
    q = np.exp(z - z.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    loss = -np.log(q[np.arange(4), later]).sum()
    # backward
    dz = q.copy()
    dz[np.arange(4), later] -= 1
    dh = dz @ E
    dE = dz.T @ h  #! dE = dz.T @ x
    dpre = dh * (1 - h * h)  #! dpre = dh * (1 - h)
    dM = x.T @ dpre
    dx = dpre @ M.T  #! dx = dpre @ M
    np.add.at(dE, now, dx)  #! dE[now] += dx
    # update
    E -= 0.1 * dE
    M -= 0.1 * dM
