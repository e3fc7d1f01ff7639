# Predict mean AND spread: y ~ N(mu(x), sigma(x)^2).  Two heads on one hidden layer.
import numpy as np

# hour of day / 24  ->  wind speed (m/s), noisier in the afternoon
hour = np.array([0.04, 0.17, 0.29, 0.42, 0.54, 0.67, 0.79, 0.92])
wind = np.array([0.3, 0.5, 0.4, 1.1, 2.2, 0.9, 1.6, 0.6])
x = np.stack([np.sin(2 * np.pi * hour), np.cos(2 * np.pi * hour)], axis=1)
y = wind[:, np.newaxis]
n = y.size

np.random.seed(17)
w_h = np.random.randn(2, 5) * 0.7
b_h = np.zeros((1, 5))
w_mu = np.random.randn(5, 1) * 0.4
b_mu = np.zeros((1, 1))
w_s = np.random.randn(5, 1) * 0.4
b_s = np.zeros((1, 1))

theta = [w_h, b_h, w_mu, b_mu, w_s, b_s]
mom = [np.zeros(p.shape) for p in theta]
sec = [np.zeros(p.shape) for p in theta]

for t in range(1, 9):
    h = np.tanh(x.dot(w_h) + b_h)
    mu = h.dot(w_mu) + b_mu
    logvar = h.dot(w_s) + b_s
    prec = np.exp(-logvar)
    nll = np.mean(0.5 * logvar + 0.5 * (y - mu) ** 2 * prec + 0.5 * np.log(2 * np.pi))
    if t % 4 == 1:
        print('t', t, 'nll', nll)

    # backward
    d_mu = (mu - y) * prec / n  #! d_mu = (y - mu) * prec / n  #! d_mu = (mu - y) / n  #! d_mu = (mu - y) / prec / n
    d_lv = 0.5 * (1 - (y - mu) ** 2 * prec) / n  #! d_lv = 0.5 * (1 + (y - mu) ** 2 * prec) / n  #! d_lv = -0.5 * (y - mu) ** 2 * prec / n  #! d_lv = 0.5 * (1 - (y - mu) ** 2) / n
    d_h = d_mu.dot(w_mu.T) + d_lv.dot(w_s.T)  #! d_h = d_mu.dot(w_mu.T)  #! d_h = d_mu.dot(w_s.T) + d_lv.dot(w_mu.T)
    d_a = d_h * (1 - h * h)  #! d_a = d_h * h * (1 - h)
    g = [x.T.dot(d_a), d_a.sum(0, keepdims=True),
         h.T.dot(d_mu), d_mu.sum(0, keepdims=True),
         h.T.dot(d_lv), d_lv.sum(0, keepdims=True)]
    # update
    for i in range(len(theta)):
        mom[i] = 0.9 * mom[i] + 0.1 * g[i]  #! mom[i] = 0.9 * mom[i] - 0.1 * g[i]
        sec[i] = 0.999 * sec[i] + 0.001 * g[i] ** 2  #! sec[i] = 0.9 * sec[i] + 0.001 * g[i] ** 2
        step = mom[i] / (1 - 0.9 ** t) / (np.sqrt(sec[i] / (1 - 0.999 ** t)) + 1e-8)  #! step = mom[i] / (np.sqrt(sec[i]) + 1e-8)
        theta[i] -= 0.05 * step
    # end
