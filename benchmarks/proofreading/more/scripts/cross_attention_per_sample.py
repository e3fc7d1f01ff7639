import numpy as np

# Decoder queries look at encoder states (cross attention). Every sample has its own lengths -> python loop over samples.
np.random.seed(33)
enc = [np.random.randn(L, 4) for L in (5, 3, 6)]
dec = [np.random.randn(L, 3) for L in (2, 4, 3)]
tgt = [np.random.randn(L, 2) for L in (2, 4, 3)]
dk = 5
Wq = np.random.randn(dk, 3) * 0.5      # out x in everywhere
Wk = np.random.randn(dk, 4) * 0.5
Wv = np.random.randn(6, 4) * 0.5
Wo = np.random.randn(2, 6) * 0.5
n_tok = sum(len(t) for t in tgt)


def softmax_rows(M):
    ex = np.exp(M - M.max(axis=1).reshape(-1, 1))
    return ex / ex.sum(axis=1).reshape(-1, 1)


for epoch in range(2):
    grad_q, grad_k, grad_v, grad_o = [np.zeros(M.shape) for M in (Wq, Wk, Wv, Wo)]
    loss = 0
    for memory, x, y in zip(enc, dec, tgt):
        Q = np.dot(x, Wq.T)
        K = np.dot(memory, Wk.T)
        V = np.dot(memory, Wv.T)
        P = softmax_rows(np.dot(Q, K.T) / np.sqrt(dk))
        C = np.dot(P, V)
        out = np.dot(C, Wo.T)
        loss += np.sum((out - y) ** 2) / (2 * n_tok)

        # backward
        d_out = (out - y) / n_tok
        grad_o += np.dot(d_out.T, C)
        dC = np.dot(d_out, Wo)
        dV = np.dot(P.T, dC)  #! dV = np.dot(P, dC)
        dP = np.dot(dC, V.T)
        dS = np.zeros_like(P)
        for i in range(len(P)):
            J = np.diag(P[i]) - np.outer(P[i], P[i])  #! J = np.diag(P[i]) + np.outer(P[i], P[i])  #! J = np.diag(P[i] * (1 - P[i]))  #! J = np.outer(P[i], 1 - P[i])
            dS[i] = J @ dP[i]  #! dS[i] = J @ P[i]
        dS /= np.sqrt(dk)  #! dS *= np.sqrt(dk)
        dQ = np.dot(dS, K)
        dK = np.dot(dS.T, Q)
        grad_q += np.dot(dQ.T, x)
        grad_k += np.dot(dK.T, memory)  #! grad_k = np.dot(dK.T, memory)
        grad_v += np.dot(dV.T, memory)  #! grad_v += np.dot(dK.T, memory)
    # update
    Wq -= 0.8 * grad_q
    Wk -= 0.8 * grad_k
    Wv -= 0.8 * grad_v
    Wo -= 0.8 * grad_o
