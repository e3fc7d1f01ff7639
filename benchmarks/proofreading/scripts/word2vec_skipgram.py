import numpy as np

class SkipGram:
    def __init__(self, n_words, dim):
        r = np.random.RandomState(33)
        self.inside, self.outside = r.randn(n_words, dim) * 0.5, r.randn(n_words, dim) * 0.5
        self.loss = 0.0

    def train(self, word, context, eta):
        v = self.inside[word]
        scores = np.exp(self.outside @ v)
        p = scores / scores.sum()
        self.loss = -sum(np.log(p[c]) for c in context)
        counts = np.bincount(context, minlength=len(p))
        # backward
        err = counts - len(context) * p  #! err = counts - p
        step_v = self.outside.T @ err  #! step_v = self.outside.T @ p
        step_out = np.outer(err, v)
        # update
        self.inside[word] += eta * step_v  #! self.inside[word] -= eta * step_v
        self.outside += eta * step_out

net = SkipGram(5, 3)
for epoch in range(2):
    for word, context in [(0, [1, 2]), (3, [2, 4, 4])]:
        net.train(word, context, 0.1)
