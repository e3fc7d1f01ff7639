import numpy as np


class NeuralNetwork(object):
    def __init__(self, input_nodes, hidden_nodes, output_nodes, learning_rate):
        self.input_nodes = input_nodes
        self.hidden_nodes = hidden_nodes
        self.output_nodes = output_nodes
        self.weights_input_to_hidden = np.random.normal(0.0, self.input_nodes**-0.5,
                                                        (self.input_nodes, self.hidden_nodes))
        self.weights_hidden_to_output = np.random.normal(0.0, self.hidden_nodes**-0.5,
                                                         (self.hidden_nodes, self.output_nodes))
        self.lr = learning_rate
        self.activation_function = lambda x: 1 / (1 + np.exp(-x))

    def train(self, features, targets):
        n_records = features.shape[0]
        delta_weights_i_h = np.zeros(self.weights_input_to_hidden.shape)
        delta_weights_h_o = np.zeros(self.weights_hidden_to_output.shape)
        for X, y in zip(features, targets):
            final_outputs, hidden_outputs = self.forward_pass_train(X)
            delta_weights_i_h, delta_weights_h_o = self.backpropagation(final_outputs, hidden_outputs, X, y,
                                                                        delta_weights_i_h, delta_weights_h_o)
        self.update_weights(delta_weights_i_h, delta_weights_h_o, n_records)

    def forward_pass_train(self, X):
        hidden_inputs = np.dot(X, self.weights_input_to_hidden)
        hidden_outputs = self.activation_function(hidden_inputs)
        final_inputs = np.dot(hidden_outputs, self.weights_hidden_to_output)
        final_outputs = final_inputs
        return final_outputs, hidden_outputs

    def backpropagation(self, final_outputs, hidden_outputs, X, y, delta_weights_i_h, delta_weights_h_o):
        # objective: 0.5 * np.sum((y - final_outputs) ** 2)
        # backward
        error = y - final_outputs  #! error = final_outputs - y
        output_error_term = error  #! output_error_term = error * final_outputs * (1 - final_outputs)
        hidden_error = np.dot(self.weights_hidden_to_output, output_error_term)
        hidden_error_term = hidden_error * hidden_outputs * (1 - hidden_outputs)  #! hidden_error_term = hidden_error * (1 - hidden_outputs)  #! hidden_error_term = hidden_error
        # weight step (input to hidden)
        delta_weights_i_h += hidden_error_term * X[:, None]  #! delta_weights_i_h += hidden_error * X[:, None]
        # weight step (hidden to output)
        delta_weights_h_o += output_error_term * hidden_outputs[:, None]  #! delta_weights_h_o = output_error_term * hidden_outputs[:, None]
        # end
        return delta_weights_i_h, delta_weights_h_o

    def update_weights(self, delta_weights_i_h, delta_weights_h_o, n_records):
        # update
        self.weights_hidden_to_output += self.lr * delta_weights_h_o / n_records  #! self.weights_hidden_to_output += self.lr * delta_weights_h_o
        self.weights_input_to_hidden += self.lr * delta_weights_i_h / n_records  #! self.weights_input_to_hidden -= self.lr * delta_weights_i_h / n_records
        # end

    def run(self, features):
        hidden_inputs = np.dot(features, self.weights_input_to_hidden)
        hidden_outputs = self.activation_function(hidden_inputs)
        final_inputs = np.dot(hidden_outputs, self.weights_hidden_to_output)
        final_outputs = final_inputs
        return final_outputs


def MSE(y, Y):
    return np.mean((y - Y)**2)


iterations = 4
learning_rate = 0.5
hidden_nodes = 3
output_nodes = 1

np.random.seed(21)
train_features = np.random.randn(9, 4)
train_targets = np.random.randn(9, 1)
val_features = np.random.randn(4, 4)
val_targets = np.random.randn(4, 1)

N_i = train_features.shape[1]
network = NeuralNetwork(N_i, hidden_nodes, output_nodes, learning_rate)
losses = {'train': [], 'validation': []}
for ii in range(iterations):
    batch = np.random.choice(train_features.shape[0], size=6)
    X, y = train_features[batch], train_targets[batch]
    network.train(X, y)
    train_loss = MSE(network.run(train_features).T, train_targets.T)
    val_loss = MSE(network.run(val_features).T, val_targets.T)
    print("Training loss: " + str(train_loss)[:5] + " ... Validation loss: " + str(val_loss)[:5])
    losses['train'].append(train_loss)
    losses['validation'].append(val_loss)
