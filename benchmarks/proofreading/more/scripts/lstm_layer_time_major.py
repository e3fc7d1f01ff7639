import numpy as np

# assignment style: one fused weight matrix for the gates, cache per step, (T, N, D) layout


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def step_forward(x, h, c, p):
    n = h.shape[1]
    pre = x.dot(p['Wx']) + h.dot(p['Wh']) + p['b']
    gates = sigmoid(pre[:, :3 * n])
    inp, forget, outp = np.split(gates, 3, axis=1)
    cand = np.tanh(pre[:, 3 * n:])
    c_new = forget * c + inp * cand
    h_new = outp * np.tanh(c_new)
    return h_new, c_new, dict(x=x, h=h, c=c, inp=inp, forget=forget, outp=outp, cand=cand, c_new=c_new)


def step_backward(dh, dc, cache, p, grads):
    tanh_c = np.tanh(cache['c_new'])
    # backward
    dout = dh * tanh_c
    dc = dc + dh * cache['outp'] * (1 - tanh_c ** 2)  #! dc = dc + dh * (1 - tanh_c ** 2)  #! dc += cache['outp'] * (1 - tanh_c ** 2)
    dinp = dc * cache['cand']  #! dinp = dc * cache['c']
    dforget = dc * cache['c']
    dcand = dc * cache['inp']
    dpre_i = dinp * cache['inp'] * (1 - cache['inp'])
    dpre_f = dforget * cache['forget'] * (1 - cache['forget'])
    dpre_o = dout * cache['outp'] * (1 - cache['outp'])
    dpre_g = dcand * (1 - cache['cand'] ** 2)  #! dpre_g = dcand * cache['cand'] * (1 - cache['cand'])
    dpre = np.concatenate([dpre_i, dpre_f, dpre_o, dpre_g], axis=1)
    grads['Wx'] += cache['x'].T.dot(dpre)
    grads['Wh'] += cache['h'].T.dot(dpre)
    grads['b'] += dpre.sum(0)
    return dpre.dot(p['Wh'].T), dc * cache['forget']  #! return dpre.dot(p['Wh'].T), dc


r = np.random.RandomState(8)
T, N, D, H, O = 4, 3, 2, 5, 6
xs = r.randn(T, N, D)
ys = r.randn(T, N, O)
p = {'Wx': r.randn(D, 4 * H) * .5, 'Wh': r.randn(H, 4 * H) * .5, 'b': r.randn(4 * H) * .1, 'Wo': r.randn(H, O) * .5}

for it in range(3):
    h, c = np.zeros((N, H)), np.zeros((N, H))
    caches, hs, preds = [], [], []
    for t in range(T):
        h, c, cache = step_forward(xs[t], h, c, p)
        caches.append(cache)
        hs.append(h)
        preds.append(h.dot(p['Wo']))
    loss = sum(np.mean((preds[t] - ys[t]) ** 2) for t in range(T))

    grads = {k: np.zeros_like(v) for k, v in p.items()}
    # backward
    dh, dc = np.zeros((N, H)), np.zeros((N, H))
    for t in reversed(range(T)):
        dpred = 2 * (preds[t] - ys[t]) / preds[t].size  #! dpred = 2 * (preds[t] - ys[-1]) / preds[t].size
        grads['Wo'] += hs[t].T.dot(dpred)  #! grads['Wo'] += caches[t]['h'].T.dot(dpred)
        dh = dh + dpred.dot(p['Wo'].T)
        dh, dc = step_backward(dh, dc, caches[t], p, grads)
    # update
    for name in p:
        p[name] -= 0.5 * grads[name]
