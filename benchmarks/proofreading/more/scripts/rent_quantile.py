# rents: not the mean but the 80% quantile (pinball loss). three quantiles, each its own line
import numpy as np
rng = np.random.default_rng(77)
sqm = rng.uniform(20, 100, 12)
rent = 200 + 9 * sqm + rng.exponential(120, 12)
x = (sqm - sqm.mean()) / sqm.std()
y = rent / 1000

def fit(q, rounds=30):
    slope, level = 0.0, 0.5
    for k in range(rounds):
        u = y - (slope * x + level)
        pin = np.mean(np.maximum(q * u, (q - 1) * u))
        # backward
        du = np.where(u > 0, q, q - 1) / len(u)
        dslope = -(du * x).sum()
        dlevel = -du.sum()
        # update
        step = 0.3 / (1 + 0.2 * k)
        slope -= step * dslope
        level -= step * dlevel
    below = np.mean(u < 0)
    return slope, level, pin, below

for q in (0.2, 0.5, 0.8):
    s, l, pin, below = fit(q)
    print(f"q={q}: rent = {s:.3f} x + {l:.3f}, pinball {pin:.4f}, share below {below:.2f}")
