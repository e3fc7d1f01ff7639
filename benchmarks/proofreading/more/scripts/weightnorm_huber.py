import numpy as np

# weight normalization (Salimans & Kingma): w = g * v / ||v||, one g per output unit
rng = np.random.RandomState(13)
x = rng.randn(9, 4)
target = x[:, 0] - 2 * x[:, 1] + 0.1 * rng.randn(9)
target[3] += 8      # an outlier, that's why huber
v1, g1, b1 = rng.randn(5, 4), np.ones(5), np.zeros(5)
v2, g2, b2 = rng.randn(1, 5), np.ones(1), np.zeros(1)
huber_d = 1.0

def effective(v, g):
    n = np.sqrt((v ** 2).sum(1))
    return (g / n)[:, None] * v, n

def wn_grads(dw, v, g, n):
    dg = (dw * v).sum(1) / n
    dv = (g / n)[:, None] * dw - (g * dg / n ** 2)[:, None] * v
    return dv, dg

history = []
for it in range(20):
    w1, n1 = effective(v1, g1)
    w2, n2 = effective(v2, g2)
    h = np.tanh(x @ w1.T + b1)
    y = (h @ w2.T + b2)[:, 0]
    r = y - target
    small = np.abs(r) <= huber_d
    loss = np.where(small, 0.5 * r ** 2, huber_d * (np.abs(r) - 0.5 * huber_d)).sum() / len(r)
    history.append(loss)
    # backward
    dy = np.where(small, r, huber_d * np.sign(r))[:, None] / len(r)
    dw2 = dy.T @ h
    db2 = dy.sum(0)
    dpre = (dy @ w2) * (1 - h ** 2)
    dw1 = dpre.T @ x
    db1 = dpre.sum(0)
    dv1, dg1 = wn_grads(dw1, v1, g1, n1)
    dv2, dg2 = wn_grads(dw2, v2, g2, n2)
    # update
    lr = 0.3 / (1 + 0.1 * it)
    v1 -= lr * dv1; g1 -= lr * dg1; b1 -= lr * db1
    v2 -= lr * dv2; g2 -= lr * dg2; b2 -= lr * db2
print(np.round(history, 3))
