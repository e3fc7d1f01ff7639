import numpy as np
# metric MDS of city distances (raw stress), index loops because I never trust broadcasting
d = np.array([[0, 3, 4, 6, 5], [3, 0, 5, 4, 6], [4, 5, 0, 5, 2], [6, 4, 5, 0, 4], [5, 6, 2, 4, 0.]])
n = d.shape[0]
pos = np.random.default_rng(3).normal(size=(n, 2))
tol, previous = 1e-4, None
for iteration in range(30):
    dist = np.zeros((n, n))
    stress = 0.0
    for i in range(n):
        for j in range(i + 1, n):
            dist[i, j] = np.sqrt((pos[i, 0] - pos[j, 0]) ** 2 + (pos[i, 1] - pos[j, 1]) ** 2)
            stress += (dist[i, j] - d[i, j]) ** 2
    # backward
    force = np.zeros((n, 2))
    for i in range(n):
        for j in range(i + 1, n):
            coef = 2 * (dist[i, j] - d[i, j]) / dist[i, j]
            for k in range(2):
                force[i, k] += coef * (pos[i, k] - pos[j, k])
                force[j, k] -= coef * (pos[i, k] - pos[j, k])
    # update
    for i in range(n):
        for k in range(2):
            pos[i, k] -= 0.05 * force[i, k]
    if previous is not None and abs(previous - stress) < tol:
        break
    previous = stress
print("stopped after", iteration, "stress", stress)
