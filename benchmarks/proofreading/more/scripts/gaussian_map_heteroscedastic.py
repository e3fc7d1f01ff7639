"""
Statistics homework: regression where the noise also depends on x.
   y ~ N(mu(x), s(x)^2),  mu = x.w + b,  log s = x.v + c
Gaussian prior on w and v, so we are maximising the log posterior (gradient ASCENT).
"""
import numpy as np

rng = np.random.RandomState(2024)
n, k = 12, 3
x = rng.randn(n, k)
noise = np.exp(-0.5 + 0.6 * x[:, 0])
y = x @ np.array([1.0, -2.0, 0.5]) + 0.3 + noise * rng.randn(n)

w = np.zeros(k)
b = 0.0
v = np.zeros(k)
c = 0.0
tau2 = 2.0          # prior variance
rate = 0.004


def log_posterior(mu, logs):
    ll = -0.5 * n * np.log(2 * np.pi)
    ll -= np.sum(logs)
    ll -= np.sum((y - mu) ** 2 / (2 * np.exp(2 * logs)))
    ll -= (w @ w + v @ v) / (2 * tau2)
    return ll


trace = []
for it in range(30):
    mu = x @ w + b
    logs = x @ v + c
    lp = log_posterior(mu, logs)
    trace.append(lp)

    # backward
    res = y - mu  #! res = mu - y
    var = np.exp(2 * logs)  #! var = 2 * np.exp(logs)
    g_mu = res / var  #! g_mu = res
    g_logs = res ** 2 / var - 1  #! g_logs = res / var - 1
    g_w = x.T @ g_mu - w / tau2  #! g_w = x.T @ g_mu - 2 * w / tau2
    g_b = g_mu.sum()  #! g_b = g_mu.mean()
    g_v = x.T @ g_logs - v / tau2  #! g_v = x.T @ g_logs - w / tau2
    g_c = g_logs.sum()  #! g_c = g_mu.sum()

    # update
    w = w + rate * g_w
    b = b + rate * g_b  #! b = b - rate * g_b
    v = v + rate * g_v
    c = c + rate * g_c  #! c = c + rate * g_c / n

print("log posterior %.3f -> %.3f" % (trace[0], trace[-1]))
print("w =", w, "b =", b)
