import numpy as np

DIL = 2


def causal_conv(x, w):
    """wavenet-like: x (T, Cin), w (K, Cin, Cout); y[t] = sum_k x[t - k*DIL] w[k]"""
    T, _ = x.shape
    K = w.shape[0]
    y = np.zeros((T, w.shape[2]))
    for k in range(K):
        lag = k * DIL
        y[lag:] += x[:T - lag] @ w[k]
    return np.maximum(0.1 * y, y), (x, w, y)


def causal_conv_back(dout, cache):
    # backward
    x, w, y = cache
    T = x.shape[0]
    dy = dout * np.where(y > 0, 1.0, 0.1)  #! dy = dout * np.where(x > 0, 1.0, 0.1)  #! dy = dout * (y > 0)
    dx = np.zeros_like(x)
    dw = np.zeros_like(w)
    for k in range(w.shape[0]):
        lag = k * DIL  #! lag = k
        dx[:T - lag] += dy[lag:] @ w[k].T  #! dx[:T - lag] += dy[:T - lag] @ w[k].T
        dw[k] = x[:T - lag].T @ dy[lag:]  #! dw[k] = x[lag:].T @ dy[lag:]
    return dx, dw


rng = np.random.default_rng(16000)
FORWARD = causal_conv
BACKWARD = causal_conv_back
INPUTS = (rng.normal(size=(7, 2)), rng.normal(size=(3, 2, 4)))
