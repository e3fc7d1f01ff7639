# ordered logit (3 answers: disagree / neutral / agree), two cutpoints
# second cutpoint is k1 + exp(ld) so they never cross
import numpy as np
np.random.seed(5)
n = 12
income = np.random.normal(0, 1, n)
educ = np.random.normal(0, 1, n)
latent = 1.2 * income - .5 * educ + np.random.logistic(0, 1, n)
answer = np.where(latent < -.7, 0, np.where(latent < .9, 1, 2))

F = lambda u: 1 / (1 + np.exp(-u))
beta = np.array([0., 0.])
k1 = -1.0
ld = 0.0
rate = .05
for it in range(20):
    xb = beta[0] * income + beta[1] * educ
    k2 = k1 + np.exp(ld)
    F1 = F(k1 - xb)
    F2 = F(k2 - xb)
    p = np.zeros(n)
    LL = 0
    for i in range(n):
        if answer[i] == 0:
            p[i] = F1[i]
        elif answer[i] == 1:
            p[i] = F2[i] - F1[i]
        else:
            p[i] = 1 - F2[i]
        LL = LL + np.log(p[i])
    # backward
    # f = F(1-F) is the density of the logistic
    f1 = F1 * (1 - F1)
    f2 = F2 * (1 - F2)
    gb = np.zeros(2)
    gk1 = 0.
    gk2 = 0.
    for i in range(n):
        if answer[i] == 0:
            d1 = -f1[i] / p[i]; d2 = 0
        elif answer[i] == 1:
            d1 = f1[i] / p[i]; d2 = -f2[i] / p[i]
        else:
            d1 = 0; d2 = f2[i] / p[i]
        gb[0] -= (d1 + d2) * income[i]
        gb[1] -= (d1 + d2) * educ[i]
        gk1 += d1
        gk2 += d2
    gld = gk2 * np.exp(ld)
    gk1 = gk1 + gk2
    # update
    beta = beta - rate * gb
    k1 = k1 - rate * gk1
    ld = ld - rate * gld
    if it % 5 == 4:
        print("iteration", it + 1, "log likelihood", LL)
print("cuts", k1, k1 + np.exp(ld), "coef", beta)
