import numpy as np

# LSTM over a toy sequence, gates stacked in one matrix:  [i, f, o, g]
# rows of W: bias, then x, then h  (bias folded in)
rng = np.random.default_rng(5)
T, B, D, H = 5, 4, 3, 4
X = rng.normal(size=(T, B, D))
target = np.sin(np.cumsum(X.sum(2), axis=0))[:, :, None]      # (T,B,1)

WLSTM = rng.normal(size=(1 + D + H, 4 * H)) / np.sqrt(D + H)
WLSTM[0] = 0
WLSTM[0, H:2*H] = 1.0     # forget bias
Wout = rng.normal(size=(H, 1)) * 0.5
lr = 0.05
sig = lambda v: 1. / (1. + np.exp(-v))

for step in range(8):
    Hin = np.zeros((T, B, 1 + D + H))
    Hout = np.zeros((T, B, H))
    IFOG = np.zeros((T, B, 4 * H))
    C = np.zeros((T, B, H))
    Ct = np.zeros((T, B, H))
    pred = np.zeros((T, B, 1))
    for t in range(T):
        Hin[t, :, 0] = 1
        Hin[t, :, 1:1+D] = X[t]
        Hin[t, :, 1+D:] = Hout[t-1] if t > 0 else 0
        raw = Hin[t] @ WLSTM
        IFOG[t, :, :3*H] = sig(raw[:, :3*H])
        IFOG[t, :, 3*H:] = np.tanh(raw[:, 3*H:])
        i, f, o, g = np.split(IFOG[t], 4, axis=1)
        cprev = C[t-1] if t > 0 else np.zeros((B, H))
        C[t] = i * g + f * cprev
        Ct[t] = np.tanh(C[t])
        Hout[t] = o * Ct[t]
        pred[t] = Hout[t] @ Wout
    loss = ((pred - target) ** 2).mean()

    # backward
    dpred = 2 * (pred - target) / (T * B)  #! dpred = (pred - target) / (T * B)
    dWLSTM = np.zeros_like(WLSTM)
    dWout = np.zeros_like(Wout)
    dHnext = np.zeros((B, H))
    dCnext = np.zeros((B, H))
    for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
        i, f, o, g = np.split(IFOG[t], 4, axis=1)  #! i, f, g, o = np.split(IFOG[t], 4, axis=1)
        cprev = C[t-1] if t > 0 else np.zeros((B, H))  #! cprev = C[t]
        dWout += Hout[t].T @ dpred[t]
        dH = dpred[t] @ Wout.T + dHnext  #! dH = dpred[t] @ Wout.T
        do = dH * Ct[t]  #! do = dH * C[t]
        dC = dCnext + dH * o * (1 - Ct[t] ** 2)  #! dC = dH * o * (1 - Ct[t] ** 2)
        di, dg = dC * g, dC * i
        df = dC * cprev
        dCnext = dC * f  #! dCnext = dC * i
        draw = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g * g)])  #! draw = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)])
        dWLSTM += Hin[t].T @ draw
        dHnext = (draw @ WLSTM.T)[:, 1+D:]  #! dHnext = (draw @ WLSTM.T)[:, D:D+H]

    # update
    WLSTM -= lr * dWLSTM
    Wout -= lr * dWout
