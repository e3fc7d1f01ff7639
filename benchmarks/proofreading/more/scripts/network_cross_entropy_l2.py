"""The improved network of a book: the δ of the output is a method of its cost, and the weights decay."""
import numpy as np


class CrossEntropy:
    @staticmethod
    def fn(a, y):
        return np.sum(-y * np.log(a) - (1 - y) * np.log(1 - a))

    @staticmethod
    def delta(z, a, y):
        # backward
        return a - y  #! return (a - y) * sigmoid_prime(z)  #! return y - a
        # end


class Network:
    def __init__(self, sizes, cost=CrossEntropy):
        self.sizes, self.cost = sizes, cost
        self.biases = [np.random.randn(y, 1) for y in sizes[1:]]
        self.weights = [np.random.randn(y, x) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

    def sgd(self, training_data, epochs, mini_batch_size, eta, lmbda):
        n = len(training_data)
        for epoch in range(epochs):
            for k in range(0, n, mini_batch_size):
                self.update_mini_batch(training_data[k:k + mini_batch_size], eta, lmbda, n)

    def update_mini_batch(self, mini_batch, eta, lmbda, n):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y)
            # backward
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]  #! nabla_w = [dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
            # end
        # update
        self.weights = [(1 - eta * (lmbda / n)) * w - (eta / len(mini_batch)) * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [(1 - eta * (lmbda / n)) * w + (eta / len(mini_batch)) * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / len(mini_batch)) * nb for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b - (eta / len(mini_batch)) * b for b, nb in zip(self.biases, nabla_b)]
        # end

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activations, zs = [x], []
        for b, w in zip(self.biases, self.weights):
            zs.append(np.dot(w, activations[-1]) + b)
            activations.append(sigmoid(zs[-1]))
        # objective: np.sum(-y * np.log(activations[-1]) - (1 - y) * np.log(1 - activations[-1]))
        # backward
        delta = self.cost.delta(zs[-1], activations[-1], y)
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())  #! nabla_w[-1] = np.dot(delta, activations[-1].transpose())
        for l in reversed(range(len(self.weights) - 1)):  #! for l in range(len(self.weights) - 1):
            delta = np.dot(self.weights[l + 1].transpose(), delta) * sigmoid_prime(zs[l])  #! delta = np.dot(self.weights[l + 1].transpose(), delta)  #! delta = np.dot(self.weights[l + 1].transpose(), delta) * sigmoid_prime(activations[l])
            nabla_b[l] = delta  #! nabla_b[l] = delta.sum(axis=1)
            nabla_w[l] = np.dot(delta, activations[l].transpose())  #! nabla_w[l] = np.dot(delta, activations[l + 1].transpose())
        # end
        return nabla_b, nabla_w


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


np.random.seed(2)
data = [(np.random.randn(3, 1), np.eye(2)[:, [i % 2]]) for i in range(6)]
net = Network([3, 4, 3, 2])
net.sgd(data, 1, 3, 0.5, 0.1)
