import numpy as np


def discounted_cumsum(r, gamma):
    """out[t] = r[t] + gamma[t] * out[t-1]   (running total that forgets)"""
    T = r.shape[0]
    out = np.zeros(r.shape)
    out[0] = r[0]
    for t in range(1, T):
        out[t] = r[t] + gamma[t] * out[t - 1]
    return out, (out, gamma)


def discounted_cumsum_bwd(dout, cache):
    # backward
    out, gamma = cache
    T = out.shape[0]
    dr = np.zeros_like(out)
    dgamma = np.zeros_like(gamma)
    carry = np.zeros(out.shape[1])
    for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
        dr[t] = dout[t] + carry  #! dr[t] = dout[t]
        if t > 0:
            dgamma[t] = np.dot(dr[t], out[t - 1])  #! dgamma[t] = np.dot(dr[t], out[t])
        carry = gamma[t] * dr[t]  #! carry = gamma[t] * dout[t]  #! carry = gamma[t - 1] * dr[t]
    return dr, dgamma


rs = np.random.RandomState(50)
FORWARD = discounted_cumsum
BACKWARD = discounted_cumsum_bwd
INPUTS = (rs.randn(6, 3), rs.uniform(0.5, 1.0, 6))
