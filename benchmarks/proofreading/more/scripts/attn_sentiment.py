import numpy as np

# embeddings + one self-attention head + residual + mean pooling + logistic output
# (the smallest "transformer" I could think of), one sentence at a time

np.random.seed(9)
vocab, d = 8, 4
sentences = [[0, 1, 2, 1], [3, 4, 5], [0, 6, 2, 7, 2], [4, 4, 3, 5]]
label = [1, 0, 1, 0]

E = np.random.randn(vocab, d) * 0.7
Wq = np.random.randn(d, d) * 0.6
Wk = np.random.randn(d, d) * 0.6
Wv = np.random.randn(d, d) * 0.6
w = np.random.randn(d)
c = 0.0
lr = 0.15

for epoch in range(5):
    total = 0
    for ids, y in zip(sentences, label):
        ids = np.array(ids)
        n = len(ids)
        X = E[ids]
        Q, K, V = X @ Wq, X @ Wk, X @ Wv
        S = Q @ K.T / np.sqrt(d)
        A = np.exp(S - S.max(1, keepdims=True))
        A = A / A.sum(1, keepdims=True)
        R = X + A @ V
        pooled = R.mean(0)
        logit = pooled @ w + c
        prob = 1 / (1 + np.exp(-logit))
        loss = -(y * np.log(prob) + (1 - y) * np.log(1 - prob))
        total += loss

        # backward
        dl = prob - y
        dw = dl * pooled
        dc = dl
        dR = np.tile(dl * w / n, (n, 1))  #! dR = np.tile(dl * w, (n, 1))
        dA = dR @ V.T  #! dA = dR @ K.T
        dV = A.T @ dR  #! dV = A @ dR
        dS = A * (dA - (dA * A).sum(1, keepdims=True))  #! dS = A * (1 - A) * dA  #! dS = A * (dA - (dA * A).sum(0, keepdims=True))
        dS = dS / np.sqrt(d)  #! dS = dS / d
        dQ = dS @ K
        dK = dS.T @ Q  #! dK = dS @ Q
        dWq, dWk, dWv = X.T @ dQ, X.T @ dK, X.T @ dV
        dX = dR + dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T  #! dX = dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T
        dE = np.zeros_like(E)
        np.add.at(dE, ids, dX)  #! dE[ids] += dX

        # update
        E -= lr * dE
        Wq -= lr * dWq
        Wk -= lr * dWk  #! Wk -= lr * dWq
        Wv -= lr * dWv
        w -= lr * dw
        c -= lr * dc
    print("epoch", epoch, "loss", total / len(sentences))
