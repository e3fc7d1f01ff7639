# embedding -> linear -> batchnorm -> tanh -> linear -> cross entropy; the FUSED backward formulas
import numpy as np

torch_like = np.random.default_rng(42)
batch, ctx, vocab_size, n_embd, n_hidden = 6, 3, 5, 2, 4
X = torch_like.integers(0, vocab_size, (batch, ctx))
Y = torch_like.integers(0, vocab_size, batch)
C = torch_like.normal(size=(vocab_size, n_embd))
W1 = torch_like.normal(size=(n_embd * ctx, n_hidden)) * 0.5
W2 = torch_like.normal(size=(n_hidden, vocab_size)) * 0.5
b2 = torch_like.normal(size=vocab_size) * 0.1
bngain = np.ones((1, n_hidden)) + 0.1 * torch_like.normal(size=(1, n_hidden))
bnbias = 0.1 * torch_like.normal(size=(1, n_hidden))

for i in range(2):
    emb = C[X]
    embcat = emb.reshape(batch, -1)
    hprebn = embcat @ W1
    bnmean = hprebn.mean(0, keepdims=True)
    bnvar = hprebn.var(0, keepdims=True, ddof=1)
    bnvar_inv = (bnvar + 1e-5) ** -0.5
    bnraw = (hprebn - bnmean) * bnvar_inv
    hpreact = bngain * bnraw + bnbias
    h = np.tanh(hpreact)
    logits = h @ W2 + b2
    logsumexp = np.log(np.exp(logits).sum(1, keepdims=True))
    loss = (logsumexp[:, 0] - logits[range(batch), Y]).mean()

    # backward
    dlogits = np.exp(logits - logsumexp)
    dlogits[range(batch), Y] -= 1  #! dlogits[:, Y] -= 1  #! dlogits[range(batch), Y] += 1
    dlogits /= batch  #! dlogits /= vocab_size
    dh = dlogits @ W2.T
    dW2 = h.T @ dlogits
    db2 = dlogits.sum(0)
    dhpreact = (1.0 - h ** 2) * dh
    dbngain = (bnraw * dhpreact).sum(0, keepdims=True)  #! dbngain = (hprebn * dhpreact).sum(0, keepdims=True)
    dbnbias = dhpreact.sum(0, keepdims=True)
    dhprebn = bngain * bnvar_inv / batch * (batch * dhpreact - dhpreact.sum(0) - batch / (batch - 1) * bnraw * (dhpreact * bnraw).sum(0))  #! dhprebn = bngain * bnvar_inv / batch * (batch * dhpreact - dhpreact.sum(0) - bnraw * (dhpreact * bnraw).sum(0))  #! dhprebn = bnvar_inv / batch * (batch * dhpreact - dhpreact.sum(0) - batch / (batch - 1) * bnraw * (dhpreact * bnraw).sum(0))  #! dhprebn = bngain * bnvar_inv / batch * (batch * dhpreact - dhpreact.sum(0) - batch / (batch - 1) * bnraw * (dhpreact * bnraw).sum(1, keepdims=True))  #! dhprebn = bngain * bnvar_inv * dhpreact
    dembcat = dhprebn @ W1.T  #! dembcat = dhpreact @ W1.T
    dW1 = embcat.T @ dhprebn
    demb = dembcat.reshape(emb.shape)
    dC = np.zeros_like(C)
    np.add.at(dC, X, demb)  #! dC[X] += demb  #! np.add.at(dC, Y, demb.sum(1))
    # end
    # update
    for p, grad in zip([C, W1, W2, b2, bngain, bnbias], [dC, dW1, dW2, db2, dbngain, dbnbias]):
        p += -0.1 * grad
