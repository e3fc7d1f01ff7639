import numpy as np


class BatchNorm:
    """Normalise over the batch. Keeps running statistics for test time."""

    def __init__(self, n, momentum=0.9):
        self.gamma, self.beta = np.ones(n), np.zeros(n)
        self.run_mean, self.run_var = np.zeros(n), np.ones(n)
        self.mom = momentum

    def __call__(self, x, train=True):
        if not train:
            return self.gamma * (x - self.run_mean) / np.sqrt(self.run_var + 1e-5) + self.beta
        mean, var = x.mean(0), x.var(0)
        self.run_mean = self.mom * self.run_mean + (1 - self.mom) * mean
        self.run_var = self.mom * self.run_var + (1 - self.mom) * var
        self.xc = x - mean
        self.istd = 1 / np.sqrt(var + 1e-5)
        return self.gamma * self.xc * self.istd + self.beta

    def backward(self, dout):
        # step by step like in the lecture's computational graph
        n = dout.shape[0]
        self.dbeta = dout.sum(0)
        self.dgamma = np.sum(dout * self.xc * self.istd, axis=0)
        dxhat = dout * self.gamma
        dvar = np.sum(dxhat * self.xc, axis=0) * -0.5 * self.istd ** 3
        dmean = -np.sum(dxhat * self.istd, axis=0) - 2 * dvar * self.xc.mean(0)
        return dxhat * self.istd + dvar * 2 * self.xc / n + dmean / n


np.random.seed(55)
X_train, X_test = np.random.randn(12, 3) * [1, 10, 0.1], np.random.randn(4, 3) * [1, 10, 0.1]
f = lambda X: (X[:, 0] + X[:, 1] / 10 > 0).astype(float).reshape(-1, 1)
y_train, y_test = f(X_train), f(X_test)
W1, W2, b2 = np.random.randn(3, 5) * 0.1, np.random.randn(5, 1) * 0.3, np.zeros(1)
bn = BatchNorm(5)

for epoch in range(20):
    z = X_train @ W1
    h = np.maximum(bn(z), 0)
    o = h @ W2 + b2
    loss = np.maximum(0, 1 - (2 * y_train - 1) * o).mean()       # hinge on the +-1 labels
    # backward
    s = 2 * y_train - 1
    do = np.where(s * o < 1, -s, 0) / len(o)
    dW2, db2 = h.T @ do, do.sum(0)
    dz = bn.backward((do @ W2.T) * (h > 0))
    dW1 = X_train.T @ dz
    # update
    W1 -= 0.05 * dW1
    W2 -= 0.2 * dW2
    b2 -= 0.2 * db2
    bn.gamma -= 0.2 * bn.dgamma
    bn.beta -= 0.2 * bn.dbeta
    if epoch % 5 == 4:
        pred = (np.maximum(bn(X_test @ W1, train=False), 0) @ W2 + b2) > 0
        print(epoch + 1, "loss", loss, "test acc", np.mean(pred == y_test))
