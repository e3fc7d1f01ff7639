import copy
import numpy as np

# keep an exponential moving average of the weights, validate with the AVERAGE,
# remember the best, stop when patience runs out, restore

rng = np.random.RandomState(2023)
X = rng.randn(24, 3)
y = X @ [1., -2., .5] + np.abs(X[:, 0]) + 0.1 * rng.randn(24)
Xtr, ytr, Xva, yva = X[:16], y[:16], X[16:], y[16:]

def predict(w, X):
    return np.logaddexp(0, X @ w['A'].T + w['a']) @ w['B'] + w['b'][0]

def loss_and_grad(w, X, y):
    pre = X @ w['A'].T + w['a']
    hid = np.logaddexp(0, pre)
    r = hid @ w['B'] + w['b'][0] - y
    loss = np.mean(np.log(np.cosh(r)))          # log-cosh, robust
    # backward
    dr = np.tanh(r) / len(y)
    dpre = np.outer(dr, w['B']) * (1 - np.exp(-hid))     # sigmoid(pre) = 1 - exp(-softplus)
    grad = {'A': dpre.T @ X, 'a': dpre.sum(0), 'B': hid.T @ dr, 'b': np.array([dr.sum()])}
    return loss, grad

weights = {'A': rng.randn(4, 3) * .5, 'a': np.zeros(4), 'B': rng.randn(4) * .5, 'b': np.zeros(1)}
ema = copy.deepcopy(weights)
best_val, best_w, patience = float('inf'), None, 3
epoch, bad = 0, 0
while bad < patience and epoch < 30:
    epoch += 1
    perm = rng.permutation(16)
    for chunk in np.split(perm, 4):
        loss, grad = loss_and_grad(weights, Xtr[chunk], ytr[chunk])
        # update
        for k in weights:
            weights[k] = weights[k] - 0.15 * grad[k]
            ema[k] = 0.9 * ema[k] + 0.1 * weights[k]
    val = np.mean((predict(ema, Xva) - yva) ** 2)
    if val < best_val - 1e-4:
        best_val, best_w, bad = val, copy.deepcopy(ema), 0
    else:
        bad += 1
weights = best_w
print('stopped at', epoch, 'best val', best_val)
