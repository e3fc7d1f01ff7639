import numpy as np

# bidirectional vanilla RNN, x: (T, N, D); outputs of both directions concatenated -> (T, N, 2H)
def birnn_forward(x, Wx, Wh, Vx, Vh, h0):
    T, N, D = x.shape
    H = Wh.shape[0]
    f = np.zeros((T + 1, N, H))      # f[t + 1] is the state after reading x[t]
    g = np.zeros((T + 1, N, H))      # g[t] is the state after reading x[t] from the right
    f[0] = h0
    for t in range(T):
        f[t + 1] = np.tanh(x[t] @ Wx + f[t] @ Wh)
    for t in reversed(range(T)):
        g[t] = np.tanh(x[t] @ Vx + g[t + 1] @ Vh)
    out = np.concatenate([f[1:], g[:-1]], axis=2)
    return out, (x, Wx, Wh, Vx, Vh, f, g)

def birnn_backward(dout, cache):
    # backward
    x, Wx, Wh, Vx, Vh, f, g = cache
    T, H = x.shape[0], Wh.shape[0]
    dx = np.zeros_like(x)
    dWx, dWh, dVx, dVh = [np.zeros_like(w) for w in (Wx, Wh, Vx, Vh)]
    dh = np.zeros_like(f[0])
    for t in range(T - 1, -1, -1):
        dz = (dout[t, :, :H] + dh) * (1 - f[t + 1] ** 2)  #! dz = (dout[t, :, :H] + dh) * (1 - f[t] ** 2)  #! dz = dout[t, :, :H] * (1 - f[t + 1] ** 2)
        dWx += x[t].T @ dz
        dWh += f[t].T @ dz  #! dWh += f[t + 1].T @ dz
        dx[t] += dz @ Wx.T
        dh = dz @ Wh.T
    dh0 = dh
    dh = np.zeros_like(dh0)  #! dh = dh0
    for t in range(T):  #! for t in range(T - 1, -1, -1):
        dz = (dout[t, :, H:] + dh) * (1 - g[t] ** 2)
        dVx += x[t].T @ dz
        dVh += g[t + 1].T @ dz  #! dVh += g[t].T @ dz
        dx[t] += dz @ Vx.T  #! dx[t] = dz @ Vx.T
        dh = dz @ Vh.T
    return dx, dWx, dWh, dVx, dVh, dh0

q = np.random.RandomState(5)
FORWARD = birnn_forward
BACKWARD = birnn_backward
INPUTS = (q.randn(4, 2, 3), q.randn(3, 4) * .5, q.randn(4, 4) * .5, q.randn(3, 4) * .5, q.randn(4, 4) * .5, q.randn(2, 4))
