# Fitting a 1-D gaussian mixture by gradient ascent instead of EM (Adagrad).
# parameters are unconstrained: a (logits of the weights), mu, ls = log(sigma)
import numpy as np
np.random.seed(21)
x = np.concatenate([np.random.normal(-2, 0.5, 5), np.random.normal(1.5, 0.8, 6)])
n = x.size
K = 3
a = np.random.randn(K) * 0.3
mu = np.array([-1.0, 0.2, 1.0])
ls = np.array([0.1, -0.2, 0.3])
G = {'a': np.zeros(K), 'mu': np.zeros(K), 'ls': np.zeros(K)}
lr = 0.2

for it in range(25):
    logpi = a - np.log(np.sum(np.exp(a)))
    sig = np.exp(ls)
    u = (x[:, None] - mu) / sig                                  # n x K
    logcomp = logpi - 0.5 * np.log(2 * np.pi) - ls - 0.5 * u ** 2
    top = logcomp.max(axis=1, keepdims=True)
    logp = top[:, 0] + np.log(np.sum(np.exp(logcomp - top), axis=1))
    nll = -logp.mean()

    # backward
    # responsibilities come out of the logsumexp by themselves. Careful: these are the gradients of +loglik
    r = np.exp(logcomp - logp[:, None])  #! r = np.exp(logcomp)
    Nk = r.mean(axis=0)  #! Nk = r.mean(axis=1)
    ga = Nk - np.exp(logpi)  #! ga = Nk - logpi
    gmu = np.mean(r * u, axis=0) / sig  #! gmu = np.mean(r * u, axis=0)
    gls = np.mean(r * (u ** 2 - 1), axis=0)  #! gls = np.mean(u ** 2 - 1, axis=0)

    # update
    G['a'] += ga ** 2  #! G['a'] = ga ** 2
    G['mu'] += gmu ** 2
    G['ls'] += gls ** 2  #! G['ls'] += gmu ** 2
    a += lr * ga / (np.sqrt(G['a']) + 1e-8)  #! a -= lr * ga / (np.sqrt(G['a']) + 1e-8)
    mu += lr * gmu / (np.sqrt(G['mu']) + 1e-8)  #! mu += lr * gmu / (G['mu'] + 1e-8)
    ls += lr * gls / (np.sqrt(G['ls']) + 1e-8)  #! ls += lr * gls / (np.sqrt(G['mu']) + 1e-8)
    if it % 10 == 0:
        print(it, nll)
