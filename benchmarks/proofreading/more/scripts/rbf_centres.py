import numpy as np
# RBF-Netz: Zentren, Breiten und Gewichte werden gelernt
zufall = np.random.RandomState(2)
eingabe = np.linspace(-2, 2, 11)
ziel = np.sin(2 * eingabe)
zentren = zufall.uniform(-2, 2, 5)
log_breite = np.zeros(5)
gewicht = zufall.randn(5) * 0.3
rate = 0.1
verlauf = []
for durchgang in range(30):
    abstand = eingabe[:, None] - zentren[None, :]
    breite = np.exp(log_breite)
    phi = np.exp(-abstand ** 2 / (2 * breite ** 2))
    ausgabe = phi @ gewicht
    fehler = np.mean((ziel - ausgabe) ** 2)
    verlauf.append(fehler)

    # backward
    d_aus = -2 * (ziel - ausgabe) / len(ziel)
    d_gew = d_aus @ phi
    d_phi = d_aus[:, None] * gewicht
    d_zentren = (d_phi * phi * abstand / breite ** 2).sum(axis=0)
    d_log_breite = (d_phi * phi * abstand ** 2 / breite ** 2).sum(axis=0)

    # update
    gewicht -= rate * d_gew
    zentren -= rate * d_zentren
    log_breite -= rate * d_log_breite

    if len(verlauf) > 1 and verlauf[-1] > verlauf[-2]:
        rate *= 0.5      # Schrittweite halbieren
print('Fehler am Anfang %.4f, am Ende %.4f' % (verlauf[0], verlauf[-1]))
