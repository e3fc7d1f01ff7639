# objective: -np.sum(Y * np.log(act[-1])) / m
# samples are COLUMNS, any number of layers, put the sizes in the list
import numpy as np

rng = np.random.default_rng(5)
m = 9
X = rng.normal(size=(4, m))
lab = rng.integers(0, 3, m)
Y = np.zeros((3, m))
Y[lab, range(m)] = 1

sizes = [4, 7, 5, 3]
L = len(sizes) - 1
w = []
b = []
for l in range(L):
    w.append(rng.normal(size=(sizes[l + 1], sizes[l])) / np.sqrt(sizes[l]))
    b.append(rng.normal(size=(sizes[l + 1], 1)) * 0.1)

eta0 = 0.5
decay = 0.05

for it in range(20):
    # forward
    act = [X]
    zs = []
    for l in range(L):
        z = w[l] @ act[l] + b[l]
        zs.append(z)
        if l < L - 1:
            # ELU
            act.append(np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1))
        else:
            ez = np.exp(z - z.max(axis=0))
            act.append(ez / ez.sum(axis=0))

    # backward
    dw = [None] * L
    db = [None] * L
    d = act[-1] - Y  #! d = (act[-1] - Y) * act[-1] * (1 - act[-1])
    for l in range(L - 1, -1, -1):  #! for l in range(L - 1, 0, -1):
        # divide by m only here
        dw[l] = d @ act[l].T / m  #! dw[l] = d @ act[l + 1].T / m  #! dw[l] = d @ zs[l - 1].T / m
        db[l] = np.sum(d, axis=1, keepdims=True) / m  #! db[l] = np.sum(d, axis=1, keepdims=True)
        if l > 0:
            d = w[l].T @ d  #! d = w[l - 1].T @ d
            # elu' = 1 when positive, exp(z) when negative
            zz = zs[l - 1]  #! zz = zs[l]  #! zz = act[l]
            d = d * np.where(zz > 0, 1.0, np.exp(np.minimum(zz, 0)))  #! d = d * np.where(zz > 0, 1.0, 0.0)

    # update
    eta = eta0 / (1 + decay * it)
    for l in range(L):
        w[l] = w[l] - eta * dw[l]  #! w[l] = w[l] + eta * dw[l]
        b[l] = b[l] - eta * db[l]

print("accuracy", np.mean(act[-1].argmax(axis=0) == lab))
