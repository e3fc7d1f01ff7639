import numpy as np


class PoissonRegressor:
    """Claims ~ Poisson(exposure * exp(x.w + b)), mini-batch SGD with Nesterov-free momentum."""

    def __init__(self, n_features, lr=0.05, l2=0.1, momentum=0.8):
        self.w = np.linspace(-0.2, 0.3, n_features)
        self.b = np.zeros(1)
        self.vw, self.vb = np.zeros(n_features), np.zeros(1)
        self.lr, self.l2, self.momentum = lr, l2, momentum

    def rate(self, X):
        return np.exp(X @ self.w + self.b)

    def fit(self, X, claims, exposure, n_epochs=3, batch=4):
        rng = np.random.default_rng(0)
        for epoch in range(n_epochs):
            idx = rng.permutation(len(X))
            for start in range(0, len(X), batch):
                rows = idx[start:start + batch]
                Xb, kb, eb = X[rows], claims[rows], exposure[rows]
                eta = Xb @ self.w + self.b
                mu = eb * np.exp(eta)
                nll = np.mean(mu - kb * eta) + self.l2 / 2 * np.dot(self.w, self.w)

                # backward
                resid = mu - kb  #! resid = kb - mu  #! resid = np.exp(eta) - kb  #! resid = eta - kb  #! resid = mu * (mu - kb)  #! resid = eb * (mu - kb)
                gw = Xb.T @ resid / len(rows)  #! gw = Xb.T @ resid  #! gw = Xb.T @ resid / len(X)  #! gw = Xb.T @ mu / len(rows)
                gw = gw + self.l2 * self.w  #! gw = gw + self.l2 * self.w ** 2  #! gw = gw - self.l2 * self.w
                gb = resid.mean()  #! gb = resid.sum()
                # update
                self.vw = self.momentum * self.vw - self.lr * gw  #! self.vw = self.momentum * self.vw + self.lr * gw
                self.vb = self.momentum * self.vb - self.lr * gb  #! self.vb = self.momentum * self.vw.mean() - self.lr * gb
                self.w = self.w + self.vw
                self.b = self.b + self.vb  #! self.b = self.b - self.vb
                # end
            print(f"epoch {epoch}  nll of the last batch {nll:.4f}")
        return self


# age (scaled), horsepower (scaled), city?
X = np.array([[0.1, 0.5, 1], [-0.7, 0.2, 0], [1.1, -0.3, 1], [0.4, 0.9, 0],
              [-1.2, -0.8, 1], [0.0, 0.3, 0], [0.6, -0.5, 1], [-0.2, 1.0, 1]])
claims = np.array([1, 0, 2, 1, 3, 0, 1, 2.])
exposure = np.array([1, .5, 1, .75, 1, .25, 2, 1])
model = PoissonRegressor(3).fit(X, claims, exposure)
print(model.w, model.b)
print(np.c_[claims, exposure * model.rate(X)])
