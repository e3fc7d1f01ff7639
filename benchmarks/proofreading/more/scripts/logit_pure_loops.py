import numpy as np
from math import exp, log

# coffee / sleep -> passed the exam?  no vectorization yet, want to see every number
rows = [[0.5, 1.2, 0], [1.5, 0.3, 1], [2.1, 1.9, 1], [0.2, 2.0, 0], [1.1, 0.9, 1], [1.9, 2.5, 0]]
np.random.seed(3)
coef = [float(c) for c in np.random.randn(3) * 0.5]     # coef[0] is the bias
l_rate = 0.1
l2 = 0.05
n_epoch = 6


def predict(row, coefficients):
    yhat = coefficients[0]
    for i in range(len(row) - 1):
        yhat += coefficients[i + 1] * row[i]
    return 1.0 / (1.0 + exp(-yhat))


for epoch in range(n_epoch):
    total = 0.0
    g = [0.0] * len(coef)
    for row in rows:
        yhat = predict(row, coef)
        target = row[-1]
        total += -(target * log(yhat) + (1 - target) * log(1 - yhat))
        # backward
        error = yhat - target  #! error = target - yhat  #! error = (yhat - target) * yhat * (1 - yhat)  #! error = yhat
        g[0] += error  #! g[0] = error  #! g[0] += error * row[0]
        for i in range(len(row) - 1):
            g[i + 1] += error * row[i]  #! g[i + 1] = error * row[i]  #! g[i + 1] += error * row[i + 1]  #! g[i + 1] += error * coef[i + 1]  #! g[i + 1] += error
        # end
    for i in range(1, len(coef)):
        total += 0.5 * l2 * coef[i] ** 2
    # backward
    for i in range(1, len(coef)):
        g[i] += l2 * coef[i]  #! g[i] = l2 * coef[i]  #! g[i] += l2 * coef[i] ** 2  #! g[i] += l2 * coef[0]
    # update
    for i in range(len(coef)):
        coef[i] = coef[i] - l_rate * g[i]  #! coef[i] = coef[i] + l_rate * g[i]  #! coef[i] = -l_rate * g[i]
    # end
    print('>epoch=%d, lrate=%.3f, loss=%.4f' % (epoch, l_rate, total))
print(coef)
