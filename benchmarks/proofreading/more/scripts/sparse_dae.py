# sparse autoencoder (rho, beta from the UFLDL notes) fed with noisy input. samples are columns.
import numpy as np
np.random.seed(14)
visible, hidden, m = 6, 4, 10
rho = 0.2; beta = 0.3; lam = 1e-3
patches = np.random.rand(visible, m)
r = np.sqrt(6. / (visible + hidden + 1))
W1 = np.random.rand(hidden, visible) * 2 * r - r
W2 = np.random.rand(visible, hidden) * 2 * r - r
b1 = np.zeros((hidden, 1)); b2 = np.zeros((visible, 1))
sigmoid = lambda x: 1 / (1 + np.exp(-x))

for i in range(15):
    noisy = patches * (np.random.rand(visible, m) > .1)
    a2 = sigmoid(W1.dot(noisy) + np.tile(b1, (1, m)))
    a3 = sigmoid(W2.dot(a2) + np.tile(b2, (1, m)))
    rhohat = np.sum(a2, 1) / m
    J = 0.5 * np.sum((a3 - patches) ** 2) / m
    J += lam / 2 * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    J += beta * np.sum(rho * np.log(rho / rhohat) + (1 - rho) * np.log((1 - rho) / (1 - rhohat)))
    # backward
    delta3 = (a3 - patches) * a3 * (1 - a3)
    sparsity = beta * (-rho / rhohat + (1 - rho) / (1 - rhohat))
    delta2 = (W2.T.dot(delta3) + np.tile(sparsity.reshape(hidden, 1), (1, m))) * a2 * (1 - a2)
    dW1 = delta2.dot(noisy.T) / m + lam * W1
    dW2 = delta3.dot(a2.T) / m + lam * W2
    db1 = np.sum(delta2, 1).reshape(hidden, 1) / m
    db2 = np.sum(delta3, 1).reshape(visible, 1) / m
    # update
    W1 -= 0.7 * dW1; W2 -= 0.7 * dW2
    b1 -= 0.7 * db1; b2 -= 0.7 * db2
    if (i + 1) % 5 == 0: print(i + 1, J)
