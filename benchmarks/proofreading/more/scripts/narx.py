import numpy as np
# NARX in parallel (closed loop) form: yhat fed back, so BPTT is needed
rng = np.random.RandomState(9)
N = 14
u = rng.uniform(-1, 1, N)
yd = np.zeros(N)
for k in range(1, N):
    yd[k] = 0.6 * yd[k - 1] + 0.4 * np.tanh(u[k - 1])

nh = 4
Win = rng.randn(nh, 2) * 0.5       # inputs [yhat(k-1), u(k-1)]
bh = np.zeros(nh)
wo = rng.randn(nh) * 0.5
bo = 0.0
clip = 1.0
for epoch in range(25):
    yh = np.zeros(N)
    Z = np.zeros((N, 2)); Hh = np.zeros((N, nh))
    for k in range(1, N):
        Z[k] = yh[k - 1], u[k - 1]
        Hh[k] = np.tanh(Win @ Z[k] + bh)
        yh[k] = wo @ Hh[k] + bo
    V = np.sum((yd[1:] - yh[1:]) ** 2) / (N - 1)
    # backward
    dWin, dbh, dwo, dbo = np.zeros_like(Win), np.zeros(nh), np.zeros(nh), 0.0
    fb = 0.0                        # comes back through the feedback line
    for k in range(N - 1, 0, -1):
        dy = -2 * (yd[k] - yh[k]) / (N - 1) + fb
        dwo += dy * Hh[k]
        dbo += dy
        da = dy * wo * (1 - Hh[k] ** 2)
        dWin += np.outer(da, Z[k])
        dbh += da
        fb = (Win.T @ da)[0]
    nrm = np.sqrt((dWin**2).sum() + (dbh**2).sum() + (dwo**2).sum() + dbo**2)
    sc = min(1.0, clip / nrm)
    # update
    Win -= 0.2 * sc * dWin
    bh -= 0.2 * sc * dbh
    wo -= 0.2 * sc * dwo
    bo -= 0.2 * sc * dbo
    print('%2d  V = %.5f  |g| = %.3f' % (epoch, V, nrm))
