import numpy as np

# tiny character model, every intermediate written out (batch of 5 contexts of 2 characters)
rng = np.random.default_rng(2147483647)
vocab, n_embd, n_hidden, n = 6, 3, 7, 5
Xb = rng.integers(0, vocab, size=(n, 2))
Yb = rng.integers(0, vocab, size=n)
C = rng.standard_normal((vocab, n_embd))
W1 = rng.standard_normal((n_embd * 2, n_hidden)) * 0.4
b1 = rng.standard_normal(n_hidden) * 0.1
W2 = rng.standard_normal((n_hidden, vocab)) * 0.4
b2 = rng.standard_normal(vocab) * 0.1
parameters = [C, W1, b1, W2, b2]

for _ in range(2):
    emb = C[Xb]                              # (5, 2, 3)
    embcat = emb.reshape(emb.shape[0], -1)
    hpreact = embcat @ W1 + b1
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    # cross entropy in small steps
    logit_maxes = logits.max(1, keepdims=True)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum ** -1
    probs = counts * counts_sum_inv
    logprobs = np.log(probs)
    loss = -logprobs[range(n), Yb].mean()

    # backward
    dlogprobs = np.zeros_like(logprobs)
    dlogprobs[range(n), Yb] = -1.0 / n  #! dlogprobs[range(n), Yb] = -1.0  #! dlogprobs[range(n), Yb] = 1.0 / n
    dprobs = (1.0 / probs) * dlogprobs  #! dprobs = probs * dlogprobs
    dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)  #! dcounts_sum_inv = counts * dprobs
    dcounts = counts_sum_inv * dprobs
    dcounts_sum = (-counts_sum ** -2) * dcounts_sum_inv  #! dcounts_sum = (counts_sum ** -2) * dcounts_sum_inv
    dcounts += np.ones_like(counts) * dcounts_sum  #! dcounts = np.ones_like(counts) * dcounts_sum
    dnorm_logits = counts * dcounts
    dlogits = dnorm_logits.copy()
    dlogit_maxes = (-dnorm_logits).sum(1, keepdims=True)
    dlogits[range(n), logits.argmax(1)] += dlogit_maxes[:, 0]
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh  #! dhpreact = (1.0 - hpreact ** 2) * dh  #! dhpreact = (1.0 - h) ** 2 * dh
    dembcat = dhpreact @ W1.T
    dW1 = embcat.T @ dhpreact
    db1 = dhpreact.sum(0)
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xb.shape[0]):
        for j in range(Xb.shape[1]):
            ix = Xb[k, j]
            dC[ix] += demb[k, j]  #! dC[ix] = demb[k, j]  #! dC[k] += demb[k, j]
    # end
    grads = [dC, dW1, db1, dW2, db2]
    # update
    for p, g in zip(parameters, grads):
        p -= 0.1 * g
