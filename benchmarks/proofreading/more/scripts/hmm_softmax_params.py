# HMM by gradient: transition / emission / start probabilities are softmaxes of free logits,
# scaled forward recursion, reverse pass through the recursion itself
import numpy as np
obs = [0, 1, 1, 2, 2, 2, 0, 1, 0, 0, 2, 2]
S, O, T = 2, 3, len(obs)
rnd = np.random.RandomState(6)
theta_pi, theta_A, theta_B = rnd.randn(S), rnd.randn(S, S), rnd.randn(S, O)

def softmax(t):
    e = np.exp(t - t.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def softmax_back(p, g):
    return p * (g - (p * g).sum(axis=-1, keepdims=True))

for it in range(25):
    pi, A, B = softmax(theta_pi), softmax(theta_A), softmax(theta_B)
    pred, alpha, c = [], [], []
    for t in range(T):
        prior = pi if t == 0 else alpha[-1] @ A
        joint = prior * B[:, obs[t]]
        pred.append(prior); c.append(joint.sum()); alpha.append(joint / joint.sum())
    nll = -sum(np.log(ct) for ct in c)

    # backward
    gA, gB = np.zeros_like(A), np.zeros_like(B)
    galpha = np.zeros(S)
    for t in range(T - 1, -1, -1):
        # alpha = joint / c  and  nll has -log c
        gjoint = (galpha - galpha @ alpha[t]) / c[t] - 1 / c[t]
        gB[:, obs[t]] += gjoint * pred[t]
        gprior = gjoint * B[:, obs[t]]
        if t > 0:
            gA += np.outer(alpha[t-1], gprior)
            galpha = A @ gprior
    gpi = gprior
    g_theta_pi, g_theta_A, g_theta_B = softmax_back(pi, gpi), softmax_back(A, gA), softmax_back(B, gB)

    # update
    theta_pi -= 0.1 * g_theta_pi
    theta_A -= 0.1 * g_theta_A
    theta_B -= 0.1 * g_theta_B
    if it % 6 == 0:
        print(it, 'nll', nll)
print(A.round(2)); print(B.round(2))
