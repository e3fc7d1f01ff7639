# objective: sum(max(tau * (z - a), (tau - 1) * (z - a)) for z, a in zip(ziele, ausgabe))
# Quantilsregression (90%) mit kleinem Netz, reines Python, Listen von Listen
import random, math
random.seed(20)
tau = 0.9
rate = 0.01
daten = [[i / 5.0 - 1.0, (i * 7 % 5) / 5.0] for i in range(10)]
ziele = [2 * d[0] + random.random() for d in daten]
W = [[random.uniform(-1, 1) for _ in range(2)] for _ in range(4)]
b = [0.0] * 4
v = [random.uniform(-1, 1) for _ in range(4)]

def vorwaerts(d):
    h = [math.tanh(sum(w * x for w, x in zip(zeile, d)) + bj) for zeile, bj in zip(W, b)]
    return h, sum(vj * hj for vj, hj in zip(v, h))

for runde in range(20):
    versteckt, ausgabe = [], []
    for d in daten:
        h, a = vorwaerts(d)
        versteckt.append(h)
        ausgabe.append(a)
    # backward
    gW = [[0.0, 0.0] for _ in range(4)]
    gb = [0.0] * 4
    gv = [0.0] * 4
    for d, z, h, a in zip(daten, ziele, versteckt, ausgabe):
        fehler = -tau if z > a else 1 - tau
        for j in range(4):
            gv[j] += fehler * h[j]
            s = fehler * v[j] * (1 - h[j] ** 2)
            gb[j] += s
            for i in range(2):
                gW[j][i] += s * d[i]
    # update
    for j in range(4):
        v[j] -= rate * gv[j]
        b[j] -= rate * gb[j]
        for i in range(2):
            W[j][i] -= rate * gW[j][i]
    if runde % 5 == 0:
        print(runde, "Anteil unter der Kurve:", sum(z <= a for z, a in zip(ziele, ausgabe)) / 10)
