# one 3x3 filter on 6x6 pictures: is the line horizontal or vertical?
import numpy as np
np.random.seed(8)
imgs = np.random.rand(8, 6, 6) * .2
t = np.zeros(8)
for q in range(8):
    r = np.random.randint(0, 6)
    if q % 2 == 0:
        imgs[q, r, :] += 1
    else:
        imgs[q, :, r] += 1
        t[q] = 1

K = np.random.randn(3, 3) * 0.3
kb = 0.1
V = np.random.randn(4, 4) * 0.3
vb = 0.0
eta = 0.2
for ep in range(6):
    tot = 0
    for q in range(8):
        I = imgs[q]
        S = np.zeros((4, 4))
        for i in range(4):
            for j in range(4):
                s = kb
                for a in range(3):
                    for b in range(3):
                        s += I[i + a, j + b] * K[a, b]
                S[i, j] = s
        R = np.zeros((4, 4))
        for i in range(4):
            for j in range(4):
                if S[i, j] > 0:
                    R[i, j] = S[i, j]
        o = vb
        for i in range(4):
            for j in range(4):
                o += V[i, j] * R[i, j]
        y = 1 / (1 + np.exp(-o))
        loss = -(t[q] * np.log(y) + (1 - t[q]) * np.log(1 - y))
        tot += loss
        # backward
        do = y - t[q]
        dvb = do
        dV = np.zeros((4, 4))
        dK = np.zeros((3, 3))
        dkb = 0
        for i in range(4):
            for j in range(4):
                dV[i, j] = do * R[i, j]
                if S[i, j] > 0:
                    ds = do * V[i, j]
                    dkb += ds
                    for a in range(3):
                        for b in range(3):
                            dK[a, b] += ds * I[i + a, j + b]
        # update
        K -= eta * dK
        kb -= eta * dkb
        V -= eta * dV
        vb -= eta * dvb
    print("epoch", ep, "average over pictures", tot / 8)
