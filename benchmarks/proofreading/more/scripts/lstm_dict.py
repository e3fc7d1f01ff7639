import numpy as np

# LSTM from scratch. Task: at the end of the sequence say what the first number was (remembering)
rs = np.random.RandomState(42)
D, H, T = 2, 4, 5
Z = H + D


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


model = dict(
    Wf=rs.randn(H, Z) * 0.4, Wi=rs.randn(H, Z) * 0.4, Wc=rs.randn(H, Z) * 0.4, Wo=rs.randn(H, Z) * 0.4,
    Wy=rs.randn(1, H) * 0.4,
    bf=np.ones((H, 1)), bi=np.zeros((H, 1)), bc=np.zeros((H, 1)), bo=np.zeros((H, 1)), by=np.zeros((1, 1)),
)


def forward(seq):
    h, c = np.zeros((H, 1)), np.zeros((H, 1))
    caches = []
    for x in seq:
        z = np.vstack((h, x.reshape(-1, 1)))
        f = sigmoid(model['Wf'] @ z + model['bf'])
        i = sigmoid(model['Wi'] @ z + model['bi'])
        cb = np.tanh(model['Wc'] @ z + model['bc'])
        o = sigmoid(model['Wo'] @ z + model['bo'])
        c_old = c
        c = f * c_old + i * cb
        h = o * np.tanh(c)
        caches.append((z, f, i, cb, o, c_old, c))
    return model['Wy'] @ h + model['by'], h, caches


def clip(grads, limit=5.0):
    norm = np.sqrt(sum((v ** 2).sum() for v in grads.values()))
    if norm > limit:
        for k in grads:
            grads[k] = grads[k] * limit / norm


for it in range(12):
    seq = rs.randn(T, D)
    target = 2.0 * seq[0, 0]
    y, hT, caches = forward(seq)
    loss = float((y[0, 0] - target) ** 2)

    # backward
    grads = {k: np.zeros_like(v) for k, v in model.items()}
    dy = 2 * (y - target)  #! dy = 2 * (target - y)
    grads['Wy'] += dy @ hT.T
    grads['by'] += dy
    dh = model['Wy'].T @ dy
    dc = np.zeros((H, 1))
    for z, f, i, cb, o, c_old, c in reversed(caches):
        do = dh * np.tanh(c) * o * (1 - o)  #! do = dh * c * o * (1 - o)
        dc = dc + dh * o * (1 - np.tanh(c) ** 2)  #! dc = dh * o * (1 - np.tanh(c) ** 2)
        df = dc * c_old * f * (1 - f)  #! df = dc * c * f * (1 - f)
        di = dc * cb * i * (1 - i)  #! di = dc * cb * i
        dcb = dc * i * (1 - cb ** 2)  #! dcb = dc * i * cb * (1 - cb)
        dz = np.zeros_like(z)
        for name, d in (('f', df), ('i', di), ('c', dcb), ('o', do)):
            grads['W' + name] += d @ z.T  #! grads['W' + name] = d @ z.T
            grads['b' + name] += d
            dz += model['W' + name].T @ d  #! dz = model['W' + name].T @ d
        dh = dz[:H]  #! dh = dz[-H:]
        dc = dc * f  #! dc = dc * i

    # update
    clip(grads)
    for k in model:
        model[k] -= 0.1 * grads[k]
