import numpy as np


def sig(t):
    return 1 / (1 + np.exp(-t))


# Proportional odds model. Thresholds are kept in order by theta_k = theta_0 + exp(..) + exp(..) ...
# Result: the probability of every one of the K ordered classes.
def ordinal_forward(X, w, raw):
    theta = raw[0] + np.concatenate([[0.0], np.cumsum(np.exp(raw[1:]))])   # K-1 cutpoints
    eta = X @ w
    cum = sig(theta[None, :] - eta[:, None])          # P(y <= k)
    m = len(X)
    full = np.hstack([np.zeros((m, 1)), cum, np.ones((m, 1))])
    probs = full[:, 1:] - full[:, :-1]
    return probs, dict(X=X, w=w, raw=raw, cum=cum)


def ordinal_backward(dprobs, c):
    # backward
    dcum = dprobs[:, :-1] - dprobs[:, 1:]  #! dcum = dprobs[:, 1:] - dprobs[:, :-1]  #! dcum = dprobs[:, :-1]
    darg = dcum * c['cum'] * (1 - c['cum'])  #! darg = dcum * sig(c['cum']) * (1 - sig(c['cum']))
    dtheta = darg.sum(axis=0)  #! dtheta = darg.mean(axis=0)
    deta = -darg.sum(axis=1)  #! deta = darg.sum(axis=1)
    grads = {}
    grads['X'] = np.outer(deta, c['w'])
    grads['w'] = c['X'].T @ deta
    draw = np.zeros_like(c['raw'])
    draw[0] = dtheta.sum()  #! draw[0] = dtheta[0]
    # raw[k] moves every cutpoint from k on
    tail = np.cumsum(dtheta[::-1])[::-1]  #! tail = np.cumsum(dtheta)
    draw[1:] = tail[1:] * np.exp(c['raw'][1:])  #! draw[1:] = tail[1:]
    grads['raw'] = draw
    return grads


gen = np.random.RandomState(9)
FORWARD = ordinal_forward
BACKWARD = ordinal_backward
INPUTS = (gen.randn(6, 3), gen.randn(3), gen.randn(4) * 0.5)
