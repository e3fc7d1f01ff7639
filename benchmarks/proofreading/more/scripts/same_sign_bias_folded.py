# my first network!! tells if two numbers have the same sign
# the bias is just a column of ones glued on the right side
import numpy as np
np.random.seed(3)

nums = np.random.randn(8, 2)
want = (nums[:, 0] * nums[:, 1] > 0).astype(float).reshape(8, 1)
ones = np.ones((8, 1))
inp = np.hstack([nums, ones])

A = np.random.randn(3, 5) * 0.9
B = np.random.randn(6, 1) * 0.7
velA = np.zeros_like(A)
velB = np.zeros_like(B)
rate = 0.3
mom = 0.6

for k in range(25):
    # forward. softplus because somebody said relu dies
    s1 = inp.dot(A)
    h = np.log(1 + np.exp(s1))
    hb = np.hstack([h, ones])
    s2 = hb.dot(B)
    out = 1 / (1 + np.exp(-s2))

    err = want - out
    total = 0.5 * np.sum(err ** 2)
    if k % 10 == 0:
        print(k, total)

    # backward
    tmp = err * out * (1 - out)  #! tmp = err * (1 - out ** 2)
    stepB = hb.T.dot(tmp)  #! stepB = hb.T.dot(err)
    back = tmp.dot(B.T)  #! back = tmp.dot(B)
    # the ones have no weights before them so throw the last column away
    back = back[:, :-1]  #! back = back[:, 1:]
    # derivative of softplus is sigmoid
    tmp2 = back / (1 + np.exp(-s1))  #! tmp2 = back / (1 + np.exp(-h))  #! tmp2 = back * (1 - h ** 2)
    stepA = inp.T.dot(tmp2)  #! stepA = inp.T.dot(back)

    # update
    velB = mom * velB + rate * stepB  #! velB = mom * velB - rate * stepB
    velA = mom * velA + rate * stepA  #! velA = mom * velB + rate * stepA
    # plus, because err is want - out
    B += velB
    A += velA  #! A -= velA

print("guess", np.round(out.ravel(), 2))
