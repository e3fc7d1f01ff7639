import numpy as np

# small VAE, my KL goes to 0 and the samples are all the same. Here is the complete code
rng = np.random.default_rng(99)
N, D, H, L = 8, 6, 5, 2
beta = 0.5
X = (rng.random((N, D)) < 0.4).astype(float)


def glorot(a, b):
    return rng.normal(0, np.sqrt(2 / (a + b)), (a, b))


theta = {'W1': glorot(D, H), 'b1': np.zeros(H), 'Wm': glorot(H, L), 'bm': np.zeros(L),
         'Ws': glorot(H, L), 'bs': np.zeros(L), 'W2': glorot(L, H), 'b2': np.zeros(H),
         'W3': glorot(H, D), 'b3': np.zeros(D)}
m1 = {k: 0 * v for k, v in theta.items()}
m2 = {k: 0 * v for k, v in theta.items()}


def adam(theta, g, t, lr=0.02, b1=0.9, b2=0.99, eps=1e-8):
    for k in theta:
        m1[k] = b1 * m1[k] + (1 - b1) * g[k]  #! m1[k] = b1 * m1[k] + g[k]
        m2[k] = b2 * m2[k] + (1 - b2) * g[k] ** 2  #! m2[k] = b2 * m2[k] + (1 - b2) * g[k]
        mh = m1[k] / (1 - b1 ** t)
        vh = m2[k] / (1 - b2 ** t)
        theta[k] = theta[k] - lr * mh / (np.sqrt(vh) + eps)  #! theta[k] = theta[k] - lr * mh / (vh + eps)


for t in range(1, 16):
    # encoder
    h1 = np.tanh(X @ theta['W1'] + theta['b1'])
    mu = h1 @ theta['Wm'] + theta['bm']
    logvar = h1 @ theta['Ws'] + theta['bs']
    eps = rng.standard_normal((N, L))
    std = np.exp(0.5 * logvar)
    z = mu + std * eps
    # decoder
    a2 = z @ theta['W2'] + theta['b2']
    h2 = np.log(1 + np.exp(a2))      # softplus
    xr = 1 / (1 + np.exp(-(h2 @ theta['W3'] + theta['b3'])))
    rec = -np.sum(X * np.log(xr) + (1 - X) * np.log(1 - xr)) / N
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar)) / N
    elbo_loss = rec + beta * kl

    # backward
    g = {}
    d3 = (xr - X) / N  #! d3 = (xr - X) * xr * (1 - xr) / N
    g['W3'] = h2.T @ d3
    g['b3'] = d3.sum(0)
    d2 = (d3 @ theta['W3'].T) / (1 + np.exp(-a2))  #! d2 = (d3 @ theta['W3'].T) / (1 + np.exp(-h2))
    g['W2'] = z.T @ d2  #! g['W2'] = mu.T @ d2
    g['b2'] = d2.sum(0)
    dz = d2 @ theta['W2'].T
    dmu = dz + beta * mu / N  #! dmu = dz + beta * mu
    dlv = dz * eps * 0.5 * std + beta * 0.5 * (np.exp(logvar) - 1) / N  #! dlv = dz * eps * 0.5 * std + beta * 0.5 * (1 - np.exp(logvar)) / N
    g['Wm'], g['bm'] = h1.T @ dmu, dmu.sum(0)
    g['Ws'], g['bs'] = h1.T @ dlv, dlv.sum(0)  #! g['Ws'], g['bs'] = h1.T @ dlv, dmu.sum(0)
    dh1 = dmu @ theta['Wm'].T + dlv @ theta['Ws'].T  #! dh1 = dmu @ theta['Wm'].T
    d1 = dh1 * (1 - h1 ** 2)
    g['W1'], g['b1'] = X.T @ d1, d1.sum(0)

    # update
    adam(theta, g, t)
