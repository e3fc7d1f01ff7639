import numpy as np

"""Two-layer graph convolution (Kipf & Welling) on a 6 person karate club.
Random-walk normalisation D^-1 (A + I), so S is NOT symmetric!
Only the two captains and one student have labels."""

edges = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5), (1, 5)]
N = 6
Adj = np.eye(N)
for i, j in edges:
    Adj[i, j] = Adj[j, i] = 1
S = Adj / Adj.sum(axis=1, keepdims=True)

np.random.seed(77)
X = np.random.randn(N, 4)
Y = np.zeros((N, 2))
Y[[0, 2], 0] = 1
Y[5, 1] = 1
labelled = np.array([1, 0, 1, 0, 0, 1]).astype(bool)
n_lab = labelled.sum()


class GCN:
    def __init__(self, nin, nhid, nout):
        self.W0 = np.random.randn(nin, nhid) * 0.6
        self.b0 = np.random.randn(nhid) * 0.1
        self.W1 = np.random.randn(nhid, nout) * 0.6


model = GCN(4, 3, 2)
lr = 0.3
wd = 5e-2

for epoch in range(12):
    # forward
    AX = S @ X
    Z0 = AX @ model.W0 + model.b0
    H = np.where(Z0 > 0, Z0, 0.1 * Z0)
    SH = S @ H
    Z1 = SH @ model.W1
    e = np.exp(Z1)
    P = e / e.sum(1)[:, None]
    loss = -np.sum(Y[labelled] * np.log(P[labelled])) / n_lab
    loss += 0.5 * wd * np.sum(model.W0 ** 2)      # weight decay on the first layer only, as in the paper

    # backward
    D1 = (P - Y) / n_lab  #! D1 = (P - Y) / N  #! D1 = (Y - P) / n_lab
    D1[~labelled] = 0  #! D1[labelled] = 0
    g1 = SH.T @ D1  #! g1 = H.T @ D1
    DH = S.T @ D1 @ model.W1.T  #! DH = S @ D1 @ model.W1.T  #! DH = D1 @ model.W1.T
    D0 = DH * np.where(Z0 > 0, 1.0, 0.1)  #! D0 = DH * (Z0 > 0)  #! D0 = DH * np.where(DH > 0, 1.0, 0.1)  #! D0 = DH * np.where(Z0 > 0, 0.1, 1.0)
    g0 = AX.T @ D0 + wd * model.W0  #! g0 = AX.T @ D0  #! g0 = X.T @ D0 + wd * model.W0  #! g0 = AX.T @ D0 + wd * np.sum(model.W0)
    gb0 = D0.sum(0)

    # update
    model.W0 -= lr * g0
    model.b0 -= lr * gb0
    model.W1 -= lr * g1
    # end

    guess = P.argmax(1)
    print("epoch", epoch, "loss %.4f" % loss, "camps", guess)
