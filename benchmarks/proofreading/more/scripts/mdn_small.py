# mixture density network (Bishop): net outputs pi, mu, sigma of K gaussians
import numpy as np
rng = np.random.default_rng(2)
K, H = 2, 5
t_in = rng.uniform(-1, 1, (10, 1))
y = np.where(rng.random((10, 1)) < .5, 1, -1) * (0.5 + t_in ** 2) + .05 * rng.normal(size=(10, 1))

W1, b1 = rng.normal(0, 1, (1, H)), np.zeros(H)
W2, b2 = rng.normal(0, .3, (H, 3 * K)), np.zeros(3 * K)
b2[K:2 * K] = [-0.5, 0.5]         # break the symmetry

def split(o):
    return o[:, :K], o[:, K:2 * K], o[:, 2 * K:]

for epoch in range(25):
    h = np.tanh(t_in @ W1 + b1)
    out = h @ W2 + b2
    alpha, mu, s = split(out)
    pi = np.exp(alpha) / np.exp(alpha).sum(1, keepdims=True)
    sigma = np.exp(s)
    comp = pi * np.exp(-(y - mu) ** 2 / (2 * sigma ** 2)) / (sigma * np.sqrt(2 * np.pi))
    like = comp.sum(1, keepdims=True)
    nll = -np.log(like).mean()

    # backward
    gamma = comp / like
    d_alpha = pi - gamma
    d_mu = gamma * (mu - y) / sigma ** 2
    d_s = gamma * (1 - (y - mu) ** 2 / sigma ** 2)
    d_out = np.concatenate([d_alpha, d_mu, d_s], axis=1) / len(y)
    gW2, gb2 = h.T @ d_out, d_out.sum(0)
    d_pre = d_out @ W2.T * (1 - h * h)
    gW1, gb1 = t_in.T @ d_pre, d_pre.sum(0)

    # update
    W1 -= .1 * gW1; b1 -= .1 * gb1
    W2 -= .1 * gW2; b2 -= .1 * gb2
    if not epoch % 6:
        print(epoch, nll)
