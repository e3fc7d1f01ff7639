# objective: -sum(np.log(prob[t][tags[t]]) for t in range(n))
# bidirectional RNN tagger, one sentence per step, two cells of the same class
import numpy as np
rng = np.random.RandomState(10)

class Cell:
    def __init__(self, d, h):
        self.U = rng.randn(h, d) * 0.4
        self.R = rng.randn(h, h) * 0.4
        self.b = np.zeros(h)
    def run(self, seq):
        self.seq = seq
        self.states = [np.zeros(len(self.b))]
        for x in seq:
            self.states.append(np.tanh(self.U @ x + self.R @ self.states[-1] + self.b))
        return self.states[1:]
    def back(self, dstates):
        self.dU, self.dR, self.db = np.zeros_like(self.U), np.zeros_like(self.R), np.zeros_like(self.b)
        nxt = np.zeros_like(self.b)
        for k in range(len(dstates) - 1, -1, -1):
            da = (dstates[k] + nxt) * (1 - self.states[k + 1] ** 2)
            self.dU += np.outer(da, self.seq[k])
            self.dR += np.outer(da, self.states[k])
            self.db += da
            nxt = self.R.T @ da
    def apply(self, lr):
        self.U -= lr * self.dU; self.R -= lr * self.dR; self.b -= lr * self.db

D, H, K = 3, 4, 2
left, right = Cell(D, H), Cell(D, H)
V = rng.randn(K, 2 * H) * 0.4
corpus = []
for length in (4, 6, 3):
    xs = rng.randn(length, D)
    # tag looks at the NEXT word, so a plain rnn can't do it
    corpus.append((xs, (np.roll(xs[:, 0], -1) > 0).astype(int)))

for epoch in range(6):
    for xs, tags in corpus:
        n = len(xs)
        f = left.run(xs)
        r = right.run(xs[::-1])[::-1]
        both = [np.concatenate(pair) for pair in zip(f, r)]
        prob = []
        for hcat in both:
            e = np.exp(V @ hcat)
            prob.append(e / e.sum())
        # backward
        dV = np.zeros_like(V)
        dboth = []
        for t in range(n):
            d = prob[t].copy()
            d[tags[t]] -= 1
            dV += np.outer(d, both[t])
            dboth.append(V.T @ d)
        left.back([d[:H] for d in dboth])
        right.back([d[H:] for d in dboth][::-1])
        # update
        V -= 0.1 * dV
        left.apply(0.1)
        right.apply(0.1)
    print('epoch', epoch, 'last sentence ok:', [int(p.argmax() == g) for p, g in zip(prob, tags)])
