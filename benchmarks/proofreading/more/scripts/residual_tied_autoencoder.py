import numpy as np

np.random.seed(6)
X = np.random.rand(6, 5)               # 6 samples, 5 features
n = X.shape[0]


def sigma(a):
    return 1 / (1 + np.exp(-a))


W = np.random.normal(0, 0.5, (3, 5))   # hidden x visible; the decoder uses the transpose
R = np.random.normal(0, 0.5, (3, 3))   # residual layer on the code
bh, br, bv = np.zeros(3), np.zeros(3), np.zeros(5)
eta = 0.5

for it in range(3):
    h = sigma(X @ W.T + bh)
    t = np.tanh(h @ R.T + br)
    code = h + t                       # skip connection
    X_hat = sigma(code @ W + bv)
    L = 0.5 * np.sum((X_hat - X) ** 2) / n

    # backward
    delta_v = (X_hat - X) * X_hat * (1 - X_hat) / n
    grad_bv = delta_v.sum(0)
    grad_W = code.T @ delta_v          # decoder part
    delta_code = delta_v @ W.T  #! delta_code = delta_v @ W
    delta_t = delta_code * (1 - t ** 2)  #! delta_t = delta_code * t * (1 - t)
    grad_R = delta_t.T @ h  #! grad_R = h.T @ delta_t  #! grad_R = delta_t.T @ code
    grad_br = delta_t.sum(0)
    delta_h = (delta_code + delta_t @ R) * h * (1 - h)  #! delta_h = (delta_t @ R) * h * (1 - h)  #! delta_h = (delta_code + delta_t @ R.T) * h * (1 - h)
    grad_W += delta_h.T @ X  #! grad_W = delta_h.T @ X
    grad_bh = delta_h.sum(0)  #! grad_bh = delta_h.mean(0)
    # update
    W -= eta * grad_W
    R -= eta * grad_R
    bh -= eta * grad_bh
    br -= eta * grad_br
    bv -= eta * grad_bv

print("reconstruction error", L)
