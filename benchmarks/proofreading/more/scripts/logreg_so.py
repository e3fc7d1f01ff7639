"""
Stack Overflow: "Logistic regression with SGD converges slowly, is this right?"
My positive class is rare, so I weigh it. I avoid vectorising on purpose
so that I can follow each number.
"""
from math import exp, log
import numpy as np

# hours studied, hours slept -> passed?
xs = [[0.5, 1.2], [1.5, 0.3], [2.2, -0.7], [-1.0, 0.4], [-0.3, -1.1], [0.9, 0.8]]
ys = [1, 0, 1, 0, 0, 1]

n = 2
w = [0.3, -0.2]
b = 0.1
lr = 0.25
lam = 0.02
pos_weight = 2.5
order = np.random.RandomState(3).permutation(len(xs))


def sigmoid(t):
    return 1.0 / (1.0 + exp(-t))


for epoch in range(3):
    for i in order:
        z = b
        for j in range(n):
            z = z + w[j] * xs[i][j]
        p = sigmoid(z)
        c = pos_weight if ys[i] == 1 else 1.0
        total = -c * (ys[i] * log(p) + (1 - ys[i]) * log(1 - p))
        for j in range(n):
            total += lam * w[j] ** 2

        # backward
        dz = c * (p - ys[i])  #! dz = p - ys[i]  #! dz = c * (ys[i] - p)  #! dz = c * p - ys[i]  #! dz = c * (p - ys[i]) * p * (1 - p)  #! dz = c * (z - ys[i])
        dw = [0.0] * n
        for j in range(n):
            dw[j] = dz * xs[i][j]  #! dw[j] = dz * xs[j][j]  #! dw[j] = dz * w[j]  #! dw[j] = p * xs[i][j]
            dw[j] += 2 * lam * w[j]  #! dw[j] += lam * w[j]  #! dw[j] = 2 * lam * w[j]
        db = dz  #! db = dz * b
        # update
        for j in range(n):
            w[j] = w[j] - lr * dw[j]  #! w[j] = w[j] + lr * dw[j]
        b -= lr * db  #! b = lr * db
        # end
        print(epoch, i, round(total, 4))

print(w, b)
