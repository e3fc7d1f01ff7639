# Java -> Python port of my NeuralNet.java (2nd semester project)
import random
import math


class NeuralNet:
    def __init__(self, nIn, nHid, seed):
        rnd = random.Random(seed)
        self.nIn = nIn
        self.nHid = nHid
        self.wHid = [[rnd.uniform(-1.0, 1.0) for _ in range(nIn)] for _ in range(nHid)]
        self.bHid = [0.1 * (i + 1) for i in range(nHid)]
        self.wOut = [rnd.uniform(-1.0, 1.0) for _ in range(nHid)]
        self.bOut = 0.0

    @staticmethod
    def sigmoid(x):
        return 1.0 / (1.0 + math.exp(-x))

    def feedForward(self, sample):
        self.hid = []
        for i in range(self.nHid):
            s = self.bHid[i]
            for j in range(self.nIn):
                s += self.wHid[i][j] * sample[j]
            self.hid.append(self.sigmoid(s))
        s = self.bOut
        for i in range(self.nHid):
            s += self.wOut[i] * self.hid[i]
        self.out = self.sigmoid(s)
        return self.out

    def trainOne(self, sample, target, lr):
        out = self.feedForward(sample)
        err = 0.5 * (target - out) ** 2
        # backward
        deltaOut = (target - out) * out * (1.0 - out)
        deltaHid = [0.0] * self.nHid
        for i in range(self.nHid):
            deltaHid[i] = deltaOut * self.wOut[i] * self.hid[i] * (1.0 - self.hid[i])
        # update
        for i in range(self.nHid):
            self.wOut[i] += lr * deltaOut * self.hid[i]
            for j in range(self.nIn):
                self.wHid[i][j] += lr * deltaHid[i] * sample[j]
            self.bHid[i] += lr * deltaHid[i]
        self.bOut += lr * deltaOut
        return err


def main():
    net = NeuralNet(2, 3, 42)
    data = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
    for epoch in range(30):
        total = 0.0
        for sample, target in data:
            total += net.trainOne(sample, target, 0.8)
        if epoch % 10 == 0:
            print("Epoch " + str(epoch) + " error: " + str(total))
    for sample, target in data:
        print(sample, "->", round(net.feedForward(sample), 3))


if __name__ == "__main__":
    main()
