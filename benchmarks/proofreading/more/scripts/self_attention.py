"""One head of self attention + mean pooling + linear classifier. Each sentence is a (T, d) matrix."""
import numpy as np

np.random.seed(21)
T, d, dk, n_cls = 4, 5, 3, 2
sentences = np.random.randn(3, T, d)
answers = np.array([1, 0, 1])

Wq = np.random.randn(d, dk) * 0.5
Wk = np.random.randn(d, dk) * 0.5
Wv = np.random.randn(d, dk) * 0.5
Wo = np.random.randn(dk, n_cls) * 0.5


def softmax(a):
    a = np.exp(a - a.max(-1, keepdims=True))
    return a / a.sum(-1, keepdims=True)


def loss_and_grads(x, cls):
    q, k, v = x @ Wq, x @ Wk, x @ Wv
    scores = q @ k.T / np.sqrt(dk)
    att = softmax(scores)
    ctx = att @ v
    pooled = ctx.mean(axis=0)
    prob = softmax(pooled @ Wo)
    loss = -np.log(prob[cls])

    # backward
    dlogit = prob.copy()
    dlogit[cls] -= 1  #! dlogit[cls] = 1 - dlogit[cls]
    gWo = np.outer(pooled, dlogit)  #! gWo = np.outer(ctx.sum(axis=0), dlogit)
    dpooled = Wo @ dlogit
    dctx = np.tile(dpooled / T, (T, 1))  #! dctx = np.tile(dpooled, (T, 1))
    dv = att.T @ dctx  #! dv = att @ dctx  #! dv = dctx
    datt = dctx @ v.T  #! datt = (dctx @ v.T).T  #! datt = dctx @ k.T
    dscores = att * (datt - (datt * att).sum(axis=1, keepdims=True))  #! dscores = att * (datt - (datt * att).sum(axis=0, keepdims=True))  #! dscores = att * (1 - att) * datt  #! dscores = datt - (datt * att).sum(axis=1, keepdims=True)
    dscores /= np.sqrt(dk)  #! dscores /= dk  #! dscores *= np.sqrt(dk)
    dq = dscores @ k
    dk_ = dscores.T @ q  #! dk_ = dscores @ q
    gWq = x.T @ dq
    gWk = x.T @ dk_  #! gWk = x.T @ dq
    gWv = x.T @ dv
    # end
    return loss, gWq, gWk, gWv, gWo


lr = 0.1
for ep in range(15):
    L = 0
    for x, cls in zip(sentences, answers):
        loss, gWq, gWk, gWv, gWo = loss_and_grads(x, cls)
        Wq = Wq - lr * gWq
        Wk = Wk - lr * gWk
        Wv = Wv - lr * gWv
        Wo = Wo - lr * gWo
        L += loss
    if ep % 5 == 0:
        print(ep, L / len(sentences))
