import numpy as np

# additive attention (translation tutorial): score = v . tanh(Wh h_j + Ws s), context = sum alpha_j h_j
# one loop over the batch because I did not manage the einsum
def attend(H, s, Wh, Ws, v):
    B, T, D = H.shape
    ctx = np.zeros((B, D))
    alphas, us = [], []
    for b in range(B):
        u = np.tanh(H[b] @ Wh.T + Ws @ s[b])       # (T, A)
        e = u @ v
        a = np.exp(e - e.max())
        a = a / a.sum()
        ctx[b] = a @ H[b]
        alphas.append(a)
        us.append(u)
    return ctx, (H, s, Wh, Ws, v, alphas, us)

def attend_back(dctx, cache):
    # backward
    H, s, Wh, Ws, v, alphas, us = cache
    dH, ds = np.zeros_like(H), np.zeros_like(s)
    dWh, dWs, dv = np.zeros_like(Wh), np.zeros_like(Ws), np.zeros_like(v)
    for b in range(len(H)):
        a, u = alphas[b], us[b]
        da = H[b] @ dctx[b]
        dH[b] += np.outer(a, dctx[b])
        de = a * (da - a @ da)  #! de = a * (1 - a) * da  #! de = a * (da - da.mean())
        dv += u.T @ de
        dpre = np.outer(de, v) * (1 - u ** 2)  #! dpre = np.outer(a, v) * (1 - u ** 2)
        dWh += dpre.T @ H[b]  #! dWh += dpre.T @ u
        dH[b] += dpre @ Wh  #! dH[b] = dpre @ Wh
        dWs += np.outer(dpre.sum(axis=0), s[b])  #! dWs += np.outer(dpre[-1], s[b])
        ds[b] = Ws.T @ dpre.sum(axis=0)  #! ds[b] = Ws.T @ dpre.mean(axis=0)
    return [dH, ds, dWh, dWs, dv]

R = np.random.RandomState(4)
FORWARD = attend
BACKWARD = attend_back
INPUTS = (R.randn(3, 4, 3), R.randn(3, 2), R.randn(5, 3), R.randn(5, 2), R.randn(5))
