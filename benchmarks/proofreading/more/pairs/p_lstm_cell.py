import numpy as np

# one LSTM cell step with peephole on the output gate; column convention: x (D, m), h and c (H, m)
def lstm_cell(x, h_prev, c_prev, Wf, Wi, Wo, Wg, po):
    xh = np.vstack((h_prev, x))
    f = 1 / (1 + np.exp(-Wf @ xh - 1))       # +1 forget bias
    i = 1 / (1 + np.exp(-Wi @ xh))
    g = np.tanh(Wg @ xh)
    c = f * c_prev + i * g
    o = 1 / (1 + np.exp(-(Wo @ xh + po * c)))
    h = o * np.tanh(c)
    return h, (xh, f, i, g, o, c, c_prev, Wf, Wi, Wo, Wg, po)

def lstm_cell_backward(dh, cache):
    xh, f, i, g, o, c, c_prev, Wf, Wi, Wo, Wg, po = cache
    nh = dh.shape[0]
    do = dh * np.tanh(c) * o * (1 - o)  #! do = dh * c * o * (1 - o)  #! do = dh * np.tanh(c)
    dpo = np.sum(do * c, axis=1, keepdims=True)  #! dpo = np.sum(do * c_prev, axis=1, keepdims=True)  #! dpo = np.sum(do, axis=1, keepdims=True)
    dc = dh * o * (1 - np.tanh(c) ** 2) + do * po  #! dc = dh * o * (1 - np.tanh(c) ** 2)  #! dc = dh * o * (1 - c ** 2) + do * po
    df = dc * c_prev * f * (1 - f)  #! df = dc * c * f * (1 - f)
    di = dc * g * i * (1 - i)  #! di = dc * i * i * (1 - i)
    dg = dc * i * (1 - g ** 2)  #! dg = dc * i * g * (1 - g)
    dc_prev = dc * f  #! dc_prev = dc * (1 - f)
    dxh = Wf.T @ df + Wi.T @ di + Wo.T @ do + Wg.T @ dg  #! dxh = Wf.T @ df + Wi.T @ di + Wg.T @ dg  #! dxh = Wf.T @ df + Wi.T @ di + Wo.T @ do - Wg.T @ dg
    dx, dh_prev = dxh[nh:], dxh[:nh]
    return dx, dh_prev, dc_prev, df @ xh.T, di @ xh.T, do @ xh.T, dg @ xh.T, dpo

np.random.seed(6)
FORWARD = lstm_cell
BACKWARD = lstm_cell_backward
INPUTS = (np.random.randn(2, 4), np.random.randn(3, 4), np.random.randn(3, 4), np.random.randn(3, 5), np.random.randn(3, 5), np.random.randn(3, 5), np.random.randn(3, 5), np.random.randn(3, 1))
