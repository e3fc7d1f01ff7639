# objective: sum((n - o) ** 2 for n, o in zip(N, OD)) / len(OD)
# bacteria in a flask: N(t) = K / (1 + q exp(-r t)), with q = (K - N0) / N0
import math

hours = [0, 1, 2, 3, 4, 5, 6, 8, 10]
OD = [0.05, 0.09, 0.17, 0.28, 0.42, 0.58, 0.69, 0.82, 0.86]

K, r, N0 = 1.0, 0.5, 0.08
vel = [0.0, 0.0, 0.0]

for round_ in range(30):
    q = (K - N0) / N0
    decay = [math.exp(-r * t) for t in hours]
    den = [1 + q * d for d in decay]
    N = [K / z for z in den]

    # backward
    dK = dr = dq = 0.0
    for t, o, d, z, n in zip(hours, OD, decay, den, N):
        dn = 2 * (n - o) / len(OD)
        dK += dn / z
        dz = -dn * K / z ** 2
        dq += dz * d
        dr += dz * q * d * (-t)
    # q depends on K and on N0
    dK += dq / N0
    dN0 = dq * (-K / N0 ** 2)

    # update
    for i, (g, lr) in enumerate([(dK, 0.05), (dr, 0.05), (dN0, 0.001)]):
        vel[i] = 0.7 * vel[i] - lr * g
    K += vel[0]
    r += vel[1]
    N0 += vel[2]

print("K = %.3f  r = %.3f  N0 = %.4f" % (K, r, N0))
for t, o, n in zip(hours, OD, N):
    print(t, o, round(n, 3))
