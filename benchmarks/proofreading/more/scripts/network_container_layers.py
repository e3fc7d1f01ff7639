import numpy as np

class Layer:
    def forward(self, x):
        raise NotImplementedError
    def backward(self, output_gradient, learning_rate):
        raise NotImplementedError

class Dense(Layer):
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(output_size, input_size)
        self.bias = np.random.randn(output_size, 1)

    def forward(self, input):
        self.input = input
        return np.dot(self.weights, self.input) + self.bias

    def backward(self, output_gradient, learning_rate):
        # backward
        weights_gradient = np.dot(output_gradient, self.input.T)  #! weights_gradient = np.dot(output_gradient.T, self.input)  #! weights_gradient = np.dot(self.input, output_gradient.T)
        input_gradient = np.dot(self.weights.T, output_gradient)  #! input_gradient = np.dot(self.weights, output_gradient)
        # update
        self.weights -= learning_rate * weights_gradient
        self.bias -= learning_rate * output_gradient  #! self.bias -= learning_rate * input_gradient
        return input_gradient  #! return np.dot(self.weights.T, output_gradient)
        # end

class Activation(Layer):
    def __init__(self, f, f_prime):
        self.f, self.f_prime = f, f_prime

    def forward(self, input):
        self.input = input
        return self.f(self.input)

    def backward(self, output_gradient, learning_rate):
        # backward
        return np.multiply(output_gradient, self.f_prime(self.input))  #! return np.multiply(output_gradient, self.f(self.input))  #! return np.multiply(output_gradient, self.f_prime(self.f(self.input)))
        # end

def tanh_prime(x):
    return 1 - np.tanh(x) ** 2

def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))

def mse_prime(y_true, y_pred):
    # backward
    return 2 * (y_pred - y_true) / np.size(y_true)  #! return 2 * (y_true - y_pred) / np.size(y_true)  #! return (y_pred - y_true) / np.size(y_true)
    # end

class Network:
    def __init__(self, layers):
        self.layers = layers

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def train_step(self, x, y, learning_rate):
        output = self.predict(x)
        error = mse(y, output)
        # backward
        grad = mse_prime(y, output)
        for layer in reversed(self.layers):  #! for layer in self.layers:
            grad = layer.backward(grad, learning_rate)
        # end
        return error

np.random.seed(10)
X = np.random.randn(4, 3, 1)
Y = np.random.randn(4, 2, 1)
hidden, out = Dense(3, 5), Dense(5, 2)
net = Network([hidden, Activation(np.tanh, tanh_prime), out, Activation(np.tanh, tanh_prime)])
for e in range(2):
    error = 0
    for x, y in zip(X, Y):
        error += net.train_step(x, y, 0.1)
    print("%d/%d, error=%f" % (e + 1, 2, error / len(X)))
