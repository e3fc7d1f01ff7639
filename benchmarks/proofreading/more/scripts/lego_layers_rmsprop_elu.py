import numpy as np

# ---- building blocks --------------------------------------------------


class Layer:
    def __init__(self):
        self.params, self.grads = {}, {}

    def forward(self, x):
        raise NotImplementedError


class Affine(Layer):
    def __init__(self, fan_in, fan_out, rng):
        super().__init__()
        self.params['W'] = rng.normal(0, np.sqrt(2.0 / fan_in), (fan_in, fan_out))
        self.params['b'] = rng.normal(0, 0.1, fan_out)

    def forward(self, x):
        self.x = x
        return x @ self.params['W'] + self.params['b']

    def backward(self, grad):
        # backward
        self.grads['b'] = grad.sum(axis=0)  #! self.grads['b'] = grad.mean(axis=0)
        self.grads['W'] = self.x.T @ grad  #! self.grads['W'] = self.x.T @ grad / len(grad)
        return grad @ self.params['W'].T  #! return grad @ self.grads['W'].T
        # end


class ELU(Layer):
    def __init__(self, alpha=0.7):
        super().__init__()
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        self.out = np.where(x > 0, x, self.alpha * (np.exp(x) - 1))
        return self.out

    def backward(self, grad):
        # backward
        slope = np.where(self.x > 0, 1.0, self.out + self.alpha)  #! slope = np.where(self.x > 0, 1.0, self.out)  #! slope = np.where(self.x > 0, 1.0, np.exp(self.x))  #! slope = np.where(self.x < 0, 1.0, self.out + self.alpha)  #! slope = np.where(self.x > 0, 1.0, self.alpha)
        return grad * slope  #! return slope
        # end


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, grad):
        # backward
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad
        # end


class RMSprop:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps
        self.sq = {}

    def step(self, layers):
        # update
        for i, layer in enumerate(layers):
            for name, g in layer.grads.items():
                s = self.sq.get((i, name), np.zeros_like(g))
                s = self.rho * s + (1 - self.rho) * g ** 2  #! s = self.rho * s + self.rho * g ** 2  #! s = (1 - self.rho) * g ** 2
                self.sq[(i, name)] = s
                layer.params[name] -= self.lr * g / (np.sqrt(s) + self.eps)  #! layer.params[name] -= self.lr * g / (s + self.eps)  #! layer.params[name] -= self.lr * g * (np.sqrt(s) + self.eps)
        # end


# ---- data: two outputs from three sensors -------------------------------
rng = np.random.default_rng(5)
X = rng.uniform(-1, 1, (7, 3))
T = np.stack([X[:, 0] * X[:, 1], np.abs(X[:, 2])], axis=1)

net = Sequential(Affine(3, 4, rng), ELU(), Affine(4, 4, rng), ELU(0.5), Affine(4, 2, rng))
opt = RMSprop(lr=0.02)
for epoch in range(15):
    pred = net.forward(X)
    diff = pred - T
    loss = np.mean(diff ** 2)
    # backward
    net.backward(2 * diff / diff.size)  #! net.backward(2 * diff / len(diff))  #! net.backward(-2 * diff / diff.size)
    opt.step(net.layers)
    # end
    print('epoch', epoch, 'mse', round(loss, 5))
