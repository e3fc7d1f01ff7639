import numpy as np

# autoencoder with TIED weights: code = tanh(V x + c), reconstruction = sigmoid(V' code + r)
# + a small contractive-ish penalty on the code.    one letter per row, 3x3 pixels
letters = np.array([
    [1, 0, 0, 1, 0, 0, 1, 1, 1],     # L
    [1, 1, 1, 0, 1, 0, 0, 1, 0],     # T
    [1, 0, 1, 0, 1, 0, 1, 0, 1],     # X
    [1, 1, 1, 1, 0, 0, 1, 1, 1],     # C
    [1, 0, 1, 1, 1, 1, 1, 0, 1],     # H
]) * 0.9 + 0.05


class TiedAE(object):

    def __init__(self, vis, hid, beta):
        r = np.random.RandomState(2024)
        self.V = r.uniform(-.5, .5, size=(hid, vis))
        self.c = np.zeros(hid)
        self.r = np.zeros(vis)
        self.beta = beta

    def encode(self, x):
        return np.tanh(x.dot(self.V.T) + self.c)

    def decode(self, code):
        return 1. / (1. + np.exp(-(code.dot(self.V) + self.r)))

    def loss(self, x, rec, code):
        bce = -(x * np.log(rec) + (1 - x) * np.log(1 - rec)).sum(axis=1)
        return np.mean(bce) + self.beta * np.mean(np.sum(code ** 2, axis=1))

    def fit_step(self, x, lr):
        n = float(len(x))
        code = self.encode(x)
        rec = self.decode(code)
        L = self.loss(x, rec, code)

        # backward
        d_rec = (rec - x) / n  #! d_rec = (rec - x)  #! d_rec = (rec - x) * rec * (1 - rec) / n  #! d_rec = (x - rec) / n
        dV = code.T.dot(d_rec)  #! dV = code.T.dot(rec - x)
        d_code = d_rec.dot(self.V.T)
        d_code += 2 * self.beta * code / n  #! d_code += 2 * self.beta * code  #! d_code += self.beta * code / n  #! d_code = 2 * self.beta * code / n
        d_act = d_code * (1 - code * code)  #! d_act = d_code  #! d_act = d_code * code * (1 - code)
        dV += d_act.T.dot(x)  #! dV = d_act.T.dot(x)  #! dV += d_code.T.dot(x)
        dc = d_act.sum(axis=0)  #! dc = d_code.sum(axis=0)
        dr = d_rec.sum(axis=0)  #! dr = d_rec.mean(axis=0)
        # update
        self.V, self.c, self.r = self.V - lr * dV, self.c - lr * dc, self.r - lr * dr  #! self.V, self.c, self.r = self.V - lr * dV, self.c - lr * dc, self.r + lr * dr
        # end
        return L


ae = TiedAE(9, 3, beta=0.1)
for epoch in range(8):
    print('%2d  %.5f' % (epoch, ae.fit_step(letters, lr=0.5)))
print(np.round(ae.decode(ae.encode(letters))).astype(int))
