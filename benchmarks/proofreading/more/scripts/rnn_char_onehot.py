# Zeichenbasiertes RNN (Elman), Vorlesung "Rekurrente Netze"
# Abgeschnittene Rückpropagierung: Fenster der Länge K, Zustand wird weitergereicht
import numpy as np

satz = "hallo hallo welt hallo welt "
zeichen = sorted(set(satz))
nr = {z: i for i, z in enumerate(zeichen)}
A, Hn, K = len(zeichen), 7, 7
rng = np.random.default_rng(49)
Wx = rng.normal(0, .3, (A, Hn))
Wh = rng.normal(0, .3, (Hn, Hn))
bh = np.zeros(Hn)
Wy = rng.normal(0, .3, (Hn, A))
by = np.zeros(A)
gedaechtnis = [np.zeros_like(p) for p in (Wx, Wh, bh, Wy, by)]   # Adagrad

zustand = np.zeros(Hn)
pos = 0
for schritt in range(9):
    if pos + K + 1 > len(satz):
        pos, zustand = 0, np.zeros(Hn)
    ein = [nr[z] for z in satz[pos:pos + K]]
    aus = [nr[z] for z in satz[pos + 1:pos + K + 1]]
    h = {-1: zustand}
    p = {}
    verlust = 0
    for t in range(K):
        h[t] = np.tanh(Wx[ein[t]] + h[t - 1] @ Wh + bh)
        o = h[t] @ Wy + by
        p[t] = np.exp(o) / np.sum(np.exp(o))
        verlust += -np.log(p[t][aus[t]])
    # backward
    gWx, gWh, gbh, gWy, gby = [np.zeros_like(q) for q in (Wx, Wh, bh, Wy, by)]
    spaeter = np.zeros(Hn)
    for t in range(K - 1, -1, -1):
        do = p[t].copy()
        do[aus[t]] -= 1
        gWy += np.outer(h[t], do)
        gby += do
        da = (1 - h[t] * h[t]) * (Wy @ do + spaeter)
        gbh += da
        gWx[ein[t]] += da
        gWh += np.outer(h[t - 1], da)
        spaeter = Wh @ da
    for g in (gWx, gWh, gbh, gWy, gby):
        np.clip(g, -5, 5, out=g)
    # update
    for q, g, m in zip((Wx, Wh, bh, Wy, by), (gWx, gWh, gbh, gWy, gby), gedaechtnis):
        m += g * g
        q -= 0.1 * g / np.sqrt(m + 1e-8)
    zustand = h[K - 1]
    pos += K
    print("Schritt", schritt, "Verlust %.3f" % verlust)
