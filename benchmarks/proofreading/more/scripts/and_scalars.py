# AND gate with a single neuron, no numpy, only floats
from math import exp, log
table = [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)]
w1 = 0.3
w2 = -0.2
b = 0.1
step = 0.5
epoch = 0
while epoch < 25:
    total = 0.0
    gw1 = gw2 = gb = 0.0
    for x1, x2, t in table:
        s = w1 * x1 + w2 * x2 + b
        p = 1 / (1 + exp(-s))
        total += -(t * log(p) + (1 - t) * log(1 - p))
        # backward
        err = p - t
        gw1 += err * x1
        gw2 += err * x2
        gb += err
    # update
    w1 -= step * gw1
    w2 -= step * gw2
    b -= step * gb
    epoch += 1
    if epoch % 5 == 0:
        print(epoch, total)

for x1, x2, t in table:
    print(x1, "AND", x2, "=", round(1 / (1 + exp(-(w1 * x1 + w2 * x2 + b)))), "should be", t)
