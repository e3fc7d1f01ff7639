import numpy as np

# cs231n-flavoured functions: 1-d conv through im2col, batch norm, one residual block, dropout, avg pool, softmax.

def im2col1d(x, K, pad):
    N, C, L = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    idx = np.arange(L + 2 * pad - K + 1)[:, None] + np.arange(K)[None, :]    # (Lout, K)
    return xp[:, :, idx].transpose(0, 2, 1, 3).reshape(N, idx.shape[0], C * K), idx, xp.shape

def conv_forward(x, w, b):
    F, C, K = w.shape
    cols, idx, xp_shape = im2col1d(x, K, K // 2)
    out = (cols @ w.reshape(F, -1).T + b).transpose(0, 2, 1)
    return out, (cols, idx, xp_shape, w)

def bn_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=(0, 2), keepdims=True)
    var = x.var(axis=(0, 2), keepdims=True)
    xhat = (x - mu) / np.sqrt(var + eps)
    return gamma[:, None] * xhat + beta[:, None], (xhat, gamma, np.sqrt(var + eps))

def model_forward(params, x, y, mask):
    c1, cache_c1 = conv_forward(x, params['W1'], params['b1'])
    n1, cache_n1 = bn_forward(c1, params['gamma1'], params['beta1'])
    r1 = np.maximum(0, n1)
    c2, cache_c2 = conv_forward(r1, params['W2'], params['b2'])
    n2, cache_n2 = bn_forward(c2, params['gamma2'], params['beta2'])
    r2 = np.maximum(0, n2 + x)                     # skip connection
    N, C, L = r2.shape
    pooled = (r2 * mask).reshape(N, C, L // 2, 2).mean(axis=3)
    flat = pooled.reshape(N, -1)
    scores = flat @ params['Wf'] + params['bf']
    scores = scores - scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(probs[range(N), y])) / N
    return loss, (cache_c1, cache_n1, n1, cache_c2, cache_n2, r2, mask, pooled.shape, flat, probs)

# backward
def conv_backward(dout, cache):
    cols, idx, xp_shape, w = cache
    F, C, K = w.shape
    N, _, Lout = dout.shape
    d = dout.transpose(0, 2, 1)
    db = d.sum(axis=(0, 1))
    dw = np.tensordot(d, cols, axes=([0, 1], [0, 1])).reshape(w.shape)
    dcols = (d @ w.reshape(F, -1)).reshape(N, Lout, C, K).transpose(0, 2, 1, 3)  #! dcols = (d @ w.reshape(F, -1)).reshape(N, C, Lout, K)
    dxp = np.zeros(xp_shape)
    for k in range(K):
        dxp[:, :, k:k + Lout] += dcols[:, :, :, k]  #! dxp[:, :, k:k + Lout] = dcols[:, :, :, k]  #! dxp[:, :, k:k + Lout] += dcols[:, :, :, K - 1 - k]
    return dxp[:, :, K // 2:-(K // 2)], dw, db  #! return dxp[:, :, :Lout], dw, db

def bn_backward(dout, cache):
    xhat, gamma, std = cache
    m = dout.shape[0] * dout.shape[2]  #! m = dout.shape[0]
    dgamma = (dout * xhat).sum(axis=(0, 2))
    dbeta = dout.sum(axis=(0, 2))
    dxhat = dout * gamma[:, None]  #! dxhat = dout
    s1 = dxhat.sum(axis=(0, 2), keepdims=True)
    s2 = (dxhat * xhat).sum(axis=(0, 2), keepdims=True)
    return (m * dxhat - s1 - xhat * s2) / (m * std), dgamma, dbeta  #! return (m * dxhat - s1 - s2) / (m * std), dgamma, dbeta  #! return dxhat / std, dgamma, dbeta

def model_backward(caches, params, y):
    cache_c1, cache_n1, n1, cache_c2, cache_n2, r2, mask, pshape, flat, probs = caches
    grads = {}
    dscores = probs.copy()
    dscores[range(len(y)), y] -= 1
    dscores /= len(y)
    grads['Wf'] = flat.T @ dscores
    grads['bf'] = dscores.sum(axis=0)
    dpool = (dscores @ params['Wf'].T).reshape(pshape)
    dr2 = np.repeat(dpool, 2, axis=2) / 2 * mask  #! dr2 = np.repeat(dpool, 2, axis=2) * mask  #! dr2 = np.repeat(dpool, 2, axis=2) / 2
    dsum = dr2 * (r2 > 0)
    dc2, grads['gamma2'], grads['beta2'] = bn_backward(dsum, cache_n2)  #! dc2, grads['gamma2'], grads['beta2'] = bn_backward(dr2, cache_n2)
    dr1, grads['W2'], grads['b2'] = conv_backward(dc2, cache_c2)
    dn1 = dr1 * (n1 > 0)  #! dn1 = dr1 * (r2 > 0)  #! dn1 = dr1
    dc1, grads['gamma1'], grads['beta1'] = bn_backward(dn1, cache_n1)  #! dc1, grads['gamma1'], grads['beta1'] = bn_backward(dn1, cache_n2)
    _, grads['W1'], grads['b1'] = conv_backward(dc1, cache_c1)
    return grads
# end

np.random.seed(231)
x, y = np.random.randn(4, 2, 6), np.array([0, 1, 2, 1])
params = {'Wf': 0.5 * np.random.randn(6, 3), 'bf': np.zeros(3)}
for i in '12':
    params.update({'W' + i: np.random.randn(2, 2, 3) * 0.5, 'b' + i: np.zeros(2),
                   'gamma' + i: np.ones(2) + 0.1 * np.random.randn(2), 'beta' + i: 0.1 * np.random.randn(2)})
for it in range(5):
    mask = (np.random.rand(4, 2, 6) < 0.8) / 0.8       # inverted dropout
    loss, caches = model_forward(params, x, y, mask)
    grads = model_backward(caches, params, y)
    # update
    for p in params:
        params[p] -= 0.1 * grads[p]
    # end
    print('(Iteration %d / 5) loss: %f' % (it + 1, loss))
