import numpy as np
rng = np.random.RandomState(2024)

# Denoising autoencoder, TIED weights (decoder = W.T), BatchNorm on the code.

digits = ["""
.##.
#..#
#..#
.##.""", """
..#.
.##.
..#.
..#.""", """
###.
..#.
.#..
###.""", """
#...
#.#.
####
..#."""]
clean = np.array([[c == '#' for c in d if c != '\n'] for d in digits], dtype=float)
clean = np.vstack([clean, clean])[:, [1, 2, 4, 5, 6, 7, 9, 10, 13, 14]]      # 8 x 10 (drop the corner pixels)


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    xc = x - mu
    var = (xc ** 2).mean(axis=0)
    std = np.sqrt(var + eps)
    xn = xc / std
    return gamma * xn + beta, (xc, xn, std, gamma)


def batchnorm_backward(dout, cache):
    xc, xn, std, gamma = cache
    N = len(dout)
    # backward
    dbeta = dout.sum(axis=0)  #! dbeta = dout.mean(axis=0)
    dgamma = (xn * dout).sum(axis=0)  #! dgamma = (xc * dout).sum(axis=0)
    dxn = gamma * dout  #! dxn = dout
    dxc = dxn / std  #! dxc = dxn * std
    dstd = -((dxn * xc) / (std * std)).sum(axis=0)  #! dstd = ((dxn * xc) / (std * std)).sum(axis=0)  #! dstd = -((dxn * xc) / std).sum(axis=0)
    dvar = 0.5 * dstd / std  #! dvar = 0.5 * dstd * std
    dxc += (2.0 / N) * xc * dvar  #! dxc = (2.0 / N) * xc * dvar
    dmu = dxc.sum(axis=0)
    dx = dxc - dmu / N  #! dx = dxc + dmu / N  #! dx = dxc
    # end
    return dx, dgamma, dbeta


W = rng.normal(0, 0.5, (10, 4))
gamma, beta = np.full(4, 0.9), np.full(4, 0.1)
c = np.zeros(10)
for epoch in range(5):
    noisy = clean * (rng.rand(*clean.shape) > 0.2) + 0.1 * rng.randn(*clean.shape)
    s = noisy @ W
    sn, cache = batchnorm_forward(s, gamma, beta)
    code = 1 / (1 + np.exp(-sn))
    recon = 1 / (1 + np.exp(-(code @ W.T + c)))
    loss = -np.sum(clean * np.log(recon) + (1 - clean) * np.log(1 - recon)) / len(clean)

    # backward
    drec = (recon - clean) / len(clean)  #! drec = (recon - noisy) / len(clean)
    dc = drec.sum(0)
    dcode = drec @ W
    dsn = dcode * code * (1 - code)  #! dsn = dcode * sn * (1 - sn)
    ds, dgamma, dbeta = batchnorm_backward(dsn, cache)
    dW = noisy.T @ ds + drec.T @ code  #! dW = noisy.T @ ds  #! dW = clean.T @ ds + drec.T @ code
    # update
    for prm, grd in ((W, dW), (gamma, dgamma), (beta, dbeta), (c, dc)):
        prm -= 0.25 * grd
    # end
    print('epoch {:d}  BCE {:.4f}'.format(epoch, loss))
