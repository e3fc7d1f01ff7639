import numpy as np

# HW1: fully connected net from modular layers. N x D rows, W is D x M

def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    return out, (x, w, b)

def leaky_forward(x, slope=0.1):
    return np.where(x > 0, x, slope * x), (x, slope)

def softmax_loss(s, y):
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(len(y)), y]).mean(), p

# backward
def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)  #! dx = dout.dot(w).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)  #! dw = x.reshape(x.shape[0], -1).T.dot(dout) / x.shape[0]
    db = dout.sum(axis=0)  #! db = dout.mean(axis=0)
    return dx, dw, db

def leaky_backward(dout, cache):
    x, slope = cache
    return np.where(x > 0, dout, slope * dout)  #! return np.where(dout > 0, dout, slope * dout)

def softmax_backward(p, y):
    ds = p.copy()
    ds[np.arange(len(y)), y] -= 1  #! ds[:, y] -= 1
    return ds / len(y)  #! return ds / ds.shape[1]

class ThreeLayerNet:
    def __init__(self, dims, reg, rng):
        self.reg = reg
        self.params = {}
        for i in range(3):
            self.params['W%d' % (i + 1)] = 0.5 * rng.standard_normal((dims[i], dims[i + 1]))
            self.params['b%d' % (i + 1)] = np.zeros(dims[i + 1])

    def loss(self, X, y):
        p = self.params
        a1, fc1 = affine_forward(X, p['W1'], p['b1'])
        h1, rc1 = leaky_forward(a1)
        a2, fc2 = affine_forward(h1, p['W2'], p['b2'])
        h2, rc2 = leaky_forward(a2)
        scores, fc3 = affine_forward(h2, p['W3'], p['b3'])
        loss, probs = softmax_loss(scores, y)
        for k in ('W1', 'W2', 'W3'):
            loss += 0.5 * self.reg * np.sum(p[k] ** 2)
        grads = {}
        dscores = softmax_backward(probs, y)
        dh2, grads['W3'], grads['b3'] = affine_backward(dscores, fc3)
        da2 = leaky_backward(dh2, rc2)  #! da2 = leaky_backward(dh2, rc1)
        dh1, grads['W2'], grads['b2'] = affine_backward(da2, fc2)  #! dh1, grads['W2'], grads['b2'] = affine_backward(dh2, fc2)
        da1 = leaky_backward(dh1, rc1)
        _, grads['W1'], grads['b1'] = affine_backward(da1, fc1)
        for k in ('W1', 'W2', 'W3'):
            grads[k] += self.reg * p[k]  #! grads[k] += 0.5 * self.reg * p[k]  #! grads[k] = self.reg * p[k]
        return loss, grads

rng = np.random.default_rng(231)
X = rng.standard_normal((10, 2, 3))
y = rng.integers(0, 4, 10)
net = ThreeLayerNet([6, 5, 7, 4], reg=0.1, rng=rng)
for it in range(12):
    loss, grads = net.loss(X, y)
    # update
    for k in net.params:
        net.params[k] -= 0.3 * grads[k]
print(loss)
