import numpy as np
from functools import reduce

# affine - batchnorm - relu - dropout - affine - softmax, in the functional cs231n way (x, w, b -> out, cache)

def affine_forward(x, w, b):
    return x.dot(w) + b, (x, w, b)

def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = np.mean(x, axis=0)
    xmu = x - mu
    var = np.mean(xmu ** 2, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1. / sqrtvar
    xhat = xmu * ivar
    return gamma * xhat + beta, (xhat, gamma, xmu, ivar, sqrtvar)

def relu_forward(x):
    return np.maximum(0, x), x

def dropout_forward(x, keep, rng):
    mask = (rng.rand(*x.shape) < keep) / keep
    return x * mask, mask

def softmax_loss(x, y):
    N = x.shape[0]
    shifted = x - np.max(x, axis=1, keepdims=True)
    probs = np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
    dx = probs.copy()
    dx[range(N), y] -= 1
    return -np.log(probs[range(N), y]).mean(), dx / N

# backward
def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T)
    dw = x.T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db

def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar = cache
    N, D = dout.shape
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xmu, axis=0)
    dxhat = dout * gamma  #! dxhat = dout / gamma
    divar = np.sum(dxhat * xmu, axis=0)  #! divar = np.sum(dxhat * xhat, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1. / sqrtvar ** 2 * divar  #! dsqrtvar = 1. / sqrtvar ** 2 * divar  #! dsqrtvar = -1. / sqrtvar * divar
    dvar = 0.5 * ivar * dsqrtvar  #! dvar = 0.5 * sqrtvar * dsqrtvar
    dsq = np.ones((N, D)) / N * dvar  #! dsq = np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2  #! dx1 = dxmu1
    dmu = -np.sum(dx1, axis=0)  #! dmu = np.sum(dx1, axis=0)  #! dmu = -np.sum(dxmu2, axis=0)
    dx2 = np.ones((N, D)) / N * dmu
    return dx1 + dx2, dgamma, dbeta

def relu_backward(dout, x):
    return dout * (x > 0)  #! return dout * x

def dropout_backward(dout, mask):
    return dout * mask  #! return dout * (mask > 0)
# end

rng = np.random.RandomState(231)
X = rng.randn(8, 5)
y = np.array([0, 1, 2, 0, 1, 2, 0, 1])
W1, b1 = 0.5 * rng.randn(5, 6), np.zeros(6)
gamma, beta = np.ones(6) * 1.2, np.zeros(6) + 0.1
W2, b2 = 0.5 * rng.randn(6, 3), np.zeros(3)
learning_rate = 1e-1

for it in range(10):
    a1, c1 = affine_forward(X, W1, b1)
    a2, c2 = batchnorm_forward(a1, gamma, beta)
    a3, c3 = relu_forward(a2)
    a4, c4 = dropout_forward(a3, 0.75, rng)
    scores, c5 = affine_forward(a4, W2, b2)
    loss, dscores = softmax_loss(scores, y)
    d4, dW2, db2 = affine_backward(dscores, c5)
    d3 = dropout_backward(d4, c4)
    d2 = relu_backward(d3, c3)
    d1, dgamma, dbeta = batchnorm_backward(d2, c2)
    dX, dW1, db1 = affine_backward(d1, c1)
    for param, g in [(W1, dW1), (b1, db1), (gamma, dgamma), (beta, dbeta), (W2, dW2), (b2, db2)]:
        param -= learning_rate * g
    print('(Iteration %d / 10) loss: %f' % (it + 1, loss))
