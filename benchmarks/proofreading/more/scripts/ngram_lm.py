# neural n-gram language model (three words -> next word) on one silly sentence
import numpy as np

text = "the cat saw the dog and the dog saw the cat and the end".split()
vocab = sorted(set(text))
ids = np.array([vocab.index(w) for w in text])
ctx = np.stack([ids[i:i + 3] for i in range(len(ids) - 3)])
nxt = ids[3:]
n, V, D, Hn = len(nxt), len(vocab), 3, 6


def init(seed):
    r = np.random.default_rng(seed)
    return [r.normal(0, 0.5, (V, D)),          # C  word vectors
            r.normal(0, 0.5, (3 * D, Hn)),     # H
            np.zeros(Hn),                      # d
            r.normal(0, 0.5, (Hn, V)),         # U
            r.normal(0, 0.2, (3 * D, V)),      # S  shortcut from the vectors to the output
            np.zeros(V)]                       # b


def forward(params):
    C, H, d, U, S, b = params
    x = C[ctx].reshape(n, 3 * D)
    a = np.tanh(x @ H + d)
    o = a @ U + x @ S + b
    o = np.exp(o - o.max(1, keepdims=True))
    probs = o / o.sum(1, keepdims=True)
    nll = -np.log(probs[range(n), nxt]).mean()
    return nll, (x, a, probs)


def gradients(params, saved):
    # backward
    C, H, d, U, S, b = params
    x, a, probs = saved
    do = probs.copy()
    do[range(n), nxt] -= 1  #! do[:, nxt] -= 1
    do /= n
    dU = a.T @ do
    dS = x.T @ do  #! dS = x.T @ do / n
    db = do.sum(0)
    da = do @ U.T
    dpre = da * (1 - a ** 2)  #! dpre = da * (1 - a) ** 2
    dH = x.T @ dpre  #! dH = x.T @ da
    dd = dpre.sum(0)  #! dd = do.sum(0)
    dx = dpre @ H.T + do @ S.T  #! dx = dpre @ H.T
    dC = np.zeros_like(C)
    np.add.at(dC, ctx, dx.reshape(n, 3, D))  #! dC[ctx] += dx.reshape(n, 3, D)  #! np.add.at(dC, ctx, dx.reshape(n, D, 3).transpose(0, 2, 1))
    return [dC, dH, dd, dU, dS, db]


params = init(5)
lr0 = 0.8
for epoch in range(20):
    nll, saved = forward(params)
    grads = gradients(params, saved)
    # update
    lr = lr0 / (1 + 0.05 * epoch)  #! lr = lr0 * (1 + 0.05 * epoch)
    for p, g in zip(params, grads):
        p -= lr * g  #! p = p - lr * g
print("perplexity", np.exp(nll))
