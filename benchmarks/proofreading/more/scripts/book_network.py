# objective: 0.5 * np.sum((activations[-1] - y) ** 2)
"""Chapter 1/2 network from the book, retyped to understand it.
Every x is a column vector, every y too. Stochastic mini-batches."""
import random
import numpy as np

def sigma(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigma_prime(z):
    return sigma(z) * (1 - sigma(z))

class Network:
    def __init__(self, sizes, seed=0):
        rs = np.random.RandomState(seed)
        self.num_layers = len(sizes)
        self.biases = [rs.randn(n, 1) for n in sizes[1:]]
        self.weights = [rs.randn(n, k) for k, n in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigma(w @ a + b)
        return a

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation = x
        activations = [x]   # a^0, a^1, ...
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = w @ activation + b
            zs.append(z)
            activation = sigma(z)
            activations.append(activation)
        # backward
        delta = (activations[-1] - y) * sigma_prime(zs[-1])  #! delta = (activations[-1] - y) * sigma_prime(activations[-1])  #! delta = activations[-1] - y
        nabla_b[-1] = delta
        nabla_w[-1] = delta @ activations[-2].T
        for l in range(2, self.num_layers):  #! for l in range(2, self.num_layers - 1):
            sp = sigma_prime(zs[-l])  #! sp = sigma(zs[-l])
            delta = (self.weights[-l + 1].T @ delta) * sp  #! delta = self.weights[-l + 1].T @ delta
            nabla_b[-l] = delta  #! nabla_b[l] = delta
            nabla_w[-l] = delta @ activations[-l - 1].T  #! nabla_w[-l] = delta @ activations[-l].T
        return nabla_b, nabla_w

    def update_mini_batch(self, batch, eta):
        sum_b = [np.zeros(b.shape) for b in self.biases]
        sum_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in batch:
            db, dw = self.backprop(x, y)
            sum_b = [s + d for s, d in zip(sum_b, db)]
            sum_w = [s + d for s, d in zip(sum_w, dw)]  #! sum_w = [d for s, d in zip(sum_w, dw)]
        # update
        self.weights = [w - eta / len(batch) * g for w, g in zip(self.weights, sum_w)]  #! self.weights = [w + eta / len(batch) * g for w, g in zip(self.weights, sum_w)]
        self.biases = [b - eta / len(batch) * g for b, g in zip(self.biases, sum_b)]  #! self.biases = [b - eta * g for b, g in zip(self.biases, sum_b)]

    def SGD(self, data, epochs, size, eta):
        for _ in range(epochs):
            random.shuffle(data)
            for k in range(0, len(data), size):
                self.update_mini_batch(data[k:k + size], eta)

random.seed(4)
rs = np.random.RandomState(9)
training_data = []
for _ in range(8):
    x = rs.randn(3, 1)
    y = np.zeros((2, 1))
    y[int(x.sum() > 0)] = 1.0
    training_data.append((x, y))

net = Network([3, 4, 4, 2])
net.SGD(training_data, 3, 4, 2.0)
