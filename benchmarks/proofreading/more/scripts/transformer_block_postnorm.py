import numpy as np

rs = np.random.RandomState(40)
S, D, F = 5, 4, 7                       # sequence length, model width, ffn width
X = rs.randn(S, D)
Y = rs.randn(S, D)

Wq, Wk, Wv = rs.randn(D, D) * .5, rs.randn(D, D) * .5, rs.randn(D, D) * .5
g1, c1 = np.ones(D) + .1 * rs.randn(D), np.zeros(D)
W1, b1 = rs.randn(D, F) * .5, np.zeros(F)
W2, b2 = rs.randn(F, D) * .5, np.zeros(D)
g2, c2 = np.ones(D) + .1 * rs.randn(D), np.zeros(D)


def layer_norm(u, g, c):
    sd = np.sqrt(u.var(axis=1, keepdims=True) + 1e-6)
    n = (u - u.mean(axis=1, keepdims=True)) / sd
    return g * n + c, n, sd


def layer_norm_grad(dout, n, sd, g):
    # backward
    dn = dout * g  #! dn = dout
    dg = np.sum(dout * n, axis=0)
    dc = np.sum(dout, axis=0)
    du = (dn - dn.mean(axis=1, keepdims=True) - n * (dn * n).mean(axis=1, keepdims=True)) / sd  #! du = (dn - dn.mean(axis=1, keepdims=True) - n * (dn * n).mean(axis=1, keepdims=True)) * sd  #! du = (dn - dn.mean(axis=0, keepdims=True) - n * (dn * n).mean(axis=0, keepdims=True)) / sd
    return du, dg, dc


for epoch in range(2):
    # --- attention
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    E = np.exp(Q @ K.T / D ** .5)
    P = E / E.sum(1, keepdims=True)
    Z = P @ V
    # --- add & norm, ffn, add & norm
    H, n1, s1 = layer_norm(X + Z, g1, c1)
    U = H @ W1 + b1
    R = np.maximum(U, 0)
    O, n2, s2 = layer_norm(H + R @ W2 + b2, g2, c2)
    loss = np.mean((O - Y) ** 2)

    # backward
    dO = 2 * (O - Y) / O.size
    dA2, dg2, dc2 = layer_norm_grad(dO, n2, s2, g2)
    dW2, db2 = R.T @ dA2, dA2.sum(0)
    dU = (dA2 @ W2.T) * (U > 0)
    dW1, db1 = H.T @ dU, dU.sum(0)  #! dW1, db1 = X.T @ dU, dU.sum(0)
    dH = dA2 + dU @ W1.T  #! dH = dU @ W1.T  #! dH = dO + dU @ W1.T
    dA1, dg1, dc1 = layer_norm_grad(dH, n1, s1, g1)  #! dA1, dg1, dc1 = layer_norm_grad(dH, n2, s2, g2)  #! dA1, dc1, dg1 = layer_norm_grad(dH, n1, s1, g1)
    dP = dA1 @ V.T
    dS = P * (dP - (dP * P).sum(1, keepdims=True)) / D ** .5  #! dS = P * (dP - (dP * P).sum(1, keepdims=True))
    dWq, dWk, dWv = X.T @ (dS @ K), X.T @ (dS.T @ Q), X.T @ (P.T @ dA1)
    # update
    for w, dw in zip((Wq, Wk, Wv, g1, c1, W1, b1, W2, b2, g2, c2),
                     (dWq, dWk, dWv, dg1, dc1, dW1, db1, dW2, db2, dg2, dc2)):
        w -= 0.1 * dw
    print("epoch %d: %.4f" % (epoch, loss))
