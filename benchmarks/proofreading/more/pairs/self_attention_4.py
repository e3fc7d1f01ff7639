import numpy as np

# single head self attention for a batch, (batch, time, dim), causal mask.


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def forward(X, Wq, Wk, Wv, Wo):
    T = X.shape[1]
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    scale = 1.0 / np.sqrt(Wq.shape[1])
    S = Q @ K.transpose(0, 2, 1) * scale
    S = np.where(np.tril(np.ones((T, T))) > 0, S, -1e9)
    A = softmax(S)
    ctx = A @ V
    return ctx @ Wo + X, (X, Wq, Wk, Wv, Wo, Q, K, V, A, ctx, scale)


def backward(dY, cache):
    # backward
    X, Wq, Wk, Wv, Wo, Q, K, V, A, ctx, scale = cache
    dWo = np.einsum('btd,bte->de', ctx, dY)  #! dWo = np.einsum('btd,bte->de', V, dY)
    dctx = dY @ Wo.T
    dA = dctx @ V.transpose(0, 2, 1)
    dV = A.transpose(0, 2, 1) @ dctx  #! dV = A @ dctx
    dS = A * (dA - (dA * A).sum(axis=-1, keepdims=True))  #! dS = A * (1 - A) * dA  #! dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    dS = dS * scale  #! dS = dS / scale
    dQ = dS @ K
    dK = dS.transpose(0, 2, 1) @ Q  #! dK = dS @ Q
    dWq = np.einsum('btd,bte->de', X, dQ)
    dWk = np.einsum('btd,bte->de', X, dK)
    dWv = np.einsum('btd,bte->de', X, dV)
    dX = dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T + dY  #! dX = dQ @ Wq.T + dV @ Wv.T + dY
    return {'X': dX, 'Wq': dWq, 'Wk': dWk, 'Wv': dWv, 'Wo': dWo}


np.random.seed(2)
FORWARD = forward
BACKWARD = backward
INPUTS = (np.random.randn(2, 4, 3), np.random.randn(3, 5), np.random.randn(3, 5), np.random.randn(3, 5), np.random.randn(5, 3))
