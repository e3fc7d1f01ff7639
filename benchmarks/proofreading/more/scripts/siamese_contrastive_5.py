import numpy as np

np.random.seed(77)
n_pairs = 8
xa = np.random.randn(n_pairs, 4)
same = np.array([1, 0, 1, 0, 1, 1, 0, 0])
xb = np.where(same[:, None] == 1, xa + 0.3 * np.random.randn(n_pairs, 4), np.random.randn(n_pairs, 4))
W1 = np.random.randn(4, 6) * 0.4
W2 = np.random.randn(6, 2) * 0.4
margin = 1.0

# the two towers share W1 and W2!
def tower(x):
    h = np.maximum(0.1 * x @ W1, x @ W1)   # leaky relu
    return h, h @ W2

def tower_back(x, h, demb):
    dh = demb @ W2.T
    dh = dh * np.where(h > 0, 1.0, 0.1)
    return x.T @ dh, h.T @ demb

for epoch in range(20):
    ha, ea = tower(xa)
    hb, eb = tower(xb)
    diff = ea - eb
    dist = np.sqrt(np.sum(diff ** 2, axis=1) + 1e-9)
    hinge = np.maximum(0, margin - dist)
    loss = np.mean(same * dist ** 2 + (1 - same) * hinge ** 2)

    # backward
    ddist = (same * 2 * dist - (1 - same) * 2 * hinge) / n_pairs
    ddiff = (ddist / dist)[:, None] * diff
    gW1a, gW2a = tower_back(xa, ha, ddiff)
    gW1b, gW2b = tower_back(xb, hb, -ddiff)

    # update
    W1 -= 0.1 * (gW1a + gW1b)
    W2 -= 0.1 * (gW2a + gW2b)
    print("Epoch", epoch, "contrastive loss", loss)
print('mean distance same / different:', dist[same == 1].mean(), dist[same == 0].mean())
