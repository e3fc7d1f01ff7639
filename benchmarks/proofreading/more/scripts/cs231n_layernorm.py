import numpy as np

def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    return out, (x, w, b)

def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def layernorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=1, keepdims=True)
    xmu = x - mu
    var = np.mean(xmu ** 2, axis=1, keepdims=True)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1. / sqrtvar
    xhat = xmu * ivar
    return gamma * xhat + beta, (xhat, gamma, xmu, ivar, sqrtvar)

def layernorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar = cache
    N, D = dout.shape
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xmu, axis=0)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=1, keepdims=True)  #! divar = np.sum(dxhat * xmu, axis=0)
    dxmu = dxhat * ivar
    dsqrtvar = -1. / (sqrtvar ** 2) * divar  #! dsqrtvar = -1. / sqrtvar * divar
    dvar = 0.5 * ivar * dsqrtvar
    dxmu += 2 * xmu * dvar / D  #! dxmu = 2 * xmu * dvar / D
    dmu = -np.sum(dxmu, axis=1, keepdims=True)
    dx = dxmu + dmu / D  #! dx = dxmu + dmu / N  #! dx = dxmu
    return dx, dgamma, dbeta

def softmax_loss(x, y):
    N = x.shape[0]
    shifted = x - np.max(x, axis=1, keepdims=True)
    logp = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    loss = -np.sum(logp[np.arange(N), y]) / N
    dx = np.exp(logp)
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx

class TwoLayerNet(object):
    def __init__(self, D, H, C, reg, rng):
        self.reg = reg
        self.params = {'W1': 0.5 * rng.randn(D, H), 'b1': np.zeros(H),
                       'gamma1': np.ones(H), 'beta1': np.zeros(H),
                       'W2': 0.5 * rng.randn(H, C), 'b2': np.zeros(C)}

    def loss(self, X, y):
        p, grads = self.params, {}
        a1, c_fc1 = affine_forward(X, p['W1'], p['b1'])
        n1, c_ln = layernorm_forward(a1, p['gamma1'], p['beta1'])
        h1 = np.maximum(0, n1)
        scores, c_fc2 = affine_forward(h1, p['W2'], p['b2'])
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * (np.sum(p['W1'] ** 2) + np.sum(p['W2'] ** 2))
        # backward
        dh1, grads['W2'], grads['b2'] = affine_backward(dscores, c_fc2)
        dn1 = dh1 * (n1 > 0)  #! dn1 = dh1 * (a1 > 0)
        da1, grads['gamma1'], grads['beta1'] = layernorm_backward(dn1, c_ln)
        _, grads['W1'], grads['b1'] = affine_backward(da1, c_fc1)  #! _, grads['W1'], grads['b1'] = affine_backward(dn1, c_fc1)
        grads['W2'] += self.reg * p['W2']  #! grads['W2'] += 2 * self.reg * p['W2']
        grads['W1'] += self.reg * p['W1']
        return loss, grads

rng = np.random.RandomState(231)
X = rng.randn(8, 5)
y = rng.randint(3, size=8)
model = TwoLayerNet(5, 6, 3, 0.05, rng)
velocity = {k: np.zeros_like(v) for k, v in model.params.items()}
lr, mu, decay = 0.1, 0.9, 0.95
for t in range(12):
    loss, grads = model.loss(X, y)
    # update
    for k in model.params:
        velocity[k] = mu * velocity[k] - lr * grads[k]  #! velocity[k] = mu * velocity[k] + lr * grads[k]
        model.params[k] += velocity[k]
    lr *= decay
    if t % 4 == 0:
        print('(Iteration %d) loss: %f' % (t, loss))
