# group lasso on the rows of the first layer -> which inputs can be thrown away?
import numpy as np
np.random.seed(2)
m = 10
X = np.random.randn(m, 5)
Y = np.sin(X[:, 0:1]) + 0.5 * X[:, 1:2]        # inputs 2,3,4 are noise
W1, B1 = np.random.randn(5, 4) * 0.5, np.zeros((1, 4))
W2, B2 = np.random.randn(4, 1) * 0.5, np.zeros((1, 1))
lmbda = 0.02
delta = 1e-8     # to keep sqrt smooth

def forward():
    H = np.tanh(X @ W1 + B1)
    return H, H @ W2 + B2

def cost(out):
    data = ((out - Y) ** 2).sum() / (2 * m)
    groups = sum(np.sqrt((W1[j] ** 2).sum() + delta) for j in range(5))
    return data + lmbda * groups

def backward(H, out):
    # backward
    dOut = (out - Y) / m
    gW2 = H.T @ dOut
    gB2 = dOut.sum(0, keepdims=True)
    dH = dOut @ W2.T * (1 - H * H)
    gW1 = X.T @ dH
    row_norms = np.sqrt((W1 ** 2).sum(axis=1, keepdims=True) + delta)
    gW1 += lmbda * W1 / row_norms
    return gW1, dH.sum(0, keepdims=True), gW2, gB2

for i in range(30):
    H, out = forward()
    J = cost(out)
    g = backward(H, out)
    # update
    W1 -= 0.2 * g[0]; B1 -= 0.2 * g[1]; W2 -= 0.2 * g[2]; B2 -= 0.2 * g[3]
    if i % 10 == 9:
        print(i, J, np.linalg.norm(W1, axis=1).round(2))
