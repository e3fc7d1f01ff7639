"""NT-Xent loss of SimCLR with a linear encoder; 2N views, cosine similarity, temperature."""
import numpy as np

TAU = 0.5


def nt_xent(W, views):
    """views: (2N, d), view i and i+N are a positive pair. Returns loss, dW."""
    M = len(views)
    N = M // 2
    pair = np.concatenate([np.arange(N, M), np.arange(N)])
    Z = views @ W
    r = np.linalg.norm(Z, axis=1, keepdims=True)
    U = Z / r
    sim = U @ U.T / TAU
    np.fill_diagonal(sim, -np.inf)             # a view is no negative of itself
    P = np.exp(sim - sim.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(M), pair]).mean()

    # backward
    dsim = P.copy()
    dsim[np.arange(M), pair] -= 1.0
    dsim /= M * TAU
    dU = (dsim + dsim.T) @ U                   # U appears on both sides
    dZ = (dU - U * np.sum(dU * U, axis=1, keepdims=True)) / r
    return loss, views.T @ dZ


def augment(x, rng):
    return np.vstack([x + 0.1 * rng.normal(size=x.shape), x * rng.uniform(.8, 1.2, (len(x), 1))])


def check(rng):
    W, v = rng.normal(size=(4, 3)), rng.normal(size=(6, 4))
    _, g = nt_xent(W, v)
    for i in range(4):
        for j in range(3):
            E = np.zeros_like(W)
            E[i, j] = 1e-6
            num = (nt_xent(W + E, v)[0] - nt_xent(W - E, v)[0]) / 2e-6
            assert abs(num - g[i, j]) < 1e-6, (i, j, num, g[i, j])


rng = np.random.default_rng(2020)
check(rng)
W = rng.normal(size=(5, 3))
mom = np.zeros_like(W)
x = rng.normal(size=(5, 5))
total_steps = 12
for k in range(total_steps):
    loss, g = nt_xent(W, augment(x, rng))
    # update
    lr = 0.25 * (1 + np.cos(np.pi * k / total_steps))     # cosine
    mom = 0.9 * mom + g
    W = W - lr * mom
    print(f"{k:02d} lr={lr:.3f} loss={loss:.4f}")
