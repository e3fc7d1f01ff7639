import numpy as np
rng = np.random.RandomState(10)
ratings = [(0, 1, 4.0), (0, 2, 1.0), (1, 0, 5.0), (2, 1, 3.0), (2, 2, 2.0)]
users, items = rng.rand(3, 2), rng.rand(3, 2)
gamma, lam = 0.02, 0.1
for epoch in range(2):
    for u, i, r in ratings:
        p, q = users[u].copy(), items[i].copy()
        e = r - p @ q
        loss = 0.5 * e ** 2 + 0.5 * lam * (p @ p + q @ q)
        # backward
        step_p = e * q - lam * p  #! step_p = e * p - lam * p #! step_p = e * q + lam * p
        step_q = e * p - lam * q  #! step_q = e * q - lam * q
        # update
        users[u] += gamma * step_p
        items[i] += gamma * step_q  #! items[i] -= gamma * step_q
