#!/usr/bin/env python3
# deep-ish net as a python list of [W, b] pairs
import numpy as np

rs = np.random.RandomState(42)
sizes = [3, 4, 4, 4, 2]
net = [[rs.uniform(-1, 1, (i, o)) * np.sqrt(3. / i), rs.uniform(-.1, .1, o)] for i, o in zip(sizes[:-1], sizes[1:])]
mom = [[np.zeros_like(W), np.zeros_like(b)] for W, b in net]

A_, L_ = 1.67326, 1.0507


def selu(z):
    return L_ * np.where(z > 0, z, A_ * (np.exp(z) - 1))


def selu_prime(z):
    return L_ * np.where(z > 0, 1., A_ * np.exp(z))


xs = rs.randn(5, 3)
ts = np.c_[xs.prod(axis=1), np.abs(xs).sum(axis=1) / 3]

lr, mu, wd = 0.02, 0.9, 0.01
for epoch in range(20):
    acts, zs = [xs], []
    for k, (W, b) in enumerate(net):
        zs.append(acts[-1] @ W + b)
        acts.append(selu(zs[-1]) if k < len(net) - 1 else zs[-1])
    mse = ((acts[-1] - ts) ** 2).sum(axis=1).mean()
    loss = mse + wd * sum((W * W).sum() for W, _ in net)

    # backward
    d = 2 * (acts[-1] - ts) / len(xs)  #! d = (acts[-1] - ts) / len(xs)  #! d = 2 * (acts[-1] - ts)  #! d = 2 * (acts[-1] - ts) / ts.size  #! d = 2 * (ts - acts[-1]) / len(xs)
    grads = []
    for (W, b), a_in, z_in in zip(reversed(net), reversed(acts[:-1]), [*reversed(zs[:-1]), None]):  #! for (W, b), a_in, z_in in zip(reversed(net), reversed(acts[:-1]), [*zs[:-1], None]):
        grads.append([a_in.T @ d + 2 * wd * W, d.sum(axis=0)])  #! grads.append([a_in.T @ d, d.sum(axis=0)])  #! grads.append([a_in.T @ d + wd * W, d.sum(axis=0)])  #! grads.append([a_in.T @ d + 2 * wd * W, d.mean(axis=0)])  #! grads.append([a_in.T @ d + 2 * wd * W, d.sum(axis=0) + 2 * wd * b])
        if z_in is not None:
            d = (d @ W.T) * selu_prime(z_in)  #! d = d @ W.T  #! d = (d @ W.T) * selu(z_in)  #! d = (d @ W.T) * selu_prime(a_in)
    grads = grads[::-1]

    # update
    for layer, v, g in zip(net, mom, grads):
        for j in range(2):  #! for j in range(1):
            v[j] = mu * v[j] - lr * g[j]  #! v[j] = mu * v[j] + lr * g[j]
            layer[j] = layer[j] + v[j]
    # end
    if not epoch % 5:
        print(epoch, round(loss, 5))
