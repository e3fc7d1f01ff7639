# Strided 1-D convolution with gather indices, global average pooling, logistic output
import numpy as np

signals = np.array([
    [0.0, 0.1, 0.9, 1.0, 0.2, 0.0, 0.1, 0.0],
    [0.1, 0.0, 0.0, 0.8, 1.1, 0.1, 0.0, 0.1],
    [0.5, 0.4, 0.5, 0.6, 0.5, 0.4, 0.6, 0.5],
    [0.3, 0.5, 0.4, 0.4, 0.6, 0.5, 0.5, 0.3],
])
is_pulse = np.array([1., 1., 0., 0.])

gen = np.random.default_rng(12)
k1 = gen.standard_normal((3, 3)) * 0.6    # (taps, channels)
c1 = np.zeros(3)
k2 = gen.standard_normal((3, 3, 3)) * 0.5  # (taps, in, out)
c2 = np.zeros(3)
w = gen.standard_normal(3)
w0 = np.zeros(1)

idx1 = np.arange(6)[:, None] + np.arange(3)            # stride 1, 6 windows of 3
idx2 = 2 * np.arange(2)[:, None] + np.arange(3)        # stride 2, 2 windows of 3

for it in range(5):
    g1 = signals[:, idx1]                       # (N, 6, 3)
    u1 = g1 @ k1 + c1
    a1 = np.tanh(u1)
    g2 = a1[:, idx2]                            # (N, 2, 3, 3)
    u2 = np.einsum('ntkc,kcd->ntd', g2, k2) + c2
    a2 = np.log1p(np.exp(u2))                   # softplus
    pooled = a2.mean(axis=1)
    logit = pooled @ w + w0
    loss = np.mean(np.logaddexp(0, logit) - is_pulse * logit)
    print("it", it, "loss", loss)

    # backward
    dlogit = (1 / (1 + np.exp(-logit)) - is_pulse) / len(signals)  #! dlogit = 1 / (1 + np.exp(-logit)) - is_pulse  #! dlogit = (logit - is_pulse) / len(signals)
    dw = pooled.T @ dlogit
    dw0 = dlogit.sum()
    dpooled = np.outer(dlogit, w)
    da2 = np.repeat(dpooled[:, None, :], 2, axis=1) / 2  #! da2 = np.repeat(dpooled[:, None, :], 2, axis=1)  #! da2 = np.repeat(dpooled[:, None, :], 2, axis=1) / len(signals)
    du2 = da2 / (1 + np.exp(-u2))  #! du2 = da2 / (1 + np.exp(-a2))  #! du2 = da2 * (u2 > 0)
    dk2 = np.einsum('ntkc,ntd->kcd', g2, du2)
    dc2 = du2.sum(axis=(0, 1))  #! dc2 = du2.mean(axis=(0, 1))
    dg2 = np.einsum('ntd,kcd->ntkc', du2, k2)  #! dg2 = np.einsum('ntc,kcd->ntkd', du2, k2)
    da1 = np.zeros_like(a1)
    np.add.at(da1, (slice(None), idx2), dg2)  #! da1[:, idx2] += dg2
    du1 = da1 * (1 - a1 ** 2)  #! du1 = da1 * (1 - u1 ** 2)
    dk1 = np.einsum('ntk,ntc->kc', g1, du1)  #! dk1 = np.einsum('ntk,ntc->ck', g1, du1)
    dc1 = du1.sum(axis=(0, 1))
    # update
    k1 -= 0.3 * dk1
    c1 -= 0.3 * dc1
    k2 -= 0.3 * dk2
    c2 -= 0.3 * dc2
    w -= 0.3 * dw  #! w -= 0.3 * dpooled.sum(axis=0)
    w0 -= 0.3 * dw0
    # end
