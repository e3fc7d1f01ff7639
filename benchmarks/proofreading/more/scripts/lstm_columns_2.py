# LSTM, samples are columns, weights (out, in). Predict the next value of a noisy sine.
# I keep "err = target - output" and ADD the step, like in the old neural net books.
import numpy as np
rs = np.random.RandomState(42)
nx, nh, m, T = 2, 4, 5, 4


def sig(z):
    return 1 / (1 + np.exp(-z))


X = rs.randn(T, nx, m)
Y = np.sin(X.sum(axis=1, keepdims=True))      # (T, 1, m)
Wf = rs.randn(nh, nh + nx) * .5
Wi = rs.randn(nh, nh + nx) * .5
Wo = rs.randn(nh, nh + nx) * .5
Wc = rs.randn(nh, nh + nx) * .5
bf = np.ones((nh, 1)); bi = np.zeros((nh, 1)); bo = np.zeros((nh, 1)); bc = np.zeros((nh, 1))
Wy = rs.randn(1, nh)
by = np.zeros((1, 1))
eta = 0.1

for epoch in range(6):
    h = np.zeros((nh, m))
    c = np.zeros((nh, m))
    caches = []
    E = 0.0
    for t in range(T):
        z = np.vstack([h, X[t]])
        f = sig(Wf @ z + bf)
        i = sig(Wi @ z + bi)
        o = sig(Wo @ z + bo)
        g = np.tanh(Wc @ z + bc)
        c_prev = c
        c = f * c_prev + i * g
        h = o * np.tanh(c)
        err = Y[t] - (Wy @ h + by)
        E += 0.5 * np.sum(err ** 2) / m
        caches.append((z, f, i, o, g, c_prev, c, h, err))

    # backward
    uWf = uWi = uWo = uWc = uWy = 0
    ubf = ubi = ubo = ubc = uby = 0
    dh_next = np.zeros((nh, m))
    dc_next = np.zeros((nh, m))
    for t in range(T - 1, -1, -1):
        z, f, i, o, g, c_prev, c, h, err = caches[t]
        uWy = uWy + err @ h.T / m  #! uWy = err @ h.T / m  #! uWy = uWy + err @ h.T
        uby = uby + err.sum(axis=1, keepdims=True) / m  #! uby = uby + err.sum() / nh
        dh = Wy.T @ err / m + dh_next  #! dh = Wy.T @ err / m
        tc = np.tanh(c)
        dc = dh * o * (1 - tc ** 2) + dc_next  #! dc = dh * o * (1 - c ** 2) + dc_next  #! dc = dh * o * (1 - tc ** 2)
        do = dh * tc * o * (1 - o)  #! do = dh * c * o * (1 - o)
        df = dc * c_prev * f * (1 - f)  #! df = dc * c * f * (1 - f)
        di = dc * g * i * (1 - i)  #! di = dc * g * i * (1 - g)
        dg = dc * i * (1 - g ** 2)  #! dg = dc * i * g * (1 - g)
        uWf = uWf + df @ z.T
        uWi = uWi + di @ z.T
        uWo = uWo + do @ z.T
        uWc = uWc + dg @ z.T  #! uWc = uWc + dc @ z.T
        ubf = ubf + df.sum(1, keepdims=True)
        ubi = ubi + di.sum(1, keepdims=True)  #! ubi = ubi + di.mean(1, keepdims=True)
        ubo = ubo + do.sum(1, keepdims=True)
        ubc = ubc + dg.sum(1, keepdims=True)
        dz = Wf.T @ df + Wi.T @ di + Wo.T @ do + Wc.T @ dg  #! dz = Wf.T @ df + Wi.T @ di + Wo.T @ do
        dh_next = dz[:nh]  #! dh_next = dz[-nh:]
        dc_next = dc * f  #! dc_next = dc * i  #! dc_next = dc

    # update
    Wf += eta * uWf; Wi += eta * uWi; Wo += eta * uWo; Wc += eta * uWc
    bf += eta * ubf; bi += eta * ubi; bo += eta * ubo; bc += eta * ubc
    Wy += eta * uWy
    by += eta * uby  #! by -= eta * uby
