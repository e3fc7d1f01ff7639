import numpy as np

# fastText-like classifier: mean of the word vectors (0 = padding, not counted), affine,
# softmax cross entropy with label smoothing. Everything in one op, output is the loss per document.
LABELS = np.array([2, 0, 1])
SMOOTH = 0.1


def bag_loss(ids, emb, W, b):
    docs = []
    losses = []
    for n, row in enumerate(ids):
        real = [w for w in row if w != 0]
        avg = sum(emb[w] for w in real) / len(real)
        logits = avg @ W + b
        logZ = np.log(np.exp(logits - logits.max()).sum()) + logits.max()
        logp = logits - logZ
        q = np.full(len(b), SMOOTH / len(b))
        q[LABELS[n]] += 1 - SMOOTH
        losses.append(-(q * logp).sum())
        docs.append((real, avg, logp, q))
    return np.array(losses), (docs, emb, W)


def bag_loss_backward(dlosses, cache):
    docs, emb, W = cache
    demb, dW, db = np.zeros(emb.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    # backward
    for (real, avg, logp, q), up in zip(docs, dlosses):
        dlogits = up * (np.exp(logp) - q)  #! dlogits = up * (logp - q)  #! dlogits = np.exp(logp) - q  #! dlogits = up * (q - np.exp(logp))  #! dlogits = up * (np.exp(logp) - (q > 0.5))
        db += dlogits  #! db = dlogits
        dW += np.outer(avg, dlogits)  #! dW += np.outer(emb[real[0]], dlogits)  #! dW = np.outer(avg, dlogits)
        davg = W @ dlogits
        for w in real:
            demb[w] += davg / len(real)  #! demb[w] = davg / len(real)  #! demb[w] += davg  #! demb[w] += davg / len(docs)  #! demb[real[0]] += davg / len(real)
    # end
    return {'emb': demb, 'W': dW, 'b': db}


rng = np.random.RandomState(77)
FORWARD = bag_loss
BACKWARD = bag_loss_backward
INPUTS = (np.array([[1, 4, 4, 0], [2, 3, 0, 0], [5, 1, 2, 4]]), rng.randn(6, 3), rng.randn(3, 3), rng.randn(3))
