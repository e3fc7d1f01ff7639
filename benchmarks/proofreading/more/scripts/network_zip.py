"""my version of the Network class from the free online NN book:
tanh hidden units, softmax output with log-likelihood cost, and momentum (the exercise).
"""
import random
import numpy as np

class Network(object):
    def __init__(self, sizes):
        self.sizes = sizes
        self.num_layers = len(sizes)
        rng = np.random.RandomState(7)
        self.biases = [0.1 * rng.randn(n, 1) for n in sizes[1:]]
        self.weights = [rng.randn(n, k) / np.sqrt(k) for k, n in zip(sizes[:-1], sizes[1:])]
        self.vel_b = [np.zeros(b.shape) for b in self.biases]
        self.vel_w = [np.zeros(w.shape) for w in self.weights]
        self.cost = 0.0

    def train(self, data, epochs, size, eta, mu):
        for e in range(epochs):
            random.Random(e).shuffle(data)
            for k in range(0, len(data), size):
                self.update_mini_batch(data[k:k + size], eta, mu)

    def update_mini_batch(self, batch, eta, mu):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        self.cost = 0.0
        for x, y in batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y, len(batch))
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]  #! nabla_b = [dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
        nabla_b = [nb / len(batch) for nb in nabla_b]
        nabla_w = [nw / len(batch) for nw in nabla_w]  #! nabla_w = [nw / len(nabla_w) for nw in nabla_w]
        # update
        self.vel_b = [mu * v - eta * nb for v, nb in zip(self.vel_b, nabla_b)]  #! self.vel_b = [mu * v + eta * nb for v, nb in zip(self.vel_b, nabla_b)]
        self.vel_w = [mu * v - eta * nw for v, nw in zip(self.vel_w, nabla_w)]  #! self.vel_w = [mu * w - eta * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b + v for b, v in zip(self.biases, self.vel_b)]
        self.weights = [w + v for w, v in zip(self.weights, self.vel_w)]

    def backprop(self, x, y, n):
        nabla_b = [None] * len(self.biases)
        nabla_w = [None] * len(self.weights)
        # feedforward, keep all the zs and activations
        activation = x
        activations = [x]
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = np.tanh(z)
            activations.append(activation)
        e = np.exp(zs[-1] - zs[-1].max())
        activations[-1] = e / e.sum()      # last layer is softmax, not tanh
        self.cost += -np.log(activations[-1][y, 0]) / n

        # backward
        delta = activations[-1].copy()
        delta[y] -= 1  #! delta -= 1
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].T)  #! nabla_w[-1] = np.dot(delta, activations[-1].T)
        # l = 1 is the last layer, l = 2 the second-last and so on
        for l in range(2, self.num_layers):
            sp = 1 - np.tanh(zs[-l]) ** 2  #! sp = 1 - np.tanh(activations[-l]) ** 2
            delta = np.dot(self.weights[-l + 1].T, delta) * sp  #! delta = np.dot(self.weights[-l + 1].T, delta)  #! delta = np.dot(self.weights[-l].T, delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)  #! nabla_w[-l] = np.dot(delta, activations[-l].T)
        return nabla_b, nabla_w

rs = np.random.RandomState(0)
training_data = [(rs.randn(3, 1) + k % 3, k % 3) for k in range(12)]
net = Network([3, 6, 5, 3])
net.train(training_data, epochs=3, size=4, eta=0.2, mu=0.6)
print("cost of last batch", net.cost)
