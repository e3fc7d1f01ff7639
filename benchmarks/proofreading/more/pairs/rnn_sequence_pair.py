import numpy as np


def rnn_fwd(x, h0, Wx, Wh, bias):
    """x: (N, T, D), returns all the hidden states (N, T, H)"""
    N, T, D = x.shape
    hs = np.zeros((N, T, Wh.shape[0]))
    prev = h0
    for t in range(T):
        prev = np.tanh(x[:, t] @ Wx + prev @ Wh + bias)
        hs[:, t] = prev
    return hs, {'x': x, 'h0': h0, 'Wx': Wx, 'Wh': Wh, 'hs': hs, 'bias': bias}


def rnn_bwd(dhs, c):
    # backward
    x, hs = c['x'], c['hs']
    N, T, D = x.shape
    out = {k: np.zeros_like(c[k]) for k in ('x', 'h0', 'Wx', 'Wh', 'bias')}
    carry = np.zeros_like(c['h0'])
    for t in range(T - 1, -1, -1):
        before = hs[:, t - 1] if t > 0 else c['h0']  #! before = hs[:, t] if t > 0 else c['h0']
        da = (dhs[:, t] + carry) * (1 - hs[:, t] ** 2)  #! da = dhs[:, t] * (1 - hs[:, t] ** 2)  #! da = dhs[:, t] + carry * (1 - hs[:, t] ** 2)
        out['x'][:, t] = da @ c['Wx'].T
        out['Wx'] += x[:, t].T @ da  #! out['Wx'] = x[:, t].T @ da
        out['Wh'] += before.T @ da
        out['bias'] += da.sum(axis=0)  #! out['bias'] += da.mean(axis=0)
        carry = da @ c['Wh'].T  #! carry = da @ c['Wh']
    out['h0'] = carry  #! out['h0'] = da
    return out


np.random.seed(2)
FORWARD = rnn_fwd
BACKWARD = rnn_bwd
INPUTS = (np.random.randn(3, 4, 2), np.random.randn(3, 5), np.random.randn(2, 5), np.random.randn(5, 5) * 0.5, np.random.randn(5))
