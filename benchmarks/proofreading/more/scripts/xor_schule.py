# Projektarbeit Informatik Klasse 12: XOR mit einem kleinen Netz, Beispiel fuer Beispiel
import math
import random

random.seed(7)
beispiele = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
w = [[random.uniform(-1, 1) for e in range(2)] for h in range(3)]
schwelle = [random.uniform(-1, 1) for h in range(3)]
v = [random.uniform(-1, 1) for h in range(3)]
vb = 0.0
lernrate = 0.5

def sig(x):
    return 1 / (1 + math.exp(-x))

for runde in range(30):
    gesamtfehler = 0
    for eingabe, ziel in beispiele:
        # vorwaerts
        versteckt = []
        for h in range(3):
            summe = -schwelle[h]
            for e in range(2):
                summe = summe + w[h][e] * eingabe[e]
            versteckt.append(sig(summe))
        summe = vb
        for h in range(3):
            summe = summe + v[h] * versteckt[h]
        ausgabe = sig(summe)
        fehler_jetzt = 0.5 * (ziel - ausgabe) ** 2
        gesamtfehler += fehler_jetzt

        # backward
        d_aus = (ausgabe - ziel) * ausgabe * (1 - ausgabe)
        gv = [0, 0, 0]
        gw = [[0, 0], [0, 0], [0, 0]]
        gs = [0, 0, 0]
        for h in range(3):
            gv[h] = d_aus * versteckt[h]
            d_h = d_aus * v[h] * versteckt[h] * (1 - versteckt[h])
            for e in range(2):
                gw[h][e] = d_h * eingabe[e]
            gs[h] = -d_h
        gvb = d_aus

        # update
        for h in range(3):
            v[h] -= lernrate * gv[h]
            schwelle[h] -= lernrate * gs[h]
            for e in range(2):
                w[h][e] -= lernrate * gw[h][e]
        vb -= lernrate * gvb
    if runde % 10 == 0:
        print("Runde", runde, "Fehler", gesamtfehler)
