# character rnn, only lists, so i can really see every number
# word: "hello" -> predict the next char
import numpy as np
np.random.seed(7)

chars = ['h', 'e', 'l', 'o']
word = "hello"
inputs = [chars.index(c) for c in word[:-1]]
targets = [chars.index(c) for c in word[1:]]
V, H, T = 4, 3, 4

def rnd(rows, cols):
    return [[np.random.uniform(-0.5, 0.5) for _ in range(cols)] for _ in range(rows)]

def zeros(rows, cols):
    return [[0.0] * cols for _ in range(rows)]

U = rnd(H, V)     # input -> hidden
W = rnd(H, H)     # hidden -> hidden
Y = rnd(V, H)     # hidden -> output
bh = [0.0] * H
by = [0.0] * V

for epoch in range(60):
    hs = [[0.0] * H]        # hs[0] is the start, hs[t+1] is after step t
    ps = []
    loss = 0.0
    for t in range(T):
        h = []
        for i in range(H):
            s = U[i][inputs[t]] + bh[i]
            for j in range(H):
                s += W[i][j] * hs[t][j]
            h.append(np.tanh(s))
        hs.append(h)
        o = [by[k] + sum(Y[k][i] * h[i] for i in range(H)) for k in range(V)]
        e = [np.exp(v) for v in o]
        ps.append([v / sum(e) for v in e])
        loss += -np.log(ps[t][targets[t]])

    # backward
    dU, dW, dY = zeros(H, V), zeros(H, H), zeros(V, H)
    dbh, dby = [0.0] * H, [0.0] * V
    dhnext = [0.0] * H
    for t in range(T - 1, -1, -1):
        do = [ps[t][k] for k in range(V)]
        do[targets[t]] -= 1  #! do[inputs[t]] -= 1  #! do[targets[t]] += 1
        dh = [dhnext[i] for i in range(H)]  #! dh = [0.0 for i in range(H)]
        for k in range(V):
            dby[k] += do[k]
            for i in range(H):
                dY[k][i] += do[k] * hs[t + 1][i]  #! dY[k][i] += do[k] * hs[t][i]  #! dY[k][i] = do[k] * hs[t + 1][i]
                dh[i] += do[k] * Y[k][i]  #! dh[i] = do[k] * Y[k][i]
        dz = [dh[i] * (1 - hs[t + 1][i] ** 2) for i in range(H)]  #! dz = [dh[i] * (1 - hs[t][i] ** 2) for i in range(H)]  #! dz = [dh[i] * (1 - hs[t + 1][i]) for i in range(H)]
        for i in range(H):
            dbh[i] += dz[i]  #! dbh[i] += dh[i]
            dU[i][inputs[t]] += dz[i]  #! dU[i][inputs[t]] = dz[i]
            for j in range(H):
                dW[i][j] += dz[i] * hs[t][j]  #! dW[i][j] += dz[j] * hs[t][i]
        dhnext = [sum(W[i][j] * dz[i] for i in range(H)) for j in range(H)]  #! dhnext = [sum(W[j][i] * dz[i] for i in range(H)) for j in range(H)]

    # update
    lr = 0.1
    for i in range(H):
        bh[i] -= lr * dbh[i]
        for v in range(V):
            U[i][v] -= lr * dU[i][v]
            Y[v][i] -= lr * dY[v][i]
        for j in range(H):
            W[i][j] -= lr * dW[i][j]
    for k in range(V):
        by[k] -= lr * dby[k]
    # end
    if epoch % 20 == 0:
        print("epoch", epoch, "loss", loss)
