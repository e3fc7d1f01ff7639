# objective: np.mean(np.sum(-Yhot * np.log(S), axis=1)) + 0.5 * l2 * (np.sum(A ** 2) + np.sum(Bm ** 2))
# RMSNorm between two layers: gradient goes through the norm this time
import numpy as np

rng = np.random.default_rng(404)
X = rng.normal(size=(9, 4))
lab = np.argmax(X[:, :3], axis=1)
Yhot = np.eye(3)[lab]
A = rng.normal(size=(4, 5)) * 0.6
gam = np.ones(5)
Bm = rng.normal(size=(5, 3)) * 0.6
l2 = 0.01


def softplus(q):
    return np.log1p(np.exp(q))


hist = {"A": [], "Bm": []}
for epoch in range(15):
    pre = X @ A
    H = softplus(pre)
    R = np.sqrt(np.mean(H ** 2, axis=1, keepdims=True) + 1e-8)
    Nn = H / R
    Z = (Nn * gam) @ Bm
    S = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)

    # backward
    dZ = (S - Yhot) / X.shape[0]
    dBm = (Nn * gam).T @ dZ + l2 * Bm
    dG = dZ @ Bm.T
    dgam = np.sum(dG * Nn, axis=0)
    dN = dG * gam
    dH = (dN - Nn * np.mean(dN * Nn, axis=1, keepdims=True)) / R
    dpre = dH * (1 / (1 + np.exp(-pre)))          # softplus' = sigmoid
    dA = X.T @ dpre + l2 * A

    # update
    A = A - 0.4 * dA
    gam = gam - 0.4 * dgam
    Bm = Bm - 0.4 * dBm
    hist["A"].append(A.copy())
    hist["Bm"].append(Bm.copy())

print("accuracy", np.mean(S.argmax(1) == lab))
print("distance travelled", np.linalg.norm(hist["A"][-1] - hist["A"][0]))
