import numpy as np
np.random.seed(42)

sizes = [3, 6, 5, 4, 1]
Ws = [np.random.randn(a, b) * np.sqrt(2.0 / a) for a, b in zip(sizes[:-1], sizes[1:])]
bs = [np.zeros((1, b)) + 0.1 for b in sizes[1:]]
mW = [np.zeros_like(w) for w in Ws]; vW = [np.zeros_like(w) for w in Ws]
mb = [np.zeros_like(b) for b in bs]; vb = [np.zeros_like(b) for b in bs]
L = len(Ws)

X = np.random.rand(10, 3)
Y = np.sin(3 * X[:, :1]) + X[:, 1:2] ** 2

relu = lambda z: np.maximum(z, 0)

for step in range(1, 26):
    zs, acts = [], [X]
    for l in range(L):
        z = acts[-1] @ Ws[l] + bs[l]
        zs.append(z)
        acts.append(relu(z) if l < L - 1 else z)
    mse = ((acts[-1] - Y) ** 2).mean()

    # backward
    gW, gb = [None] * L, [None] * L
    d = 2 * (acts[-1] - Y) / Y.size
    for l in range(L - 1, -1, -1):
        gW[l] = acts[l].T @ d
        gb[l] = d.sum(0, keepdims=True)
        if l > 0:
            d = (d @ Ws[l].T) * (zs[l - 1] > 0)

    # update
    for l in range(L):   # Adam
        for p, g, m, v in ((Ws, gW, mW, vW), (bs, gb, mb, vb)):
            m[l] = 0.9 * m[l] + 0.1 * g[l]
            v[l] = 0.999 * v[l] + 0.001 * g[l] ** 2
            mh = m[l] / (1 - 0.9 ** step)
            vh = v[l] / (1 - 0.999 ** step)
            p[l] = p[l] - 0.02 * mh / (np.sqrt(vh) + 1e-8)
    if step % 8 == 1:
        print(step, mse)
