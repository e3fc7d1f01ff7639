# backprop by hand through a makemore style MLP, one intermediate at a time
import numpy as np

g = np.random.default_rng(2147483647)
words = ['emma', 'olivia', 'ava', 'mia']
chars = sorted(set(''.join(words)))
stoi = {s: i + 1 for i, s in enumerate(chars)}
stoi['.'] = 0
vocab_size, block_size = len(stoi), 3

X, Y = [], []
for w in words:
    context = [0] * block_size
    for ch in w + '.':
        X.append(context)
        Y.append(stoi[ch])
        context = context[1:] + [stoi[ch]]
X, Y = np.array(X), np.array(Y)

n_embd, n_hidden, n = 2, 7, 10   # n = batch size
C = g.standard_normal((vocab_size, n_embd))
W1 = g.standard_normal((n_embd * block_size, n_hidden)) * 0.6
bngain = g.standard_normal((1, n_hidden)) * 0.1 + 1.0
bnbias = g.standard_normal((1, n_hidden)) * 0.1
W2 = g.standard_normal((n_hidden, vocab_size)) * 0.3
b2 = g.standard_normal(vocab_size) * 0.1
parameters = [C, W1, bngain, bnbias, W2, b2]

for i in range(12):
    ix = g.integers(0, X.shape[0], n)
    Xb, Yb = X[ix], Y[ix]
    # forward pass, chunkated
    emb = C[Xb]
    embcat = emb.reshape(n, -1)
    hprebn = embcat @ W1
    bnmeani = 1 / n * hprebn.sum(0, keepdims=True)
    bndiff = hprebn - bnmeani
    bnvar = 1 / (n - 1) * (bndiff ** 2).sum(0, keepdims=True)  # Bessel's correction
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    counts = np.exp(logits - logits.max(1, keepdims=True))
    probs = counts / counts.sum(1, keepdims=True)
    loss = -np.log(probs[range(n), Yb]).mean()

    # backward
    dlogits = probs.copy()
    dlogits[range(n), Yb] -= 1
    dlogits /= n  #! dlogits /= vocab_size
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits  #! dW2 = hpreact.T @ dlogits
    db2 = dlogits.sum(0)  #! db2 = dlogits.mean(0)
    dhpreact = (1.0 - h ** 2) * dh  #! dhpreact = (1.0 - hpreact ** 2) * dh
    dbngain = (bnraw * dhpreact).sum(0, keepdims=True)
    dbnbias = dhpreact.sum(0, keepdims=True)
    dbnraw = bngain * dhpreact
    dbndiff = bnvar_inv * dbnraw
    dbnvar_inv = (bndiff * dbnraw).sum(0, keepdims=True)
    dbnvar = -0.5 * (bnvar + 1e-5) ** -1.5 * dbnvar_inv  #! dbnvar = -0.5 * (bnvar + 1e-5) ** -0.5 * dbnvar_inv  #! dbnvar = 0.5 * (bnvar + 1e-5) ** -1.5 * dbnvar_inv
    dbndiff += 2.0 / (n - 1) * bndiff * dbnvar  #! dbndiff += 2.0 / n * bndiff * dbnvar
    dhprebn = dbndiff.copy()
    dbnmeani = -dbndiff.sum(0, keepdims=True)
    dhprebn += 1.0 / n * dbnmeani  #! dhprebn += dbnmeani
    dembcat = dhprebn @ W1.T
    dW1 = embcat.T @ dhprebn
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xb.shape[0]):
        for j in range(Xb.shape[1]):
            dC[Xb[k, j]] += demb[k, j]  #! dC[Xb[k, j]] = demb[k, j]

    # update
    grads = [dC, dW1, dbngain, dbnbias, dW2, db2]
    lr = 0.3 if i < 8 else 0.03  # step learning rate decay
    for p, grad in zip(parameters, grads):
        p += -lr * grad  #! p = p - lr * grad
