# objective: sum(max(0.0, -t * self.net(x)) for x, t in zip(X, Y))
"""Batch perceptron (perceptron criterion), only the misclassified points contribute."""
import random

class Perceptron:
    def __init__(self, n_features, eta=0.1):
        rnd = random.Random(99)
        self.w = [rnd.uniform(-0.5, 0.5) for _ in range(n_features)]
        self.theta = rnd.uniform(-0.5, 0.5)      # threshold, is subtracted
        self.eta = eta

    def net(self, x):
        s = 0.0
        for wi, xi in zip(self.w, x):
            s += wi * xi
        return s - self.theta

    def fit(self, X, Y, max_epochs=30):
        for epoch in range(max_epochs):
            # backward
            wrong = 0
            grad_w = [0.0] * len(self.w)
            grad_theta = 0.0
            for x, t in zip(X, Y):
                if t * self.net(x) < 0:
                    wrong += 1
                    for i in range(len(x)):
                        grad_w[i] -= t * x[i]
                    grad_theta += t
            print("epoch", epoch, "misclassified", wrong)
            if wrong == 0:
                return self
            # update
            for i, g in enumerate(grad_w):
                self.w[i] -= self.eta * g
            self.theta -= self.eta * grad_theta
        return self

X = [(2.1, 1.0), (1.5, 2.2), (3.0, 0.5), (-1.0, -0.5), (-2.0, 1.0), (0.2, -1.7), (-0.3, 0.4)]
Y = [1, 1, 1, -1, -1, -1, -1]
p = Perceptron(2).fit(X, Y)
print(p.w, p.theta)
