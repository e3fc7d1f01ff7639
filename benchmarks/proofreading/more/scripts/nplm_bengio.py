"""A Neural Probabilistic Language Model (Bengio et al. 2003), with the
direct connections from the word features to the output (matrix W in the paper):

    y = b + W x + U tanh(d + H x),     x = (C(w_{t-1}), ..., C(w_{t-n+1}))
"""
import numpy as np

text = "the cat is walking in the bedroom a dog was running in a room".split()
vocab = sorted(set(text))
idx = {w: i for i, w in enumerate(vocab)}
V, m, n, h = len(vocab), 3, 3, 5

rng = np.random.default_rng(2003)
theta = dict(C=rng.normal(0, .3, (V, m)), H=rng.normal(0, .3, (h, (n - 1) * m)), d=np.zeros(h),
             U=rng.normal(0, .3, (V, h)), W=rng.normal(0, .1, (V, (n - 1) * m)), b=np.zeros(V))


def forward(context):
    x = np.concatenate([theta["C"][w] for w in context])
    a = np.tanh(theta["d"] + theta["H"] @ x)
    y = theta["b"] + theta["W"] @ x + theta["U"] @ a
    e = np.exp(y - y.max())
    return x, a, e / e.sum()


eps0, r = 0.1, 1e-3      # learning rate schedule of the paper: eps_t = eps0 / (1 + r t)
t = 0
for epoch in range(3):
    total = 0.0
    for pos in range(n - 1, len(text)):
        context = [idx[w] for w in text[pos - n + 1:pos]]
        target = idx[text[pos]]
        x, a, p = forward(context)
        L = np.log(p[target])
        total += L
        # backward
        dLdy = -p
        dLdy[target] += 1.0             # gradient *ascent* like in the paper
        dLdx = theta["W"].T @ dLdy
        dLda = theta["U"].T @ dLdy
        dLdo = (1 - a ** 2) * dLda
        dLdx += theta["H"].T @ dLdo
        # update
        eps = eps0 / (1 + r * t)
        theta["b"] += eps * dLdy
        theta["W"] += eps * np.outer(dLdy, x)
        theta["U"] += eps * np.outer(dLdy, a)
        theta["d"] += eps * dLdo
        theta["H"] += eps * np.outer(dLdo, x)
        for k, w in enumerate(context):
            theta["C"][w] += eps * dLdx[k * m:(k + 1) * m]
        t += 1
    print("epoch", epoch, "perplexity", np.exp(-total / (len(text) - n + 1)))
