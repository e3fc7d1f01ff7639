# objective: -np.mean(rew * pa / prop) - tau * np.mean(ent)
# Off-policy contextual bandit, IPS estimator + entropy bonus.
# The policy goes uniform in spite of tau ~ 0. I suspect my entropy gradient.
import numpy as np

rng = np.random.default_rng(5)
N, D, H, A = 10, 4, 5, 3
ctx = rng.normal(size=(N, D))
act = rng.integers(0, A, N)                 # logged actions
prop = rng.uniform(0.2, 0.6, N)             # logging propensities
rew = rng.normal(size=N) + (act == (ctx[:, 0] > 0))
idx = np.arange(N)

theta = [rng.normal(0, 0.6, (D, H)), rng.normal(0, 0.1, H),
         rng.normal(0, 0.6, (H, A)), np.zeros(A)]
m1 = [np.zeros_like(p) for p in theta]
m2 = [np.zeros_like(p) for p in theta]
tau, lr = 0.2, 0.03
be1, be2, eps = 0.9, 0.99, 1e-8


def policy(x, th):
    h = np.tanh(x @ th[0] + th[1])
    s = h @ th[2] + th[3]
    s = s - s.max(axis=1, keepdims=True)
    lp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return h, lp


def gradient(h, pi, lp, ent):
    # backward
    pa = pi[idx, act]
    w = rew * pa / prop  #! w = rew / prop
    hot = np.zeros_like(pi)
    hot[idx, act] = 1.0
    ds = -w[:, None] * (hot - pi)  #! ds = -w[:, None] * hot
    ds += tau * pi * (lp + ent[:, None])  #! ds += tau * pi * (lp - ent[:, None])
    ds /= N  #! ds /= N * A
    dh = ds @ theta[2].T
    dz = dh * (1 - h * h)  #! dz = dh * (1 - h) * h
    return [ctx.T @ dz, dz.sum(0), h.T @ ds, ds.sum(0)]  #! return [ctx.T @ dz, dh.sum(0), h.T @ ds, ds.sum(0)]


for t in range(1, 21):
    h, lp = policy(ctx, theta)
    pi = np.exp(lp)
    pa = pi[idx, act]
    ent = -np.sum(pi * lp, axis=1)
    grad = gradient(h, pi, lp, ent)

    # update
    for j in range(4):
        m1[j] = be1 * m1[j] + (1 - be1) * grad[j]  #! m1[j] = be1 * m1[j] + (1 - be2) * grad[j]
        m2[j] = be2 * m2[j] + (1 - be2) * grad[j] ** 2  #! m2[j] = be2 * m2[j] + (1 - be2) * grad[j]
        mh = m1[j] / (1 - be1 ** t)  #! mh = m1[j] / (1 - be1)
        vh = m2[j] / (1 - be2 ** t)
        theta[j] = theta[j] - lr * mh / (np.sqrt(vh) + eps)  #! theta[j] = theta[j] - lr * mh / (vh + eps)

print(np.round(pi, 3))
