# XOR with a network class (fit / predict), one example at a time
import numpy as np


class NeuralNetwork:
    """sizes e.g. [2, 3, 1], tanh inside, sigmoid at the end"""

    def __init__(self, sizes, eta=0.5, seed=3):
        rng = np.random.RandomState(seed)
        self.eta = eta
        self.weights = []
        # the bias is the first row of each matrix
        for n_in, n_out in zip(sizes[:-1], sizes[1:]):
            self.weights.append(rng.uniform(-1, 1, (n_in + 1, n_out)))

    def _add_one(self, v):
        return np.concatenate(([1.0], v))

    def feed(self, x):
        a = [self._add_one(x)]
        for k, w in enumerate(self.weights):
            z = a[-1].dot(w)
            if k == len(self.weights) - 1:
                a.append(1 / (1 + np.exp(-z)))
            else:
                a.append(self._add_one(np.tanh(z)))
        return a

    def fit(self, X, y, epochs=20):
        for ep in range(epochs):
            total = 0
            for i in range(len(X)):
                a = self.feed(X[i])
                err = 0.5 * np.sum((a[-1] - y[i]) ** 2)
                total += err
                # backward
                delta = (a[-1] - y[i]) * a[-1] * (1 - a[-1])  #! delta = a[-1] - y[i]  #! delta = (y[i] - a[-1]) * a[-1] * (1 - a[-1])  #! delta = (a[-1] - y[i]) * (1 - a[-1] ** 2)
                deltas = [delta]
                for k in range(len(self.weights) - 1, 0, -1):
                    back = self.weights[k].dot(deltas[-1])  #! back = self.weights[k].sum(axis=1)
                    h = a[k][1:]  #! h = a[k][:-1]
                    deltas.append(back[1:] * (1 - h ** 2))  #! deltas.append(back[1:] * h * (1 - h))  #! deltas.append(back[:-1] * (1 - h ** 2))  #! deltas.append(back[1:])  #! deltas.append(back[1:] * (1 - np.tanh(h) ** 2))
                deltas.reverse()
                for k in range(len(self.weights)):
                    self.weights[k] = self.weights[k] - self.eta * np.outer(a[k], deltas[k])  #! self.weights[k] = self.weights[k] + self.eta * np.outer(a[k], deltas[k])  #! self.weights[k] = self.weights[k] - self.eta * deltas[k]
                # end
            if ep % 5 == 0:
                print("epoch", ep, "error", total)
        return self

    def predict(self, X):
        return np.array([self.feed(x)[-1] for x in X])


X = np.array([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
y = np.array([0, 1, 1, 0])
nn = NeuralNetwork([2, 3, 3, 1])
nn.fit(X, y)
print(nn.predict(X).round(3))
