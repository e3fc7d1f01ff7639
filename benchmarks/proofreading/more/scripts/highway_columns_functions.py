import numpy as np

# Highway block in the course notation: samples are columns, 1/m only where the weights get their gradient


def sigmoid(Z):
    A = 1 / (1 + np.exp(-Z))
    return A, Z


def sigmoid_backward(dA, Z):
    # backward
    s = 1 / (1 + np.exp(-Z))
    return dA * s * (1 - s)  #! return dA * Z * (1 - Z)  #! return s * (1 - s)


def highway_forward(A_prev, p):
    T, ZT = sigmoid(np.dot(p["WT"], A_prev) + p["bT"])
    ZH = np.dot(p["WH"], A_prev) + p["bH"]
    H = np.maximum(0, ZH)
    return T * H + (1 - T) * A_prev, (A_prev, T, ZT, H, ZH)


def highway_backward(dA, p, cache):
    A_prev, T, ZT, H, ZH = cache
    # backward
    m = A_prev.shape[1]
    dZH = np.array(dA * T)
    dZH[ZH <= 0] = 0  #! dZH[ZH > 0] = 0  #! dZH[T <= 0.5] = 0
    dZT = sigmoid_backward(dA * (H - A_prev), ZT)  #! dZT = sigmoid_backward(dA * H, ZT)  #! dZT = sigmoid_backward(dA * (H - A_prev), T)
    grads = {
        "WH": np.dot(dZH, A_prev.T) / m, "bH": dZH.mean(axis=1, keepdims=True),
        "WT": np.dot(dZT, A_prev.T) / m, "bT": dZT.mean(axis=1, keepdims=True),
    }
    dA_prev = dA * (1 - T) + np.dot(p["WH"].T, dZH) + np.dot(p["WT"].T, dZT)  #! dA_prev = np.dot(p["WH"].T, dZH) + np.dot(p["WT"].T, dZT)  #! dA_prev = dA * T + np.dot(p["WH"].T, dZH) + np.dot(p["WT"].T, dZT)
    return dA_prev, grads


np.random.seed(3)
X = np.random.randn(3, 7)
Y = (np.random.rand(1, 7) > 0.5).astype(int)
W_first = np.random.randn(4, 3) * 0.6
blocks = [{"WH": np.random.randn(4, 4) * 0.6, "bH": np.zeros((4, 1)),
           "WT": np.random.randn(4, 4) * 0.6, "bT": -np.ones((4, 1))} for _ in range(2)]
W_last = np.random.randn(1, 4)
for i in range(3):
    A0 = np.tanh(np.dot(W_first, X))
    A1, cache1 = highway_forward(A0, blocks[0])
    A2, cache2 = highway_forward(A1, blocks[1])
    AL, _ = sigmoid(np.dot(W_last, A2))
    cost = -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    # backward
    dZL = AL - Y
    dW_last = np.dot(dZL, A2.T) / 7  #! dW_last = np.dot(dZL, A1.T) / 7
    dA2 = np.dot(W_last.T, dZL)
    dA1, grads2 = highway_backward(dA2, blocks[1], cache2)
    dA0, grads1 = highway_backward(dA1, blocks[0], cache1)
    dW_first = np.dot(dA0 * (1 - A0 ** 2), X.T) / 7  #! dW_first = np.dot(dA0 * (1 - A0 ** 2), X.T)  #! dW_first = np.dot(dA0, X.T) / 7
    # update
    W_first = W_first - 0.6 * dW_first
    W_last = W_last - 0.6 * dW_last
    for p, g in zip(blocks, (grads1, grads2)):
        for k in p:
            p[k] = p[k] - 0.6 * g[k]
