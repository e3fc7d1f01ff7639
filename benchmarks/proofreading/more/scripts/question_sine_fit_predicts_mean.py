# My network is supposed to fit a sine but it predicts the mean for every x. What am I missing?
import numpy as np

x = np.linspace(-3, 3, 8).reshape(1, -1)
y = np.sin(x)

np.random.seed(33)
W1 = np.random.randn(5, 1); b1 = np.random.randn(5, 1)
W2 = np.random.randn(4, 5) * 0.5; b2 = np.random.randn(4, 1) * 0.1
W3 = np.random.randn(1, 4) * 0.5; b3 = np.zeros((1, 1))

def train(lr, n_iter):
    global W1, b1, W2, b2, W3, b3
    for _ in range(n_iter):
        # forward
        z1 = W1 @ x + b1
        a1 = np.tanh(z1)
        z2 = W2 @ a1 + b2
        a2 = np.arctan(z2)
        y_hat = W3 @ a2 + b3
        # objective: np.mean((y_hat - y) ** 2)
        # backward
        # (the 2 of the square is in lr)
        dy = (y_hat - y) / x.shape[1]  #! dy = (y - y_hat) / x.shape[1]  #! dy = np.abs(y_hat - y) / x.shape[1]
        dW3 = dy @ a2.T  #! dW3 = dy @ z2.T
        db3 = np.sum(dy, axis=1, keepdims=True)
        dz2 = W3.T @ dy / (1 + z2 ** 2)  #! dz2 = W3.T @ dy / (1 + a2 ** 2)  #! dz2 = W3.T @ dy * (1 - a2 ** 2)
        dW2 = dz2 @ a1.T
        db2 = np.sum(dz2, axis=1, keepdims=True)
        dz1 = W2.T @ dz2 * (1 - np.tanh(z1) ** 2)  #! dz1 = W2.T @ dz2 * (1 - np.tanh(a1) ** 2)  #! dz1 = W2.T @ dz2 * (1 - z1 ** 2)
        dW1 = dz1 @ x.T
        db1 = np.sum(dz1, axis=1, keepdims=True)  #! db1 = np.sum(dz1, axis=0, keepdims=True)  #! db1 = np.sum(dz1)
        # update
        W3 = W3 - lr * dW3
        b3 = b3 - lr * db3
        W2 = W2 - lr * dW2
        b2 = b2 - lr * db2
        W1 = W1 - lr * dW1
        b1 = b1 - lr * db1  #! b1 = b2 - lr * db1
    return y_hat

print(train(0.1, 3))
