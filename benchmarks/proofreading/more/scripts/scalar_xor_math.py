# XOR with nine numbers and no numpy. Every derivative gets its own line.
import math
import random

random.seed(7)
r = lambda: random.uniform(-1, 1)
w11, w12, w21, w22 = r(), r(), r(), r()
b1 = b2 = 0.0
v1, v2, c = r(), r(), 0.0
rate = 0.8
data = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]

def sig(t):
    return 1.0 / (1.0 + math.exp(-t))

k = 0
while k < 28:
    x1, x2, target = data[k % 4]
    # neurons
    h1 = sig(w11 * x1 + w12 * x2 + b1)
    h2 = sig(w21 * x1 + w22 * x2 + b2)
    o = sig(v1 * h1 + v2 * h2 + c)
    E = 0.5 * (target - o) ** 2

    # backward
    dE_do = -(target - o)
    do_dz = o * (1 - o)
    dE_dz = dE_do * do_dz
    dE_dv1 = dE_dz * h1
    dE_dv2 = dE_dz * h2
    dE_dc = dE_dz
    dE_dz1 = dE_dz * v1 * h1 * (1 - h1)
    dE_dz2 = dE_dz * v2 * h2 * (1 - h2)
    dE_dw11 = dE_dz1 * x1
    dE_dw12 = dE_dz1 * x2
    dE_db1 = dE_dz1
    dE_dw21 = dE_dz2 * x1
    dE_dw22 = dE_dz2 * x2
    dE_db2 = dE_dz2

    # update
    v1 -= rate * dE_dv1
    v2 -= rate * dE_dv2
    c -= rate * dE_dc
    w11 -= rate * dE_dw11
    w12 -= rate * dE_dw12
    b1 -= rate * dE_db1
    w21 -= rate * dE_dw21
    w22 -= rate * dE_dw22
    b2 -= rate * dE_db2
    if k % 4 == 0:
        print("step %d error %.4f" % (k, E))
    k += 1
