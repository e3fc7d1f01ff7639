"""Linear regression, log-cosh loss, elastic-net penalty. Written as a small class."""
import numpy as np


class ElasticLogCosh:
    def __init__(self, n_features, l1=0.02, l2=0.1, seed=0):
        gen = np.random.default_rng(seed)
        self.coef_ = gen.normal(scale=0.5, size=n_features)
        self.intercept_ = np.array([0.1])
        self.l1, self.l2 = l1, l2

    def residuals(self, X, y):
        return X @ self.coef_ + self.intercept_ - y

    def objective(self, X, y):
        r = self.residuals(X, y)
        data = np.mean(np.log(np.cosh(r)))
        penalty = self.l1 * np.abs(self.coef_).sum() + 0.5 * self.l2 * (self.coef_ ** 2).sum()
        return data + penalty

    def gradient(self, X, y):
        r = self.residuals(X, y)
        # backward
        psi = np.tanh(r) / r.size  #! psi = np.tanh(r)  #! psi = (1 - np.tanh(r) ** 2) / r.size  #! psi = np.sinh(r) / r.size
        g_coef = X.T @ psi  #! g_coef = X.T @ r
        g_coef += self.l1 * np.sign(self.coef_)  #! g_coef += self.l1  #! g_coef += self.l1 * np.abs(self.coef_)
        g_coef += self.l2 * self.coef_  #! g_coef = self.l2 * self.coef_  #! g_coef -= self.l2 * self.coef_  #! g_coef += 0.5 * self.l2 * self.coef_ ** 2
        g_int = psi.sum(keepdims=True)  #! g_int = psi.mean(keepdims=True)
        return g_coef, g_int
        # end

    def step(self, X, y, rate):
        loss = self.objective(X, y)
        g_coef, g_int = self.gradient(X, y)
        # update
        self.coef_ = self.coef_ - rate * g_coef
        self.intercept_ = self.intercept_ - rate * g_int  #! self.intercept_ = self.intercept_ - rate * g_coef.sum()
        # end
        return loss


rs = np.random.RandomState(2)
X = rs.randn(8, 3)
y = X[:, 0] - 2 * X[:, 2] + 0.2 * rs.standard_cauchy(8)
model = ElasticLogCosh(3)
losses = [model.step(X, y, 0.3) for _ in range(3)]
print(losses)
