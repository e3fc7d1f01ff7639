import numpy as np
# 2-state HMM (CpG islands), gradient of the scaled forward recursion wrt softmax logits
seq = np.array([int(ch) for ch in "012212100331220"])   # A C G T
nS, nO = 2, 4
rng = np.random.default_rng(64)
TA = rng.normal(0, .3, (nS, nS)) + 1.5 * np.eye(nS)     # transition logits
TB = rng.normal(0, .3, (nS, nO))                        # emission logits
pi0 = np.array([.5, .5])

def rowsoftmax(M):
    e = np.exp(M)
    return e / e.sum(axis=1, keepdims=True)

for it in range(20):
    A, B = rowsoftmax(TA), rowsoftmax(TB)
    alphas, preds, scale = [], [pi0], []
    for t, o in enumerate(seq):
        un = preds[t] * B[:, o]
        scale.append(un.sum())
        alphas.append(un / un.sum())
        preds.append(alphas[t] @ A)
    nll = -np.log(scale).sum()

    # backward
    gA, gB = np.zeros_like(A), np.zeros_like(B)
    gpred = np.zeros(nS)
    for t in range(len(seq) - 1, -1, -1):
        gA += np.outer(alphas[t], gpred)
        galpha = A @ gpred
        gun = (galpha - galpha @ alphas[t]) / scale[t] - 1 / scale[t]
        gB[:, seq[t]] += gun * preds[t]
        gpred = gun * B[:, seq[t]]
    gTA = A * (gA - (gA * A).sum(axis=1, keepdims=True))
    gTB = B * (gB - (gB * B).sum(axis=1, keepdims=True))

    # update
    TA = TA - 0.2 * gTA
    TB = TB - 0.2 * gTB
    print(it, nll)
