"""A net of any depth. Each layer is [W, b, activation name]."""
import numpy as np


def leaky(z):
    return np.where(z > 0, z, 0.1 * z)


ACT = {'tanh': np.tanh, 'leaky': leaky, 'lin': lambda z: z}
DACT = {'tanh': lambda z: 1 - np.tanh(z) ** 2,
        'leaky': lambda z: np.where(z > 0, 1.0, 0.1),
        'lin': lambda z: np.ones_like(z)}


def make_net(sizes, acts, rng):
    return [[rng.normal(0, 1 / np.sqrt(a), (a, b)), np.zeros((1, b)), f]
            for a, b, f in zip(sizes[:-1], sizes[1:], acts)]


def feed(net, x):
    zs, outs = [], [x]
    for W, b, f in net:
        zs.append(outs[-1] @ W + b)
        outs.append(ACT[f](zs[-1]))
    return zs, outs


def mse(pred, t):
    return np.mean((pred - t) ** 2)


def train_step(net, x, t, lr):
    zs, outs = feed(net, x)
    loss = mse(outs[-1], t)
    # backward
    grad = 2 * (outs[-1] - t) / t.size  #! grad = (outs[-1] - t) / t.size  #! grad = 2 * (outs[-1] - t) / len(t)  #! grad = 2 * (t - outs[-1]) / t.size
    for i in reversed(range(len(net))):  #! for i in range(len(net) - 1, 0, -1):
        W, b, f = net[i]
        delta = grad * DACT[f](zs[i])  #! delta = grad * DACT[f](outs[i + 1])  #! delta = grad * ACT[f](zs[i])  #! delta = grad
        grad = delta @ W.T  #! grad = grad @ W.T
        dW = outs[i].T @ delta  #! dW = ACT[f](outs[i]).T @ delta  #! dW = outs[i].T @ delta / len(x)
        db = delta.sum(axis=0, keepdims=True)  #! db = delta.sum(keepdims=True)  #! db = delta.mean(axis=0, keepdims=True)
        net[i][0] = W - lr * dW  #! net[i][0] = W + lr * dW
        net[i][1] = b - lr * db  #! net[i][1] = b - db
    # end
    return loss


rng = np.random.default_rng(42)
x = np.linspace(-1, 1, 8).reshape(-1, 1)
t = np.hstack([np.sin(3 * x), x ** 2])
net = make_net([1, 6, 4, 2], ['tanh', 'leaky', 'lin'], rng)
for step in range(60):
    l = train_step(net, x, t, lr=0.2)
    if step % 20 == 0:
        print(f'{step:3d}  mse={l:.6f}')
