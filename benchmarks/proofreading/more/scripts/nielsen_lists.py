# objective: 0.5 * np.sum((activations[-1] - y) ** 2)
import random
import numpy as np

def sigmoid(z):
    """The sigmoid function."""
    return 1.0 / (1.0 + np.exp(-z))

def sigmoid_prime(z):
    """Derivative of the sigmoid function."""
    return sigmoid(z) * (1 - sigmoid(z))

class Network(object):

    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.biases = [np.random.randn(n, 1) for n in sizes[1:]]
        self.weights = [np.random.randn(n, k) for k, n in zip(sizes[:-1], sizes[1:])]

    def SGD(self, training_data, epochs, mini_batch_size, eta, lmbda):
        n = len(training_data)
        for j in range(epochs):
            random.shuffle(training_data)
            for k in range(0, n, mini_batch_size):
                self.update_mini_batch(training_data[k:k + mini_batch_size], eta, lmbda, n)

    def update_mini_batch(self, mini_batch, eta, lmbda, n):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y)
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]  #! nabla_b = [dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
        # update
        self.weights = [(1 - eta * (lmbda / n)) * w - (eta / len(mini_batch)) * nw
                        for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / len(mini_batch)) * nb for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b - (eta / n) * nb for b, nb in zip(self.biases, nabla_b)]

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        # feedforward
        activation = x
        activations = [x]  # layer by layer
        zs = []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        # backward
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])  #! delta = (activations[-1] - y) * sigmoid_prime(activations[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())  #! nabla_w[-1] = np.dot(delta, activations[-1].transpose())
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(zs[-l])  #! sp = sigmoid_prime(zs[-l + 1])
            delta = np.dot(self.weights[-l + 1].transpose(), delta) * sp  #! delta = np.dot(self.weights[-l].transpose(), delta) * sp  #! delta = np.dot(self.weights[-l + 1], delta) * sp
            nabla_b[-l] = delta  #! nabla_b[-l] = sp
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())  #! nabla_w[-l] = np.dot(delta, activations[-l].transpose())
        return nabla_b, nabla_w

random.seed(12)
np.random.seed(12)
training_data = []
for _ in range(12):
    x = np.random.randn(4, 1)
    y = np.zeros((4, 1))
    y[int(np.argmax(x))] = 1.0
    training_data.append((x, y))
net = Network([4, 4, 4, 4])
net.SGD(training_data, 3, 4, 3.0, 0.1)
