# GRU reading a sentence word by word, last state -> good/bad. Each step returns its own backward function.
import numpy as np

rng = np.random.RandomState(88)
sents = [[0, 3, 1], [2, 2, 4, 1], [5, 0]]
good = [1.0, 0.0, 1.0]
d, H = 3, 4
E = rng.randn(6, d) * 0.7
p = {name: rng.randn(H, d + H) * 0.5 for name in ("Z", "R", "N")}
w = rng.randn(H)


def sigma(v):
    return 1 / (1 + np.exp(-v))


def step(x, h):
    xh = np.concatenate([x, h])
    z, r = sigma(p["Z"] @ xh), sigma(p["R"] @ xh)
    xrh = np.concatenate([x, r * h])
    n = np.tanh(p["N"] @ xrh)

    def back(dh, grads):
        # backward
        dn = dh * z * (1 - n ** 2)
        dz = dh * (n - h) * z * (1 - z)  #! dz = dh * (n - h) * z
        dxrh = p["N"].T @ dn
        dr = dxrh[d:] * h * r * (1 - r)  #! dr = dxrh[:H] * h * r * (1 - r)  #! dr = dxrh[d:] * r * (1 - r)
        grads["N"] += np.outer(dn, xrh)  #! grads["N"] += np.outer(dn, xh)
        grads["Z"] += np.outer(dz, xh)
        grads["R"] += np.outer(dr, xh)
        dxh = p["Z"].T @ dz + p["R"].T @ dr
        dx = dxrh[:d] + dxh[:d]  #! dx = dxh[:d]
        dh_prev = dh * (1 - z) + dxrh[d:] * r + dxh[d:]  #! dh_prev = dh * (1 - z) + dxrh[d:] + dxh[d:]  #! dh_prev = dh * (1 - z) + dxh[d:]  #! dh_prev = dxrh[d:] * r + dxh[d:]
        return dx, dh_prev

    return (1 - z) * h + z * n, back


for epoch in range(2):
    for sent, label in zip(sents, good):
        h, backs = np.zeros(H), []
        for word in sent:
            h, back = step(E[word], h)
            backs.append(back)
        prob = sigma(w @ h)
        loss = -(label * np.log(prob) + (1 - label) * np.log(1 - prob))

        # backward
        dw = (prob - label) * h
        dh = (prob - label) * w
        grads = {k: np.zeros_like(v) for k, v in p.items()}
        dE = np.zeros_like(E)
        for word, back in zip(reversed(sent), reversed(backs)):  #! for word, back in zip(sent, reversed(backs)):
            dx, dh = back(dh, grads)
            dE[word] += dx  #! dE[word] = dx
        # update
        for k in p:
            p[k] -= 0.2 * grads[k]
        E -= 0.2 * dE
        w -= 0.2 * dw
