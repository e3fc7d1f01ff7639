# objective: np.mean(np.where(np.abs(r) <= c, 0.5 * r**2, c * (np.abs(r) - 0.5 * c)))
import numpy as np
# robust calibration line (some vials were contaminated), minibatches, Nesterov
rng = np.random.default_rng(13)
conc = rng.uniform(0, 4, 24)
signal = 0.7 + 1.3 * conc + 0.05 * rng.normal(size=24)
signal[[3, 11, 19]] += 5
c = 0.3
theta, vel = np.zeros(2), np.zeros(2)
beta, lr = 0.8, 0.1
A = np.vander(conc, 2)          # [conc, 1]

for epoch in range(10):
    order = rng.permutation(24)
    for start in range(0, 24, 6):
        sel = order[start:start + 6]
        look = theta + beta * vel
        r = A[sel] @ look - signal[sel]
        # backward
        psi = np.clip(r, -c, c)
        g = A[sel].T @ psi / len(sel)
        # update
        vel = beta * vel - lr * g
        theta = theta + vel
    print(epoch, theta)
print("slope, intercept:", theta, " OLS:", np.linalg.lstsq(A, signal, rcond=None)[0])
