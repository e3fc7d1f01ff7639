import numpy as np

# Regression with uncertainty: the net gives a mean and a log variance for every x, maximise the log likelihood
rng = np.random.default_rng(55)
x = rng.uniform(-2, 2, (8, 1))
t = np.sin(2 * x) + rng.normal(size=(8, 1)) * 0.2 * np.abs(x)

theta = {
    "W": rng.normal(size=(1, 6)), "b": rng.normal(size=6) * 0.2,
    "wm": rng.normal(size=(6, 1)) * 0.4, "bm": np.zeros(1),
    "wv": rng.normal(size=(6, 1)) * 0.4, "bv": np.zeros(1),
}
N = len(x)


def log_likelihood(theta, x, t):
    h = np.tanh(x @ theta["W"] + theta["b"])
    mean = h @ theta["wm"] + theta["bm"]
    logvar = h @ theta["wv"] + theta["bv"]
    ll = np.mean(-0.5 * np.log(2 * np.pi) - 0.5 * logvar - 0.5 * (t - mean) ** 2 / np.exp(logvar))
    return ll, h, mean, logvar


for it in range(3):
    ll, h, mean, logvar = log_likelihood(theta, x, t)
    # objective: ll
    # backward
    grad = {}
    var = np.exp(logvar)
    resid = t - mean
    d_mean = resid / var / N  #! d_mean = resid / N  #! d_mean = resid / np.sqrt(var) / N
    d_logvar = 0.5 * (resid ** 2 / var - 1) / N  #! d_logvar = 0.5 * (resid ** 2 / var ** 2 - 1 / var) / N  #! d_logvar = 0.5 * resid ** 2 / var / N  #! d_logvar = 0.5 * (1 - resid ** 2 / var) / N
    grad["wm"] = h.T @ d_mean
    grad["bm"] = d_mean.sum(axis=0)
    grad["wv"] = h.T @ d_logvar  #! grad["wv"] = h.T @ d_mean
    grad["bv"] = d_logvar.sum(axis=0)
    d_h = d_mean @ theta["wm"].T + d_logvar @ theta["wv"].T  #! d_h = d_mean @ theta["wm"].T  #! d_h = d_mean @ theta["wv"].T + d_logvar @ theta["wm"].T
    d_a = d_h * (1 - h ** 2)
    grad["W"] = x.T @ d_a
    grad["b"] = d_a.sum(axis=0)
    # update
    for key in theta:
        theta[key] = theta[key] + 0.1 * grad[key]
    # end
