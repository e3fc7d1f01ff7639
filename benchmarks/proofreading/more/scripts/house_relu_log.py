# house price with hidden layer, target is log(price), nesterov-less momentum by hand
import numpy as np
r = np.random.default_rng(8)
size = r.uniform(40, 160, 10)
dist = r.uniform(0, 20, 10)
price = 2000 * size * np.exp(-dist / 30) * r.uniform(0.9, 1.1, 10)
X = np.stack([size / 100, dist / 10]).T
t = np.log(price / 1e5)[:, None]
tr, te = slice(0, 8), slice(8, 10)

net = {'W1': r.normal(0, 1, (2, 5)), 'b1': np.full(5, 0.1), 'W2': r.normal(0, .5, (5, 1)), 'b2': np.zeros(1)}
vel = {name: np.zeros_like(val) for name, val in net.items()}
for it in range(30):
    z = X[tr] @ net['W1'] + net['b1']
    h = z * (z > 0)
    o = h @ net['W2'] + net['b2']
    half_mse = ((o - t[tr]) ** 2).mean() / 2
    # backward
    grad = {}
    do = (o - t[tr]) / 8
    grad['W2'] = h.T @ do
    grad['b2'] = do.sum(0)
    dz = do @ net['W2'].T * (z > 0)
    grad['W1'] = X[tr].T @ dz
    grad['b1'] = dz.sum(0)
    # update
    for name in net:
        vel[name] = 0.9 * vel[name] + grad[name]
        net[name] = net[name] - 0.03 * vel[name]
    if it in (0, 1, 2, 5, 10, 20, 29):
        print(it, half_mse)
o = np.maximum(X[te] @ net['W1'] + net['b1'], 0) @ net['W2'] + net['b2']
print("test prices", np.exp(o).ravel() * 1e5, "true", price[te])
