# bigger brother of the bigram model: 3 words of context -> next word, with the OUTPUT MATRIX TIED to the embedding
import numpy as np, math

text = "the cat sat on the mat . the dog sat on the cat . a dog ran .".split()
vocab = list(dict.fromkeys(text))
stoi = {w:i for i,w in enumerate(vocab)}
CTX, DIM, HID = 3, 4, 6

Xb, Yb = [], []
for i in range(CTX, CTX+8):
    Xb.append([stoi[w] for w in text[i-CTX:i]])
    Yb.append(stoi[text[i]])
Xb, Yb = np.array(Xb), np.array(Yb)
n = Xb.shape[0]

g = np.random.default_rng(2147483647)
C  = g.normal(size=(len(vocab), DIM))
W1 = g.normal(size=(CTX*DIM, HID)) * (5/3)/math.sqrt(CTX*DIM)
b1 = g.normal(size=HID) * 0.1
W2 = g.normal(size=(HID, DIM)) * 0.5
b2 = g.normal(size=len(vocab)) * 0.1    # one bias per word

for step in range(20):
    # --- forward
    emb = C[Xb]                          # (n, CTX, DIM)
    embcat = emb.reshape(n, -1)
    hpreact = embcat @ W1 + b1
    h = np.tanh(hpreact)
    proj = h @ W2                        # back to embedding space
    logits = proj @ C.T + b2             # tied!
    logit_maxes = logits.max(1, keepdims=True)
    counts = np.exp(logits - logit_maxes)
    probs = counts / counts.sum(1, keepdims=True)
    loss = -np.log(probs[range(n), Yb]).mean()

    # backward
    dlogits = probs.copy()
    dlogits[range(n), Yb] -= 1  #! dlogits[range(n), Yb] -= 1/n  #! dlogits[range(n), Xb[:, -1]] -= 1
    dlogits /= n  #! dlogits /= len(vocab)
    db2 = dlogits.sum(0)  #! db2 = dlogits.mean(0)
    dproj = dlogits @ C
    dC = dlogits.T @ proj  #! dC = np.zeros_like(C)  #! dC = -dlogits.T @ proj
    dW2 = h.T @ dproj  #! dW2 = hpreact.T @ dproj
    dh = dproj @ W2.T
    dhpreact = (1 - h**2) * dh  #! dhpreact = (1 - hpreact**2) * dh  #! dhpreact = (1 - h)**2 * dh
    dW1 = embcat.T @ dhpreact  #! dW1 = embcat.T @ dh
    db1 = dhpreact.sum(0)  #! db1 = dh.sum(0)
    dembcat = dhpreact @ W1.T
    demb = dembcat.reshape(emb.shape)
    for k in range(n):
        for j in range(CTX):
            ix = Xb[k, j]
            dC[ix] += demb[k, j]  #! dC[ix] = demb[k, j]  #! dC[Yb[k]] += demb[k, j]
    # update
    for p, gr in zip((C, W1, b1, W2, b2), (dC, dW1, db1, dW2, db2)):
        p -= 0.1 * gr
    # end
    if step % 5 == 0: print(f'{step:4d}: {loss:.4f}')
