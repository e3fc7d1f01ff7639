from collections import defaultdict
import numpy as np

class Word2Vec:
    """skip-gram, full softmax, loss summed over the context words"""
    def __init__(self, dim=4, window=2, eta=0.05, epochs=3):
        self.n, self.window, self.eta, self.epochs = dim, window, eta, epochs

    def build(self, corpus):
        counts = defaultdict(int)
        for row in corpus:
            for word in row:
                counts[word] += 1
        self.words = sorted(counts)
        self.v = len(self.words)
        self.idx = {w: i for i, w in enumerate(self.words)}
        for row in corpus:
            for i, w in enumerate(row):
                ctx = [row[j] for j in range(max(0, i - self.window), min(len(row), i + self.window + 1)) if j != i]
                yield self.onehot(w), [self.onehot(c) for c in ctx]

    def onehot(self, word):
        vec = [0] * self.v
        vec[self.idx[word]] = 1
        return np.array(vec)

    def softmax(self, u):
        e = np.exp(u - np.max(u))
        return e / e.sum(axis=0)

    def train(self, corpus):
        pairs = list(self.build(corpus))
        rs = np.random.RandomState(1)
        self.w1 = rs.uniform(-0.8, 0.8, (self.v, self.n))
        self.w2 = rs.uniform(-0.8, 0.8, (self.n, self.v))
        for ep in range(self.epochs):
            total = 0
            for w_t, w_c in pairs:
                h = np.dot(self.w1.T, w_t)
                u = np.dot(self.w2.T, h)
                y_pred = self.softmax(u)
                loss = -np.sum([u[np.argmax(c)] for c in w_c]) + len(w_c) * np.log(np.sum(np.exp(u)))
                total += loss
                # backward
                EI = np.sum([np.subtract(y_pred, c) for c in w_c], axis=0)
                dl_dw2 = np.outer(h, EI)
                dl_dw1 = np.outer(w_t, np.dot(self.w2, EI.T))
                # update
                self.w1 = self.w1 - self.eta * dl_dw1
                self.w2 = self.w2 - self.eta * dl_dw2
            print('EPOCH', ep, 'LOSS', total)

text = "the quick cat saw the lazy dog and the dog saw a quick fox"
w2v = Word2Vec()
w2v.train([text.split()])
print(dict(zip(w2v.words, w2v.w1[:, 0].round(2))))
