"""network.py, my version: list of sizes, any depth, softplus hidden units,
linear output, one (x, y) pair at a time like in the online book chapter 2."""
import numpy as np

def softplus(z): return np.log(1 + np.exp(z))
def softplus_prime(z): return 1.0 / (1.0 + np.exp(-z))

class Network(object):

    def __init__(self, sizes):
        rs = np.random.RandomState(42)
        self.num_layers = len(sizes)
        self.biases = [rs.randn(y, 1) for y in sizes[1:]]
        self.weights = [rs.randn(y, x) / np.sqrt(x) for x, y in zip(sizes[:-1], sizes[1:])]

    def backprop(self, x, y):
        nb = [np.zeros(b.shape) for b in self.biases]
        nw = [np.zeros(w.shape) for w in self.weights]
        a = x
        activations, zs = [x], []
        for k, (b, w) in enumerate(zip(self.biases, self.weights)):
            z = np.dot(w, a) + b
            zs.append(z)
            a = z if k == self.num_layers - 2 else softplus(z)
            activations.append(a)
        loss = 0.5 * np.sum((activations[-1] - y) ** 2)
        # backward
        delta = activations[-1] - y  #! delta = y - activations[-1]  #! delta = (activations[-1] - y) * softplus_prime(zs[-1])  #! delta = 2 * (activations[-1] - y)
        nb[-1] = delta
        nw[-1] = np.dot(delta, activations[-2].T)  #! nw[-1] = np.dot(delta, zs[-2].T)  #! nw[-1] = delta * activations[-2].sum()
        for l in range(2, self.num_layers):
            sp = softplus_prime(zs[-l])  #! sp = softplus(zs[-l])  #! sp = softplus_prime(activations[-l])  #! sp = zs[-l] > 0  #! sp = softplus_prime(zs[-l]) * (1 - softplus_prime(zs[-l]))
            delta = np.dot(self.weights[-l+1].T, delta) * sp  #! delta = np.dot(self.weights[-l+1].T, delta)
            nb[-l] = delta  #! nb[-l] = delta.sum()
            nw[-l] = np.dot(delta, activations[-l-1].T)  #! nw[-l] = np.dot(sp, activations[-l-1].T)
        # end
        return loss, nb, nw

    def step(self, nb, nw, eta):
        # update
        self.weights = [w - eta * d for w, d in zip(self.weights, nw)]  #! self.weights = [w + eta * d for w, d in zip(self.weights, nw)]
        self.biases = [b - eta * d for b, d in zip(self.biases, nb)]
        # end

    def sgd(self, pairs, epochs, eta):
        for ep in range(epochs):
            tot = 0.0
            for x, y in pairs:
                loss, nb, nw = self.backprop(x, y)
                self.step(nb, nw, eta)
                tot += loss
            print("Epoch {0}: {1:.5f}".format(ep, tot / len(pairs)))

inputs = np.array([[0.2, -0.9, 0.5], [1.0, 0.1, -0.6], [-0.4, 0.8, 0.3], [0.7, 0.7, -1.2]])
targets = np.array([[0.5, -0.2], [0.1, 0.9], [-0.6, 0.3], [1.0, 0.0]])
pairs = [(x.reshape(3, 1), y.reshape(2, 1)) for x, y in zip(inputs, targets)]

net = Network([3, 5, 4, 2])
net.sgd(pairs, 2, 0.03)
