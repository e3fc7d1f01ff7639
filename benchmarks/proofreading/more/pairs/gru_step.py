import numpy as np
from numpy import tanh, exp

# one GRU step, rows are samples; gates: u (update), r (reset), n (candidate)

def lg(q): return 1 / (1 + exp(-q))

def gru_step(x, h, Wu, Wr, Wn, Uu, Ur, Un):
    u = lg(x @ Wu + h @ Uu)
    r = lg(x @ Wr + h @ Ur)
    n = tanh(x @ Wn + (r * h) @ Un)
    hnew = u * h + (1 - u) * n
    return hnew, (x, h, Wu, Wr, Wn, Uu, Ur, Un, u, r, n)

def gru_step_back(dhnew, cache):
    x, h, Wu, Wr, Wn, Uu, Ur, Un, u, r, n = cache
    du = dhnew * (h - n)  #! du = dhnew * (n - h)  #! du = dhnew * h
    dn = dhnew * (1 - u)  #! dn = dhnew * u
    dan = dn * (1 - n ** 2)  #! dan = dn * n * (1 - n)
    drh = dan @ Un.T
    dr = drh * h
    dau = du * u * (1 - u)
    dar = dr * r * (1 - r)  #! dar = dr * u * (1 - u)
    dx = dau @ Wu.T + dar @ Wr.T + dan @ Wn.T  #! dx = dau @ Wu.T + dar @ Wr.T
    dh = dhnew * u + drh * r + dau @ Uu.T + dar @ Ur.T  #! dh = drh * r + dau @ Uu.T + dar @ Ur.T  #! dh = dhnew * u + drh + dau @ Uu.T + dar @ Ur.T
    dWu, dWr, dWn = x.T @ dau, x.T @ dar, x.T @ dan
    dUu, dUr = h.T @ dau, h.T @ dar
    dUn = (r * h).T @ dan  #! dUn = h.T @ dan
    return dx, dh, dWu, dWr, dWn, dUu, dUr, dUn

g = np.random.default_rng(77)
FORWARD = gru_step
BACKWARD = gru_step_back
INPUTS = (g.normal(size=(3, 2)), g.normal(size=(3, 4)), g.normal(size=(2, 4)), g.normal(size=(2, 4)), g.normal(size=(2, 4)), g.normal(size=(4, 4)), g.normal(size=(4, 4)), g.normal(size=(4, 4)))
