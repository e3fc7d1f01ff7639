# Ordinal regression (proportional odds). Star ratings 0..3, thresholds kept in order
# by writing them as first + cumsum(exp(gaps)).
import numpy as np

np.random.seed(8)
n, d, K = 12, 3, 4
X = np.random.randn(n, d)
latent = X @ [1.2, -0.8, 0.3] + 0.5 * np.random.randn(n)
stars = np.digitize(latent, [-1, 0, 1])

w = np.zeros(d)
first = np.array(-0.5)
gaps = np.zeros(K - 2)

def expit(z):
    return 1 / (1 + np.exp(-z))

rows = np.arange(n)
for it in range(30):
    cuts = first + np.concatenate([[0.0], np.cumsum(np.exp(gaps))])
    score = X @ w
    C = np.ones((n, K + 1))
    C[:, 0] = 0
    C[:, 1:K] = expit(cuts[None, :] - score[:, None])     # P(star < k)
    pr = C[rows, stars + 1] - C[rows, stars]
    nll = -np.log(pr).mean()

    # backward
    dpr = -1 / pr / n
    dC = np.zeros_like(C)
    dC[rows, stars + 1] += dpr
    dC[rows, stars] -= dpr
    dlogit = (dC * C * (1 - C))[:, 1:K]          # outer columns are constants
    dcuts = dlogit.sum(0)
    dw = -X.T @ dlogit.sum(1)
    dfirst = dcuts.sum()
    dgaps = np.cumsum(dcuts[::-1])[::-1][1:] * np.exp(gaps)

    # update
    w -= 0.4 * dw
    first = first - 0.4 * dfirst
    gaps -= 0.4 * dgaps
    if it % 10 == 0:
        print(it, nll)
print("cuts", cuts, "mae", np.abs((score[:, None] > cuts).sum(1) - stars).mean())
