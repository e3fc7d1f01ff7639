# objective: np.sum((H[-1] @ w_out - t) ** 2) / 2
# highway network: h' = T * tanh(..) + (1 - T) * h, depth 4, transform bias starts negative
import numpy as np
rng = np.random.default_rng(99)
N, D, DEPTH = 6, 4, 4
X = rng.normal(size=(N, D))
t = np.prod(X[:, :2], axis=1)
Wh = [rng.normal(size=(D, D)) * 0.5 for _ in range(DEPTH)]
Wt = [rng.normal(size=(D, D)) * 0.5 for _ in range(DEPTH)]
bh = [np.zeros(D) for _ in range(DEPTH)]
bt = [-np.ones(D) for _ in range(DEPTH)]
w_out = rng.normal(size=D) * 0.5

for iteration in range(15):
    H, C, G = [X], [], []
    for d in range(DEPTH):
        C.append(np.tanh(H[d] @ Wh[d] + bh[d]))
        G.append(1 / (1 + np.exp(-(H[d] @ Wt[d] + bt[d]))))
        H.append(G[d] * C[d] + (1 - G[d]) * H[d])

    # backward
    err = H[-1] @ w_out - t
    g_out = H[-1].T @ err
    up = np.outer(err, w_out)
    gWh, gWt, gbh, gbt = [None] * DEPTH, [None] * DEPTH, [None] * DEPTH, [None] * DEPTH
    for d in range(DEPTH)[::-1]:
        dc = up * G[d] * (1 - C[d] ** 2)
        dg = up * (C[d] - H[d]) * G[d] * (1 - G[d])
        gWh[d], gbh[d] = H[d].T @ dc, dc.sum(0)
        gWt[d], gbt[d] = H[d].T @ dg, dg.sum(0)
        up = up * (1 - G[d]) + dc @ Wh[d].T + dg @ Wt[d].T      # carry + candidate + gate

    # update
    w_out -= 0.03 * g_out
    for d in range(DEPTH):
        Wh[d] -= 0.03 * gWh[d]
        Wt[d] -= 0.03 * gWt[d]
        bh[d] -= 0.03 * gbh[d]
        bt[d] -= 0.03 * gbt[d]
print('mean gate openness per layer', [round(g.mean(), 3) for g in G])
