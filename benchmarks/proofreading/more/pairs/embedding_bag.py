import numpy as np

# EmbeddingBag(mode='mean') with offsets and per sample weights, 1D indices like in torch

def bag_forward(table, indices, offsets, w):
    ends = np.append(offsets[1:], len(indices))
    out = np.zeros((len(offsets), table.shape[1]))
    for b in range(len(offsets)):
        lo, hi = offsets[b], ends[b]
        rows = table[indices[lo:hi]]
        out[b] = (w[lo:hi, None] * rows).sum(axis=0) / (hi - lo)
    return out, (table, indices, offsets, ends, w)

def bag_backward(dout, saved):
    table, indices, offsets, ends, w = saved
    dtable = np.zeros_like(table)
    dw = np.zeros_like(w)
    # backward
    for b in range(len(offsets)):
        lo, hi = offsets[b], ends[b]  #! lo, hi = offsets[b], ends[b] - 1
        for p in range(lo, hi):
            share = dout[b] / (hi - lo)  #! share = dout[b]  #! share = dout[b] / len(indices)  #! share = dout[b] / len(offsets)
            dtable[indices[p]] += w[p] * share  #! dtable[indices[p]] = w[p] * share  #! dtable[indices[p]] += share  #! dtable[p] += w[p] * share  #! dtable[indices[p]] += w[b] * share
            dw[p] = np.dot(table[indices[p]], share)  #! dw[p] = share.sum()  #! dw[p] = np.dot(table[p], share)  #! dw[p] = w[p] * np.dot(table[indices[p]], share)
    # end
    return dtable, None, None, dw

np.random.seed(31)
FORWARD = bag_forward
BACKWARD = bag_backward
INPUTS = (np.random.randn(9, 3), np.array([1, 4, 4, 0, 5, 2, 4, 8]), np.array([0, 3, 4]), np.random.rand(8) + 0.5)
