import numpy as np

class AdalineGD(object):
    """ADAptive LInear NEuron, w_[0] is the bias."""
    def __init__(self, eta=0.05, n_iter=15, random_state=1):
        self.eta = eta
        self.n_iter = n_iter
        self.random_state = random_state

    def fit(self, X, y):
        rgen = np.random.RandomState(self.random_state)
        self.w_ = rgen.normal(loc=0.0, scale=0.1, size=1 + X.shape[1])
        self.cost_ = []
        for _ in range(self.n_iter):
            output = self.activation(self.net_input(X))
            errors = (y - output)
            cost = (errors ** 2).sum() / 2.0
            self.cost_.append(cost)
            # backward
            step = np.zeros_like(self.w_)
            step[1:] = X.T.dot(errors)
            step[0] = errors.sum()
            # update
            self.w_ += self.eta * step
        return self

    def net_input(self, X):
        return np.dot(X, self.w_[1:]) + self.w_[0]

    def activation(self, z):
        return z        # identity!

    def predict(self, X):
        return np.where(self.activation(self.net_input(X)) >= 0.0, 1, -1)

rng = np.random.RandomState(0)
X = np.vstack([rng.randn(5, 2) + [2, 0], rng.randn(5, 2) - [2, 1]])
y = np.array([1] * 5 + [-1] * 5)
X_std = np.copy(X)
for j in range(X.shape[1]):
    X_std[:, j] = (X[:, j] - X[:, j].mean()) / X[:, j].std()
ada = AdalineGD().fit(X_std, y)
print(ada.cost_)
print("accuracy", (ada.predict(X_std) == y).mean())
