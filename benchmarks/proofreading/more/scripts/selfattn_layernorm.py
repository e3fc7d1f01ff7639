# Tiny transformer block: self-attention (one head) -> residual -> layer norm -> classify every token
import numpy as np
rng = np.random.default_rng(5)
L, d, K = 6, 4, 3
X = rng.normal(size=(L, d))
t = rng.integers(0, K, L)
onehot = np.eye(K)[t]
Wq, Wk, Wv = (rng.normal(size=(d, d)) * 0.6 for _ in range(3))
gamma, beta = np.ones(d), np.zeros(d)
Wc = rng.normal(size=(d, K)) * 0.5
scale = 1 / np.sqrt(d)


def softmax(s):
    s = np.exp(s - s.max(-1, keepdims=True))
    return s / s.sum(-1, keepdims=True)


for step in range(10):
    # --- forward
    Q, Kx, V = X @ Wq, X @ Wk, X @ Wv
    A = softmax(Q @ Kx.T * scale)
    R = X + A @ V
    mu = R.mean(1, keepdims=True)
    istd = 1 / np.sqrt(R.var(1, keepdims=True) + 1e-5)
    Rn = (R - mu) * istd
    O = gamma * Rn + beta
    P = softmax(O @ Wc)
    J = -(onehot * np.log(P)).sum() / L

    # backward
    dlogits = (P - onehot) / L  #! dlogits = (onehot - P) / L  #! dlogits = (P - onehot) / K
    dWc = O.T @ dlogits  #! dWc = Rn.T @ dlogits
    dO = dlogits @ Wc.T
    dgamma = (dO * Rn).sum(0)  #! dgamma = (dO * R).sum(0)
    dbeta = dO.sum(0)
    dRn = dO * gamma
    dR = istd * (dRn - dRn.mean(1, keepdims=True) - Rn * (dRn * Rn).mean(1, keepdims=True))  #! dR = istd * (dRn - dRn.mean(1, keepdims=True) - Rn * (dRn * Rn).sum(1, keepdims=True))  #! dR = istd * (dRn - dRn.mean(0, keepdims=True) - Rn * (dRn * Rn).mean(0, keepdims=True))
    dA = dR @ V.T
    dV = A.T @ dR  #! dV = A @ dR
    # softmax jacobian, row by row but without the loop
    dS = A * (dA - (dA * A).sum(-1, keepdims=True))  #! dS = A * (1 - A) * dA  #! dS = A * (dA - dA.sum(-1, keepdims=True))
    dQ = dS @ Kx * scale  #! dQ = dS @ Kx
    dK = dS.T @ Q * scale  #! dK = dS @ Q * scale
    dWq = X.T @ dQ
    dWk = X.T @ dK  #! dWk = X.T @ dQ
    dWv = X.T @ dV

    # update
    Wq -= 0.5 * dWq
    Wk -= 0.5 * dWk
    Wv -= 0.5 * dWv
    gamma -= 0.5 * dgamma
    beta -= 0.5 * dbeta  #! beta -= 0.5 * dgamma
    Wc -= 0.5 * dWc
    if step % 5 == 0:
        print(f"{step}: {J:.5f}")
