import numpy as np
rng = np.random.default_rng(14)
SLOPE = 0.1
lrelu = lambda u: np.where(u > 0, u, SLOPE * u)
dlrelu = lambda u: np.where(u > 0, 1.0, SLOPE)

X = rng.uniform(-1, 1, size=(10, 3))
Y = np.abs(X).sum(1, keepdims=True)
blocks = [[rng.normal(0, .4, (3, 5)), np.zeros(5), rng.normal(0, .4, (5, 3))] for _ in range(2)]
head = rng.normal(0, .4, (3, 1))

def smooth_l1(e, beta=0.5):
    return np.where(np.abs(e) < beta, 0.5 * e**2 / beta, np.abs(e) - 0.5 * beta)

params = [p for blk in blocks for p in blk] + [head]
vel = [np.zeros_like(p) for p in params]
mu, lr = 0.9, 0.02
for epoch in range(25):
    # look ahead (Nesterov): gradient is taken at params + mu * vel
    saved = [p.copy() for p in params]
    for p, v in zip(params, vel):
        p += mu * v
    h, store = X, []
    for A, b, B in blocks:
        u = h @ A + b
        store.append((h, u))
        h = h + lrelu(u) @ B
    err = h @ head - Y
    loss = smooth_l1(err).mean()
    # backward
    derr = np.clip(err / 0.5, -1, 1) / len(X)
    ghead = h.T @ derr
    dh = derr @ head.T
    grads = [ghead]
    for (A, b, B), (hin, u) in zip(reversed(blocks), reversed(store)):
        gB = lrelu(u).T @ dh
        du = dh @ B.T * dlrelu(u)
        grads = [hin.T @ du, du.sum(0), gB] + grads
        dh = dh + du @ A.T
    # update
    for p, s, v, g in zip(params, saved, vel, grads):
        v *= mu
        v -= lr * g
        p[...] = s + v
    if epoch % 6 == 0:
        print(epoch, loss)
