import numpy as np

rng = np.random.default_rng(101)
N, I, O = 7, 4, 2
x = rng.normal(size=(N, I))
y = rng.normal(size=(N, O))
W = rng.normal(size=(O, I)) * 0.3
b = np.zeros(O)
scale = np.array([1.3, 0.7])         # learnable output scale
l2 = 0.05

for _ in range(3):
    lin = np.einsum('oi,ni->no', W, x) + b
    yhat = np.einsum('o,no->no', scale, lin)
    diff = yhat - y
    loss = np.einsum('no,no->', diff, diff) / (N * O) + l2 * np.einsum('oi,oi->', W, W)
    # backward
    d_yhat = 2 * diff / (N * O)  #! d_yhat = 2 * diff / N  #! d_yhat = diff / (N * O)
    d_scale = np.einsum('no,no->o', d_yhat, lin)  #! d_scale = np.einsum('no,no->o', d_yhat, yhat)  #! d_scale = np.einsum('no->o', d_yhat)
    d_lin = np.einsum('no,o->no', d_yhat, scale)  #! d_lin = d_yhat
    d_W = np.einsum('no,ni->oi', d_lin, x) + 2 * l2 * W  #! d_W = np.einsum('no,ni->io', d_lin, x) + 2 * l2 * W  #! d_W = np.einsum('no,ni->oi', d_yhat, x) + 2 * l2 * W  #! d_W = np.einsum('no,ni->oi', d_lin, x) + l2 * W
    d_b = np.einsum('no->o', d_lin)  #! d_b = np.einsum('no->', d_lin)  #! d_b = np.einsum('no->o', d_yhat)
    # update
    W -= 0.2 * d_W
    b -= 0.2 * d_b
    scale -= 0.2 * d_scale  #! scale += 0.2 * d_scale
