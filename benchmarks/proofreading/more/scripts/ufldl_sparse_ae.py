# Sparse autoencoder after the UFLDL notes, but with tied weights (decoder = W.T).
# Column j of data is patch j.  Sparsity: KL(rho || rho_hat) on the hidden means.
import numpy as np

sigma = lambda z: 1.0 / (1.0 + np.exp(-z))

rs = np.random.RandomState(33)
visible, hidden, m = 4, 3, 6
data = rs.uniform(0.1, 0.9, (visible, m))

W = rs.uniform(-0.6, 0.6, (hidden, visible))
b = np.zeros((hidden, 1))
c = np.zeros((visible, 1))
W_inc = b_inc = c_inc = 0

rho = 0.15
beta = 0.3
weight_decay = 0.01


def cost_and_grad(W, b, c):
    a2 = sigma(W @ data + b)
    a3 = sigma(W.T @ a2 + c)
    rho_hat = np.mean(a2, axis=1, keepdims=True)
    kl = np.sum(rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat)))
    cost = np.sum((a3 - data) ** 2) / (2 * m) + weight_decay / 2 * np.sum(W ** 2) + beta * kl

    # backward
    delta3 = (a3 - data) * a3 * (1 - a3)  #! delta3 = a3 - data  #! delta3 = (a3 - data) * (1 - a3 ** 2)
    sparsity = beta * (-rho / rho_hat + (1 - rho) / (1 - rho_hat))  #! sparsity = beta * (rho / rho_hat - (1 - rho) / (1 - rho_hat))  #! sparsity = -rho / rho_hat + (1 - rho) / (1 - rho_hat)
    delta2 = (W @ delta3 + sparsity) * a2 * (1 - a2)  #! delta2 = W @ delta3 * a2 * (1 - a2)  #! delta2 = W @ delta3 * a2 * (1 - a2) + sparsity  #! delta2 = (W @ delta3 + sparsity / m) * a2 * (1 - a2)
    W_grad = delta2 @ data.T / m  #! W_grad = delta2 @ a3.T / m
    W_grad += (delta3 @ a2.T).T / m  #! W_grad = (delta3 @ a2.T).T / m  #! W_grad -= (delta3 @ a2.T).T / m
    W_grad += weight_decay * W  #! W_grad += weight_decay * W / m
    b_grad = delta2.mean(axis=1, keepdims=True)  #! b_grad = delta2.sum(axis=1, keepdims=True)
    c_grad = delta3.mean(axis=1, keepdims=True)  #! c_grad = delta3.mean(keepdims=True)
    # end
    return cost, W_grad, b_grad, c_grad


alpha = 0.5
for it in range(10):
    mu = 0.5 if it < 4 else 0.9
    cost, W_grad, b_grad, c_grad = cost_and_grad(W, b, c)
    print('%2d  cost = %.6f' % (it, cost))
    # update
    W_inc = mu * W_inc - alpha * W_grad
    b_inc = mu * b_inc - alpha * b_grad
    c_inc = mu * c_inc - alpha * c_grad
    W = W + W_inc  #! W = W - W_inc
    b = b + b_inc
    c = c + c_inc
    # end
