import numpy as np


def ema(series, theta, start):
    """m[t] = a * m[t-1] + (1 - a) * series[t], decay a = sigmoid(theta) of each channel; rows are times"""
    a = 1 / (1 + np.exp(-theta))
    m = [start]
    for t in range(len(series)):
        m.append(a * m[-1] + (1 - a) * series[t])
    m = np.array(m)          # m[0] is the start, m[t+1] belongs to series[t]
    return m[1:], (series, a, m)


def ema_backward(dm, cache):
    series, a, m = cache
    T = len(series)
    dseries = np.zeros_like(series)
    # backward
    da = np.zeros_like(a)
    carry = np.zeros_like(a)
    for t in range(T)[::-1]:  #! for t in range(T):  #! for t in range(T - 1)[::-1]:
        carry = carry + dm[t]  #! carry = dm[t]
        dseries[t] = (1 - a) * carry  #! dseries[t] = (1 - a) * dm[t]
        da += carry * (m[t] - series[t])  #! da += carry * m[t]  #! da += carry * (m[t + 1] - series[t])  #! da = carry * (m[t] - series[t])
        carry = a * carry
    dtheta = da * a * (1 - a)  #! dtheta = da  #! dtheta = da * (1 - a)
    dstart = carry  #! dstart = carry + dm[0]
    return dseries, dtheta, dstart


np.random.seed(14)
FORWARD = ema
BACKWARD = ema_backward
INPUTS = (np.random.randn(5, 3), np.random.randn(3), np.random.randn(3))
