import numpy as np

corpus = [[0, 1, 2, 3, 4], [0, 5, 2, 3, 6], [0, 1, 2, 7, 6]]
V, N, C = 8, 4, 1
np.random.seed(2)
W1 = np.random.uniform(-.5, .5, (V, N))
W2 = np.random.uniform(-.5, .5, (N, V))

def generate_training_data(corpus):
    data = []
    for sent in corpus:
        for pos in range(C, len(sent) - C):
            context = sent[pos - C:pos] + sent[pos + 1:pos + C + 1]
            data.append((context, sent[pos]))
    return data

training_data = generate_training_data(corpus)

for epoch in range(15):
    loss = 0
    EI = np.zeros_like(W1)
    EO = np.zeros_like(W2)
    # accumulate over the entire corpus: forward then the errors
    fwd = []
    for context, target in training_data:
        hidden = W1[context].mean(axis=0)
        u = hidden @ W2
        y_pred = np.exp(u) / np.exp(u).sum()
        loss += -u[target] + np.log(np.sum(np.exp(u)))     # as in the paper
        fwd.append((hidden, y_pred))
    # backward
    for (context, target), (hidden, y_pred) in zip(training_data, fwd):
        e = y_pred.copy()
        e[target] -= 1
        EO += np.outer(hidden, e)
        EH = W2 @ e
        for w in context:
            EI[w] += EH / len(context)
    # update
    W1 -= 0.2 * EI
    W2 -= 0.2 * EO
    print("EPOCH:", epoch, "LOSS:", loss)
