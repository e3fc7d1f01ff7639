import numpy as np

# Homework 3, problem 2: online training (batch size = 1!), hidden layer arctan, multiclass hinge loss (margin 1)
X = np.array([[ 0.9,  0.1, -0.4],
              [-0.3,  1.1,  0.2],
              [ 0.2, -0.8,  1.3],
              [ 1.2, -0.2, -0.9],
              [-0.7,  0.6,  0.5]])
labels = [0, 1, 2, 0, 1]

V = np.array([[0.3, -0.5, 0.2], [0.7, 0.1, -0.4], [-0.2, 0.6, 0.5], [0.4, 0.4, -0.1]])   # hidden x in
c = np.array([0.1, -0.1, 0.05, 0.2])
U = np.array([[0.2, -0.3, 0.5, 0.1], [-0.4, 0.6, 0.1, 0.3], [0.3, 0.2, -0.2, -0.5]])     # classes x hidden
d = np.zeros(3)
GV, Gc, GU, Gd = [np.zeros_like(P) for P in (V, c, U, d)]
rate = 0.2
gamma = 0.003


def net(x):
    a = V @ x + c
    h = np.arctan(a)
    return a, h, U @ h + d


for sweep in range(6):
    total = 0
    for x, k in zip(X, labels):
        a, h, s = net(x)
        margins = s - s[k] + 1
        margins[k] = 0
        loss = np.maximum(margins, 0).sum() + gamma / 2 * (np.sum(V * V) + np.sum(U * U))
        total += loss

        # backward
        ds = (margins > 0).astype(float)  #! ds = margins.copy()
        ds[k] = -ds.sum()  #! ds[k] = -1.0  #! ds[k] = ds.sum()  #! ds[k] -= 1
        dU = np.outer(ds, h) + gamma * U  #! dU = np.outer(ds, h)  #! dU = np.outer(ds, a) + gamma * U
        dd = ds
        dh = U.T @ ds  #! dh = U.T @ s
        da = dh / (1 + a ** 2)  #! da = dh / (1 + h ** 2)  #! da = dh * (1 + a ** 2)  #! da = dh * (1 - h ** 2)  #! da = dh
        dV = np.outer(da, x) + gamma * V  #! dV = np.outer(dh, x) + gamma * V
        dc = da

        # update
        for P, G, g in ((V, GV, dV), (c, Gc, dc), (U, GU, dU), (d, Gd, dd)):
            G += g ** 2
            P -= rate * g / (np.sqrt(G) + 1e-3)  #! P -= rate * g / (G + 1e-3)  #! P += rate * g / (np.sqrt(G) + 1e-3)
        # end
    print('sweep', sweep + 1, 'avg loss', total / len(X))

print([int(np.argmax(net(x)[2])) for x in X], labels)
