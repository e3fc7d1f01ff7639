import numpy as np

class BatchNorm:
    def __init__(self, width):
        self.gamma, self.beta = np.ones((width, 1)), np.zeros((width, 1))

    def forward(self, z):
        m = z.shape[1]
        mean = z.sum(axis=1, keepdims=True) / m
        var = ((z - mean) ** 2).sum(axis=1, keepdims=True) / m
        self.istd = 1 / np.sqrt(var + 1e-6)
        self.norm = (z - mean) * self.istd
        return self.gamma * self.norm + self.beta

    def backward(self, up):
        m = up.shape[1]
        # backward
        self.dgamma = (up * self.norm).sum(axis=1, keepdims=True)  #! self.dgamma = (up * self.norm).mean(axis=1, keepdims=True)
        self.dbeta = up.sum(axis=1, keepdims=True)
        dnorm = self.gamma * up  #! dnorm = up
        inner = m * dnorm - dnorm.sum(axis=1, keepdims=True) - self.norm * (dnorm * self.norm).sum(axis=1, keepdims=True)  #! inner = m * dnorm - dnorm.sum(axis=1, keepdims=True) - (dnorm * self.norm).sum(axis=1, keepdims=True)
        dz = self.istd * inner / m  #! dz = inner / m
        # end
        return dz

rng = np.random.RandomState(2)
X, Y = rng.randn(3, 7), rng.randn(2, 7)
W, V = rng.randn(4, 3), rng.randn(2, 4)
bn = BatchNorm(4)
for epoch in range(2):
    hidden = bn.forward(W @ X)
    out = V @ np.tanh(hidden)
    cost = np.sum((out - Y) ** 2) / (2 * 7)
    # backward
    dout = (out - Y) / 7
    dV = dout @ np.tanh(hidden).T
    dhidden = (V.T @ dout) * (1 - np.tanh(hidden) ** 2)
    dW = bn.backward(dhidden) @ X.T
    # update
    V -= 0.2 * dV
    W -= 0.2 * dW
    bn.gamma -= 0.2 * bn.dgamma
    bn.beta -= 0.2 * bn.dbeta
