# objective: -sum(math.log(probs[i][labels[i]]) for i in range(n)) / n
# translated from my Go code: explicit slices, (value, err) returns removed
import math
import random


def NewMatrix(rows, cols, f):
    return [[f() for _ in range(cols)] for _ in range(rows)]


def Softmax(z):
    top = max(z)
    ex = [math.exp(v - top) for v in z]
    tot = sum(ex)
    return [v / tot for v in ex]


random.seed(3)
feats = [[1.0, 0.2], [0.9, -0.1], [-0.8, 0.7], [-1.1, 0.9], [0.1, -1.2], [-0.1, -0.8]]
labels = [0, 0, 1, 1, 2, 2]
n, d, k = len(feats), 2, 3

W = NewMatrix(k, d, lambda: random.gauss(0, 0.1))
b = [0.0, 0.0, 0.0]

for it in range(30):
    probs = []
    for x in feats:
        logits = []
        for c in range(k):
            logits.append(sum(wv * xv for wv, xv in zip(W[c], x)) + b[c])
        probs.append(Softmax(logits))

    # backward
    gradW = NewMatrix(k, d, float)
    gradB = [0.0 for _ in range(k)]
    for i, x in enumerate(feats):
        for c in range(k):
            r = probs[i][c]
            if c == labels[i]:
                r -= 1.0
            for j in range(d):
                gradW[c][j] += r * x[j] / n
            gradB[c] += r / n

    # update
    for c in range(k):
        for j in range(d):
            W[c][j] -= 0.7 * gradW[c][j]
        b[c] -= 0.7 * gradB[c]

hits = 0
for x, lab in zip(feats, labels):
    z = [sum(wv * xv for wv, xv in zip(W[c], x)) + b[c] for c in range(k)]
    if z.index(max(z)) == lab:
        hits += 1
print("accuracy:", hits / n)
