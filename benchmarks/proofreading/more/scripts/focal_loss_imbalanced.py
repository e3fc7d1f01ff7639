import numpy as np
np.random.seed(66)

X = np.random.randn(12, 3)
y = np.array([0] * 9 + [1] * 3).reshape(-1, 1)
X[9:] += 1.0
gamma_f, alpha_f = 2.0, 0.75
w, b = np.random.randn(3, 1) * 0.1, 0.0
vw, vb = np.zeros((3, 1)), 0.0
mu = 0.9

def focal(w, b):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    pt = np.where(y == 1, p, 1 - p)
    at = np.where(y == 1, alpha_f, 1 - alpha_f)
    return p, pt, at, np.sum(-at * (1 - pt) ** gamma_f * np.log(pt))

for i in range(20):
    p, pt, at, FL = focal(w, b)
    # backward
    # FL = -at (1-pt)^g log pt   -> product rule
    dpt = at * (gamma_f * (1 - pt) ** (gamma_f - 1) * np.log(pt) - (1 - pt) ** gamma_f / pt)
    dp = dpt * np.where(y == 1, 1, -1)
    dz = dp * p * (1 - p)
    dw = X.T.dot(dz)
    db = dz.sum()
    # update
    vw_prev, vb_prev = vw, vb
    vw = mu * vw - 0.05 * dw
    vb = mu * vb - 0.05 * db
    w = w + (-mu * vw_prev + (1 + mu) * vw)     # nesterov, cs231n form
    b = b + (-mu * vb_prev + (1 + mu) * vb)
    if i % 4 == 0:
        recall = ((p > .5) & (y == 1)).sum() / (y == 1).sum()
        print('it', i, 'FL', FL, 'recall', recall)

# quick check of dw[0] with centered difference
p, pt, at, _ = focal(w, b)
h = 1e-5; e0 = np.array([[h], [0], [0]])
print('numeric', (focal(w + e0, b)[3] - focal(w - e0, b)[3]) / (2 * h))
