# objective: sum(0.5 * (out[t] - target[t]) ** 2 for t in range(T))
# Elman net predicts the next value of a damped sine. everything per time step.
import numpy as np
np.random.seed(3)
T = 14
H = 4
series = np.zeros(T + 1)
for t in range(T + 1):
    series[t] = np.exp(-0.05 * t) * np.sin(0.7 * t)
target = series[1:]

Wx = np.random.randn(H) * .4
Wh = np.random.randn(H, H) * .4
bh = np.zeros(H)
Wo = np.random.randn(H) * .4

for sweep in range(12):
    h = np.zeros((T + 1, H))         # h[0] is the initial state, h[t+1] belongs to x[t]
    out = np.zeros(T)
    for t in range(T):
        for k in range(H):
            net = Wx[k] * series[t] + bh[k]
            for l in range(H):
                net += Wh[k, l] * h[t, l]
            h[t + 1, k] = np.tanh(net)
        out[t] = np.sum(Wo * h[t + 1])

    # backward
    gWx = np.zeros(H)
    gWh = np.zeros((H, H))
    gbh = np.zeros(H)
    gWo = np.zeros(H)
    carry = np.zeros(H)
    t = T - 1
    while t >= 0:
        e = out[t] - target[t]
        newcarry = np.zeros(H)
        for k in range(H):
            gWo[k] += e * h[t + 1, k]
            dn = (e * Wo[k] + carry[k]) * (1 - h[t + 1, k] ** 2)
            gWx[k] += dn * series[t]
            gbh[k] += dn
            for l in range(H):
                gWh[k, l] += dn * h[t, l]
                newcarry[l] += dn * Wh[k, l]
        carry = newcarry
        t -= 1

    # update
    for p, g in ((Wx, gWx), (Wh, gWh), (bh, gbh), (Wo, gWo)):
        p -= 0.05 * g
print(np.round(out[-3:], 3), np.round(target[-3:], 3))
