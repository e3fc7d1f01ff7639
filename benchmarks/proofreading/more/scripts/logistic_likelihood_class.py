"""Logistic regression from scratch (no sklearn!), Titanic-like toy data"""
import numpy as np


class LogReg:
    def __init__(self, n_features, eta=0.2, n_iter=3):
        self.eta = eta
        self.n_iter = n_iter
        gen = np.random.RandomState(1)
        self.coef = gen.normal(0.0, 0.3, size=n_features)
        self.intercept = np.zeros(1)
        self.history = []

    def proba(self, X):
        return 1.0 / (1.0 + np.exp(-(X @ self.coef + self.intercept)))

    def fit(self, X, y):
        for _ in range(self.n_iter):
            p = self.proba(X)
            loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
            self.history.append(loss)
            # backward
            errors = y - p  #! errors = (y - p) * p * (1 - p) #! errors = y - (X @ self.coef + self.intercept)
            grad_w = X.T @ errors  #! grad_w = X.T @ p #! grad_w = X @ errors #! grad_w = X.T @ (y - np.round(p))
            grad_b = errors.sum()  #! grad_b = errors.mean()
            # update
            self.coef += self.eta * grad_w  #! self.coef -= self.eta * grad_w
            self.intercept += self.eta * grad_b  #! self.intercept += self.eta * grad_w.sum()
        return self

    def predict(self, X):
        return (self.proba(X) >= 0.5).astype(int)


passengers = np.array([
    # class, sex, age/50
    [3, 0, 0.44],
    [1, 1, 0.76],
    [3, 1, 0.52],
    [1, 0, 1.08],
    [2, 1, 0.28],
    [3, 0, 0.70],
], dtype=float)
survived = np.array([0, 1, 1, 0, 1, 0])

if __name__ == "__main__":
    clf = LogReg(n_features=passengers.shape[1]).fit(passengers, survived)
    print("accuracy", np.mean(clf.predict(passengers) == survived))
    print("losses", clf.history)
