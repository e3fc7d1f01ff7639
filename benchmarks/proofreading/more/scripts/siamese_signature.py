# same signature or not? two vectors through the SAME matrix, contrastive loss
import numpy as np
np.random.seed(91)
writers = np.random.randn(3, 6)
left, right, same = [], [], []
for i in range(10):
    a, b = np.random.randint(0, 3, 2)
    left.append(writers[a] + 0.3 * np.random.randn(6))
    right.append(writers[b] + 0.3 * np.random.randn(6))
    same.append(float(a == b))
left, right, same = map(np.array, (left, right, same))
W = np.random.randn(3, 6) * 0.2          # out x in
margin = 1.5

def contrastive(W):
    eL, eR = np.tanh(left @ W.T), np.tanh(right @ W.T)
    dist = np.sqrt(((eL - eR) ** 2).sum(1) + 1e-9)
    gap = np.maximum(0, margin - dist)
    loss = (same * dist ** 2 + (1 - same) * gap ** 2).mean()
    return loss, eL, eR, dist, gap

def grad(W):
    loss, eL, eR, dist, gap = contrastive(W)
    # backward
    ddist = (2 * same * dist - 2 * (1 - same) * gap) / 10
    ddiff = (ddist / dist)[:, None] * (eL - eR)
    gL = ddiff * (1 - eL ** 2)
    gR = -ddiff * (1 - eR ** 2)
    return gL.T @ left + gR.T @ right

for i in range(25):
    if i % 8 == 0:
        loss, _, _, dist, _ = contrastive(W)
        print(i, "loss", loss, "same dist", dist[same == 1].mean(), "other dist", dist[same == 0].mean())
    # update
    W = W - 0.3 * grad(W)

# check one number
Wp, Wm = W.copy(), W.copy()
Wp[1, 2] += 1e-5
Wm[1, 2] -= 1e-5
print("numeric", (contrastive(Wp)[0] - contrastive(Wm)[0]) / 2e-5, "mine", grad(W)[1, 2])
