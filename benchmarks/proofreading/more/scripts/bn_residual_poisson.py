import numpy as np
"""Count regression: residual block with batch norm, Poisson likelihood (log link).
Port of a small keras model to numpy, in order to understand what batch norm does."""

np.random.seed(17)
N, D, H = 10, 4, 6
x = np.random.randn(N, D)
counts = np.random.poisson(np.exp(0.4 * x[:, 0] - 0.3 * x[:, 1] + 0.5)).astype(float)

W_in = np.random.randn(D, H) * 0.5
gamma = np.ones(H) + 0.1 * np.random.randn(H)
beta = 0.1 * np.random.randn(H)
W_res = np.random.randn(H, D) * 0.4
w_out = np.random.randn(D) * 0.3
b_out = 0.2
eps = 1e-3
lr = 0.05

for step in range(15):
    pre = x @ W_in
    mean = pre.mean(axis=0)
    cen = pre - mean
    var = (cen ** 2).mean(axis=0)
    istd = 1.0 / np.sqrt(var + eps)
    xhat = cen * istd
    bn = gamma * xhat + beta
    act = np.log1p(np.exp(bn))          # softplus
    blk = act @ W_res
    r = x + blk                         # skip connection
    eta = r @ w_out + b_out
    rate = np.exp(eta)
    nll = np.mean(rate - counts * eta)  # without log(counts!)

    # backward
    d_eta = (rate - counts) / N  #! d_eta = (rate - counts) * rate / N
    dw_out = r.T @ d_eta  #! dw_out = blk.T @ d_eta
    db_out = d_eta.sum()  #! db_out = d_eta.mean()
    d_r = np.outer(d_eta, w_out)
    dW_res = act.T @ d_r  #! dW_res = bn.T @ d_r
    d_act = d_r @ W_res.T
    d_bn = d_act / (1 + np.exp(-bn))  #! d_bn = d_act / (1 + np.exp(-act))
    dgamma = (d_bn * xhat).sum(axis=0)  #! dgamma = (d_bn * cen).sum(axis=0)
    dbeta = d_bn.sum(axis=0)
    d_xhat = d_bn * gamma  #! d_xhat = d_bn * dgamma
    d_var = (d_xhat * cen).sum(axis=0) * -0.5 * istd ** 3  #! d_var = (d_xhat * cen).sum(axis=0) * -0.5 * istd ** 2
    d_cen = d_xhat * istd + 2.0 * cen * d_var / N  #! d_cen = d_xhat * istd
    d_pre = d_cen - d_cen.mean(axis=0)  #! d_pre = d_cen - d_cen.sum(axis=0)
    dW_in = x.T @ d_pre

    # update
    W_in -= lr * dW_in
    gamma -= lr * dgamma
    beta -= lr * dbeta
    W_res -= lr * dW_res
    w_out -= lr * dw_out
    b_out -= lr * db_out

    if step % 5 == 0:
        print("step", step, "nll", nll)
