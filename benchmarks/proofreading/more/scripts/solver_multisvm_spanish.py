# red de dos capas con perdida SVM multiclase (tarea 2), lote pequeno + Nesterov
import numpy as np

class RedSVM:
    def __init__(self, entrada, oculta, clases, reg, semilla=0):
        azar = np.random.RandomState(semilla)
        self.reg = reg
        self.pesos = {'P1': azar.randn(entrada, oculta) * 0.4, 's1': np.zeros(oculta),
                      'P2': azar.randn(oculta, clases) * 0.4, 's2': np.zeros(clases)}

    def perdida(self, X, y=None):
        P1, s1, P2, s2 = self.pesos.values()
        capa = np.maximum(0, X @ P1 + s1)
        puntos = capa @ P2 + s2
        if y is None:
            return puntos.argmax(axis=1)
        n = X.shape[0]
        correcta = puntos[np.arange(n), y][:, None]
        margen = np.maximum(0, puntos - correcta + 1)
        margen[np.arange(n), y] = 0
        costo = margen.sum() / n + 0.5 * self.reg * ((P1 ** 2).sum() + (P2 ** 2).sum())
        # backward
        dpuntos = (margen > 0).astype(float)
        dpuntos[np.arange(n), y] -= dpuntos.sum(axis=1)
        dpuntos /= n
        dcapa = dpuntos @ P2.T
        dcapa[capa <= 0] = 0
        return costo, {'P1': X.T @ dcapa + self.reg * P1, 's1': dcapa.sum(axis=0),
                       'P2': capa.T @ dpuntos + self.reg * P2, 's2': dpuntos.sum(axis=0)}

class Solucionador:
    def __init__(self, red, datos, lote=6, paso=0.05, epocas=5, inercia=0.9):
        self.red, self.datos, self.lote, self.paso, self.epocas, self.inercia = red, datos, lote, paso, epocas, inercia
        self.v = {k: np.zeros_like(p) for k, p in red.pesos.items()}
        self.historia = []
    def entrenar(self):
        X, y = self.datos
        for epoca in range(self.epocas):
            orden = np.random.permutation(len(X))
            for ini in range(0, len(X), self.lote):
                idx = orden[ini:ini + self.lote]
                costo, grad = self.red.perdida(X[idx], y[idx])
                # update
                for k in self.red.pesos:
                    v_ant = self.v[k].copy()
                    self.v[k] = self.inercia * self.v[k] - self.paso * grad[k]
                    self.red.pesos[k] += -self.inercia * v_ant + (1 + self.inercia) * self.v[k]
                self.historia.append(costo)
            self.paso *= 0.9
            print('epoca', epoca, 'costo', costo, 'exactitud', (self.red.perdida(X) == y).mean())

np.random.seed(1)
X = np.random.randn(18, 4)
y = np.argmax(X[:, :3], axis=1)
sol = Solucionador(RedSVM(4, 7, 3, reg=0.01), (X, y))
sol.entrenar()
