import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

rng = np.random.default_rng(6)
T, N, D, H = 3, 2, 3, 4
xs = rng.normal(size=(T, N, D))
goal = rng.normal(size=(N, H))
W = rng.normal(size=(D + H, 4 * H)) * 0.4
b = np.zeros(4 * H)
for it in range(2):
    h, c = np.zeros((N, H)), np.zeros((N, H))
    cache = []
    for t in range(T):
        z = np.hstack([xs[t], h])
        s = z @ W + b
        i = sigmoid(s[:, :H])
        f = sigmoid(s[:, H:2*H])
        o = sigmoid(s[:, 2*H:3*H])
        g = np.tanh(s[:, 3*H:])
        c_prev = c
        c = f * c_prev + i * g
        tc = np.tanh(c)
        h = o * tc
        cache.append((z, i, f, o, g, c_prev, tc))
    loss = 0.5 * np.sum((h - goal) ** 2)
    dW, db = np.zeros_like(W), np.zeros_like(b)
    dc = np.zeros((N, H))
    # backward
    dh = h - goal
    for t in reversed(range(T)):
        z, i, f, o, g, c_prev, tc = cache[t]
        do = dh * tc
        dc = dc + dh * o * (1 - tc ** 2)
        di = dc * g
        dg = dc * i
        df = dc * c_prev
        ds = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])
        dW += z.T @ ds
        db += ds.sum(axis=0)
        dz = ds @ W.T
        dh = dz[:, D:]
        dc = dc * f
    # update
    W -= 0.1 * dW
    b -= 0.1 * db
