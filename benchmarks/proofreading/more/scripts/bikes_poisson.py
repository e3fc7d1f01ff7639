# counting bikes: poisson regression (someone on the forum told me squared error is bad for counts)
import numpy as np
temp = np.array([2., 5, 9, 14, 18, 22, 25, 28])
rain = np.array([1., 0, 1, 0, 0, 1, 0, 0])
bikes = np.array([1, 3, 2, 6, 9, 7, 14, 15])
M = np.vstack([np.ones(8), temp / 30, rain])      # 3 x 8, transposed data
beta = np.zeros(3)
ll_old = -np.inf
for i in range(30):
    eta = beta @ M
    lam = np.exp(eta)
    ll = np.sum(bikes * eta - lam)         # log likelihood (without log k!)
    if i % 5 == 0:
        print("iter", i, "log-lik", ll)
    if ll < ll_old:
        print("step too large?")
    ll_old = ll
    # backward
    score = M @ (bikes - lam)
    # update
    beta = beta + 0.005 * score            # uphill
print("beta", beta)
print("expected", np.round(np.exp(beta @ M), 1))
