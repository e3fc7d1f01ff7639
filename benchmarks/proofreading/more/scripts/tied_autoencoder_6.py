import numpy as np

# Autoencoder with TIED weights (decoder uses the transpose of encoder). W is hidden x input, samples in rows.
# Denoising: some inputs set to zero. sparsity penalty on the code (L1).
rs = np.random.RandomState(9)
clean = rs.rand(10, 7)
W = rs.randn(4, 7) * 0.3
b_enc = np.zeros(4)
b_dec = np.zeros(7)
vW, vbe, vbd = 0.0, 0.0, 0.0
lr, mom, l1 = 0.2, 0.5, 0.02


def forward(x):
    code = np.tanh(x @ W.T + b_enc)
    out = 1.0 / (1.0 + np.exp(-(code @ W + b_dec)))
    return code, out


def loss_fn(code, out):
    n = clean.shape[0]
    return ((out - clean) ** 2).sum() / n + l1 * np.abs(code).sum() / n


def gradients(x, code, out):
    # backward
    n = x.shape[0]
    d_out = 2 * (out - clean) / n  #! d_out = 2 * (out - x) / n
    d_pre2 = d_out * out * (1 - out)  #! d_pre2 = d_out * (1 - out ** 2)
    d_b_dec = d_pre2.sum(0)  #! d_b_dec = d_pre2.sum()
    d_code = d_pre2 @ W.T
    d_code += l1 * np.sign(code) / n  #! d_code += l1 * code / n
    d_pre1 = d_code * (1 - code ** 2)  #! d_pre1 = d_code * (1 - code)
    d_b_enc = d_pre1.sum(0)  #! d_b_enc = d_code.sum(0)
    d_W = code.T @ d_pre2
    d_W += d_pre1.T @ x  #! d_W = d_pre1.T @ x  #! d_W += d_pre1.T @ clean
    return d_W, d_b_enc, d_b_dec


for k in range(25):
    x = clean * (rs.rand(*clean.shape) > 0.2)
    code, out = forward(x)
    J = loss_fn(code, out)
    gW, gbe, gbd = gradients(x, code, out)  #! gW, gbd, gbe = gradients(x, code, out)
    # update
    vW = mom * vW - lr * gW
    vbe = mom * vbe - lr * gbe
    vbd = mom * vbd - lr * gbd
    W = W + vW
    b_enc = b_enc + vbe
    b_dec = b_dec + vbd  #! b_dec = b_dec - vbd
    if k % 8 == 0:
        print('%d  %.4f' % (k, J))
