# makemore part 4 ("becoming a backprop ninja"), but without torch and with a six letter alphabet
import numpy as np
rng = np.random.default_rng(2147483647)

words = ['emma', 'ava', 'mia', 'eve', 'vi']
chars = ['.'] + sorted(set(''.join(words)))
stoi = {s: i for i, s in enumerate(chars)}
vocab_size, block_size, n_embd, n_hidden = len(chars), 2, 3, 6

X, Y = [], []
for w in words:
    context = [0] * block_size
    for ch in w + '.':
        X.append(context)
        Y.append(stoi[ch])
        context = context[1:] + [stoi[ch]]
X, Y = np.array(X), np.array(Y)

C = rng.normal(size=(vocab_size, n_embd))
W1 = rng.normal(size=(n_embd * block_size, n_hidden)) * (5 / 3) / (n_embd * block_size) ** 0.5
W2 = rng.normal(size=(n_hidden, vocab_size)) * 0.3
b2 = rng.normal(size=vocab_size) * 0.1
bngain = rng.normal(size=(1, n_hidden)) * 0.1 + 1.0
bnbias = rng.normal(size=(1, n_hidden)) * 0.1
parameters = [C, W1, W2, b2, bngain, bnbias]
n = 8

for step in range(6):
    ix = rng.choice(len(X), n, replace=False)
    Xb, Yb = X[ix], Y[ix]

    emb = C[Xb]
    embcat = emb.reshape(n, -1)
    hprebn = embcat @ W1
    bnmeani = hprebn.mean(0, keepdims=True)
    bndiff = hprebn - bnmeani
    bndiff2 = bndiff ** 2
    bnvar = 1 / (n - 1) * bndiff2.sum(0, keepdims=True)  # Bessel's correction, as in the lecture
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    norm_logits = logits - logits.max(1, keepdims=True)
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(1, keepdims=True)
    counts_sum_inv = counts_sum ** -1
    probs = counts * counts_sum_inv
    logprobs = np.log(probs)
    loss = -logprobs[range(n), Yb].mean()

    # backward
    dlogprobs = np.zeros_like(logprobs)
    dlogprobs[range(n), Yb] = -1.0 / n  #! dlogprobs[range(n), Yb] = -1.0
    dprobs = (1.0 / probs) * dlogprobs  #! dprobs = probs * dlogprobs
    dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)
    dcounts = counts_sum_inv * dprobs
    dcounts_sum = (-counts_sum ** -2) * dcounts_sum_inv  #! dcounts_sum = (counts_sum ** -2) * dcounts_sum_inv
    dcounts += np.ones_like(counts) * dcounts_sum  #! dcounts = np.ones_like(counts) * dcounts_sum
    dlogits = counts * dcounts  # the max drops out, it is a constant shift
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits  #! dW2 = hpreact.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh  #! dhpreact = (1.0 - hpreact ** 2) * dh  #! dhpreact = (1.0 - h) ** 2 * dh
    dbngain = (bnraw * dhpreact).sum(0, keepdims=True)  #! dbngain = (bndiff * dhpreact).sum(0, keepdims=True)
    dbnbias = dhpreact.sum(0, keepdims=True)
    dbnraw = bngain * dhpreact
    dbndiff = bnvar_inv * dbnraw
    dbnvar_inv = (bndiff * dbnraw).sum(0, keepdims=True)
    dbnvar = (-0.5 * (bnvar + 1e-5) ** -1.5) * dbnvar_inv  #! dbnvar = (-0.5 * (bnvar + 1e-5) ** -0.5) * dbnvar_inv
    dbndiff2 = (1.0 / (n - 1)) * np.ones_like(bndiff2) * dbnvar  #! dbndiff2 = (1.0 / n) * np.ones_like(bndiff2) * dbnvar
    dbndiff += (2 * bndiff) * dbndiff2  #! dbndiff += bndiff * dbndiff2
    dhprebn = dbndiff.copy()
    dbnmeani = (-dbndiff).sum(0)
    dhprebn += 1.0 / n * (np.ones_like(hprebn) * dbnmeani)  #! dhprebn += np.ones_like(hprebn) * dbnmeani
    dembcat = dhprebn @ W1.T  #! dembcat = dhprebn @ W1
    dW1 = embcat.T @ dhprebn
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xb.shape[0]):
        for j in range(Xb.shape[1]):
            dC[Xb[k, j]] += demb[k, j]  #! dC[Xb[k, j]] = demb[k, j]
    # update
    for p, dp in zip(parameters, [dC, dW1, dW2, db2, dbngain, dbnbias]):
        p += -0.1 * dp
    # end
    print(f'{step}: {loss:.4f}')
