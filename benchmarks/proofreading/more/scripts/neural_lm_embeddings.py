# Neural language model: embeddings -> concat -> tanh -> softmax, following the 2003 paper / video lecture
import numpy as np

words = "the cat sat on the mat the dog sat on the rug".split()
vocab = sorted(set(words))
stoi = {w: i for i, w in enumerate(vocab)}
block = 2
ctx, nxt = [], []
for i in range(len(words) - block):
    ctx.append([stoi[w] for w in words[i:i + block]])
    nxt.append(stoi[words[i + block]])
Xb, Yb = np.array(ctx), np.array(nxt)
n, V = len(Yb), len(vocab)

g = np.random.RandomState(2147)
emb, hid = 3, 6
C = g.randn(V, emb)
W1 = g.randn(block * emb, hid) * 0.4
b1 = g.randn(hid) * 0.1
W2 = g.randn(hid, V) * 0.4
b2 = np.zeros(V)
parameters = [C, W1, b1, W2, b2]

for i in range(20):
    # forward, every intermediate kept so that I can check it
    e = C[Xb]                              # n, block, emb
    ecat = e.reshape(n, -1)
    hpre = ecat @ W1 + b1
    h = np.tanh(hpre)
    logits = h @ W2 + b2
    norm_logits = logits - logits.max(1, keepdims=True)
    counts = np.exp(norm_logits)
    counts_sum = counts.sum(1, keepdims=True)
    probs = counts / counts_sum
    logprobs = np.log(probs)
    loss = -logprobs[range(n), Yb].mean()

    # backward
    dlogprobs = np.zeros_like(logprobs)
    dlogprobs[range(n), Yb] = -1.0 / n  #! dlogprobs[range(n), Yb] = 1.0 / n
    dprobs = dlogprobs / probs  #! dprobs = dlogprobs * probs
    dcounts = dprobs / counts_sum
    dcounts_sum = -(dprobs * counts).sum(1, keepdims=True) / counts_sum ** 2  #! dcounts_sum = -(dprobs * counts).sum(1, keepdims=True) / counts_sum
    dcounts = dcounts + dcounts_sum  #! dcounts = dcounts_sum
    dlogits = dcounts * counts
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dh = dlogits @ W2.T
    dhpre = (1 - h ** 2) * dh  #! dhpre = 1 - h ** 2 * dh
    dW1 = ecat.T @ dhpre
    db1 = dhpre.sum(0)
    decat = dhpre @ W1.T  #! decat = dhpre @ W1
    de = decat.reshape(e.shape)  #! de = decat.reshape(n, emb, block)
    dC = np.zeros_like(C)
    np.add.at(dC, Xb, de)  #! dC[Xb] += de

    # update
    lr = 0.5 if i < 15 else 0.1  #! lr = 0.5 if i > 15 else 0.1
    for p, dp in zip(parameters, [dC, dW1, db1, dW2, db2]):
        p -= lr * dp  #! p -= lr * dp / n
