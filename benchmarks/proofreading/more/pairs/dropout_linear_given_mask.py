import numpy as np


def forward(X, W, b, keep_prob, mask):
    # inverted dropout on the activations, the mask is drawn outside so that I can test it
    Z = np.matmul(X, W.T) + b
    A = np.tanh(Z)
    D = A * mask
    D = D / keep_prob
    return D, (X, W, Z, A, mask, keep_prob)


def backward(dD, cache):
    X, W, Z, A, mask, keep_prob = cache
    # backward
    dA = dD * mask  #! dA = dD * (1 - mask)  #! dA = dD
    dA = dA / keep_prob  #! dA = dA * keep_prob  #! dA = dA / (1 - keep_prob)
    dZ = dA * (1 - A ** 2)  #! dZ = dA * (1 - Z ** 2)  #! dZ = dA * (1 - A) ** 2  #! dZ = dA * A * (1 - A)
    dW = np.matmul(dZ.T, X)  #! dW = np.matmul(X.T, dZ)
    db = dZ.sum(0)
    dX = np.matmul(dZ, W)  #! dX = np.matmul(dA, W)
    return {"dX": dX, "dW": dW, "db": db}  #! return {"dX": dW, "dW": dX, "db": db}


rng = np.random.default_rng(17)
FORWARD = forward
BACKWARD = backward
INPUTS = (rng.normal(size=(5, 3)), rng.normal(size=(4, 3)), rng.normal(size=4), 0.75, (rng.random((5, 4)) < 0.75).astype(int))
