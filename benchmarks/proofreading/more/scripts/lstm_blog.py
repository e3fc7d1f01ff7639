# LSTM in numpy, for my blog. predicts the next value of a sine, batch size 1
import numpy as np

H_size, X_size = 4, 2
z_size = H_size + X_size
T_steps = 5
rng = np.random.default_rng(5)

class Param:
    def __init__(self, name, value):
        self.name = name
        self.v = value
        self.d = np.zeros_like(value)   # derivative
        self.m = np.zeros_like(value)   # adagrad momentum

def sigmoid(x): return 1 / (1 + np.exp(-x))
def dsigmoid(y): return y * (1 - y)
def dtanh(y): return 1 - y * y

W_f = Param('W_f', rng.normal(0, .5, (H_size, z_size))); b_f = Param('b_f', np.ones((H_size, 1)) * .5)
W_i = Param('W_i', rng.normal(0, .5, (H_size, z_size))); b_i = Param('b_i', np.zeros((H_size, 1)))
W_C = Param('W_C', rng.normal(0, .5, (H_size, z_size))); b_C = Param('b_C', np.zeros((H_size, 1)))
W_o = Param('W_o', rng.normal(0, .5, (H_size, z_size))); b_o = Param('b_o', np.zeros((H_size, 1)))
W_v = Param('W_v', rng.normal(0, .5, (1, H_size)));      b_v = Param('b_v', np.zeros((1, 1)))
params = [W_f, b_f, W_i, b_i, W_C, b_C, W_o, b_o, W_v, b_v]

def forward(x, h_prev, C_prev):
    z = np.vstack((h_prev, x))
    f = sigmoid(W_f.v @ z + b_f.v)
    i = sigmoid(W_i.v @ z + b_i.v)
    C_bar = np.tanh(W_C.v @ z + b_C.v)
    C = f * C_prev + i * C_bar
    o = sigmoid(W_o.v @ z + b_o.v)
    h = o * np.tanh(C)
    v = W_v.v @ h + b_v.v
    return z, f, i, C_bar, C, o, h, v

def backward(dv, dh_next, dC_next, C_prev, z, f, i, C_bar, C, o, h, v):
    # backward
    W_v.d += dv @ h.T
    b_v.d += dv
    dh = W_v.v.T @ dv + dh_next  #! dh = W_v.v.T @ dv
    do = dsigmoid(o) * dh * np.tanh(C)  #! do = dsigmoid(o) * dh * C
    W_o.d += do @ z.T
    b_o.d += do
    dC = dC_next + dh * o * dtanh(np.tanh(C))  #! dC = dh * o * dtanh(np.tanh(C))  #! dC = dC_next + dh * o * dtanh(C)  #! dC = dC_next + dh * o
    dC_bar = dtanh(C_bar) * dC * i  #! dC_bar = dtanh(C_bar) * dC
    W_C.d += dC_bar @ z.T
    b_C.d += dC_bar
    di = dsigmoid(i) * dC * C_bar
    W_i.d += di @ z.T  #! W_i.d += dC_bar @ z.T
    b_i.d += di
    df = dsigmoid(f) * dC * C_prev  #! df = dsigmoid(f) * dC * C
    W_f.d += df @ z.T  #! W_f.d = df @ z.T
    b_f.d += df
    dz = W_f.v.T @ df + W_i.v.T @ di + W_C.v.T @ dC_bar + W_o.v.T @ do  #! dz = W_f.v.T @ df + W_i.v.T @ di + W_C.v.T @ dC_bar
    dh_prev = dz[:H_size]
    dC_prev = f * dC  #! dC_prev = f * dC_next
    # end
    return dh_prev, dC_prev

signal = np.sin(np.arange(0, 6) * 0.9)
for epoch in range(4):
    for p in params: p.d.fill(0)
    hs, Cs, caches = [np.zeros((H_size, 1))], [np.zeros((H_size, 1))], []
    loss = 0.0
    for t in range(T_steps):
        x = np.array([[signal[t]], [t / T_steps]])
        caches.append(forward(x, hs[-1], Cs[-1]))
        Cs.append(caches[-1][4]); hs.append(caches[-1][6])
        loss += 0.5 * (caches[-1][7][0, 0] - signal[t + 1]) ** 2
    dh_next, dC_next = np.zeros((H_size, 1)), np.zeros((H_size, 1))
    # backward
    for t in range(T_steps - 1, -1, -1):
        dv = caches[t][7] - signal[t + 1]  #! dv = caches[t][7] - signal[t]
        dh_next, dC_next = backward(dv, dh_next, dC_next, Cs[t], *caches[t])
    # update
    for p in params:
        p.m += p.d * p.d
        p.v -= 0.1 * p.d / np.sqrt(p.m + 1e-8)
    # end
    print(epoch, loss)
