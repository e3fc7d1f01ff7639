"""Recognise 3x3 'digits' with a small net, fit / predict like sklearn."""
import numpy as np

PICTURES = {0: "###|#.#|###", 1: ".#.|.#.|.#.", 7: "###|..#|..#", 4: "#.#|###|..#"}


def to_vector(pic):
    return np.array([[1.0 if c == '#' else 0.0] for c in pic.replace('|', '')])


class DigitNet(object):

    def __init__(self, sizes, eta=0.5, lmbda=0.05):
        rs = np.random.RandomState(4)
        self.sizes = sizes
        self.num_layers = len(sizes)
        self.biases = [rs.randn(y, 1) for y in sizes[1:]]
        self.weights = [rs.randn(y, x) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]
        self.eta = eta
        self.lmbda = lmbda
        self.history = []

    @staticmethod
    def squash(z):
        return 1.0 / (1.0 + np.exp(-z))

    def predict(self, a):
        for b, w in zip(self.biases, self.weights):
            a = self.squash(w @ a + b)
        return a

    def cost(self, data):
        n = len(data)
        c = sum(0.5 * np.linalg.norm(self.predict(x) - y) ** 2 for x, y in data) / n
        return c + 0.5 * (self.lmbda / n) * sum(np.sum(w ** 2) for w in self.weights)

    def backprop(self, x, y):
        activation, activations = x, [x]
        for b, w in zip(self.biases, self.weights):
            activation = self.squash(w @ activation + b)
            activations.append(activation)
        nabla_b = [np.zeros(b.shape) for b in self.biases]
        nabla_w = [np.zeros(w.shape) for w in self.weights]
        # backward
        out = activations[-1]
        delta = (out - y) * out * (1 - out)  #! delta = (y - out) * out * (1 - out)  #! delta = out - y
        nabla_b[-1] = delta
        nabla_w[-1] = delta @ activations[-2].T  #! nabla_w[-1] = delta * activations[-1].T
        for l in range(2, self.num_layers):
            act = activations[-l]
            delta = (self.weights[-l + 1].T @ delta) * act * (1 - act)  #! delta = (self.weights[-l + 1].T @ delta) * (1 - act)  #! delta = (self.weights[-l + 1].T @ delta) * self.squash(act) * (1 - self.squash(act))
            nabla_b[-l] = delta  #! nabla_b[-l] = act
            nabla_w[-l] = delta @ activations[-l - 1].T  #! nabla_w[-l] = -delta @ activations[-l - 1].T
        # end
        return nabla_b, nabla_w

    def fit(self, data, epochs):
        n = len(data)
        for epoch in range(epochs):
            self.history.append(self.cost(data))
            sum_b = [np.zeros(b.shape) for b in self.biases]
            sum_w = [np.zeros(w.shape) for w in self.weights]
            # backward
            for x, y in data:
                db, dw = self.backprop(x, y)
                sum_b = [s + d for s, d in zip(sum_b, db)]  #! sum_b = [d for s, d in zip(sum_b, db)]
                sum_w = [s + d for s, d in zip(sum_w, dw)]  #! sum_w = [s - d for s, d in zip(sum_w, dw)]
            # update
            self.weights = [(1 - self.eta * self.lmbda / n) * w - (self.eta / n) * s for w, s in zip(self.weights, sum_w)]  #! self.weights = [w - (self.eta / n) * s for w, s in zip(self.weights, sum_w)]  #! self.weights = [(1 - self.eta * self.lmbda) * w - (self.eta / n) * s for w, s in zip(self.weights, sum_w)]
            self.biases = [b - (self.eta / n) * s for b, s in zip(self.biases, sum_b)]  #! self.biases = [b - self.eta * s for b, s in zip(self.biases, sum_b)]
            # end
            print("Epoch {0}: cost {1:.5f}".format(epoch, self.history[-1]))


targets = np.eye(len(PICTURES))
training = [(to_vector(p), targets[:, [k]]) for k, p in enumerate(PICTURES.values())]
net = DigitNet([9, 5, 4, 4])
net.fit(training, 8)
print([int(np.argmax(net.predict(x))) for x, _ in training])
