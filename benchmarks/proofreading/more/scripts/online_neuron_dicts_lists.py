# backprop with plain lists of neurons (each neuron is a dict), one row at a time
from math import exp
import numpy as np

np.random.seed(1)

def activate(weights, inputs):
    activation = weights[-1]          # last one is the bias
    for i in range(len(weights) - 1):
        activation += weights[i] * inputs[i]
    return activation

def transfer(activation):
    return 1.0 / (1.0 + exp(-activation))

def transfer_derivative(output):
    return output * (1.0 - output)

network = [
    [{'weights': np.random.rand(3)} for _ in range(4)],
    [{'weights': np.random.rand(5)} for _ in range(2)],
]
dataset = np.array([[2.78, 2.55], [1.46, 2.36], [3.39, 4.40], [7.62, 2.75], [5.33, 2.08]]) / 5
labels = [0, 0, 0, 1, 1]
W = [[n['weights'] for n in layer] for layer in network]   # same arrays, just to look at them

for epoch in range(2):
    sum_error = 0
    for row, label in zip(dataset, labels):
        inputs = row
        for layer in network:
            new_inputs = []
            for neuron in layer:
                neuron['output'] = transfer(activate(neuron['weights'], inputs))
                new_inputs.append(neuron['output'])
            inputs = new_inputs
        expected = [0.0, 0.0]
        expected[label] = 1.0
        sum_error += 0.5 * sum((expected[i] - inputs[i]) ** 2 for i in range(2))
        # backward
        for i in reversed(range(len(network))):
            layer = network[i]
            errors = []
            if i != len(network) - 1:
                for j in range(len(layer)):
                    error = 0.0
                    for neuron in network[i + 1]:
                        error += neuron['weights'][j] * neuron['delta']  #! error = neuron['weights'][j] * neuron['delta']  #! error += neuron['weights'][j] * neuron['output']  #! error -= neuron['weights'][j] * neuron['delta']
                    errors.append(error)
            else:
                for j in range(len(layer)):
                    errors.append(expected[j] - layer[j]['output'])  #! errors.append(expected[j] - layer[i]['output'])
            for j in range(len(layer)):
                layer[j]['delta'] = errors[j] * transfer_derivative(layer[j]['output'])  #! layer[j]['delta'] = errors[j]  #! layer[j]['delta'] = errors[j] * transfer(layer[j]['output'])  #! layer[j]['delta'] = errors[i] * transfer_derivative(layer[j]['output'])
        # update
        for i in range(len(network)):
            inputs = row
            if i != 0:
                inputs = [neuron['output'] for neuron in network[i - 1]]  #! inputs = [neuron['delta'] for neuron in network[i - 1]]
            for neuron in network[i]:
                for j in range(len(inputs)):
                    neuron['weights'][j] += 0.5 * neuron['delta'] * inputs[j]  #! neuron['weights'][j] -= 0.5 * neuron['delta'] * inputs[j]
                neuron['weights'][-1] += 0.5 * neuron['delta']  #! neuron['weights'][-1] += 0.5 * neuron['output']
