import numpy as np
# UFLDL exercise: sparse autoencoder cost, everything packed in one vector theta
visibleSize, hiddenSize = 5, 4
lam, sparsityParam, beta = 0.001, 0.1, 0.3

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))

def sparseAutoencoderCost(theta, data):
    hv = hiddenSize * visibleSize
    W1 = theta[0:hv].reshape(hiddenSize, visibleSize)
    W2 = theta[hv:2*hv].reshape(visibleSize, hiddenSize)
    b1 = theta[2*hv:2*hv+hiddenSize].reshape(-1, 1)
    b2 = theta[2*hv+hiddenSize:].reshape(-1, 1)
    m = data.shape[1]
    a2 = sigmoid(W1.dot(data) + b1)
    a3 = sigmoid(W2.dot(a2) + b2)
    rho = np.mean(a2, axis=1).reshape(-1, 1)
    KL = sparsityParam * np.log(sparsityParam / rho) + (1 - sparsityParam) * np.log((1 - sparsityParam) / (1 - rho))
    cost = 0.5 / m * np.sum((a3 - data) ** 2) + lam / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2)) + beta * np.sum(KL)

    # backward
    delta3 = -(data - a3) * a3 * (1 - a3)
    sparsity_delta = -sparsityParam / rho + (1 - sparsityParam) / (1 - rho)
    delta2 = (W2.T.dot(delta3) + beta * sparsity_delta) * a2 * (1 - a2)
    W1grad = delta2.dot(data.T) / m + lam * W1
    W2grad = delta3.dot(a2.T) / m + lam * W2
    b1grad = np.mean(delta2, axis=1)
    b2grad = np.mean(delta3, axis=1)
    grad = np.concatenate((W1grad.ravel(), W2grad.ravel(), b1grad, b2grad))
    return cost, grad

rand = np.random.RandomState(0)
patches = rand.uniform(0.1, 0.9, (visibleSize, 9))
theta = rand.uniform(-0.5, 0.5, 2 * hiddenSize * visibleSize + hiddenSize + visibleSize)

# gradient check first
_, grad = sparseAutoencoderCost(theta, patches)
numgrad = np.zeros_like(theta)
for i in range(theta.size):
    e = np.zeros_like(theta); e[i] = 1e-4
    numgrad[i] = (sparseAutoencoderCost(theta + e, patches)[0] - sparseAutoencoderCost(theta - e, patches)[0]) / 2e-4
print('diff', np.linalg.norm(numgrad - grad) / np.linalg.norm(numgrad + grad))

for k in range(10):
    cost, grad = sparseAutoencoderCost(theta, patches)
    # update
    theta = theta - 1.0 * grad
    print(k, cost)
