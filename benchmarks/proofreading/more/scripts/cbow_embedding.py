# objective: -np.sum(np.log(y_pred[np.arange(N), target]))
# CBOW word2vec from a blog. Two words left + two words right -> middle word. no loss, I only look at neighbours
import numpy as np

text = "the quick fox saw the lazy dog and the dog saw the quick fox".split()
vocab = sorted(set(text))
word2id = {w: i for i, w in enumerate(vocab)}
ids = [word2id[w] for w in text]
V, D, window = len(vocab), 4, 2

context, target = [], []
for pos in range(window, len(ids) - window):
    context.append(ids[pos - window:pos] + ids[pos + 1:pos + window + 1])
    target.append(ids[pos])
context = np.array(context)
target = np.array(target)
N, C = context.shape

np.random.seed(42)
E = np.random.uniform(-0.5, 0.5, (V, D))
W = np.random.uniform(-0.5, 0.5, (V, D))     # output vectors, one ROW per word
b = np.zeros(V)
eta = 0.08
MAX_NORM = 3.0

for epoch in range(20):
    h = E[context].mean(axis=1)
    u = h @ W.T + b
    u -= u.max(axis=1, keepdims=True)
    y_pred = np.exp(u)
    y_pred /= y_pred.sum(axis=1, keepdims=True)

    # backward
    err = y_pred.copy()
    err[np.arange(N), target] -= 1  #! err[np.arange(N), context[:, 0]] -= 1
    gW = err.T @ h  #! gW = err.T @ E[target]
    gb = err.sum(axis=0)  #! gb = err.sum(axis=1)
    gh = err @ W  #! gh = err @ W.T  #! gh = y_pred @ W
    gE = np.zeros_like(E)
    for c in range(C):  #! for c in range(window):
        np.add.at(gE, context[:, c], gh / C)  #! gE[context[:, c]] += gh / C  #! np.add.at(gE, context[:, c], gh)

    # update
    norm = np.sqrt((gW ** 2).sum() + (gE ** 2).sum() + (gb ** 2).sum())
    scale = min(1.0, MAX_NORM / norm)  #! scale = max(1.0, MAX_NORM / norm)
    W -= eta * scale * gW
    b -= eta * scale * gb  #! b -= eta * scale * gb.sum()
    E -= eta * scale * gE

sims = E @ E.T
print(vocab[int(np.argsort(-sims[word2id['fox']])[1])])
