# objective: np.sum(adv * np.log(pi[np.arange(T), acts])) - beta * np.sum(pi * np.log(pi))
import numpy as np
# REINFORCE with a constant baseline and an entropy bonus, toy chain environment.
# The objective is maximised, therefore += in the end.

rng = np.random.RandomState(30)
T, n_s, n_h, n_a = 8, 3, 5, 3
gam, beta, alpha = 0.9, 0.05, 0.03
W1 = rng.randn(n_s, n_h) * 0.6
b1 = np.zeros(n_h)
W2 = rng.randn(n_h, n_a) * 0.6
b2 = np.zeros(n_a)

for episode in range(10):
    states = rng.randn(T, n_s)
    noise = rng.rand(T, 1)
    hid = np.tanh(states @ W1 + b1)
    prefs = hid @ W2 + b2
    ex = np.exp(prefs - prefs.max(axis=1, keepdims=True))
    pi = ex / ex.sum(axis=1, keepdims=True)
    acts = np.minimum((pi.cumsum(axis=1) < noise).sum(axis=1), n_a - 1)

    rew = np.where(acts == states.argmax(axis=1), 1.0, -0.2)
    ret = np.zeros(T)
    run = 0.0
    for t in reversed(range(T)):
        run = rew[t] + gam * run
        ret[t] = run
    adv = ret - ret.mean()

    # backward
    g = -pi * adv[:, None]  #! g = -pi * rew[:, None]  #! g = pi * adv[:, None]
    g[np.arange(T), acts] += adv  #! g[np.arange(T), acts] += 1  #! g[:, acts] += adv
    logpi = np.log(pi)
    H = -(pi * logpi).sum(axis=1, keepdims=True)  #! H = -(pi * logpi).sum()
    g -= beta * pi * (logpi + H)  #! g -= beta * pi * (logpi + 1)
    gW2 = hid.T @ g  #! gW2 = hid.T @ prefs
    gb2 = g.sum(axis=0)
    dh = (g @ W2.T) * (1 - hid ** 2)  #! dh = (g @ W2.T) * (1 - hid)
    gW1 = states.T @ dh
    gb1 = dh.sum(axis=0)  #! gb1 = dh.sum()

    # update
    W2 += alpha * gW2  #! W2 -= alpha * gW2
    b2 += alpha * gb2
    W1 += alpha * gW1
    b1 += alpha * gb1

print(W1)
print(W2)
