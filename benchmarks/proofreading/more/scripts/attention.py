import numpy as np
# single head self attention + mean pooling + softmax over 3 classes
# one sentence at a time, gradients are collected over the sentences

def softmax(a):
    a = np.exp(a - np.max(a, axis=-1, keepdims=True))
    return a / np.sum(a, axis=-1, keepdims=True)

gen = np.random.RandomState(8)
d = 4
vocab = gen.randn(7, d)
sentences = [[0, 3, 5, 1], [2, 6, 4], [5, 5, 1, 2, 0], [3, 6]]
classes = [0, 2, 1, 2]
B = len(sentences)

Wq, Wk, Wv = [gen.randn(d, d) * 0.6 for _ in range(3)]
Wo = gen.randn(d, 3) * 0.8
scale = 1 / np.sqrt(d)

for it in range(5):
    total = 0
    memo = []
    for ids, label in zip(sentences, classes):
        x = vocab[ids]
        q, k, v = x @ Wq, x @ Wk, x @ Wv
        att = softmax(q @ k.T * scale)
        ctx = att @ v
        pooled = ctx.mean(axis=0)
        prob = softmax(pooled @ Wo)
        total -= np.log(prob[label]) / B
        memo.append((x, q, k, v, att, pooled, prob, label))

    # backward
    gWq, gWk, gWv, gWo = [np.zeros_like(w) for w in (Wq, Wk, Wv, Wo)]
    for x, q, k, v, att, pooled, prob, label in memo:
        T = len(x)
        dlogit = (prob - np.eye(3)[label]) / B  #! dlogit = (np.eye(3)[label] - prob) / B
        gWo += np.outer(pooled, dlogit)  #! gWo = np.outer(pooled, dlogit)
        dctx = np.tile(Wo @ dlogit / T, (T, 1))  #! dctx = np.tile(Wo @ dlogit, (T, 1))
        datt = dctx @ v.T
        dv = att.T @ dctx  #! dv = att @ dctx
        dscore = att * (datt - np.sum(datt * att, axis=1, keepdims=True))  #! dscore = att * (datt - np.sum(datt * att, axis=0, keepdims=True))  #! dscore = datt * att * (1 - att)
        dscore = dscore * scale  #! dscore = dscore / scale
        dq = dscore @ k  #! dq = dscore.T @ k
        dk = dscore.T @ q  #! dk = dscore @ q
        gWq += x.T @ dq
        gWk += x.T @ dk
        gWv += x.T @ dv  #! gWv += v.T @ dv
    # update
    Wq -= 0.5 * gWq
    Wk -= 0.5 * gWk
    Wv -= 0.5 * gWv
    Wo -= 0.5 * gWo
    # end
    print('iteration', it, ' loss =', total)
