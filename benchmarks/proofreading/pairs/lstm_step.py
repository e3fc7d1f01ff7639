import numpy as np

rng = np.random.default_rng(20)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_step(x, h_prev, c_prev, W, U, b):
    H = h_prev.shape[1]
    z = x @ W + h_prev @ U + b
    i, f, o = sigmoid(z[:, :H]), sigmoid(z[:, H : 2 * H]), sigmoid(z[:, 2 * H : 3 * H])
    g = np.tanh(z[:, 3 * H :])
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    return h, (x, h_prev, c_prev, W, U, i, f, o, g, c)


def lstm_step_backward(dh, cache):
    x, h_prev, c_prev, W, U, i, f, o, g, c = cache
    # backward
    tc = np.tanh(c)
    do = dh * tc  #! do = dh * c
    dc = dh * o * (1 - tc**2)  #! dc = dh * o #! dc = dh * o * (1 - c**2)
    df = dc * c_prev  #! df = dc * c
    di = dc * g
    dg = dc * i
    dc_prev = dc * f  #! dc_prev = dc
    dz = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)])  #! dz = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)]) #! dz = np.hstack([di * i * (1 - i), do * o * (1 - o), df * f * (1 - f), dg * (1 - g**2)])
    dW = x.T @ dz
    dU = h_prev.T @ dz
    db = dz.sum(axis=0)
    dx = dz @ W.T
    dh_prev = dz @ U.T  #! dh_prev = dz @ W.T
    return dx, dh_prev, dc_prev, dW, dU, db


FORWARD = lstm_step
BACKWARD = lstm_step_backward
INPUTS = (rng.normal(size=(2, 4)), rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=(4, 12)), rng.normal(size=(3, 12)), rng.normal(size=12))
