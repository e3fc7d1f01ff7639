# my own "miniflow": nodes know their inbound and outbound neighbours
import numpy as np

class Node:
    def __init__(self, *inbound):
        self.inbound, self.outbound, self.gradients, self.value = list(inbound), [], {}, None
        for n in inbound:
            n.outbound.append(self)
    def incoming(self):
        return sum(n.gradients[self] for n in self.outbound)

class Input(Node):
    def forward(self): pass
    def backward(self):
        self.gradients = {self: self.incoming()}

class Linear(Node):
    def forward(self):
        X, W, b = (n.value for n in self.inbound)
        self.value = X @ W + b
    def backward(self):
        X, W, b = self.inbound
        up = self.incoming()
        self.gradients = {X: up @ W.value.T, W: X.value.T @ up, b: np.sum(up, axis=0)}

class Sigmoid(Node):
    def forward(self):
        self.value = 1. / (1. + np.exp(-self.inbound[0].value))
    def backward(self):
        s = self.value
        self.gradients = {self.inbound[0]: self.incoming() * s * (1 - s)}

class MSE(Node):
    def forward(self):
        self.m = self.inbound[0].value.shape[0]
        self.diff = self.inbound[0].value - self.inbound[1].value
        self.value = np.sum(self.diff ** 2) / self.m
    def backward(self):
        self.gradients = {self.inbound[0]: 2 * self.diff / self.m, self.inbound[1]: -2 * self.diff / self.m}

X, y, W1, b1, W2, b2 = [Input() for _ in range(6)]
l1 = Linear(X, W1, b1)
s1 = Sigmoid(l1)
l2 = Linear(s1, W2, b2)
cost = MSE(l2, y)
graph = [X, y, W1, b1, W2, b2, l1, s1, l2, cost]     # already in topological order

np.random.seed(11)
X.value = np.random.randn(7, 4)
y.value = X.value[:, :1] ** 2
W1.value, b1.value = np.random.randn(4, 5), np.zeros(5)
W2.value, b2.value = np.random.randn(5, 1), np.zeros(1)
for it in range(15):
    for n in graph:
        n.forward()
    # backward
    for n in reversed(graph):
        n.backward()
    # update
    for t in (W1, b1, W2, b2):
        t.value = t.value - 0.05 * t.gradients[t]
    print(it, round(cost.value, 4))
