# Mixture density network: the net says weights, means and log sigmas of 3 gaussians
import numpy as np

rng = np.random.default_rng(71)
N, H, K = 12, 6, 3
tt = rng.uniform(0, 1, (N, 1))
xx = tt + 0.3 * np.sin(2 * np.pi * tt) + 0.03 * rng.normal(size=(N, 1))    # the inverse sine toy
W1, b1 = rng.normal(size=(1, H)) * 2, rng.normal(size=H)
W2, b2 = rng.normal(size=(H, 3 * K)) * 0.3, np.zeros(3 * K)
b2[K:2 * K] = [0.2, 0.5, 0.8]
mW = [np.zeros_like(p) for p in (W1, b1, W2, b2)]
vW = [np.zeros_like(p) for p in (W1, b1, W2, b2)]


def logsumexp(z):
    top = z.max(1, keepdims=True)
    return top + np.log(np.exp(z - top).sum(1, keepdims=True))


for it in range(1, 31):
    h = np.tanh(xx @ W1 + b1)
    o = h @ W2 + b2
    za, mu, ls = np.split(o, 3, axis=1)
    logpi = za - logsumexp(za)
    sig = np.exp(ls)
    logn = -0.5 * np.log(2 * np.pi) - ls - 0.5 * ((tt - mu) / sig) ** 2
    joint = logpi + logn
    loss = -logsumexp(joint).mean()

    # backward
    gamma = np.exp(joint - logsumexp(joint))         # responsibilities
    d_za = np.exp(logpi) - gamma
    d_mu = gamma * (mu - tt) / sig ** 2
    d_ls = gamma * (1 - ((tt - mu) / sig) ** 2)
    d_o = np.hstack([d_za, d_mu, d_ls]) / N
    dh = d_o @ W2.T * (1 - h * h)
    grads = [xx.T @ dh, dh.sum(0), h.T @ d_o, d_o.sum(0)]

    # update
    for p, g, m, v in zip((W1, b1, W2, b2), grads, mW, vW):
        m *= 0.9
        m += 0.1 * g
        v *= 0.99
        v += 0.01 * g ** 2
        p -= 0.03 * (m / (1 - 0.9 ** it)) / (np.sqrt(v / (1 - 0.99 ** it)) + 1e-8)
    if it % 10 == 0:
        print(it, loss)
