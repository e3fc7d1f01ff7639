import numpy as np

rng = np.random.default_rng(55)
classes = [rng.normal(m, 1.0, size=(6, 5)) for m in (-0.5, 0.0, 0.5)]
E = rng.normal(size=(5, 3))          # linear embedding then l2-normalize
alpha = 0.5

def sample_triplets(k):
    for _ in range(k):
        ca, cn = rng.choice(3, 2, replace=False)
        ia, ip = rng.choice(6, 2, replace=False)
        yield classes[ca][ia], classes[ca][ip], classes[cn][rng.integers(6)]

def norm_forward(u):
    r = np.linalg.norm(u)
    return u / r, r

def norm_backward(dv, v, r):
    return (dv - v * np.dot(v, dv)) / r

for it in range(12):
    loss = 0.0
    dE = np.zeros_like(E)
    # backward
    for a, p, n in sample_triplets(6):
        fa, ra = norm_forward(a @ E)
        fp, rp = norm_forward(p @ E)
        fn, rn = norm_forward(n @ E)
        val = np.sum((fa - fp) ** 2) - np.sum((fa - fn) ** 2) + alpha
        if val <= 0:
            continue            # easy triplet, no gradient
        loss += val / 6
        dfa = 2 * (fa - fp) - 2 * (fa - fn)
        dfp = -2 * (fa - fp)
        dfn = 2 * (fa - fn)
        dE += np.outer(a, norm_backward(dfa, fa, ra)) / 6
        dE += np.outer(p, norm_backward(dfp, fp, rp)) / 6
        dE += np.outer(n, norm_backward(dfn, fn, rn)) / 6
    # update
    E = E - 0.2 * dE
    print(f'{it:2d} {loss:.4f}')
