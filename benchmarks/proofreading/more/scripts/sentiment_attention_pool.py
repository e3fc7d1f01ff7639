import numpy as np

# sentences of word ids of different lengths; embed -> additive attention -> logistic output
sentences = [[0, 3, 1], [2, 5, 5, 4], [6, 1], [4, 2, 0, 3, 6]]
labels = [1, 0, 1, 0]

gen = np.random.default_rng(77)
emb = gen.normal(0, 1.0, (7, 3))
Wa = gen.normal(0, 0.8, (3, 4))
ba = np.zeros(4)
va = gen.normal(0, 0.8, 4)
w_out = gen.normal(0, 0.8, 3)
b_out = np.zeros(1)

eta = 0.4
for epoch in range(2):
    for sent, lab in zip(sentences, labels):
        E = emb[sent]                       # (T, 3)
        M = np.tanh(E @ Wa + ba)            # (T, 4)
        score = M @ va                      # (T,)
        alpha = np.exp(score - score.max())
        alpha = alpha / alpha.sum()
        s = alpha @ E                       # (3,)
        prob = 1 / (1 + np.exp(-(s @ w_out + b_out[0])))
        nll = -lab * np.log(prob) - (1 - lab) * np.log(1 - prob)
        print("sentence", sent, "loss", round(float(nll), 4))

        # backward
        dlogit = prob - lab  #! dlogit = (prob - lab) * prob * (1 - prob)  #! dlogit = lab - prob
        dw_out = dlogit * s
        ds = dlogit * w_out  #! ds = dlogit * s
        dalpha = E @ ds
        dE = np.outer(alpha, ds)  #! dE = np.outer(score, ds)  #! dE = np.tile(ds, (len(sent), 1))
        dscore = alpha * (dalpha - alpha @ dalpha)  #! dscore = alpha * dalpha  #! dscore = alpha * (1 - alpha) * dalpha
        dva = M.T @ dscore
        dpre = np.outer(dscore, va) * (1 - M * M)  #! dpre = np.outer(dscore, va)  #! dpre = np.outer(dscore, va) * (1 - M)
        dWa = E.T @ dpre
        dba = dpre.sum(axis=0)
        dE += dpre @ Wa.T  #! dE = dpre @ Wa.T
        demb = np.zeros_like(emb)
        for pos, word in enumerate(sent):
            demb[word] += dE[pos]  #! demb[word] = dE[pos]
        # update
        emb -= eta * demb
        Wa -= eta * dWa
        ba -= eta * dba
        va -= eta * dva
        w_out -= eta * dw_out  #! w_out -= eta * ds
        b_out -= eta * dlogit
        # end
