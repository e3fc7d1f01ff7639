# small net learns from soft labels of a "teacher" AND the hard labels (distillation), lehrer = teacher in german
import numpy as np
zufall = np.random.RandomState(2024)
x = zufall.randn(10, 5)
lehrer = zufall.randn(5, 3) * 2
T = 2.0            # temperature
anteil = 0.7       # part of the soft loss

def soft(z, temp=1.0):
    z = z / temp
    z = np.exp(z - np.amax(z, axis=1, keepdims=True))
    return z / z.sum(axis=1, keepdims=True)

q = soft(x @ lehrer, T)
hart = np.eye(3)[np.argmax(x @ lehrer, axis=1)]
gewichte = [zufall.randn(5, 4) * 0.4, zufall.randn(4, 3) * 0.4]
verlauf = []
for schritt in range(24):
    u = x @ gewichte[0]
    h = u / (1 + np.exp(-u))           # swish
    z = h @ gewichte[1]
    pT, p1 = soft(z, T), soft(z)
    weich_verlust = -T * T * (q * np.log(pT)).sum(1).mean()
    hart_verlust = -(hart * np.log(p1)).sum(1).mean()
    verlust = anteil * weich_verlust + (1 - anteil) * hart_verlust
    verlauf.append(verlust)
    # backward
    dz = (anteil * T * (pT - q) + (1 - anteil) * (p1 - hart)) / 10
    g1 = h.T @ dz
    s = 1 / (1 + np.exp(-u))
    du = dz @ gewichte[1].T * (s + u * s * (1 - s))
    g0 = x.T @ du
    # update
    for k, g in enumerate((g0, g1)):
        gewichte[k] -= 0.3 * g
    if schritt % 8 == 0:
        print("Schritt", schritt, "Verlust", round(verlust, 4), "richtig", (p1.argmax(1) == hart.argmax(1)).sum(), "/ 10")
assert verlauf[-1] < verlauf[0]
