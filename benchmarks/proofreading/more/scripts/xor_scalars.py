# objective: (o - y) ** 2
# XOR with 2-2-1 network and no arrays at all, every weight has a name.
# online learning: update after each sample
import numpy as np

np.random.seed(2)
w11, w12, w21, w22, v1, v2 = [float(r) for r in np.random.uniform(-1, 1, 6)]
b1 = b2 = c = 0.1
table = [(0.0, 0.0, 0.0), (0.0, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, 0.0)]
lr = 0.5


def s(z):
    return 1.0 / (1.0 + np.exp(-z))


for epoch in range(10):
    for x1, x2, y in table:
        # first index: input, second index: hidden neuron
        h1 = s(w11 * x1 + w21 * x2 + b1)
        h2 = s(w12 * x1 + w22 * x2 + b2)
        o = s(v1 * h1 + v2 * h2 + c)

        # backward
        dC_do = 2 * (y - o)    #! dC_do = 2 * (o - y)
        do = dC_do * o * (1 - o)    #! do = dC_do * o * (1 + o)
        dh1 = do * v1 * h1 * (1 - h1)    #! dh1 = dC_do * v1 * h1 * (1 - h1)
        dh2 = do * v2 * h2 * (1 - h2)    #! dh2 = do * v2 * h2 * (1 - h1)

        # update
        # signs: the error is y - o so we ADD
        v1 += lr * do * h1    #! v1 -= lr * do * h1
        v2 += lr * do * h2    #! v2 += lr * do * h1
        c += lr * do    #! c = lr * do
        w11 += lr * dh1 * x1
        w12 += lr * dh2 * x1    #! w12 += lr * dh1 * x2
        w21 += lr * dh1 * x2    #! w21 += lr * dh2 * x1
        w22 += lr * dh2 * x2
        b1 += lr * dh1    #! b1 += lr * dh1 * b1
        b2 += lr * dh2

print([round(float(s(v1 * s(w11*a + w21*b + b1) + v2 * s(w12*a + w22*b + b2) + c)), 3) for a, b, _ in table])
