import numpy as np

def softmax(z):
    e = np.exp(z - np.max(z, axis=0, keepdims=True))
    return e / np.sum(e, axis=0, keepdims=True)

np.random.seed(6)
m = 8
X = np.random.randn(3, m)
labels = np.random.randint(0, 4, m)
Y = np.eye(4)[labels].T
W1 = np.random.rand(5, 3) - 0.5
b1 = np.random.rand(5, 1) - 0.5
W2 = np.random.rand(4, 5) - 0.5
b2 = np.random.rand(4, 1) - 0.5

def relu_deriv(Z):
    return Z > 0

for i in range(2):
    Z1 = W1.dot(X) + b1
    A1 = np.maximum(Z1, 0)
    Z2 = W2.dot(A1) + b2
    A2 = softmax(Z2)
    loss = -np.sum(Y * np.log(A2)) / m
    # backward
    dZ2 = A2 - Y
    dW2 = 1 / m * dZ2.dot(A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = W2.T.dot(dZ2) * relu_deriv(Z1)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
    # update
    W1 = W1 - 0.1 * dW1
    b1 = b1 - 0.1 * db1
    W2 = W2 - 0.1 * dW2
    b2 = b2 - 0.1 * db2
