# LSTM, many to one. The four gates are kept in 3d arrays W[gate], U[gate], B[gate]
# gate 0 = input, 1 = forget, 2 = output, 3 = candidate
import numpy as np
rs = np.random.RandomState(77)
nx, nh, T, m = 2, 3, 5, 6
data = rs.randn(m, T, nx)
goal = data[:, :, 0].sum(axis=1) * .3

W = rs.randn(4, nh, nx) * .4
U = rs.randn(4, nh, nh) * .4
B = np.zeros((4, nh)); B[1] += 1
v = rs.randn(nh) * .4
c0 = 0.0

def s(a):
    return 1 / (1 + np.exp(-a))

for epoch in range(4):
    running = 0
    for n in rs.permutation(m):
        x = data[n]
        hs = [np.zeros(nh)]; cs = [np.zeros(nh)]; gates = []
        for t in range(T):
            z = [W[q] @ x[t] + U[q] @ hs[-1] + B[q] for q in range(4)]
            i, f, o, g = s(z[0]), s(z[1]), s(z[2]), np.tanh(z[3])
            cs.append(f * cs[-1] + i * g)
            hs.append(o * np.tanh(cs[-1]))
            gates.append((i, f, o, g))
        guess = v @ hs[T] + c0
        loss = (guess - goal[n]) ** 2
        running += loss

        # backward
        dW = np.zeros(W.shape); dU = np.zeros(U.shape); dB = np.zeros(B.shape)
        dguess = 2 * (guess - goal[n])
        dv = dguess * hs[T]
        dc0 = dguess
        dh = dguess * v
        dc = np.zeros(nh)
        for t in range(T - 1, -1, -1):
            i, f, o, g = gates[t]
            tc = np.tanh(cs[t + 1])
            dc = dc + dh * o * (1 - tc * tc)
            dz = [dc * g * i * (1 - i), dc * cs[t] * f * (1 - f), dh * tc * o * (1 - o), dc * i * (1 - g * g)]
            dh = np.zeros(nh)
            for q in range(4):
                dW[q] += np.outer(dz[q], x[t])
                dU[q] += np.outer(dz[q], hs[t])
                dB[q] += dz[q]
                dh += U[q].T @ dz[q]
            dc = dc * f

        # update
        W -= .1 * dW; U -= .1 * dU; B -= .1 * dB
        v -= .1 * dv; c0 -= .1 * dc0
    print('epoch %d, summed loss %.5f' % (epoch, running))
