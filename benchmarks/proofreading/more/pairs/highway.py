import numpy as np

def sigmoid(v):
    return 1 / (1 + np.exp(-v))

# Highway layer: y = T(x) * H(x) + (1 - T(x)) * x,  H with softplus
def highway(x, Wh, bh, Wt, bt):
    zh = x.dot(Wh) + bh
    h = np.log(1 + np.exp(zh))
    t = sigmoid(x.dot(Wt) + bt)
    y = t * h + (1 - t) * x
    return y, (x, zh, h, t, Wh, Wt)

def highway_grad(dy, cache):
    # backward
    x, zh, h, t, Wh, Wt = cache
    dh = dy * t
    dt = dy * (h - x)  #! dt = dy * h
    dzh = dh * sigmoid(zh)  #! dzh = dh * sigmoid(h)
    dzt = dt * t * (1 - t)  #! dzt = dt * sigmoid(t) * (1 - sigmoid(t))
    dWh = x.T.dot(dzh)
    dbh = dzh.sum(axis=0)
    dWt = x.T.dot(dzt)  #! dWt = h.T.dot(dzt)
    dbt = dzt.sum(axis=0)
    dx = dy * (1 - t)  #! dx = dy * t
    dx += dzh.dot(Wh.T) + dzt.dot(Wt.T)  #! dx = dzh.dot(Wh.T) + dzt.dot(Wt.T)  #! dx += dzh.dot(Wt.T) + dzt.dot(Wh.T)
    return dx, dWh, dbh, dWt, dbt

gen = np.random.RandomState(3)
FORWARD = highway
BACKWARD = highway_grad
INPUTS = (gen.randn(5, 4), gen.randn(4, 4) * 0.6, gen.randn(4), gen.randn(4, 4) * 0.6, gen.randn(4))
