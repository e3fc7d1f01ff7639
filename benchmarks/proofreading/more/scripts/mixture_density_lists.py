import numpy as np

# Mixture density network, 1-D inverse problem (Bishop's toy). 3 gaussians.
np.random.seed(5)
t = np.random.uniform(0, 1, (8, 1))
x = t + 0.3 * np.sin(2 * np.pi * t) + np.random.uniform(-.1, .1, (8, 1))
H, K = 5, 3

sizes = [(1, H), (H,), (H, K), (K,), (H, K), (K,), (H, K), (K,)]
theta = [np.random.randn(*s) * 0.5 for s in sizes]

def log_normal(t, mu, ls):
    return -0.5 * np.log(2 * np.pi) - ls - 0.5 * ((t - mu) / np.exp(ls)) ** 2

def loss_and_grads(theta):
    W1, b1, Wp, bp, Wm, bm, Ws, bs = theta
    a = x @ W1 + b1
    h = np.maximum(0.1 * a, a)
    lp = h @ Wp + bp
    lp = lp - np.log(np.exp(lp).sum(1, keepdims=True))     # log mixing weights
    mu = h @ Wm + bm
    ls = h @ Ws + bs                                       # log sigma
    joint = lp + log_normal(t, mu, ls)
    top = joint.max(1, keepdims=True)
    ll = top + np.log(np.exp(joint - top).sum(1, keepdims=True))
    nll = -ll.mean()

    # backward
    gamma = np.exp(joint - ll)  #! gamma = np.exp(joint)
    dlp = (np.exp(lp) - gamma) / len(x)  #! dlp = (gamma - np.exp(lp)) / len(x)  #! dlp = -gamma / len(x)
    dmu = gamma * (mu - t) / np.exp(2 * ls) / len(x)  #! dmu = gamma * (mu - t) / np.exp(ls) / len(x)  #! dmu = (mu - t) / np.exp(2 * ls) / len(x)
    dls = gamma * (1 - (t - mu) ** 2 / np.exp(2 * ls)) / len(x)  #! dls = gamma * (1 - 0.5 * (t - mu) ** 2 / np.exp(2 * ls)) / len(x)  #! dls = -gamma * (t - mu) ** 2 / np.exp(2 * ls) / len(x)  #! dls = gamma * (1 / np.exp(ls) - (t - mu) ** 2 / np.exp(3 * ls)) / len(x)
    dh = dlp @ Wp.T + dmu @ Wm.T + dls @ Ws.T  #! dh = dmu @ Wm.T + dls @ Ws.T
    da = dh * np.where(a > 0, 1, 0.1)  #! da = dh * (a > 0)  #! da = dh * np.where(a > 0, 0.1, 1)
    grads = [x.T @ da, da.sum(0)]  #! grads = [x.T @ dh, da.sum(0)]
    for d in (dlp, dmu, dls):
        grads += [h.T @ d, d.sum(0)]  #! grads += [a.T @ d, d.sum(0)]
    # end
    return nll, grads

velocity = [0 * p for p in theta]
for i in range(10):
    nll, grads = loss_and_grads(theta)
    # update
    velocity = [0.9 * v - 0.02 * g for v, g in zip(velocity, grads)]  #! velocity = [0.9 * v + 0.02 * g for v, g in zip(velocity, grads)]
    theta = [p + v for p, v in zip(theta, velocity)]
    # end
    if i % 3 == 0:
        print(i, nll)
