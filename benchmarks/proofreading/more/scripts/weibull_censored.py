# Weibull time to failure with right censoring. params a = log(shape), c = log(scale)
import math

time_ = [2.1, 3.4, 0.7, 5.0, 5.0, 1.9, 4.2, 5.0, 2.8, 3.1]
dead = [1, 1, 1, 0, 0, 1, 1, 0, 1, 1]       # 0 = still running when study ended

a = 0.0
c = 1.0
for epoch in range(30):
    k = math.exp(a)
    lam = math.exp(c)
    nll = 0.0
    H = []
    for t, d in zip(time_, dead):
        z = (t / lam) ** k            # cumulative hazard
        H.append(z)
        nll += z
        if d == 1:
            nll -= math.log(k) - math.log(lam) + (k - 1) * (math.log(t) - math.log(lam))
    # backward
    ga, gc = 0.0, 0.0
    for i in range(len(time_)):
        L = math.log(time_[i] / lam)
        ga = ga + H[i] * L * k - dead[i] * (1 + k * L)
        gc = gc - k * H[i] + dead[i] * k
    # update
    a -= 0.02 * ga
    c -= 0.02 * gc
    if epoch % 6 == 0:
        print("%3d  nll %.4f  shape %.3f  scale %.3f" % (epoch, nll, k, lam))
