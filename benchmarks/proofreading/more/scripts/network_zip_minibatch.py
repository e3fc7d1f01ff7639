"""Small feed-forward net after the well known online book: lists of weights,
one sample at a time inside a mini-batch, quadratic cost."""
import random
import numpy as np

random.seed(4)
rng = np.random.default_rng(4)


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


class Network:
    def __init__(self, sizes):
        self.num_layers = len(sizes)
        self.biases = [rng.standard_normal((y, 1)) for y in sizes[1:]]
        self.weights = [rng.standard_normal((y, x)) for x, y in zip(sizes[:-1], sizes[1:])]

    def SGD(self, training_data, epochs, mini_batch_size, eta):
        n = len(training_data)
        for j in range(epochs):
            random.shuffle(training_data)
            batches = [training_data[k:k + mini_batch_size] for k in range(0, n, mini_batch_size)]
            for mini_batch in batches:
                c = self.cost(mini_batch)
                self.update_mini_batch(mini_batch, eta)
            print("Epoch", j, "cost", self.cost(training_data))

    def cost(self, data):
        return sum(0.5 * np.sum((self.feedforward(x) - y) ** 2) for x, y in data) / len(data)

    def feedforward(self, a):
        for b, w in zip(self.biases, self.weights):
            a = sigmoid(w @ a + b)
        return a

    def update_mini_batch(self, mini_batch, eta):
        # backward
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        for x, y in mini_batch:
            delta_nabla_b, delta_nabla_w = self.backprop(x, y)
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_nabla_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]  #! nabla_w = [dnw for nw, dnw in zip(nabla_w, delta_nabla_w)]
        # update
        self.weights = [w - (eta / len(mini_batch)) * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w - eta * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w + (eta / len(mini_batch)) * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / len(mini_batch)) * nb for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b - (eta / len(mini_batch)) * b for b, nb in zip(self.biases, nabla_b)]
        # end

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
        delta = (activations[-1] - y) * sigmoid_prime(zs[-1])  #! delta = (activations[-1] - y)  #! delta = (y - activations[-1]) * sigmoid_prime(zs[-1])  #! delta = (activations[-1] - y) * sigmoid_prime(activations[-1])
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].T)
        for l in range(2, self.num_layers):
            z = zs[-l]
            sp = sigmoid_prime(z)  #! sp = sigmoid(z)
            delta = np.dot(self.weights[-l + 1].T, delta) * sp  #! delta = np.dot(self.weights[-l + 1].T, delta)  #! delta = np.dot(self.weights[-l + 1].T, delta * sp[0])
            nabla_b[-l] = delta  #! nabla_b[-l] = delta * sp
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)  #! nabla_w[-l] = np.dot(delta, activations[-l].T)
        # end
        return nabla_b, nabla_w


data = []
for _ in range(6):
    a = rng.uniform(-1, 1, (3, 1))
    data.append((a, (np.array([a[0] * a[1], a[2]]) > 0).astype(float)))
Network([3, 3, 3, 2]).SGD(data, 4, 2, 2.0)
