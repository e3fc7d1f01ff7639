"""assignment 2, fc nets + batchnorm. everything in one file so that you can run it"""
import numpy as np

def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    return out, (x, w, b)

def relu_forward(x):
    return np.maximum(0, x), x

def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    var = x.var(axis=0)
    ivar = 1.0 / np.sqrt(var + eps)
    xhat = (x - mu) * ivar
    return gamma * xhat + beta, (xhat, gamma, ivar)

def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    return out, (fc_cache, relu_cache)

def affine_bn_relu_forward(x, w, b, gamma, beta):
    a, fc_cache = affine_forward(x, w, b)
    a, bn_cache = batchnorm_forward(a, gamma, beta)
    out, relu_cache = relu_forward(a)
    return out, (fc_cache, bn_cache, relu_cache)

# backward
def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = dout.sum(axis=0)  #! db = dout.mean(axis=0)
    return dx, dw, db

def relu_backward(dout, cache):
    return dout * (cache > 0)  #! return dout * (dout > 0)  #! return dout * cache

def batchnorm_backward(dout, cache):
    xhat, gamma, ivar = cache
    N = dout.shape[0]
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout, axis=0)
    dbeta = np.sum(dout, axis=0)
    dxhat = dout * gamma
    dx = ivar / N * (N * dxhat - dxhat.sum(axis=0) - xhat * np.sum(dxhat * xhat, axis=0))  #! dx = ivar / N * (N * dxhat - dxhat.sum(axis=0) + xhat * np.sum(dxhat * xhat, axis=0))  #! dx = ivar / N * (N * dxhat - dxhat.sum(axis=0) - xhat * np.sum(dxhat, axis=0))
    return dx, dgamma, dbeta
# end

def softmax_loss(x, y):
    shifted = x - x.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    N = x.shape[0]
    loss = -logp[np.arange(N), y].mean()
    # backward
    dx = np.exp(logp)
    dx[np.arange(N), y] -= 1  #! dx[np.arange(N), y] = 1
    dx /= N  #! dx /= x.shape[1]
    # end
    return loss, dx

class FCNet(object):
    def __init__(self, D, H, C, reg=0.0):
        rng = np.random.RandomState(231)
        self.reg = reg
        self.params = {'W1': rng.randn(D, H), 'b1': rng.randn(H) * .1, 'gamma1': np.ones(H) + .2 * rng.randn(H), 'beta1': .3 * rng.randn(H),
                       'W2': rng.randn(H, H), 'b2': .2 * np.ones(H), 'W3': rng.randn(H, C), 'b3': np.zeros(C)}

    def loss(self, X, y):
        p, grads = self.params, {}
        h1, c1 = affine_bn_relu_forward(X, p['W1'], p['b1'], p['gamma1'], p['beta1'])
        h2, c2 = affine_relu_forward(h1, p['W2'], p['b2'])
        scores, c3 = affine_forward(h2, p['W3'], p['b3'])
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * sum(np.sum(p[k] ** 2) for k in ('W1', 'W2', 'W3'))
        # backward
        dh2, grads['W3'], grads['b3'] = affine_backward(dscores, c3)
        da2 = relu_backward(dh2, c2[1])  #! da2 = dh2
        dh1, grads['W2'], grads['b2'] = affine_backward(da2, c2[0])
        dbn = relu_backward(dh1, c1[2])  #! dbn = relu_backward(dh1, c2[1])
        da1, grads['gamma1'], grads['beta1'] = batchnorm_backward(dbn, c1[1])
        _, grads['W1'], grads['b1'] = affine_backward(da1, c1[0])  #! _, grads['W1'], grads['b1'] = affine_backward(dbn, c1[0])
        for k in ('W1', 'W2', 'W3'):
            grads[k] += self.reg * p[k]  #! grads[k] += 2 * self.reg * p[k]
        # end
        return loss, grads

np.random.seed(7)
X = np.random.randn(6, 2, 2)
y = np.array([0, 2, 1, 1, 0, 2])
model = FCNet(4, 5, 3, reg=0.05)
vel = {k: np.zeros_like(v) for k, v in model.params.items()}
for epoch in range(5):
    loss, grads = model.loss(X, y)
    for k in model.params:
        vel[k] = 0.9 * vel[k] - 1e-2 * grads[k]
        model.params[k] += vel[k]
    print('(Epoch %d / 5) loss: %.4f' % (epoch, loss))
