import numpy as np

text = "the cat sat on the mat and the dog sat on the cat"
words = text.split()
vocab = sorted(set(words))
word2id = {w: i for i, w in enumerate(vocab)}
ids = np.array([word2id[w] for w in words])

rng = np.random.RandomState(42)
dim = 4
E_emb = rng.randn(len(vocab), dim) * 0.5      # input embedding AND output matrix (tied)
U = rng.randn(dim, dim) * 0.5
out_bias = np.zeros(len(vocab))

# context = two previous words, summed
left, mid, target = ids[:-2], ids[1:-1], ids[2:]
n = len(target)

for epoch in range(3):
    ctx = E_emb[left] + E_emb[mid]
    hid = np.tanh(ctx.dot(U))
    logits = hid.dot(E_emb.T) + out_bias
    shifted = logits - logits.max(axis=1)[:, None]
    prob = np.exp(shifted) / np.exp(shifted).sum(axis=1)[:, None]
    loss = -np.log(prob[np.arange(n), target]).sum()

    # log-likelihood goes UP, so everything below is (onehot - prob)
    # backward
    err = -prob
    err[np.arange(n), target] += 1  #! err[np.arange(n), target] -= 1 #! err[target, np.arange(n)] += 1
    step_bias = err.sum(axis=0)
    step_E = err.T.dot(hid)  #! step_E = err.T.dot(ctx) #! step_E = np.zeros_like(E_emb)
    back = err.dot(E_emb) * (1 - hid ** 2)  #! back = err.dot(E_emb) * (1 - hid) #! back = err.dot(E_emb) * (1 - ctx ** 2) #! back = err.dot(E_emb)
    step_U = ctx.T.dot(back)  #! step_U = hid.T.dot(back)
    dctx = back.dot(U.T)  #! dctx = back.dot(U)
    np.add.at(step_E, left, dctx)  #! step_E[left] += dctx #! step_E[left] = dctx
    np.add.at(step_E, mid, dctx)
    # update
    E_emb += 0.1 * step_E / n
    U += 0.1 * step_U / n
    out_bias += 0.1 * step_bias / n
    print(f"epoch {epoch}: perplexity {np.exp(loss / n):.3f}")
