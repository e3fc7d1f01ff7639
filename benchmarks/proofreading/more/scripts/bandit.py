# objective: (R - baseline) * np.log(pi[A])
# gradient bandit (Sutton & Barto 2.8), softmax preferences, ASCENT on expected reward
import numpy as np

rng = np.random.default_rng(2024)
true_q = rng.normal(0, 1, 5)
H = np.zeros(5)
baseline = 0.0
counts = np.zeros(5, dtype=int)

for t in range(1, 31):
    pi = np.exp(H - H.max())
    pi /= pi.sum()
    A = rng.choice(5, p=pi)
    R = true_q[A] + rng.normal()
    counts[A] += 1
    # backward
    ind = np.zeros(5)
    ind[A] = 1.0
    gH = (R - baseline) * (ind - pi)
    # update
    H += 0.2 * gH
    baseline += (R - baseline) / t      # running mean, after use
print("best arm", true_q.argmax(), "preferred", H.argmax())
print(counts)
