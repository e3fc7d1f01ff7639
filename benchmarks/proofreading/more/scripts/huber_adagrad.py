import numpy as np

rs = np.random.RandomState(8)
x = rs.uniform(-2, 2, 12)
y = 1.5 * x - 0.5 + 0.1 * rs.randn(12)
y[[2, 7]] += 8          # two bad outliers
delta = 1.0

params = {'a': np.array(0.0), 'c': np.array(0.0)}
cache = {k: np.zeros(()) for k in params}

def huber(r):
    small = np.abs(r) <= delta
    return np.where(small, 0.5 * r ** 2, delta * (np.abs(r) - 0.5 * delta))

for t in range(30):
    r = params['a'] * x + params['c'] - y
    loss = huber(r).mean()

    # backward
    psi = np.clip(r, -delta, delta) / r.size
    grads = {'a': np.sum(psi * x), 'c': np.sum(psi)}

    # update
    for k in params:
        cache[k] = cache[k] + grads[k] ** 2
        params[k] = params[k] - 0.4 * grads[k] / (np.sqrt(cache[k]) + 1e-8)

    if t % 10 == 9:
        print(t + 1, loss, float(params['a']), float(params['c']))

# compare with least squares
ls = np.polyfit(x, y, 1)
print("least squares is fooled:", ls)
