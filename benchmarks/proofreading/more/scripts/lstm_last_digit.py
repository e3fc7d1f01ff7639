# LSTM, batch of short sequences, all four gates in one big matrix. Based on notes I took from a min-char-rnn style gist
import numpy as np

B, T, D, H = 3, 4, 2, 3
np.random.seed(21)
X = np.random.randn(T, B, D)          # time first
Y = np.random.randn(T, B, 1)

W = np.random.randn(D + H, 4 * H) / np.sqrt(D + H)
b = np.zeros(4 * H); b[H:2*H] = 1.0   # forget bias
Wy = np.random.randn(H, 1) * .7
cacheW, cacheb, cacheWy = np.zeros_like(W), np.zeros_like(b), np.zeros_like(Wy)   # rmsprop

sigmoid = lambda x: 1/(1+np.exp(-x))

for n in range(12):
    Hs = np.zeros((T+1, B, H)); Cs = np.zeros((T+1, B, H))
    I = np.zeros((T, B, H)); F = np.zeros((T, B, H)); O = np.zeros((T, B, H)); G = np.zeros((T, B, H))
    Cin = np.zeros((T, B, D+H))
    Yhat = np.zeros((T, B, 1))
    for t in range(T):
        # index t+1 holds the state AFTER step t, index 0 the zeros
        Cin[t] = np.concatenate([X[t], Hs[t]], axis=1)
        a = Cin[t] @ W + b
        I[t], F[t], O[t] = sigmoid(a[:, :H]), sigmoid(a[:, H:2*H]), sigmoid(a[:, 2*H:3*H])
        G[t] = np.tanh(a[:, 3*H:])
        Cs[t+1] = F[t]*Cs[t] + I[t]*G[t]
        Hs[t+1] = O[t]*np.tanh(Cs[t+1])
        Yhat[t] = Hs[t+1] @ Wy
    loss = ((Yhat - Y)**2).sum() / (2*B)

    # backward
    dW = np.zeros_like(W); db = np.zeros_like(b); dWy = np.zeros_like(Wy)
    dHnext = np.zeros((B, H)); dCnext = np.zeros((B, H))
    for t in range(T)[::-1]:
        dy = (Yhat[t] - Y[t]) / B  #! dy = Yhat[t] - Y[t]
        dWy += Hs[t+1].T @ dy  #! dWy += Hs[t].T @ dy
        dH = dy @ Wy.T + dHnext  #! dH = dy @ Wy.T
        tc = np.tanh(Cs[t+1])
        dO = dH * tc  #! dO = dH * Cs[t+1]
        dC = dCnext + dH * O[t] * (1 - tc**2)  #! dC = dH * O[t] * (1 - tc**2)  #! dC = dCnext + dH * O[t] * (1 - Cs[t+1]**2)
        dI = dC * G[t]
        dF = dC * Cs[t]  #! dF = dC * Cs[t+1]
        dG = dC * I[t]
        dCnext = dC * F[t]  #! dCnext = dC
        da = np.hstack([dI*I[t]*(1-I[t]), dF*F[t]*(1-F[t]), dO*O[t]*(1-O[t]), dG*(1-G[t]**2)])  #! da = np.hstack([dI*I[t]*(1-I[t]), dF*F[t]*(1-F[t]), dG*(1-G[t]**2), dO*O[t]*(1-O[t])])  #! da = np.hstack([dI*I[t]*(1-I[t]), dF*F[t]*(1-F[t]), dO*O[t]*(1-O[t]), dG*G[t]*(1-G[t])])
        dW += Cin[t].T @ da
        db += da.sum(axis=0)
        dHnext = (da @ W.T)[:, D:]  #! dHnext = (da @ W.T)[:, :H]

    # update
    for p, dp, m in ((W, dW, cacheW), (b, db, cacheb), (Wy, dWy, cacheWy)):
        m += 0.1 * (dp*dp - m)
        p -= 0.01 * dp / (np.sqrt(m) + 1e-6)  #! p += 0.01 * dp / (np.sqrt(m) + 1e-6)
    # end
    if n % 4 == 0: print('iter %d, loss: %f' % (n, loss))
