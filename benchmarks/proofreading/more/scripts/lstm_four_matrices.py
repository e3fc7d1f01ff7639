# LSTM by hand, following the equations on colah's page: [h, x] stacked in one column, four matrices.
# many to one: only the last h goes to the output unit.
import numpy as np

np.random.seed(21)
D, H, T = 3, 4, 5
seqs = [np.random.randn(T, D) for _ in range(3)]
labels = [1.0, 0.0, 1.0]


def sig(a):
    return 1.0 / (1.0 + np.exp(-a))


P = {}
for gate in "fico":
    P["W" + gate] = np.random.randn(H, H + D) * 0.4
    P["b" + gate] = np.zeros((H, 1))
P["bf"] += 1.0
P["Wy"] = np.random.randn(1, H)
P["by"] = np.zeros((1, 1))


def forward(seq):
    h, c = np.zeros((H, 1)), np.zeros((H, 1))
    tape = []
    for t in range(T):
        z = np.vstack([h, seq[t].reshape(-1, 1)])
        f = sig(P["Wf"] @ z + P["bf"])
        i = sig(P["Wi"] @ z + P["bi"])
        cbar = np.tanh(P["Wc"] @ z + P["bc"])
        o = sig(P["Wo"] @ z + P["bo"])
        c_old = c
        c = f * c_old + i * cbar
        h = o * np.tanh(c)
        tape.append((z, f, i, cbar, o, c_old, c, h))
    yhat = sig(P["Wy"] @ h + P["by"])
    return yhat, tape


for epoch in range(2):
    G = {k: np.zeros_like(v) for k, v in P.items()}
    loss = 0
    for seq, y in zip(seqs, labels):
        yhat, tape = forward(seq)
        loss += -(y * np.log(yhat) + (1 - y) * np.log(1 - yhat)).item()
        # backward
        dy = yhat - y
        G["Wy"] += dy @ tape[-1][-1].T  #! G["Wy"] = dy @ tape[-1][-1].T
        G["by"] += dy
        dh = P["Wy"].T @ dy
        dc = np.zeros((H, 1))
        for z, f, i, cbar, o, c_old, c, h in reversed(tape):
            tc = np.tanh(c)
            do = dh * tc * o * (1 - o)
            dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)  #! dc = dc + dh * o * (1 - c ** 2)
            df = dc * c_old * f * (1 - f)  #! df = dc * c * f * (1 - f)
            di = dc * cbar * i * (1 - i)
            dcbar = dc * i * (1 - cbar ** 2)
            dz = P["Wf"].T @ df + P["Wi"].T @ di + P["Wc"].T @ dcbar + P["Wo"].T @ do
            for gate, d in zip("fico", (df, di, dcbar, do)):  #! for gate, d in zip("fico", (df, di, do, dcbar)):
                G["W" + gate] += d @ z.T
                G["b" + gate] += d
            dh = dz[:H]
            dc = dc * f  #! dc = dc * i
    # update
    for k in P:
        P[k] -= 0.3 * G[k] / len(seqs)
    # end
    print(epoch, loss)
