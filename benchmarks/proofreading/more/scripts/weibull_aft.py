# objective: -np.sum(d * (np.log(k / lam) + (k - 1) * np.log(T / lam)) - (T / lam) ** k)
# right-censored Weibull, no covariates, reliability test of bearings (hours/100)
import numpy as np

T = np.array([0.9, 1.6, 2.2, 2.2, 2.9, 3.5, 4.0, 4.0])
d = np.array([1, 1, 1, 0, 1, 1, 0, 0])       # 1 = failed, 0 = still running

k, lam = 1.0, 2.0
vk = vlam = 0.0
history = [(k, lam)]
for i in range(30):
    ratio = T / lam
    H = ratio ** k                  # cumulative hazard
    # backward
    grad_k = -np.sum(d * (1 / k + np.log(ratio)) - H * np.log(ratio))
    grad_lam = -np.sum(-d * k / lam + k / lam * H)
    # update
    vk = 0.5 * vk - 0.02 * grad_k
    vlam = 0.5 * vlam - 0.02 * grad_lam
    k = k + vk
    lam = lam + vlam
    history.append((k, lam))

print("shape %.3f scale %.3f" % history[-1])
print("B10 life:", lam * (-np.log(0.9)) ** (1 / k))
