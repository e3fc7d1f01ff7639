import numpy as np

np.random.seed(42)
n, n_in, n_hid, n_out = 6, 4, 5, 3
X = np.random.randn(n, n_in)
Y = np.array([0, 2, 1, 1, 0, 2])

W1 = np.random.randn(n_in, n_hid) * 0.5
bngain = np.random.randn(1, n_hid) * 0.1 + 1.0
bnbias = np.random.randn(1, n_hid) * 0.1
W2 = np.random.randn(n_hid, n_out) * 0.5
b2 = np.random.randn(n_out) * 0.1
eps = 1e-5

for it in range(2):
    # Linear layer 1 (no bias, the batch norm would eat it)
    hprebn = X @ W1
    # BatchNorm layer
    bnmeani = hprebn.sum(0, keepdims=True) / n
    bndiff = hprebn - bnmeani
    bndiff2 = bndiff ** 2
    bnvar = bndiff2.sum(0, keepdims=True) / (n - 1)  # Bessel's correction
    bnvar_inv = (bnvar + eps) ** -0.5
    bnraw = bndiff * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    # Non-linearity, linear layer 2
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    # cross entropy
    e = np.exp(logits - logits.max(1, keepdims=True))
    P = e / e.sum(1, keepdims=True)
    loss = -np.log(P[range(n), Y]).mean()

    # backward
    dlogits = P.copy()
    dlogits[range(n), Y] -= 1
    dlogits /= n
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dh = dlogits @ W2.T
    dhpreact = (1 - h ** 2) * dh
    dbngain = (bnraw * dhpreact).sum(0, keepdims=True)  #! dbngain = (hprebn * dhpreact).sum(0, keepdims=True)
    dbnbias = dhpreact.sum(0, keepdims=True)
    dbnraw = bngain * dhpreact  #! dbnraw = dhpreact
    dbndiff = bnvar_inv * dbnraw
    dbnvar_inv = (bndiff * dbnraw).sum(0, keepdims=True)
    dbnvar = -0.5 * (bnvar + eps) ** -1.5 * dbnvar_inv  #! dbnvar = -0.5 * (bnvar + eps) ** -0.5 * dbnvar_inv  #! dbnvar = 0.5 * (bnvar + eps) ** -1.5 * dbnvar_inv
    dbndiff2 = np.ones_like(bndiff2) / (n - 1) * dbnvar  #! dbndiff2 = np.ones_like(bndiff2) / n * dbnvar  #! dbndiff2 = np.ones_like(bndiff2) * dbnvar
    dbndiff += 2 * bndiff * dbndiff2  #! dbndiff = 2 * bndiff * dbndiff2  #! dbndiff += bndiff * dbndiff2
    dhprebn = dbndiff.copy()
    dbnmeani = -dbndiff.sum(0, keepdims=True)
    dhprebn += np.ones_like(hprebn) / n * dbnmeani  #! dhprebn += np.ones_like(hprebn) * dbnmeani
    dW1 = X.T @ dhprebn
    # update
    W1 -= 0.2 * dW1
    bngain -= 0.2 * dbngain
    bnbias -= 0.2 * dbnbias
    W2 -= 0.2 * dW2
    b2 -= 0.2 * db2
    # end
    print("loss", loss)
