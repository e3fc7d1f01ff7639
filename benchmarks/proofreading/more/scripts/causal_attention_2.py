import numpy as np

# single head causal self attention, predict the next token (seq: 0 1 2 0 1 2 ...)
np.random.seed(9)
vocab, d, T = 4, 6, 6
tokens = np.array([0, 1, 2, 3, 0, 1, 2])
inp, tgt = tokens[:-1], tokens[1:]

E  = np.random.randn(vocab, d) * 0.5
Pe = np.random.randn(T, d) * 0.5
Wq, Wk, Wv = (np.random.randn(d, d) * 0.4 for _ in range(3))
Wo = np.random.randn(d, vocab) * 0.4
future = np.triu(np.ones((T, T), dtype=bool), k=1)

def softmax(s):
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)

for step in range(30):
    X = E[inp] + Pe
    Q, K, Vv = X @ Wq, X @ Wk, X @ Wv
    scores = Q @ K.T / np.sqrt(d)
    scores[future] = -1e9
    A = softmax(scores)
    ctx = A @ Vv
    R = X + ctx                      # residual
    probs = softmax(R @ Wo)
    loss = -np.log(probs[range(T), tgt]).mean()

    # backward
    dlogits = probs.copy()
    dlogits[range(T), tgt] -= 1
    dlogits /= T
    dWo = R.T @ dlogits
    dR = dlogits @ Wo.T
    dA = dR @ Vv.T
    dVv = A.T @ dR
    dscores = A * (dA - (dA * A).sum(-1, keepdims=True)) / np.sqrt(d)
    dQ, dK = dscores @ K, dscores.T @ Q
    dWq, dWk, dWv = X.T @ dQ, X.T @ dK, X.T @ dVv
    dX = dR + dQ @ Wq.T + dK @ Wk.T + dVv @ Wv.T
    dPe = dX
    dE = np.zeros_like(E)
    np.add.at(dE, inp, dX)           # token 0 is there twice

    # update
    lr = 0.5 * min(1, (step + 1) / 5)        # warmup
    E -= lr * dE; Pe -= lr * dPe
    Wq -= lr * dWq; Wk -= lr * dWk; Wv -= lr * dWv; Wo -= lr * dWo
    if step % 10 == 0:
        print(f"step {step:3d} loss {loss:.4f}")
print("predicted", probs.argmax(-1), "wanted", tgt)
