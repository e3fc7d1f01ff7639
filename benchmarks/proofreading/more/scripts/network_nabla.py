"""
mynet -- my own version of the little network from the book,
with weight decay and with the cost of the mini batch returned.
"""
import numpy as np


class Network:

    def __init__(self, sizes):
        rng = np.random.RandomState(7)
        self.num_layers = len(sizes)
        self.biases = [0.3 * rng.randn(k, 1) for k in sizes[1:]]
        self.weights = [rng.randn(k, j) for j, k in zip(sizes[:-1], sizes[1:])]
        self.decay = 0.05

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(np.dot(w, a) + b)
        return a

    def cost(self, batch):
        c = 0.0
        for x, y in batch:
            c += 0.5 * np.sum((self.feedforward(x) - y) ** 2) / len(batch)
        return c + 0.5 * self.decay * sum(np.sum(w ** 2) for w in self.weights)

    def train(self, data, epochs, eta):
        for e in range(epochs):
            c = self.update_mini_batch(data, eta)
            print("Epoch {0}: cost {1:.5f}".format(e, c))

    def update_mini_batch(self, mini_batch, eta):
        c = self.cost(mini_batch)
        # backward
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y)
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]  #! nabla_b = [dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
        # update
        n = len(mini_batch)
        self.weights = [w - eta * (nw / n + self.decay * w) for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w - eta * (nw + self.decay * w) for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w - eta * nw / n for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - eta / n * nb for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b - eta * nb for b, nb in zip(self.biases, nabla_b)]
        # end
        return c

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation = x
        activations = [x]
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        # backward
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])  #! delta = activations[-1] - y  #! delta = (y - activations[-1]) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].T)  #! nabla_w[-1] = np.dot(delta, zs[-2].T)
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(zs[-l])  #! sp = sigmoid_prime(activations[-l])
            delta = np.dot(self.weights[-l + 1].T, delta) * sp  #! delta = np.dot(self.weights[-l + 1].T, delta)
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)  #! nabla_w[-l] = np.dot(delta, activations[-l].T)
        # end
        return nabla_b, nabla_w


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


points = [(0.1, 0.9, 0), (0.8, 0.2, 1), (0.4, 0.4, 0), (0.9, 0.7, 1), (0.3, 0.1, 1)]
data = [(np.array([[p], [q], [p * q]]), np.eye(2)[:, [k]]) for p, q, k in points]
net = Network([3, 3, 3, 2])
net.train(data, 5, 1.0)
