# Question: is my backpropagation right? I wrote all sums as loops to be sure I understand the indices.
import numpy as np

x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
t = np.array([[0.0, 0.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 1.0], [1.0, 1.0, 0.0]])  # AND, OR, XOR
nin, nhid, nout = 2, 4, 3
np.random.seed(6)
w = np.random.uniform(-1, 1, (nin, nhid))
bh = np.random.uniform(-1, 1, nhid)
v = np.random.uniform(-1, 1, (nhid, nout))
bo = np.random.uniform(-1, 1, nout)
rate = 0.6


def f(s):
    return 1 / (1 + np.exp(-s))


# objective: 0.5 * sum((t[n][k] - o[k]) ** 2 for k in range(nout))
for epoch in range(2):
    for n in range(len(x)):
        h = np.zeros(nhid)
        o = np.zeros(nout)
        for j in range(nhid):
            s = bh[j]
            for i in range(nin):
                s += x[n][i] * w[i][j]
            h[j] = f(s)
        for k in range(nout):
            s = bo[k]
            for j in range(nhid):
                s += h[j] * v[j][k]
            o[k] = f(s)

        # backward
        delta_o = np.zeros(nout)
        delta_h = np.zeros(nhid)
        for k in range(nout):
            delta_o[k] = (t[n][k] - o[k]) * o[k] * (1 - o[k])  #! delta_o[k] = (t[n][k] - o[k]) * f(o[k]) * (1 - f(o[k]))  #! delta_o[k] = (t[n][0] - o[k]) * o[k] * (1 - o[k])
        for j in range(nhid):
            s = 0.0
            for k in range(nout):
                s += v[j][k] * delta_o[k]  #! s = v[j][k] * delta_o[k]  #! s += v[j][k] * delta_h[j]  #! s += v[j][k] * o[k]
            delta_h[j] = s * h[j] * (1 - h[j])  #! delta_h[j] = s * (1 - h[j])  #! delta_h[j] = s
        # update
        for j in range(nhid):
            for k in range(nout):
                v[j][k] += rate * delta_o[k] * h[j]  #! v[j][k] -= rate * delta_o[k] * h[j]
        for k in range(nout):
            bo[k] += rate * delta_o[k]
        for i in range(nin):
            for j in range(nhid):
                w[i][j] += rate * delta_h[j] * x[n][i]  #! w[i][j] += rate * delta_h[j] * h[i]  #! w[i][j] += rate * delta_h[i] * x[n][i]
        for j in range(nhid):
            bh[j] += rate * delta_h[j]  #! bh[j] += rate * delta_h[j] * bh[j]
        # end
print(w, v)
