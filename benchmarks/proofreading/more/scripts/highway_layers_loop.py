# highway network (Srivastava 2015): y = H(x) * T(x) + x * (1 - T(x)), three layers, one after the other
import numpy as np

np.random.seed(23)
n, d, depth = 6, 4, 3
X = np.random.randn(n, d)
t = np.random.randint(0, 2, (n, 1))
WH = [np.random.randn(d, d) * 0.5 for _ in range(depth)]
WT = [np.random.randn(d, d) * 0.5 for _ in range(depth)]
bH = [np.zeros(d) for _ in range(depth)]
bT = [np.full(d, -1.0) for _ in range(depth)]
wo = np.random.randn(d, 1)

for step in range(2):
    xs, Hs, Ts = [X], [], []
    for l in range(depth):
        Hs.append(np.maximum(0, xs[l] @ WH[l] + bH[l]))
        Ts.append(1 / (1 + np.exp(-(xs[l] @ WT[l] + bT[l]))))
        xs.append(Hs[l] * Ts[l] + xs[l] * (1 - Ts[l]))
    y = 1 / (1 + np.exp(-xs[-1] @ wo))
    cost = -np.sum(t * np.log(y) + (1 - t) * np.log(1 - y))

    # backward
    err = t - y                      # minus the gradient, so everything below is added
    delta_wo = xs[-1].T @ err
    dx = err @ wo.T
    dWH, dWT, dbH, dbT = [None] * depth, [None] * depth, [None] * depth, [None] * depth
    for l in range(depth - 1, -1, -1):
        dH = dx * Ts[l] * (Hs[l] > 0)  #! dH = dx * (Hs[l] > 0)
        dT = dx * (Hs[l] - xs[l]) * Ts[l] * (1 - Ts[l])  #! dT = dx * Hs[l] * Ts[l] * (1 - Ts[l])  #! dT = dx * (Hs[l] - xs[l + 1]) * Ts[l] * (1 - Ts[l])
        dWH[l], dbH[l] = xs[l].T @ dH, dH.sum(0)
        dWT[l], dbT[l] = xs[l].T @ dT, dT.sum(0)  #! dWT[l], dbT[l] = xs[l].T @ dH, dT.sum(0)  #! dWT[l], dbT[l] = xs[l + 1].T @ dT, dT.sum(0)
        dx = dx * (1 - Ts[l]) + dH @ WH[l].T + dT @ WT[l].T  #! dx = dH @ WH[l].T + dT @ WT[l].T  #! dx = dx * (1 - Ts[l]) + dH @ WH[l].T  #! dx = dx + dH @ WH[l].T + dT @ WT[l].T

    # update
    wo += 0.1 * delta_wo
    for l in range(depth):
        WH[l] += 0.1 * dWH[l]
        WT[l] += 0.1 * dWT[l]
        bH[l] += 0.1 * dbH[l]
        bT[l] += 0.1 * dbT[l]
