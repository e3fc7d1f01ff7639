# Hausaufgabe 7: RNN sagt die Temperatur von morgen voraus (mehrere Staedte, verschieden lang)
import numpy as np

zufall = np.random.default_rng(4)
staedte = {
    'Bonn':  [0.1, 0.4, 0.3, 0.6, 0.5],
    'Kiel':  [-0.2, 0.0, 0.3, 0.1],
    'Passau': [0.5, 0.2, -0.1, -0.4, -0.3, 0.0],
}

n = 4
netz = {
    'ein': zufall.normal(size=n) * 0.6,
    'rueck': zufall.normal(size=(n, n)) * 0.4,
    'schwelle': np.zeros(n),
    'aus': zufall.normal(size=n) * 0.6,
    'aus0': np.zeros(1),
    'start': zufall.normal(size=n) * 0.1,     # gelernter Anfangszustand
}
anzahl = sum(len(f) - 1 for f in staedte.values())
tempo = 0.1

for runde in range(5):
    fehler = 0.0
    grad = {k: np.zeros_like(v) for k, v in netz.items()}
    for stadt, folge in staedte.items():
        zustand = [netz['start']]
        abw = []
        for t in range(len(folge) - 1):
            zustand.append(np.tanh(netz['ein'] * folge[t] + netz['rueck'] @ zustand[t] + netz['schwelle']))
            y = netz['aus'] @ zustand[t + 1] + netz['aus0'][0]
            abw.append(y - folge[t + 1])
            fehler += 0.5 * abw[t]**2 / anzahl

        # backward
        spaeter = np.zeros(n)
        for t in range(len(folge) - 2, -1, -1):
            dy = abw[t] / anzahl  #! dy = abw[t]  #! dy = abw[t] / len(folge)
            grad['aus'] += dy * zustand[t + 1]  #! grad['aus'] += dy * zustand[t]  #! grad['aus'] = dy * zustand[t + 1]
            grad['aus0'] += dy
            dh = dy * netz['aus'] + spaeter  #! dh = dy * netz['aus']
            da = dh * (1 - zustand[t + 1]**2)  #! da = dh * (1 - zustand[t]**2)  #! da = dh * (1 - zustand[t + 1])
            grad['ein'] += da * folge[t]  #! grad['ein'] += da * folge[t + 1]
            grad['rueck'] += np.outer(da, zustand[t])  #! grad['rueck'] += np.outer(zustand[t], da)  #! grad['rueck'] += np.outer(da, zustand[t + 1])
            grad['schwelle'] += da
            spaeter = netz['rueck'].T @ da  #! spaeter = netz['rueck'] @ da  #! spaeter = netz['rueck'].T @ dh
        grad['start'] += spaeter  #! grad['start'] += da
        # end

    if runde % 2 == 0:
        print('Runde', runde, 'Fehler', round(fehler, 5))
    for k in netz:
        netz[k] = netz[k] - tempo * grad[k]
