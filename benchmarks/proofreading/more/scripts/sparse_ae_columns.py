# Sparse autoencoder exercise (UFLDL), patches are columns of `data`.
# theta is one long vector, as in the MATLAB starter code.
import numpy as np

visibleSize, hiddenSize = 4, 4
rho, lam, beta = 0.1, 0.01, 0.5

rs = np.random.RandomState(21)
data = rs.uniform(0.1, 0.9, (visibleSize, 6))


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def unpack(theta):
    n = hiddenSize * visibleSize
    W1 = theta[:n].reshape(hiddenSize, visibleSize)
    W2 = theta[n:2 * n].reshape(visibleSize, hiddenSize)
    b1 = theta[2 * n:2 * n + hiddenSize].reshape(-1, 1)
    b2 = theta[2 * n + hiddenSize:].reshape(-1, 1)
    return W1, W2, b1, b2


def sparseAutoencoderCost(theta, data):
    W1, W2, b1, b2 = unpack(theta)
    m = data.shape[1]
    a2 = sigmoid(W1.dot(data) + b1)
    a3 = sigmoid(W2.dot(a2) + b2)
    rhohat = a2.mean(axis=1, keepdims=True)
    KL = rho * np.log(rho / rhohat) + (1 - rho) * np.log((1 - rho) / (1 - rhohat))
    cost = 0.5 * np.sum((a3 - data) ** 2) / m
    cost += 0.5 * lam * (np.sum(W1 ** 2) + np.sum(W2 ** 2)) + beta * KL.sum()

    # backward
    delta3 = -(data - a3) * a3 * (1 - a3)  #! delta3 = (data - a3) * a3 * (1 - a3)  #! delta3 = -(data - a3)
    sparsity = beta * (-rho / rhohat + (1 - rho) / (1 - rhohat))  #! sparsity = beta * (-rho / rhohat - (1 - rho) / (1 - rhohat))  #! sparsity = beta * (rho / rhohat + (1 - rho) / (1 - rhohat))
    delta2 = (W2.T.dot(delta3) + sparsity) * a2 * (1 - a2)  #! delta2 = W2.T.dot(delta3) * a2 * (1 - a2)  #! delta2 = W2.T.dot(delta3) + sparsity * a2 * (1 - a2)  #! delta2 = (W2.dot(delta3) + sparsity) * a2 * (1 - a2)
    W1grad = delta2.dot(data.T) / m + lam * W1  #! W1grad = delta2.dot(a2.T) / m + lam * W1
    W2grad = delta3.dot(a2.T) / m + lam * W2  #! W2grad = delta3.dot(a2.T) / m  #! W2grad = (delta3.dot(a2.T) + lam * W2) / m
    b1grad = delta2.mean(axis=1)
    b2grad = np.sum(delta3, axis=1) / m  #! b2grad = np.sum(delta3, axis=1)
    grad = np.concatenate([W1grad.ravel(), W2grad.ravel(), b1grad, b2grad])  #! grad = np.concatenate([W1grad.T.ravel(), W2grad.ravel(), b1grad, b2grad])
    # end
    return cost, grad


r = np.sqrt(6) / np.sqrt(hiddenSize + visibleSize + 1)
theta = np.concatenate([rs.uniform(-r, r, 2 * hiddenSize * visibleSize), np.zeros(hiddenSize + visibleSize)])
for i in range(5):
    cost, grad = sparseAutoencoderCost(theta, data)
    # update
    theta = theta - 0.5 * grad
    # end
    print(i, cost)
