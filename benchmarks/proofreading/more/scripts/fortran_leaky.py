# PROGRAM BPNET  -- translated from my old F77 code, 2 hidden layers
import numpy as np

NS, NI, N1, N2 = 5, 3, 4, 3
ALPHA = 0.1
XLR = 0.05
DECAY = 0.01

np.random.seed(77)
X = np.random.uniform(-1., 1., (NS, NI))
T = np.array([0., 1., 1., 0., 1.])
W1 = np.random.uniform(-.8, .8, (NI, N1)); T1 = np.random.uniform(-.2, .2, N1)
W2 = np.random.uniform(-.8, .8, (N1, N2)); T2 = np.random.uniform(-.2, .2, N2)
W3 = np.random.uniform(-.8, .8, N2);       T3 = np.zeros(1)
# COMMON /ACT/
S1 = np.zeros((NS, N1)); Y1 = np.zeros((NS, N1))
S2 = np.zeros((NS, N2)); Y2 = np.zeros((NS, N2))
OUT = np.zeros(NS)
# COMMON /GRAD/
G1 = np.zeros((NI, N1)); GT1 = np.zeros(N1)
G2 = np.zeros((N1, N2)); GT2 = np.zeros(N2)
G3 = np.zeros(N2);       GT3 = np.zeros(1)


def FWD():
    for N in range(NS):
        for J in range(N1):
            S1[N, J] = T1[J]
            for I in range(NI):
                S1[N, J] += X[N, I] * W1[I, J]
            Y1[N, J] = S1[N, J] if S1[N, J] > 0. else ALPHA * S1[N, J]
        for K in range(N2):
            S2[N, K] = T2[K]
            for J in range(N1):
                S2[N, K] += Y1[N, J] * W2[J, K]
            Y2[N, K] = S2[N, K] if S2[N, K] > 0. else ALPHA * S2[N, K]
        OUT[N] = 1. / (1. + np.exp(-(T3[0] + np.dot(Y2[N], W3))))
    ERR = 0.
    for N in range(NS):
        ERR -= T[N] * np.log(OUT[N]) + (1. - T[N]) * np.log(1. - OUT[N])
    return ERR / NS + 0.5 * DECAY * (np.sum(W1**2) + np.sum(W2**2) + np.sum(W3**2))


# backward
def BWD():
    G1[:] = DECAY * W1  #! G1[:] = 0.  #! G1[:] = 0.5 * DECAY * W1
    G2[:] = DECAY * W2
    G3[:] = DECAY * W3
    GT1[:] = 0.
    GT2[:] = 0.
    GT3[:] = 0.
    for N in range(NS):
        D3 = (OUT[N] - T[N]) / NS  #! D3 = (OUT[N] - T[N]) * OUT[N] * (1. - OUT[N]) / NS  #! D3 = OUT[N] - T[N]
        GT3[0] += D3  #! GT3[0] = D3
        D1 = np.zeros(N1)
        for K in range(N2):
            G3[K] += D3 * Y2[N, K]  #! G3[K] += D3 * S2[N, K]
            D2 = D3 * W3[K]
            if S2[N, K] <= 0.:  #! if S2[N, K] > 0.:
                D2 *= ALPHA  #! D2 = 0.
            GT2[K] += D2
            for J in range(N1):
                G2[J, K] += D2 * Y1[N, J]  #! G2[J, K] = D2 * Y1[N, J]
                D1[J] += D2 * W2[J, K]  #! D1[J] = D2 * W2[J, K]
        for J in range(N1):
            if S1[N, J] <= 0.:
                D1[J] *= ALPHA
            GT1[J] += D1[J]  #! GT1[J] += D1[J] * Y1[N, J]
            for I in range(NI):
                G1[I, J] += D1[J] * X[N, I]  #! G1[I, J] += D1[J] * Y1[N, I]
# end


for ITER in range(4):
    ERR = FWD()
    BWD()
    for P, G in ((W1, G1), (T1, GT1), (W2, G2), (T2, GT2), (W3, G3), (T3, GT3)):
        P -= XLR * G
    print(' ITER=%4d  ERR=%12.6f' % (ITER, ERR))
