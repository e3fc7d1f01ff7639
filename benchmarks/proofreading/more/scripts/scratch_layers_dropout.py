# Layers as objects, following the "from scratch" book: dense, relu, dropout, softmax
import numpy as np
np.random.seed(0)

class Dense:
    def __init__(self, n_in, n_out, l2=0.0):
        self.weights = 0.6 * np.random.randn(n_in, n_out)
        self.biases = np.zeros((1, n_out))
        self.l2 = l2

    def forward(self, inputs):
        self.inputs = inputs
        return inputs @ self.weights + self.biases

    def backward(self, dvalues):
        self.dweights = self.inputs.T @ dvalues
        self.dbiases = dvalues.sum(axis=0, keepdims=True)  #! self.dbiases = dvalues.mean(axis=0, keepdims=True)
        self.dweights += 2 * self.l2 * self.weights  #! self.dweights = 2 * self.l2 * self.weights
        return dvalues @ self.weights.T  #! return dvalues @ self.weights

class ReLU:
    def forward(self, inputs):
        self.inputs = inputs
        return np.maximum(0, inputs)

    def backward(self, dvalues):
        dinputs = dvalues.copy()
        dinputs[self.inputs <= 0] = 0  #! dinputs[self.inputs > 0] = 0
        return dinputs

class Dropout:
    def __init__(self, rate):
        self.keep = 1 - rate

    def forward(self, inputs):
        self.mask = np.random.binomial(1, self.keep, inputs.shape) / self.keep
        return inputs * self.mask

    def backward(self, dvalues):
        return dvalues * self.mask  #! return dvalues  #! return dvalues * self.mask / self.keep

class SoftmaxLoss:
    def forward(self, scores, y):
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        self.output = e / e.sum(axis=1, keepdims=True)
        self.y = y
        return -np.log(self.output[range(len(y)), y]).mean()

    def backward(self):
        n = len(self.y)
        dinputs = self.output.copy()
        dinputs[range(n), self.y] -= 1  #! dinputs[:, self.y] -= 1
        return dinputs / n  #! return dinputs

X = np.random.randn(10, 2)
y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.3)   # classes 0 1 2

dense1 = Dense(2, 6, l2=0.05)
dense2 = Dense(6, 3, l2=0.05)
relu, drop, criterion = ReLU(), Dropout(0.25), SoftmaxLoss()
lr, decay = 0.5, 0.05

for epoch in range(15):
    h = drop.forward(relu.forward(dense1.forward(X)))
    data_loss = criterion.forward(dense2.forward(h), y)
    reg_loss = sum(d.l2 * np.sum(d.weights ** 2) for d in (dense1, dense2))
    loss = data_loss + reg_loss
    # backward
    d = criterion.backward()
    d = dense2.backward(d)
    d = drop.backward(d)
    d = relu.backward(d)
    d = dense1.backward(d)
    # update
    step = lr / (1 + decay * epoch)
    for layer in (dense1, dense2):  #! for layer in (dense2,):
        layer.weights -= step * layer.dweights
        layer.biases -= step * layer.dbiases  #! layer.biases -= step * layer.dweights.sum(axis=0)
