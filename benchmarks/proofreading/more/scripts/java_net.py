import math
import random


class Neuron:
    def __init__(self, numInputs, rnd):
        self.weights = [rnd.uniform(-1, 1) for _ in range(numInputs)]
        self.bias = 0.0
        self.output = 0.0
        self.delta = 0.0

    def activate(self, inputs):
        total = self.bias
        for i in range(len(inputs)):
            total += self.weights[i] * inputs[i]
        self.output = 1.0 / (1.0 + math.exp(-total))
        return self.output


class Network:
    def __init__(self, sizes, seed):
        rnd = random.Random(seed)
        self.layers = []
        for l in range(1, len(sizes)):
            self.layers.append([Neuron(sizes[l - 1], rnd) for _ in range(sizes[l])])

    def feedForward(self, inputs):
        for layer in self.layers:
            inputs = [neuron.activate(inputs) for neuron in layer]
        return inputs

    def train(self, inputs, targets, learningRate):
        outputs = self.feedForward(inputs)
        totalError = 0.0
        for k in range(len(outputs)):
            totalError += 0.5 * (targets[k] - outputs[k]) ** 2
        # backward
        for l in range(len(self.layers) - 1, -1, -1):
            for j, neuron in enumerate(self.layers[l]):
                if l == len(self.layers) - 1:
                    err = targets[j] - neuron.output
                else:
                    err = 0.0
                    for nxt in self.layers[l + 1]:
                        err += nxt.weights[j] * nxt.delta
                neuron.delta = err * neuron.output * (1.0 - neuron.output)
        # update
        for layer in self.layers:
            for neuron in layer:
                for i in range(len(inputs)):
                    neuron.weights[i] += learningRate * neuron.delta * inputs[i]
                neuron.bias += learningRate * neuron.delta
            inputs = [neuron.output for neuron in layer]
        return totalError


if __name__ == "__main__":
    net = Network([2, 3, 2], 1234)
    samples = [([0, 0], [0, 0]), ([0, 1], [1, 0]), ([1, 0], [1, 0]), ([1, 1], [0, 1])]   # half adder
    for epoch in range(30):
        errorSum = 0.0
        for inp, tgt in samples:
            errorSum += net.train(inp, tgt, 0.8)
        if epoch % 10 == 0:
            print("Epoch " + str(epoch) + ": " + str(errorSum))
