# Tarea 3 - Regresion softmax. Aprendizaje Automatico
import numpy as np

np.random.seed(2023)
m = 9          # ejemplos
n = 4          # caracteristicas
K = 3          # clases
X = np.random.randn(n, m)                     # cada columna es un ejemplo
etiquetas = np.random.randint(K, size=m)
Y = np.eye(K)[:, etiquetas]
pesos = np.zeros((K, n))
sesgo = np.zeros((K, 1))
tasa = 0.5
lam = 0.01
historial = []

for epoca in range(30):
    # paso hacia adelante
    puntaje = pesos.dot(X) + sesgo
    puntaje = puntaje - puntaje.max(axis=0)
    exponencial = np.exp(puntaje)
    prob = exponencial / exponencial.sum(axis=0)
    costo = -np.sum(Y * np.log(prob)) / m + lam / 2 * np.sum(pesos ** 2)
    historial.append(costo)
    # backward
    error = prob - Y
    grad_pesos = error.dot(X.T) / m + lam * pesos
    grad_sesgo = error.mean(axis=1, keepdims=True)
    # update
    pesos = pesos - tasa * grad_pesos
    sesgo = sesgo - tasa * grad_sesgo
    if epoca % 10 == 0:
        exactitud = (prob.argmax(axis=0) == etiquetas).mean()
        print("epoca %d  costo %.4f  exactitud %.2f" % (epoca, costo, exactitud))

print("costo final:", historial[-1])
