# A neural network with nothing but lists, dicts and math
import math
import random


def make_network(n_inputs, n_hidden, n_outputs):
    random.seed(1)
    hidden = [{"weights": [random.uniform(-1, 1) for _ in range(n_inputs + 1)]} for _ in range(n_hidden)]
    output = [{"weights": [random.uniform(-1, 1) for _ in range(n_hidden + 1)]} for _ in range(n_outputs)]
    return [hidden, output]


def forward(network, row):
    inputs = row
    for layer in network:
        outputs = []
        for neuron in layer:
            total = neuron["weights"][-1]          # the last weight is the bias
            for w, x in zip(neuron["weights"][:-1], inputs):
                total += w * x
            neuron["output"] = 1.0 / (1.0 + math.exp(-total))
            outputs.append(neuron["output"])
        inputs = outputs
    return inputs


def derivative(output):
    return output * (1.0 - output)


def backward(network, expected):
    for i in reversed(range(len(network))):
        layer = network[i]
        for j, neuron in enumerate(layer):
            # backward
            if i == len(network) - 1:
                err = expected[j] - neuron["output"]  #! err = neuron["output"] - expected[j]
            else:
                err = 0.0
                for n in network[i + 1]:
                    err += n["weights"][j] * n["delta"]  #! err += n["weights"][j]  #! err = n["weights"][j] * n["delta"]
            neuron["delta"] = err * derivative(neuron["output"])  #! neuron["delta"] = err  #! neuron["delta"] = err * neuron["output"] * (1.0 + neuron["output"])


def update(network, row, rate):
    for i in range(len(network)):
        # update
        inputs = row if i == 0 else [n["output"] for n in network[i - 1]]  #! inputs = row
        for neuron in network[i]:
            for j in range(len(inputs)):
                neuron["weights"][j] += rate * neuron["delta"] * inputs[j]  #! neuron["weights"][j] += rate * neuron["delta"] * neuron["output"]  #! neuron["weights"][j] -= rate * neuron["delta"] * inputs[j]
            neuron["weights"][-1] += rate * neuron["delta"]  #! neuron["weights"][-1] += rate * neuron["delta"] * inputs[-1]


# objective: 0.5 * sum((e - o) ** 2 for e, o in zip(expected, outputs))
dataset = [([2.78, 2.55, 0.3], 0), ([1.46, 2.36, -0.4], 0), ([7.62, 2.75, 0.9], 1), ([5.33, 2.08, 0.1], 1)]
network = make_network(3, 4, 2)
for epoch in range(3):
    sum_error = 0.0
    for row, label in dataset:
        row = [v / 4 for v in row]
        outputs = forward(network, row)
        expected = [1 if k == label else 0 for k in range(2)]
        sum_error += sum((e - o) ** 2 for e, o in zip(expected, outputs))
        backward(network, expected)
        update(network, row, 0.5)
    print(">epoch=%d, error=%.3f" % (epoch, sum_error))
weights = [[neuron["weights"] for neuron in layer] for layer in network]
