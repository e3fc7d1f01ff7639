import numpy as np


def sigmoid(x, deriv=False):
    if deriv:
        return x * (1 - x)      # x is already the activation here!
    return 1 / (1 + np.exp(-x))


def relu(x):
    return np.where(x > 0, x, 0)


def relu_grad(x):
    return (x > 0).astype(float)


def softmax(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def one_hot(labels, n):
    out = np.zeros((labels.size, n))
    out[np.arange(labels.size), labels] = 1
    return out


def cross_entropy(p, labels):
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


def accuracy(p, labels):
    return (p.argmax(1) == labels).mean()


def iterate_minibatches(X, y, size, rng):
    idx = rng.permutation(len(X))
    for s in range(0, len(X), size):
        yield X[idx[s:s + size]], y[idx[s:s + size]]


rng = np.random.default_rng(2)
centres = np.array([[2., 0, 0, 1], [0, 2., 0, -1], [0, 0, 2., 0]])
y_all = np.repeat([0, 1, 2], 10)
X_all = centres[y_all] + 0.6 * rng.normal(size=(30, 4))
perm = rng.permutation(30)
X_tr, y_tr, X_te, y_te = X_all[perm[:24]], y_all[perm[:24]], X_all[perm[24:]], y_all[perm[24:]]

W1 = rng.normal(size=(4, 8)) * np.sqrt(2 / 4)
W2 = rng.normal(size=(8, 5)) * np.sqrt(1 / 8)
W3 = rng.normal(size=(5, 3)) * np.sqrt(1 / 5)

for epoch in range(5):
    for xb, yb in iterate_minibatches(X_tr, y_tr, 6, rng):
        z1 = xb @ W1
        a1 = relu(z1)
        a2 = sigmoid(a1 @ W2)
        p = softmax(a2 @ W3)
        loss = cross_entropy(p, yb)
        # backward
        delta3 = (p - one_hot(yb, 3)) / len(xb)
        delta2 = (delta3 @ W3.T) * sigmoid(a2, deriv=True)
        delta1 = (delta2 @ W2.T) * relu_grad(z1)
        # update
        W3 -= 0.5 * a2.T @ delta3
        W2 -= 0.5 * a1.T @ delta2
        W1 -= 0.5 * xb.T @ delta1
    p_te = softmax(sigmoid(relu(X_te @ W1) @ W2) @ W3)
    print(f"epoch {epoch}: batch loss {loss:.3f}, test acc {accuracy(p_te, y_te):.2f}")
