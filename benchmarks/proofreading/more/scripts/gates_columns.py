# All three gates at once: AND, OR, XOR. samples are columns (course style)
import numpy as np
np.random.seed(3)

X = np.array([[0, 0, 1, 1],
              [0, 1, 0, 1]], dtype=float)
Y = np.array([[0, 0, 0, 1],     # AND
              [0, 1, 1, 1],     # OR
              [0, 1, 1, 0]])    # XOR
m = X.shape[1]
n_h = 4

W1 = np.random.randn(n_h, 2) * 0.8
b1 = np.random.randn(n_h, 1) * 0.1
W2 = np.random.randn(3, n_h) * 0.8
b2 = np.zeros((3, 1))
learning_rate = 0.9

for i in range(30):
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = 1 / (1 + np.exp(-Z2))

    logprobs = Y * np.log(A2) + (1 - Y) * np.log(1 - A2)
    cost = -np.sum(logprobs) / m

    # backward
    dZ2 = A2 - Y  #! dZ2 = Y - A2  #! dZ2 = (A2 - Y) * A2 * (1 - A2)
    dW2 = np.dot(dZ2, A1.T) / m  #! dW2 = np.dot(dZ2, A1.T)  #! dW2 = np.dot(dZ2, Z1.T) / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m  #! db2 = np.sum(dZ2) / m
    dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))  #! dZ1 = np.dot(W2.T, dZ2) * (1 - A1)  #! dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(Z1, 2))  #! dZ1 = np.dot(W2.T, dZ2)
    dW1 = np.dot(dZ1, X.T) / m  #! dW1 = np.dot(A1, X.T) / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m  #! db1 = np.sum(dZ1, axis=1, keepdims=True)

    # update
    W1 = W1 - learning_rate * dW1
    b1 = b1 - learning_rate * db1  #! b1 = b1 + learning_rate * db1
    W2 = W2 - learning_rate * dW2  #! W2 = W2 - dW2
    b2 = b2 - learning_rate * db2
    # end

    if i % 5 == 0:
        print("Cost after iteration %i: %f" % (i, cost))

print(np.round(A2, 2))
