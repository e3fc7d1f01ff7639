# objective: -math.log(p[label]) + 0.5 * decay * sum(W[k][j] ** 2 for k in range(C) for j in range(D))
import math
import numpy as np
# softmax regression without vectorising (first part of the lab, "use only for loops")
# one sample at a time

np.random.seed(8)
C = 3
D = 4
data = np.random.randn(9, D).tolist()
labels = [0, 1, 2, 0, 1, 2, 2, 1, 0]

W = (0.2 * np.random.randn(C, D)).tolist()
bias = [0.0, 0.1, -0.1]
eta = 0.2
decay = 0.05

for epoch in range(4):
    for n in range(len(data)):
        x = data[n]
        label = labels[n]
        # scores
        score = []
        for k in range(C):
            tmp = bias[k]
            for j in range(D):
                tmp += W[k][j] * x[j]
            score.append(tmp)
        big = max(score)
        ex = [math.exp(q - big) for q in score]
        total = sum(ex)
        p = [q / total for q in ex]

        # backward
        e = [0.0] * C
        for k in range(C):
            e[k] = p[k]  #! e[k] = ex[k]  #! e[k] = p[k] * (1 - p[k])
        e[label] -= 1.0  #! e[label] = 1.0  #! e[n % C] -= 1.0
        gW = [[0.0] * D for k in range(C)]
        gb = [0.0] * C
        for k in range(C):
            gb[k] = e[k]  #! gb[k] = e[label]
            for j in range(D):
                gW[k][j] = e[k] * x[j]  #! gW[k][j] = e[k] * x[k]
                gW[k][j] += decay * W[k][j]  #! gW[k][j] = decay * W[k][j]

        # update
        for k in range(C):
            bias[k] -= eta * gb[k]  #! bias[k] += eta * gb[k]
            for j in range(D):
                W[k][j] -= eta * gW[k][j]  #! W[k][j] = eta * gW[k][j]

print(W)
print(bias)
