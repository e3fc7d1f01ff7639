import numpy as np
np.random.seed(64)
windows = [([1, 3], 0), ([0, 4], 2), ([2, 2], 4)]
V = np.random.randn(5, 3) * 0.6
U = np.random.randn(3, 5) * 0.6
for epoch in range(2):
    cost = 0.0
    dV, dU = np.zeros_like(V), np.zeros_like(U)
    for around, middle in windows:
        h = np.zeros(3)
        for w in around:
            h += V[w] / len(around)
        y = np.exp(h @ U)
        y = y / np.sum(y)
        cost += -np.log(y[middle])
        # backward
        e = y.copy()
        e[middle] -= 1  #! e[middle] += 1
        dU += np.outer(h, e)  #! dU += np.outer(h, y)
        dh = U @ e
        for w in around:
            dV[w] += dh / len(around)  #! dV[w] += dh #! dV[w] = dh / len(around)
    # update
    V -= 0.2 * dV
    U -= 0.2 * dU
