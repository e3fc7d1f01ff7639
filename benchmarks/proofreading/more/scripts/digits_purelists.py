# no numpy allowed in my homework except for the random numbers :(
# seven segment digits, one hidden layer, one sample at a time
import math
import numpy as np

rng = np.random.RandomState(11)

# segments a b c d e f g
digits = [
    ([1, 1, 1, 1, 1, 1, 0], 0),
    ([0, 1, 1, 0, 0, 0, 0], 1),
    ([1, 1, 0, 1, 1, 0, 1], 2),
    ([0, 1, 1, 0, 0, 1, 1], 3),   # it's a 4 but class number 3
]
NI, NH, NO = 7, 5, 4

# weights: wh[hidden][input], wo[output][hidden]
wh = [[float(rng.uniform(-0.5, 0.5)) for i in range(NI)] for j in range(NH)]
bh = [0.1 for j in range(NH)]
wo = [[float(rng.uniform(-0.5, 0.5)) for j in range(NH)] for k in range(NO)]
bo = [0.0 for k in range(NO)]
eta = 0.3

for epoch in range(8):
    total = 0.0
    for x, t in digits:
        h = []
        for j in range(NH):
            s = bh[j]
            for i in range(NI):
                s += wh[j][i] * x[i]
            h.append(math.tanh(s))
        z = []
        for k in range(NO):
            s = bo[k]
            for j in range(NH):
                s += wo[k][j] * h[j]
            z.append(s)
        mx = max(z)
        e = [math.exp(v - mx) for v in z]
        p = [v / sum(e) for v in e]
        total += -math.log(p[t])

        # backward
        dz = [0.0] * NO
        for k in range(NO):
            dz[k] = p[k] - (1.0 if k == t else 0.0)  #! dz[k] = p[k]  #! dz[k] = (p[k] - (1.0 if k == t else 0.0)) * p[k] * (1 - p[k])
        dh = [0.0] * NH
        for j in range(NH):
            acc = 0.0
            for k in range(NO):
                acc += wo[k][j] * dz[k]  #! acc += wo[j][k] * dz[k]
            dh[j] = acc * (1 - h[j] * h[j])  #! dh[j] = acc * h[j] * (1 - h[j])  #! dh[j] = acc * (1 - h[j])

        # update
        for k in range(NO):
            for j in range(NH):
                wo[k][j] -= eta * dz[k] * h[j]  #! wo[k][j] -= eta * dz[k] * dh[j]  #! wo[k][j] += eta * dz[k] * h[j]
            bo[k] -= eta * dz[k]  #! bo[k] -= eta * dz[k] * z[k]
        for j in range(NH):
            for i in range(NI):
                wh[j][i] -= eta * dh[j] * x[i]  #! wh[j][i] -= eta * dh[j]
            bh[j] -= eta * dh[j]  #! bh[j] -= dh[j]
    # print(epoch, total)
