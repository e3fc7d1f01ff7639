"""LSTM with peepholes (Gers & Schmidhuber), many-to-one: is the sum of the
sequence positive?   Batch of column samples, i.e. everything is (features, batch)."""
import numpy as np

np.random.seed(1997)
T, N, H = 5, 6, 3
seq = np.random.randn(T, 1, N)
lab = (seq.sum(axis=0) > 0).astype(float)          # 1 x N


def s(a):
    return 1. / (1. + np.exp(-a))


W = {g: np.random.randn(H, 1) * .5 for g in "ifoc"}
R = {g: np.random.randn(H, H) * .5 for g in "ifoc"}
B = {g: np.zeros((H, 1)) for g in "ifoc"}
B["f"] += 1.                                        # remember by default
Peep = {g: np.random.randn(H, 1) * .1 for g in "ifo"}
wy, by = np.random.randn(1, H), np.zeros((1, 1))

for n_iter in range(8):
    h, c = [np.zeros((H, N))], [np.zeros((H, N))]
    I, F, O, G = [], [], [], []
    for t in range(T):
        pre = {g: W[g] @ seq[t] + R[g] @ h[t] + B[g] for g in "ifoc"}
        I.append(s(pre["i"] + Peep["i"] * c[t]))
        F.append(s(pre["f"] + Peep["f"] * c[t]))
        G.append(np.tanh(pre["c"]))
        c.append(F[t] * c[t] + I[t] * G[t])
        O.append(s(pre["o"] + Peep["o"] * c[t + 1]))
        h.append(O[t] * np.tanh(c[t + 1]))
    yhat = s(wy @ h[T] + by)
    cost = -np.mean(lab * np.log(yhat) + (1 - lab) * np.log(1 - yhat))

    # backward
    dW = {g: np.zeros_like(W[g]) for g in W}
    dR = {g: np.zeros_like(R[g]) for g in R}
    dB = {g: np.zeros_like(B[g]) for g in B}
    dPeep = {g: np.zeros_like(Peep[g]) for g in Peep}
    err = (yhat - lab) / N
    dwy = err @ h[T].T
    dby = err.sum(axis=1, keepdims=True)
    dh, dc = wy.T @ err, np.zeros((H, N))
    for t in reversed(range(T)):
        tc = np.tanh(c[t + 1])
        d = {}
        d["o"] = dh * tc * O[t] * (1 - O[t])
        dc = dc + dh * O[t] * (1 - tc ** 2) + Peep["o"] * d["o"]
        d["i"] = dc * G[t] * I[t] * (1 - I[t])
        d["f"] = dc * c[t] * F[t] * (1 - F[t])
        d["c"] = dc * I[t] * (1 - G[t] ** 2)
        for g in "ifoc":
            dW[g] += d[g] @ seq[t].T
            dR[g] += d[g] @ h[t].T
            dB[g] += d[g].sum(axis=1, keepdims=True)
        dPeep["o"] += (d["o"] * c[t + 1]).sum(axis=1, keepdims=True)
        for g in "if":
            dPeep[g] += (d[g] * c[t]).sum(axis=1, keepdims=True)
        dh = sum(R[g].T @ d[g] for g in "ifoc")
        dc = dc * F[t] + Peep["i"] * d["i"] + Peep["f"] * d["f"]

    # update
    for store, grad in ((W, dW), (R, dR), (B, dB), (Peep, dPeep)):
        for g in store:
            store[g] -= 0.5 * grad[g]
    wy -= 0.5 * dwy
    by -= 0.5 * dby
    print(n_iter, "cost", cost, "acc", np.mean((yhat > .5) == lab))
