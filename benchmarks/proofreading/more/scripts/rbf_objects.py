# radial basis network, one object per neuron (Java habit), centres and widths learn too
import math
import random


class Neuron:
    def __init__(self, rnd):
        self.c = [rnd.uniform(-1, 1), rnd.uniform(-1, 1)]
        self.gamma = 1.0
        self.weight = rnd.uniform(-0.5, 0.5)
        self.reset()

    def reset(self):
        self.gc = [0.0, 0.0]
        self.ggamma = 0.0
        self.gweight = 0.0

    def fire(self, point):
        self.dist = sum((p - c) ** 2 for p, c in zip(point, self.c))
        self.out = math.exp(-self.gamma * self.dist)
        return self.weight * self.out

    def learn(self, point, signal):
        self.gweight += signal * self.out
        s = signal * self.weight * self.out
        self.ggamma += -s * self.dist
        for k in (0, 1):
            self.gc[k] += s * 2 * self.gamma * (point[k] - self.c[k])

    def move(self, rate):
        self.weight -= rate * self.gweight
        self.gamma -= rate * self.ggamma
        self.c = [c - rate * g for c, g in zip(self.c, self.gc)]


class RbfNet:
    def __init__(self, count, seed):
        rnd = random.Random(seed)
        self.neurons = [Neuron(rnd) for _ in range(count)]

    def output(self, point):
        return sum(n.fire(point) for n in self.neurons)


points = [(-0.8, -0.6), (-0.5, 0.7), (0.0, 0.1), (0.3, -0.9), (0.6, 0.5), (0.9, -0.2)]
wanted = [math.sin(2 * a) * math.cos(b) for a, b in points]
rbf = RbfNet(4, 2024)
for cycle in range(20):
    error = 0.0
    for n in rbf.neurons:
        n.reset()
    for point, want in zip(points, wanted):
        diff = rbf.output(point) - want
        error += diff * diff
        # backward
        for n in rbf.neurons:
            n.learn(point, 2 * diff)
    # update
    for n in rbf.neurons:
        n.move(0.1)
    if cycle in (0, 5, 10, 19):
        print("cycle", cycle, "error", error)
