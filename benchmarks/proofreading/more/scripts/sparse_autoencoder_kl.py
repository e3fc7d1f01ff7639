import numpy as np

# sparse autoencoder (UFLDL style): columns are patches, KL sparsity on the mean activation, weight decay
np.random.seed(61)
visible, hidden, m = 5, 3, 7
patches = np.random.uniform(0.1, 0.9, (visible, m))
lam, rho, beta_ = 1e-2, 0.2, 0.5

W1 = np.random.uniform(-0.7, 0.7, (hidden, visible))
W2 = np.random.uniform(-0.7, 0.7, (visible, hidden))
b1 = np.zeros((hidden, 1))
b2 = np.zeros((visible, 1))

def sigmoid(t):
    return 1 / (1 + np.exp(-t))

for it in range(3):
    a2 = sigmoid(W1 @ patches + b1)
    a3 = sigmoid(W2 @ a2 + b2)
    rho_hat = a2.mean(axis=1, keepdims=True)
    kl = np.sum(rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat)))
    cost = 0.5 / m * np.sum((a3 - patches) ** 2) + 0.5 * lam * (np.sum(W1 ** 2) + np.sum(W2 ** 2)) + beta_ * kl
    # backward
    delta3 = -(patches - a3) * a3 * (1 - a3)  #! delta3 = (patches - a3) * a3 * (1 - a3)  #! delta3 = -(patches - a3) * a2 * (1 - a2)
    sparsity = beta_ * (-rho / rho_hat + (1 - rho) / (1 - rho_hat))  #! sparsity = beta_ * (-rho / rho_hat - (1 - rho) / (1 - rho_hat))  #! sparsity = beta_ * (rho / rho_hat - (1 - rho) / (1 - rho_hat))  #! sparsity = beta_ * kl
    delta2 = (W2.T @ delta3 + sparsity) * a2 * (1 - a2)  #! delta2 = W2.T @ delta3 * a2 * (1 - a2) + sparsity  #! delta2 = W2.T @ delta3 * a2 * (1 - a2)  #! delta2 = (W2.T @ delta3 + sparsity) * a2
    W1_grad = delta2 @ patches.T / m + lam * W1  #! W1_grad = delta2 @ patches.T / m + lam * W2.T  #! W1_grad = delta2 @ patches.T + lam * W1
    W2_grad = delta3 @ a2.T / m + lam * W2  #! W2_grad = delta3 @ a2.T / m
    b1_grad = delta2.mean(axis=1, keepdims=True)  #! b1_grad = delta2.sum(axis=1, keepdims=True)
    b2_grad = delta3.mean(axis=1, keepdims=True)
    # update
    W1 -= 0.5 * W1_grad
    W2 -= 0.5 * W2_grad
    b1 -= 0.5 * b1_grad
    b2 -= 0.5 * b2_grad
