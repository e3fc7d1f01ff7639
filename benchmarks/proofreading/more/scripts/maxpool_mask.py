import numpy as np
# Conv (2 kernels, valid) -> relu -> maxpool 2x2 -> dense -> sigmoid. Forum: "is it ok to save a mask for the max pool?"
rng = np.random.RandomState(17)
X = rng.randn(5, 5, 5)              # 5 pictures of 5x5
Y = np.array([1., 0., 1., 1., 0.])
K = rng.randn(2, 2, 2) * .5
kb = np.full(2, .1)
w = rng.randn(2, 2, 2) * .5
c = 0.0
eta = .1

def pool(A):
    """A: (n, k, 4, 4) -> (n, k, 2, 2) and a 0/1 mask of who was the max"""
    n, k, _, _ = A.shape
    out = np.zeros((n, k, 2, 2))
    mask = np.zeros_like(A)
    for a in range(n):
        for b in range(k):
            for i in range(2):
                for j in range(2):
                    win = A[a, b, 2*i:2*i+2, 2*j:2*j+2]
                    r, s = np.unravel_index(win.argmax(), win.shape)
                    out[a, b, i, j] = win[r, s]
                    mask[a, b, 2*i + r, 2*j + s] = 1
    return out, mask

def upsample(D):
    return D.repeat(2, axis=2).repeat(2, axis=3)

for epoch in range(8):
    Z = np.zeros((5, 2, 4, 4))
    for p in range(2):
        for q in range(2):
            Z += X[:, None, p:p+4, q:q+4] * K[None, :, p, q, None, None]
    Z += kb.reshape(1, 2, 1, 1)
    R = np.maximum(Z, 0)
    M, mask = pool(R)
    s = np.tensordot(M, w, axes=3) + c
    yhat = 1 / (1 + np.exp(-s))
    L = -np.sum(Y * np.log(yhat) + (1 - Y) * np.log(1 - yhat))
    # backward
    ds = yhat - Y
    dw = np.tensordot(ds, M, axes=1)
    dc = ds.sum()
    dM = ds[:, None, None, None] * w
    dZ = upsample(dM) * mask * (Z > 0)
    dK = np.zeros_like(K)
    for p in range(2):
        for q in range(2):
            dK[:, p, q] = (dZ * X[:, None, p:p+4, q:q+4]).sum(axis=(0, 2, 3))
    dkb = dZ.sum(axis=(0, 2, 3))
    # update
    K = K - eta * dK
    kb = kb - eta * dkb
    w = w - eta * dw
    c = c - eta * dc
    print('epoch {} loss {:.4f}'.format(epoch, L))
