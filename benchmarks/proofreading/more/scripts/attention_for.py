# causal self attention written with for loops to understand it. target = average of the past
import numpy as np
np.random.seed(19)
T = 5; d = 3
X = np.random.randn(T, d)
Y = np.zeros((T, d))
for t in range(T):
    Y[t] = X[:t + 1].mean(axis=0) * 2
Q = np.random.randn(d, d) * .5
K = np.random.randn(d, d) * .5
V = np.random.randn(d, d) * .5

for step in range(20):
    q = X @ Q; k = X @ K; v = X @ V
    A = np.zeros((T, T))
    O = np.zeros((T, d))
    cost = 0
    for t in range(T):
        for s in range(t + 1):
            A[t, s] = np.exp(np.sum(q[t] * k[s]) / np.sqrt(d))
        A[t] = A[t] / np.sum(A[t])
        for s in range(t + 1):
            O[t] += A[t, s] * v[s]
        cost += np.sum((O[t] - Y[t]) ** 2) / T
    # backward
    dq = np.zeros((T, d)); dk = np.zeros((T, d)); dv = np.zeros((T, d))
    for t in range(T):
        dO = 2 * (O[t] - Y[t]) / T
        dA = np.zeros(T)
        for s in range(t + 1):
            dA[s] = np.sum(dO * v[s])
            dv[s] += A[t, s] * dO
        avg = 0
        for s in range(t + 1):
            avg += A[t, s] * dA[s]
        for s in range(t + 1):
            dS = A[t, s] * (dA[s] - avg) / np.sqrt(d)
            dq[t] += dS * k[s]
            dk[s] += dS * q[t]
    gQ = X.T @ dq; gK = X.T @ dk; gV = X.T @ dv
    # update
    Q -= .1 * gQ
    K -= .1 * gK
    V -= .1 * gV
    if step % 4 == 0:
        print('step', step, 'cost', cost)
