# backprop through every single intermediate by hand (checked with pen and paper), trigram-ish MLP
import numpy as np

g = np.random.RandomState(83)
vocab_size, n_embd, block_size, n_hidden, n = 7, 3, 2, 5, 6
C = g.randn(vocab_size, n_embd)
W1 = g.randn(block_size * n_embd, n_hidden) * 0.4
b1 = g.randn(n_hidden) * 0.1
W2 = g.randn(n_hidden, vocab_size) * 0.4
b2 = g.randn(vocab_size) * 0.1
Xb = g.randint(0, vocab_size, (n, block_size))
Yb = g.randint(0, vocab_size, n)

for it in range(2):
    emb = C[Xb]
    embcat = emb.reshape(n, -1)
    hpre = embcat @ W1 + b1
    h = np.tanh(hpre)
    z = h @ W2 + b2
    zmax = z.max(1, keepdims=True)
    zn = z - zmax
    ez = np.exp(zn)
    tot = ez.sum(1, keepdims=True)
    inv = tot ** -1
    probs = ez * inv
    logp = np.log(probs)
    loss = -logp[range(n), Yb].mean()

    # backward
    dlogp = np.zeros_like(logp)
    dlogp[range(n), Yb] = -1.0 / n  #! dlogp[range(n), Yb] = -1.0
    dprobs = dlogp / probs  #! dprobs = dlogp * probs #! dprobs = dlogp / logp
    dinv = (ez * dprobs).sum(1, keepdims=True)  #! dinv = (probs * dprobs).sum(1, keepdims=True) #! dinv = ez * dprobs
    dez = inv * dprobs
    dtot = -tot ** -2 * dinv  #! dtot = tot ** -2 * dinv
    dez += np.ones_like(ez) * dtot  #! dez = np.ones_like(ez) * dtot
    dzn = ez * dez
    dz = dzn.copy()
    dzmax = -dzn.sum(1, keepdims=True)
    dz[range(n), z.argmax(1)] += dzmax[:, 0]
    dh = dz @ W2.T
    dW2 = h.T @ dz
    db2 = dz.sum(0)
    dhpre = (1.0 - h ** 2) * dh
    dW1 = embcat.T @ dhpre
    db1 = dhpre.sum(0)
    dembcat = dhpre @ W1.T
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xb.shape[0]):
        for j in range(Xb.shape[1]):
            ix = Xb[k, j]
            dC[ix] += demb[k, j]  #! dC[ix] = demb[k, j] #! dC[j] += demb[k, j]

    # update
    for p, dp in zip([C, W1, b1, W2, b2], [dC, dW1, db1, dW2, db2]):
        p += -0.1 * dp

print(loss)
