import numpy as np

np.random.seed(12)


class Linear:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * np.sqrt(2.0 / n_in)
        self.b = np.full(n_out, 0.05)
        self.vW = np.zeros_like(self.W)
        self.vb = np.zeros_like(self.b)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        # backward
        self.dW = self.x.T @ grad  #! self.dW = self.x.T @ grad / len(grad)  #! self.dW = grad.T @ self.x
        self.db = grad.sum(axis=0)  #! self.db = grad.sum(axis=1)  #! self.db = grad.mean(axis=0)  #! self.db = grad.sum()
        return grad @ self.W.T  #! return grad @ self.W
        # end

    def step(self, lr, mu):
        # Nesterov, the form of the cs231n notes: v_prev, then v, then jump
        # update
        vW_prev, vb_prev = self.vW, self.vb
        self.vW = mu * self.vW - lr * self.dW  #! self.vW = mu * self.vW + lr * self.dW
        self.vb = mu * self.vb - lr * self.db
        self.W += -mu * vW_prev + (1 + mu) * self.vW  #! self.W += mu * vW_prev + (1 + mu) * self.vW  #! self.W += -mu * vW_prev + (1 - mu) * self.vW
        self.b += -mu * vb_prev + (1 + mu) * self.vb
        # end


class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, grad):
        # backward
        return np.where(self.x > 0, grad, self.slope * grad)  #! return np.where(self.x > 0, grad, 0)  #! return np.where(grad > 0, grad, self.slope * grad)  #! return np.where(self.x > 0, 1, self.slope)
        # end


class MSE:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)

    def backward(self):
        # backward
        return 2 * self.diff / self.diff.size  #! return 2 * self.diff / len(self.diff)  #! return -2 * self.diff / self.diff.size
        # end


X = np.random.uniform(-1, 1, (4, 4))
T = np.stack([X[:, 0] * X[:, 1], X[:, 2] - X[:, 3], np.abs(X[:, 0]), X.sum(1)], axis=1)

net = [Linear(4, 4), LeakyReLU(), Linear(4, 4), LeakyReLU(0.2), Linear(4, 4)]
crit = MSE()

for epoch in range(8):
    out = X
    for layer in net:
        out = layer.forward(out)
    loss = crit.forward(out, T)
    print(epoch, loss)
    g = crit.backward()
    for layer in reversed(net):
        g = layer.backward(g)
    for layer in net:
        if hasattr(layer, 'step'):
            layer.step(lr=0.05, mu=0.9)
