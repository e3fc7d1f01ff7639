import math
# 2-2-2 net with numbers, checked with pen and paper. i = inputs, h = hidden, o = outputs
i1, i2 = 0.05, 0.10
t1, t2 = 0.01, 0.99
w1, w2, w3, w4 = .15, .20, .25, .30
w5, w6, w7, w8 = .40, .45, .50, .55
b1, b2 = .35, .60       # ONE bias per layer (shared by both neurons)
eta = 0.5

def f(x): return 1 / (1 + math.exp(-x))

for rounds in range(10):
    h1 = f(w1 * i1 + w2 * i2 + b1)
    h2 = f(w3 * i1 + w4 * i2 + b1)
    o1 = f(w5 * h1 + w6 * h2 + b2)
    o2 = f(w7 * h1 + w8 * h2 + b2)
    E1 = 0.5 * (t1 - o1) ** 2
    E2 = 0.5 * (t2 - o2) ** 2
    E_total = E1 + E2

    # backward
    dE_do1 = -(t1 - o1)
    dE_do2 = -(t2 - o2)
    dE_dnet_o1 = dE_do1 * o1 * (1 - o1)
    dE_dnet_o2 = dE_do2 * o2 * (1 - o2)
    g5 = dE_dnet_o1 * h1
    g6 = dE_dnet_o1 * h2
    g7 = dE_dnet_o2 * h1
    g8 = dE_dnet_o2 * h2
    gb2 = dE_dnet_o1 + dE_dnet_o2
    dE_dh1 = dE_dnet_o1 * w5 + dE_dnet_o2 * w7
    dE_dh2 = dE_dnet_o1 * w6 + dE_dnet_o2 * w8
    dE_dnet_h1 = dE_dh1 * h1 * (1 - h1)
    dE_dnet_h2 = dE_dh2 * h2 * (1 - h2)
    g1, g2 = dE_dnet_h1 * i1, dE_dnet_h1 * i2
    g3, g4 = dE_dnet_h2 * i1, dE_dnet_h2 * i2
    gb1 = dE_dnet_h1 + dE_dnet_h2

    # update
    w1 -= eta * g1
    w2 -= eta * g2
    w3 -= eta * g3
    w4 -= eta * g4
    w5 -= eta * g5
    w6 -= eta * g6
    w7 -= eta * g7
    w8 -= eta * g8
    b1 -= eta * gb1
    b2 -= eta * gb2
    print(rounds, E_total)
