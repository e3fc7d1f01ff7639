"""Conditional logit (McFadden): travel mode choice, attributes cost & time vary over alternatives.
   Alternatives: car, bus, train. ASC for car and bus."""
import numpy as np

np.random.seed(8)
N, Jalt, K = 10, 3, 2
attr = np.random.rand(N, Jalt, K)
avail = np.ones((N, Jalt))
avail[2, 0] = 0      # person 2 has no car
avail[7, 2] = 0      # no station near
choice = np.array([0, 1, 1, 2, 0, 0, 2, 1, 0, 2])
onehot = np.eye(Jalt)[choice]

def fit(beta, asc, alpha=0.5, T=15):
    hist = []
    for t in range(T):
        V = np.einsum('njk,k->nj', attr, beta) + np.append(asc, 0.0)
        eV = avail * np.exp(V)
        prob = eV / eV.sum(axis=1, keepdims=True)
        LL = np.log((prob * onehot).sum(axis=1)).mean()
        hist.append(LL)
        # backward
        dV = (onehot - prob) / N
        dbeta = np.einsum('nj,njk->k', dV, attr)
        dasc = dV.sum(axis=0)[:2]
        # update
        beta = beta + alpha * dbeta
        asc = asc + alpha * dasc
    return beta, asc, hist

beta, asc, hist = fit(np.zeros(K), np.zeros(2))
print("beta cost/time", beta, "asc", asc)
print("rho2 =", 1 - hist[-1] / hist[0])
print("value of time", beta[1] / beta[0])
