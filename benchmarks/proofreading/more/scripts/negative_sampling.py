# objective: -np.log(sigma(U[o] @ v)) - sum(np.log(sigma(-U[k] @ v)) for k in negs)
# word2vec with negative sampling; note that a negative may be drawn twice, hence np.add.at
import numpy as np

sents = ["king rules land", "queen rules land", "dog eats bone", "cat eats fish"]
tok = [s.split() for s in sents]
vocab = {w: i for i, w in enumerate(dict.fromkeys(w for s in tok for w in s))}
rng = np.random.default_rng(2024)
d = 5
Vc = rng.normal(0, .3, (len(vocab), d))     # centre vectors
U = rng.normal(0, .3, (len(vocab), d))      # outside vectors

def sigma(t):
    return 1 / (1 + np.exp(-t))

def pairs():
    for s in tok:
        for i, w in enumerate(s):
            for j in range(max(0, i-1), min(len(s), i+2)):
                if i != j:
                    yield vocab[w], vocab[s[j]]

lr = 0.2
for epoch in range(2):
    for c, o in pairs():
        v = Vc[c]
        negs = rng.choice([k for k in range(len(vocab)) if k != o], size=4)
        s_pos = sigma(U[o] @ v)
        s_neg = sigma(U[negs] @ v)
        # backward
        dv = (s_pos - 1) * U[o] + s_neg @ U[negs]
        dU = np.zeros_like(U)
        dU[o] += (s_pos - 1) * v
        np.add.at(dU, negs, s_neg[:, None] * v)
        # update
        Vc[c] -= lr * dv
        U -= lr * dU

norm = Vc / np.linalg.norm(Vc, axis=1, keepdims=True)
print("king~queen", norm[vocab["king"]] @ norm[vocab["queen"]])
