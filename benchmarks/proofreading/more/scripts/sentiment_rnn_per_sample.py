import numpy as np

np.random.seed(8)

texts = {'i am happy': 1, 'i am not happy': 0, 'this is bad': 0, 'not bad': 1}
words = sorted({w for text in texts for w in text.split()})
idx = {w: i for i, w in enumerate(words)}


def one_hots(text):
    out = []
    for w in text.split():
        v = np.zeros((len(words), 1))
        v[idx[w]] = 1
        out.append(v)
    return out


class RNN:
    """many to one"""

    def __init__(self, n_in, n_out, n_hidden=5):
        self.Whh = np.random.randn(n_hidden, n_hidden) / 4
        self.Wxh = np.random.randn(n_hidden, n_in) / 4
        self.Why = np.random.randn(n_out, n_hidden) / 4
        self.bh = np.zeros((n_hidden, 1))
        self.by = np.zeros((n_out, 1))

    def forward(self, inputs):
        h = np.zeros((self.Whh.shape[0], 1))
        self.inputs = inputs
        self.hs = {0: h}
        for i, x in enumerate(inputs):
            h = np.tanh(self.Wxh @ x + self.Whh @ h + self.bh)
            self.hs[i + 1] = h
        return self.Why @ h + self.by

    def backprop(self, d_y, lr):
        n = len(self.inputs)
        d_Whh, d_Wxh, d_bh = np.zeros(self.Whh.shape), np.zeros(self.Wxh.shape), np.zeros(self.bh.shape)
        # backward
        d_Why = d_y @ self.hs[n].T  #! d_Why = d_y @ self.hs[0].T  #! d_Why = d_y @ self.hs[n - 1].T
        d_by = d_y
        d_h = self.Why.T @ d_y
        for t in reversed(range(n)):
            d_raw = (1 - self.hs[t + 1] ** 2) * d_h  #! d_raw = (1 - self.hs[t] ** 2) * d_h
            d_bh += d_raw
            d_Whh += d_raw @ self.hs[t].T  #! d_Whh += d_raw @ self.hs[t + 1].T
            d_Wxh += d_raw @ self.inputs[t].T  #! d_Wxh += d_raw @ self.inputs[t - 1].T
            d_h = self.Whh.T @ d_raw  #! d_h = self.Whh @ d_raw  #! d_h += self.Whh.T @ d_raw
        # update
        self.Whh -= lr * d_Whh
        self.Wxh -= lr * d_Wxh
        self.Why -= lr * d_Why
        self.bh -= lr * d_bh
        self.by -= lr * d_by  #! self.by -= lr * d_bh


def softmax(v):
    return np.exp(v) / sum(np.exp(v))


rnn = RNN(len(words), 2)
for epoch in range(2):
    total = 0
    for text, target in texts.items():
        probs = softmax(rnn.forward(one_hots(text)))
        loss = -np.log(probs[target, 0])
        total += loss
        d_L_d_y = probs.copy()
        d_L_d_y[target] -= 1
        rnn.backprop(d_L_d_y, 0.1)
    print('epoch', epoch, total / len(texts))
