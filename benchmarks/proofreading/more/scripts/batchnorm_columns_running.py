import numpy as np

# Dense -> BatchNorm -> sigmoid -> Dense (linear), column-major (features x examples), compact BN formula
class BatchNorm:
    def __init__(self, n, momentum=0.9, eps=1e-8):
        self.gamma = np.ones((n, 1)) * 1.1
        self.beta = np.zeros((n, 1))
        self.run_mu, self.run_var = np.zeros((n, 1)), np.ones((n, 1))
        self.momentum, self.eps = momentum, eps

    def forward(self, Z):
        mu = Z.mean(axis=1, keepdims=True)
        var = Z.var(axis=1, keepdims=True)
        self.std_inv = 1 / np.sqrt(var + self.eps)
        self.Z_norm = (Z - mu) * self.std_inv
        self.run_mu = self.momentum * self.run_mu + (1 - self.momentum) * mu
        self.run_var = self.momentum * self.run_var + (1 - self.momentum) * var
        return self.gamma * self.Z_norm + self.beta

    def backward(self, dOut):
        m = dOut.shape[1]
        # backward
        self.dgamma = np.sum(dOut * self.Z_norm, axis=1, keepdims=True)  #! self.dgamma = np.sum(dOut * self.Z_norm, axis=0, keepdims=True)  #! self.dgamma = np.mean(dOut * self.Z_norm, axis=1, keepdims=True)
        self.dbeta = np.sum(dOut, axis=1, keepdims=True)  #! self.dbeta = np.sum(self.dgamma, axis=1, keepdims=True)
        dZ_norm = dOut * self.gamma  #! dZ_norm = dOut * self.dgamma
        s1 = np.sum(dZ_norm, axis=1, keepdims=True)
        s2 = np.sum(dZ_norm * self.Z_norm, axis=1, keepdims=True)  #! s2 = np.sum(dZ_norm, axis=1, keepdims=True) * np.sum(self.Z_norm, axis=1, keepdims=True)
        return self.std_inv / m * (m * dZ_norm - s1 - self.Z_norm * s2)  #! return self.std_inv * (m * dZ_norm - s1 - self.Z_norm * s2)  #! return self.std_inv / m * (m * dZ_norm - s1 - s2)  #! return self.std_inv / m * (m * dZ_norm - s1 + self.Z_norm * s2)
        # end

np.random.seed(70)
X, Y = np.random.randn(3, 7), np.random.randn(2, 7)
W1, W2 = np.random.randn(5, 3), np.random.randn(2, 5)
b2 = np.zeros((2, 1))
bn = BatchNorm(5)
lr = 0.2
for it in range(3):
    Z1 = W1.dot(X)                       # no bias: beta does it
    A1 = 1 / (1 + np.exp(-bn.forward(Z1)))
    Yhat = W2.dot(A1) + b2
    J = np.sum((Yhat - Y) ** 2) / (2 * 7)
    # backward
    dYhat = (Yhat - Y) / 7
    dW2 = dYhat.dot(A1.T)
    db2 = np.sum(dYhat, axis=1, keepdims=True)
    dZ1 = bn.backward(W2.T.dot(dYhat) * A1 * (1 - A1))  #! dZ1 = bn.backward(W2.T.dot(dYhat)) * A1 * (1 - A1)  #! dZ1 = bn.backward(W2.T.dot(dYhat) * Z1 * (1 - Z1))
    dW1 = dZ1.dot(X.T)
    # update
    W1 -= lr * dW1
    W2 -= lr * dW2
    b2 -= lr * db2
    bn.gamma -= lr * bn.dgamma
    bn.beta -= lr * bn.dbeta  #! bn.beta -= lr * bn.dgamma
