import numpy as np

def sigm(v):
    return 1.0 / (1.0 + np.exp(-v))

def gru_cell_forward(x, h, Wz, Wr, Wc, Uz, Ur, Uc, bz, br, bc):
    z = sigm(x @ Wz + h @ Uz + bz)              # update gate
    r = sigm(x @ Wr + h @ Ur + br)              # reset gate
    c = np.tanh(x @ Wc + (r * h) @ Uc + bc)     # candidate
    h_next = z * h + (1 - z) * c
    return h_next, dict(x=x, h=h, z=z, r=r, c=c, Wz=Wz, Wr=Wr, Wc=Wc, Uz=Uz, Ur=Ur, Uc=Uc)

def gru_cell_backward(dh_next, k):
    x, h, z, r, c = k['x'], k['h'], k['z'], k['r'], k['c']
    g = {}
    # backward
    dc = dh_next * (1 - z)  #! dc = dh_next * z
    dz = dh_next * (h - c)  #! dz = dh_next * (c - h)  #! dz = dh_next * h
    dac = dc * (1 - c ** 2)  #! dac = dc * c * (1 - c)
    drh = dac @ k['Uc'].T  #! drh = dac @ k['Uc']
    dr = drh * h  #! dr = drh * r
    daz = dz * z * (1 - z)  #! daz = dz * z
    dar = dr * r * (1 - r)
    g['dWz'], g['dWr'], g['dWc'] = x.T @ daz, x.T @ dar, x.T @ dac  #! g['dWz'], g['dWr'], g['dWc'] = x.T @ daz, x.T @ dar, x.T @ dc
    g['dUz'], g['dUr'] = h.T @ daz, h.T @ dar
    g['dUc'] = (r * h).T @ dac  #! g['dUc'] = h.T @ dac
    g['dbz'], g['dbr'], g['dbc'] = daz.sum(0), dar.sum(0), dac.sum(0)
    g['dx'] = daz @ k['Wz'].T + dar @ k['Wr'].T + dac @ k['Wc'].T  #! g['dx'] = daz @ k['Wz'].T + dar @ k['Wr'].T
    g['dh'] = dh_next * z + daz @ k['Uz'].T + dar @ k['Ur'].T + drh * r  #! g['dh'] = daz @ k['Uz'].T + dar @ k['Ur'].T + drh * r  #! g['dh'] = dh_next * z + daz @ k['Uz'].T + dar @ k['Ur'].T + drh
    # end
    return g

R = np.random.RandomState(21)
FORWARD = gru_cell_forward
BACKWARD = gru_cell_backward
INPUTS = (R.randn(3, 2), R.randn(3, 4)) + tuple(R.randn(2, 4) for _ in range(3)) + tuple(R.randn(4, 4) * 0.5 for _ in range(3)) + tuple(R.randn(4) for _ in range(3))
