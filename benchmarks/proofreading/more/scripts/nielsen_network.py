"""
network.py  - my version from working through chapter 1 of the book.

A feedforward network trained with mini-batch stochastic gradient descent.
Toy data instead of MNIST so that it runs at once.
"""
import random
import numpy as np


class Network(object):

    def __init__(self, sizes):
        """sizes is e.g. [3, 5, 4, 2]: neurons per layer, input first."""
        self.num_layers = len(sizes)
        self.sizes = sizes
        self.biases = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n_out, n_in)
                        for n_in, n_out in zip(sizes[:-1], sizes[1:])]

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(np.dot(w, a) + b)
        return a

    def SGD(self, training_data, epochs, mini_batch_size, eta):
        n = len(training_data)
        for j in range(epochs):
            random.shuffle(training_data)
            mini_batches = [training_data[k:k + mini_batch_size]
                            for k in range(0, n, mini_batch_size)]
            for mini_batch in mini_batches:
                self.update_mini_batch(mini_batch, eta)
            print("Epoch {0} complete".format(j))

    def update_mini_batch(self, mini_batch, eta):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y)
            # backward
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]  #! nabla_b = [dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
            # end
        # update
        self.weights = [w - (eta / len(mini_batch)) * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w + (eta / len(mini_batch)) * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / len(mini_batch)) * nb for b, nb in zip(self.biases, nabla_b)]

    def backprop(self, x, y):
        """Return (nabla_b, nabla_w), the gradient of C_x, layer by layer."""
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        # forward: keep all the activations and all the z vectors
        activation = x
        activations = [x]
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        # objective: 0.5 * np.sum((activation - y) ** 2)
        # backward
        delta = self.cost_derivative(activations[-1], y) * sigmoid_prime(zs[-1])  #! delta = self.cost_derivative(activations[-1], y) * sigmoid_prime(activations[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        # l = 1 is the last layer, l = 2 the one before it, and so on
        for l in range(2, self.num_layers):  #! for l in range(2, self.num_layers - 1):
            z = zs[-l]
            sp = sigmoid_prime(z)
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sp  #! delta = np.dot(self.weights[-l].transpose(), delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())  #! nabla_w[-l] = np.dot(delta, activations[-l].transpose())
        return (nabla_b, nabla_w)

    def cost_derivative(self, output_activations, y):
        return (output_activations - y)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


np.random.seed(12)
random.seed(12)
training_data = []
for _ in range(7):
    x = np.random.rand(3, 1)
    y = np.array([[1.0], [0.0]]) if x.sum() > 1.5 else np.array([[0.0], [1.0]])
    training_data.append((x, y))

net = Network([3, 5, 4, 2])
net.SGD(training_data, 2, 4, 3.0)
