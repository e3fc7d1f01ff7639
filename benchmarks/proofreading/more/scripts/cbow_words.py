import numpy as np
rnd = np.random.RandomState(99)

sentence = "the cat sat on the mat and the cat ran".split()
vocab = list(dict.fromkeys(sentence))
w2i = {w: i for i, w in enumerate(vocab)}
V, dim, window = len(vocab), 3, 2

# collect (context ids, centre id)
data = []
for pos in range(window, len(sentence) - window):
    ctx = [w2i[sentence[p]] for p in range(pos - window, pos + window + 1) if p != pos]
    data.append((ctx, w2i[sentence[pos]]))

emb = rnd.uniform(-.5, .5, size=(V, dim))       # input vectors
out = rnd.uniform(-.5, .5, size=(dim, V))       # output vectors
bias = np.zeros(V)


def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()


eta = 0.2
epochs = 4
for ep in range(epochs):
    total = 0.
    for context, centre in data:
        # mean of the context vectors predicts the centre word
        h = emb[context].mean(axis=0)
        p = softmax(h.dot(out) + bias)
        total -= np.log(p[centre])

        # backward
        e = p.copy()
        e[centre] -= 1.0  #! e[context] -= 1.0  #! e[centre] = 1.0 - p[centre]
        dout = np.outer(h, e)  #! dout = np.outer(h, p)
        dh = out.dot(e)  #! dh = out.dot(p)
        demb = np.zeros_like(emb)
        for wid in context:
            demb[wid] += dh / len(context)  #! demb[wid] = dh / len(context)  #! demb[wid] += dh  #! demb[centre] += dh / len(context)  #! demb[wid] += dh / window

        # update
        out -= eta * dout  #! out += eta * dout  #! out -= dout
        bias -= eta * e  #! bias -= eta * p
        emb -= eta * demb  #! emb[centre] -= eta * dh  #! emb[context] -= eta * dh
    print('epoch', ep, 'loss', total / len(data))

vec = emb[w2i['cat']]
print(sorted(vocab, key=lambda w: -emb[w2i[w]].dot(vec))[:3])
