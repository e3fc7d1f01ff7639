# Chapter 5: a two layer network made of layer objects
import numpy as np
from collections import OrderedDict

np.random.seed(3)


class Affine:
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.x = None

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        dx = np.dot(dout, self.W.T)  #! dx = np.dot(dout, self.W)
        self.dW = np.dot(self.x.T, dout)  #! self.dW = np.dot(self.x.T, dout) / self.x.shape[0]  #! self.dW = np.dot(dout.T, self.x)
        self.db = np.sum(dout, axis=0)  #! self.db = np.mean(dout, axis=0)  #! self.db = np.sum(dout)
        return dx


class Relu:
    def forward(self, x):
        self.mask = (x <= 0)
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout = dout.copy()
        dout[self.mask] = 0  #! dout[dout <= 0] = 0  #! dout[~self.mask] = 0
        return dout


class SoftmaxWithLoss:
    def forward(self, x, t):
        self.t = t
        e = np.exp(x - x.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return -np.sum(t * np.log(self.y + 1e-12)) / len(x)

    def backward(self, dout=1):
        batch_size = self.t.shape[0]
        return dout * (self.y - self.t) / batch_size  #! return dout * (self.y - self.t) / self.t.shape[1]  #! return dout * (self.y - self.t)


class TwoLayerNet:
    def __init__(self, n_in, n_hidden, n_out, lam=0.05):
        self.lam = lam
        self.params = {'W1': 0.5 * np.random.randn(n_in, n_hidden), 'b1': np.zeros(n_hidden) + 0.1,
                       'W2': 0.5 * np.random.randn(n_hidden, n_out), 'b2': np.zeros(n_out)}
        self.layers = OrderedDict()
        self.layers['Affine1'] = Affine(self.params['W1'], self.params['b1'])
        self.layers['Relu1'] = Relu()
        self.layers['Affine2'] = Affine(self.params['W2'], self.params['b2'])
        self.last = SoftmaxWithLoss()

    def loss(self, x, t):
        for layer in self.layers.values():
            x = layer.forward(x)
        reg = np.sum(self.params['W1'] ** 2) + np.sum(self.params['W2'] ** 2)
        return self.last.forward(x, t) + 0.5 * self.lam * reg

    def gradient(self):
        # backward
        dout = self.last.backward(1)
        for layer in reversed(list(self.layers.values())):
            dout = layer.backward(dout)  #! layer.backward(dout)
        grads = {}
        grads['W1'] = self.layers['Affine1'].dW + self.lam * self.params['W1']  #! grads['W1'] = self.layers['Affine1'].dW + self.lam * self.params['W1'] ** 2
        grads['b1'] = self.layers['Affine1'].db
        grads['W2'] = self.layers['Affine2'].dW + self.lam * self.params['W2']  #! grads['W2'] = self.layers['Affine2'].dW  #! grads['W2'] = self.layers['Affine2'].dW - self.lam * self.params['W2']
        grads['b2'] = self.layers['Affine2'].db  #! grads['b2'] = self.layers['Affine1'].db
        return grads


x = np.random.randn(10, 4)
t = np.eye(3)[np.random.randint(0, 3, 10)]
net = TwoLayerNet(4, 6, 3)
for i in range(20):
    loss = net.loss(x, t)
    g = net.gradient()
    # update
    for key in ('W1', 'b1', 'W2', 'b2'):
        net.params[key] -= 0.1 * g[key]  #! net.params[key] += 0.1 * g[key]
