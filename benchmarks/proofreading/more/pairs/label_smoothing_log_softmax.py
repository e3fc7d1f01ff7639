import numpy as np

labels = np.array([2, 0, 3, 1, 0])
EPS = 0.1

def smooth_onehot(y, k):
    # Szegedy et al: (1 - eps) on the label, plus eps/k on every class
    q = np.full((len(y), k), EPS / k)
    q[np.arange(len(y)), y] += 1 - EPS
    return q

def smoothed_nll(X, W, b):
    """linear layer + log-softmax + smoothed cross entropy, a single number (batch mean)"""
    logits = X @ W.T + b                 # torch layout, W is (classes, features)
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    q = smooth_onehot(labels, W.shape[0])
    loss = -(q * logp).sum() / len(X)
    return loss, (X, W, logp, q)

def smoothed_nll_grad(dloss, saved):
    # backward
    X, W, logp, q = saved
    dlogp = -q * dloss / len(X)  #! dlogp = -q * dloss  #! dlogp = q * dloss / len(X)  #! dlogp = -1.0 * (q > 0.5) * dloss / len(X)  #! dlogp = -q / np.exp(logp) * dloss / len(X)
    dlogits = dlogp - np.exp(logp) * dlogp.sum(axis=1, keepdims=True)  #! dlogits = dlogp - logp * dlogp.sum(axis=1, keepdims=True)  #! dlogits = dlogp - np.exp(logp) * dlogp.sum(axis=0, keepdims=True)  #! dlogits = dlogp + np.exp(logp) * dlogp.sum(axis=1, keepdims=True)  #! dlogits = dlogp - np.exp(logp) * dlogp
    dW = dlogits.T @ X  #! dW = dlogp.T @ X
    dX = dlogits @ W  #! dX = dlogp @ W
    db = dlogits.sum(axis=0)  #! db = dlogits.mean(axis=0)  #! db = dlogp.sum(axis=0)
    # end
    return dX, dW, db

r = np.random.default_rng(2024)
FORWARD = smoothed_nll
BACKWARD = smoothed_nll_grad
INPUTS = (r.standard_normal((5, 3)), r.standard_normal((4, 3)), r.standard_normal(4))
