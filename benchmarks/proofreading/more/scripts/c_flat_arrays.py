# port of nn.c, kept the flat arrays + index arithmetic on purpose
import math

N_IN, N_H, N_OUT, N_S = 3, 4, 2, 5
X = [0.2, -0.4, 0.9,   1.0, 0.3, -0.7,   -0.5, 0.8, 0.1,   0.6, 0.6, -0.2,   -0.9, -0.1, 0.4]
T = [0.5, -0.5,   0.1, 0.9,   -0.3, 0.2,   0.7, 0.0,   -0.6, 0.4]

seed = 12345


def lcg():
    global seed
    seed = (1103515245 * seed + 12345) % 2147483648
    return seed / 2147483648.0 - 0.5


w1 = [lcg() for _ in range(N_IN * N_H)]
b1 = [0.0] * N_H
w2 = [lcg() for _ in range(N_H * N_OUT)]
b2 = [0.0] * N_OUT
h = [0.0] * (N_S * N_H)
o = [0.0] * (N_S * N_OUT)

iter_ = 0
while iter_ < 25:
    sse = 0.0
    for s in range(N_S):
        for j in range(N_H):
            acc = b1[j]
            for i in range(N_IN):
                acc += X[s * N_IN + i] * w1[i * N_H + j]
            h[s * N_H + j] = math.tanh(acc)
        for k in range(N_OUT):
            acc = b2[k]
            for j in range(N_H):
                acc += h[s * N_H + j] * w2[j * N_OUT + k]
            o[s * N_OUT + k] = acc
            sse += (acc - T[s * N_OUT + k]) ** 2

    # backward
    gw1 = [0.0] * len(w1)
    gb1 = [0.0] * N_H
    gw2 = [0.0] * len(w2)
    gb2 = [0.0] * N_OUT
    for s in range(N_S):
        dh = [0.0] * N_H
        for k in range(N_OUT):
            e = 2.0 * (o[s * N_OUT + k] - T[s * N_OUT + k])
            gb2[k] += e
            for j in range(N_H):
                gw2[j * N_OUT + k] += e * h[s * N_H + j]
                dh[j] += e * w2[j * N_OUT + k]
        for j in range(N_H):
            e = dh[j] * (1.0 - h[s * N_H + j] * h[s * N_H + j])
            gb1[j] += e
            for i in range(N_IN):
                gw1[i * N_H + j] += e * X[s * N_IN + i]

    # update
    for buf, gbuf in ((w1, gw1), (b1, gb1), (w2, gw2), (b2, gb2)):
        for q in range(len(buf)):
            buf[q] -= 0.03 * gbuf[q]
    iter_ += 1
    if iter_ % 5 == 0:
        print("%3d  sse=%f" % (iter_, sse))
