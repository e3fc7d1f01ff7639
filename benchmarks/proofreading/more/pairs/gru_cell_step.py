import numpy as np

def sigmoid(a):
    return 1 / (1 + np.exp(-a))

# GRU cell, column convention: x (n_x, m), h (n_h, m); concat = [h; x]
def gru_step_forward(x, h_prev, Wz, Wr, Wc, bc):
    cat = np.concatenate([h_prev, x], axis=0)
    z = sigmoid(Wz @ cat)
    r = sigmoid(Wr @ cat)
    cat2 = np.concatenate([r * h_prev, x], axis=0)
    hc = np.tanh(Wc @ cat2 + bc)
    h_next = (1 - z) * h_prev + z * hc
    return h_next, (cat, cat2, z, r, hc, h_prev, Wz, Wr, Wc)

def gru_step_backward(dh_next, cache):
    # backward
    cat, cat2, z, r, hc, h_prev, Wz, Wr, Wc = cache
    n = h_prev.shape[0]
    dz = dh_next * (hc - h_prev)  #! dz = dh_next * hc
    dhc = dh_next * z  #! dhc = dh_next * (1 - z)
    dh_prev = dh_next * (1 - z)
    dac = dhc * (1 - hc ** 2)
    dWc = dac @ cat2.T  #! dWc = dac @ cat.T
    dbc = dac.sum(axis=1, keepdims=True)
    dcat2 = Wc.T @ dac
    dr = dcat2[:n] * h_prev
    dh_prev = dh_prev + dcat2[:n] * r  #! dh_prev = dh_prev + dcat2[:n]  #! dh_prev = dcat2[:n] * r
    daz = dz * z * (1 - z)
    dar = dr * r * (1 - r)
    dcat = Wz.T @ daz + Wr.T @ dar  #! dcat = Wz.T @ daz
    dh_prev = dh_prev + dcat[:n]
    dx = dcat2[n:] + dcat[n:]  #! dx = dcat[n:]
    return dx, dh_prev, daz @ cat.T, dar @ cat.T, dWc, dbc

np.random.seed(6)
FORWARD = gru_step_forward
BACKWARD = gru_step_backward
INPUTS = (np.random.randn(3, 4), np.random.randn(5, 4), np.random.randn(5, 8), np.random.randn(5, 8), np.random.randn(5, 8), np.random.randn(5, 1))
