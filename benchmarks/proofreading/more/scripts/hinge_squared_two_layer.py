import numpy as np

# squared hinge on top of one hidden layer, labels are -1 / +1
np.random.seed(14)
X = np.random.randn(8, 2)
y = np.where(X[:, 0] * X[:, 1] > 0, 1.0, -1.0)
W1 = np.random.randn(2, 6)
b1 = np.random.randn(6) * 0.1
w2 = np.random.randn(6)
b2 = 0.0

def leaky(z):
    return np.where(z > 0, z, 0.1 * z)

def d_leaky(z):
    return np.where(z > 0, 1.0, 0.1)

for t in range(4):
    pre = X @ W1 + b1
    hid = leaky(pre)
    f = hid @ w2 + b2
    slack = np.maximum(0, 1 - y * f)
    loss = np.mean(slack ** 2)
    # backward
    df = -2 * y * slack / len(y)  #! df = 2 * y * slack / len(y)  #! df = -2 * slack / len(y)  #! df = -2 * y * (slack > 0) / len(y)
    gw2 = hid.T @ df  #! gw2 = pre.T @ df
    gb2 = df.sum()
    dhid = df[:, None] * w2  #! dhid = slack[:, None] * w2  #! dhid = df[:, None] * w2 ** 2
    dpre = dhid * d_leaky(pre)  #! dpre = dhid * (pre > 0)  #! dpre = dhid * leaky(pre)  #! dpre = d_leaky(dhid)
    gW1 = X.T @ dpre  #! gW1 = X.T @ dhid
    gb1 = dpre.sum(axis=0)
    # update
    W1, b1 = W1 - 0.1 * gW1, b1 - 0.1 * gb1  #! W1, b1 = W1 - 0.1 * gW1, b1 + 0.1 * gb1
    w2, b2 = w2 - 0.1 * gw2, b2 - 0.1 * gb2
