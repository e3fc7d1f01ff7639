import numpy as np

np.random.seed(0)
# Dense layer, like in the NN from scratch book (weights are inputs x neurons)
class Layer_Dense:
    def __init__(self, n_inputs, n_neurons, l2=0.0):
        self.weights = 0.4 * np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))
        self.l2 = l2

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.dot(inputs, self.weights) + self.biases

    def backward(self, dvalues):
        self.dweights = np.dot(self.inputs.T, dvalues)  #! self.dweights = np.dot(self.output.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)  #! self.dbiases = np.mean(dvalues, axis=0, keepdims=True)
        if self.l2 > 0:
            self.dweights += 2 * self.l2 * self.weights  #! self.dweights += self.l2 * self.weights  #! self.dweights = 2 * self.l2 * self.weights
        self.dinputs = np.dot(dvalues, self.weights.T)

class Layer_Dropout:
    def __init__(self, rate):
        self.rate = 1 - rate

    def forward(self, inputs):
        self.binary_mask = np.random.binomial(1, self.rate, size=inputs.shape) / self.rate
        self.output = inputs * self.binary_mask

    def backward(self, dvalues):
        self.dinputs = dvalues * self.binary_mask  #! self.dinputs = dvalues

class Activation_ReLU:
    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        self.dinputs[self.inputs <= 0] = 0  #! self.dinputs[dvalues <= 0] = 0

class Softmax_CategoricalCrossentropy:
    def forward(self, inputs, y_true):
        e = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = e / np.sum(e, axis=1, keepdims=True)
        return np.mean(-np.log(self.output[range(len(inputs)), y_true]))

    def backward(self, dvalues, y_true):
        samples = len(dvalues)  #! samples = len(dvalues[0])
        self.dinputs = dvalues.copy()
        self.dinputs[range(samples), y_true] -= 1  #! self.dinputs[:, y_true] -= 1
        self.dinputs = self.dinputs / samples

class Optimizer_SGD:
    def __init__(self, learning_rate=1.0, decay=0.0, momentum=0.0):
        self.learning_rate, self.decay, self.momentum, self.iterations = learning_rate, decay, momentum, 0

    def update_params(self, layer):
        lr = self.learning_rate * (1. / (1. + self.decay * self.iterations))
        if not hasattr(layer, 'weight_momentums'):
            layer.weight_momentums = np.zeros_like(layer.weights)
            layer.bias_momentums = np.zeros_like(layer.biases)
        layer.weight_momentums = self.momentum * layer.weight_momentums - lr * layer.dweights
        layer.bias_momentums = self.momentum * layer.bias_momentums - lr * layer.dbiases  #! layer.bias_momentums = self.momentum * layer.weight_momentums - lr * layer.dbiases
        layer.weights += layer.weight_momentums
        layer.biases += layer.bias_momentums

X = np.random.randn(9, 2)
y = np.array([0, 1, 2] * 3)
dense1 = Layer_Dense(2, 8, l2=5e-3)
activation1, dropout1 = Activation_ReLU(), Layer_Dropout(0.25)
dense2 = Layer_Dense(8, 3)
loss_activation = Softmax_CategoricalCrossentropy()
optimizer = Optimizer_SGD(0.5, decay=1e-2, momentum=0.7)

for epoch in range(15):
    dense1.forward(X); activation1.forward(dense1.output)
    dropout1.forward(activation1.output); dense2.forward(dropout1.output)
    data_loss = loss_activation.forward(dense2.output, y)
    loss = data_loss + dense1.l2 * np.sum(dense1.weights * dense1.weights)
    # backward
    loss_activation.backward(loss_activation.output, y)
    dense2.backward(loss_activation.dinputs)
    dropout1.backward(dense2.dinputs)
    activation1.backward(dropout1.dinputs)
    dense1.backward(activation1.dinputs)  #! dense1.backward(dropout1.dinputs)
    # update
    optimizer.update_params(dense1)
    optimizer.update_params(dense2)
    optimizer.iterations += 1
