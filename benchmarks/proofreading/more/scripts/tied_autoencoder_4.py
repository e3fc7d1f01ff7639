import numpy as np

np.random.seed(7)
x = (np.random.rand(8, 6) > 0.5).astype(float)   # binary "pixels"

W = np.random.randn(6, 3) * 0.3     # same W for encoder and decoder (transposed)
bh = np.zeros(3)
bv = np.zeros(6)
sig = lambda a: 1.0 / (1.0 + np.exp(-a))

for epoch in range(20):
    h = sig(x @ W + bh)
    r = sig(h @ W.T + bv)
    loss = -np.mean(np.sum(x * np.log(r) + (1 - x) * np.log(1 - r), axis=1))

    # backward
    dr = (r - x) / x.shape[0]       # sigmoid + cross-entropy
    dW_dec = dr.T @ h               # (6,3) already has the shape of W
    dbv = dr.sum(0)
    dh = dr @ W
    da = dh * h * (1 - h)
    dW_enc = x.T @ da
    dbh = da.sum(0)
    dW = dW_enc + dW_dec            # W is used twice -> add

    # update
    W -= 0.8 * dW
    bh -= 0.8 * dbh
    bv -= 0.8 * dbv

    if epoch % 5 == 0:
        flipped = np.sum((r > .5) != (x > .5))
        print("epoch", epoch, "loss", loss, "wrong pixels", flipped)
