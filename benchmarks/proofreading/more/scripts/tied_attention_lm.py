# objective: -np.log(prob[np.arange(T), tgt]).sum() / T
# one head of causal self attention over one sentence, the embedding table is also
# the output matrix (tied), residual around the attention
import numpy as np

np.random.seed(31)
vocab, d, dk = 7, 4, 3
sent = np.array([0, 3, 1, 3, 5, 2, 0])
inp, tgt = sent[:-1], sent[1:]
T = len(inp)

Emb = np.random.randn(vocab, d) * 0.6
Pos = np.random.randn(T, d) * 0.3
Wq = np.random.randn(d, dk) * 0.6
Wk = np.random.randn(d, dk) * 0.6
Wv = np.random.randn(d, d) * 0.6
causal = np.tril(np.ones((T, T), dtype=bool))
root = np.sqrt(dk)


def softmax(a):
    a = np.exp(a - a.max(axis=-1, keepdims=True))
    return a / a.sum(axis=-1, keepdims=True)


for epoch in range(10):
    x = Emb[inp] + Pos
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    sc = np.where(causal, q @ k.T / root, -1e9)
    att = softmax(sc)
    y = x + att @ v
    prob = softmax(y @ Emb.T)

    # backward
    dlog = prob.copy()
    dlog[np.arange(T), tgt] -= 1  #! dlog[np.arange(T), inp] -= 1
    dlog /= T
    dEmb = dlog.T @ y  #! dEmb = y.T @ dlog
    dy = dlog @ Emb
    dx = dy.copy()  #! dx = np.zeros_like(dy)
    datt = dy @ v.T  #! datt = dy.T @ v
    dv = att.T @ dy
    dsc = att * (datt - (datt * att).sum(axis=1, keepdims=True))
    dsc = dsc / root  #! dsc = dsc / dk
    dq = dsc @ k
    dk_ = dsc.T @ q  #! dk_ = dsc @ q
    dWq, dWk, dWv = x.T @ dq, x.T @ dk_, x.T @ dv  #! dWq, dWk, dWv = x.T @ dk_, x.T @ dq, x.T @ dv
    dx += dq @ Wq.T + dk_ @ Wk.T + dv @ Wv.T  #! dx += dq @ Wq.T + dv @ Wv.T
    dPos = dx
    np.add.at(dEmb, inp, dx)  #! np.add.at(dEmb, tgt, dx)

    # update
    for par, gr in ((Emb, dEmb), (Pos, dPos), (Wq, dWq), (Wk, dWk), (Wv, dWv)):
        par -= 0.4 * gr  #! par = par - 0.4 * gr

print(prob.argmax(axis=1), tgt)
