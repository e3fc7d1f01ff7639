import numpy as np
"""Sparse autoencoder, all parameters in ONE vector theta (exercise of an old lecture, I did it without minFunc)"""

visible, hidden = 6, 4
lam, rho, beta = 1e-3, 0.1, 0.5

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def unroll(theta):
    hv = hidden * visible
    W1 = theta[0:hv].reshape(hidden, visible)
    W2 = theta[hv:2*hv].reshape(visible, hidden)
    b1 = theta[2*hv:2*hv+hidden]
    b2 = theta[2*hv+hidden:]
    return W1, W2, b1, b2

def sparse_cost(theta, data):
    W1, W2, b1, b2 = unroll(theta)
    m = data.shape[1]
    a2 = sigmoid(W1.dot(data) + np.tile(b1, (m, 1)).T)
    a3 = sigmoid(W2.dot(a2) + np.tile(b2, (m, 1)).T)
    rho_hat = np.sum(a2, axis=1) / m
    KL = rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat))
    cost = np.sum((a3 - data) ** 2) / (2 * m) + lam / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2)) + beta * np.sum(KL)
    # backward
    sparsity_delta = np.tile(-rho / rho_hat + (1 - rho) / (1 - rho_hat), (m, 1)).transpose()
    delta3 = -(data - a3) * a3 * (1 - a3)
    delta2 = (W2.transpose().dot(delta3) + beta * sparsity_delta) * a2 * (1 - a2)
    W1grad = delta2.dot(data.transpose()) / m + lam * W1
    W2grad = delta3.dot(a2.transpose()) / m + lam * W2
    b1grad = np.sum(delta2, axis=1) / m
    b2grad = np.sum(delta3, axis=1) / m
    grad = np.concatenate((W1grad.reshape(hidden * visible), W2grad.reshape(hidden * visible), b1grad, b2grad))
    return cost, grad

np.random.seed(0)
patches = np.random.rand(visible, 12)
r = np.sqrt(6) / np.sqrt(hidden + visible + 1)
theta = np.concatenate([np.random.uniform(-r, r, 2 * hidden * visible), np.zeros(hidden + visible)])

# check first five numbers of the gradient
c, grad = sparse_cost(theta, patches)
for k in range(5):
    e = np.zeros(theta.size); e[k] = 1e-4
    print((sparse_cost(theta + e, patches)[0] - sparse_cost(theta - e, patches)[0]) / 2e-4, grad[k])

for it in range(15):
    c, grad = sparse_cost(theta, patches)
    # update
    theta = theta - 0.5 * grad
    print(it, c)
