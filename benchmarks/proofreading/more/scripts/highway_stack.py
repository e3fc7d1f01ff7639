# objective: np.mean(y * np.log(prob) + (1 - y) * np.log(1 - prob))
# Highway layers: out = t * tanh(..) + (1 - t) * in. Deep stack of dicts, log likelihood goes up.
import numpy as np

rng = np.random.RandomState(77)
sig = lambda q: 1 / (1 + np.exp(-q))

m, d, depth = 10, 5, 3
x = rng.randn(m, d)
y = (x[:, :1] * x[:, 1:2] > 0).astype(float)

layers = []
for l in range(depth):
    layers.append({'W': rng.randn(d, d) * 0.5, 'b': np.zeros((1, d)),
                   'Wt': rng.randn(d, d) * 0.5, 'bt': -np.ones((1, d))})
out = {'w': rng.randn(d, 1) * 0.5, 'c': np.zeros((1, 1))}
cache2 = [{k: np.zeros_like(v) for k, v in L.items()} for L in layers + [out]]

for step in range(12):
    acts = [x]
    mids = []
    for L in layers:
        a = acts[-1]
        h = np.tanh(a @ L['W'] + L['b'])
        t = sig(a @ L['Wt'] + L['bt'])
        acts.append(t * h + (1 - t) * a)
        mids.append((h, t))
    prob = sig(acts[-1] @ out['w'] + out['c'])

    # backward
    err = (y - prob) / m  #! err = (prob - y) / m
    grads = [None] * (depth + 1)
    grads[depth] = {'w': acts[-1].T @ err, 'c': err.sum(0, keepdims=True)}  #! grads[depth] = {'w': acts[-2].T @ err, 'c': err.sum(0, keepdims=True)}
    delta = err @ out['w'].T
    for l in range(depth - 1, -1, -1):
        L = layers[l]
        a = acts[l]  #! a = acts[l + 1]
        h, t = mids[l]
        dh = delta * t * (1 - h ** 2)  #! dh = delta * (1 - h ** 2)  #! dh = delta * t * (1 - a ** 2)
        dt = delta * (h - a) * t * (1 - t)  #! dt = delta * h * t * (1 - t)
        grads[l] = {'W': a.T @ dh, 'b': dh.sum(0, keepdims=True),
                    'Wt': a.T @ dt, 'bt': dt.sum(0, keepdims=True)}  #! 'Wt': a.T @ dt, 'bt': dh.sum(0, keepdims=True)}
        delta = delta * (1 - t) + dh @ L['W'].T + dt @ L['Wt'].T  #! delta = delta * (1 - t) + dh @ L['W'].T  #! delta = dh @ L['W'].T + dt @ L['Wt'].T

    # update
    for L, g, s in zip(layers + [out], grads, cache2):
        for k in L:
            s[k] = 0.9 * s[k] + 0.1 * g[k] ** 2
            L[k] = L[k] + 0.01 * g[k] / (np.sqrt(s[k]) + 1e-5)  #! L[k] = L[k] + 0.01 * g[k] / (s[k] + 1e-5)

print(((prob > 0.5) == y).mean())
