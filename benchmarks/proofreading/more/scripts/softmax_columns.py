import numpy as np

"""Softmax regression. Every COLUMN is one sample, the bias is row 0 of the data."""
np.random.seed(0)
D, K, N = 4, 3, 9
data = np.random.randn(D, N)
labels = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2])
data[:3] += 1.5 * np.eye(3)[:, labels]
A = np.vstack([np.ones((1, N)), data])
T = np.zeros((K, N))
T[labels, np.arange(N)] = 1

Theta = 0.1 * np.random.randn(K, D + 1)
reg = 0.01
mask = np.ones_like(Theta)
mask[:, 0] = 0           # never punish the bias

for k in range(20):
    S = Theta @ A
    S -= S.max(axis=0, keepdims=True)
    P = np.exp(S)
    P /= P.sum(axis=0, keepdims=True)
    E = -np.sum(T * np.log(P)) / N + reg * np.sum((mask * Theta) ** 2)
    # backward
    dS = (P - T) / N
    dTheta = dS @ A.T + 2 * reg * mask * Theta
    # update
    Theta -= 1.0 * dTheta
    if k % 5 == 0:
        print("iter %2d  E = %.4f  errors = %d" % (k, E, np.sum(P.argmax(0) != labels)))
