# objective: np.log(1 + np.exp(-y * score(x)))
# Factorization machine for clicks y in {-1,+1}; the O(kn) trick for the pairwise term
import numpy as np
rng = np.random.RandomState(5)
n, k = 6, 3
w0 = np.zeros(1)
w = np.zeros(n)
V = rng.randn(n, k) * 0.3
lr = 0.1

def score(x):
    s = V.T @ x
    return w0[0] + w @ x + 0.5 * np.sum(s ** 2 - (V ** 2).T @ (x ** 2))

def click_stream(count):
    for _ in range(count):
        user, item = rng.randint(3), rng.randint(3)
        x = np.zeros(n)
        x[user] = 1
        x[3 + item] = 1
        yield x, (1 if user == item else -1)

hits = []
for x, y in click_stream(30):
    yhat = score(x)
    hits.append(np.sign(yhat) == y)
    # backward
    common = -y / (1 + np.exp(y * yhat))
    dw0 = common
    dw = common * x
    s = V.T @ x
    dV = np.zeros((n, k))
    for i in range(n):
        if x[i] == 0:
            continue
        for f in range(k):
            dV[i, f] = common * (x[i] * s[f] - V[i, f] * x[i] ** 2)
    # update
    w0 -= lr * dw0
    w -= lr * dw
    V -= lr * dV
print("hits first/last ten:", sum(hits[:10]), sum(hits[-10:]))
