import numpy as np

names = ['ada', 'bob', 'cab']
itos = ['.'] + sorted(set(''.join(names)))
stoi = {s: i for i, s in enumerate(itos)}
V, E, H, block = len(itos), 2, 6, 3

xs, ys = [], []
for w in names:
    context = [0] * block
    for ch in w + '.':
        xs.append(context)
        ys.append(stoi[ch])
        context = context[1:] + [stoi[ch]]
Xb, Yb = np.array(xs), np.array(ys)
n = len(Yb)

g = np.random.default_rng(2147483647)
C = g.normal(size=(V, E))
W1 = g.normal(size=(E * block, H)) * 0.3
b1 = g.normal(size=H) * 0.01
W2 = g.normal(size=(H, V)) * 0.3
b2 = np.zeros(V)

for i in range(2):
    emb = C[Xb]
    embcat = emb.reshape(n, -1)
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
    loss = -logprobs[range(n), Yb].mean()

    # backward
    dlogprobs = np.zeros_like(logprobs)
    dlogprobs[range(n), Yb] = -1.0 / n
    dprobs = (1.0 / probs) * dlogprobs
    dcounts_sum_inv = (counts * dprobs).sum(1, keepdims=True)  #! dcounts_sum_inv = counts * dprobs
    dcounts_sum = (-counts_sum ** -2) * dcounts_sum_inv  #! dcounts_sum = (counts_sum ** -2) * dcounts_sum_inv
    dcounts = counts_sum_inv * dprobs
    dcounts += np.ones_like(counts) * dcounts_sum  #! dcounts = np.ones_like(counts) * dcounts_sum
    dlogits = counts * dcounts  #! dlogits = norm_logits * dcounts
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh  #! dhpreact = (1.0 - hpreact ** 2) * dh
    dembcat = dhpreact @ W1.T
    dW1 = embcat.T @ dhpreact
    db1 = dhpreact.sum(0)
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    for k in range(Xb.shape[0]):
        for j in range(Xb.shape[1]):
            dC[Xb[k, j]] += demb[k, j]  #! dC[Xb[k, j]] = demb[k, j]  #! dC[Xb[k, j]] += emb[k, j]
    # update
    for p, grad in zip([C, W1, b1, W2, b2], [dC, dW1, db1, dW2, db2]):
        p += -0.1 * grad

print(loss)
