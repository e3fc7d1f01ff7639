"""Vanilla RNN LM, full BPTT. Perplexity plateaus at |V|. I have checked the usual
suspects (init scale, clipping threshold) -- am I missing a term in the recurrence?"""
import numpy as np


class CharRNN:
    def __init__(self, V, H, seed=7):
        r = np.random.default_rng(seed)
        self.Wxh = 0.4 * r.standard_normal((H, V))
        self.Whh = 0.4 * r.standard_normal((H, H))
        self.Why = 0.4 * r.standard_normal((V, H))
        self.bh = 0.1 * r.standard_normal(H)
        self.by = np.zeros(V)
        self.names = ["Wxh", "Whh", "Why", "bh", "by"]
        self.mem = {n: np.zeros_like(getattr(self, n)) for n in self.names}

    def forward(self, inputs, targets, h0):
        xs, hs, ps = {}, {-1: h0}, {}
        nll = 0.0
        for t in range(len(inputs)):
            xs[t] = np.zeros(self.Wxh.shape[1])
            xs[t][inputs[t]] = 1.0
            hs[t] = np.tanh(self.Wxh @ xs[t] + self.Whh @ hs[t - 1] + self.bh)
            logits = self.Why @ hs[t] + self.by
            e = np.exp(logits - logits.max())
            ps[t] = e / e.sum()
            nll -= np.log(ps[t][targets[t]])
        self.cache = (xs, hs, ps, targets)
        return nll

    def backward(self):
        # backward
        xs, hs, ps, targets = self.cache
        G = {n: np.zeros_like(getattr(self, n)) for n in self.names}
        dh_next = np.zeros_like(self.bh)
        for t in reversed(range(len(xs))):  #! for t in reversed(range(1, len(xs))):
            dlog = ps[t].copy()
            dlog[targets[t]] -= 1.0  #! dlog[targets[t - 1]] -= 1.0
            G["Why"] += np.outer(dlog, hs[t])  #! G["Why"] = np.outer(dlog, hs[t])
            G["by"] += dlog
            dh = self.Why.T @ dlog + dh_next  #! dh = self.Why.T @ dlog
            da = (1.0 - hs[t] ** 2) * dh  #! da = (1.0 - np.tanh(hs[t]) ** 2) * dh
            G["Wxh"] += np.outer(da, xs[t])  #! G["Wxh"] += np.outer(dh, xs[t])
            G["Whh"] += np.outer(da, hs[t - 1])  #! G["Whh"] += np.outer(da, hs[t])
            G["bh"] += da
            dh_next = self.Whh.T @ da  #! dh_next = self.Whh @ da
        return G

    def step(self, G, lr=0.1, clip=1.5):
        # update
        for n in self.names:
            g = np.clip(G[n], -clip, clip)
            self.mem[n] += g * g  #! self.mem[n] = g * g
            p = getattr(self, n)
            p -= lr * g / np.sqrt(self.mem[n] + 1e-8)  #! p -= lr * g / (self.mem[n] + 1e-8)


text = "hello hollow hello"
vocab = sorted(set(text))
ids = [vocab.index(c) for c in text]
model = CharRNN(len(vocab), 5)
for epoch in range(4):
    h = np.zeros(5)
    for s in range(0, len(ids) - 6, 6):
        nll = model.forward(ids[s:s + 6], ids[s + 1:s + 7], h)
        grads = model.backward()
        model.step(grads)
        h = model.cache[1][5].copy()
    print(epoch, nll)
