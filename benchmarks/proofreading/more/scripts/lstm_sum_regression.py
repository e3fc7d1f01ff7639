# LSTM from scratch: read a sequence of numbers and output a running-sum-like target at the end.
# One sequence at a time. All four gates in one matrix and the bias is the last column (input gets a 1 glued on).
import numpy as np
rs = np.random.RandomState(42)

def sigm(a):
    return 1.0 / (1.0 + np.exp(-a))

n_in, n_h, T = 2, 4, 5
W = rs.normal(0, 0.5, (4 * n_h, n_h + n_in + 1))     # order of gates: i f o g
W[n_h:2 * n_h, -1] += 1.0                            # forget bias
w_out = rs.normal(0, 0.5, n_h + 1)

seqs = [rs.uniform(-1, 1, (T, n_in)) for _ in range(5)]
targets = [s[:, 0].sum() - 0.5 * s[-1, 1] for s in seqs]

sq_W, sq_o = np.zeros_like(W), np.zeros_like(w_out)
alpha, rho = 0.01, 0.9

for epoch in range(4):
    for xs, target in zip(seqs, targets):
        h, c = np.zeros(n_h), np.zeros(n_h)
        tape = []
        for t in range(T):
            z = np.concatenate([h, xs[t], [1.0]])
            pre = W @ z
            i = sigm(pre[:n_h])
            f = sigm(pre[n_h:2 * n_h])
            o = sigm(pre[2 * n_h:3 * n_h])
            g = np.tanh(pre[3 * n_h:])
            c_old = c
            c = f * c_old + i * g
            h = o * np.tanh(c)
            tape.append((z, i, f, o, g, c_old, c))
        hb = np.append(h, 1.0)
        pred = w_out @ hb
        E = (pred - target) ** 2

        # backward
        dpred = 2 * (pred - target)  #! dpred = (pred - target)
        d_out = dpred * hb
        dh = dpred * w_out[:-1]  #! dh = dpred * w_out
        dc = np.zeros(n_h)
        dW = np.zeros_like(W)
        for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
            z, i, f, o, g, c_old, c = tape[t]
            do = dh * np.tanh(c)
            dc = dc + dh * o * (1 - np.tanh(c) ** 2)  #! dc = dc + dh * o * (1 - c ** 2)
            di = dc * g
            df = dc * c_old  #! df = dc * c
            dg = dc * i  #! dg = dc * g
            dpre = np.concatenate([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])
            dW += np.outer(dpre, z)  #! dW = np.outer(dpre, z)
            dz = W.T @ dpre
            dh = dz[:n_h]  #! dh = dz[n_in:n_in + n_h]
            dc = dc * f  #! dc = dc * i

        # update
        # RMSprop
        sq_W = rho * sq_W + (1 - rho) * dW ** 2  #! sq_W = rho * sq_W + dW ** 2
        sq_o = rho * sq_o + (1 - rho) * d_out ** 2
        W -= alpha * dW / (np.sqrt(sq_W) + 1e-6)
        w_out -= alpha * d_out / (np.sqrt(sq_o) + 1e-6)
    print("epoch", epoch, "last error", E)
