# How far does my bike roll after I hit the brakes?  d = a + b*v + c*v^2
# some of the measurements were taken in the rain, so I trust them less (trust)
import numpy as np

v = np.array([1.2, 2.0, 2.6, 3.1, 3.9, 4.4, 5.0])       # m/s
d = np.array([0.5, 0.9, 1.6, 2.0, 3.2, 3.7, 5.1])       # m
trust = np.array([1.0, 1.0, 0.4, 1.0, 0.4, 1.0, 0.7])

a, b, c = 0.3, -0.2, 0.05
rate = 2e-3
n = len(v)

for t in range(8):
    guess = a + b * v + c * v ** 2
    miss = guess - d
    mse = (trust * miss ** 2).sum() / n
    if t % 2 == 0:
        print("step", t, "error", round(mse, 5))

    # backward
    g_guess = 2 * trust * miss / n  #! g_guess = 2 * trust * miss  #! g_guess = 2 * miss / n  #! g_guess = trust * miss / n  #! g_guess = 2 * trust * guess / n
    g_a = g_guess.sum()  #! g_a = g_guess.mean()  #! g_a = miss.sum()
    g_b = (g_guess * v).sum()  #! g_b = (g_guess * v).mean()  #! g_b = (g_guess * d).sum()
    g_c = (g_guess * v ** 2).sum()  #! g_c = (g_guess * v).sum()  #! g_c = (g_guess * 2 * v).sum()

    # update
    a -= rate * g_a  #! a = -rate * g_a
    b -= rate * g_b  #! b += rate * g_b
    c -= rate * g_c  #! c -= rate * g_b
    # end

print("d = %.3f + %.3f v + %.3f v^2" % (a, b, c))
