import numpy as np

def sg(a): return .5 * (np.tanh(a / 2) + 1)

# one LSTM step, 4 gates in one matrix, order i f o g (cs231n), returns next_h and next_c side by side
def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    H = prev_h.shape[1]
    a = x @ Wx + prev_h @ Wh + b
    i, f, o, g = sg(a[:, :H]), sg(a[:, H:2*H]), sg(a[:, 2*H:3*H]), np.tanh(a[:, 3*H:])
    next_c = f * prev_c + i * g
    tc = np.tanh(next_c)
    next_h = o * tc
    return np.hstack([next_h, next_c]), (x, prev_h, prev_c, Wx, Wh, i, f, o, g, tc)

def lstm_step_backward(dout, cache):
    # backward
    x, prev_h, prev_c, Wx, Wh, i, f, o, g, tc = cache
    dnext_h, dnext_c = np.hsplit(dout, 2)
    do = dnext_h * tc
    dc = dnext_c + dnext_h * o * (1 - tc**2)  #! dc = dnext_h * o * (1 - tc**2)  #! dc = dnext_c + dnext_h * o * tc  #! dc = dnext_c + dnext_h * (1 - tc**2)
    di, df, dg = dc * g, dc * prev_c, dc * i  #! di, df, dg = dc * g, dnext_c * prev_c, dc * i  #! di, df, dg = dc * i, dc * prev_c, dc * g
    dprev_c = dc * f  #! dprev_c = dnext_c * f
    da = np.hstack([di*i*(1-i), df*f*(1-f), do*o*(1-o), dg*(1-g**2)])  #! da = np.hstack([di*i*(1-i), df*f*(1-f), do*o*(1-o), dg*g*(1-g)])  #! da = np.hstack([di*i*(1-i), df*f*(1-f), dg*(1-g**2), do*o*(1-o)])  #! da = np.hstack([di, df, do, dg])
    dx = da @ Wx.T
    dprev_h = da @ Wh.T
    dWx = x.T @ da
    dWh = prev_h.T @ da  #! dWh = (o * tc).T @ da
    db = da.sum(0)  #! db = da.mean(0)
    # end
    return dx, dprev_h, dprev_c, dWx, dWh, db

np.random.seed(231)
N, D, H = 3, 4, 2
FORWARD = lstm_step_forward
BACKWARD = lstm_step_backward
INPUTS = (np.random.randn(N, D), np.random.randn(N, H), np.random.randn(N, H), np.random.randn(D, 4*H), np.random.randn(H, 4*H), np.random.randn(4*H))
