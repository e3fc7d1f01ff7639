"""Network with a list of sizes, column activations, cross-entropy cost, weight decay in the update."""
import numpy as np

class Network:
    def __init__(self, sizes, seed=2):
        r = np.random.RandomState(seed)
        self.num_layers = len(sizes)
        self.biases = [r.randn(y, 1) * 0.2 for y in sizes[1:]]
        self.weights = [r.randn(y, x) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

    def update_mini_batch(self, batch, eta, lmbda, n):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        total = 0.0
        for x, y in batch:
            delta_b, delta_w, c = self.backprop(x, y)
            total += c
            # backward
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_b)]  #! nabla_b = [dnb for nb, dnb in zip(nabla_b, delta_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_w)]
            # end
        # objective: total / len(batch) + 0.5 * lmbda / n * sum(np.sum(w ** 2) for w in self.weights)
        # update
        self.weights = [(1 - eta * (lmbda / n)) * w - (eta / len(batch)) * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [(1 + eta * (lmbda / n)) * w - (eta / len(batch)) * nw for w, nw in zip(self.weights, nabla_w)]  #! self.weights = [w - (eta / len(batch)) * nw for w, nw in zip(self.weights, nabla_w)]
        self.biases = [b - (eta / len(batch)) * nb for b, nb in zip(self.biases, nabla_b)]  #! self.biases = [b - (eta / len(batch)) * nb for b, nb in zip(self.biases, nabla_b[::-1])]
        # end

    def backprop(self, x, y):
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        activation, activations, zs = x, [x], []
        for b, w in zip(self.biases, self.weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = sigmoid(z)
            activations.append(activation)
        cost = -np.sum(y * np.log(activation) + (1 - y) * np.log(1 - activation))
        # backward
        delta = activations[-1] - y  #! delta = (activations[-1] - y) * sigmoid_prime(zs[-1])  #! delta = zs[-1] - y
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].T)
        for l in range(2, self.num_layers):
            sp = sigmoid_prime(zs[-l])  #! sp = sigmoid_prime(zs[-l + 1])  #! sp = sigmoid_prime(activations[-l])
            delta = np.dot(self.weights[-l + 1].T, delta) * sp  #! delta = np.dot(self.weights[-l].T, delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].T)
        # end
        return nabla_b, nabla_w, cost

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))

rng = np.random.RandomState(5)
data = [(rng.rand(3, 1), np.eye(2)[:, [rng.randint(2)]]) for _ in range(6)]
net = Network([3, 5, 4, 2])
for epoch in range(2):
    for k in range(0, 6, 3):
        net.update_mini_batch(data[k:k + 3], 0.5, 0.1, len(data))
