import numpy as np

# 1D convolution "detector" with global average pooling, loops so that I understand the indices
rng = np.random.default_rng(31)
signals = rng.normal(size=(6, 10))
signals[::2, 4:7] += 2.0                     # a bump in every second signal
target = np.array([1, 0, 1, 0, 1, 0])
n_filters, width = 2, 3
K = rng.normal(0, 0.4, (n_filters, width))
kb = np.zeros(n_filters)
out_w = rng.normal(0, 0.4, n_filters)
out_b = np.zeros(())
L = signals.shape[1] - width + 1

for epoch in range(12):
    Z = np.zeros((6, n_filters, L))
    for s in range(6):
        for f in range(n_filters):
            for t in range(L):
                Z[s, f, t] = np.sum(signals[s, t:t + width] * K[f]) + kb[f]
    A = np.maximum(0, Z)
    pooled = A.mean(axis=2)
    prob = 1 / (1 + np.exp(-(pooled @ out_w + out_b)))
    loss = -np.where(target == 1, np.log(prob), np.log(1 - prob)).sum() / 6

    # backward
    d_score = (prob - target) / 6
    d_out_w = pooled.T @ d_score
    d_out_b = d_score.sum()
    d_pooled = d_score[:, None] * out_w[None, :]
    dK = np.zeros_like(K)
    dkb = np.zeros_like(kb)
    for s in range(6):
        for f in range(n_filters):
            for t in range(L):
                if Z[s, f, t] > 0:
                    g = d_pooled[s, f] / L
                    dK[f] += g * signals[s, t:t + width]
                    dkb[f] += g

    # update
    K -= 0.5 * dK
    kb -= 0.5 * dkb
    out_w -= 0.5 * d_out_w
    out_b = out_b - 0.5 * d_out_b
    print(f"{epoch:2d} {loss:.4f}")
