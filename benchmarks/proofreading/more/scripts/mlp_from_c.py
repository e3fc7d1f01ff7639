"""
Translated line by line from my C program (mlp.c, 2009), which ran on a microcontroller.
No numpy on purpose except for the random numbers. The C version converged...
"""
import math
import numpy as np

N_IN, N_HID, N_OUT, N_PAT = 3, 4, 2, 6
rs = np.random.RandomState(77)


def alloc(r, c, s):
    return [[float(rs.uniform(-s, s)) for _ in range(c)] for _ in range(r)]


# weight[to][from], last column is the bias
w_ih = alloc(N_HID, N_IN + 1, 0.8)
w_ho = alloc(N_OUT, N_HID + 1, 0.8)
pat = alloc(N_PAT, N_IN, 1.0)
tgt = alloc(N_PAT, N_OUT, 0.9)
hid = [0.0] * N_HID
out = [0.0] * N_OUT
rate = 0.15

for epoch in range(10):
    sse = 0.0
    g_ih = [[0.0] * (N_IN + 1) for _ in range(N_HID)]
    g_ho = [[0.0] * (N_HID + 1) for _ in range(N_OUT)]
    for p in range(N_PAT):
        for j in range(N_HID):
            acc = w_ih[j][N_IN]
            for i in range(N_IN):
                acc += w_ih[j][i] * pat[p][i]
            hid[j] = math.tanh(acc)
        for k in range(N_OUT):
            acc = w_ho[k][N_HID]
            for j in range(N_HID):
                acc += w_ho[k][j] * hid[j]
            out[k] = math.tanh(acc)
            sse += (tgt[p][k] - out[k]) * (tgt[p][k] - out[k])

        # backward
        d_out = [0.0] * N_OUT
        for k in range(N_OUT):
            d_out[k] = 2.0 * (out[k] - tgt[p][k]) * (1.0 - out[k] * out[k])  #! d_out[k] = 2.0 * (out[k] - tgt[p][k]) * out[k] * (1.0 - out[k])
            for j in range(N_HID):  #! for j in range(N_HID - 1):
                g_ho[k][j] += d_out[k] * hid[j]  #! g_ho[k][j] = d_out[k] * hid[j]
            g_ho[k][N_HID] += d_out[k]
        for j in range(N_HID):
            s = 0.0
            for k in range(N_OUT):
                s += d_out[k] * w_ho[k][j]  #! s += d_out[k] * w_ho[j][k]
            s *= 1.0 - hid[j] * hid[j]  #! s *= 1.0 - hid[k] * hid[k]
            for i in range(N_IN):
                g_ih[j][i] += s * pat[p][i]  #! g_ih[j][i] += s * hid[j]
            g_ih[j][N_IN] += s  #! g_ih[j][N_IN] += s * pat[p][i]

    # update
    for j in range(N_HID):
        for i in range(N_IN + 1):  #! for i in range(N_IN):
            w_ih[j][i] -= rate * g_ih[j][i]  #! w_ih[j][i] -= rate * g_ih[j][i] / N_PAT
    for k in range(N_OUT):
        for j in range(N_HID + 1):
            w_ho[k][j] -= rate * g_ho[k][j]  #! w_ho[k][j] += rate * g_ho[k][j]

    if epoch % 3 == 0:
        print("epoch %2d sse %.5f" % (epoch, sse))
