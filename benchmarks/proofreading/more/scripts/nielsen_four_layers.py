"""network.py after Nielsen's book, chapter 1/2, changed to softplus hidden layers and quadratic cost"""
import random
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def softplus(z):
    return np.log(1.0 + np.exp(z))


class Network(object):
    def __init__(self, sizes):
        rs = np.random.RandomState(12)
        self.num_layers = len(sizes)
        self.sizes = sizes
        self.biases = [rs.randn(y, 1) * 0.3 for y in sizes[1:]]
        self.weights = [rs.randn(y, x) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

    def SGD(self, training_data, epochs, mini_batch_size, eta):
        n = len(training_data)
        for j in range(epochs):
            random.shuffle(training_data)
            for k in range(0, n, mini_batch_size):
                self.update_mini_batch(training_data[k:k + mini_batch_size], eta)
            print("Epoch {0}: cost {1:.5f}".format(j, self.total_cost(training_data)))

    def total_cost(self, data):
        return sum(0.5 * np.sum((self.feedforward(x) - y) ** 2) for x, y in data) / len(data)

    def feedforward(self, a):
        for b, w in zip(self.biases[:-1], self.weights[:-1]):
            a = softplus(np.dot(w, a) + b)
        return sigmoid(np.dot(self.weights[-1], a) + self.biases[-1])

    def update_mini_batch(self, mini_batch, eta):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y)
            # backward
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]  #! nabla_b = [dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]  #! nabla_w = delta_nabla_w  #! nabla_w = [nw - dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
            # end
        # update
        self.weights = [w - (eta / len(mini_batch)) * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w - eta * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / len(mini_batch)) * nb for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b + (eta / len(mini_batch)) * nb for b, nb in zip(self.biases, nabla_b)]
        # end

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation = x
        activations = [x]
        zs = []
        for i, (b, w) in enumerate(zip(self.biases, self.weights)):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z) if i == self.num_layers - 2 else softplus(z)
            activations.append(activation)
        # backward
        delta = (activations[-1] - y) * activations[-1] * (1 - activations[-1])  #! delta = activations[-1] - y
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())  #! nabla_w[-1] = np.dot(delta, zs[-2].transpose())
        for l in range(2, self.num_layers):
            sp = sigmoid(zs[-l])  #! sp = sigmoid(activations[-l])  #! sp = sigmoid(zs[-l]) * (1 - sigmoid(zs[-l]))  #! sp = softplus(zs[-l])
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sp  #! delta = np.dot(self.weights[-l + 1].transpose(), delta)
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        # end
        return (nabla_b, nabla_w)


random.seed(0)
xs = [(-1, 0.5), (0.3, 0.8), (1.2, -0.4), (0.1, -1.1), (-0.6, -0.7), (0.9, 1.3)]
training_data = [(np.array(p).reshape(2, 1), np.array([[1.0 if p[0] + p[1] > 0 else 0.0], [p[0] ** 2 / 2]])) for p in xs]
net = Network([2, 3, 4, 3, 2])
net.SGD(training_data, 4, 3, 0.8)
