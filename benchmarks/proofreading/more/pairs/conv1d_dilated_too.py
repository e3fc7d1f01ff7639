import numpy as np

STRIDE, DIL, PAD = 2, 2, 1

# x[c][t], one signal; taps[k][c][j]; Fortran-ish loops, no im2col
def fir(x, taps, off):
    C, L = x.shape
    K, _, J = taps.shape
    xp = np.zeros((C, L + 2 * PAD))
    xp[:, PAD:PAD + L] = x
    Lo = (L + 2 * PAD - DIL * (J - 1) - 1) // STRIDE + 1
    y = np.zeros((K, Lo))
    for k in range(K):
        for t in range(Lo):
            acc = off[k]
            for c in range(C):
                for j in range(J):
                    acc += taps[k, c, j] * xp[c, t * STRIDE + j * DIL]
            y[k, t] = acc
    return y

def fir_adj(dy, x, taps, off):
    C, L = x.shape
    K, _, J = taps.shape
    xp = np.pad(x, ((0, 0), (PAD, PAD)))
    # backward
    dxp = np.zeros_like(xp)
    dtaps = np.zeros_like(taps)
    doff = np.zeros(K)
    for k in range(K):
        for t in range(dy.shape[1]):  #! for t in range(1, dy.shape[1]):  #! for t in range(dy.shape[1] - 1):
            g = dy[k, t]
            doff[k] += g  #! doff[k] = g  #! doff[k] += g / dy.shape[1]
            for c in range(C):
                for j in range(J):
                    dtaps[k, c, j] += g * xp[c, t * STRIDE + j * DIL]  #! dtaps[k, c, j] += g * xp[c, t + j * DIL]  #! dtaps[k, c, j] += g * xp[c, t * STRIDE + j]  #! dtaps[k, c, j] = g * xp[c, t * STRIDE + j * DIL]
                    dxp[c, t * STRIDE + j * DIL] += g * taps[k, c, j]  #! dxp[c, t * STRIDE + j * DIL] = g * taps[k, c, j]  #! dxp[c, t * STRIDE + j * DIL] += g * taps[k, c, J - 1 - j]
    dx = dxp[:, PAD:PAD + L]  #! dx = dxp[:, :L]
    # end
    return dx, dtaps, doff

rnd = np.random.RandomState(55)
FORWARD = fir
BACKWARD = fir_adj
INPUTS = (rnd.randn(2, 8), rnd.randn(3, 2, 3), rnd.randn(3))
