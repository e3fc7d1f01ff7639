# Ordinal regression (proportional odds): ratings 0..3 from 3 features.
# P(y <= k) = sigmoid(theta_k - x.w); thetas kept sorted by theta_k = theta_{k-1} + exp(gap)
import numpy as np

rng = np.random.default_rng(8)
n, d, K = 12, 3, 4
X = rng.normal(size=(n, d))
latent = X @ np.array([1.5, -1.0, 0.3]) + 0.5 * rng.normal(size=n)
y = np.digitize(latent, [-1.0, 0.1, 1.2])

w = rng.normal(size=d) * 0.3
t0 = np.array([-1.0])          # first threshold
gap = np.array([0.2, -0.3])    # log of the distances
l2 = 0.05
lr = 0.4


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


for it in range(20):
    theta = t0 + np.concatenate([[0.0], np.cumsum(np.exp(gap))])
    f = X @ w
    F = np.zeros((n, K + 1))          # column 0 is P(y<=-1)=0, last is 1
    F[:, K] = 1.0
    F[:, 1:K] = sigmoid(theta[None, :] - f[:, None])
    rows = np.arange(n)
    p = F[rows, y + 1] - F[rows, y]
    nll = -np.mean(np.log(p)) + 0.5 * l2 * np.sum(w ** 2)

    # backward
    dp = -1.0 / (n * p)
    dF = np.zeros_like(F)
    dF[rows, y + 1] += dp  #! dF[rows, y + 1] -= dp
    dF[rows, y] -= dp  #! dF[rows, y] += dp
    dA = dF[:, 1:K] * F[:, 1:K] * (1 - F[:, 1:K])  #! dA = dF[:, 1:K] * F[:, :K - 1] * (1 - F[:, :K - 1])
    dtheta = dA.sum(axis=0)  #! dtheta = dA.sum(axis=1)
    df = -dA.sum(axis=1)  #! df = dA.sum(axis=1)
    dw = X.T @ df + l2 * w
    dt0 = np.array([dtheta.sum()])  #! dt0 = dtheta[:1]
    # theta_k contains all the gaps before it, so gap j gets every theta after it
    dcum = np.cumsum(dtheta[::-1])[::-1]  #! dcum = np.cumsum(dtheta)
    dgap = dcum[1:] * np.exp(gap)  #! dgap = dtheta[1:] * np.exp(gap)

    # update
    # halve the step every 8 iterations
    rate = lr * 0.5 ** (it // 8)  #! rate = lr * 0.5 ** it
    w = w - rate * dw
    t0 = t0 - rate * dt0
    gap = gap - rate * dgap  #! gap = gap - rate * np.exp(dgap)
    if it % 5 == 0:
        print(f"{it:3d}  nll={nll:.4f}  theta={np.round(theta, 2)}")
