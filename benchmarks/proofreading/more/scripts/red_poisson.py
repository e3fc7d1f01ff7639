import numpy as np
# Red neuronal para contar: salida = exp(.), perdida de Poisson (sin el log(k!), es constante)
semilla = np.random.RandomState(44)
entradas = semilla.rand(9, 3)
cuentas = semilla.poisson(2 + 3 * entradas[:, 0])
pesos_ocultos = semilla.randn(3, 4) * 0.4
sesgo_oculto = np.zeros(4)
pesos_salida = semilla.randn(4) * 0.4
sesgo_salida = 0.0
tasa = 0.05
paciencia, mejor = 3, float("inf")

for epoca in range(30):
    oculta = np.arctan(entradas @ pesos_ocultos + sesgo_oculto)
    potencial = oculta @ pesos_salida + sesgo_salida
    lamb = np.exp(potencial)
    perdida = np.mean(lamb - cuentas * potencial)
    print("epoca", epoca, "perdida", perdida)
    if perdida > mejor - 1e-5:
        paciencia -= 1
        if paciencia == 0:
            break
    mejor = min(mejor, perdida)

    # backward
    d_potencial = (lamb - cuentas) / cuentas.size
    d_pesos_salida = d_potencial @ oculta
    d_sesgo_salida = np.sum(d_potencial)
    d_oculta = np.multiply.outer(d_potencial, pesos_salida)
    # derivada de arctan(s) es 1/(1+s^2) y s = tan(oculta)
    d_s = d_oculta / (1 + np.tan(oculta) ** 2)
    d_pesos_ocultos = np.zeros_like(pesos_ocultos)
    for n in range(len(entradas)):
        d_pesos_ocultos += np.outer(entradas[n], d_s[n])
    d_sesgo_oculto = d_s.sum(axis=0)

    # update
    pesos_ocultos -= tasa * d_pesos_ocultos
    sesgo_oculto -= tasa * d_sesgo_oculto
    pesos_salida -= tasa * d_pesos_salida
    sesgo_salida -= tasa * d_sesgo_salida
