import numpy as np

# 1d gaussian mixture by gradient descent instead of EM
data = np.array([-2.1, -1.7, -1.9, 0.2, 0.4, 2.8, 3.1, 2.5])[:, None]
N = data.size
mu = np.array([-1.0, 0.5, 1.5])
log_s = np.array([0.1, -0.2, 0.3])       # s = exp(log_s) stays positive
w = np.array([0.3, 0.0, -0.2])           # weights = softmax(w)


def normal_logpdf(x, m, s):
    return -0.5 * ((x - m) / s) ** 2 - np.log(s) - 0.5 * np.log(2 * np.pi)


def nll_and_grads(x, mu, log_s, w):
    s = np.exp(log_s)
    pi = np.exp(w) / np.exp(w).sum()
    joint = np.exp(normal_logpdf(x, mu, s)) * pi        # N x 3
    evidence = joint.sum(axis=1, keepdims=True)
    nll = -np.log(evidence).mean()
    # backward
    resp = joint / evidence  #! resp = joint / joint.sum(axis=0, keepdims=True)  #! resp = joint
    z = (x - mu) / s
    g_mu = -(resp * z / s).mean(axis=0)  #! g_mu = -(resp * z).mean(axis=0)  #! g_mu = -(resp * z * s).mean(axis=0)
    g_log_s = -(resp * (z ** 2 - 1)).mean(axis=0)  #! g_log_s = -(resp * (z ** 2 - 1) / s).mean(axis=0)  #! g_log_s = -(resp * z ** 2).mean(axis=0)
    g_w = -(resp - pi).mean(axis=0)  #! g_w = -resp.mean(axis=0)  #! g_w = -(resp - pi).mean(axis=0) * pi
    return nll, (g_mu, g_log_s, g_w)


lr = 0.3
for k in range(4):
    nll, (g_mu, g_log_s, g_w) = nll_and_grads(data, mu, log_s, w)
    # update
    mu = mu - lr * g_mu
    log_s = log_s - lr * g_log_s  #! log_s = log_s - lr * g_mu
    w = w - lr * g_w
    print(f"{k}: nll = {nll:.5f}")
