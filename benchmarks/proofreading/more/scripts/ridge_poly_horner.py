# polynomial fit with ridge penalty, Horner scheme forwards and backwards. school project
xs = [-1.0, -0.7, -0.4, -0.1, 0.2, 0.5, 0.8, 1.0]
ys = [-0.9, 0.1, 0.35, 0.12, -0.2, -0.3, 0.15, 1.1]
a = [0.0, 0.0, 0.0, 0.0]      # a0 + a1 x + a2 x^2 + a3 x^3
lam = 0.01
v = [0.0] * 4

for n in range(30):
    E = 0.0
    da = [0.0] * 4
    err = []
    for x, y in zip(xs, ys):
        p = 0.0
        for k in (3, 2, 1, 0):
            p = p * x + a[k]
        err.append(p - y)
        E += (p - y) ** 2
    for k in (1, 2, 3):
        E += lam * a[k] ** 2
    # backward
    for x, e in zip(xs, err):
        g = 2 * e
        for k in range(4):
            da[k] += g
            g *= x
    for k in (1, 2, 3):
        da[k] += 2 * lam * a[k]
    # update
    for k in range(4):
        v[k] = 0.8 * v[k] - 0.02 * da[k]
        a[k] += v[k]
    if n % 10 == 9:
        print(n + 1, E)
print(a)
