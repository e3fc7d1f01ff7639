# deep net with arbitrary number of layers, everything kept in lists
# NOTE: samples are COLUMNS and W[l] is (n_out, n_in)
import numpy as np

sizes = [3, 5, 4, 2]
L = len(sizes) - 1
gen = np.random.default_rng(2024)
Ws = [gen.standard_normal((sizes[l + 1], sizes[l])) * 0.6 for l in range(L)]
bs = [gen.standard_normal((sizes[l + 1], 1)) * 0.1 for l in range(L)]

X = gen.standard_normal((3, 7))
Y = gen.random((2, 7))


def sig(z):
    return 1.0 / (1.0 + np.exp(-z))


def train_step(X, Y, eta):
    zs, acts = [], [X]
    for l in range(L):
        zs.append(Ws[l] @ acts[-1] + bs[l])
        acts.append(sig(zs[-1]))
    cost = 0.5 * np.sum((acts[-1] - Y) ** 2) / X.shape[1]

    # backward
    dWs = [None] * L
    dbs = [None] * L
    delta = (acts[-1] - Y) * sig(zs[-1]) * (1 - sig(zs[-1]))  #! delta = acts[-1] - Y #! delta = (acts[-1] - Y) * sig(acts[-1]) * (1 - sig(acts[-1]))
    for l in reversed(range(L)):  #! for l in reversed(range(1, L)): #! for l in range(L):
        dWs[l] = delta @ acts[l].T / X.shape[1]  #! dWs[l] = delta @ acts[l + 1].T / X.shape[1] #! dWs[l] = delta @ acts[l].T #! dWs[l] = delta @ zs[l - 1].T / X.shape[1]
        dbs[l] = delta.mean(axis=1, keepdims=True)  #! dbs[l] = delta.mean(axis=1) #! dbs[l] = delta.sum(axis=1, keepdims=True)
        if l > 0:
            delta = Ws[l].T @ delta * acts[l] * (1 - acts[l])  #! delta = Ws[l].T @ delta * acts[l - 1] * (1 - acts[l - 1]) #! delta = Ws[l - 1].T @ delta * acts[l] * (1 - acts[l]) #! delta = Ws[l].T @ delta * zs[l - 1] * (1 - zs[l - 1])
    # update
    for l in range(L):
        Ws[l] -= eta * dWs[l]
        bs[l] -= eta * dbs[l]  #! bs[l] -= eta * dbs[L - 1 - l]
    return cost


for i in range(3):
    print("cost =", train_step(X, Y, 2.0))
