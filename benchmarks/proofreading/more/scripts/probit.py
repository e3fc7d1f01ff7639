from math import erf, sqrt, pi, exp, log
import random

# Probit by hand, labour force participation toy data. q = 2y-1 trick from Greene.
random.seed(3)

def Phi(z):
    return 0.5 * (1 + erf(z / sqrt(2)))

def phi(z):
    return exp(-0.5 * z * z) / sqrt(2 * pi)

data = []
for i in range(12):
    educ, kids = random.gauss(0, 1), random.choice([0, 1, 2])
    latent = 0.4 + 0.8 * educ - 0.5 * kids + random.gauss(0, 1)
    data.append(([1.0, educ, kids], 1 if latent > 0 else 0))

b = [0.0, 0.0, 0.0]
for rep in range(25):
    lnL = 0
    qz = []
    for x, y in data:
        q = 2 * y - 1
        z = q * sum(bj * xj for bj, xj in zip(b, x))
        qz.append((q, z))
        lnL += log(Phi(z))
    # backward
    grad = [0.0] * 3
    for (x, y), (q, z) in zip(data, qz):
        lam = q * phi(z) / Phi(z)      # inverse Mills ratio
        for j in range(3):
            grad[j] += lam * x[j]
    # update
    b = [bj + 0.05 * gj for bj, gj in zip(b, grad)]
    if rep % 6 == 0:
        print(rep, round(lnL, 4))
print("coef:", b)
