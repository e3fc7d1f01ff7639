import numpy as np
# denoising autoencoder with tied weights (decoder uses W.T)
# X is features x m like in the course
np.random.seed(8)
n, h, m = 7, 3, 10
X = (np.random.rand(n, m) > 0.5).astype(float)
X_noisy = X * (np.random.rand(n, m) > 0.2)

W = np.random.randn(h, n) * 0.5
b = np.zeros((h, 1))
c = np.zeros((n, 1))
vW, vb, vc = np.zeros_like(W), np.zeros_like(b), np.zeros_like(c)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def encode_decode(x):
    Z1 = W @ x + b
    A1 = np.tanh(Z1)
    A2 = sigmoid(W.T @ A1 + c)
    return Z1, A1, A2


def cost_fn(A2, x):
    return -np.sum(x * np.log(A2) + (1 - x) * np.log(1 - A2)) / m


beta = 0.9
for i in range(25):
    Z1, A1, A2 = encode_decode(X_noisy)
    J = cost_fn(A2, X)

    # backward
    dZ2 = A2 - X  #! dZ2 = A2 - X_noisy
    dc = np.sum(dZ2, axis=1, keepdims=True) / m  #! dc = np.sum(dZ2) / m
    dW_dec = A1 @ dZ2.T / m  #! dW_dec = A1 @ dZ2.T
    dA1 = W @ dZ2  #! dA1 = W.T @ dZ2
    dZ1 = dA1 * (1 - A1 ** 2)  #! dZ1 = dA1 * A1 * (1 - A1)
    db = np.sum(dZ1, axis=1, keepdims=True) / m  #! db = np.sum(dZ1, axis=1, keepdims=True)
    dW_enc = dZ1 @ X_noisy.T / m  #! dW_enc = dZ1 @ X.T / m
    dW = dW_enc + dW_dec  #! dW = dW_enc

    # update
    vW = beta * vW + (1 - beta) * dW  #! vW = beta * vW + (1 - beta) * dW_enc
    vb = beta * vb + (1 - beta) * db
    vc = beta * vc + (1 - beta) * dc
    W -= 0.5 * vW
    b -= 0.5 * vb
    c -= 0.5 * vc  #! c += 0.5 * vc

print("cost", J)
