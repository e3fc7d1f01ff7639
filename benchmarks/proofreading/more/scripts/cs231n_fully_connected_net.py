"""assignment 2: the layers, the layer utilities and the network, pasted into one file"""
import numpy as np


def affine_forward(x, w, b):
    out = x.reshape(x.shape[0], -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = None, None, None
    # backward
    dx = dout.dot(w.T).reshape(x.shape)  #! dx = dout.dot(w).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, axis=0)  #! db = np.mean(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu_backward(dout, cache):
    dx, x = None, cache
    # backward
    dx = dout * (x > 0)  #! dx = dout * (dout > 0)
    return dx


def affine_relu_forward(x, w, b):
    a, fc_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(a)
    cache = (fc_cache, relu_cache)
    return out, cache


def affine_relu_backward(dout, cache):
    fc_cache, relu_cache = cache
    # backward
    da = relu_backward(dout, relu_cache)
    dx, dw, db = affine_backward(da, fc_cache)  #! dx, dw, db = affine_backward(dout, fc_cache)
    return dx, dw, db


def softmax_loss(x, y):
    shifted_logits = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted_logits), axis=1, keepdims=True)
    log_probs = shifted_logits - np.log(Z)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    # backward
    dx = np.exp(log_probs)
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


class FullyConnectedNet(object):
    """{affine - relu} x (L - 1) - affine - softmax"""

    def __init__(self, hidden_dims, input_dim=2 * 2 * 1, num_classes=3, reg=0.0, weight_scale=0.4):
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.params = {}
        dims = [input_dim] + hidden_dims + [num_classes]
        for i in range(self.num_layers):
            self.params['W%d' % (i + 1)] = weight_scale * np.random.randn(dims[i], dims[i + 1])
            self.params['b%d' % (i + 1)] = np.zeros(dims[i + 1])

    def loss(self, X, y=None):
        caches = {}
        out = X
        for i in range(1, self.num_layers):
            out, caches[i] = affine_relu_forward(out, self.params['W%d' % i], self.params['b%d' % i])
        L = self.num_layers
        scores, caches[L] = affine_forward(out, self.params['W%d' % L], self.params['b%d' % L])
        if y is None:
            return scores

        loss, grads = 0.0, {}
        loss, dscores = softmax_loss(scores, y)
        for i in range(1, L + 1):
            loss += 0.5 * self.reg * np.sum(self.params['W%d' % i] ** 2)
        # backward
        dout, grads['W%d' % L], grads['b%d' % L] = affine_backward(dscores, caches[L])
        for i in range(L - 1, 0, -1):
            dout, grads['W%d' % i], grads['b%d' % i] = affine_relu_backward(dout, caches[i])  #! dout, grads['W%d' % i], grads['b%d' % i] = affine_relu_backward(dscores, caches[i])
        for i in range(1, L + 1):
            grads['W%d' % i] += self.reg * self.params['W%d' % i]  #! grads['W%d' % i] += 0.5 * self.reg * np.sum(self.params['W%d' % i] ** 2)
        return loss, grads


def sgd(w, dw, config):
    # update
    w -= config['learning_rate'] * dw
    return w, config


np.random.seed(231)
X = np.random.randn(5, 2, 2, 1)
y = np.array([2, 0, 1, 1, 0])
model = FullyConnectedNet([6, 7], reg=0.1)
config = {'learning_rate': 0.2}
for epoch in range(3):
    loss, grads = model.loss(X, y)
    for p, w in model.params.items():
        model.params[p], config = sgd(w, grads[p], config)
    print('(Epoch %d) loss: %f' % (epoch, loss))
