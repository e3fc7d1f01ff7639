"""1-D convolution (really cross-correlation), stride 1, dilation 2, left padding only => causal, like WaveNet."""
import numpy as np

DIL = 2

def conv1d(sig, kern, bias):
    # sig (batch, cin, L)   kern (cout, cin, K)   bias (cout,)
    n, cin, L = sig.shape
    cout, _, K = kern.shape
    pad = DIL * (K - 1)
    padded = np.concatenate([np.zeros((n, cin, pad)), sig], axis=2)
    out = np.zeros((n, cout, L)) + bias[None, :, None]
    for k in range(K):
        out += np.einsum('oc,ncl->nol', kern[:, :, k], padded[:, :, k * DIL:k * DIL + L])
    return out

def conv1d_grad(dout, sig, kern, bias):
    # backward
    n, cin, L = sig.shape
    cout, _, K = kern.shape
    pad = DIL * (K - 1)
    padded = np.concatenate([np.zeros((n, cin, pad)), sig], axis=2)
    dpadded = np.zeros_like(padded)
    dkern = np.zeros_like(kern)
    for k in range(K):
        lo = k * DIL  #! lo = k  #! lo = (K - 1 - k) * DIL
        dkern[:, :, k] = np.einsum('nol,ncl->oc', dout, padded[:, :, lo:lo + L])  #! dkern[:, :, k] = np.einsum('nol,ncl->oc', dout, sig)  #! dkern[:, :, K - 1 - k] = np.einsum('nol,ncl->oc', dout, padded[:, :, lo:lo + L])
        dpadded[:, :, lo:lo + L] += np.einsum('oc,nol->ncl', kern[:, :, k], dout)  #! dpadded[:, :, lo:lo + L] = np.einsum('oc,nol->ncl', kern[:, :, k], dout)  #! dpadded[:, :, lo:lo + L] += np.einsum('oc,nol->ncl', kern[:, :, -1 - k], dout)
    dsig = dpadded[:, :, pad:]  #! dsig = dpadded[:, :, :L]
    dbias = dout.sum((0, 2))  #! dbias = dout.sum(2).mean(0)  #! dbias = dout.mean((0, 2))
    # end
    return dsig, dkern, dbias

gen = np.random.default_rng(77)
FORWARD = conv1d
BACKWARD = conv1d_grad
INPUTS = (gen.normal(size=(2, 3, 6)), gen.normal(size=(2, 3, 3)), gen.normal(size=(2,)))
