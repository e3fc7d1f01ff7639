"""GloVe on a toy corpus, one co-occurrence pair at a time, AdaGrad as in the paper."""
import math
import numpy as np

text = "the king rules the land the queen rules the land a dog guards the king a cat ignores the queen".split()
ids = {w: i for i, w in enumerate(dict.fromkeys(text))}
cooc = {}
for pos, w in enumerate(text):
    for off in (1, 2):
        if pos + off < len(text):
            i, j = ids[w], ids[text[pos + off]]
            cooc[i, j] = cooc.get((i, j), 0) + 1 / off
            cooc[j, i] = cooc.get((j, i), 0) + 1 / off

V, dim, x_max, power = len(ids), 4, 2.0, 0.75
rng = np.random.default_rng(19)
word, ctx = rng.uniform(-.5, .5, (2, V, dim))
bw, bc = np.zeros(V), np.zeros(V)
sw, sc, sbw, sbc = np.ones((V, dim)), np.ones((V, dim)), np.ones(V), np.ones(V)
pairs = list(cooc.items())
lr = 0.1

for epoch in range(3):
    rng.shuffle(order := np.arange(len(pairs)))
    total = 0
    for k in order:
        (i, j), x = pairs[k]
        weight = min(1.0, (x / x_max) ** power)
        diff = word[i] @ ctx[j] + bw[i] + bc[j] - math.log(x)
        J = 0.5 * weight * diff * diff
        total += J
        # backward
        fd = weight * diff
        g_word, g_ctx = fd * ctx[j], fd * word[i]
        g_bw = g_bc = fd
        # update
        word[i] -= lr * g_word / np.sqrt(sw[i])
        ctx[j] -= lr * g_ctx / np.sqrt(sc[j])
        bw[i] -= lr * g_bw / math.sqrt(sbw[i])
        bc[j] -= lr * g_bc / math.sqrt(sbc[j])
        sw[i] += g_word ** 2
        sc[j] += g_ctx ** 2
        sbw[i] += g_bw ** 2
        sbc[j] += g_bc ** 2
    print("epoch", epoch, "cost", total)

vec = word + ctx
print("king.queen", vec[ids["king"]] @ vec[ids["queen"]])
