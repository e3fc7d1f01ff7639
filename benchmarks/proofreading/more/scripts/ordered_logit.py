import numpy as np
# Proportional odds: P(Y<=k) = logistic(c_k - x'b), 3 levels (low / mid / high)
# c2 = c1 + exp(gap) so that cutpoints stay ordered

sig = lambda t: 1.0 / (1.0 + np.exp(-t))

rs = np.random.RandomState(42)
X = rs.normal(size=(12, 2))
ystar = X @ [1.0, -0.7] + rs.logistic(size=12)
Y = np.digitize(ystar, [-0.5, 0.9])

b, c1, gap = np.zeros(2), -0.3, 0.0
for k in range(20):
    c2 = c1 + np.exp(gap)
    xb = X @ b
    F1, F2 = sig(c1 - xb), sig(c2 - xb)
    P = np.column_stack([F1, F2 - F1, 1 - F2])
    py = P[np.arange(len(Y)), Y]
    nll = -np.log(py).sum()

    # backward
    G = np.zeros_like(P)
    G[np.arange(len(Y)), Y] = -1 / py
    gF1 = G[:, 0] - G[:, 1]
    gF2 = G[:, 1] - G[:, 2]
    gu1 = gF1 * F1 * (1 - F1)
    gu2 = gF2 * F2 * (1 - F2)
    g_b = -X.T @ (gu1 + gu2)
    g_c1 = (gu1 + gu2).sum()
    g_gap = gu2.sum() * np.exp(gap)

    # update
    b -= 0.1 * g_b
    c1 -= 0.1 * g_c1
    gap -= 0.1 * g_gap
    print(k, round(float(nll), 4), "cuts", round(c1, 3), round(c1 + np.exp(gap), 3))
