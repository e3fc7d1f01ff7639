# objective: np.mean(np.logaddexp(0, -t * score))
import numpy as np

rs = np.random.RandomState(11)
L, K, S = 12, 4, 2            # length, kernel, stride
signals = rs.randn(6, L)
t = np.where(signals[:, ::2].sum(1) > 0, 1., -1.)    # labels in {-1, +1}

def im2col(sig):
    starts = range(0, L - K + 1, S)
    return np.stack([sig[:, s:s + K] for s in starts], axis=1)     # (B, T, K)

kern = rs.randn(K, 5) * .4
kb = np.zeros(5)
v = rs.randn(5) * .4
c = np.zeros(1)
cols = im2col(signals)        # never changes
B, T, _ = cols.shape

for epoch in range(20):
    pre = cols @ kern + kb
    act = np.tanh(pre)
    gap = act.mean(axis=1)    # global average pool over time
    score = gap @ v + c
    # backward
    dscore = -t / (1 + np.exp(t * score)) / B
    dv = gap.T @ dscore
    dc = dscore.sum(keepdims=True)
    dgap = np.outer(dscore, v)
    dact = np.repeat(dgap[:, None, :], T, axis=1) / T
    dpre = dact * (1 - act ** 2)
    dkern = np.einsum('btk,btf->kf', cols, dpre)
    dkb = np.einsum('btf->f', dpre)
    # update
    kern -= dkern; kb -= dkb; v -= dv; c -= dc
    print(epoch, 'acc', np.mean(np.sign(score) == t))
