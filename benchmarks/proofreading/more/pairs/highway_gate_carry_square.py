import numpy as np


def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


def highway(x, Wh, bh, Wt, bt):
    """Highway layer (Srivastava et al.): y = t * tanh(..) + (1 - t) * x"""
    h = np.tanh(np.dot(x, Wh) + bh)
    t = sigmoid(np.dot(x, Wt) + bt)
    y = t * h + (1.0 - t) * x
    return y, dict(x=x, h=h, t=t, Wh=Wh, Wt=Wt)


def highway_backward(dy, c):
    x, h, t = c['x'], c['h'], c['t']
    g = {}
    # backward
    dh = dy * t  #! dh = dy * (1.0 - t)  #! dh = dy
    dt = dy * (h - x)  #! dt = dy * h  #! dt = dy * (x - h)
    dhp = dh * (1.0 - h ** 2)  #! dhp = dh * h * (1.0 - h)  #! dhp = dh * (1.0 - np.tanh(h) ** 2)
    dtp = dt * t * (1.0 - t)  #! dtp = dt * (1.0 - t)
    g['x'] = dy * (1.0 - t) + np.dot(dhp, c['Wh'].T) + np.dot(dtp, c['Wt'].T)  #! g['x'] = np.dot(dhp, c['Wh'].T) + np.dot(dtp, c['Wt'].T)  #! g['x'] = dy * (1.0 - t) + np.dot(dhp, c['Wh']) + np.dot(dtp, c['Wt'])  #! g['x'] = dy + np.dot(dhp, c['Wh'].T) + np.dot(dtp, c['Wt'].T)
    g['Wh'] = np.dot(x.T, dhp)  #! g['Wh'] = np.dot(x.T, dh)
    g['bh'] = dhp.sum(axis=0)
    g['Wt'] = np.dot(x.T, dtp)  #! g['Wt'] = np.dot(h.T, dtp)
    g['bt'] = dtp.sum(axis=0)  #! g['bt'] = dhp.sum(axis=0)
    # end
    return g


r = np.random.RandomState(12)
FORWARD = highway
BACKWARD = highway_backward
INPUTS = (r.randn(4, 3), r.randn(3, 3), r.randn(3), r.randn(3, 3), r.randn(3) - 1)
