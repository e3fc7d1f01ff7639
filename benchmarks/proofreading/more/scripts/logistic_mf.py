# objective: np.sum((1 + alpha * R) * np.log(1 + np.exp(S)) - alpha * R * S) + 0.5 * lam * (np.sum(U ** 2) + np.sum(I ** 2))
# "Logistic Matrix Factorization for Implicit Feedback Data", play counts in R, by memory of the paper.
# They climb (ascent) with AdaGrad, so here everything is + as well
import numpy as np

np.random.seed(21)
n_users, n_items, k = 6, 5, 3
R = np.random.poisson(0.8, (n_users, n_items)).astype(float)
alpha, lam, gam = 2.0, 0.6, 0.3

U = np.random.randn(n_users, k) * 0.3
I = np.random.randn(n_items, k) * 0.3
bu = np.zeros((n_users, 1))
bi = np.zeros((1, n_items))
acc = [np.zeros_like(q) for q in (U, I, bu, bi)]


def scores():
    return U @ I.T + bu + bi


for sweep in range(15):
    S = scores()
    P = 1 / (1 + np.exp(-S))
    # backward
    resid = alpha * R - (1 + alpha * R) * P  #! resid = R - (1 + alpha * R) * P  #! resid = alpha * R - P
    up_U = resid @ I - lam * U  #! up_U = resid @ I  #! up_U = resid @ I + lam * U
    up_I = resid.T @ U - lam * I  #! up_I = resid.T @ U - lam * U[:n_items]
    up_bu = resid.sum(axis=1, keepdims=True)  #! up_bu = resid.sum(axis=1, keepdims=True) - lam * bu
    up_bi = resid.sum(axis=0, keepdims=True)  #! up_bi = resid.sum(axis=1, keepdims=True)
    # update
    ups = (up_U, up_I, up_bu, up_bi)  #! ups = (up_U, up_I, up_bi, up_bu)
    for n, (q, up) in enumerate(zip((U, I, bu, bi), ups)):
        acc[n] += up ** 2  #! acc[n] = up ** 2
        q += gam * up / np.sqrt(acc[n] + 1e-6)  #! q -= gam * up / np.sqrt(acc[n] + 1e-6)
