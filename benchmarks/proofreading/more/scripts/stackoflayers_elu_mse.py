import numpy as np


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(scale=1 / np.sqrt(n_in), size=(n_in, n_out))
        self.b = np.zeros(n_out)
        self.dW = self.db = None

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        # backward
        self.dW = self.x.T @ grad  #! self.dW = self.x.T @ grad / len(self.x)
        self.db = grad.sum(axis=0)  #! self.db = grad[0]
        return grad @ self.W.T
        # end

    def step(self, lr):
        # update
        self.W -= lr * self.dW  #! self.W += lr * self.dW
        self.b -= lr * self.db
        # end


class ELU:
    def __init__(self, alpha=0.7):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        self.out = np.where(x > 0, x, self.alpha * (np.exp(x) - 1))
        return self.out

    def backward(self, grad):
        # backward
        slope = np.where(self.x > 0, 1.0, self.out + self.alpha)  #! slope = np.where(self.x > 0, 1.0, self.out)  #! slope = np.where(self.x < 0, 1.0, self.out + self.alpha)
        return grad * slope  #! return slope  #! return grad
        # end

    def step(self, lr):
        pass


class Scale:
    """one learnable number"""
    def __init__(self):
        self.k = np.array(1.5)

    def forward(self, x):
        self.x = x
        return self.k * x

    def backward(self, grad):
        # backward
        self.dk = np.sum(grad * self.x)  #! self.dk = np.mean(grad * self.x)
        return grad * self.k  #! return grad  #! return grad * self.x
        # end

    def step(self, lr):
        # update
        self.k -= lr * self.dk  #! self.k -= lr * self.dk * self.k
        # end


class Net:
    def __init__(self, layers):
        self.layers = layers

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def train_step(self, x, y, lr):
        out = self.predict(x)
        loss = np.mean((out - y) ** 2)
        # backward
        grad = 2 * (out - y) / y.size  #! grad = 2 * (out - y)  #! grad = (out - y) / y.size
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        # end
        for layer in self.layers:
            layer.step(lr)
        return loss


rng = np.random.default_rng(77)
x = np.linspace(-1, 1, 7).reshape(-1, 1)
y = np.hstack([np.sin(2 * x), x ** 2])

net = Net([Dense(1, 5, rng), ELU(), Scale(), Dense(5, 4, rng), ELU(), Dense(4, 2, rng)])
for i in range(5):
    print(i, net.train_step(x, y, lr=0.1))
