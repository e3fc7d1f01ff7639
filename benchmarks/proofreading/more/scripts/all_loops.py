import numpy as np
from math import exp, log

# I wanted to understand every single number so: no vectors, only for loops and lists :)
xs = [[0.5, -1.0], [1.5, 0.3], [-0.4, 0.9], [0.2, 0.2]]
ys = [[1.0, 0.0], [0.2, -0.6], [-0.3, 0.8], [0.1, 0.4]]
NI, NH, NK, NO = 2, 3, 3, 2

np.random.seed(31)
A = np.random.randn(NH, NI).tolist()
B = np.random.randn(NK, NH).tolist()
C = np.random.randn(NO, NK).tolist()
a0 = [0.1] * NH
b0 = [0.0] * NK

def softplus(v):
    return log(1 + exp(v))

for epoch in range(4):
    gA = [[0.0] * NI for _ in range(NH)]
    gB = [[0.0] * NH for _ in range(NK)]
    gC = [[0.0] * NK for _ in range(NO)]
    ga0 = [0.0] * NH
    gb0 = [0.0] * NK
    loss = 0.0
    for n in range(len(xs)):
        x = xs[n]
        zh = [0.0] * NH
        for j in range(NH):
            zh[j] = a0[j]
            for i in range(NI):
                zh[j] += A[j][i] * x[i]
        h = [softplus(v) for v in zh]
        zk = [0.0] * NK
        for k in range(NK):
            zk[k] = b0[k]
            for j in range(NH):
                zk[k] += B[k][j] * h[j]
        s = [v / (1 + abs(v)) for v in zk]          # softsign
        o = [0.0] * NO
        for q in range(NO):
            for k in range(NK):
                o[q] += C[q][k] * s[k]
            loss += 0.5 * (o[q] - ys[n][q]) ** 2

        # backward
        do = [0.0] * NO
        for q in range(NO):
            do[q] = o[q] - ys[n][q]  #! do[q] = ys[n][q] - o[q]  #! do[q] = o[q] - ys[n][0]
            for k in range(NK):
                gC[q][k] += do[q] * s[k]  #! gC[q][k] = do[q] * s[k]  #! gC[q][k] += do[q] * zk[k]
        dk = [0.0] * NK
        for k in range(NK):
            for q in range(NO):
                dk[k] += do[q] * C[q][k]  #! dk[k] = do[q] * C[q][k]
            dk[k] = dk[k] / (1 + abs(zk[k])) ** 2  #! dk[k] = dk[k] / (1 + abs(zk[k]))  #! dk[k] = dk[k] / (1 + abs(s[k])) ** 2
            gb0[k] += dk[k]
            for j in range(NH):
                gB[k][j] += dk[k] * h[j]  #! gB[k][j] += dk[j] * h[k]  #! gB[k][j] += dk[k] * zh[j]
        for j in range(NH):
            dj = 0.0
            for k in range(NK):
                dj += dk[k] * B[k][j]  #! dj += dk[k] * B[j][k]  #! dj += dk[j] * B[k][j]
            dj *= 1 / (1 + exp(-zh[j]))  #! dj *= 1 / (1 + exp(-h[j]))
            ga0[j] += dj  #! ga0[j] = dj
            for i in range(NI):
                gA[j][i] += dj * x[i]
        # end

    print(epoch, loss)
    # update
    for j in range(NH):
        a0[j] -= 0.05 * ga0[j]
        for i in range(NI):
            A[j][i] -= 0.05 * gA[j][i]
    for k in range(NK):
        b0[k] -= 0.05 * gb0[k]
        for j in range(NH):
            B[k][j] -= 0.05 * gB[k][j]
        for q in range(NO):
            C[q][k] -= 0.05 * gC[q][k]  #! C[q][k] += 0.05 * gC[q][k]
    # end
