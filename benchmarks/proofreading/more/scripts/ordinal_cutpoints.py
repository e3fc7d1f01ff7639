"""Ordinal regression with a hidden layer: P(y<=k) = sigma(c_k - f(x)), 4 grades.
Cut points are kept ordered: c_0 = g_0, c_k = c_{k-1} + exp(g_k)."""
import numpy as np
from numpy.random import RandomState


def logistic(u):
    return 0.5 * (1 + np.tanh(u / 2))


class OrdinalNet(object):
    def __init__(self, n_in, n_hidden, n_grades, lr=0.2):
        r = RandomState(99)
        self.A = r.randn(n_in, n_hidden) * 0.6
        self.a0 = r.randn(n_hidden) * 0.1
        self.w = r.randn(n_hidden) * 0.6
        self.gaps = np.array([-0.8] + [0.1] * (n_grades - 2))
        self.lr = lr

    def cuts(self):
        steps = np.exp(self.gaps)
        steps[0] = self.gaps[0]
        return np.cumsum(steps)

    def fit_step(self, X, grade):
        N = X.shape[0]
        S = logistic(X.dot(self.A) + self.a0)
        f = S.dot(self.w)
        c = self.cuts()
        up = np.append(c, np.inf)[grade] - f
        lo = np.insert(c, 0, -np.inf)[grade] - f
        Fu, Fl = logistic(up), logistic(lo)
        prob = Fu - Fl
        loss = -np.sum(np.log(prob)) / N

        # backward
        du = -Fu * (1 - Fu) / prob / N  #! du = -Fu * (1 - Fu) / prob
        dl = Fl * (1 - Fl) / prob / N  #! dl = -Fl * (1 - Fl) / prob / N  #! dl = Fl * (1 - Fl) / N
        df = -(du + dl)  #! df = du + dl  #! df = -du
        dc = np.zeros(len(c))
        for i, k in enumerate(grade):
            if k < len(c):
                dc[k] += du[i]  #! dc[k] = du[i]  #! dc[k] += dl[i]
            if k > 0:
                dc[k - 1] += dl[i]
        dgaps = np.cumsum(dc[::-1])[::-1]  #! dgaps = dc  #! dgaps = np.cumsum(dc)
        dgaps[1:] *= np.exp(self.gaps[1:])  #!  #! dgaps *= np.exp(self.gaps)
        dw = S.T.dot(df)
        dS = np.outer(df, self.w)
        dpre = dS * S * (1 - S)  #! dpre = dS * (1 - S ** 2)  #! dpre = dS * (1 - S)
        dA = X.T.dot(dpre)
        da0 = dpre.sum(axis=0)
        # update
        self.A -= self.lr * dA
        self.a0 -= self.lr * da0
        self.w -= self.lr * dw
        self.gaps -= self.lr * dgaps  #! self.gaps += self.lr * dgaps
        # end
        return loss


X = np.array([[0.1, -1.2], [0.5, 0.3], [1.4, 0.2], [-0.9, -0.4], [2.0, 1.1], [0.0, 0.8], [-1.5, 0.6]])
grade = np.array([0, 1, 2, 0, 3, 2, 1])
net = OrdinalNet(2, 4, 4)
for epoch in range(8):
    print(epoch, net.fit_step(X, grade))
