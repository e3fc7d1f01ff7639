# objective: -np.sum(np.log(P[train_mask, y[train_mask]])) / train_mask.sum() + 0.5 * wd * np.sum(theta1 ** 2)
# Graph convolutional network, 7 nodes, only 3 of them have a label
import numpy as np

edges = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (4, 6), (5, 6)]
n = 7
A = np.eye(n)
for i, j in edges:
    A[i, j] = A[j, i] = 1
dinv = np.diag(A.sum(1) ** -0.5)
S = dinv @ A @ dinv
feat = np.eye(n)
y = np.array([0, -1, -1, -1, -1, 1, 1])
train_mask = y >= 0
rng = np.random.default_rng(15)
theta1 = rng.uniform(-1, 1, (n, 4)) * np.sqrt(6 / (n + 4))
theta2 = rng.uniform(-1, 1, (4, 2)) * np.sqrt(6 / (4 + 2))
wd = 5e-3

for epoch in range(30):
    H0 = S @ feat
    Z1 = H0 @ theta1
    H1 = S @ np.maximum(Z1, 0)
    Z2 = H1 @ theta2
    P = np.exp(Z2) / np.exp(Z2).sum(1, keepdims=True)
    # backward
    dZ2 = P.copy()
    dZ2[train_mask, y[train_mask]] -= 1
    dZ2[~train_mask] = 0                # nodes without label give no gradient
    dZ2 /= train_mask.sum()
    dtheta2 = H1.T @ dZ2
    dZ1 = (S.T @ (dZ2 @ theta2.T)) * (Z1 > 0)
    dtheta1 = H0.T @ dZ1 + wd * theta1
    # update
    theta1 -= 0.5 * dtheta1
    theta2 -= 0.5 * dtheta2
    if epoch % 10 == 0:
        print(epoch, "nodes ->", P.argmax(1))
