# objective: sum(max(tau * u, (tau - 1) * u) for u in e)
# quantile regression at the 80% quantile (food expenditure on income)
import random
random.seed(4)
x = [random.random() * 2 for i in range(11)]
y = [0.5 + 0.7 * xi + random.gauss(0, 0.2 + 0.2 * xi) for xi in x]

tau = 0.8
w0 = 0.0
w1 = 0.0
t = 0
while t < 30:
    t = t + 1
    e = []
    for i in range(len(x)):
        e.append(y[i] - w0 - w1 * x[i])
    # backward
    g0 = 0.0
    g1 = 0.0
    for i in range(len(x)):
        if e[i] > 0:
            q = -tau
        else:
            q = 1 - tau
        g0 += q
        g1 += q * x[i]
    # update
    step = 0.1 / t ** 0.5
    w0 = w0 - step * g0
    w1 = w1 - step * g1
above = sum(1 for u in e if u > 0)
print(w0, w1, "share above line:", above / len(x))
