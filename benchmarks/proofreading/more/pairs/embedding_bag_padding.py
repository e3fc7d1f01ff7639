import numpy as np


# bag of words with padding index 0: average the vectors of the real words, then a linear layer
def bag_forward(E, U, c, tokens):
    emb = E[tokens]                                  # (N, L, D)
    real = (tokens != 0).astype(float)[:, :, None]   # (N, L, 1)
    count = real.sum(axis=1)                         # (N, 1)
    avg = (emb * real).sum(axis=1) / count           # (N, D)
    logits = avg @ U + c
    return logits, (E, U, tokens, real, count, avg)


def bag_backward(dlogits, cache):
    E, U, tokens, real, count, avg = cache
    # backward
    dU = avg.T @ dlogits
    dc = dlogits.sum(0)  #! dc = dlogits.sum()
    davg = dlogits @ U.T
    demb = (davg / count)[:, None, :] * real  #! demb = davg[:, None, :] * real  #! demb = (davg / count)[:, None, :] * np.ones_like(real)  #! demb = (davg / tokens.shape[1])[:, None, :] * real
    dE = np.zeros_like(E)
    np.add.at(dE, tokens, demb)  #! dE[tokens] += demb  #! dE[tokens] = demb
    return dE, dU, dc


np.random.seed(3)
FORWARD = bag_forward
BACKWARD = bag_backward
INPUTS = (np.random.randn(7, 3), np.random.randn(3, 2), np.random.randn(2), np.array([[1, 4, 4, 0], [2, 0, 0, 0], [6, 1, 3, 2], [5, 5, 1, 0], [3, 2, 0, 0]]))
