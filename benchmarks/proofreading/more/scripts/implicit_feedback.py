# objective: (conf * (pref - U @ V.T - bi) ** 2).sum() + lam * ((U ** 2).sum() + (V ** 2).sum())
# Implicit feedback (plays of songs): preference 0/1, confidence 1 + alpha * plays
import numpy as np

plays = np.array([[5, 0, 0, 1, 0],
                  [0, 3, 0, 0, 2],
                  [4, 0, 1, 0, 0],
                  [0, 2, 0, 0, 6],
                  [0, 0, 3, 2, 0],
                  [1, 0, 0, 3, 0]])
pref = (plays > 0) * 1.0
conf = 1 + 0.5 * plays
np.random.seed(66)
U = np.random.randn(6, 2) * 0.3
V = np.random.randn(5, 2) * 0.3
bi = np.zeros(5)
lam = 0.05
lr, mom = 0.01, 0.9
vU, vV, vb = U * 0, V * 0, bi * 0

for sweep in range(30):
    # backward
    R = -2 * conf * (pref - U @ V.T - bi)
    gU = R @ V + 2 * lam * U
    gV = R.T @ U + 2 * lam * V
    gb = R.sum(0)
    # update
    vU = mom * vU - lr * gU; U = U + vU
    vV = mom * vV - lr * gV; V = V + vV
    vb = mom * vb - lr * gb; bi = bi + vb

S = U @ V.T + bi
for user in range(6):
    unseen = np.where(plays[user] == 0)[0]
    print("user", user, "try song", unseen[S[user, unseen].argmax()])
