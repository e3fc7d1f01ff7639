"""A feedforward network after the book, cut down to what I need (column vectors, one sample at a time)."""
import random
import numpy as np


class Network(object):

    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.biases = [np.random.randn(k, 1) for k in sizes[1:]]
        self.weights = [np.random.randn(k, j) / np.sqrt(j) for j, k in zip(sizes[:-1], sizes[1:])]

    def train(self, data, epochs, batch, eta):
        for epoch in range(epochs):
            random.shuffle(data)
            for k in range(0, len(data), batch):
                self.update_mini_batch(data[k:k + batch], eta)

    def update_mini_batch(self, mini_batch, eta):
        sum_b = [np.zeros(b.shape) for b in self.biases]
        sum_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            nabla_b, nabla_w = self.backprop(x, y)
            # backward
            sum_b = [s + n for s, n in zip(sum_b, nabla_b)]  #! sum_b = [n for s, n in zip(sum_b, nabla_b)]
            sum_w = [s + n for s, n in zip(sum_w, nabla_w)]
        # update
        self.weights = [w - eta / len(mini_batch) * s for w, s in zip(self.weights, sum_w)]
        self.biases = [b - eta / len(mini_batch) * s for b, s in zip(self.biases, sum_b)]

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        # feedforward, keep everything
        activation = x
        activations, zs = [x], []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        # objective: 0.5 * np.sum((activations[-1] - y) ** 2)
        # backward
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])  #! delta = (activations[-1] - y) * sigmoid_prime(activations[-1])  #! delta = (activations[-1] - y)
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].T)
        for l in range(2, self.num_layers):  #! for l in range(2, self.num_layers - 1):
            sp = sigmoid_prime(zs[-l])  #! sp = sigmoid_prime(zs[-l + 1])
            delta = np.dot(self.weights[-l + 1].T, delta) * sp  #! delta = np.dot(self.weights[-l + 1].T, delta)
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)  #! nabla_w[-l] = np.dot(delta, zs[-l - 1].T)  #! nabla_w[-l] = np.dot(delta, activations[-l].T)
        return nabla_b, nabla_w


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


if __name__ == "__main__":
    np.random.seed(0)
    random.seed(0)
    data = [(np.random.randn(4, 1), np.eye(2)[:, [i % 2]]) for i in range(6)]
    net = Network([4, 5, 3, 2])
    net.train(data, 2, 3, 0.9)
    print(net.weights[-1])
