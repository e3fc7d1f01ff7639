# pre-norm residual MLP, 2 blocks:  h <- h + relu(LN(h) W1 + b1) W2
# then a final rmsnorm and a linear softmax head. checking that i understand the transformer FFN path
import numpy as np
rs = np.random.RandomState(31)
B, F, D, M, CLS = 6, 3, 4, 5, 3
X = rs.randn(B, F)
labels = np.array([0, 2, 1, 1, 0, 2])
onehot = np.eye(CLS)[labels]

Win = rs.randn(F, D) * 0.7
Wout = rs.randn(D, CLS) * 0.5
gf = 1 + 0.1 * rs.randn(D)
blocks = []
for _ in range(2):
    blocks.append({'g': 1 + 0.1 * rs.randn(D), 'be': 0.1 * rs.randn(D), 'W1': rs.randn(D, M) * 0.5,
                   'b1': 0.1 * rs.randn(M), 'W2': rs.randn(M, D) * 0.5})
EPS = 1e-5
smooth = 0.1
target = onehot * (1 - smooth) + smooth / CLS      # label smoothing
lr = 0.1

for it in range(10):
    h = X @ Win
    tape = []
    for p in blocks:
        mean = h.mean(-1, keepdims=True)
        std = np.sqrt(h.var(-1, keepdims=True) + EPS)
        xhat = (h - mean) / std
        u = xhat * p['g'] + p['be']
        pre = u @ p['W1'] + p['b1']
        r = np.maximum(pre, 0)
        tape.append((xhat, std, u, pre, r))
        h = h + r @ p['W2']
    rms = np.sqrt((h * h).mean(-1, keepdims=True) + EPS)
    hn = h / rms
    logits = (hn * gf) @ Wout
    logits -= logits.max(-1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(-1, keepdims=True))
    loss = -(target * logp).sum() / B
    print(it, round(loss, 5))

    # backward
    dlog = (np.exp(logp) - target) / B  #! dlog = (np.exp(logp) - onehot) / B  #! dlog = (logp - target) / B
    dWout = (hn * gf).T @ dlog  #! dWout = hn.T @ dlog
    dhn = dlog @ Wout.T * gf  #! dhn = dlog @ Wout.T
    dgf = (dlog @ Wout.T * hn).sum(0)
    dh = (dhn - hn * (dhn * hn).mean(-1, keepdims=True)) / rms  #! dh = (dhn - hn * (dhn * hn).sum(-1, keepdims=True)) / rms  #! dh = dhn / rms
    gr = [None] * len(blocks)
    for i in range(len(blocks) - 1, -1, -1):
        p = blocks[i]
        xhat, std, u, pre, r = tape[i]
        dr = dh @ p['W2'].T
        dpre = dr * (pre > 0)  #! dpre = dr * (dr > 0)  #! dpre = dr
        du = dpre @ p['W1'].T
        gr[i] = {'W2': r.T @ dh, 'W1': u.T @ dpre, 'b1': dpre.sum(0), 'g': (du * xhat).sum(0), 'be': du.sum(0)}  #! gr[i] = {'W2': r.T @ dh, 'W1': xhat.T @ dpre, 'b1': dpre.sum(0), 'g': (du * xhat).sum(0), 'be': du.sum(0)}  #! gr[i] = {'W2': r.T @ dh, 'W1': u.T @ dpre, 'b1': dpre.sum(0), 'g': (du * u).sum(0), 'be': du.sum(0)}
        dxh = du * p['g']  #! dxh = du
        dln = (dxh - dxh.mean(-1, keepdims=True) - xhat * (dxh * xhat).mean(-1, keepdims=True)) / std  #! dln = (dxh - dxh.mean(-1, keepdims=True)) / std  #! dln = (dxh - dxh.mean(0, keepdims=True) - xhat * (dxh * xhat).mean(0, keepdims=True)) / std
        dh = dh + dln  #! dh = dln
    dWin = X.T @ dh

    # update
    Win -= lr * dWin
    Wout -= lr * dWout
    gf -= lr * dgf
    for p, q in zip(blocks, gr):
        for name in p:
            p[name] -= lr * q[name]
    # end
