# ARMA(1,1) by conditional sum of squares.
#   e_t = y_t - c - phi*y_{t-1} - theta*e_{t-1},   e_0 = 0
# The derivative of e_t depends on that of e_{t-1}, so we go back through time.
import random

random.seed(12)
true_c, true_phi, true_theta = 0.2, 0.6, 0.3
y, shock_old = [0.0], 0.0
for _ in range(24):
    shock = random.gauss(0, 0.5)
    y.append(true_c + true_phi * y[-1] + shock + true_theta * shock_old)
    shock_old = shock
n = len(y)

c, phi, theta = 0.0, 0.0, 0.0
step = 0.2
old = float("inf")
for sweep in range(30):
    e = [0.0] * n
    for t in range(1, n):
        e[t] = y[t] - c - phi * y[t - 1] - theta * e[t - 1]
    css = sum(v * v for v in e) / (n - 1)

    # backward
    g_c = g_phi = g_theta = 0.0
    carry = 0.0                        # what the future tells e_t
    for t in reversed(range(1, n)):
        de = 2 * e[t] / (n - 1) + carry
        g_c += -de
        g_phi += -de * y[t - 1]
        g_theta += -de * e[t - 1]
        carry = -theta * de

    # update
    c -= step * g_c
    phi -= step * g_phi
    theta -= step * g_theta
    if old - css < 1e-7:
        print("converged at", sweep)
        break
    old = css

print("css %.4f  c %.3f  phi %.3f  theta %.3f" % (css, c, phi, theta))
