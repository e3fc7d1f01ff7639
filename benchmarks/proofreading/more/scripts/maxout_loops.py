# maxout layer in pure python, index loops only (no numpy, to understand it)
import random
random.seed(8)
N_IN, UNITS, PIECES = 3, 4, 2
xs = [[random.uniform(-1, 1) for _ in range(N_IN)] for _ in range(6)]
ys = [abs(x[0]) - x[1] for x in xs]

W = [[[random.gauss(0, 0.6) for _ in range(N_IN)] for _ in range(PIECES)] for _ in range(UNITS)]
b = [[random.gauss(0, 0.1) for _ in range(PIECES)] for _ in range(UNITS)]
v = [random.gauss(0, 0.6) for _ in range(UNITS)]
v0 = 0.0
lr = 0.02

for epoch in range(20):
    sse = 0.0
    gW = [[[0.0] * N_IN for _ in range(PIECES)] for _ in range(UNITS)]
    gb = [[0.0] * PIECES for _ in range(UNITS)]
    gv = [0.0] * UNITS
    gv0 = 0.0
    # backward
    for x, y in zip(xs, ys):
        h, winner = [], []
        for u in range(UNITS):
            pieces = [b[u][k] + sum(W[u][k][i] * x[i] for i in range(N_IN)) for k in range(PIECES)]
            k_best = pieces.index(max(pieces))
            winner.append(k_best)
            h.append(pieces[k_best])
        out = v0 + sum(v[u] * h[u] for u in range(UNITS))
        err = out - y
        sse += err * err
        gv0 += 2 * err
        for u in range(UNITS):
            gv[u] += 2 * err * h[u]
            k = winner[u]                 # only the winning piece learns
            gb[u][k] += 2 * err * v[u]
            for i in range(N_IN):
                gW[u][k][i] += 2 * err * v[u] * x[i]
    # update
    v0 -= lr * gv0
    for u in range(UNITS):
        v[u] -= lr * gv[u]
        for k in range(PIECES):
            b[u][k] -= lr * gb[u][k]
            for i in range(N_IN):
                W[u][k][i] -= lr * gW[u][k][i]
    print(epoch, 'sum of squares', sse)
