# Bahdanau style attention pooling, one sequence at a time: find the value next to the biggest key
import numpy as np
np.random.seed(17)

d, a = 3, 4
Wa = np.random.randn(a, d) * 0.6        # maps column vectors
va = np.random.randn(a, 1) * 0.6
wo = np.random.randn(1, d) * 0.6
bo = np.zeros((1, 1))

seqs = []
for n in [3, 5, 4, 6]:
    H = np.random.randn(d, n)           # columns = time steps
    seqs.append((H, H[1, H[0].argmax()]))

class Stats:
    best = float('inf')

for epoch in range(7):
    epoch_loss = 0.0
    for H, y in seqs:
        U = np.tanh(Wa @ H)             # a x n
        e = va.T @ U                    # 1 x n
        w = np.exp(e - e.max()); w /= w.sum()
        ctx = H @ w.T                   # d x 1
        yhat = wo @ ctx + bo
        loss = ((yhat - y) ** 2).item()
        epoch_loss += loss

        # backward
        dy = 2 * (yhat - y)
        dwo = dy @ ctx.T
        dbo = dy
        dctx = wo.T @ dy
        dw = dctx.T @ H
        de = w * (dw - (dw @ w.T))
        dva = U @ de.T
        dpre = (va @ de) * (1 - U * U)
        dWa = dpre @ H.T

        # update
        Wa -= 0.1 * dWa
        va -= 0.1 * dva
        wo -= 0.1 * dwo
        bo -= 0.1 * dbo
    Stats.best = min(Stats.best, epoch_loss)
    print(epoch, epoch_loss, "best so far", Stats.best)
