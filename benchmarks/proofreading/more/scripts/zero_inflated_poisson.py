import numpy as np
import math

# count regression with a shared hidden layer and two heads (zero inflated poisson):
#   lam = exp(a) rate of the poisson,  pi = sigmoid(c) probability of an extra zero
# W is (out, in), samples are columns
rng = np.random.default_rng(6)
X = rng.normal(size=(3, 12))
y = np.array([[0, 2, 0, 1, 0, 3, 0, 0, 4, 1, 0, 2]], dtype=float)
m = y.shape[1]
logfact = np.array([[math.log(math.factorial(int(k))) for k in y[0]]])
is0 = (y == 0)

W = rng.normal(size=(5, 3)) * 0.6
b = rng.normal(size=(5, 1)) * 0.1
wa, ba = rng.normal(size=(1, 5)) * 0.4, np.zeros((1, 1))
wc, bc = rng.normal(size=(1, 5)) * 0.4, np.zeros((1, 1))
weight_decay = 0.02
eta = 0.25

for epoch in range(20):
    S = W @ X + b
    Hh = np.log1p(np.exp(S))                      # softplus
    a = wa @ Hh + ba
    c = wc @ Hh + bc
    lam = np.exp(a)
    pi = 1 / (1 + np.exp(-c))
    p0 = pi + (1 - pi) * np.exp(-lam)             # P(y = 0)
    ll_zero = np.log(p0)
    ll_pos = np.log(1 - pi) - lam + y * a - logfact
    nll = -np.sum(np.where(is0, ll_zero, ll_pos)) / m
    nll += 0.5 * weight_decay * np.sum(W ** 2)

    # backward
    # zeros and positive counts have different formulas
    da0 = lam * (1 - pi) * np.exp(-lam) / p0  #! da0 = (1 - pi) * np.exp(-lam) / p0
    dc0 = -pi * (1 - pi) * (1 - np.exp(-lam)) / p0  #! dc0 = -pi * (1 - np.exp(-lam)) / p0
    da = np.where(is0, da0, lam - y) / m  #! da = (lam - y) / m
    dc = np.where(is0, dc0, pi) / m  #! dc = np.where(is0, dc0, 1 - pi) / m
    dwa = da @ Hh.T  #! dwa = da @ S.T
    dba = da.sum(axis=1, keepdims=True)
    dwc = dc @ Hh.T
    dbc = dc.sum(axis=1, keepdims=True)  #! dbc = dc.mean(axis=1, keepdims=True)
    dH = wa.T @ da + wc.T @ dc  #! dH = wa.T @ da + wc.T @ da
    dS = dH / (1 + np.exp(-S))  #! dS = dH / (1 + np.exp(-Hh))
    dW = dS @ X.T + weight_decay * W  #! dW = dS @ X.T + 0.5 * weight_decay * W
    db = dS.sum(axis=1, keepdims=True)  #! db = dS.sum(axis=0, keepdims=True)

    # update
    W -= eta * dW
    b -= eta * db
    wa -= eta * dwa
    ba -= eta * dba
    wc -= eta * dwc
    bc -= eta * dbc
    eta *= 0.98
    if epoch % 10 == 0: print("nll:", nll)
