import numpy as np


class ClickModel(object):
    """Weighted logistic regression. Clicks are rare so they weigh more (pos_weight)."""

    def __init__(self, n_features, lr=0.5, C=4.0, pos_weight=3.0):
        gen = np.random.default_rng(21)
        self.w = gen.normal(0, 0.5, n_features)
        self.b = 0.1
        self.lr = lr
        self.C = C
        self.pos_weight = pos_weight

    def decision(self, X):
        return np.dot(X, self.w) + self.b

    def predict_proba(self, X):
        return 1.0 / (1.0 + np.exp(-self.decision(X)))

    def sample_weights(self, y):
        return np.where(y == 1, self.pos_weight, 1.0)

    def cost(self, X, y):
        p = self.predict_proba(X)
        sw = self.sample_weights(y)
        ll = y * np.log(p) + (1 - y) * np.log(1 - p)
        return -np.sum(sw * ll) / np.sum(sw) + np.sum(self.w ** 2) / (2 * self.C)

    def gradient(self, X, y):
        p = self.predict_proba(X)
        sw = self.sample_weights(y)
        # backward
        err = p - y  #! err = y - p  #! err = (p - y) * p * (1 - p)
        err = sw * err / np.sum(sw)  #! err = sw * err / len(y)  #! err = sw * err
        grad_w = np.dot(X.T, err)  #! grad_w = np.dot(X.T, p - y)  #! grad_w = np.dot(X.T, err) / len(y)
        grad_w += self.w / self.C  #! grad_w += self.w * self.C  #! grad_w += self.w / (2 * self.C)  #! grad_w = self.w / self.C
        grad_b = err.sum()  #! grad_b = err.mean()  #! grad_b = err.sum() + self.b / self.C
        # end
        return grad_w, grad_b

    def fit(self, X, y, n_iter=4, verbose=True):
        for i in range(n_iter):
            J = self.cost(X, y)
            gw, gb = self.gradient(X, y)
            # update
            self.w = self.w - self.lr * gw  #! self.w = self.w + self.lr * gw
            self.b = self.b - self.lr * gb  #! self.b = self.b + self.lr * gb
            # end
            if verbose:
                print("iter %d   cost %.5f" % (i, J))
        return self


if __name__ == '__main__':
    # time on page (min), past clicks, is_mobile
    X = np.array([[0.3, 0.0, 1.0],
                  [1.9, 2.0, 0.0],
                  [0.7, 1.0, 1.0],
                  [0.2, 0.0, 0.0],
                  [2.4, 1.0, 1.0],
                  [1.1, 0.0, 0.0],
                  [0.9, 0.5, 1.0]])
    y = np.array([0, 1, 0, 0, 1, 0, 0])
    model = ClickModel(3)
    model.fit(X, y)
    print(np.round(model.predict_proba(X), 3))
