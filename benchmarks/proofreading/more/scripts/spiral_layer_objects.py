import numpy as np

# Little "framework", samples are COLUMNS (Andrew Ng notation): X is (features, m)

class Dense:
    def __init__(self, nin, nout, rs):
        self.W = rs.randn(nout, nin) / np.sqrt(nin)
        self.b = np.zeros((nout, 1))

    def forward(self, A):
        self.A = A
        return np.dot(self.W, A) + self.b

    def backward(self, dZ):
        # backward
        self.gW = np.dot(dZ, self.A.T)  #! self.gW = np.dot(dZ, self.A.T) / dZ.shape[1]
        self.gb = np.sum(dZ, axis=1, keepdims=True)  #! self.gb = np.sum(dZ)  #! self.gb = np.mean(dZ, axis=1, keepdims=True)
        return np.dot(self.W.T, dZ)
        # end

    def step(self, lr):
        # update
        self.W -= lr * self.gW
        self.b -= lr * self.gb
        # end


class Norm:
    """batch norm, statistics over the columns"""
    def __init__(self, n):
        self.gamma, self.beta = np.ones((n, 1)), np.zeros((n, 1))

    def forward(self, Z):
        self.mu = Z.mean(axis=1, keepdims=True)
        self.std = np.sqrt(Z.var(axis=1, keepdims=True) + 1e-5)
        self.Zn = (Z - self.mu) / self.std
        return self.gamma * self.Zn + self.beta

    def backward(self, d):
        # backward
        self.ggamma = (d * self.Zn).sum(axis=1, keepdims=True)  #! self.ggamma = d.sum(axis=1, keepdims=True)
        self.gbeta = d.sum(axis=1, keepdims=True)
        dn = d * self.gamma  #! dn = d
        dn = dn - dn.mean(axis=1, keepdims=True) - self.Zn * (dn * self.Zn).mean(axis=1, keepdims=True)  #! dn = dn - dn.mean(axis=1, keepdims=True)  #! dn = dn - self.Zn * (dn * self.Zn).mean(axis=1, keepdims=True)  #! dn = dn - dn.mean(axis=0, keepdims=True) - self.Zn * (dn * self.Zn).mean(axis=1, keepdims=True)
        return dn / self.std  #! return dn / self.std ** 2
        # end

    def step(self, lr):
        # update
        self.gamma -= lr * self.ggamma
        self.beta -= lr * self.gbeta
        # end


class LeakyReLU:
    def forward(self, Z):
        self.Z = Z
        return np.where(Z > 0, Z, 0.1 * Z)

    def backward(self, dA):
        # backward
        return np.where(self.Z > 0, dA, 0.1 * dA)  #! return np.where(self.Z > 0, dA, 0)  #! return np.where(dA > 0, dA, 0.1 * dA)
        # end

    def step(self, lr):
        pass


def spiral(n_arms=2, per_arm=4):
    pts, lab = [], []
    for k in range(n_arms):
        for r in np.linspace(0.2, 1, per_arm):
            a = 4 * r + k * np.pi
            pts.append((r * np.sin(a), r * np.cos(a)))
            lab.append(k)
    return np.array(pts).T, np.array(lab)

X, y = spiral()
rs = np.random.RandomState(0)
net = [Dense(2, 6, rs), Norm(6), LeakyReLU(), Dense(6, 2, rs)]
m = X.shape[1]
for epoch in range(20):
    out = X
    for layer in net:
        out = layer.forward(out)
    prob = np.exp(out - out.max(axis=0))
    prob /= prob.sum(axis=0)
    L = -np.mean(np.log(prob[y, range(m)]))
    # backward
    grad = prob.copy()
    grad[y, range(m)] -= 1  #! grad[y, range(m)] += 1
    grad /= m  #! grad /= len(grad)
    for layer in reversed(net):
        grad = layer.backward(grad)
    # update
    [layer.step(0.5) for layer in net]
    # end
print('loss', L)
