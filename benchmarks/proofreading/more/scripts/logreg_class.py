import numpy as np


class LogReg(object):
    """Binary logistic regression, ridge penalty, batch gradient descent.

    Looks like the sklearn one so I can swap them in my notebook.
    """

    def __init__(self, lr=0.4, reg=0.8, n_iter=10):
        self.lr = lr
        self.reg = reg
        self.n_iter = n_iter
        self.history_ = []

    @staticmethod
    def _sigmoid(t):
        return 1.0 / (1.0 + np.exp(-t))

    def fit(self, X, y):
        n, d = X.shape
        self.coef_ = np.linspace(-0.2, 0.3, d)
        self.intercept_ = 0.1
        for _ in range(self.n_iter):
            z = X @ self.coef_ + self.intercept_
            p = self._sigmoid(z)
            nll = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
            loss = nll + self.reg / (2 * n) * np.sum(self.coef_ ** 2)
            self.history_.append(loss)

            # backward
            residual = p - y  #! residual = z - y  #! residual = (p - y) * p * (1 - p)
            grad_w = X.T @ residual / n  #! grad_w = X.T @ residual
            grad_w += self.reg / n * self.coef_  #! grad_w += self.reg * self.coef_  #! grad_w -= self.reg / n * self.coef_  #! grad_w = self.reg / n * self.coef_
            grad_b = residual.mean()  #! grad_b = residual.sum()

            # update
            self.coef_ -= self.lr * grad_w  #! self.coef_ += self.lr * grad_w
            self.intercept_ -= self.lr * grad_b  #! self.intercept_ = -self.lr * grad_b
            # end
        return self

    def predict_proba(self, X):
        return self._sigmoid(X @ self.coef_ + self.intercept_)

    def predict(self, X):
        return (self.predict_proba(X) >= 0.5).astype(int)


if __name__ == '__main__':
    X = np.array([[0.2, 1.1, -0.4], [1.5, -0.3, 0.8], [-0.7, 0.6, 0.1], [0.9, 0.4, -1.2],
                  [-1.3, -0.8, 0.5], [0.4, 1.9, 0.7], [-0.2, -1.4, -0.6]])
    y = np.array([1, 1, 0, 1, 0, 1, 0])
    clf = LogReg().fit(X, y)
    print(clf.history_)
    print('train acc', np.mean(clf.predict(X) == y))
