import numpy as np


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward_propagation(self, input):
        raise NotImplementedError

    def backward_propagation(self, output_error, learning_rate):
        raise NotImplementedError


class FCLayer(Layer):
    def __init__(self, input_size, output_size):
        self.weights = np.random.rand(input_size, output_size) - 0.5
        self.bias = np.random.rand(1, output_size) - 0.5

    def forward_propagation(self, input_data):
        self.input = input_data
        self.output = np.dot(self.input, self.weights) + self.bias
        return self.output

    def backward_propagation(self, output_error, learning_rate):
        # backward
        input_error = np.dot(output_error, self.weights.T)  #! input_error = np.dot(self.weights, output_error.T)
        weights_error = np.dot(self.input.T, output_error)  #! weights_error = np.dot(self.input.T, input_error)  #! weights_error = np.dot(self.output.T, output_error)

        # update parameters
        self.weights -= learning_rate * weights_error  #! self.weights += learning_rate * weights_error
        self.bias -= learning_rate * output_error  #! self.bias -= learning_rate * self.output
        # end
        return input_error


class ActivationLayer(Layer):
    def __init__(self, activation, activation_prime):
        self.activation = activation
        self.activation_prime = activation_prime

    def forward_propagation(self, input_data):
        self.input = input_data
        self.output = self.activation(self.input)
        return self.output

    def backward_propagation(self, output_error, learning_rate):
        # backward
        return self.activation_prime(self.input) * output_error  #! return self.activation_prime(self.output) * output_error  #! return self.activation(self.input) * output_error


def tanh(x):
    return np.tanh(x)


def tanh_prime(x):
    # backward
    return 1 - np.tanh(x)**2  #! return 1 - np.tanh(x)
    # end


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime(y_true, y_pred):
    # backward
    return 2 * (y_pred - y_true) / y_true.size  #! return 2 * (y_true - y_pred) / y_true.size
    # end


class Network:
    def __init__(self):
        self.layers = []
        self.loss = None
        self.loss_prime = None

    def add(self, layer):
        self.layers.append(layer)

    def use(self, loss, loss_prime):
        self.loss = loss
        self.loss_prime = loss_prime

    def predict(self, input_data):
        samples = len(input_data)
        result = []
        for i in range(samples):
            output = input_data[i]
            for layer in self.layers:
                output = layer.forward_propagation(output)
            result.append(output)
        return result

    def fit(self, x_train, y_train, epochs, learning_rate):
        samples = len(x_train)
        for i in range(epochs):
            err = 0
            for j in range(samples):
                output = x_train[j]
                for layer in self.layers:
                    output = layer.forward_propagation(output)

                # for display only
                err += self.loss(y_train[j], output)

                # backward
                error = self.loss_prime(y_train[j], output)  #! error = self.loss(y_train[j], output)
                for layer in reversed(self.layers):
                    error = layer.backward_propagation(error, learning_rate)
                # end

            err /= samples
            print('epoch %d/%d   error=%f' % (i+1, epochs, err))


np.random.seed(4)
x_train = np.array([[[0, 0]], [[0, 1]], [[1, 0]], [[1, 1]]])
y_train = np.array([[[0]], [[1]], [[1]], [[0]]])

net = Network()
net.add(FCLayer(2, 3))
net.add(ActivationLayer(tanh, tanh_prime))
net.add(FCLayer(3, 1))
net.add(ActivationLayer(tanh, tanh_prime))

net.use(mse, mse_prime)
net.fit(x_train, y_train, epochs=3, learning_rate=0.1)

out = net.predict(x_train)
print(out)
