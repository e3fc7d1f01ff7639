# several quantiles at once with the pinball loss, taus broadcast along the last axis
import numpy as np

rng = np.random.RandomState(10)
taus = np.array([0.1, 0.5, 0.9])
x = rng.uniform(0, 2, 12)
y = 1 + x + (0.2 + 0.5 * x) * rng.randn(12)
Phi = np.stack([np.ones_like(x), x, x ** 2], axis=1)
B = np.zeros((3, 3))                 # feature x quantile

def pinball(u):
    return np.maximum(taus * u, (taus - 1) * u)

trace = [B.copy()]
best, best_B = np.inf, None
for it in range(30):
    q = Phi @ B
    u = y[:, None] - q
    loss = pinball(u).sum(axis=1).mean()
    if loss < best:
        best, best_B = loss, B.copy()
    # backward
    du = np.where(u > 0, taus, taus - 1) / len(y)
    dq = -du
    dB = Phi.T.dot(dq)
    # update
    B = B - 0.3 / np.sqrt(it + 1) * dB
    trace.append(B.copy())

print("best pinball", best)
print("coverage of each quantile", (y[:, None] < Phi @ best_B).mean(axis=0), "wanted", taus)
print("moved by", np.linalg.norm(trace[-1] - trace[0]))
