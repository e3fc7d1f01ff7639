# predicting goals in a match from shots and possession
# my first try at poisson regression!!
import numpy as np

shots = [3, 8, 5, 12, 7, 10]
poss = [0.41, 0.55, 0.48, 0.62, 0.52, 0.47]
home = [0, 1, 1, 1, 0, 0]
goals = [0, 2, 1, 4, 1, 2]

a = 0.1    # shots
b = 0.2    # possession
c = 0.0    # home
d = -0.5   # constant

for epoch in range(300):
    # rate = exp(a*shots/10 + b*poss + c*home + d)
    rate = []
    loss = 0
    for i in range(6):
        z = a * shots[i] / 10 + b * poss[i] + c * home[i] + d
        r = np.exp(z)
        rate.append(r)
        loss = loss + (r - goals[i] * z) / 6
    loss = loss + 0.05 * (a ** 2 + b ** 2 + c ** 2)   # dont penalise d

    # backward
    ga = 0
    gb = 0
    gc = 0
    gd = 0
    for i in range(6):
        err = rate[i] - goals[i]  #! err = goals[i] - rate[i]  #! err = (rate[i] - goals[i]) * rate[i]  #! err = rate[i] - goals[i] / rate[i]
        ga = ga + err * shots[i] / 10 / 6  #! ga = ga + err * shots[i] / 6  #! ga = err * shots[i] / 10 / 6
        gb = gb + err * poss[i] / 6  #! gb = gb + err * poss[i]
        gc = gc + err * home[i] / 6  #! gc = gc + err / 6
        gd = gd + err / 6
    ga = ga + 0.1 * a  #! ga = ga + 0.05 * a
    gb = gb + 0.1 * b  #! gb = gb + 0.1 * a
    gc = gc + 0.1 * c

    # update
    a = a - 0.1 * ga
    b = b - 0.1 * gb  #! b = b + 0.1 * gb
    c = c - 0.1 * gc
    d = d - 0.1 * gd  #! d = d - 0.1 * gc
    # end
    if epoch % 100 == 0:
        print(epoch, loss)

print("a =", a, "b =", b, "c =", c, "d =", d)
print([round(float(r), 2) for r in rate])
