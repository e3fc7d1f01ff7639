# sentiment of tiny sentences: embedding -> single head self attention -> masked mean -> logistic
import numpy as np
np.random.seed(0)

sentences = ["good movie", "bad bad plot", "very good plot", "not a good movie"]
Y = [1, 0, 1, 0]
words = sorted({w for s in sentences for w in s.split()})
idx = {w: i + 1 for i, w in enumerate(words)}      # 0 = padding
L = 4
tokens = np.zeros((len(sentences), L), dtype=int)
for n, s in enumerate(sentences):
    for j, w in enumerate(s.split()):
        tokens[n, j] = idx[w]

V, d, dk = len(words) + 1, 4, 3
E = np.random.normal(0, .5, (V, d))
Wq = np.random.normal(0, .5, (d, dk))
Wk = np.random.normal(0, .5, (d, dk))
Wv = np.random.normal(0, .5, (d, dk))
w = np.random.normal(0, .5, dk)
b = 0.0
alpha = 0.5

for step in range(5):
    dE = np.zeros_like(E); dWq = np.zeros_like(Wq); dWk = np.zeros_like(Wk)
    dWv = np.zeros_like(Wv); dw = np.zeros_like(w); db = 0.0
    cost = 0.0
    for n in range(len(tokens)):
        tok = tokens[n]
        keep = (tok != 0)
        cnt = keep.sum()
        x = E[tok]
        q, k, v = x.dot(Wq), x.dot(Wk), x.dot(Wv)
        s = q.dot(k.T) / np.sqrt(dk)
        s = np.where(keep[None, :], s, -1e9)
        s = s - s.max(axis=1)[:, None]
        A = np.exp(s)
        A = A / A.sum(axis=1)[:, None]
        o = A.dot(v)
        pooled = (o * keep[:, None]).sum(axis=0) / cnt
        yhat = 1 / (1 + np.exp(-(pooled.dot(w) + b)))
        cost += -(Y[n] * np.log(yhat) + (1 - Y[n]) * np.log(1 - yhat)) / len(tokens)

        # backward
        g = (yhat - Y[n]) / len(tokens)  #! g = (yhat - Y[n])  #! g = (yhat - Y[n]) * yhat * (1 - yhat) / len(tokens)
        dw += g * pooled
        db += g  #! db = g
        do = np.outer(keep, g * w) / cnt  #! do = np.outer(keep, g * w)  #! do = np.outer(np.ones(L), g * w) / cnt
        dA = do.dot(v.T)
        dv = A.T.dot(do)  #! dv = A.dot(do)
        ds = A * (dA - (A * dA).sum(axis=1)[:, None])  #! ds = A * (1 - A) * dA  #! ds = A * (dA - (A * dA).sum(axis=0)[None, :])
        ds /= np.sqrt(dk)  #! ds /= np.sqrt(d)
        dq = ds.dot(k)  #! dq = ds.T.dot(k)
        dkey = ds.T.dot(q)  #! dkey = ds.dot(q)
        dWq += x.T.dot(dq)
        dWk += x.T.dot(dkey)
        dWv += x.T.dot(dv)
        dx = dq.dot(Wq.T) + dkey.dot(Wk.T) + dv.dot(Wv.T)  #! dx = dv.dot(Wv.T)
        np.add.at(dE, tok, dx)  #! dE[tok] += dx
        # end
    # update
    E -= alpha * dE
    Wq -= alpha * dWq
    Wk -= alpha * dWk  #! Wk -= alpha * dWq
    Wv -= alpha * dWv
    w -= alpha * dw
    b -= alpha * db
    # end
    print("step", step, "cost", cost)
