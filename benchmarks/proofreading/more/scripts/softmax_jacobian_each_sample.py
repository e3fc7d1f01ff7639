import numpy as np

# softmax backward with the full Jacobian, one sample at a time. loss is MSE on the probabilities (Brier score)

def softmax(v):
    ex = np.exp(v - v.max())
    return ex / ex.sum()

def softmax_jacobian(s):
    # backward
    return np.diag(s) - np.outer(s, s)  #! return np.diag(s) + np.outer(s, s)  #! return np.diag(s * (1 - s))  #! return np.eye(len(s)) - np.outer(s, s)
    # end

np.random.seed(50)
inputs = np.random.randn(6, 4)
classes = np.array([0, 1, 2, 2, 0, 1])
targets = np.eye(3)[classes]
W1 = np.random.randn(5, 4) * 0.5
B1 = np.random.randn(5) * 0.1
W2 = np.random.randn(3, 5) * 0.5
B2 = np.random.randn(3) * 0.1

for epoch in range(2):
    brier = 0
    dW1_total, dB1_total = np.zeros_like(W1), np.zeros_like(B1)
    dW2_total, dB2_total = np.zeros_like(W2), np.zeros_like(B2)
    for x, t in zip(inputs, targets):
        z1 = W1 @ x + B1
        a1 = np.maximum(z1, 0)
        z2 = W2 @ a1 + B2
        a2 = softmax(z2)
        brier += np.sum((a2 - t) ** 2) / len(inputs)
        # backward
        da2 = 2 * (a2 - t)  #! da2 = a2 - t  #! da2 = 2 * (z2 - t)
        dz2 = softmax_jacobian(a2) @ da2  #! dz2 = softmax_jacobian(z2) @ da2  #! dz2 = da2  #! dz2 = a2 * (1 - a2) * da2
        dW2_total += np.outer(dz2, a1)  #! dW2_total = np.outer(dz2, a1)  #! dW2_total += np.outer(da2, a1)
        dB2_total += dz2
        dz1 = (W2.T @ dz2) * (z1 > 0)  #! dz1 = (W2.T @ dz2) * (z1 < 0)  #! dz1 = W2.T @ dz2 * z1
        dW1_total += np.outer(dz1, x)
        dB1_total += dz1  #! dB1_total += dz1.sum()
    # end
    # update
    W1 -= 0.3 * dW1_total / len(inputs)
    B1 -= 0.3 * dB1_total / len(inputs)
    W2 -= 0.3 * dW2_total / len(inputs)
    B2 -= 0.3 * dB2_total / len(inputs)
