import numpy as np

rng = np.random.default_rng(4)
# pairs of points; same = 1 if they come from the same cluster
centers = rng.normal(size=(3, 5)) * 1.5
cl_a = np.array([0, 1, 2, 0, 1, 2, 0, 1])
cl_b = np.array([0, 1, 2, 0, 2, 0, 1, 0])
left = centers[cl_a] + .3 * rng.normal(size=(8, 5))
right = centers[cl_b] + .3 * rng.normal(size=(8, 5))
same = (cl_a == cl_b).astype(float)

M = rng.normal(size=(2, 5)) * .3            # embed to 2d: f(x) = tanh(Mx + c)
c = np.zeros(2)
margin = 1.0

def embed(v):
    return np.tanh(v @ M.T + c)

for rounds in range(30):
    fa, fb = embed(left), embed(right)
    diff = fa - fb
    dist = np.sqrt((diff ** 2).sum(1) + 1e-12)
    gap = np.maximum(0, margin - dist)
    loss = (same * dist ** 2 + (1 - same) * gap ** 2).sum() / (2 * len(same))

    # backward
    ddist = (same * dist - (1 - same) * gap) / len(same)
    ddiff = ddist[:, None] * diff / dist[:, None]
    da = ddiff * (1 - fa ** 2)
    db = -ddiff * (1 - fb ** 2)
    dM = da.T @ left + db.T @ right         # both twins share M
    dc = da.sum(0) + db.sum(0)

    # update
    M -= 0.5 * dM
    c -= 0.5 * dc
    if rounds % 10 == 0:
        print(rounds, "loss", loss, "same dist", dist[same == 1].mean(), "other", dist[same == 0].mean())
