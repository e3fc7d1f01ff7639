import numpy as np

# graph convolution (Kipf) on a toy friendship graph, only 3 people have a known label
edges = "0-1 0-2 1-2 2-3 3-4 4-5 3-5 5-6 6-7 6-8 7-8"
n = 9
Adj = np.eye(n)
for e in edges.split():
    i, j = map(int, e.split("-"))
    Adj[i, j] = Adj[j, i] = 1
deg = Adj.sum(1)
S = Adj / np.sqrt(deg[:, None] * deg[None, :])
feats = np.eye(n)
known = {0: 0, 4: 1, 8: 2}
rows, cols = np.array(list(known.keys())), np.array(list(known.values()))

rng = np.random.RandomState(3)
Wg1 = rng.uniform(-1, 1, (n, 5)) * .6
Wg2 = rng.uniform(-1, 1, (5, 3)) * .6

def forward(Wg1, Wg2):
    H = np.maximum(S @ feats @ Wg1, 0)
    O = S @ H @ Wg2
    O = O - O.max(1)[:, None]
    return H, np.exp(O) / np.exp(O).sum(1)[:, None]

def objective(Pr, Wg1):
    return -np.log(Pr[rows, cols]).sum() / len(rows) + 5e-3 * (Wg1 ** 2).sum()

def gradients(H, Pr):
    # backward
    G = np.zeros_like(Pr)
    G[rows] = Pr[rows]                       # unlabelled nodes have no error
    G[rows, cols] -= 1
    G /= len(rows)
    SG = S.T @ G
    dWg2 = H.T @ SG
    dH = (SG @ Wg2.T) * (H > 0)
    dWg1 = (S @ feats).T @ dH + 2 * 5e-3 * Wg1
    return dWg1, dWg2

for epoch in range(30):
    H, Pr = forward(Wg1, Wg2)
    L = objective(Pr, Wg1)
    dWg1, dWg2 = gradients(H, Pr)
    # update
    Wg1 -= 0.5 * dWg1
    Wg2 -= 0.5 * dWg2
    if epoch % 10 == 9:
        print("epoch", epoch, "L", L, "labels", Pr.argmax(1))

# check one number, I did not trust myself
eps = 1e-5
H, Pr = forward(Wg1, Wg2)
mine = gradients(H, Pr)[0][2, 1]
Wp, Wm = Wg1.copy(), Wg1.copy()
Wp[2, 1] += eps; Wm[2, 1] -= eps
num = (objective(forward(Wp, Wg2)[1], Wp) - objective(forward(Wm, Wg2)[1], Wm)) / (2 * eps)
print("grad check", mine, num)
