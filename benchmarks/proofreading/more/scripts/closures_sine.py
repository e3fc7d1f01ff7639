# objective: np.mean((net_out - sin_y) ** 2) / 2
# functional style: a layer is a pair of functions. fits sin
import numpy as np

rng = np.random.default_rng(3)

def dense(n_in, n_out):
    p = {'w': rng.standard_normal((n_in + 1, n_out)) / np.sqrt(n_in + 1)}   # first row = bias
    memo = {}

    def forward(x):
        memo['x'] = np.insert(x, 0, 1.0, axis=1)
        return memo['x'] @ p['w']

    def backward(g):
        memo['g'] = memo['x'].T @ g
        return g @ p['w'][1:].T

    def step(lr):
        p['w'] = p['w'] - lr * memo['g']
    return forward, backward, step

def softsign():
    memo = {}

    def forward(x):
        memo['d'] = 1 + np.abs(x)
        return x / memo['d']
    return forward, lambda g: g / memo['d'] ** 2, lambda lr: None

layers = [dense(1, 6), softsign(), dense(6, 4), softsign(), dense(4, 1)]
xs = np.linspace(-2, 2, 10)[:, None]
sin_y = np.sin(2 * xs)
for i in range(30):
    net_out = xs
    for fwd, _, _ in layers:
        net_out = fwd(net_out)
    # backward
    g = (net_out - sin_y) / net_out.size
    for _, bwd, _ in layers[::-1]:
        g = bwd(g)
    # update
    for *_, step in layers:
        step(0.3)
print(np.c_[sin_y, net_out].round(2))
