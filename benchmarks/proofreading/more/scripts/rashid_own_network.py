# my own neural network (after "Make Your Own Neural Network"), without the mnist files
import numpy


class neuralNetwork:

    def __init__(self, inputnodes, hiddennodes, outputnodes, learningrate):
        self.inodes = inputnodes
        self.hnodes = hiddennodes
        self.onodes = outputnodes

        # weights: input -> hidden and hidden -> output, one row for each receiving node
        self.wih = numpy.random.normal(0.0, pow(self.inodes, -0.5), (self.hnodes, self.inodes))
        self.who = numpy.random.normal(0.0, pow(self.hnodes, -0.5), (self.onodes, self.hnodes))

        self.lr = learningrate

        # sigmoid
        self.activation_function = lambda x: 1.0 / (1.0 + numpy.exp(-x))

    # one record: forward, errors back, refine the weights
    def train(self, inputs_list, targets_list):
        # lists -> columns
        inputs = numpy.array(inputs_list, ndmin=2).T
        targets = numpy.array(targets_list, ndmin=2).T

        hidden_inputs = numpy.dot(self.wih, inputs)
        hidden_outputs = self.activation_function(hidden_inputs)

        final_inputs = numpy.dot(self.who, hidden_outputs)
        final_outputs = self.activation_function(final_inputs)

        # objective: 0.5 * numpy.sum((targets - final_outputs) ** 2)
        # backward
        # error = what we wanted - what we got
        output_errors = targets - final_outputs
        # sent back through the links (with the slope, unlike my first try)
        hidden_errors = numpy.dot(self.who.T, output_errors * final_outputs * (1.0 - final_outputs))  #! hidden_errors = numpy.dot(self.who.T, output_errors)

        # update
        # hidden -> output
        self.who += self.lr * numpy.dot((output_errors * final_outputs * (1.0 - final_outputs)), numpy.transpose(hidden_outputs))  #! self.who += self.lr * numpy.dot((output_errors * final_outputs * (1.0 - final_outputs)), numpy.transpose(hidden_inputs))  #! self.who += self.lr * numpy.dot(output_errors, numpy.transpose(hidden_outputs))

        # input -> hidden
        self.wih += self.lr * numpy.dot((hidden_errors * hidden_outputs * (1.0 - hidden_outputs)), numpy.transpose(inputs))  #! self.wih += self.lr * numpy.dot((hidden_errors * hidden_inputs * (1.0 - hidden_inputs)), numpy.transpose(inputs))  #! self.wih -= self.lr * numpy.dot((hidden_errors * hidden_outputs * (1.0 - hidden_outputs)), numpy.transpose(inputs))

    # just ask
    def query(self, inputs_list):
        inputs = numpy.array(inputs_list, ndmin=2).T
        hidden_outputs = self.activation_function(numpy.dot(self.wih, inputs))
        final_outputs = self.activation_function(numpy.dot(self.who, hidden_outputs))
        return final_outputs


numpy.random.seed(42)
input_nodes = 4
hidden_nodes = 5
output_nodes = 3
learning_rate = 0.3
n = neuralNetwork(input_nodes, hidden_nodes, output_nodes, learning_rate)

# label, then the "pixels" as in the csv files
training_data_list = ["0,255,12,3,90", "1,4,201,77,8", "2,30,61,250,199", "1,13,222,9,40"]

epochs = 2
for e in range(epochs):
    for record in training_data_list:
        all_values = record.split(',')
        # pixels to 0.01 ... 1.0
        inputs = (numpy.asarray(all_values[1:], dtype=float) / 255.0 * 0.99) + 0.01
        targets = numpy.zeros(output_nodes) + 0.01
        targets[int(all_values[0])] = 0.99
        n.train(inputs, targets)

print(n.query([0.9, 0.1, 0.1, 0.3]))
