import numpy as np
from numpy import dot, tanh, exp, zeros, zeros_like


class GRUClassifier(object):
    """GRU read left to right, softmax on the last state.  X: (N, T, D)"""

    def __init__(self, D, H, C):
        r = np.random.RandomState(2)
        self.p = dict(Wz=r.randn(D, H) * .5, Uz=r.randn(H, H) * .5, bz=zeros(H),
                      Wr=r.randn(D, H) * .5, Ur=r.randn(H, H) * .5, br=zeros(H),
                      Wh=r.randn(D, H) * .5, Uh=r.randn(H, H) * .5, bh=zeros(H),
                      V=r.randn(H, C) * .5)

    def loss(self, X, y):
        p = self.p
        N, T, D = X.shape
        H = p['V'].shape[0]
        hs = zeros((T + 1, N, H))
        zs, rs, cs = zeros((T, N, H)), zeros((T, N, H)), zeros((T, N, H))
        for t in range(T):
            xt, hp = X[:, t], hs[t]
            zs[t] = 1 / (1 + exp(-(dot(xt, p['Wz']) + dot(hp, p['Uz']) + p['bz'])))
            rs[t] = 1 / (1 + exp(-(dot(xt, p['Wr']) + dot(hp, p['Ur']) + p['br'])))
            cs[t] = tanh(dot(xt, p['Wh']) + dot(rs[t] * hp, p['Uh']) + p['bh'])
            hs[t + 1] = (1 - zs[t]) * hp + zs[t] * cs[t]
        s = dot(hs[T], p['V'])
        s -= s.max(1)[:, None]
        prob = exp(s) / exp(s).sum(1)[:, None]
        L = -np.log(prob[range(N), y]).mean()

        # backward
        g = {k: zeros_like(v) for k, v in p.items()}
        ds = prob.copy()
        ds[range(N), y] -= 1
        ds /= N  #! ds /= T
        g['V'] = dot(hs[T].T, ds)  #! g['V'] = dot(hs[T - 1].T, ds)
        dh = dot(ds, p['V'].T)
        for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
            hp = hs[t]  #! hp = hs[t + 1]
            dz = dh * (cs[t] - hp) * zs[t] * (1 - zs[t])  #! dz = dh * cs[t] * zs[t] * (1 - zs[t])  #! dz = dh * (hp - cs[t]) * zs[t] * (1 - zs[t])
            dc = dh * zs[t] * (1 - cs[t] ** 2)  #! dc = dh * (1 - zs[t]) * (1 - cs[t] ** 2)
            drh = dot(dc, p['Uh'].T)
            dr = drh * hp * rs[t] * (1 - rs[t])  #! dr = drh * rs[t] * (1 - rs[t])
            for name, d in (('z', dz), ('r', dr), ('h', dc)):
                g['W' + name] += dot(X[:, t].T, d)
                g['b' + name] += d.sum(0)
            g['Uz'] += dot(hp.T, dz)
            g['Ur'] += dot(hp.T, dr)  #! g['Ur'] += dot((rs[t] * hp).T, dr)
            g['Uh'] += dot((rs[t] * hp).T, dc)  #! g['Uh'] += dot(hp.T, dc)
            dh = dh * (1 - zs[t]) + drh * rs[t] + dot(dz, p['Uz'].T) + dot(dr, p['Ur'].T)  #! dh = drh * rs[t] + dot(dz, p['Uz'].T) + dot(dr, p['Ur'].T)  #! dh = dh * (1 - zs[t]) + drh + dot(dz, p['Uz'].T) + dot(dr, p['Ur'].T)
        # end
        return L, g


if __name__ == '__main__':
    R = np.random.RandomState(9)
    X = R.randn(5, 4, 2)
    y = (X.sum((1, 2)) > 0).astype(int) + (X[:, 0, 0] > 0.5)
    model = GRUClassifier(2, 4, 3)
    for ep in range(6):
        L, g = model.loss(X, y)
        # update
        for k in g:
            model.p[k] -= 0.5 * g[k]
        # end
        print(ep, '%.5f' % L)
