# focal loss for a rare positive class, logistic model with a quadratic feature map
import numpy as np
np.random.seed(100)
raw = np.random.randn(12, 2)
phi = np.column_stack([np.ones(12), raw, raw ** 2, raw[:, 0] * raw[:, 1]])
t = np.zeros(12); t[[2, 7, 9]] = 1
gamma_, alpha = 2.0, 0.75
theta = np.random.randn(6) * 0.1

hist = []
k = 0
while k < 30:
    z = phi @ theta
    p = 1 / (1 + np.exp(-z))
    pt = np.where(t == 1, p, 1 - p)
    at = np.where(t == 1, alpha, 1 - alpha)
    FL = np.sum(-at * (1 - pt) ** gamma_ * np.log(pt))
    hist.append(FL)
    if k > 3 and abs(hist[-1] - hist[-2]) < 1e-6:
        break
    # backward
    # d/dpt of -(1-pt)^g log pt  =  g (1-pt)^(g-1) log pt - (1-pt)^g / pt
    dFL_dpt = at * (gamma_ * (1 - pt) ** (gamma_ - 1) * np.log(pt) - (1 - pt) ** gamma_ / pt)
    dpt_dz = np.where(t == 1, 1, -1) * p * (1 - p)
    dtheta = phi.T @ (dFL_dpt * dpt_dz)
    # update
    theta = theta - 0.2 * dtheta
    k += 1
print('after', k, 'iterations', hist[0], '->', hist[-1])
