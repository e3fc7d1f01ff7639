# Full-matrix gradient descent for R ~ U V' + row bias + column bias, unknown entries are nan.
# No factor 2 in the gradients (it sits in the learning rate).
import numpy as np

nan = np.nan
R = np.array([[5, 3, nan, 1, 4],
              [4, nan, nan, 1, 2],
              [1, 1, nan, 5, nan],
              [nan, 1, 5, 4, 3]], dtype=float)
known = ~np.isnan(R)
filled = np.where(known, R, 0)
rows, cols = R.shape

np.random.seed(2009)
U = np.random.rand(rows, 2)
V = np.random.rand(cols, 2)
bu = np.random.rand(rows) * 0.1
bv = np.random.rand(cols) * 0.1
lr, lam = 0.02, 0.3


def total_error():
    fit = U @ V.T + bu[:, None] + bv[None, :]
    return np.sum(known * (filled - fit) ** 2) + lam * (np.sum(U ** 2) + np.sum(V ** 2))


history = [total_error()]
for sweep in range(3):
    fit = U @ V.T + bu[:, None] + bv[None, :]
    # objective: np.sum(known * (filled - fit) ** 2) + lam * (np.sum(U ** 2) + np.sum(V ** 2))
    # backward
    E = (filled - fit) * known  #! E = filled - fit
    gU = E @ V - lam * U  #! gU = E @ V + lam * U  #! gU = E @ V
    gV = E.T @ U - lam * V  #! gV = E.T @ U - lam * U  #! gV = E.T @ U + lam * V
    gbu = E.sum(axis=1)  #! gbu = E.mean(axis=1)
    gbv = E.sum(axis=0)  #! gbv = E.mean(axis=0)
    # update
    U += lr * gU
    V += lr * gV  #! V -= lr * gV
    bu += lr * gbu
    bv += lr * gbv
    # end
    history.append(total_error())
