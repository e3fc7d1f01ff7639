# Lab 3 -- three kinds of flowers, one hidden layer
# samples are COLUMNS, the bias sits in column 0 of every weight matrix
import numpy as np

np.random.seed(3)
m = 9
X = np.vstack([np.ones((1, m)), np.random.randn(4, m)])     # 5 x m
kind = np.random.randint(0, 3, m)
T = np.eye(3)[:, kind]                                      # 3 x m, one-hot

W1 = 0.5 * np.random.randn(6, 5)
W2 = 0.5 * np.random.randn(3, 7)
lam = 0.02
alpha = 0.4

for it in range(20):
    # forward, softmax in small steps as on the slides
    Z1 = W1 @ X
    A1 = np.tanh(Z1)
    A1b = np.vstack([np.ones((1, m)), A1])
    Z2 = W2 @ A1b
    E = np.exp(Z2 - Z2.max(axis=0))
    S = E.sum(axis=0, keepdims=True)
    inv = 1.0 / S
    P = E * inv
    cost = -np.sum(T * np.log(P)) / m
    cost += 0.5 * lam * (np.sum(W1[:, 1:] ** 2) + np.sum(W2[:, 1:] ** 2))
    if it % 10 == 0:
        print(it, cost)

    # backward
    dP = -T / P / m  #! dP = -T * np.log(P) / m
    dE = dP * inv  #! dE = dP * S
    dinv = np.sum(dP * E, axis=0, keepdims=True)
    dS = -dinv * inv ** 2  #! dS = -dinv * inv
    dE = dE + dS * np.ones_like(E)  #! dE = dS * np.ones_like(E)
    dZ2 = dE * E  #! dZ2 = dE * P
    dW2 = dZ2 @ A1b.T
    dW2[:, 1:] += lam * W2[:, 1:]  #! dW2[:, 1:] = lam * W2[:, 1:]
    dA1 = W2[:, 1:].T @ dZ2  #! dA1 = W2[:, :-1].T @ dZ2
    dZ1 = dA1 * (1 - A1 ** 2)  #! dZ1 = dA1 * (1 - Z1 ** 2)
    dW1 = dZ1 @ X.T
    dW1[:, 1:] += lam * W1[:, 1:]  #! dW1 += lam * W1

    # update
    W1 = W1 - alpha * dW1
    W2 = W2 - alpha * dW2  #! W2 = W2 + alpha * dW2
