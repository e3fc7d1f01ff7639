# skip-gram exactly as in the paper's picture: one-hot column in, one hidden layer without activation,
# softmax out, errors of all context words added up
import numpy as np

text = "the quick brown fox jumps over the lazy dog and the fox".split()
vocab = sorted(set(text))
V, N, C = len(vocab), 3, 2
pos = {w: i for i, w in enumerate(vocab)}


def onehot(word):
    v = np.zeros((V, 1))
    v[pos[word], 0] = 1
    return v


training_data = []
for i, word in enumerate(text):
    around = [text[j] for j in range(i - C, i + C + 1) if j != i and 0 <= j < len(text)]
    training_data.append((onehot(word), [onehot(c) for c in around]))

rng = np.random.RandomState(12345)
W1 = rng.uniform(-0.8, 0.8, (V, N))
W2 = rng.uniform(-0.8, 0.8, (N, V))
eta = 0.05

for epoch in range(1):
    total = 0
    for x, contexts in training_data[:5]:
        h = np.dot(W1.T, x)
        u = np.dot(W2.T, h)
        y = np.exp(u - np.max(u))
        y = y / y.sum()
        # objective: -np.sum([np.log(y[np.argmax(c), 0]) for c in contexts])
        total -= np.sum([np.log(y[np.argmax(c), 0]) for c in contexts])

        # backward
        EI = np.zeros((V, 1))
        for c in contexts:
            EI = EI + (y - c)  #! EI = y - c
        EH = np.dot(W2, EI)  #! EH = np.dot(W2, y)
        dW2 = np.outer(h, EI)  #! dW2 = np.outer(EI, h)  #! dW2 = np.outer(EH, EI)
        dW1 = np.outer(x, EH)  #! dW1 = np.outer(contexts[0], EH)  #! dW1 = np.outer(x, h)

        # update
        W1 = W1 - eta * dW1  #! W1 = W1 + eta * dW1
        W2 = W2 - eta * dW2  #! W2 = W2 - eta * dW1.T
    print(epoch, total)
