import numpy as np

class Parameter:
    def __init__(self, data):
        self.data = data
        self.grad = np.zeros_like(data)

class Module:
    def parameters(self):
        for v in self.__dict__.values():
            if isinstance(v, Parameter):
                yield v
            elif isinstance(v, Module):
                yield from v.parameters()
    def zero_grad(self):
        for p in self.parameters():
            p.grad[...] = 0

class Linear(Module):
    def __init__(self, i, o, rng):
        self.weight = Parameter(rng.standard_normal((o, i)) / np.sqrt(i))   # out x in, like torch
        self.bias = Parameter(np.zeros(o))
    def __call__(self, x):
        self.inp = x
        return x @ self.weight.data.T + self.bias.data
    def backward(self, gout):
        self.weight.grad += gout.T @ self.inp
        self.bias.grad += gout.sum(0)
        return gout @ self.weight.data

class Net(Module):
    def __init__(self, rng):
        self.fc1 = Linear(5, 8, rng)
        self.fc2 = Linear(8, 3, rng)
    def __call__(self, x):
        self.h = self.fc1(x)
        return self.fc2(np.where(self.h > 0, self.h, 0.01 * self.h))
    def backward(self, g):
        g = self.fc2.backward(g)
        return self.fc1.backward(g * np.where(self.h > 0, 1.0, 0.01))

rng = np.random.default_rng(5)
X = rng.standard_normal((12, 5))
labels = rng.integers(0, 3, 12)
net = Net(rng)
ACCUM, N = 3, len(X)

for epoch in range(10):
    net.zero_grad()
    total = 0.0
    # backward
    for k in range(ACCUM):                      # three micro batches, one big step
        xb, yb = X[k::ACCUM], labels[k::ACCUM]
        logits = net(xb)
        logits = logits - logits.max(1, keepdims=True)
        logp = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        total += -logp[np.arange(len(yb)), yb].sum() / N
        dlogits = np.exp(logp)
        dlogits[np.arange(len(yb)), yb] -= 1
        net.backward(dlogits / N)
    # update
    for p in net.parameters():
        p.data -= 0.5 * p.grad
    print(f'epoch {epoch} loss {total:.4f}')
