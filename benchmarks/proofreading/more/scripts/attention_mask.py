import numpy as np

# One head of causal self attention + padding mask, flat script, to understand "Attention is all you need".
np.random.seed(5)
B, T, D, C = 3, 5, 4, 3
dk = 4
X = np.random.randn(B, T, D)
lens = np.array([5, 3, 4])
labels = np.random.randint(0, C, (B, T))
pad = (np.arange(T)[None, :] < lens[:, None]).astype(float)      # 1 = real token
causal = np.tril(np.ones((T, T)))
allowed = causal[None] * pad[:, None, :]

Wq = np.random.randn(D, dk) * 0.5
Wk = np.random.randn(D, dk) * 0.5
Wv = np.random.randn(D, dk) * 0.5
Wo = np.random.randn(dk, C) * 0.5
bo = np.zeros(C)
lr = 0.5
ntok = pad.sum()

for it in range(12):
    Q = X @ Wq
    K = X @ Wk
    V = X @ Wv
    S = Q @ K.transpose(0, 2, 1) / np.sqrt(dk)
    S = np.where(allowed > 0, S, -1e9)
    E = np.exp(S - S.max(-1, keepdims=True))
    A = E / E.sum(-1, keepdims=True)
    Z = A @ V
    R = Z @ Wo + bo
    R = R - R.max(-1, keepdims=True)
    probs = np.exp(R) / np.exp(R).sum(-1, keepdims=True)
    nll = -np.log(np.take_along_axis(probs, labels[..., None], axis=2))[..., 0]
    loss = (nll * pad).sum() / ntok

    # backward
    dR = probs - np.eye(C)[labels]
    dR = dR * pad[..., None] / ntok  #! dR = dR / ntok  #! dR = dR * pad[..., None] / (B * T)
    dWo = np.einsum('btd,btc->dc', Z, dR)  #! dWo = np.einsum('btd,btc->dc', V, dR)
    dbo = dR.sum(axis=(0, 1))  #! dbo = dR.sum(axis=1)
    dZ = dR @ Wo.T
    dA = dZ @ V.transpose(0, 2, 1)  #! dA = dZ @ Z.transpose(0, 2, 1)
    dV = A.transpose(0, 2, 1) @ dZ  #! dV = A @ dZ
    dS = A * (dA - (A * dA).sum(-1, keepdims=True))  #! dS = A * (1 - A) * dA
    dS = dS / np.sqrt(dk)  #! dS = dS / dk
    dQ = dS @ K
    dK = dS.transpose(0, 2, 1) @ Q  #! dK = dS @ Q
    dWq = np.einsum('btd,bte->de', X, dQ)
    dWk = np.einsum('btd,bte->de', X, dK)  #! dWk = np.einsum('btd,bte->de', X, dQ)
    dWv = np.einsum('btd,bte->de', X, dV)

    # update
    for w, g in ((Wq, dWq), (Wk, dWk), (Wv, dWv), (Wo, dWo), (bo, dbo)):
        w -= lr * g
