import math
import random

# no numpy allowed in this exercise :(
random.seed(3)
datos = []
for _ in range(12):
    a, b = random.gauss(0, 1), random.gauss(0, 1)
    datos.append(([a, b, 1.0], 1 if a + 0.5 * b > 0.2 else 0))
entreno, validacion = datos[:8], datos[8:]

def sigmoide(z):
    return 1.0 / (1.0 + math.exp(-z))

def producto(u, v):
    return sum(p * q for p, q in zip(u, v))

def coste(pesos, conjunto):
    total = 0.0
    for xs, y in conjunto:
        p = sigmoide(producto(pesos, xs))
        total -= y * math.log(p) + (1 - y) * math.log(1 - p)
    return total / len(conjunto)

pesos = [0.0, 0.0, 0.0]
mejor, paciencia = float('inf'), 3
epoca = 0
while epoca < 30 and paciencia > 0:
    perdida = coste(pesos, entreno)
    # backward
    gradiente = [0.0] * 3
    for xs, y in entreno:
        error = sigmoide(producto(pesos, xs)) - y
        for j in range(3):
            gradiente[j] += error * xs[j] / len(entreno)
    # update
    for j in range(3):
        pesos[j] -= 0.8 * gradiente[j]
    val = coste(pesos, validacion)
    if val < mejor - 1e-4:
        mejor, paciencia = val, 3
    else:
        paciencia -= 1       # parada temprana
    epoca += 1
    print('epoca', epoca, 'perdida', round(perdida, 4), 'val', round(val, 4))
