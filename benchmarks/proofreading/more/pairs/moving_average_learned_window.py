import numpy as np


def moving_average(signal, kernel):
    """valid-mode sliding window; the kernel is normalised to sum 1 (it stays positive here)"""
    k = len(kernel)
    total = kernel.sum()
    wts = kernel / total
    smooth = np.array([np.dot(wts, signal[s:s + k]) for s in range(len(signal) - k + 1)])
    return smooth, dict(signal=signal, wts=wts, total=total)


def moving_average_grad(dsmooth, info):
    # backward
    signal, wts = info["signal"], info["wts"]
    k = len(wts)
    dsignal = np.zeros(signal.shape)
    dwts = np.zeros(k)
    for s in range(len(dsmooth)):  #! for s in range(len(dsmooth) - 1):
        dsignal[s:s + k] += dsmooth[s] * wts  #! dsignal[s:s + k] = dsmooth[s] * wts  #! dsignal[s:s + k] += dsmooth[s] * wts[::-1]
        dwts += dsmooth[s] * signal[s:s + k]
    dkernel = (dwts - dwts @ wts) / info["total"]  #! dkernel = dwts / info["total"]  #! dkernel = dwts - dwts @ wts
    return dsignal, dkernel


rng = np.random.default_rng(365)
FORWARD = moving_average
BACKWARD = moving_average_grad
INPUTS = (rng.normal(size=9), rng.uniform(0.5, 1.5, size=4))
