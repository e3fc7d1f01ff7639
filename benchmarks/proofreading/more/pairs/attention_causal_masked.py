import numpy as np

def softmax(s):
    s = s - np.max(s, axis=-1, keepdims=True)
    e = np.exp(s)
    return e / np.sum(e, axis=-1, keepdims=True)

def scaled_dot_product_forward(Q, K, V):
    """Q: (N, T, D), K: (N, S, D), V: (N, S, M); queries may not look at keys later than themselves"""
    D = Q.shape[-1]
    scores = np.matmul(Q, K.transpose(0, 2, 1)) / np.sqrt(D)
    T, S = scores.shape[1:]
    mask = np.arange(S)[None, :] > np.arange(T)[:, None] + (S - T)
    scores[:, mask] = -1e9
    weights = softmax(scores)
    out = np.matmul(weights, V)
    cache = (Q, K, V, weights, mask)
    return out, cache

def scaled_dot_product_backward(dout, cache):
    # backward
    Q, K, V, weights, mask = cache
    D = Q.shape[-1]
    dV = np.matmul(weights.transpose(0, 2, 1), dout)
    dweights = np.matmul(dout, V.transpose(0, 2, 1))
    inner = np.sum(dweights * weights, axis=-1, keepdims=True)  #! inner = np.sum(dweights * weights, axis=1, keepdims=True)  #! inner = np.sum(dweights, axis=-1, keepdims=True)  #! inner = np.mean(dweights * weights, axis=-1, keepdims=True)
    dscores = weights * (dweights - inner)  #! dscores = dweights - inner  #! dscores = weights * dweights  #! dscores = dweights * weights * (1 - weights)
    dscores[:, mask] = 0
    dscores /= np.sqrt(D)  #!  #! dscores /= D
    dQ = np.matmul(dscores, K)
    dK = np.matmul(dscores.transpose(0, 2, 1), Q)  #! dK = np.matmul(weights.transpose(0, 2, 1), Q)
    # end
    return dQ, dK, dV

rng = np.random.RandomState(0)
FORWARD = scaled_dot_product_forward
BACKWARD = scaled_dot_product_backward
INPUTS = (rng.randn(2, 3, 4), rng.randn(2, 4, 4), rng.randn(2, 4, 3))
