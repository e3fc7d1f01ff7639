# 1-d convolution on heart beats, stride 2, global max pool per channel, softmax on top
import numpy as np
rng = np.random.default_rng(21)
sig = rng.normal(size=(6, 11))
cls = [0, 1, 2, 2, 1, 0]
nf, wdt, stride = 4, 3, 2
F = rng.normal(size=(nf, wdt)) * .5
A = rng.normal(size=(3, nf)) * .5
c = np.zeros(3)
costs = []

def forward_one(x):
    L = (len(x) - wdt) // stride + 1
    pooled = np.zeros(nf); where = np.zeros(nf, dtype=int)
    for f in range(nf):
        best = -np.inf
        for p in range(L):
            val = F[f] @ x[p * stride:p * stride + wdt]
            if val > best:
                best, where[f] = val, p
        pooled[f] = np.tanh(best)
    z = A @ pooled + c
    z = z - z.max()
    return pooled, where, np.exp(z) / np.exp(z).sum()

for it in range(15):
    gF, gA, gc = np.zeros_like(F), np.zeros_like(A), np.zeros_like(c)
    cost = 0.
    # backward
    for n in range(6):
        pooled, where, prob = forward_one(sig[n])
        cost -= np.log(prob[cls[n]])
        d = prob.copy(); d[cls[n]] -= 1
        gc += d
        gA += np.outer(d, pooled)
        dp = (A.T @ d) * (1 - pooled ** 2)
        for f in range(nf):
            p0 = where[f] * stride
            gF[f] += dp[f] * sig[n, p0:p0 + wdt]
    costs.append(cost)
    # update
    F -= .1 * gF; A -= .1 * gA; c -= .1 * gc
print(costs[0], "->", costs[-1])
