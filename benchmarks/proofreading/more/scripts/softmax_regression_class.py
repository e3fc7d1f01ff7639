import numpy as np


class SoftmaxClassifier:
    """Multiclass logistic regression, minibatch gradient descent, lr decay."""

    def __init__(self, n_in, n_classes, lr=0.5, weight_decay=0.01, seed=0):
        r = np.random.RandomState(seed)
        self.W = 0.1 * r.randn(n_in, n_classes)
        self.b = np.zeros(n_classes)
        self.lr = lr
        self.wd = weight_decay

    def scores(self, X):
        return X @ self.W + self.b

    def loss_and_grads(self, X, t):
        N = X.shape[0]
        z = self.scores(X)
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        P = e / e.sum(axis=1, keepdims=True)
        nll = -np.log(P[np.arange(N), t]).mean()
        loss = nll + self.wd * np.sum(self.W * self.W)

        # backward
        dz = P.copy()    #! dz = e.copy()
        dz[np.arange(N), t] -= 1.0    #! dz[:, t] -= 1.0
        dz /= N
        gW = X.T @ dz    #! gW = dz.T @ X
        gW += 2 * self.wd * self.W    #! gW += self.wd * self.W  #! gW -= 2 * self.wd * self.W
        gb = dz.sum(axis=0)    #! gb = dz.mean(axis=0)
        return loss, gW, gb

    def fit(self, X, t, epochs=6, batch=4):
        losses = []
        for ep in range(epochs):
            rate = self.lr / (1 + 0.1 * ep)
            for s in range(0, len(X), batch):
                xb, tb = X[s:s + batch], t[s:s + batch]
                L, gW, gb = self.loss_and_grads(xb, tb)
                # update
                self.W -= rate * gW    #! self.W = -rate * gW
                self.b -= rate * gb    #! self.b -= rate * self.b
                losses.append(L)
        return losses


rs = np.random.RandomState(42)
centers = np.array([[2, 0, 0, 1], [0, 2, 1, 0], [-1, -1, 2, 0]], dtype=float)
t = np.arange(12) % 3
X = centers[t] + 0.7 * rs.randn(12, 4)

clf = SoftmaxClassifier(4, 3)
losses = clf.fit(X, t)
print("train loss", losses[0], "->", losses[-1])
print("acc", (clf.scores(X).argmax(axis=1) == t).mean())
