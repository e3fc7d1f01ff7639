import numpy as np

# character MLP à la Bengio 2003: 3 characters of context, embedding table C, one hidden layer with bias, softmax
names = ["emma", "ava", "mia"]
itos = ["."] + sorted(set("".join(names)))
stoi = {s: i for i, s in enumerate(itos)}
Xb, Yb = [], []
for name in names:
    context = [0, 0, 0]
    for ch in name + ".":
        Xb.append(context)
        Yb.append(stoi[ch])
        context = context[1:] + [stoi[ch]]
Xb, Yb = np.array(Xb[:8]), np.array(Yb[:8])
n = len(Xb)

g = np.random.default_rng(2147483647)
C = g.standard_normal((len(itos), 2))
W1 = g.standard_normal((6, 5)) * 0.6
b1 = g.standard_normal(5) * 0.1
W2 = g.standard_normal((5, len(itos))) * 0.3
b2 = np.zeros(len(itos))

emb = C[Xb]                          # n, 3, 2
embcat = emb.reshape(n, -1)
hpreact = embcat @ W1 + b1
h = np.tanh(hpreact)
logits = h @ W2 + b2
logit_maxes = logits.max(1, keepdims=True)
norm_logits = logits - logit_maxes
counts = np.exp(norm_logits)
counts_sum = counts.sum(1, keepdims=True)
probs = counts / counts_sum
logprobs = np.log(probs)
loss = -logprobs[range(n), Yb].mean()

# backward
dlogprobs = np.zeros_like(logprobs)
dlogprobs[range(n), Yb] = -1.0 / n
dprobs = dlogprobs / probs
dcounts = dprobs / counts_sum
dcounts_sum = (-counts / counts_sum ** 2 * dprobs).sum(1, keepdims=True)  #! dcounts_sum = (-counts / counts_sum * dprobs).sum(1, keepdims=True)
dcounts = dcounts + dcounts_sum  #! dcounts = dcounts_sum
dnorm_logits = counts * dcounts  #! dnorm_logits = probs * dcounts
dlogits = dnorm_logits.copy()
dh = dlogits @ W2.T
dW2 = h.T @ dlogits
db2 = dlogits.sum(0)  #! db2 = dlogits.mean(0)
dhpreact = (1 - h ** 2) * dh  #! dhpreact = (1 - hpreact ** 2) * dh
dembcat = dhpreact @ W1.T
dW1 = embcat.T @ dhpreact
db1 = dhpreact.sum(0)
demb = dembcat.reshape(emb.shape)
dC = np.zeros_like(C)
for k in range(n):
    for j in range(3):
        dC[Xb[k, j]] += demb[k, j]  #! dC[Xb[k, j]] = demb[k, j]

# update
C += -0.1 * dC
W1 += -0.1 * dW1
b1 += -0.1 * db1
W2 += -0.1 * dW2
b2 += -0.1 * db2
