# objective: np.log1p(np.exp(-ylab * f)).sum() + 0.5 * lam * alpha @ K @ alpha
# kernel logistic regression, RBF kernel, labels in {-1, +1}
import numpy as np
np.random.seed(13)
pts = np.random.randn(11, 2)
ylab = np.where((pts ** 2).sum(1) > 1.5, 1.0, -1.0)

def rbf(A, B, width=1.0):
    sq = (A ** 2).sum(1)[:, None] + (B ** 2).sum(1) - 2 * A @ B.T
    return np.exp(-sq / (2 * width ** 2))

K = rbf(pts, pts)
alpha = np.zeros(len(pts)) + 0.01 * np.random.randn(len(pts))
bias = 0.0
lam = 0.05
prev_alpha = alpha.copy()
momentum, step = 0.7, 0.05

for it in range(30):
    f = K @ alpha + bias
    # backward
    r = -ylab / (1 + np.exp(ylab * f))
    galpha = K @ r + lam * K @ alpha
    gbias = r.sum()
    if np.sqrt(galpha @ galpha) < 1e-4:
        break
    # update
    new = alpha - step * galpha + momentum * (alpha - prev_alpha)   # heavy ball
    prev_alpha, alpha = alpha, new
    bias -= step * gbias

grid = np.array([[0, 0], [2, 2.], [-2, 0.]])
print('decision at', grid.tolist(), '=', np.sign(rbf(grid, pts) @ alpha + bias))
