import numpy as np
from numpy.random import seed, randn

# many-to-one RNN: is the sentence positive? one sentence = one update
train_data = {
    'good': True, 'bad': False,
    'not bad at all': True, 'not good': False,
    'this is good': True, 'this is not good': False,
}
vocab = sorted({w for text in train_data for w in text.split(' ')})
word_to_idx = {w: i for i, w in enumerate(vocab)}

def createInputs(text):
    inputs = []
    for w in text.split(' '):
        v = np.zeros((len(vocab), 1))
        v[word_to_idx[w]] = 1
        inputs.append(v)
    return inputs

def softmax(xs):
    return np.exp(xs) / sum(np.exp(xs))

class RNN:
    def __init__(self, input_size, output_size, hidden_size=5):
        self.Whh = randn(hidden_size, hidden_size) / 2
        self.Wxh = randn(hidden_size, input_size) / 2
        self.Why = randn(output_size, hidden_size) / 2
        self.bh = np.zeros((hidden_size, 1))
        self.by = np.zeros((output_size, 1))

    def forward(self, inputs):
        h = np.zeros((self.Whh.shape[0], 1))
        self.last_inputs = inputs
        self.last_hs = {0: h}
        for i, x in enumerate(inputs):
            h = np.tanh(self.Wxh @ x + self.Whh @ h + self.bh)
            self.last_hs[i + 1] = h
        return self.Why @ h + self.by

    def train(self, text, label, learn_rate=0.1):
        probs = softmax(self.forward(createInputs(text)))
        target = int(label)
        loss = -np.log(probs[target, 0])

        # backward
        d_y = probs.copy()
        d_y[target] -= 1  #! d_y[target] += 1
        n = len(self.last_inputs)
        d_Why = d_y @ self.last_hs[n].T  #! d_Why = d_y @ self.last_hs[n - 1].T  #! d_Why = probs @ self.last_hs[n].T
        d_by = d_y
        d_Whh = np.zeros(self.Whh.shape)
        d_Wxh = np.zeros(self.Wxh.shape)
        d_bh = np.zeros(self.bh.shape)
        d_h = self.Why.T @ d_y  #! d_h = self.Why.T @ probs
        for t in reversed(range(n)):
            temp = (1 - self.last_hs[t + 1] ** 2) * d_h  #! temp = (1 - self.last_hs[t] ** 2) * d_h  #! temp = (1 - self.last_hs[t + 1]) * d_h  #! temp = d_h
            d_bh += temp  #! d_bh = temp
            d_Whh += temp @ self.last_hs[t].T  #! d_Whh += temp @ self.last_hs[t + 1].T  #! d_Whh = temp @ self.last_hs[t].T
            d_Wxh += temp @ self.last_inputs[t].T  #! d_Wxh += d_h @ self.last_inputs[t].T
            d_h = self.Whh.T @ temp  #! d_h = self.Whh @ temp  #! d_h = self.Whh.T @ d_h
        # update
        self.Whh -= learn_rate * d_Whh
        self.Wxh -= learn_rate * d_Wxh
        self.Why -= learn_rate * d_Why
        self.bh -= learn_rate * d_bh  #! self.bh += learn_rate * d_bh
        self.by -= learn_rate * d_by
        # end
        return loss, int(np.argmax(probs) == target)

seed(10)
rnn = RNN(len(vocab), 2)
for epoch in range(6):
    losses = [rnn.train(x, y) for x, y in train_data.items()]
    print('--- Epoch %d' % (epoch + 1), 'loss %.3f' % np.mean([l for l, _ in losses]))
