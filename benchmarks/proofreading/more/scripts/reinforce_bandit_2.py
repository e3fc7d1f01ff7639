# objective: -(reward - baseline) * np.log(pi[arm])
# the gradient bandit of Sutton & Barto, chapter 2 (written as descent)
import numpy as np

gen = np.random.default_rng(11)
payout = [0.2, 0.5, 0.8]
pref = np.array([0.3, 0.0, -0.1])
baseline = 0.0
pulls = [0, 0, 0]

for t in range(1, 31):
    pi = np.exp(pref - np.max(pref))
    pi = pi / np.sum(pi)
    arm = gen.choice(3, p=pi)
    reward = float(gen.random() < payout[arm]) + 0.1 * gen.normal()
    pulls[arm] += 1
    # backward
    advantage = reward - baseline
    grad = np.zeros(3)
    for k in range(3):
        if k == arm:
            grad[k] = -advantage * (1 - pi[k])
        else:
            grad[k] = advantage * pi[k]
    # update
    pref = pref - 0.4 * grad
    baseline = baseline + (reward - baseline) / t    # average reward so far

print("pulls:", pulls, "policy:", np.round(pi, 2))
