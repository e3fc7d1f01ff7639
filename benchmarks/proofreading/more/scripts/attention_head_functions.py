import numpy as np

# One causal self-attention head + layer norm + mean pooling, checked on a toy regression.

def softmax_rows(S):
    E = np.exp(S - S.max(-1, keepdims=True))
    return E / E.sum(-1, keepdims=True)

def layer_norm(u, gain, shift, eps=1e-5):
    mean = u.mean(-1, keepdims=True)
    inv = 1 / np.sqrt(u.var(-1, keepdims=True) + eps)
    uhat = (u - mean) * inv
    return gain * uhat + shift, (uhat, inv, gain)

def attention(X, p):
    q, k, v = X @ p['Wq'], X @ p['Wk'], X @ p['Wv']
    d = q.shape[-1]
    scores = q @ k.T / np.sqrt(d)
    mask = np.triu(np.ones_like(scores), 1).astype(bool)
    A = softmax_rows(np.where(mask, -1e9, scores))
    return A @ v, (X, q, k, v, A)

def forward(X, target, p):
    att, c_att = attention(X, p)
    n, c_ln = layer_norm(X + att, p['g'], p['s'])
    pred = n.mean(axis=0) @ p['w']
    return 0.5 * (pred - target) ** 2, (pred - target, n, c_att, c_ln)

def layer_norm_back(dout, cache):
    uhat, inv, gain = cache
    # backward
    dg = (dout * uhat).sum(axis=0)  #! dg = dout.sum(axis=0)
    ds = dout.sum(axis=0)
    duhat = dout * gain  #! duhat = dout
    du = inv * (duhat - duhat.mean(-1, keepdims=True) - uhat * (duhat * uhat).mean(-1, keepdims=True))  #! du = inv * duhat  #! du = inv * (duhat - duhat.mean(-1, keepdims=True))  #! du = inv * (duhat - duhat.mean(0, keepdims=True) - uhat * (duhat * uhat).mean(0, keepdims=True))
    # end
    return du, dg, ds

def attention_back(datt, cache):
    X, q, k, v, A = cache
    # backward
    dv = A.T @ datt  #! dv = A @ datt
    dA = datt @ v.T
    dS = A * (dA - (dA * A).sum(-1, keepdims=True))  #! dS = A * (1 - A) * dA  #! dS = A * (dA - (dA * A).sum(0, keepdims=True))  #! dS = A * (dA - dA.sum(-1, keepdims=True))
    dS = dS / np.sqrt(q.shape[-1])  #! dS = dS * np.sqrt(q.shape[-1])
    dq = dS @ k
    dk = dS.T @ q  #! dk = dS @ q
    out = {'Wq': X.T @ dq, 'Wk': X.T @ dk, 'Wv': X.T @ dv}
    # end
    return out

def backward(cache, p):
    diff, n, c_att, c_ln = cache
    # backward
    dw = diff * n.mean(axis=0)
    dn = np.ones((len(n), 1)) * (diff * p['w']) / len(n)  #! dn = np.ones((len(n), 1)) * (diff * p['w'])
    du, dg, ds = layer_norm_back(dn, c_ln)
    grads = attention_back(du, c_att)  #! grads = attention_back(dn, c_att)
    grads.update(w=dw, g=dg, s=ds)
    # end
    return grads

if __name__ == '__main__':
    R = np.random.RandomState(0)
    T, D = 5, 4
    p = {name: R.randn(D, D) * 0.8 for name in ('Wq', 'Wk', 'Wv')}
    p['g'], p['s'], p['w'] = 1 + 0.1 * R.randn(D), 0.1 * R.randn(D), R.randn(D)
    X, target = R.randn(T, D), 1.7
    for i in range(5):
        loss, cache = forward(X, target, p)
        grads = backward(cache, p)
        for name in p:
            # update
            p[name] -= 0.1 * grads[name]  #! p[name] += 0.1 * grads[name]
            # end
        print(i, loss)
