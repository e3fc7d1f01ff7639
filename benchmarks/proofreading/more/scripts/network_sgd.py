"""network.py, my own copy of chapter 1 (python 3), with the weight decay from chapter 3"""
import random
import numpy as np


class Network(object):

    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.sizes = sizes
        rng = np.random.RandomState(12)
        self.biases = [rng.randn(y, 1) for y in sizes[1:]]
        self.weights = [rng.randn(y, x) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(np.dot(w, a) + b)
        return a

    def total_cost(self, data, lmbda):
        cost = 0.0
        for x, y in data:
            cost += 0.5 * np.linalg.norm(self.feedforward(x) - y) ** 2 / len(data)
        cost += 0.5 * (lmbda / len(data)) * sum(np.linalg.norm(w) ** 2 for w in self.weights)
        return cost

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation = x
        activations = [x]  # all the activations, layer by layer
        zs = []            # all the z vectors, layer by layer
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        # backward
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])  #! delta = (activations[-1] - y) * sigmoid_prime(activations[-1])  #! delta = activations[-1] - y  #! delta = (y - activations[-1]) * sigmoid_prime(zs[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())  #! nabla_w[-1] = np.dot(delta, zs[-2].transpose())
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(zs[-l])  #! sp = sigmoid(zs[-l])  #! sp = sigmoid_prime(activations[-l])
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sp  #! delta = np.dot(self.weights[-l + 1].transpose(), delta)
            nabla_b[-l] = delta  #! nabla_b[-l] = sp
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())  #! nabla_w[-l] = np.dot(delta, sigmoid(activations[-l - 1]).transpose())
        # end
        return nabla_b, nabla_w

    def update_mini_batch(self, mini_batch, eta, lmbda):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y)
            # backward
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]  #! nabla_b = [dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]  #! nabla_w = [nw + nw for nw, dnw in zip(nabla_w, delta_nabla_w)]
            # end
        n = len(mini_batch)
        # update
        self.weights = [(1 - eta * lmbda / n) * w - (eta / n) * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w - (eta / n) * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [(1 - eta * lmbda) * w - (eta / n) * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / n) * nb for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b + (eta / n) * nb for b, nb in zip(self.biases, nabla_b)]
        # end


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


random.seed(0)
points = [[0.2, 0.9, 0.4], [0.8, 0.1, 0.7], [0.5, 0.6, 0.1], [0.9, 0.4, 0.3]]
targets = [[0, 1], [1, 0], [0, 1], [1, 0]]
training_data = [(np.reshape(p, (3, 1)), np.reshape(t, (2, 1))) for p, t in zip(points, targets)]

net = Network([3, 4, 4, 2])
for epoch in range(20):
    random.shuffle(training_data)
    net.update_mini_batch(training_data, eta=2.0, lmbda=0.02)
    if epoch % 5 == 0:
        print("Epoch %d cost %.6f" % (epoch, net.total_cost(training_data, 0.02)))
