import numpy as np


class LogisticRegression:
    """sklearn-like interface, L2 on the weights only"""

    def __init__(self, lr=0.1, n_iters=3, lam=0.0):
        self.lr = lr
        self.n_iters = n_iters
        self.lam = lam
        self.weights = None
        self.bias = None

    def _sigmoid(self, z):
        return 1.0 / (1.0 + np.exp(-z))

    def _loss(self, y, p):
        return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + 0.5 * self.lam * np.sum(self.weights ** 2)

    def fit(self, X, y):
        n_samples, n_features = X.shape
        self.weights = np.full(n_features, 0.2)
        self.bias = np.zeros(1)
        for _ in range(self.n_iters):
            linear = np.dot(X, self.weights) + self.bias
            y_hat = self._sigmoid(linear)
            loss = self._loss(y, y_hat)
            # backward
            diff = y_hat - y  #! diff = (y_hat - y) * y_hat * (1 - y_hat)  #! diff = y - y_hat  #! diff = linear - y
            dw = np.dot(X.T, diff) / n_samples  #! dw = np.dot(X.T, diff) / n_features  #! dw = np.dot(X.T, diff)  #! dw = np.dot(diff, X.T) / n_samples
            dw += self.lam * self.weights  #! dw = self.lam * self.weights  #! dw += 0.5 * self.lam * self.weights ** 2
            db = np.sum(diff, keepdims=True) / n_samples  #! db = np.sum(diff, keepdims=True)
            # update
            self.weights -= self.lr * dw
            self.bias -= self.lr * db  #! self.bias += self.lr * db  #! self.bias -= self.lr * np.mean(dw)
            # end
        return self

    def predict(self, X):
        return (self._sigmoid(X @ self.weights + self.bias) > 0.5).astype(int)


rng = np.random.RandomState(3)
X = rng.randn(8, 3)
y = (X[:, 0] - X[:, 2] > 0).astype(float)
clf = LogisticRegression(lr=0.5, n_iters=3, lam=0.1).fit(X, y)
W, B = clf.weights, clf.bias
print("accuracy", np.mean(clf.predict(X) == y))
