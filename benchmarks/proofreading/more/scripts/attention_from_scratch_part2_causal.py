"""Attention from scratch, part 2: the gradients.

In part 1 we only ran the head forward. This time we train a single causal
head (with a skip connection, and tied input/output embeddings) to continue
the sentence  0 2 1 3 0 2 -> 2 1 3 0 2 1.
"""
import numpy as np

rng = np.random.RandomState(11)
tokens = np.array([0, 2, 1, 3, 0])
nxt = np.array([2, 1, 3, 0, 2])
T, D, V = len(tokens), 4, 4

E = rng.randn(V, D) * 0.6      # token embedding, also used as the output matrix
P = rng.randn(T, D) * 0.3      # positions
Wq, Wk, Wv, Wo = [rng.randn(D, D) * 0.5 for _ in range(4)]
theta = dict(E=E, P=P, Wq=Wq, Wk=Wk, Wv=Wv, Wo=Wo)
future = np.triu(np.ones((T, T), dtype=bool), k=1)


def softmax_rows(M):
    e = np.exp(M - M.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


for it in range(12):
    H = E[tokens] + P
    Q, K, Vv = H @ Wq, H @ Wk, H @ Wv
    scores = Q @ K.T / np.sqrt(D)
    scores[future] = -1e9
    att = softmax_rows(scores)
    ctx = att @ Vv
    R = H + ctx @ Wo           # skip connection
    logits = R @ E.T
    prob = softmax_rows(logits)
    loss = -np.mean(np.log(prob[np.arange(T), nxt]))

    # backward
    # Start with the famous "p minus one-hot".
    dlogits = prob.copy()
    dlogits[np.arange(T), nxt] -= 1  #! dlogits[np.arange(T), tokens] -= 1
    dlogits /= T
    dR = dlogits @ E  #! dR = dlogits @ E.T
    dE = dlogits.T @ R  #! dE = dlogits.T @ H
    # Through the output projection.
    dWo = ctx.T @ dR
    dctx = dR @ Wo.T  #! dctx = dR @ Wo
    # ctx = att @ Vv, so both factors get a share.
    datt = dctx @ Vv.T
    dVv = att.T @ dctx  #! dVv = att @ dctx
    # Softmax jacobian, row by row.
    dscores = att * (datt - np.sum(datt * att, axis=1, keepdims=True))  #! dscores = att * (1 - att) * datt  #! dscores = att * (datt - np.sum(datt * att, axis=0, keepdims=True))  #! dscores = att * (datt - np.sum(datt, axis=1, keepdims=True))
    dscores /= np.sqrt(D)  #! dscores /= D
    dQ = dscores @ K
    dK = dscores.T @ Q  #! dK = dscores @ Q
    # Four paths lead back to H: skip, query, key and value.
    dH = dR + dQ @ Wq.T + dK @ Wk.T + dVv @ Wv.T  #! dH = dQ @ Wq.T + dK @ Wk.T + dVv @ Wv.T  #! dH = dR + dQ @ Wk.T + dK @ Wq.T + dVv @ Wv.T
    np.add.at(dE, tokens, dH)  #! dE[tokens] += dH  #! np.add.at(dE, nxt, dH)
    grads = dict(E=dE, P=dH, Wq=H.T @ dQ, Wk=H.T @ dK, Wv=H.T @ dVv, Wo=dWo)
    # update
    for name, g in grads.items():
        theta[name] -= 0.3 * g  # in place, so E, P, Wq, ... see it
    # end
    if it % 4 == 0:
        print(f"iteration {it:2d}  loss {loss:.4f}  perplexity {np.exp(loss):.2f}")
