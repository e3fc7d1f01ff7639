import numpy as np
from collections import Counter

sents = ["a b c a", "b c d", "a d d b", "c a b"]
vocab = {w: i for i, w in enumerate("abcd")}
cooc = Counter()
for s in sents:
    toks = [vocab[t] for t in s.split()]
    for i, ti in enumerate(toks):
        for j in range(max(0, i - 2), i):
            cooc[ti, toks[j]] += 1.0 / (i - j)
            cooc[toks[j], ti] += 1.0 / (i - j)

rng = np.random.RandomState(8)
n, dim = len(vocab), 3
w_main = (rng.rand(n, dim) - .5); w_ctx = (rng.rand(n, dim) - .5)
b_main = np.zeros(n); b_ctx = np.zeros(n)
gsq = [np.ones((n, dim)), np.ones((n, dim)), np.ones(n), np.ones(n)]
x_max, alpha = 3.0, 0.75

def run_iter(lr):
    global_cost = 0.0
    gm, gc = np.zeros_like(w_main), np.zeros_like(w_ctx)
    gbm, gbc = np.zeros(n), np.zeros(n)
    # backward
    for (i, j), x in sorted(cooc.items()):
        weight = (x / x_max) ** alpha if x < x_max else 1
        cost_inner = w_main[i].dot(w_ctx[j]) + b_main[i] + b_ctx[j] - np.log(x)
        global_cost += 0.5 * weight * cost_inner ** 2
        gm[i] += weight * cost_inner * w_ctx[j]
        gc[j] += weight * cost_inner * w_main[i]
        gbm[i] += weight * cost_inner
        gbc[j] += weight * cost_inner
    # update
    for p, g, s in zip((w_main, w_ctx, b_main, b_ctx), (gm, gc, gbm, gbc), gsq):
        p -= lr * g / np.sqrt(s)
        s += g ** 2
    return global_cost

for it in range(20):
    c = run_iter(0.1)
print("final cost", c)
