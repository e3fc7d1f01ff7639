# Gedämpftes Pendel: Winkel'' = -omega2 * sin(Winkel) - daempf * Winkel'
# Gesucht: omega2, daempf und der Startwinkel. Ableitungen mit Vorwärts-Sensitivitäten,
# symplektischer Euler. Nur Python-Zahlen.
from math import sin, cos

h = 0.1
schritte = 25


def messung():
    w, v = 0.9, 0.0
    for i in range(schritte):
        v += h * (-4.0 * sin(w) - 0.3 * v)
        w += h * v
        yield w + 0.01 * sin(37.0 * i)        # "Rauschen"


gemessen = list(messung())
omega2, daempf, start = 3.0, 0.1, 0.7
rate = (2.0, 0.5, 0.2)

for durchgang in range(30):
    w, v = start, 0.0
    # Ableitungen nach (omega2, daempf, start)
    dw, dv = [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]
    fehler = 0.0
    grad = [0.0, 0.0, 0.0]
    # backward
    for ziel in gemessen:
        direkt = (-sin(w), -v, 0.0)
        for j in range(3):
            dv[j] = dv[j] + h * (direkt[j] - omega2 * cos(w) * dw[j] - daempf * dv[j])
        v = v + h * (-omega2 * sin(w) - daempf * v)
        for j in range(3):
            dw[j] = dw[j] + h * dv[j]
        w = w + h * v
        rest = w - ziel
        fehler += rest * rest / schritte
        for j in range(3):
            grad[j] += 2 * rest * dw[j] / schritte
    # update
    omega2 -= rate[0] * grad[0]
    daempf -= rate[1] * grad[1]
    start -= rate[2] * grad[2]
    if durchgang % 10 == 0:
        print("Durchgang", durchgang, "Fehler", round(fehler, 5))

print("omega2 = %.3f, daempf = %.3f, start = %.3f" % (omega2, daempf, start))
