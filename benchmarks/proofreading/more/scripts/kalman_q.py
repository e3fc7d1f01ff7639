import numpy as np
"""
Local level model, maximise the prediction error decomposition over the two variances.
lq = log state noise, lr = log measurement noise
"""
rng = np.random.RandomState(7)
z = np.cumsum(rng.randn(12) * 0.6) + rng.randn(12) * 0.4

def kalman(lq, lr):
    q, r = np.exp(lq), np.exp(lr)
    m, P = 0.0, 1.0
    tape, L = [], 0.0
    for obs in z:
        Pp = P + q
        F = Pp + r
        v = obs - m
        K = Pp / F
        L += 0.5 * (np.log(F) + v * v / F)
        tape.append((Pp, F, v, K))
        m = m + K * v
        P = (1 - K) * Pp
    return L, tape

def adjoint(lq, lr, tape):
    # backward
    gq = gr = 0.0
    gm, gP = 0.0, 0.0
    for Pp, F, v, K in reversed(tape):
        gK = gm * v - gP * Pp
        gv = gm * K + v / F
        gPp = gP * (1 - K) + gK / F
        gF = 0.5 * (1 / F - v * v / F ** 2) - gK * Pp / F ** 2
        gPp += gF
        gr += gF
        gq += gPp
        gm = gm - gv
        gP = gPp
    return gq * np.exp(lq), gr * np.exp(lr)

lq, lr = 0.0, 0.0
for k in range(30):
    L, tape = kalman(lq, lr)
    dlq, dlr = adjoint(lq, lr, tape)
    # update
    lq -= 0.1 * dlq
    lr -= 0.1 * dlr
    if k % 10 == 0: print("iter", k, "-logL", L)
print("q, r =", np.exp(lq), np.exp(lr))
