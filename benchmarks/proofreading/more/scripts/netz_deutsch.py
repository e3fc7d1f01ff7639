import numpy as np

# Kleines Netz: 3 Eingaenge -> 4 verdeckt (tanh) -> 1 Ausgang
zufall = np.random.default_rng(5)
eingabe = zufall.uniform(-1, 1, (8, 3))
ziel = (eingabe[:, [0]] * eingabe[:, [1]] > 0) * 1.0

gewichte = {
    'verdeckt': zufall.normal(0, .5, (3, 4)),
    'ausgang': zufall.normal(0, .5, (4, 1)),
}
schwellen = {'verdeckt': np.zeros(4), 'ausgang': np.zeros(1)}
lernrate, traegheit = 0.5, 0.9
schwung_g = {k: 0 * v for k, v in gewichte.items()}
schwung_s = {k: 0 * v for k, v in schwellen.items()}

for durchgang in range(30):
    # vorwaerts
    h = np.tanh(eingabe @ gewichte['verdeckt'] + schwellen['verdeckt'])
    o = 1 / (1 + np.exp(-(h @ gewichte['ausgang'] + schwellen['ausgang'])))
    fehler = np.sum((o - ziel) ** 2) / 2

    # backward
    d_aus = (o - ziel) * o * (1 - o)
    d_ver = (d_aus @ gewichte['ausgang'].T) * (1 - h ** 2)
    steigung_g = {'ausgang': h.T @ d_aus, 'verdeckt': eingabe.T @ d_ver}
    steigung_s = {'ausgang': d_aus.sum(0), 'verdeckt': d_ver.sum(0)}

    # update
    for k in gewichte:
        schwung_g[k] = traegheit * schwung_g[k] - lernrate * .2 * steigung_g[k]
        schwung_s[k] = traegheit * schwung_s[k] - lernrate * .2 * steigung_s[k]
        gewichte[k] = gewichte[k] + schwung_g[k]
        schwellen[k] = schwellen[k] + schwung_s[k]

    if durchgang % 10 == 0:
        print(f'Durchgang {durchgang}: Fehler {fehler:.4f}')
