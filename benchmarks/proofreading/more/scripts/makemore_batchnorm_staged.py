# manual backprop through: linear -> batchnorm (small steps) -> tanh -> linear -> cross entropy
import numpy as np

g = np.random.RandomState(42)
n, fan_in, hid, classes = 6, 4, 5, 3
Xb = g.randn(n, fan_in)
Yb = g.randint(0, classes, n)
W1 = g.randn(fan_in, hid) * 0.5
bngain = g.randn(1, hid) * 0.1 + 1.0
bnbias = g.randn(1, hid) * 0.1
W2 = g.randn(hid, classes) * 0.5
b2 = g.randn(classes) * 0.1

for step in range(2):
    hprebn = Xb @ W1
    bnmeani = 1 / n * hprebn.sum(0, keepdims=True)
    bndiff = hprebn - bnmeani
    bndiff2 = bndiff ** 2
    bnvar = 1 / (n - 1) * bndiff2.sum(0, keepdims=True)   # Bessel
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    e = np.exp(logits - logits.max(1, keepdims=True))
    probs = e / e.sum(1, keepdims=True)
    loss = -np.log(probs[np.arange(n), Yb]).mean()

    # backward
    dlogits = probs.copy()
    dlogits[np.arange(n), Yb] -= 1
    dlogits /= n
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh
    dbngain = (bnraw * dhpreact).sum(0, keepdims=True)  #! dbngain = (bndiff * dhpreact).sum(0, keepdims=True)  #! dbngain = (bnraw * dhpreact).sum(1, keepdims=True)
    dbnraw = bngain * dhpreact  #! dbnraw = dhpreact
    dbnbias = dhpreact.sum(0, keepdims=True)
    dbndiff = bnvar_inv * dbnraw
    dbnvar_inv = (bndiff * dbnraw).sum(0, keepdims=True)
    dbnvar = (-0.5 * (bnvar + 1e-5) ** -1.5) * dbnvar_inv  #! dbnvar = (-0.5 * (bnvar + 1e-5) ** -0.5) * dbnvar_inv  #! dbnvar = (0.5 * (bnvar + 1e-5) ** -1.5) * dbnvar_inv
    dbndiff2 = (1.0 / (n - 1)) * np.ones_like(bndiff2) * dbnvar  #! dbndiff2 = (1.0 / n) * np.ones_like(bndiff2) * dbnvar
    dbndiff += (2 * bndiff) * dbndiff2  #! dbndiff = (2 * bndiff) * dbndiff2  #! dbndiff += bndiff * dbndiff2
    dhprebn = dbndiff.copy()
    dbnmeani = (-dbndiff).sum(0)
    dhprebn += 1.0 / n * (np.ones_like(hprebn) * dbnmeani)  #! dhprebn += np.ones_like(hprebn) * dbnmeani  #! dhprebn -= 1.0 / n * (np.ones_like(hprebn) * dbnmeani)
    dW1 = Xb.T @ dhprebn
    # end
    # update
    W1 += -0.2 * dW1
    bngain += -0.2 * dbngain
    bnbias += -0.2 * dbnbias
    W2 += -0.2 * dW2
    b2 += -0.2 * db2
