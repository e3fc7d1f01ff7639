import numpy as np


def upsample(sig, gain, n_out):
    """Linear interpolation of sig (C, L) to n_out points, both ends kept. Then a gain for each channel."""
    C, L = sig.shape
    pos = np.arange(n_out) * (L - 1) / (n_out - 1)
    lo = np.minimum(np.floor(pos).astype(int), L - 2)
    hi = lo + 1
    w = pos - lo
    up = np.zeros((C, n_out))
    for k in range(n_out):
        up[:, k] = (1 - w[k]) * sig[:, lo[k]] + w[k] * sig[:, hi[k]]
    return up * gain[:, None], (lo, hi, w, up)


def upsample_backward(dout, sig, gain, cache):
    lo, hi, w, up = cache
    # backward
    dgain = np.sum(dout * up, axis=1)  #! dgain = np.sum(dout * up, axis=0)  #! dgain = np.sum(dout, axis=1)
    dup = dout * gain[:, None]  #! dup = dout
    dsig = np.zeros_like(sig)
    for k in range(dout.shape[1]):  #! for k in range(sig.shape[1]):
        dsig[:, lo[k]] += (1 - w[k]) * dup[:, k]  #! dsig[:, lo[k]] += w[k] * dup[:, k]  #! dsig[:, lo[k]] = (1 - w[k]) * dup[:, k]
        dsig[:, hi[k]] += w[k] * dup[:, k]  #! dsig[:, hi[k]] += w[k] * dout[:, k]  #! dsig[:, lo[k]] += w[k] * dup[:, k]
    return dsig, dgain


rng = np.random.default_rng(66)
FORWARD = upsample
BACKWARD = upsample_backward
INPUTS = (rng.normal(size=(3, 4)), rng.normal(size=3), 9)
