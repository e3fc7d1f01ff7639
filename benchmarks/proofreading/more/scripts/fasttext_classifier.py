"""Bag of tricks for text classification (Joulin et al.): mean of hashed char n-gram vectors
-> linear -> softmax. Mini batches; words are padded with < and >."""
import numpy as np

BUCKETS, DIM = 30, 4
texts = [("great fun film", 1), ("boring film", 0), ("so much fun", 1), ("awful and boring", 0),
         ("great great", 1), ("really awful", 0), ("funny and great", 1), ("bored to tears", 0)]


def bucket(gram):
    """Deterministic hash (Python's hash() is salted per process)."""
    hsh = 2166136261
    for ch in gram:
        hsh = ((hsh ^ ord(ch)) * 16777619) & 0xFFFFFFFF
    return hsh % BUCKETS


def ngrams(text, n=3):
    for word in text.split():
        w = "<" + word + ">"
        for i in range(len(w) - n + 1):
            yield bucket(w[i:i + n])


rng = np.random.default_rng(0)
emb = rng.uniform(-1 / DIM, 1 / DIM, (BUCKETS, DIM))
out = np.zeros((DIM, 2))
docs = [(list(ngrams(t)), y) for t, y in texts]
order = np.arange(len(docs))

for epoch in range(10):
    rng.shuffle(order)
    epoch_loss = 0.0
    for lo in range(0, len(docs), 4):
        batch = [docs[i] for i in order[lo:lo + 4]]
        hidden = np.stack([emb[ids].mean(axis=0) for ids, _ in batch])
        labels = np.array([y for _, y in batch])
        z = hidden @ out
        z = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        loss = -z[np.arange(len(batch)), labels].mean()
        epoch_loss += loss * len(batch) / len(docs)
        # backward
        delta = np.exp(z)
        delta[np.arange(len(batch)), labels] -= 1
        delta /= len(batch)
        g_out = hidden.T @ delta
        g_hid = delta @ out.T
        g_emb = np.zeros_like(emb)
        for (ids, _), g in zip(batch, g_hid):
            np.add.at(g_emb, ids, g / len(ids))
        # update
        out -= 1.0 * g_out
        emb -= 1.0 * g_emb
    print("epoch %2d  loss %.4f" % (epoch, epoch_loss))
