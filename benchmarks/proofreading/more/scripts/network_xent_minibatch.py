"""network_small -- after chapter 2 and 3 of a well known online book, ported to python 3.
Training data is a list of (x, y) tuples of column vectors."""
import random
import numpy as np


class Network(object):

    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.biases = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n, k) / np.sqrt(k) for k, n in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases[:-1], self.weights[:-1]):
            a = relu(np.dot(w, a) + b)
        return sigmoid(np.dot(self.weights[-1], a) + self.biases[-1])

    def total_cost(self, data, lmbda):
        cost = 0.0
        for x, y in data:
            a = self.feedforward(x)
            cost += np.sum(-y * np.log(a) - (1 - y) * np.log(1 - a)) / len(data)
        return cost + 0.5 * lmbda / len(data) * sum(np.linalg.norm(w) ** 2 for w in self.weights)

    def SGD(self, training_data, epochs, mini_batch_size, eta, lmbda):
        n = len(training_data)
        for j in range(epochs):
            random.shuffle(training_data)
            for k in range(0, n, mini_batch_size):
                self.update_mini_batch(training_data[k:k + mini_batch_size], eta, lmbda, n)
            print("Epoch %d: cost %.4f" % (j, self.total_cost(training_data, lmbda)))

    def update_mini_batch(self, mini_batch, eta, lmbda, n):
        # update
        m = len(mini_batch)
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_b, delta_w = self.backprop(x, y)
            nabla_b = [nb + db for nb, db in zip(nabla_b, delta_b)]  #! nabla_b = [db for nb, db in zip(nabla_b, delta_b)]
            nabla_w = [nw + dw for nw, dw in zip(nabla_w, delta_w)]  #! nabla_w = [nw - dw for nw, dw in zip(nabla_w, delta_w)]
        self.weights = [w - eta * (nw / m + lmbda / n * w) for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w - eta * (nw + lmbda / n * w) for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w - eta * nw / m for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - eta * nb / m for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b + eta * nb / m for b, nb in zip(self.biases, nabla_b)]
        # end

    def backprop(self, x, y):
        activation = x
        activations = [x]
        zs = []
        for i in range(self.num_layers - 1):
            z = np.dot(self.weights[i], activation) + self.biases[i]
            zs.append(z)
            activation = sigmoid(z) if i == self.num_layers - 2 else relu(z)
            activations.append(activation)
        # backward
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        delta = activations[-1] - y  #! delta = y - activations[-1]  #! delta = (activations[-1] - y) * activations[-1] * (1 - activations[-1])
        nabla_b[-1] = delta  #! nabla_b[-1] = delta.sum()
        nabla_w[-1] = np.dot(delta, activations[-2].T)  #! nabla_w[-1] = np.dot(delta, zs[-2].T)
        for l in range(2, self.num_layers):
            rp = relu_prime(zs[-l])  #! rp = relu(zs[-l])  #! rp = sigmoid(zs[-l]) * (1 - sigmoid(zs[-l]))
            delta = np.dot(self.weights[-l + 1].T, delta) * rp  #! delta = np.dot(self.weights[-l + 1].T, delta)  #! delta = np.dot(self.weights[-l + 1].T, delta) * zs[-l]
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)  #! nabla_w[-l] = np.dot(delta, activations[-l].T)
        # end
        return (nabla_b, nabla_w)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def relu(z):
    return np.maximum(z, 0.0)

def relu_prime(z):
    return (z > 0).astype(float)


random.seed(9)
np.random.seed(9)
xs = [np.random.randn(4, 1) for _ in range(6)]
training = [(x, np.array([[float(x[0, 0] > 0)], [float(x[1, 0] * x[2, 0] > x[3, 0])]])) for x in xs]
net = Network([4, 4, 4, 2])
net.SGD(training, 4, 2, 0.5, 0.1)
