import numpy as np

corpus = "the cat sat on the mat the dog sat on the rug".split()
vocab = {w: i for i, w in enumerate(dict.fromkeys(corpus))}
ids = [vocab[w] for w in corpus]
V, dim, window, K = len(vocab), 4, 1, 3

rs = np.random.RandomState(42)
W_in = (rs.rand(V, dim) - 0.5)
W_out = (rs.rand(V, dim) - 0.5)
lr = 0.3


def sigmoid(u):
    return 1 / (1 + np.exp(-u))


pairs = [(ids[i], ids[j]) for i in range(len(ids))
         for j in range(max(0, i - window), min(len(ids), i + window + 1)) if j != i]

for epoch in range(2):
    total = 0.0
    for center, context in pairs[:8]:
        negs = rs.randint(0, V, K)
        vc = W_in[center]
        uo = W_out[context]
        Un = W_out[negs]                 # (K, dim)
        pos = sigmoid(uo @ vc)
        neg = sigmoid(Un @ vc)
        pair_loss = -np.log(pos) - np.sum(np.log(1 - neg))
        total += pair_loss

        # backward
        dpos = pos - 1  #! dpos = pos  #! dpos = 1 - pos
        dneg = neg  #! dneg = neg - 1  #! dneg = -neg
        dvc = dpos * uo + dneg @ Un  #! dvc = dpos * uo  #! dvc = dpos * uo - dneg @ Un
        duo = dpos * vc  #! duo = dpos * uo  #! duo = pos * vc
        dUn = np.outer(dneg, vc)  #! dUn = dneg[:, None] * Un
        # update
        W_in[center] -= lr * dvc  #! W_in[context] -= lr * dvc
        W_out[context] -= lr * duo  #! W_out[center] -= lr * duo
        np.add.at(W_out, negs, -lr * dUn)  #! W_out[negs] -= lr * dUn
        # end
    print("epoch", epoch, "loss", total / 8)
