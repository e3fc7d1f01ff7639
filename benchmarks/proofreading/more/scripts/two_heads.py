# one shared body, two heads: a class (cross entropy) and a number (squared error)
import numpy as np

g = np.random.default_rng(19)
Xs = g.normal(size=(12, 4))
cls = (Xs[:, 0] > 0).astype(int) + (Xs[:, 1] > 0.5)
num = Xs[:, 2] - 0.5 * Xs[:, 3]

def batches(size):
    while True:                          # endless generator, new shuffle for each round
        o = g.permutation(len(Xs))
        for s in range(0, len(Xs), size):
            i = o[s:s + size]
            yield Xs[i], cls[i], num[i]

body, body_b = g.normal(size=(4, 6)) * .5, np.zeros(6)
headC, headC_b = g.normal(size=(6, 3)) * .5, np.zeros(3)
headN, headN_b = g.normal(size=6) * .5, 0.0
weight_num = 0.3

for step, (xb, cb, nb) in enumerate(batches(6)):
    if step == 24:
        break
    shared = np.log1p(np.exp(xb @ body + body_b))        # softplus
    logit = shared @ headC + headC_b
    lse = np.log(np.exp(logit).sum(1))
    ce = (lse - logit[np.arange(6), cb]).mean()
    val = shared @ headN + headN_b
    se = ((val - nb) ** 2).mean()
    both = ce + weight_num * se

    # backward
    d_logit = np.exp(logit - lse[:, None])
    d_logit[np.arange(6), cb] -= 1
    d_logit = d_logit / 6
    d_val = weight_num * 2 * (val - nb) / 6
    d_headC, d_headC_b = shared.T.dot(d_logit), d_logit.sum(0)
    d_headN, d_headN_b = shared.T.dot(d_val), d_val.sum()
    d_shared = d_logit.dot(headC.T) + np.outer(d_val, headN)
    d_pre = d_shared * (1 - np.exp(-shared))             # derivative of softplus from its output
    d_body, d_body_b = xb.T.dot(d_pre), d_pre.sum(0)

    # update
    lr = 0.2 * 0.5 ** (step // 10)                       # halve each 10 steps
    body = body - lr * d_body
    body_b = body_b - lr * d_body_b
    headC = headC - lr * d_headC
    headC_b = headC_b - lr * d_headC_b
    headN = headN - lr * d_headN
    headN_b = headN_b - lr * d_headN_b
    if step % 6 == 0:
        print(f"{step} ce {ce:.3f} se {se:.3f} sum {both:.3f}")
