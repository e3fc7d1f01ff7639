# UFLDL exercise: sparse autoencoder, port of sparseAutoencoderCost.m
import numpy as np
from numpy import dot, tile, zeros, log, exp

visibleSize, hiddenSize = 6, 3
sparsityParam, lambda_, beta = 0.1, 0.01, 0.5


def sigmoid(x):
    return 1.0 / (1.0 + exp(-x))


def sparseAutoencoderCost(theta, data):
    hv = hiddenSize * visibleSize
    W1 = theta[0:hv].reshape(hiddenSize, visibleSize)
    W2 = theta[hv:2 * hv].reshape(visibleSize, hiddenSize)
    b1 = theta[2 * hv:2 * hv + hiddenSize].reshape(hiddenSize, 1)
    b2 = theta[2 * hv + hiddenSize:].reshape(visibleSize, 1)
    m = data.shape[1]

    # feedforward, examples are columns
    z2 = dot(W1, data) + tile(b1, (1, m))
    a2 = sigmoid(z2)
    z3 = dot(W2, a2) + tile(b2, (1, m))
    a3 = sigmoid(z3)

    rho = a2.mean(axis=1).reshape(hiddenSize, 1)
    KL = sparsityParam * log(sparsityParam / rho) + (1 - sparsityParam) * log((1 - sparsityParam) / (1 - rho))
    cost = 0.5 / m * ((a3 - data) ** 2).sum()
    cost += lambda_ / 2 * ((W1 ** 2).sum() + (W2 ** 2).sum())
    cost += beta * KL.sum()

    # backward
    sparsity_delta = beta * (-sparsityParam / rho + (1 - sparsityParam) / (1 - rho))  #! sparsity_delta = beta * (sparsityParam / rho - (1 - sparsityParam) / (1 - rho))  #! sparsity_delta = -sparsityParam / rho + (1 - sparsityParam) / (1 - rho)  #! sparsity_delta = beta * KL
    delta3 = -(data - a3) * a3 * (1 - a3)  #! delta3 = (data - a3) * a3 * (1 - a3)  #! delta3 = -(data - a3)
    delta2 = (dot(W2.T, delta3) + tile(sparsity_delta, (1, m))) * a2 * (1 - a2)  #! delta2 = dot(W2.T, delta3) * a2 * (1 - a2)  #! delta2 = dot(W2.T, delta3) * a2 * (1 - a2) + tile(sparsity_delta, (1, m))  #! delta2 = (dot(W1, delta3) + tile(sparsity_delta, (1, m))) * a2 * (1 - a2)
    W1grad = dot(delta2, data.T) / m + lambda_ * W1  #! W1grad = dot(delta2, data.T) / m  #! W1grad = dot(delta2, data.T) / m + lambda_ / m * W1
    W2grad = dot(delta3, a2.T) / m + lambda_ * W2  #! W2grad = dot(delta3, a2.T) / m + lambda_ * W1.T  #! W2grad = dot(delta3, a2.T) + lambda_ * W2
    b1grad = delta2.sum(axis=1) / m  #! b1grad = delta2.sum(axis=1)
    b2grad = delta3.sum(axis=1) / m  #! b2grad = delta3.sum(axis=1) / m + lambda_ * b2.ravel()
    # end

    grad = np.concatenate((W1grad.ravel(), W2grad.ravel(), b1grad, b2grad))
    return cost, grad


def initializeParameters(rs):
    r = np.sqrt(6.0 / (hiddenSize + visibleSize + 1))
    W = rs.rand(2 * hiddenSize * visibleSize) * 2 * r - r
    return np.concatenate((W, zeros(hiddenSize + visibleSize)))


rs = np.random.RandomState(42)
patches = 0.1 + 0.8 * rs.rand(visibleSize, 8)
theta = initializeParameters(rs)
for k in range(50):
    cost, grad = sparseAutoencoderCost(theta, patches)
    # update
    theta = theta - 0.5 * grad
    # end
    if k % 10 == 0:
        print('cost', cost)
