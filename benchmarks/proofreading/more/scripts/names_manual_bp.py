# manual backprop of the char-level MLP, op by op (exercise 1: no autograd!)
import numpy as np

g = np.random.default_rng(2147483647)
vocab_size, n_embd, block_size, n_hidden = 6, 2, 3, 5
n = 7                                    # minibatch size
Xb = g.integers(0, vocab_size, (n, block_size))
Yb = g.integers(0, vocab_size, n)

C = g.standard_normal((vocab_size, n_embd))
W1 = g.standard_normal((n_embd * block_size, n_hidden)) * 0.4
W2 = g.standard_normal((n_hidden, vocab_size)) * 0.3
b2 = g.standard_normal(vocab_size) * 0.1
bngain = np.ones((1, n_hidden))
bnbias = np.zeros((1, n_hidden))

for i in range(10):
    emb = C[Xb]
    embcat = emb.reshape(n, -1)
    hprebn = embcat @ W1
    bnmeani = 1 / n * hprebn.sum(0, keepdims=True)
    bndiff = hprebn - bnmeani
    bndiff2 = bndiff ** 2
    bnvar = 1 / (n - 1) * bndiff2.sum(0, keepdims=True)    # Bessel
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    logit_maxes = logits.max(1, keepdims=True)
    norm_logits = logits - logit_maxes
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum ** -1.0
    probs = counts * counts_sum_inv
    logprobs = np.log(probs)
    loss = -logprobs[range(n), Yb].mean()

    # backward
    dlogprobs = np.zeros_like(logprobs)
    dlogprobs[range(n), Yb] = -1.0 / n  #! dlogprobs[range(n), Yb] = -1.0
    dprobs = (1.0 / probs) * dlogprobs  #! dprobs = probs * dlogprobs
    dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)  #! dcounts_sum_inv = np.sum(counts * dprobs)
    dcounts = counts_sum_inv * dprobs
    dcounts_sum = (-counts_sum ** -2) * dcounts_sum_inv  #! dcounts_sum = (counts_sum ** -2) * dcounts_sum_inv
    dcounts += np.ones_like(counts) * dcounts_sum  #! dcounts = np.ones_like(counts) * dcounts_sum
    dnorm_logits = counts * dcounts  #! dnorm_logits = dcounts
    dlogits = dnorm_logits.copy()
    dlogit_maxes = (-dnorm_logits).sum(1, keepdims=True)
    dlogits[range(n), logits.argmax(1)] += dlogit_maxes[:, 0]
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits  #! dW2 = hpreact.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh  #! dhpreact = (1.0 - hpreact ** 2) * dh
    dbngain = (bnraw * dhpreact).sum(0, keepdims=True)  #! dbngain = (bndiff * dhpreact).sum(0, keepdims=True)
    dbnraw = bngain * dhpreact
    dbnbias = dhpreact.sum(0, keepdims=True)
    dbndiff = bnvar_inv * dbnraw
    dbnvar_inv = (bndiff * dbnraw).sum(0, keepdims=True)
    dbnvar = (-0.5 * (bnvar + 1e-5) ** -1.5) * dbnvar_inv  #! dbnvar = (-0.5 * (bnvar + 1e-5) ** -0.5) * dbnvar_inv
    dbndiff2 = (1.0 / (n - 1)) * np.ones_like(bndiff2) * dbnvar  #! dbndiff2 = (1.0 / n) * np.ones_like(bndiff2) * dbnvar
    dbndiff += (2 * bndiff) * dbndiff2  #! dbndiff = (2 * bndiff) * dbndiff2
    dhprebn = dbndiff.copy()
    dbnmeani = (-dbndiff).sum(0)
    dhprebn += 1.0 / n * (np.ones_like(hprebn) * dbnmeani)  #! dhprebn += np.ones_like(hprebn) * dbnmeani
    dembcat = dhprebn @ W1.T
    dW1 = embcat.T @ dhprebn
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(n):
        for j in range(block_size):
            dC[Xb[k, j]] += demb[k, j]  #! dC[Xb[k, j]] = demb[k, j]

    # update
    for p, grad in zip([C, W1, W2, b2, bngain, bnbias], [dC, dW1, dW2, db2, dbngain, dbnbias]):
        p += -0.5 * grad
    # end
    print(f"{i:3d} {loss:.4f}")
