# autoencoder with tied weights, code is tanh, globals everywhere
import numpy as np
np.random.seed(6)
X = np.random.randn(10, 2) @ np.random.randn(2, 5)
w = np.random.randn(5, 2) * 0.2
bh = np.zeros(2)
bv = np.zeros(5)
h = None
xr = None
dw = dbh = dbv = None

def fwd():
    global h, xr
    h = np.tanh(X @ w + bh)
    xr = h @ w.T + bv

def recon_error():
    hh = np.tanh(X @ w + bh)
    return ((hh @ w.T + bv - X) ** 2).sum() / X.shape[0]

def bwd():
    global dw, dbh, dbv
    # backward
    d = 2 * (xr - X) / X.shape[0]
    dbv = d.sum(0)
    dh = d @ w * (1 - h * h)
    dbh = dh.sum(0)
    # w is used twice
    dw = X.T @ dh + d.T @ h

def upd(a):
    global w, bh, bv
    # update
    w = w - a * dw
    bh = bh - a * dbh
    bv = bv - a * dbv

print(recon_error())
for i in range(25):
    fwd()
    bwd()
    upd(0.05)
print(recon_error())
