import numpy as np
# comparing two models in one file: (a) linear softmax, (b) maxout with label smoothing
rng = np.random.RandomState(66)
Xtr, Xte = rng.randn(12, 2), rng.randn(6, 2)
lab = lambda X: (np.hypot(X[:, 0], X[:, 1]) > 1.1).astype(int)
ytr, yte = lab(Xtr), lab(Xte)
smooth = 0.1
Ttr = np.eye(2)[ytr] * (1 - smooth) + smooth / 2

def logsoftmax(s):
    s = s - s.max(1, keepdims=True)
    return s - np.log(np.exp(s).sum(1, keepdims=True))

class Linear:
    def __init__(self): self.p = [rng.randn(2, 2) * .1, np.zeros(2)]
    def scores(self, X):
        self.X = X
        return X @ self.p[0] + self.p[1]
    def back(self, d):
        return [self.X.T @ d, d.sum(0)]

class Maxout:
    def __init__(self, hidden=4, pieces=3):
        self.p = [rng.randn(pieces, 2, hidden) * .7, rng.randn(pieces, 1, hidden) * .1,
                  rng.randn(hidden, 2) * .5, np.zeros(2)]
    def scores(self, X):
        self.X = X
        z = X @ self.p[0] + self.p[1]               # (pieces, N, hidden) by broadcasting
        self.win = z.argmax(0)
        self.h = z.max(0)
        return self.h @ self.p[2] + self.p[3]
    def back(self, d):
        dh = d @ self.p[2].T
        dz = np.stack([dh * (self.win == k) for k in range(len(self.p[0]))])
        return [self.X.T @ dz, dz.sum(1, keepdims=True), self.h.T @ d, d.sum(0)]

for model in (Linear(), Maxout()):
    for epoch in range(15):
        logp = logsoftmax(model.scores(Xtr))
        loss = -(Ttr * logp).sum(1).mean()
        # backward
        grads = model.back((np.exp(logp) - Ttr) / len(Xtr))
        # update
        total_norm = np.sqrt(sum((g ** 2).sum() for g in grads))
        scale = min(1.0, 1.0 / (total_norm + 1e-12))
        for p, g in zip(model.p, grads):
            p -= 0.5 * scale * g
        if epoch % 7 == 0:
            print(type(model).__name__, epoch, loss, "test", np.mean(model.scores(Xte).argmax(1) == yte))
