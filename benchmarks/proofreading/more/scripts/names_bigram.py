# name generator: which letter follows which letter. One matrix of logits, trained by gradient descent
import numpy as np
names = ["anna", "nana", "lena", "alan", "nela", "elan"]
chars = ['.'] + sorted(set("".join(names)))
stoi = {c: i for i, c in enumerate(chars)}
xs, ys = [], []
for n in names:
    n = '.' + n + '.'
    for c1, c2 in zip(n, n[1:]):
        xs.append(stoi[c1])
        ys.append(stoi[c2])
xs = np.array(xs)
ys = np.array(ys)
K = len(chars)
rng = np.random.default_rng(5)
W = rng.normal(size=(K, K))

for step in range(25):
    logits = W[xs]                                    # same as onehot @ W
    counts = np.exp(logits)
    probs = counts / counts.sum(1, keepdims=True)
    nll = -np.log(probs[np.arange(len(xs)), ys]).mean() + 0.01 * (W ** 2).mean()
    # backward
    dlogits = probs.copy()
    dlogits[np.arange(len(xs)), ys] -= 1
    dlogits /= len(xs)
    dW = np.zeros_like(W)
    np.add.at(dW, xs, dlogits)
    dW += 0.01 * 2 * W / W.size
    # update
    W += -10 * dW
    if step % 6 == 0:
        print(step, nll)

# make some names
for _ in range(3):
    ix, out = 0, ''
    while len(out) < 10:
        p = np.exp(W[ix]) / np.exp(W[ix]).sum()
        ix = rng.choice(K, p=p)
        if ix == 0:
            break
        out += chars[ix]
    print(out)
