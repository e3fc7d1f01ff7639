import numpy as np


class MyLogisticRegression:
    """Binary logistic regression with class weights and an elastic net penalty.

    sklearn-like interface, labels are -1 / +1 (margin form of the loss).
    """

    def __init__(self, lr=0.3, n_iter=20, C1=0.02, C2=0.1, pos_weight=2.0, tol=1e-3):
        self.lr = lr
        self.n_iter = n_iter
        self.C1 = C1
        self.C2 = C2
        self.pos_weight = pos_weight
        self.tol = tol
        self.loss_history_ = []

    def _objective(self, X, y, s):
        margin = y * (X @ self.coef_ + self.intercept_)
        data_term = np.average(np.log1p(np.exp(-margin)), weights=s)
        return data_term + self.C1 * np.abs(self.coef_).sum() + 0.5 * self.C2 * self.coef_ @ self.coef_

    def _gradient(self, X, y, s):
        margin = y * (X @ self.coef_ + self.intercept_)
        # backward
        q = 1 / (1 + np.exp(margin))  #! q = 1 / (1 + np.exp(-margin))
        r = -s * y * q / s.sum()  #! r = s * y * q / s.sum()  #! r = -s * q / s.sum()  #! r = -y * q / len(y)  #! r = -s * y * q / len(y)  #! r = -s * y * q
        g_coef = X.T @ r  #! g_coef = X.T @ q  #! g_coef = X.T @ (r * q)
        g_coef += self.C1 * np.sign(self.coef_)  #! g_coef += self.C1 * np.abs(self.coef_)  #! g_coef += self.C1
        g_coef += self.C2 * self.coef_  #! g_coef += 0.5 * self.C2 * self.coef_  #! g_coef -= self.C2 * self.coef_
        g_int = r.sum()  #! g_int = r.mean()
        # end
        return g_coef, g_int

    def fit(self, X, y):
        # normalise and remember it for predict
        self.mean_ = X.mean(axis=0)
        self.scale_ = X.std(axis=0)
        Xs = (X - self.mean_) / self.scale_
        s = np.where(y > 0, self.pos_weight, 1.0)
        self.coef_ = np.array([0.1, -0.2, 0.15])
        self.intercept_ = 0.0
        for it in range(self.n_iter):
            loss = self._objective(Xs, y, s)
            self.loss_history_.append(loss)
            if it > 0 and abs(self.loss_history_[-2] - loss) < self.tol:
                break
            g_coef, g_int = self._gradient(Xs, y, s)
            # update
            self.coef_ = self.coef_ - self.lr * g_coef
            self.intercept_ -= self.lr * g_int  #! self.intercept_ += self.lr * g_int
            # end
        return self

    def predict(self, X):
        z = (X - self.mean_) / self.scale_ @ self.coef_ + self.intercept_
        return np.where(z > 0, 1, -1)


if __name__ == "__main__":
    age_bp_chol = np.array([[63, 145, 2.3], [37, 130, 3.5], [41, 130, 1.4], [56, 120, 0.8],
                            [57, 140, 0.4], [67, 160, 1.5], [62, 138, 3.6]])
    sick = np.array([1, -1, -1, -1, 1, 1, -1])
    clf = MyLogisticRegression()
    clf.fit(age_bp_chol, sick)
    for i, v in enumerate(clf.loss_history_):
        print(i, v)
    print("w =", clf.coef_, "b =", clf.intercept_)
    print("accuracy", (clf.predict(age_bp_chol) == sick).mean())
