# my first XOR with np.matrix, finally it converges!! (coming from matlab)
import numpy as np
np.random.seed(3)
X = np.matrix([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype=float)   # last column = bias
T = np.matrix([0, 1, 1, 0], dtype=float).T
V = np.matrix(np.random.randn(3, 4))
W = np.matrix(np.random.randn(5, 1))
lr = 0.8
for it in range(30):
    net1 = X * V
    H = 1 / (1 + np.exp(-net1))
    Hb = np.hstack([H, np.ones((4, 1))])       # bias for output layer
    Y = 1 / (1 + np.exp(-(Hb * W)))
    E = Y - T
    if it % 10 == 0:
        sse = 0.5 * float((E.T * E)[0, 0])
        print("iteration", it, "error", sse)
    # backward
    dY = np.multiply(E, np.multiply(Y, 1 - Y))
    dW = Hb.T * dY
    dHb = dY * W.T
    dH = np.multiply(dHb[:, :4], np.multiply(H, 1 - H))
    dV = X.T * dH
    # update
    V = V - lr * dV
    W = W - lr * dW
print("output now:", Y.T)
