import numpy as np
rng = np.random.default_rng(17)
T, N, D, H = 4, 3, 2, 5
x = rng.normal(size=(T, N, D))
target = rng.normal(size=(N, H))
Wx = rng.normal(size=(D, H)) * 0.5
Wh = rng.normal(size=(H, H)) * 0.5
b = np.zeros(H)
for it in range(2):
    h = np.zeros((T + 1, N, H))
    for t in range(T):
        h[t + 1] = np.tanh(x[t] @ Wx + h[t] @ Wh + b)
    loss = 0.5 * np.sum((h[T] - target) ** 2) / N
    dWx = np.zeros_like(Wx)
    dWh = np.zeros_like(Wh)
    db = np.zeros_like(b)
    # backward
    dh = (h[T] - target) / N
    for t in reversed(range(T)):
        ds = dh * (1 - h[t + 1] ** 2)
        dWx += x[t].T @ ds
        dWh += h[t].T @ ds
        db += ds.sum(axis=0)
        dh = ds @ Wh.T
    # update
    Wx -= 0.1 * dWx
    Wh -= 0.1 * dWh
    b -= 0.1 * db
