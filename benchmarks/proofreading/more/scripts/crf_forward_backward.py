# linear chain CRF: gradient of the log likelihood = observed counts - expected counts
import numpy as np

def logsumexp(a, axis=None):
    m = a.max(axis=axis, keepdims=True)
    return np.squeeze(m, axis=axis) + np.log(np.exp(a - m).sum(axis=axis))

rng = np.random.RandomState(5)
K, D = 3, 4
sentences = [(rng.randn(T, D), rng.randint(0, K, T)) for T in (5, 3, 6)]
W = rng.randn(D, K) * 0.1
A = rng.randn(K, K) * 0.1       # A[i, j]: from tag i to tag j

def messages(U):
    T = len(U)
    fw, bw = np.zeros((T, K)), np.zeros((T, K))
    fw[0] = U[0]
    for t in range(1, T):
        fw[t] = U[t] + logsumexp(fw[t-1][:, None] + A, axis=0)
    for t in range(T - 2, -1, -1):
        bw[t] = logsumexp(A + U[t+1] + bw[t+1], axis=1)
    return fw, bw, logsumexp(fw[-1], axis=0)

for epoch in range(10):
    loglik = 0.0
    gW, gA = np.zeros_like(W), np.zeros_like(A)
    # backward
    for X, y in sentences:
        U = X @ W
        fw, bw, logZ = messages(U)
        score = U[np.arange(len(y)), y].sum() + A[y[:-1], y[1:]].sum()
        loglik += score - logZ
        # unary part
        node = np.exp(fw + bw - logZ)
        obs = np.eye(K)[y]
        gW += X.T @ (obs - node)
        # pairwise part
        for t in range(len(y) - 1):
            edge = np.exp(fw[t][:, None] + A + U[t+1] + bw[t+1] - logZ)
            gA -= edge
            gA[y[t], y[t+1]] += 1
    # update
    W += 0.1 * gW
    A += 0.1 * gA
    print('iter', epoch, 'log likelihood', loglik)
