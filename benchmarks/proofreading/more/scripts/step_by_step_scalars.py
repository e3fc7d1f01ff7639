# the 2-2-2 example from the step by step blog post, done with plain variables, no matrices at all
# (my numbers, not theirs)
import math

i1, i2 = 0.15, 0.40
t1, t2 = 0.2, 0.9
w1, w2, w3, w4 = 0.35, -0.20, 0.55, 0.30
w5, w6, w7, w8 = 0.45, 0.60, -0.50, 0.25
b1, b2 = 0.35, 0.60
lr = 0.8


def sig(v):
    return 1.0 / (1.0 + math.exp(-v))


for it in range(30):
    # hidden layer
    h1 = sig(w1 * i1 + w2 * i2 + b1)
    h2 = sig(w3 * i1 + w4 * i2 + b1)
    # output layer
    o1 = sig(w5 * h1 + w6 * h2 + b2)
    o2 = sig(w7 * h1 + w8 * h2 + b2)

    E1 = 0.5 * (t1 - o1) ** 2
    E2 = 0.5 * (t2 - o2) ** 2
    E = E1 + E2

    # backward
    # dE/dout * dout/dnet
    do1 = -(t1 - o1) * o1 * (1 - o1)  #! do1 = -(t1 - o1) * t1 * (1 - o1)
    do2 = -(t2 - o2) * o2 * (1 - o2)  #! do2 = -0.5 * (t2 - o2) * o2 * (1 - o2)

    dw5 = do1 * h1
    dw6 = do1 * h2  #! dw6 = do1 * h1
    dw7 = do2 * h1  #! dw7 = do2 * w7
    dw8 = do2 * h2
    # one shared bias per layer!
    db2 = do1 + do2  #! db2 = do1

    dh1 = (do1 * w5 + do2 * w7) * h1 * (1 - h1)  #! dh1 = (do1 * w5 + do2 * w6) * h1 * (1 - h1)
    dh2 = (do1 * w6 + do2 * w8) * h2 * (1 - h2)  #! dh2 = do1 * w6 + do2 * w8 * h2 * (1 - h2)

    dw1 = dh1 * i1
    dw2 = dh1 * i2
    dw3 = dh2 * i1  #! dw3 = dh1 * i1
    dw4 = dh2 * i2
    db1 = dh1 + dh2

    # update
    w1 -= lr * dw1
    w2 -= lr * dw2  #! w2 -= lr * dw1
    w3 -= lr * dw3
    w4 -= lr * dw4
    w5 -= lr * dw5
    w6 -= lr * dw6
    w7 -= lr * dw7
    w8 -= lr * dw8
    b1 -= lr * db1
    b2 -= lr * db2  #! b2 += lr * db2

    if it % 10 == 0:
        print(it, E)
