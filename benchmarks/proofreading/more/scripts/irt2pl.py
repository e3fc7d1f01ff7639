import numpy as np
# 2PL item response theory, joint MAP of ability/discrimination/difficulty, some answers missing (-1)
resp = np.array([[1, 1, 0, 1], [0, 1, 0, -1], [1, 1, 1, 1], [0, 0, 0, 1], [1, -1, 1, 0], [0, 1, 0, 0]])
mask = (resp >= 0).astype(float)
Y = np.where(resp < 0, 0, resp)
nP, nI = resp.shape

theta = np.zeros(nP)
loga = np.zeros(nI)
b = np.zeros(nI)

def posterior(theta, loga, b):
    a = np.exp(loga)
    eta = a * (theta[:, None] - b)
    prior = -0.5 * (theta @ theta) - 0.5 * (loga @ loga) / 0.25 - 0.5 * (b @ b) / 4
    lik = np.sum(mask * (Y * eta - np.log(1 + np.exp(eta))))
    return lik + prior, eta

for sweep in range(30):
    lp, eta = posterior(theta, loga, b)
    # backward
    resid = mask * (Y - 1 / (1 + np.exp(-eta)))
    a = np.exp(loga)
    d_theta = resid @ a - theta
    d_b = -a * resid.sum(axis=0) - b / 4
    d_loga = np.sum(resid * eta, axis=0) - loga / 0.25
    # update
    theta += 0.1 * d_theta
    b += 0.1 * d_b
    loga += 0.1 * d_loga
    if sweep % 10 == 0:
        print("log posterior", lp)
print("ability", theta.round(2)); print("a", np.exp(loga).round(2)); print("b", b.round(2))
