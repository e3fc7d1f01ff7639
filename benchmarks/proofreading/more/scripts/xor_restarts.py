# XOR gets stuck sometimes, so: random restarts and keep the best
import numpy as np
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
y = np.array([0, 1, 1, 0], float)
best = None
best_loss = 99.
for restart in range(4):
    rs = np.random.RandomState(restart)
    U = rs.randn(2, 3)
    c = rs.randn(3)
    v = rs.randn(3)
    d = 0.
    for k in range(30):
        h = np.tanh(X.dot(U) + c)
        q = 1 / (1 + np.exp(-(h.dot(v) + d)))
        q = np.clip(q, 1e-9, 1 - 1e-9)
        loss = -(y * np.log(q) + (1 - y) * np.log(1 - q)).mean()
        # backward
        g = (q - y) / 4
        gv = h.T.dot(g)
        gd = g.sum()
        gh = np.outer(g, v) * (1 - h * h)
        gU = X.T.dot(gh)
        gc = gh.sum(0)
        # update
        U = U - 2 * gU
        c = c - 2 * gc
        v = v - 2 * gv
        d = d - 2 * gd
    print("restart", restart, "final loss", loss)
    if loss < best_loss:
        best_loss = loss
        best = (U, c, v, d)
U, c, v, d = best
print("best", best_loss, (np.tanh(X.dot(U) + c).dot(v) + d > 0).astype(int))
