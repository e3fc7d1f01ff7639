import numpy as np


class UncertainHousePrices:
    """Linear regression that also says how unsure it is.

    price ~ Normal(mu(x), sigma(x)^2),  mu = x.w + b,  log sigma^2 = x.v + c
    Trained by gradient descent on the mean negative log likelihood + ridge on w.
    """

    def __init__(self, n_features, eta=0.1, ridge=0.05):
        rng = np.random.default_rng(12)
        self.w = rng.normal(0, 0.3, n_features)
        self.v = rng.normal(0, 0.1, n_features)
        self.b = 0.0
        self.c = 0.2
        self.eta = eta
        self.ridge = ridge
        self.history = []

    def standardise(self, X):
        self.mean_, self.std_ = X.mean(axis=0), X.std(axis=0)
        return (X - self.mean_) / self.std_

    def fit(self, X, price, epochs=30):
        X = self.standardise(X)
        N = len(price)
        for _ in range(epochs):
            mu = X.dot(self.w) + self.b
            logvar = X.dot(self.v) + self.c
            r = price - mu
            nll = np.mean(0.5 * np.log(2 * np.pi) + 0.5 * logvar + 0.5 * r ** 2 * np.exp(-logvar))
            nll += self.ridge * np.sum(self.w ** 2)
            self.history.append(nll)

            # backward
            inv_var = np.exp(-logvar)  #! inv_var = np.exp(logvar)  #! inv_var = np.exp(-0.5 * logvar)
            g_mu = -r * inv_var / N  #! g_mu = r * inv_var / N  #! g_mu = -r / N  #! g_mu = -r * inv_var
            g_logvar = 0.5 * (1 - r ** 2 * inv_var) / N  #! g_logvar = 0.5 * (1 + r ** 2 * inv_var) / N  #! g_logvar = -0.5 * r ** 2 * inv_var / N  #! g_logvar = (1 - r ** 2 * inv_var) / N
            grad_w = X.T.dot(g_mu) + 2 * self.ridge * self.w  #! grad_w = X.T.dot(g_mu)
            grad_v = X.T.dot(g_logvar)  #! grad_v = X.T.dot(g_mu)
            # update
            self.w = self.w - self.eta * grad_w
            self.b = self.b - self.eta * g_mu.sum()  #! self.b = self.b - self.eta * g_mu.mean()
            self.v = self.v - self.eta * grad_v  #! self.v = self.v - self.eta * grad_w
            self.c = self.c - self.eta * g_logvar.sum()  #! self.c = self.c - self.eta * g_mu.sum()
            # end
        return self


if __name__ == "__main__":
    # square metres, rooms, age
    houses = np.array([[52., 2, 40], [75, 3, 35], [98, 4, 12], [120, 5, 3],
                       [64, 2, 60], [150, 6, 22], [88, 3, 8]])
    price = np.array([1.1, 1.6, 2.5, 3.3, 1.0, 3.1, 2.2])
    model = UncertainHousePrices(3).fit(houses, price)
    print("first / last nll:", model.history[0], model.history[-1])
