"""Cumulative (proportional odds) logit loss, K ordered classes.
thresholds: theta_0 = raw_0, theta_k = theta_{k-1} + exp(raw_k), so they stay ordered."""
import numpy as np

labels = np.array([0, 2, 1, 3, 2, 0])
K = 4


def sigma(t):
    return 1 / (1 + np.exp(-t))


def ordinal_nll(score, raw):
    theta = np.cumsum(np.append(raw[0], np.exp(raw[1:])))
    upper = np.append(theta, np.inf)[labels]
    lower = np.append(-np.inf, theta)[labels]
    Fu, Fl = sigma(upper - score), sigma(lower - score)
    prob = Fu - Fl
    return -np.mean(np.log(prob)), (raw, Fu, Fl, prob)


def ordinal_nll_grad(dout, saved):
    raw, Fu, Fl, prob = saved
    n = len(labels)
    # backward
    dprob = -dout / (n * prob)                      #! dprob = -dout / prob  #! dprob = dout / (n * prob)
    du = dprob * Fu * (1 - Fu)                      #! du = dprob * Fu
    dl = -dprob * Fl * (1 - Fl)                     #! dl = dprob * Fl * (1 - Fl)
    dscore = -(du + dl)                             #! dscore = du + dl  #! dscore = -du
    dtheta = np.zeros(K - 1)
    for i, c in enumerate(labels):
        if c < K - 1:
            dtheta[c] += du[i]                      #! dtheta[c] = du[i]
        if c > 0:
            dtheta[c - 1] += dl[i]                  #! dtheta[c - 1] += du[i]
    draw = np.cumsum(dtheta[::-1])[::-1]            #! draw = np.cumsum(dtheta)
    draw[1:] *= np.exp(raw[1:])                     #! draw *= np.exp(raw)  #! draw[1:] *= raw[1:]
    # end
    return dscore, draw


FORWARD = ordinal_nll
BACKWARD = ordinal_nll_grad
INPUTS = (np.array([-1.2, 0.4, 0.1, 1.9, -0.3, 0.8]), np.array([-0.9, 0.2, -0.1]))
