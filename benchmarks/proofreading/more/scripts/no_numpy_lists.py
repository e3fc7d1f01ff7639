# Neural net WITHOUT numpy (only for making the random numbers)
# 3 inputs -> 4 hidden tanh -> 2 outputs, learns the sum and the product thing
import math
import numpy as np

rnd = np.random.RandomState(11)
data = [[float(v) for v in rnd.uniform(-1, 1, 3)] for _ in range(6)]
target = [[d[0] + 0.5 * d[1], d[1] * d[2]] for d in data]

NI, NH, NO = 3, 4, 2
wih = [[float(v) for v in rnd.randn(NH) * 0.6] for i in range(NI)]
bh = [0.1] * NH
who = [[float(v) for v in rnd.randn(NO) * 0.6] for j in range(NH)]
bo = [0.0] * NO
lr = 0.15

for epoch in range(6):
    loss_sum = 0.0
    for n in range(len(data)):
        x = data[n]
        t = target[n]
        # forward
        hid = [0.0] * NH
        for j in range(NH):
            s = bh[j]
            for i in range(NI):
                s += x[i] * wih[i][j]
            hid[j] = math.tanh(s)
        o = [0.0] * NO
        for k in range(NO):
            o[k] = bo[k]
            for j in range(NH):
                o[k] += hid[j] * who[j][k]
        loss = 0.0
        for k in range(NO):
            loss += (o[k] - t[k]) ** 2
        loss_sum += loss

        # backward
        do = [0.0] * NO
        for k in range(NO):
            do[k] = 2 * (o[k] - t[k])  #! do[k] = (o[k] - t[k])
        dh = [0.0] * NH
        for j in range(NH):
            e = 0.0
            for k in range(NO):
                e += do[k] * who[j][k]  #! e = do[k] * who[j][k]  #! e += do[k] * who[k][j]
            dh[j] = e * (1 - hid[j] * hid[j])  #! dh[j] = e * hid[j] * (1 - hid[j])  #! dh[j] = e * (1 - hid[j])

        # update
        for j in range(NH):
            for k in range(NO):
                who[j][k] -= lr * do[k] * hid[j]  #! who[j][k] -= lr * dh[j] * hid[j]
        for k in range(NO):
            bo[k] -= lr * do[k]  #! bo[k] -= do[k]
        for i in range(NI):
            for j in range(NH):
                wih[i][j] -= lr * dh[j] * x[i]  #! wih[i][j] -= lr * dh[j] * hid[j]
        for j in range(NH):
            bh[j] -= lr * dh[j]  #! bh[j] += lr * dh[j]  #! bh[j] -= lr * dh[i]
    print("epoch", epoch, "loss", loss_sum)
