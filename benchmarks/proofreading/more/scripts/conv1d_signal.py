"""Detect a spike shape in a 1d signal. Conv1d by hand with stride 2, loops only."""
import numpy as np
rng = np.random.RandomState(4)

n, length, width, stride, nf = 6, 11, 3, 2, 2
signals = rng.randn(n, length) * 0.3
has_spike = np.array([1, 0, 1, 0, 1, 0])
for s in range(n):
    if has_spike[s]:
        signals[s, 4:7] += [1, -2, 1]

filt = rng.randn(nf, width) * 0.5
fb = np.zeros(nf)
out_len = (length - width) // stride + 1
v = rng.randn(nf, out_len) * 0.3
c = 0.0

for epoch in range(12):
    conv = np.zeros((n, nf, out_len))
    for s in range(n):
        for f in range(nf):
            for p in range(out_len):
                conv[s, f, p] = (signals[s, p * stride:p * stride + width] * filt[f]).sum() + fb[f]
    act = np.tanh(conv)
    score = (act * v).sum(axis=(1, 2)) + c
    # softplus form of the binary cross entropy (no overflow)
    bce = np.mean(np.logaddexp(0, score) - has_spike * score)

    # backward
    dscore = (1 / (1 + np.exp(-score)) - has_spike) / n
    dv = (dscore[:, None, None] * act).sum(0)
    dc = dscore.sum()
    dconv = dscore[:, None, None] * v * (1 - act ** 2)
    dfilt, dfb = np.zeros_like(filt), np.zeros_like(fb)
    for s in range(n):
        for f in range(nf):
            for p in range(out_len):
                dfilt[f] += dconv[s, f, p] * signals[s, p * stride:p * stride + width]
                dfb[f] += dconv[s, f, p]

    # update
    filt -= 0.5 * dfilt
    fb -= 0.5 * dfb
    v -= 0.5 * dv
    c -= 0.5 * dc
    if epoch % 4 == 3:
        print(epoch + 1, bce, "accuracy", np.mean((score > 0) == has_spike))
