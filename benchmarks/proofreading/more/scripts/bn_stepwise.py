import numpy as np
rng = np.random.default_rng(123)

# "Understanding the backward pass through batch norm": did it again myself in a 2 layer net. N=6 D=3 H=4 C=2
N, D, H, C = 6, 3, 4, 2
X = rng.standard_normal((N, D)) * [1.0, 2.0, 0.5] + 0.3
y = np.array([0, 1, 1, 0, 1, 0])
p = {
    'W1': rng.standard_normal((D, H)) * 0.7,
    'gamma': 1 + 0.2 * rng.standard_normal(H),
    'beta': 0.1 * rng.standard_normal(H),
    'W2': rng.standard_normal((H, C)) * 0.7,
    'b2': np.zeros(C),
}
eps = 1e-3
lr = 0.25

for t in range(16):
    # ---- forward, one little step per line
    u = X @ p['W1']
    mu = u.mean(axis=0)
    xmu = u - mu
    sq = xmu ** 2
    var = sq.mean(axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1. / sqrtvar
    xhat = xmu * ivar
    v = p['gamma'] * xhat + p['beta']
    a = np.where(v > 0, v, np.expm1(v))        # elu
    scores = a @ p['W2'] + p['b2']
    scores -= scores.max(axis=1, keepdims=True)
    prob = np.exp(scores)
    prob /= prob.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(prob[range(N), y]))

    # backward
    dscores = prob.copy()
    dscores[range(N), y] -= 1  #! dscores[range(N), y] = -1
    dscores /= N
    dW2 = a.T @ dscores  #! dW2 = v.T @ dscores
    db2 = dscores.sum(axis=0)
    da = dscores @ p['W2'].T
    dv = da * np.where(v > 0, 1, a + 1)  #! dv = da * np.where(v > 0, 1, a)  #! dv = da
    dbeta = dv.sum(axis=0)
    dgamma = (dv * xhat).sum(axis=0)  #! dgamma = (dv * u).sum(axis=0)
    dxhat = dv * p['gamma']  #! dxhat = dv
    divar = (dxhat * xmu).sum(axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1. / sqrtvar ** 2 * divar  #! dsqrtvar = 1. / sqrtvar ** 2 * divar  #! dsqrtvar = -1. / sqrtvar * divar
    dvar = 0.5 / np.sqrt(var + eps) * dsqrtvar
    dsq = np.ones((N, H)) / N * dvar  #! dsq = np.ones((N, H)) * dvar
    dxmu2 = 2 * xmu * dsq  #! dxmu2 = xmu * dsq
    dxmu = dxmu1 + dxmu2  #! dxmu = dxmu1
    dmu = -dxmu.sum(axis=0)
    du = dxmu + dmu / N  #! du = dxmu + dmu  #! du = dxmu - dmu / N
    dW1 = X.T @ du
    # update
    for name, gr in [('W1', dW1), ('gamma', dgamma), ('beta', dbeta), ('W2', dW2), ('b2', db2)]:
        p[name] -= lr * gr
    # end
    if t % 5 == 0:
        print(t, loss)
