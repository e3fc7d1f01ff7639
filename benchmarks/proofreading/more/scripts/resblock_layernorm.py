import numpy as np

# pre-norm residual block:  x + W2 relu(W1 LN(x))

def layernorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    inv = 1 / np.sqrt(var + eps)
    xhat = (x - mu) * inv
    return gamma * xhat + beta, (xhat, inv, gamma)

def layernorm_backward(dout, cache):
    xhat, inv, gamma = cache
    D = dout.shape[1]
    dgamma = (dout * xhat).sum(axis=0)
    dbeta = dout.sum(axis=0)
    dxhat = dout * gamma
    dx = inv / D * (D * dxhat - dxhat.sum(axis=1, keepdims=True) - xhat * (dxhat * xhat).sum(axis=1, keepdims=True))
    return dx, dgamma, dbeta

def block_forward(x, p):
    n, ln_cache = layernorm_forward(x, p['gamma'], p['beta'])
    z = n @ p['W1']
    a = np.maximum(0, z)
    return x + a @ p['W2'], (n, z, a, ln_cache)

def block_backward(dout, cache, p):
    n, z, a, ln_cache = cache
    g = {'W2': a.T @ dout}
    dz = (dout @ p['W2'].T) * (z > 0)
    g['W1'] = n.T @ dz
    dx, g['gamma'], g['beta'] = layernorm_backward(dz @ p['W1'].T, ln_cache)
    return dout + dx, g

np.random.seed(44)
D, F, N = 5, 7, 6
blocks = [{'gamma': np.ones(D), 'beta': np.zeros(D), 'W1': np.random.randn(D, F) * .5, 'W2': np.random.randn(F, D) * .3}
          for _ in range(3)]
x0, y = np.random.randn(N, D), np.random.randn(N, D)

for step in range(12):
    x, caches = x0, []
    for p in blocks:
        x, c = block_forward(x, p)
        caches.append(c)
    loss = 0.5 * np.sum((x - y) ** 2) / N
    # backward
    dx = (x - y) / N
    grads = []
    for p, c in zip(reversed(blocks), reversed(caches)):
        dx, g = block_backward(dx, c, p)
        grads.insert(0, g)
    # update
    for p, g in zip(blocks, grads):
        for k in p:
            p[k] -= 0.1 * g[k]
    print('step', step, 'loss', loss)
