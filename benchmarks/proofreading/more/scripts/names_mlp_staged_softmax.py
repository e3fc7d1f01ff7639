# exercise: backprop through the whole thing manually, one line for each intermediate value
import numpy as np

g = np.random.default_rng(2147)
vocab_size, block_size, n_embd, n_hidden, n = 7, 3, 2, 5, 6
Xb = g.integers(0, vocab_size, (n, block_size))
Yb = g.integers(0, vocab_size, n)
C = g.normal(size=(vocab_size, n_embd))
W1 = g.normal(size=(n_embd * block_size, n_hidden)) * 0.4
b1 = g.normal(size=n_hidden) * 0.1
W2 = g.normal(size=(n_hidden, vocab_size)) * 0.5
b2 = g.normal(size=vocab_size) * 0.1
lr = 0.1

for i in range(2):
    emb = C[Xb]
    embcat = emb.reshape(emb.shape[0], -1)
    hpreact = embcat @ W1 + b1
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    logit_maxes = logits.max(1, keepdims=True)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum ** -1
    probs = counts * counts_sum_inv
    logprobs = np.log(probs)
    loss = -logprobs[np.arange(n), Yb].mean()

    # backward
    dlogprobs = np.zeros_like(logprobs)
    dlogprobs[np.arange(n), Yb] = -1.0 / n  #! dlogprobs[np.arange(n), Yb] = 1.0 / n
    dprobs = (1.0 / probs) * dlogprobs  #! dprobs = probs * dlogprobs
    dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)
    dcounts = counts_sum_inv * dprobs
    dcounts_sum = (-counts_sum ** -2) * dcounts_sum_inv  #! dcounts_sum = (counts_sum ** -2) * dcounts_sum_inv  #! dcounts_sum = (-counts_sum ** -1) * dcounts_sum_inv
    dcounts += np.ones_like(counts) * dcounts_sum  #! dcounts = np.ones_like(counts) * dcounts_sum
    dnorm_logits = counts * dcounts  #! dnorm_logits = norm_logits * dcounts
    dlogits = dnorm_logits.copy()
    dlogit_maxes = (-dnorm_logits).sum(1, keepdims=True)
    dlogits += np.eye(vocab_size)[logits.argmax(1)] * dlogit_maxes
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh
    dembcat = dhpreact @ W1.T
    dW1 = embcat.T @ dhpreact
    db1 = dhpreact.sum(0)
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xb.shape[0]):
        for j in range(Xb.shape[1]):
            ix = Xb[k, j]
            dC[ix] += demb[k, j]  #! dC[ix] = demb[k, j]
    # update
    for p, d in zip([C, W1, b1, W2, b2], [dC, dW1, db1, dW2, db2]):
        p -= lr * d
    # end
    print(i, loss)
