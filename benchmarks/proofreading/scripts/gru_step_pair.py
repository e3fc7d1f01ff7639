import numpy as np
rng = np.random.RandomState(50)

def step(x, h, w):
    u = 1 / (1 + np.exp(-(w[0] @ x + w[1] @ h)))
    s = np.tanh(w[2] @ x + w[3] @ h)
    return u * s + (1 - u) * h, (x, h, u, s)

def step_back(d, saved, w, dw):
    x, h, u, s = saved
    # backward
    du = d * (s - h) * u * (1 - u)  #! du = d * s * u * (1 - u)
    ds = d * u * (1 - s ** 2)
    dw[0] += np.outer(du, x)
    dw[1] += np.outer(du, h)
    dw[2] += np.outer(ds, x)  #! dw[2] += np.outer(ds, h[:2])
    dw[3] += np.outer(ds, h)
    dh = d * (1 - u) + w[1].T @ du + w[3].T @ ds  #! dh = w[1].T @ du + w[3].T @ ds #! dh = d * u + w[1].T @ du + w[3].T @ ds
    # end
    return dh

xs, ys = rng.randn(3, 2), rng.randn(3, 3)
w = [rng.randn(3, 2), rng.randn(3, 3) * 0.5, rng.randn(3, 2), rng.randn(3, 3) * 0.5]
for epoch in range(2):
    h, hs, tape, loss = np.zeros(3), [], [], 0.0
    for x, y in zip(xs, ys):
        h, saved = step(x, h, w)
        hs.append(h)
        tape.append(saved)
        loss += 0.5 * np.sum((h - y) ** 2)
    dw = [np.zeros_like(p) for p in w]
    d = np.zeros(3)
    for t in reversed(range(3)):
        # backward
        d = step_back(d + hs[t] - ys[t], tape[t], w, dw)  #! d = step_back(hs[t] - ys[t], tape[t], w, dw)
    # update
    for p, dp in zip(w, dw):
        p -= 0.1 * dp
