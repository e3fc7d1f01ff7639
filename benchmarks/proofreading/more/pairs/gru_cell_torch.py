import numpy as np


def gru_cell_forward(x, h, w_ih, w_hh, b_ih, b_hh):
    # same formula as torch.nn.GRUCell, chunks are r, z, n
    gi = x @ w_ih.T + b_ih
    gh = h @ w_hh.T + b_hh
    i_r, i_z, i_n = np.split(gi, 3, axis=1)
    h_r, h_z, h_n = np.split(gh, 3, axis=1)
    r = 1 / (1 + np.exp(-(i_r + h_r)))
    z = 1 / (1 + np.exp(-(i_z + h_z)))
    n = np.tanh(i_n + r * h_n)
    out = (1 - z) * n + z * h
    cache = dict(x=x, h=h, w_ih=w_ih, w_hh=w_hh, r=r, z=z, n=n, h_n=h_n)
    return out, cache


def gru_cell_backward(dout, cache):
    x, h, r, z, n = (cache[k] for k in ('x', 'h', 'r', 'z', 'n'))
    # backward
    dn = dout * (1 - z)                             #! dn = dout * z
    dz = dout * (h - n)                             #! dz = dout * (n - h)  #! dz = dout * h
    dh = dout * z                                   #! dh = dout * (1 - z)
    da_n = dn * (1 - n ** 2)                        #! da_n = dn * n * (1 - n)
    dr = da_n * cache['h_n']                        #! dr = da_n * h  #! dr = dn * cache['h_n']
    da_r = dr * r * (1 - r)
    da_z = dz * z * (1 - z)                         #! da_z = dz * r * (1 - r)
    dgi = np.concatenate([da_r, da_z, da_n], axis=1)        #! dgi = np.concatenate([da_z, da_r, da_n], axis=1)
    dgh = np.concatenate([da_r, da_z, da_n * r], axis=1)    #! dgh = np.concatenate([da_r, da_z, da_n], axis=1)
    dx = dgi @ cache['w_ih']
    dh += dgh @ cache['w_hh']                       #! dh = dgh @ cache['w_hh']
    dw_ih = dgi.T @ x
    dw_hh = dgh.T @ h                               #! dw_hh = dgi.T @ h
    db_ih = dgi.sum(axis=0)
    db_hh = dgh.sum(axis=0)
    # end
    return dx, dh, dw_ih, dw_hh, db_ih, db_hh


rng = np.random.default_rng(6)
FORWARD = gru_cell_forward
BACKWARD = gru_cell_backward
INPUTS = (rng.normal(size=(3, 2)), rng.normal(size=(3, 4)), rng.normal(size=(12, 2)),
          rng.normal(size=(12, 4)), rng.normal(size=12), rng.normal(size=12))
