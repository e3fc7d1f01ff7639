import numpy as np
np.random.seed(33)
V, d, h = 7, 3, 4
C = np.random.randn(V, d)
W1 = np.random.randn(2 * d, h) * 0.5
W2 = np.random.randn(h, V) * 0.5
Xb = np.array([[0, 1], [1, 2], [2, 0], [3, 1], [5, 5]])
Yb = np.array([2, 0, 1, 6, 4])
n = len(Xb)
for i in range(2):
    emb = C[Xb]
    embcat = emb.reshape(n, -1)
    hpre = embcat @ W1
    hact = np.tanh(hpre)
    logits = hact @ W2
    e = np.exp(logits - logits.max(1, keepdims=True))
    probs = e / e.sum(1, keepdims=True)
    loss = -np.log(probs[np.arange(n), Yb]).mean()
    # backward
    dlogits = probs.copy()
    dlogits[np.arange(n), Yb] -= 1
    dlogits /= n
    dW2 = hact.T @ dlogits
    dhact = dlogits @ W2.T
    dhpre = (1 - hact ** 2) * dhact
    dW1 = embcat.T @ dhpre
    dembcat = dhpre @ W1.T
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    np.add.at(dC, Xb, demb)
    # update
    C -= 0.1 * dC
    W1 -= 0.1 * dW1
    W2 -= 0.1 * dW2
