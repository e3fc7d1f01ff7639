# RBF network where centres and widths move too. np.newaxis party.
import numpy as np

np.random.seed(5)
N, D, M = 12, 2, 5
x = np.random.uniform(-1, 1, (N, D))
t = np.sin(3 * x[:, 0]) * x[:, 1]

mu = x[np.random.permutation(N)[:M]].copy()     # centres on data points
logg = np.zeros(M)                              # log of the inverse squared width
a = np.random.randn(M) * .1
a0 = 0.

lr = .2
losses = []
for ep in range(30):
    diff = x[:, np.newaxis, :] - mu[np.newaxis, :, :]      # N M D
    r2 = (diff ** 2).sum(axis=-1)                          # N M
    gam = np.exp(logg)
    phi = np.exp(-gam[np.newaxis, :] * r2)
    yhat = phi.dot(a) + a0
    res = yhat - t
    losses.append(.5 * np.mean(res ** 2))

    # backward
    d_y = res[:, np.newaxis] / N
    d_a = (d_y * phi).sum(0)
    d_a0 = d_y.sum()
    d_phi = d_y * a[np.newaxis, :]
    d_e = d_phi * phi                        # derivative by the exponent
    d_logg = -(d_e * r2).sum(0) * gam        # d gam / d logg = gam
    d_r2 = -d_e * gam[np.newaxis, :]
    d_mu = (d_r2[:, :, np.newaxis] * -2 * diff).sum(axis=0)

    # update
    mu -= lr * d_mu
    logg -= lr * d_logg
    a -= lr * d_a
    a0 -= lr * d_a0

print("first %.5f last %.5f" % (losses[0], losses[-1]))
assert losses[-1] < losses[0]
