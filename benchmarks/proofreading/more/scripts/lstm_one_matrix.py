"""LSTM where the four gates live in ONE matrix (order: i, f, o, g). Predicts a number from a short series."""
import numpy as np


def sigmoid(v):
    return 1.0 / (1.0 + np.exp(-v))


def lstm_forward(X, P):
    B, T, D = X.shape
    H = P['Wy'].shape[0]
    h, c = np.zeros((B, H)), np.zeros((B, H))
    steps = []
    for t in range(T):
        xh = np.hstack([X[:, t], h])
        A = xh @ P['W'] + P['b']
        i, f, o = sigmoid(A[:, :H]), sigmoid(A[:, H:2 * H]), sigmoid(A[:, 2 * H:3 * H])
        g = np.tanh(A[:, 3 * H:])
        c_prev = c
        c = f * c_prev + i * g
        h = o * np.tanh(c)
        steps.append((xh, i, f, o, g, c_prev, c))
    y = h @ P['Wy'] + P['by']
    return y, (steps, h)


def lstm_backward(dy, cache, P, D):
    steps, h_last = cache
    H = P['Wy'].shape[0]
    G = {k: np.zeros_like(v) for k, v in P.items()}
    # backward
    G['Wy'] = h_last.T @ dy
    G['by'] = dy.sum(0)
    dh = dy @ P['Wy'].T
    dc = np.zeros_like(dh)
    for xh, i, f, o, g, c_prev, c in reversed(steps):
        tc = np.tanh(c)  #! tc = np.tanh(c_prev)
        do = dh * tc
        dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)  #! dc = dc + dh * (1 - tc ** 2)
        di = dc * g
        df = dc * c_prev  #! df = dc * c
        dg = dc * i
        dA = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])  #! dA = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g ** 2), do * o * (1 - o)])  #! dA = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)])
        G['W'] += xh.T @ dA  #! G['W'] = xh.T @ dA
        G['b'] += dA.sum(axis=0)
        dxh = dA @ P['W'].T
        dh = dxh[:, D:]  #! dh = dxh[:, :H]  #! dh += dxh[:, D:]
        dc = dc * f  #! dc = dc * i
    return G


rng = np.random.RandomState(7)
B, T, D, H = 6, 4, 3, 5
X = rng.randn(B, T, D)
target = X[:, :, 0].sum(axis=1, keepdims=True)
P = dict(W=rng.randn(D + H, 4 * H) / np.sqrt(D + H), b=np.zeros(4 * H), Wy=rng.randn(H, 1), by=np.zeros(1))
P['b'][H:2 * H] = 1.0     # forget gate open at the start
vel = {k: 0 * v for k, v in P.items()}

for epoch in range(10):
    y, cache = lstm_forward(X, P)
    mse = np.mean((y - target) ** 2)
    dy = 2 * (y - target) / B  #! dy = (y - target) / B
    G = lstm_backward(dy, cache, P, D)
    # update
    for k in P:
        vel[k] = 0.9 * vel[k] - 0.02 * G[k]  #! vel[k] = 0.9 * vel[k] + 0.02 * G[k]
        P[k] += vel[k]
    if epoch % 3 == 0:
        print("epoch", epoch, "mse", mse)
