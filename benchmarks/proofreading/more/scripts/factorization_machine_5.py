# objective: sum(math.log(1 + math.exp(-yy * ff)) for yy, ff in zip(labels, scores))
# Factorization machine for clicks (+1/-1), pure python
import math
import random

random.seed(77)
rows = [{0: 1.0, 3: 1.0}, {1: 1.0, 3: 0.5, 4: 1.0}, {0: 1.0, 4: 1.0}, {2: 1.0, 3: 1.0}, {2: 1.0, 4: 0.3, 5: 2.0}]
labels = [1, -1, 1, -1, 1]
N, F = 6, 2
w0 = [0.0]
w = [0.0] * N
V = [[random.gauss(0, 0.3) for _ in range(F)] for _ in range(N)]


def fm(row):
    s = w0[0] + sum(w[i] * xi for i, xi in row.items())
    sums = []
    for f in range(F):
        a = sum(V[i][f] * xi for i, xi in row.items())
        q = sum((V[i][f] * xi) ** 2 for i, xi in row.items())
        sums.append(a)
        s += 0.5 * (a * a - q)
    return s, sums


for epoch in range(20):
    forward = [fm(row) for row in rows]
    scores = [s for s, _ in forward]
    # backward
    g0, gw, gV = 0.0, [0.0] * N, [[0.0] * F for _ in range(N)]
    for row, yy, (ff, sums) in zip(rows, labels, forward):
        m = -yy / (1 + math.exp(yy * ff))
        g0 += m
        for i, xi in row.items():
            gw[i] += m * xi
            for f in range(F):
                gV[i][f] += m * (xi * sums[f] - V[i][f] * xi * xi)
    # update
    w0[0] -= 0.3 * g0
    for i in range(N):
        w[i] -= 0.3 * gw[i]
        V[i] = [v - 0.3 * g for v, g in zip(V[i], gV[i])]

for row, yy in zip(rows, labels):
    print(yy, round(fm(row)[0], 3))
