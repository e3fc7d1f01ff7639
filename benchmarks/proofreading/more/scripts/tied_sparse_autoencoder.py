import numpy as np

# Sparse autoencoder with tied weights (decoder = W transposed).
# Penalty: KL between rho and the mean activity of each hidden unit.
# Nesterov momentum: gradient is taken at the look-ahead point.

np.random.seed(7)
N, D, K = 8, 6, 4
data = np.random.rand(N, D)
W = np.random.randn(D, K) * 0.5
b = np.zeros(K)
c = np.zeros(D)
rho, lam = 0.2, 0.3
lr, mu = 0.2, 0.7
V_W, V_b, V_c = np.zeros((D, K)), np.zeros(K), np.zeros(D)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def energy(Wl, bl, cl, X):
    hid = sigmoid(X @ Wl + bl)
    rec = sigmoid(hid @ Wl.T + cl)
    act = hid.mean(axis=0)
    kl = np.sum(rho * np.log(rho / act) + (1 - rho) * np.log((1 - rho) / (1 - act)))
    total = 0.5 * np.sum((rec - X) ** 2) / len(X) + lam * kl
    return total, hid, rec, act


def gradients(Wl, X, hid, rec, act):
    # backward
    n = X.shape[0]
    d_rec = (rec - X) / n * rec * (1 - rec)  #! d_rec = (rec - X) / n
    dc = d_rec.sum(axis=0)  #! dc = d_rec.mean(axis=0)
    dW_dec = d_rec.T @ hid  #! dW_dec = (d_rec.T @ hid).T
    d_hid = d_rec @ Wl  #! d_hid = d_rec @ Wl.T
    # the KL term touches every sample, since act is a mean over samples
    d_act = lam * (-rho / act + (1 - rho) / (1 - act))  #! d_act = lam * (-rho / act - (1 - rho) / (1 - act))
    d_hid = d_hid + d_act / n
    d_pre = d_hid * hid * (1 - hid)  #! d_pre = d_hid * act * (1 - act)
    db = d_pre.sum(axis=0)
    dW = X.T @ d_pre + dW_dec  #! dW = dW_dec
    return dW, db, dc


for step in range(20):
    lookW, lookb, lookc = W + mu * V_W, b + mu * V_b, c + mu * V_c
    total, hid, rec, act = energy(lookW, lookb, lookc, data)
    gW, gb, gc = gradients(lookW, data, hid, rec, act)  #! gW, gb, gc = gradients(W, data, hid, rec, act)
    # update
    V_W = mu * V_W - lr * gW  #! V_W = mu * V_W + lr * gW
    V_b = mu * V_b - lr * gb
    V_c = mu * V_c - lr * gc  #! V_c = mu * V_c - lr * gc / N
    W = W + V_W
    b = b + V_b
    c = c + V_c
    if step % 5 == 0:
        print(step, total)
