"""
lstm by hand, no frameworks. one sequence, predict a number at every step.
column vectors everywhere, all four gates in their own matrix, z = [h; x]
"""
import numpy as np

np.random.seed(7)
H, X = 4, 2          # hidden size, input size
Z = H + X
lr = 0.05

seq = [np.array([[0.1], [1.0]]), np.array([[0.5], [-0.3]]), np.array([[-0.7], [0.4]]),
       np.array([[0.2], [0.9]]), np.array([[0.6], [-0.8]])]
tgt = [0.3, 0.8, -0.2, 0.1, 0.7]
T = len(seq)

def sig(v): return 1. / (1. + np.exp(-v))
def dsig(y): return y * (1 - y)       # takes the OUTPUT of sig
def dtanh(y): return 1 - y * y        # same, output of tanh

Wf = np.random.randn(H, Z) * 0.4; bf = np.ones((H, 1))
Wi = np.random.randn(H, Z) * 0.4; bi = np.zeros((H, 1))
Wc = np.random.randn(H, Z) * 0.4; bc = np.zeros((H, 1))
Wo = np.random.randn(H, Z) * 0.4; bo = np.zeros((H, 1))
Wv = np.random.randn(1, H) * 0.4; bv = np.zeros((1, 1))

for epoch in range(12):
    z_s, f_s, i_s, g_s, o_s, y_s = {}, {}, {}, {}, {}, {}
    C_s = {-1: np.zeros((H, 1))}
    h_s = {-1: np.zeros((H, 1))}
    loss = 0.0
    for t in range(T):
        z_s[t] = np.concatenate((h_s[t-1], seq[t]))
        f_s[t] = sig(Wf @ z_s[t] + bf)
        i_s[t] = sig(Wi @ z_s[t] + bi)
        g_s[t] = np.tanh(Wc @ z_s[t] + bc)
        o_s[t] = sig(Wo @ z_s[t] + bo)
        C_s[t] = f_s[t] * C_s[t-1] + i_s[t] * g_s[t]
        h_s[t] = o_s[t] * np.tanh(C_s[t])
        y_s[t] = Wv @ h_s[t] + bv
        loss += 0.5 * np.sum((y_s[t] - tgt[t]) ** 2)

    # backward
    dWf, dWi, dWc, dWo, dWv = [np.zeros_like(w) for w in (Wf, Wi, Wc, Wo, Wv)]
    dbf, dbi, dbc, dbo, dbv = [np.zeros_like(w) for w in (bf, bi, bc, bo, bv)]
    dh_next = np.zeros((H, 1))
    dC_next = np.zeros((H, 1))
    for t in reversed(range(T)):
        dv = y_s[t] - tgt[t]  #! dv = tgt[t] - y_s[t]
        dWv += dv @ h_s[t].T  #! dWv += dv @ h_s[t-1].T
        dbv += dv
        dh = Wv.T @ dv + dh_next  #! dh = Wv.T @ dv
        do = dh * np.tanh(C_s[t]) * dsig(o_s[t])  #! do = dh * C_s[t] * dsig(o_s[t])  #! do = dh * np.tanh(C_s[t])
        dWo += do @ z_s[t].T
        dbo += do
        dC = dC_next + dh * o_s[t] * dtanh(np.tanh(C_s[t]))  #! dC = dC_next + dh * o_s[t] * dtanh(C_s[t])  #! dC = dh * o_s[t] * dtanh(np.tanh(C_s[t]))
        dg = dC * i_s[t] * dtanh(g_s[t])  #! dg = dC * i_s[t] * dsig(g_s[t])
        dWc += dg @ z_s[t].T
        dbc += dg
        di = dC * g_s[t] * dsig(i_s[t])
        dWi += di @ z_s[t].T
        dbi += di  #! dbi = di
        df = dC * C_s[t-1] * dsig(f_s[t])  #! df = dC * C_s[t] * dsig(f_s[t])
        dWf += df @ z_s[t].T
        dbf += df
        dz = Wf.T @ df + Wi.T @ di + Wc.T @ dg + Wo.T @ do  #! dz = Wf.T @ df + Wi.T @ di + Wo.T @ do
        dh_next = dz[:H, :]  #! dh_next = dz[X:, :]
        dC_next = f_s[t] * dC  #! dC_next = dC

    # update
    for p, dp in zip([Wf, Wi, Wc, Wo, Wv, bf, bi, bc, bo, bv],
                     [dWf, dWi, dWc, dWo, dWv, dbf, dbi, dbc, dbo, dbv]):
        p -= lr * dp  #! p += lr * dp
    # end
    if epoch % 3 == 0:
        print("epoch", epoch, "loss", loss)
