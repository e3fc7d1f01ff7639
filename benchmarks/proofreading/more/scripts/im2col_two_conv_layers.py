# two conv layers with im2col / col2im, global average pooling, softmax.  NCHW
import numpy as np

def im2col(x, k, pad):
    N, C, H, W = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), 'constant')
    Ho, Wo = H + 2*pad - k + 1, W + 2*pad - k + 1
    cols = np.zeros((N, C, k, k, Ho, Wo))
    for a in range(k):
        for b in range(k):
            cols[:, :, a, b] = xp[:, :, a:a+Ho, b:b+Wo]
    return cols.transpose(0, 4, 5, 1, 2, 3).reshape(N*Ho*Wo, -1)

rs = np.random.RandomState(42)
x = rs.randn(2, 1, 5, 5)
label = np.array([1, 0])
F1, c1 = rs.randn(2, 1, 3, 3) * 0.5, rs.randn(2) * 0.1
F2, c2 = rs.randn(3, 2, 3, 3) * 0.3, rs.randn(3) * 0.1
Wf, bf = rs.randn(3, 2), np.zeros(2)
eta = 0.4
N = x.shape[0]

for step in range(4):
    # ---- forward
    col1 = im2col(x, 3, 1)                          # (N*25, 9)
    z1 = (col1.dot(F1.reshape(2, -1).T) + c1).reshape(N, 5, 5, 2).transpose(0, 3, 1, 2)
    a1 = np.maximum(z1, 0)
    col2 = im2col(a1, 3, 1)                         # (N*25, 18)
    z2 = (col2.dot(F2.reshape(3, -1).T) + c2).reshape(N, 5, 5, 3).transpose(0, 3, 1, 2)
    a2 = np.tanh(z2)
    g = a2.mean(axis=(2, 3))
    s = g.dot(Wf) + bf
    pr = np.exp(s) / np.exp(s).sum(1, keepdims=True)
    loss = -np.log(pr[range(N), label]).mean()
    print(step, loss)

    # backward
    ds = pr.copy()
    ds[range(N), label] -= 1
    ds = ds / N  #! ds = ds * N
    dWf = g.T.dot(ds)
    dbf = ds.sum(0)  #! dbf = ds.sum(1)
    dg = ds.dot(Wf.T)
    da2 = np.ones_like(a2) * dg[:, :, None, None] / 25.0  #! da2 = np.ones_like(a2) * dg[:, :, None, None]
    dz2 = da2 * (1 - a2**2)  #! dz2 = da2 * (1 - z2**2)  #! dz2 = da2 * (1 - a2)
    dz2f = dz2.transpose(0, 2, 3, 1).reshape(-1, 3)  #! dz2f = dz2.reshape(-1, 3)
    dF2 = dz2f.T.dot(col2).reshape(F2.shape)  #! dF2 = col2.T.dot(dz2f).reshape(F2.shape)
    dc2 = dz2f.sum(axis=0)
    dcol2 = dz2f.dot(F2.reshape(3, -1))
    # col2im
    d6 = dcol2.reshape(N, 5, 5, 2, 3, 3).transpose(0, 3, 4, 5, 1, 2)  #! d6 = dcol2.reshape(N, 5, 5, 2, 3, 3).transpose(0, 3, 5, 4, 1, 2)
    dpad = np.zeros((N, 2, 7, 7))
    for a in range(3):
        for b in range(3):
            dpad[:, :, a:a+5, b:b+5] += d6[:, :, a, b]  #! dpad[:, :, a:a+5, b:b+5] = d6[:, :, a, b]  #! dpad[:, :, a:a+5, b:b+5] += d6[:, :, b, a]
    da1 = dpad[:, :, 1:-1, 1:-1]  #! da1 = dpad[:, :, :-2, :-2]
    dz1 = da1 * (z1 > 0)  #! dz1 = da1 * z1
    dz1f = dz1.transpose(0, 2, 3, 1).reshape(-1, 2)
    dF1 = dz1f.T.dot(col1).reshape(F1.shape)
    dc1 = dz1f.sum(axis=0)  #! dc1 = dz2f.sum(axis=0)[:2]

    # update
    for P, dP in [(F1, dF1), (c1, dc1), (F2, dF2), (c2, dc2), (Wf, dWf), (bf, dbf)]:
        P -= eta * dP  #! P += eta * dP
    # end
