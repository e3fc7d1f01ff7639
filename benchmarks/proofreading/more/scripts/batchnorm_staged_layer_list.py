import numpy as np
np.random.seed(12)

# every layer: forward(x), backward(dout), params/grads as lists

class Dense(object):
    def __init__(self, D, M):
        self.params = [np.random.randn(D, M) * np.sqrt(2.0 / D), np.zeros((1, M))]
    def forward(self, x):
        self.x = x
        return np.dot(x, self.params[0]) + self.params[1]
    def backward(self, dout):
        # backward
        self.grads = [np.dot(self.x.T, dout), np.sum(dout, axis=0, keepdims=True)]  #! self.grads = [np.dot(self.x.T, dout), np.mean(dout, axis=0, keepdims=True)]
        return np.dot(dout, self.params[0].T)
        # end

class BatchNorm(object):
    def __init__(self, D, eps=1e-3):
        self.params = [np.random.uniform(0.5, 1.5, (1, D)), np.full((1, D), 0.1)]
        self.eps = eps
    def forward(self, x):
        mu = x.mean(axis=0)
        self.xmu = x - mu
        self.var = (self.xmu ** 2).mean(axis=0)
        self.sqrtvar = np.sqrt(self.var + self.eps)
        self.ivar = 1. / self.sqrtvar
        self.xhat = self.xmu * self.ivar
        return self.params[0] * self.xhat + self.params[1]
    def backward(self, dout):
        # backward
        N, D = dout.shape
        # step9
        dbeta = np.sum(dout, axis=0, keepdims=True)
        # step8
        dgamma = np.sum(dout * self.xhat, axis=0, keepdims=True)  #! dgamma = np.sum(dout * self.xmu, axis=0, keepdims=True)  #! dgamma = np.sum(dout, axis=0, keepdims=True)
        dxhat = dout * self.params[0]  #! dxhat = dout * self.params[1]
        # step7
        divar = np.sum(dxhat * self.xmu, axis=0)  #! divar = np.sum(dout * self.xmu, axis=0)
        dxmu1 = dxhat * self.ivar  #! dxmu1 = dxhat * self.sqrtvar
        # step6
        dsqrtvar = -1. / (self.sqrtvar ** 2) * divar  #! dsqrtvar = 1. / (self.sqrtvar ** 2) * divar
        # step5
        dvar = 0.5 * 1. / np.sqrt(self.var + self.eps) * dsqrtvar  #! dvar = 0.5 * np.sqrt(self.var + self.eps) * dsqrtvar
        # step4
        dsq = 1. / N * np.ones((N, D)) * dvar  #! dsq = 1. / D * np.ones((N, D)) * dvar
        # step3
        dxmu2 = 2 * self.xmu * dsq  #! dxmu2 = 2 * self.xhat * dsq
        # step2
        dx1 = dxmu1 + dxmu2  #! dx1 = dxmu1
        dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
        # step1
        dx2 = 1. / N * np.ones((N, D)) * dmu  #! dx2 = np.ones((N, D)) * dmu
        self.grads = [dgamma, dbeta]
        # step0
        return dx1 + dx2  #! return dx1
        # end

class ELU(object):
    params, grads = [], []
    def forward(self, x):
        self.out = np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)
        return self.out
    def backward(self, dout):
        # backward
        return dout * np.where(self.out > 0, 1, self.out + 1)  #! return dout * np.where(self.out > 0, 1, self.out)
        # end

layers = [Dense(3, 5), BatchNorm(5), ELU(), Dense(5, 1)]
x = np.random.rand(7, 3) * np.array([1, 10, 3])
t = np.array([[0.2], [1.0], [0.4], [-0.3], [0.8], [0.1], [1.5]])

for i in range(8):
    a = x
    for layer in layers:
        a = layer.forward(a)
    loss = np.mean((a - t) ** 2)
    print(i, loss)
    # backward
    d = 2 * (a - t) / len(t)
    for layer in layers[::-1]:
        d = layer.backward(d)
    # update
    for layer in layers:
        for k in range(len(layer.params)):
            layer.params[k] -= 0.1 * layer.grads[k]
    # end
