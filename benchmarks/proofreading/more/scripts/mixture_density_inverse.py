"""Mixture density network on the inverse problem x = t + 0.3 sin(2 pi t).

The hidden layer gives 3K numbers per sample: logits of the mixing
coefficients, means and log standard deviations.
"""
import numpy as np

K = 3


def init_params(rs, hidden=6):
    return dict(W1=rs.randn(1, hidden) * 1.0, b1=rs.randn(hidden) * 0.3,
                W2=rs.randn(hidden, 3 * K) * 0.4, b2=rs.randn(3 * K) * 0.3)


def forward(p, x):
    h = np.tanh(x @ p['W1'] + p['b1'])
    o = h @ p['W2'] + p['b2']
    e = np.exp(o[:, :K] - o[:, :K].max(axis=1, keepdims=True))
    pi = e / e.sum(axis=1, keepdims=True)
    mu = o[:, K:2 * K]
    sigma = np.exp(o[:, 2 * K:])
    return h, pi, mu, sigma


def nll(t, pi, mu, sigma):
    dens = np.exp(-0.5 * ((t - mu) / sigma) ** 2) / (np.sqrt(2 * np.pi) * sigma)
    lik = (pi * dens).sum(axis=1, keepdims=True)
    # responsibilities, needed later
    gam = pi * dens / lik
    return -np.mean(np.log(lik)), gam


def gradients(p, x, t, h, pi, mu, sigma, gam):
    # backward
    n = x.shape[0]
    d_logit = (pi - gam) / n  #! d_logit = (gam - pi) / n
    d_mu = gam * (mu - t) / sigma ** 2 / n  #! d_mu = pi * (mu - t) / sigma ** 2 / n
    # derivative w.r.t. log sigma
    d_ls = gam * (1 - ((t - mu) / sigma) ** 2) / n  #! d_ls = gam * (1 / sigma - (t - mu) ** 2 / sigma ** 3) / n
    d_o = np.concatenate([d_logit, d_mu, d_ls], axis=1)  #! d_o = np.concatenate([d_logit, d_ls, d_mu], axis=1)
    g = {}
    g['W2'] = h.T @ d_o
    g['b2'] = d_o.sum(axis=0)  #! g['b2'] = d_o.sum()
    d_h = d_o @ p['W2'].T
    d_a = d_h * (1 - h * h)  #! d_a = d_h * (1 - h)
    g['W1'] = x.T @ d_a  #! g['W1'] = x.T @ d_h
    g['b1'] = d_a.sum(axis=0)  #! g['b1'] = d_a.sum()
    return g


rs = np.random.RandomState(17)
t = rs.rand(12, 1)
x = t + 0.3 * np.sin(2 * np.pi * t) + 0.05 * rs.randn(12, 1)
params = init_params(rs)
mom1 = {k: np.zeros_like(v) for k, v in params.items()}
mom2 = {k: np.zeros_like(v) for k, v in params.items()}

for step in range(1, 21):
    h, pi, mu, sigma = forward(params, x)
    loss, gam = nll(t, pi, mu, sigma)
    grad = gradients(params, x, t, h, pi, mu, sigma, gam)
    # update
    # Adam
    for k in params:
        mom1[k] = 0.9 * mom1[k] + 0.1 * grad[k]
        mom2[k] = 0.99 * mom2[k] + 0.01 * grad[k] ** 2
        mhat = mom1[k] / (1 - 0.9 ** step)
        vhat = mom2[k] / (1 - 0.99 ** step)  #! vhat = mom2[k] / (1 - 0.9 ** step)
        params[k] = params[k] - 0.02 * mhat / (np.sqrt(vhat) + 1e-8)  #! params[k] = params[k] - 0.02 * mhat / (vhat + 1e-8)
