import numpy as np
# Mixture density network (Bishop 1994): 1-d target, K gaussians, sigma = exp(ls)

def affine(x, W, b):
    return x @ W + b

gen = np.random.default_rng(77)
N, H, K = 10, 6, 3
y = gen.uniform(-1, 1, (N, 1))
x = y + 0.3 * np.sin(5 * y) + 0.05 * gen.standard_normal((N, 1))   # inverse problem

W1, b1 = gen.standard_normal((1, H)), np.zeros(H)
Wa, ba = 0.4 * gen.standard_normal((H, K)), np.zeros(K)
Wm, bm = 0.4 * gen.standard_normal((H, K)), np.linspace(-1, 1, K)
Ws, bs = 0.4 * gen.standard_normal((H, K)), np.full(K, -0.3)
lr = 0.05

for epoch in range(20):
    hidden = np.tanh(affine(x, W1, b1))
    alpha = affine(hidden, Wa, ba)
    mu = affine(hidden, Wm, bm)
    ls = affine(hidden, Ws, bs)
    sigma = np.exp(ls)

    logmix = alpha - np.log(np.exp(alpha).sum(1, keepdims=True))
    mix = np.exp(logmix)
    dev = (y - mu) / sigma
    logp = logmix - 0.5 * dev ** 2 - ls - 0.5 * np.log(2 * np.pi)
    top = logp.max(1, keepdims=True)
    ll = top + np.log(np.exp(logp - top).sum(1, keepdims=True))
    nll = -ll.mean()

    # backward
    post = np.exp(logp - ll)  #! post = np.exp(logp)  #! post = np.exp(logp - top)
    d_alpha = (mix - post) / N  #! d_alpha = (post - mix) / N
    d_mu = -post * dev / sigma / N  #! d_mu = -post * dev / N  #! d_mu = -mix * dev / sigma / N
    d_ls = post * (1 - dev ** 2) / N  #! d_ls = post * (1 - dev ** 2) / sigma / N
    gWa, gba = hidden.T @ d_alpha, d_alpha.sum(0)
    gWm, gbm = hidden.T @ d_mu, d_mu.sum(0)  #! gWm, gbm = hidden.T @ d_mu, d_mu.mean(0)
    gWs, gbs = hidden.T @ d_ls, d_ls.sum(0)
    d_hidden = d_alpha @ Wa.T + d_mu @ Wm.T + d_ls @ Ws.T  #! d_hidden = d_alpha @ Wa.T + d_mu @ Wm.T
    d_pre = d_hidden * (1 - hidden ** 2)  #! d_pre = d_hidden * (1 - np.tanh(hidden) ** 2)
    gW1, gb1 = x.T @ d_pre, d_pre.sum(0)

    # update
    for par, grad in ((W1, gW1), (b1, gb1), (Wa, gWa), (ba, gba), (Wm, gWm), (bm, gbm), (Ws, gWs), (bs, gbs)):
        par -= lr * grad  #! par = par - lr * grad

print("final nll", nll)
