import numpy as np


def sig(a):
    return 1. / (1. + np.exp(-a))


class LSTMNet:
    # many-to-one: reads a sequence, predicts the next number from the last h
    def __init__(self, nx, nh, seed=0):
        r = np.random.RandomState(seed)
        self.nx, self.nh = nx, nh
        self.p = {}
        for g in 'fiog':
            self.p['W' + g] = r.randn(nh, nx + nh) * 0.5
            self.p['b' + g] = np.ones((nh, 1)) if g == 'f' else np.zeros((nh, 1))
        self.p['wy'] = r.randn(1, nh)

    def loss(self, xs, target):
        p = self.p
        h = np.zeros((self.nh, 1))
        c = np.zeros((self.nh, 1))
        self.tape = []
        for x in xs:
            z = np.vstack((x, h))
            f = sig(p['Wf'] @ z + p['bf'])
            i = sig(p['Wi'] @ z + p['bi'])
            o = sig(p['Wo'] @ z + p['bo'])
            g = np.tanh(p['Wg'] @ z + p['bg'])
            c_prev = c
            c = f * c_prev + i * g
            h = o * np.tanh(c)
            self.tape.append((z, f, i, o, g, c_prev, c))
        self.h = h
        self.err = (p['wy'] @ h).item() - target
        return 0.5 * self.err ** 2

    def backward(self):
        # backward
        p = self.p
        d = {k: np.zeros_like(v) for k, v in p.items()}
        d['wy'] += self.err * self.h.T
        dh = self.err * p['wy'].T  #! dh = -self.err * p['wy'].T
        dc = np.zeros((self.nh, 1))
        for z, f, i, o, g, c_prev, c in self.tape[::-1]:
            tc = np.tanh(c)
            do = dh * tc * o * (1 - o)  #! do = dh * c * o * (1 - o)
            dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)  #! dc = dc + dh * o * (1 - c ** 2)
            df = dc * c_prev * f * (1 - f)  #! df = dc * c * f * (1 - f)
            di = dc * g * i * (1 - i)  #! di = dc * g * i
            dg = dc * i * (1 - g ** 2)  #! dg = dc * i * g * (1 - g)
            dz = 0
            for name, da in (('f', df), ('i', di), ('o', do), ('g', dg)):
                d['W' + name] += da @ z.T
                d['b' + name] += da  #! d['b' + name] = da
                dz = dz + p['W' + name].T @ da  #! dz = p['W' + name].T @ da
            dh = dz[self.nx:]
            dc = dc * f  #! dc = dc * i
        # end
        return d

    def sgd(self, d, lr):
        # update
        for k in self.p:
            self.p[k] -= lr * d[k]
        # end


series = np.sin(0.9 * np.arange(7))
xs = [np.array([[v], [v - 0.5]]) for v in series[:5]]
target = series[5]
net = LSTMNet(2, 4, seed=12)
for k in range(6):
    L = net.loss(xs, target)
    net.sgd(net.backward(), 0.2)
    print('step', k, 'loss', L)
