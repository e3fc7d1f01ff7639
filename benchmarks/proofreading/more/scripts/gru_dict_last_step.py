import numpy as np

"""GRU for sequence classification (3 classes), batch first. Only the last hidden state is used."""

rng = np.random.RandomState(42)
B, T, I, H, C = 4, 5, 3, 4, 3
x = rng.randn(B, T, I)
labels = np.array([0, 2, 1, 2])

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def init(n_in, n_out):
    return rng.uniform(-1, 1, (n_in, n_out)) / np.sqrt(n_in)

params = {}
for k in 'zrn':
    params['W' + k] = init(I, H)
    params['U' + k] = init(H, H)
    params['b' + k] = np.zeros(H)
params['Wy'] = init(H, C)
params['by'] = np.zeros(C)
weight_decay = 1e-2

def forward(x, p):
    h = np.zeros((x.shape[0], H))
    cache = []
    for t in range(x.shape[1]):
        xt = x[:, t]
        z = sigmoid(xt @ p['Wz'] + h @ p['Uz'] + p['bz'])
        r = sigmoid(xt @ p['Wr'] + h @ p['Ur'] + p['br'])
        rh = r * h
        n = np.tanh(xt @ p['Wn'] + rh @ p['Un'] + p['bn'])
        h_new = (1 - z) * n + z * h
        cache.append((xt, h, z, r, rh, n))
        h = h_new
    scores = h @ p['Wy'] + p['by']
    scores = scores - scores.max(axis=1, keepdims=True)
    probs = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    return probs, h, cache

def backward(probs, h, cache, labels, p):
    # backward
    grads = {k: weight_decay * w if k[0] != 'b' else np.zeros_like(w) for k, w in p.items()}  #! grads = {k: np.zeros_like(w) for k, w in p.items()}
    m = len(labels)
    d = probs.copy()
    d[np.arange(m), labels] -= 1  #! d[:, labels] -= 1
    d /= m
    grads['Wy'] += h.T @ d  #! grads['Wy'] += h.T @ probs
    grads['by'] += d.sum(axis=0)  #! grads['by'] += d.mean(axis=0)
    dh = d @ p['Wy'].T
    for xt, hp, z, r, rh, n in reversed(cache):  #! for xt, hp, z, r, rh, n in cache:
        dn = dh * (1 - z) * (1 - n ** 2)  #! dn = dh * z * (1 - n ** 2)  #! dn = dh * (1 - z) * (1 - n)
        dz = dh * (hp - n) * z * (1 - z)  #! dz = dh * (n - hp) * z * (1 - z)
        drh = dn @ p['Un'].T  #! drh = dn @ p['Un']
        dr = drh * hp * r * (1 - r)  #! dr = drh * hp  #! dr = drh * rh * r * (1 - r)
        grads['Wz'] += xt.T @ dz
        grads['Wr'] += xt.T @ dr
        grads['Wn'] += xt.T @ dn
        grads['Uz'] += hp.T @ dz
        grads['Ur'] += hp.T @ dr
        grads['Un'] += rh.T @ dn  #! grads['Un'] += hp.T @ dn
        grads['bz'] += dz.sum(0)
        grads['br'] += dr.sum(0)
        grads['bn'] += dn.sum(0)
        dh = dh * z + drh * r + dz @ p['Uz'].T + dr @ p['Ur'].T  #! dh = drh * r + dz @ p['Uz'].T + dr @ p['Ur'].T  #! dh = dh * z + drh + dz @ p['Uz'].T + dr @ p['Ur'].T
    # end
    return grads

lr = 0.3
for it in range(6):
    probs, h, cache = forward(x, params)
    loss = -np.log(probs[range(B), labels]).mean()
    loss += 0.5 * weight_decay * sum((w ** 2).sum() for k, w in params.items() if k[0] != 'b')
    grads = backward(probs, h, cache, labels, params)
    # update
    for k in params:
        params[k] -= lr * grads[k]
    # end
    print('it', it, 'loss', round(float(loss), 5))
