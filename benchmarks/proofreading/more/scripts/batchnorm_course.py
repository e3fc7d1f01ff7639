import numpy as np

# homework: affine - batchnorm - relu - affine - softmax
# running averages for test time
def bn_forward(z, gamma, beta, run, train=True, eps=1e-5):
    if train:
        mean, var = z.mean(0), z.var(0)
        run['mean'] = 0.9 * run['mean'] + 0.1 * mean
        run['var'] = 0.9 * run['var'] + 0.1 * var
    else:
        mean, var = run['mean'], run['var']
    inv = 1 / np.sqrt(var + eps)
    zhat = (z - mean) * inv
    return gamma * zhat + beta, (zhat, inv, gamma)

def bn_backward(dout, cache):
    zhat, inv, gamma = cache
    m = dout.shape[0]
    dgamma = (dout * zhat).sum(0)
    dbeta = dout.sum(0)
    dzhat = dout * gamma
    dz = inv / m * (m * dzhat - dzhat.sum(0) - zhat * (dzhat * zhat).sum(0))
    return dz, dgamma, dbeta

rng = np.random.RandomState(231)
Xall = rng.randn(14, 4) * [1, 10, .1, 3] + [0, 5, 0, -2]
yall = (Xall[:, 0] + Xall[:, 1] / 10 > 0.5).astype(int)
Xtrain, ytrain, Xtest, ytest = Xall[:10], yall[:10], Xall[10:], yall[10:]
w1 = rng.randn(4, 5) * .2
gamma, beta = np.ones(5), np.zeros(5)
w2, b2 = rng.randn(5, 2) * .5, np.zeros(2)
run = {'mean': np.zeros(5), 'var': np.ones(5)}

for it in range(20):
    z = Xtrain @ w1                       # no bias, batchnorm removes it anyway
    zn, cache = bn_forward(z, gamma, beta, run)
    a = np.maximum(0, zn)
    scores = a @ w2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    data_loss = -np.log(probs[range(10), ytrain]).mean()

    # backward
    dscores = (probs - np.eye(2)[ytrain]) / 10
    dw2, db2 = a.T @ dscores, dscores.sum(0)
    da = dscores @ w2.T
    da[zn <= 0] = 0
    dz, dgamma, dbeta = bn_backward(da, cache)
    dw1 = Xtrain.T @ dz

    # update
    w1 -= 0.05 * dw1
    gamma -= 0.5 * dgamma
    beta -= 0.5 * dbeta
    w2 -= 0.5 * dw2
    b2 -= 0.5 * db2

zt, _ = bn_forward(Xtest @ w1, gamma, beta, run, train=False)
acc = ((np.maximum(zt, 0) @ w2 + b2).argmax(1) == ytest).mean()
print("train loss", data_loss, "test acc", acc)
