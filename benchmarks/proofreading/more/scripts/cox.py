# Cox proportional hazards, Breslow partial likelihood, no ties in time
import numpy as np

time = np.array([5., 8., 2., 11., 3., 14., 7., 1., 9., 12.])
event = np.array([1, 0, 1, 1, 1, 0, 1, 1, 0, 1])
age = np.array([.3, -.5, 1.2, -.8, .7, -1.1, .1, 1.4, -.2, -.9])
treat = np.array([0, 1, 0, 1, 1, 1, 0, 0, 1, 0])
Z = np.vstack([age, treat]).T.astype(float)

# sort by decreasing time: then the risk set of subject i is rows 0..i
o = np.argsort(-time)
Z, event = Z[o], event[o]

beta = np.zeros(2)
rate = 0.1
for it in range(20):
    lp = Z @ beta
    e = np.exp(lp)
    S0 = np.cumsum(e)
    pl = np.sum(event * (lp - np.log(S0)))
    # backward
    U = np.zeros(2)
    for i in range(len(event)):
        if event[i] == 0:
            continue
        zbar = (e[:i + 1, None] * Z[:i + 1]).sum(axis=0) / S0[i]
        U += Z[i] - zbar
    # update
    beta += rate * U
    rate *= 0.97
    print(it, "log PL = %.5f" % pl)
print("HR:", dict(zip(["age", "treat"], np.exp(beta).round(3))))
