"""Group normalisation (Wu & He) on the channels of a hidden layer, 2 groups of 3 channels."""
import numpy as np

G, CH = 2, 6
EPS = 1e-5


def gn_forward(h, gamma, beta):
    n = h.shape[0]
    hg = h.reshape(n, G, CH // G)
    mu = hg.mean(axis=2, keepdims=True)
    inv = 1.0 / np.sqrt(((hg - mu) ** 2).mean(axis=2, keepdims=True) + EPS)
    norm = (hg - mu) * inv
    return norm.reshape(n, CH) * gamma + beta, (norm, inv)


def gn_backward(dout, gamma, saved):
    norm, inv = saved
    n, m = dout.shape[0], CH // G
    dgamma = np.sum(dout * norm.reshape(n, CH), axis=0)
    dbeta = np.sum(dout, axis=0)
    dnorm = (dout * gamma).reshape(n, G, m)
    s1 = dnorm.sum(axis=2, keepdims=True)
    s2 = (dnorm * norm).sum(axis=2, keepdims=True)
    dh = inv / m * (m * dnorm - s1 - norm * s2)
    return dh.reshape(n, CH), dgamma, dbeta


def loss_fn(params, X, Y):
    """Log-cosh loss, mean over samples; returns (loss, gradients)."""
    W, gamma, beta, V = params
    h = X @ W
    z, saved = gn_forward(h, gamma, beta)
    a = z * (z > 0) + 0.1 * z * (z <= 0)        # leaky relu
    err = a @ V - Y
    loss = np.log(np.cosh(err)).sum() / len(X)
    # backward
    derr = np.tanh(err) / len(X)
    dV = a.T @ derr
    da = derr @ V.T
    dz = np.where(z > 0, da, 0.1 * da)
    dh, dgamma, dbeta = gn_backward(dz, gamma, saved)
    dW = X.T @ dh
    return loss, (dW, dgamma, dbeta, dV)


def main():
    rng = np.random.default_rng(33)
    X, Y = rng.normal(size=(7, 4)), rng.normal(size=(7, 2))
    params = [rng.normal(size=(4, CH)), np.ones(CH), np.zeros(CH), rng.normal(size=(CH, 2)) * .4]
    # check one random entry per parameter
    _, grads = loss_fn(params, X, Y)
    for p, g in zip(params, grads):
        i = tuple(rng.integers(0, s) for s in p.shape)
        keep = p[i]
        p[i] = keep + 1e-5
        up = loss_fn(params, X, Y)[0]
        p[i] = keep - 1e-5
        dn = loss_fn(params, X, Y)[0]
        p[i] = keep
        assert abs((up - dn) / 2e-5 - g[i]) < 1e-6
    for k in range(10):
        loss, grads = loss_fn(params, X, Y)
        # update
        params = [p - 0.1 * g for p, g in zip(params, grads)]
        print(k, loss)


main()
