import numpy as np

# Autoencoder with tied weights. Data in columns.  encoder: s(W x + b), decoder: s(W^T h + c)
np.random.seed(4)
X = (np.random.rand(6, 8) > 0.6).astype(float)
W = np.random.randn(3, 6) * 0.3
b = np.zeros((3, 1))
c = np.zeros((6, 1))
m = X.shape[1]
lam = 0.01

def s(t):
    return 1 / (1 + np.exp(-t))

for it in range(2):
    h = s(W @ X + b)
    r = s(W.T @ h + c)
    J = -np.sum(X * np.log(r) + (1 - X) * np.log(1 - r)) / m + 0.5 * lam * np.sum(W * W)

    # backward
    delta_r = r - X
    grad_c = delta_r.mean(axis=1, keepdims=True)
    delta_h = (W @ delta_r) * h * (1 - h)  #! delta_h = (W @ delta_r) * r * (1 - r)  #! delta_h = (W @ delta_r)
    grad_b = delta_h.mean(axis=1, keepdims=True)  #! grad_b = delta_h.sum(axis=1, keepdims=True)
    grad_W_dec = h @ delta_r.T  #! grad_W_dec = X @ delta_r.T
    grad_W_enc = delta_h @ X.T  #! grad_W_enc = delta_h @ r.T
    grad_W = (grad_W_enc + grad_W_dec) / m + lam * W  #! grad_W = grad_W_enc / m + lam * W  #! grad_W = (grad_W_enc + grad_W_dec) / m  #! grad_W = grad_W_enc + grad_W_dec / m + lam * W

    # update
    W -= 0.9 * grad_W
    b -= 0.9 * grad_b
    c -= 0.9 * grad_c
