import numpy as np

class Parameter:
    def __init__(self, value):
        self.value = value
        self._grad = np.zeros_like(value)

    @property
    def grad(self):
        return self._grad

    @grad.setter
    def grad(self, g):
        self._grad = g


class Module:
    def parameters(self):
        for v in vars(self).values():
            yield from [v] if isinstance(v, Parameter) else v.parameters() if isinstance(v, Module) else []

class Affine(Module):
    def __init__(self, i, o, rng):
        self.w = Parameter(rng.normal(0, 0.4, (o, i)))     # out x in like torch
        self.b = Parameter(np.zeros(o))

    def __call__(self, x):
        self.x = x
        return x @ self.w.value.T + self.b.value

    def back(self, g):
        self.w.grad = g.T @ self.x
        self.b.grad = g.sum(0)
        return g @ self.w.value


class Classifier(Module):
    def __init__(self, rng):
        self.fc1 = Affine(4, 7, rng)
        self.fc2 = Affine(7, 3, rng)

    def __call__(self, x):
        self.z = self.fc1(x)
        return self.fc2(np.log1p(np.exp(self.z)))          # softplus

    def back(self, g):
        g = self.fc2.back(g)
        self.fc1.back(g / (1 + np.exp(-self.z)))


class Adam:
    def __init__(self, params, lr=0.02, betas=(0.9, 0.999), eps=1e-8):
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [np.zeros_like(p.value) for p in self.params]
        self.v = [np.zeros_like(p.value) for p in self.params]

    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            self.m[k] = b1 * self.m[k] + (1 - b1) * p.grad
            self.v[k] = b2 * self.v[k] + (1 - b2) * p.grad ** 2
            p.value -= self.lr * (self.m[k] / (1 - b1 ** self.t)) / (np.sqrt(self.v[k] / (1 - b2 ** self.t)) + self.eps)


rng = np.random.default_rng(21)
X, y = rng.normal(size=(9, 4)), rng.integers(0, 3, 9)
model = Classifier(rng)
opt = Adam(model.parameters())
for i in range(20):
    scores = model(X)
    e = np.exp(scores - scores.max(1, keepdims=True))
    p = e / e.sum(1, keepdims=True)
    nll = -np.log(p[np.arange(9), y]).mean()
    # backward
    p[np.arange(9), y] -= 1
    model.back(p / 9)
    # update
    opt.step()
print("final nll", nll)
