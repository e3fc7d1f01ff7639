# f(w, x) = 1 / (1 + exp(-(w0*x0 + w1*x1 + w2))) , gate by gate, then squared error. one example at a time.
import math
import numpy as np

w = np.array([2.0, -3.0, -3.0])
examples = [(-1.0, -2.0, 0.3), (0.5, 0.25, 0.9), (1.5, 1.0, 0.1)]
rate = 0.8

for sweep in range(2):
    dw = np.zeros(3)
    loss = 0.0
    for x0, x1, target in examples:
        # forward
        p0 = w[0] * x0            # (1)
        p1 = w[1] * x1            # (2)
        dot = p0 + p1 + w[2]      # (3)
        neg = -dot                # (4)
        ex = math.exp(neg)        # (5)
        den = 1.0 + ex            # (6)
        f = 1.0 / den             # (7)
        diff = f - target         # (8)
        loss += diff ** 2         # (9)
        # backward
        ddiff = 2.0 * diff  #! ddiff = diff ** 2  #! ddiff = -2.0 * diff
        df = ddiff
        dden = (-1.0 / den ** 2) * df  #! dden = (1.0 / den ** 2) * df  #! dden = (-1.0 / den) * df
        dex = dden
        dneg = math.exp(neg) * dex  #! dneg = math.exp(dot) * dex  #! dneg = neg * dex  #! dneg = dex
        ddot = -dneg  #! ddot = dneg
        dp0 = ddot
        dp1 = ddot
        dw[2] += ddot  #! dw[2] = ddot  #! dw[2] += dot
        dw[1] += x1 * dp1  #! dw[1] += w[1] * dp1  #! dw[1] = x1 * dp1
        dw[0] += x0 * dp0  #! dw[0] += x1 * dp0  #! dw[0] -= x0 * dp0
        # end
    # update
    w = w - rate * dw / len(examples)
    # end
    print(loss / len(examples), w)
