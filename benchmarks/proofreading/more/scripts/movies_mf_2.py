# movie recommender: ratings matrix with holes (0 = not seen)
import numpy as np
R = np.array([[5, 3, 0, 1, 4],
              [4, 0, 0, 1, 5],
              [1, 1, 0, 5, 0],
              [1, 0, 4, 4, 2],
              [0, 1, 5, 4, 1]], dtype=float)
seen = R > 0
k = 2
np.random.seed(2)
P = np.random.rand(5, k)
Q = np.random.rand(5, k)
lam = 0.02
lr = 0.02
hist = []
for sweep in range(30):
    guess = P @ Q.T
    E = np.where(seen, R - guess, 0.0)
    J = np.sum(E ** 2) + lam * (np.sum(P ** 2) + np.sum(Q ** 2))
    hist.append(J)
    if sweep > 2 and hist[-2] - hist[-1] < 1e-3:
        print("no more progress")
        break
    # backward
    dP = -2 * E @ Q + 2 * lam * P
    dQ = -2 * E.T @ P + 2 * lam * Q
    # update
    P, Q = P - lr * dP, Q - lr * dQ
    if sweep % 10 == 0:
        print("sweep %2d  J = %.3f   rmse on seen = %.3f" % (sweep, J, np.sqrt((E[seen] ** 2).mean())))
print(np.round(P @ Q.T, 1))
u = 1
unseen = [j for j in range(5) if not seen[u, j]]
print("recommend to user", u, "movie", max(unseen, key=lambda j: P[u] @ Q[j]))
