# Uebungsblatt 2, Aufgabe 1: Polynomregression mit Ridge, einmal geschlossen und einmal mit Gradientenabstieg
import numpy as np

grad_max = 3
zufall = np.random.RandomState(0)
x = zufall.uniform(-1, 1, 10)
ziel = 0.5 - x + 2 * x ** 3 + 0.05 * zufall.randn(10)


def merkmale(x):
    spalten = [x ** p for p in range(grad_max + 1)]
    return np.stack(spalten, axis=1)


def verlust(w, A, t, strafe):
    rest = A.dot(w) - t
    # der Bias (Potenz 0) wird nicht bestraft
    return 0.5 * rest.dot(rest) + 0.5 * strafe * w[1:].dot(w[1:])


A = merkmale(x)
strafe = 0.1
w = np.ones(grad_max + 1)
schrittweite = 0.05
verlauf = [verlust(w, A, ziel, strafe)]

for schritt in range(30):
    # backward
    ableitung = A.T.dot(A.dot(w) - ziel)
    ableitung[1:] += strafe * w[1:]
    # update
    w -= schrittweite * ableitung
    verlauf.append(verlust(w, A, ziel, strafe))
    if verlauf[-1] > verlauf[-2]:
        schrittweite /= 2

D = strafe * np.eye(grad_max + 1)
D[0, 0] = 0
exakt = np.linalg.solve(A.T @ A + D, A.T @ ziel)
print("Gradientenabstieg:", w.round(3))
print("geschlossen:      ", exakt.round(3))
