import numpy as np


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward(self, input):
        raise NotImplementedError

    def backward(self, output_gradient, learning_rate):
        raise NotImplementedError


class Dense(Layer):
    def __init__(self, input_size, output_size):
        self.weights = np.random.randn(output_size, input_size) * 0.8
        self.bias = np.random.randn(output_size, 1) * 0.8

    def forward(self, input):
        self.input = input
        return np.dot(self.weights, self.input) + self.bias

    # backward
    def backward(self, output_gradient, learning_rate):
        weights_gradient = np.dot(output_gradient, self.input.T)  #! weights_gradient = np.dot(output_gradient, np.ones_like(self.input.T))
        input_gradient = np.dot(self.weights.T, output_gradient)
        self.weights -= learning_rate * weights_gradient  #! self.weights += learning_rate * weights_gradient  #! self.weights = -learning_rate * weights_gradient
        self.bias -= learning_rate * output_gradient  #! self.bias -= output_gradient  #! self.bias -= learning_rate * output_gradient.mean()
        return input_gradient
    # end


class Tanh(Layer):
    def forward(self, input):
        self.input = input
        self.output = np.tanh(input)
        return self.output

    # backward
    def backward(self, output_gradient, learning_rate):
        return output_gradient * (1 - self.output ** 2)  #! return output_gradient * (1 - self.input ** 2)  #! return output_gradient * (1 - np.tanh(self.output) ** 2)  #! return output_gradient * (1 - self.output)
    # end


class LeakyReLU(Layer):
    def __init__(self, slope=0.1):
        self.slope = slope

    def forward(self, input):
        self.input = input
        return np.where(input > 0, input, self.slope * input)

    # backward
    def backward(self, output_gradient, learning_rate):
        return np.where(self.input > 0, output_gradient, self.slope * output_gradient)  #! return np.where(self.input > 0, output_gradient, 0)  #! return np.where(self.input > 0, output_gradient, self.slope)
    # end


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


# backward
def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / y_true.size  #! return 2 * (y_true - y_pred) / y_true.size  #! return 2 * (y_pred - y_true)
# end


class Network:
    def __init__(self, *layers):
        self.layers = list(layers)

    def predict(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def fit(self, x_train, y_train, epochs, learning_rate):
        for e in range(epochs):
            err = 0
            for x, y in zip(x_train, y_train):
                out = self.predict(x)
                err += mse(y, out)
                # backward
                grad = mse_prime(y, out)
                for layer in reversed(self.layers):
                    grad = layer.backward(grad, learning_rate)
                # end
            err /= len(x_train)
            print('epoch %d/%d   error=%f' % (e + 1, epochs, err))


np.random.seed(12)
X = np.reshape([[0.2, -0.4, 1.0], [1.1, 0.3, -0.6], [-0.7, 0.9, 0.5], [0.4, 0.4, -1.2]], (4, 3, 1))
Y = np.reshape([[0.5, -0.5], [0.1, 0.7], [-0.8, 0.2], [0.9, 0.3]], (4, 2, 1))
net = Network(Dense(3, 5), LeakyReLU(), Dense(5, 4), Tanh(), Dense(4, 2))
net.fit(X, Y, 4, 0.1)
