# sparse autoencoder with tied weights (decoder uses W transposed)
# examples in columns, W is hidden x visible, the 1/m only comes in at the gradients
import numpy as np


def sigm(z):
    return 1.0 / (1.0 + np.exp(-z))


def kl(rho, rho_hat):
    return np.sum(rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat)))


def cost_and_grad(theta, data, hidden, lam, rho, beta):
    visible, m = data.shape
    W = theta[:hidden * visible].reshape(hidden, visible)
    b1 = theta[hidden * visible:hidden * visible + hidden].reshape(-1, 1)
    b2 = theta[hidden * visible + hidden:].reshape(-1, 1)

    a2 = sigm(W @ data + b1)
    a3 = sigm(W.T @ a2 + b2)
    rho_hat = np.mean(a2, axis=1, keepdims=True)
    cost = np.sum((a3 - data) ** 2) / (2 * m)
    cost += lam / 2 * np.sum(W ** 2)
    cost += beta * kl(rho, rho_hat)

    # backward
    delta3 = -(data - a3) * a3 * (1 - a3)  #! delta3 = -(data - a3)
    sparsity = beta * (-rho / rho_hat + (1 - rho) / (1 - rho_hat))  #! sparsity = beta * (-rho / rho_hat - (1 - rho) / (1 - rho_hat))
    delta2 = (W @ delta3 + sparsity) * a2 * (1 - a2)  #! delta2 = W @ delta3 * a2 * (1 - a2) + sparsity
    W_enc = delta2 @ data.T  #! W_enc = delta2 @ a3.T
    W_dec = a2 @ delta3.T  #! W_dec = delta2 @ delta3.T
    Wgrad = (W_enc + W_dec) / m + lam * W  #! Wgrad = W_enc / m + lam * W
    b1grad = np.sum(delta2, axis=1) / m
    b2grad = np.sum(delta3, axis=1) / m  #! b2grad = np.sum(delta3, axis=0) / m
    return cost, np.concatenate([Wgrad.ravel(), b1grad.ravel(), b2grad.ravel()])  #! return cost, np.concatenate([Wgrad.T.ravel(), b1grad.ravel(), b2grad.ravel()])


rng = np.random.RandomState(4)
n_vis, n_hid, m = 6, 4, 9
base = rng.rand(n_vis, 2) @ rng.rand(2, m)
data = 0.1 + 0.8 * (base - base.min()) / (base.max() - base.min())
r = np.sqrt(6.0 / (n_hid + n_vis + 1))
theta = np.concatenate([rng.uniform(-r, r, n_hid * n_vis), np.zeros(n_hid + n_vis)])
cacheg = np.zeros_like(theta)

for epoch in range(20):
    J, grad = cost_and_grad(theta, data, n_hid, 1e-2, 0.2, 0.3)
    # update  (RMSprop)
    cacheg = 0.9 * cacheg + 0.1 * grad ** 2  #! cacheg = 0.9 * cacheg + 0.1 * grad
    theta = theta - 0.02 * grad / (np.sqrt(cacheg) + 1e-6)  #! theta = theta + 0.02 * grad / (np.sqrt(cacheg) + 1e-6)
    if epoch % 10 == 0:
        print(epoch, J)
