# Neurons and Synapses as objects (my first OOP exercise, no numpy). Every object knows its own gradient.
from math import tanh, cos
from random import Random

rand = Random(6)


class Synapse:
    def __init__(self, src, dst):
        self.src, self.dst = src, dst
        self.weight = rand.uniform(-0.8, 0.8)
        self.grad = 0.0
        src.outgoing.append(self)
        dst.incoming.append(self)


class Neuron:
    def __init__(self, linear=False):
        self.incoming, self.outgoing = [], []
        self.linear = linear
        self.bias = 0.0
        self.value = self.delta = self.bias_grad = 0.0

    def fire(self):
        total = self.bias + sum(s.weight * s.src.value for s in self.incoming)
        self.value = total if self.linear else tanh(total)

    def blame(self, delta=None):
        if delta is None:
            delta = sum(s.weight * s.dst.delta for s in self.outgoing)
        self.delta = delta * (1.0 if self.linear else 1.0 - self.value ** 2)
        self.bias_grad += self.delta
        for s in self.incoming:
            s.grad += self.delta * s.src.value


layers = [[Neuron() for _ in range(2)], [Neuron() for _ in range(4)], [Neuron() for _ in range(3)], [Neuron(linear=True)]]
synapses = [Synapse(a, b) for left, right in zip(layers, layers[1:]) for b in right for a in left]
hidden_and_out = [n for layer in layers[1:] for n in layer]
samples = [((u / 2, v / 2), cos(u / 2 + v)) for u in (-1, 0, 1) for v in (-1, 1)]

for epoch in range(25):
    loss = 0.0
    for neuron in hidden_and_out:
        neuron.bias_grad = 0.0
    for s in synapses:
        s.grad = 0.0
    for inputs, wanted in samples:
        for neuron, value in zip(layers[0], inputs):
            neuron.value = value
        for neuron in hidden_and_out:
            neuron.fire()
        diff = layers[-1][0].value - wanted
        loss += diff * diff / len(samples)
        # backward
        layers[-1][0].blame(2 * diff / len(samples))
        for layer in layers[-2:0:-1]:
            for neuron in layer:
                neuron.blame()
    # update
    for s in synapses:
        s.weight -= 0.2 * s.grad
    for neuron in hidden_and_out:
        neuron.bias -= 0.2 * neuron.bias_grad
    if epoch % 6 == 0:
        print("epoch", epoch, "loss", loss)
