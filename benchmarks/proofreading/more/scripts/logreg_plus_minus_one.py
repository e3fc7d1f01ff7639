"""Logistic regression with labels in {-1,+1} and a sample weight, following my stats notes (not the 0/1 version)."""
import numpy as np


class LogReg:
    def __init__(self, C=2.0, eta=0.2, n_iter=25, verbose=True):
        self.C, self.eta, self.n_iter, self.verbose = C, eta, n_iter, verbose

    def decision_function(self, X):
        return X.dot(self.coef_) + self.intercept_

    def fit(self, X, y, sample_weight=None):
        n, p = X.shape
        if sample_weight is None:
            sample_weight = np.ones(n)
        sw = sample_weight / sample_weight.sum()
        self.coef_ = np.linspace(-0.4, 0.6, p)
        self.intercept_ = 0.15
        self.loss_curve_ = []
        vel_w = np.zeros(p)
        vel_b = 0.0
        for it in range(self.n_iter):
            margin = y * self.decision_function(X)
            data_loss = np.sum(sw * np.log1p(np.exp(-margin)))
            penalty = self.coef_.dot(self.coef_) / (2 * self.C)
            loss = data_loss + penalty
            self.loss_curve_.append(loss)

            # backward
            s = 1.0 / (1.0 + np.exp(margin))          # = sigmoid(-margin)  #! s = 1.0 / (1.0 + np.exp(-margin))
            dmargin = -sw * s  #! dmargin = sw * s  #! dmargin = -s  #! dmargin = -sw * s * (1 - s)
            df = dmargin * y  #! df = dmargin
            g_w = X.T.dot(df) + self.coef_ / self.C  #! g_w = X.T.dot(df)  #! g_w = X.T.dot(df) + self.coef_ / (2 * self.C)  #! g_w = X.T.dot(df) + self.coef_ * self.C  #! g_w = X.T.dot(df) / n + self.coef_ / self.C
            g_b = df.sum()  #! g_b = df.mean()  #! g_b = dmargin.sum()
            # update
            vel_w = 0.8 * vel_w - self.eta * g_w  #! vel_w = 0.8 * vel_w + self.eta * g_w
            vel_b = 0.8 * vel_b - self.eta * g_b
            self.coef_ = self.coef_ + vel_w
            self.intercept_ = self.intercept_ + vel_b  #! self.intercept_ = self.intercept_ - vel_b
            # end
            if self.verbose and it % 5 == 0:
                print("[%2d] loss=%.5f" % (it, loss))
        return self

    def predict(self, X):
        return np.where(self.decision_function(X) >= 0, 1, -1)


if __name__ == "__main__":
    X = np.array([[0.5, 1.2, -0.3], [1.5, -0.7, 0.8], [-1.1, 0.4, 0.6],
                  [-0.6, -1.3, 1.0], [0.9, 0.2, -1.4], [-1.7, 0.8, 0.1]])
    y = np.array([1, 1, -1, -1, 1, -1])
    clf = LogReg().fit(X, y, sample_weight=np.array([1., 2., 1., 1., 3., 2.]))
    print("train acc:", np.mean(clf.predict(X) == y))
