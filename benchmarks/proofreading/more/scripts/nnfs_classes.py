import numpy as np

np.random.seed(0)


# Dense layer
class Layer_Dense:

    def __init__(self, n_inputs, n_neurons):
        self.weights = 0.3 * np.random.randn(n_inputs, n_neurons)
        self.biases = np.zeros((1, n_neurons))

    def forward(self, inputs):
        # needed again on the way back
        self.inputs = inputs
        self.output = np.dot(inputs, self.weights) + self.biases

    def backward(self, dvalues):
        # backward
        # weights and biases of this layer
        self.dweights = np.dot(self.inputs.T, dvalues)  #! self.dweights = np.dot(self.output.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        # what the layer before gets
        self.dinputs = np.dot(dvalues, self.weights.T)  #! self.dinputs = np.dot(dvalues, self.dweights.T)


# ReLU activation
class Activation_ReLU:

    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        # backward
        self.dinputs = dvalues.copy()
        # nothing flows where the neuron was off
        self.dinputs[self.inputs <= 0] = 0  #! self.dinputs[dvalues <= 0] = 0


class Activation_Softmax:

    def forward(self, inputs):
        exp_values = np.exp(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exp_values / np.sum(exp_values, axis=1, keepdims=True)


class Loss:

    def calculate(self, output, y):
        sample_losses = self.forward(output, y)
        data_loss = np.mean(sample_losses)
        return data_loss


class Loss_CategoricalCrossentropy(Loss):

    def forward(self, y_pred, y_true):
        samples = len(y_pred)
        # no log(0) please
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            correct_confidences = y_pred_clipped[range(samples), y_true]
        elif len(y_true.shape) == 2:
            correct_confidences = np.sum(y_pred_clipped * y_true, axis=1)
        return -np.log(correct_confidences)


# softmax and loss in one, because together their gradient is simple
class Activation_Softmax_Loss_CategoricalCrossentropy():

    def __init__(self):
        self.activation = Activation_Softmax()
        self.loss = Loss_CategoricalCrossentropy()

    def forward(self, inputs, y_true):
        self.activation.forward(inputs)
        self.output = self.activation.output
        return self.loss.calculate(self.output, y_true)

    def backward(self, dvalues, y_true):
        samples = len(dvalues)
        # one-hot -> class numbers
        if len(y_true.shape) == 2:
            y_true = np.argmax(y_true, axis=1)
        # backward
        self.dinputs = dvalues.copy()
        self.dinputs[range(samples), y_true] -= 1  #! self.dinputs[:, y_true] -= 1
        self.dinputs = self.dinputs / samples


class Optimizer_SGD:

    def __init__(self, learning_rate=1., decay=0., momentum=0.):
        self.learning_rate = learning_rate
        self.current_learning_rate = learning_rate
        self.decay = decay
        self.iterations = 0
        self.momentum = momentum

    def pre_update_params(self):
        if self.decay:
            self.current_learning_rate = self.learning_rate * (1. / (1. + self.decay * self.iterations))

    def update_params(self, layer):
        if not hasattr(layer, 'weight_momentums'):
            layer.weight_momentums = np.zeros_like(layer.weights)
            layer.bias_momentums = np.zeros_like(layer.biases)
        # update
        weight_updates = self.momentum * layer.weight_momentums - self.current_learning_rate * layer.dweights
        layer.weight_momentums = weight_updates
        bias_updates = self.momentum * layer.bias_momentums - self.current_learning_rate * layer.dbiases  #! bias_updates = self.momentum * layer.bias_momentums + self.current_learning_rate * layer.dbiases
        layer.bias_momentums = bias_updates
        layer.weights += weight_updates
        layer.biases += bias_updates
        # end

    def post_update_params(self):
        self.iterations += 1


X = np.random.randn(7, 2)
y = np.array([0, 2, 1, 1, 0, 2, 2])

dense1 = Layer_Dense(2, 5)
activation1 = Activation_ReLU()
dense2 = Layer_Dense(5, 3)
loss_activation = Activation_Softmax_Loss_CategoricalCrossentropy()
optimizer = Optimizer_SGD(decay=1e-3, momentum=0.9)

for epoch in range(4):
    dense1.forward(X)
    activation1.forward(dense1.output)
    dense2.forward(activation1.output)
    loss = loss_activation.forward(dense2.output, y)
    predictions = np.argmax(loss_activation.output, axis=1)
    print(f'epoch: {epoch}, acc: {np.mean(predictions == y):.3f}, loss: {loss:.3f}')

    # backward
    loss_activation.backward(loss_activation.output, y)
    dense2.backward(loss_activation.dinputs)
    activation1.backward(dense2.dinputs)
    dense1.backward(activation1.dinputs)  #! dense1.backward(dense2.dinputs)
    # end
    optimizer.pre_update_params()
    optimizer.update_params(dense1)
    optimizer.update_params(dense2)
    optimizer.post_update_params()
